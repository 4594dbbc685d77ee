"""The comment form of a post's page, found and read as a text browser would.

A form that only a script can send, or that asks for something that a person has to answer, is
recognised and left to a browser. Pure: HTML in, a form or the reason why not out.

Source: wp-includes/comment-template.php, ``comment_form``; seen with WordPress 6.1.9, 2026-11.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import urljoin, urlsplit, urlunsplit

from tui_blog.model.errors import AuthError, NeedsBrowserError, RejectedError
from tui_blog.storage.origin import is_safe_for_secrets, is_upgrade, origin_of
from tui_blog.storage.wordpress.form_reading import Control, PageForm, read_page_forms
from tui_blog.text import clean

_TARGET = "wp-comments-post.php"
_POST, _PARENT = "comment_post_ID", "comment_parent"
_PERSONAL = ("author", "email", "url")
_KNOWN = (*_PERSONAL, "wp-comment-cookies-consent")
_TYPED = ("text", "textarea", "email", "url", "tel", "number", "password", "search")
_IN_A_BROWSER = "Open the post in a browser to send it."


class Part(StrEnum):
    """What a field of the form is for."""

    TEXT = "comment"
    NAME = "author"
    EMAIL = "email"
    ADDRESS = "url"
    PARENT = "comment_parent"
    GIVEN = "given"
    """Sent as the page gives it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """A field that is sent."""

    name: str
    value: str
    """As the page gives it."""
    part: Part
    is_required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentForm:
    """A form that can be filled and sent."""

    action: str
    """Where to: absolute, of the page's own origin."""
    fields: tuple[FormField, ...]
    """In the order of the page."""

    def fill(self, answers: Mapping[Part, str]) -> tuple[tuple[str, str], ...]:
        """Return names and values to send.

        Args:
            answers: What the person says; what the form does not ask for is not sent.

        Raises:
            RejectedError: The form wants something that is not there, or takes no replies.
        """
        for field in self.fields:
            if field.is_required and not answers.get(field.part, field.value):
                raise RejectedError(_MISSING[field.part], code=f"no-{field.part}")
        parts = {field.part for field in self.fields}
        if answers.get(Part.PARENT, "0") != "0" and Part.PARENT not in parts:
            raise NeedsBrowserError(f"The blog's comment form takes no replies. {_IN_A_BROWSER}")
        return tuple((field.name, answers.get(field.part, field.value)) for field in self.fields)


_MISSING: Mapping[Part, str] = MappingProxyType(
    {
        Part.TEXT: "The comment is empty.",
        Part.NAME: "This blog wants a name: put it into config.toml as name, under [identity].",
        Part.EMAIL: "This blog wants an e-mail address: put it into config.toml as email, under "
        "[identity].",
        Part.ADDRESS: "This blog wants the address of a page of yours: put it into config.toml as "
        "url, under [identity].",
    }
)


def find_comment_form(page: str, *, address: str, post: int) -> CommentForm:
    """Find the form that sends a comment on a post.

    Args:
        page: The post's page, HTML. Takes long for a long page; blocks.
        address: Where the page came from.
        post: WordPress's number of the post.

    Raises:
        AuthError: The blog takes comments only from people who are logged in.
        NeedsBrowserError: There is none that can be sent from here.
        RejectedError: Comments are closed, or the form leads elsewhere.
    """
    found = read_page_forms(page)
    forms = [form for form in found.forms if _is_for_comments(form)]
    if not forms:
        if "must-log-in" in found.marks:
            raise AuthError("This blog takes comments only from people who are logged in.")
        if "post-password-form" in found.marks:
            raise RejectedError("This post is behind a password.", code="password")
        if "no-comments" in found.marks:
            raise RejectedError("Comments on this post are closed.", code="closed")
        raise NeedsBrowserError(
            f"The post's page has no comment form that can be filled from here. {_IN_A_BROWSER}"
        )
    form = next((form for form in forms if _value_of(form, _POST) == str(post)), forms[0])
    action = _checked_action(form, found.base, address)
    _refuse_what_needs_a_browser(form)
    if _value_of(form, _POST) != str(post):
        raise NeedsBrowserError(
            f"The form on the post's page is not for this post. {_IN_A_BROWSER}"
        )
    return CommentForm(action=action, fields=_fields(form))


def _is_for_comments(form: PageForm) -> bool:
    return (
        _path(form.action).endswith(f"/{_TARGET}")
        or form.action == _TARGET
        or form.id == "commentform"
        or any(control.name == _POST for control in form.controls)
    )


def _checked_action(form: PageForm, base: str, page: str) -> str:
    written = form.action.strip()
    scheme = written.partition(":")[0].lower() if ":" in written else ""
    if form.has_frame:
        raise NeedsBrowserError(f"The comment form is that of another service. {_IN_A_BROWSER}")
    if not written or written.startswith("#") or scheme == "javascript":
        raise NeedsBrowserError(f"The comment form is sent by a script. {_IN_A_BROWSER}")
    if form.method != "post":
        raise NeedsBrowserError(f"The comment form is none of WordPress's own. {_IN_A_BROWSER}")
    try:
        # Browsers read a backslash as a slash, so it may lead elsewhere.
        action = "" if "\\" in written else urljoin(urljoin(page, base), written)
    except ValueError:
        action = ""
    here, there = origin_of(page) or "", origin_of(action)
    if there is not None and is_upgrade(there, here):
        # The blog's own settings may still say http.
        upgraded = urlsplit(action)._replace(scheme="https", netloc=urlsplit(page).netloc)
        action, there = urlunsplit(upgraded), here
    if there is None or there != here:
        shown = clean.field((there or "").partition("://")[2]) or "nowhere"
        raise RejectedError(
            f"The comment form would be sent to another place ({shown}), so it is not sent.",
            code="elsewhere",
        )
    if not _path(action).endswith(f"/{_TARGET}"):
        raise NeedsBrowserError(f"The comment form is none of WordPress's own. {_IN_A_BROWSER}")
    if not is_safe_for_secrets(action):
        raise RejectedError(
            "The blog is not reached over https; your name and e-mail address are not sent in the "
            "open.",
            code="insecure",
        )
    return action


def _refuse_what_needs_a_browser(form: PageForm) -> None:
    if form.has_riddle:
        raise NeedsBrowserError(f"The comment form has a captcha. {_IN_A_BROWSER}")
    if form.wants_script or not any(control.is_submit for control in form.controls):
        raise NeedsBrowserError(f"The comment form needs a script. {_IN_A_BROWSER}")
    text_control = _text_control(form)
    for control in form.controls:
        if _asks_a_person(control, form) and control is not text_control:
            asked = clean.field(control.caption, max_chars=80) or clean.field(
                control.name, max_chars=80
            )
            raise NeedsBrowserError(f"The comment form asks for more: “{asked}”. {_IN_A_BROWSER}")


def _text_control(form: PageForm) -> Control:
    """The one field for long text that can be seen: what is hidden is there to catch robots."""
    visible = [one for one in form.controls if one.kind == "textarea" and not one.is_hidden]
    if len(visible) != 1:
        raise NeedsBrowserError(f"The comment form has no clear place for text. {_IN_A_BROWSER}")
    return visible[0]


def _asks_a_person(control: Control, form: PageForm) -> bool:
    """Whether a field that is unknown here has to be answered by somebody who sees it."""
    if control.is_hidden or control.is_submit or control.name in _KNOWN:
        return False
    is_riddle = control.kind in _TYPED and (form.has_picture or control.has_riddle)
    return control.is_required or control.kind == "file" or is_riddle


def _fields(form: PageForm) -> tuple[FormField, ...]:
    text_control = _text_control(form)
    fields: list[FormField] = []
    submits = [control for control in form.controls if control.is_submit]
    for control in form.controls:
        is_left_out = (
            control.kind in ("button", "reset", "file")
            # No box is ticked in the person's name, be it the page's own proposal.
            or (control.kind == "checkbox" and not (control.is_checked and control.is_hidden))
            or (control.kind == "radio" and not control.is_checked)
            or (control.is_submit and control is not submits[0])
        )
        if is_left_out or not control.name:
            continue
        part = Part.GIVEN
        if control is text_control:
            part = Part.TEXT
        elif control.name == _PARENT:
            part = Part.PARENT
        elif control.name in _PERSONAL and not control.is_hidden:
            part = Part(control.name)
        wanted = part is Part.TEXT or (part in _PERSONAL and control.is_required)
        fields.append(
            FormField(name=control.name, value=control.value, part=part, is_required=wanted)
        )
    return tuple(fields)


def _value_of(form: PageForm, name: str) -> str:
    return next((one.value.strip() for one in form.controls if one.name == name), "")


def _path(address: str) -> str:
    try:
        return urlsplit(address.strip()).path
    except ValueError:
        return ""
