"""The forms of a page, with what each of their fields is and whether it can be seen."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from tui_blog.model.errors import NeedsBrowserError
from tui_blog.text.html import without_traps

MAX_PAGE_TAGS = 100_000
"""Signs "<" that a page may have to be looked through: those of some thousand comments."""

_MAX_DEPTH = 200
_MAX_CONTROLS = 500
_MAX_CAPTION_CHARS = 300
_MAX_VALUE_CHARS = 10_000
_MARKS = frozenset(["must-log-in", "no-comments", "post-password-form"])
_CONTROLS = ("input", "textarea", "select", "button")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"]
)
_RIDDLE = re.compile(r"captcha|cptch|turnstile|altcha|geetest|hashcash", re.IGNORECASE)
_UNSEEN = re.compile(
    r"display:none|visibility:hidden|left:-\d{3}|top:-\d{3}|text-indent:-\d{3}|clip(?:-path)?:"
)
_SUM = re.compile(r"\d\s*[-+*/x×−–]\s*\d|[=?]\s*$")
_SCRIPT_NOTE = re.compile(r"java\s?script", re.IGNORECASE)


@dataclass(slots=True, kw_only=True)
class Control:
    """One field of a form."""

    kind: str
    """``text``, ``textarea``, ``select``, ``hidden``, ``submit`` and so on; lower case."""
    name: str
    value: str
    is_checked: bool
    is_required: bool
    is_hidden: bool
    """Nobody sees it who looks at the page in a browser."""
    caption: str
    """The words before it."""
    form_id: str
    """The form that it says it belongs to, wherever it stands; mostly empty."""

    @property
    def is_submit(self) -> bool:
        """It sends the form."""
        return self.kind in ("submit", "image")

    @property
    def has_riddle(self) -> bool:
        """Its words look like a question: a sum to be done, or a star for "must be filled"."""
        return "*" in self.caption or _SUM.search(self.caption) is not None


@dataclass(slots=True, kw_only=True)
class PageForm:
    """A form as it stands in the page."""

    id: str
    action: str
    method: str
    controls: list[Control] = field(default_factory=list)
    """Those that are not switched off, in order."""
    has_riddle: bool = False
    """It has a captcha of a known kind."""
    has_picture: bool = False
    has_frame: bool = False
    wants_script: bool = False
    """It says so to those that have none."""


@dataclass(slots=True, kw_only=True)
class PageForms:
    """What was found in a page."""

    forms: list[PageForm] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)
    """Of the classes of its elements, those that say why there is no form."""
    base: str = ""
    """What relative addresses are relative to, as the page says; may be empty."""


def read_page_forms(page: str) -> PageForms:
    """Read the forms of a page, damaged or not.

    Raises:
        NeedsBrowserError: The page is too long.
    """
    if page.count("<") > MAX_PAGE_TAGS:
        raise NeedsBrowserError(
            "The post's page is too long to find its comment form. Open it in a browser."
        )
    reader = _FormReader()
    reader.feed(without_traps(page))
    reader.close()
    return reader.finish()


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._found = PageForms()
        self._form: PageForm | None = None
        self._open: list[tuple[str, bool]] = []
        """Elements that are open within the form, and whether what is in them can't be seen."""
        self._caption = ""
        self._filling: Control | None = None
        """The field for long text that is open."""
        self._choosing: Control | None = None
        self._without_script = False
        self._strays: list[Control] = []

    def finish(self) -> PageForms:
        """Return what was found; fields outside of their form are put into it."""
        for control in self._strays:
            for form in self._found.forms:
                if form.id == control.form_id:
                    form.controls.append(control)
        return self._found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._filling is not None:
            return
        given = {name: value or "" for name, value in reversed(attrs)}
        self._found.marks |= _MARKS.intersection(given.get("class", "").lower().split())
        if tag == "base" and not self._found.base:
            self._found.base = given.get("href", "")
        if tag == "iframe" and self._form is not None:
            self._form.has_frame = True
        if tag == "form":
            self._start_form(given)
        elif self._form is not None:
            self._note(tag, given)
        elif tag in _CONTROLS and given.get("form"):
            self._add(tag, given, is_hidden=_is_hidden(given))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._filling = None
        elif tag == "select":
            self._choosing = None
        elif tag == "form":
            self._form = None
        elif tag == "noscript":
            self._without_script = False
        names = [name for name, _ in self._open]
        if tag in names:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if self._filling is not None:
            self._filling.value = f"{self._filling.value}{data}"[:_MAX_VALUE_CHARS]
        elif self._form is not None:
            if self._without_script and _SCRIPT_NOTE.search(data):
                self._form.wants_script = True
            if self.cdata_elem is None:
                self._caption = f"{self._caption}{data}"[-_MAX_CAPTION_CHARS:]

    def _start_form(self, given: dict[str, str]) -> None:
        if self._form is not None:
            return  # a form in a form is none
        self._form = PageForm(
            id=given.get("id", ""),
            action=given.get("action", ""),
            method=given.get("method", "").strip().lower(),
        )
        self._found.forms.append(self._form)
        self._open, self._caption, self._without_script = [], "", False

    def _note(self, tag: str, given: dict[str, str]) -> None:
        assert self._form is not None  # noqa: S101  the caller knows
        telling = (tag, *(given.get(name, "") for name in ("id", "class", "name", "src")))
        if "data-sitekey" in given or any(_RIDDLE.search(one) for one in telling):
            self._form.has_riddle = True
        is_hidden = _is_hidden(given) or (bool(self._open) and self._open[-1][1])
        if tag == "noscript":
            self._without_script = True
        elif tag == "img" and not is_hidden:
            self._form.has_picture = True
        elif tag == "option" and self._choosing is not None:
            if "selected" in given or not self._choosing.value:
                self._choosing.value = given.get("value", "")
        elif tag in _CONTROLS:
            self._add(tag, given, is_hidden=is_hidden)
        if tag == "p" and self._open and self._open[-1][0] == "p":
            self._open.pop()
            is_hidden = _is_hidden(given) or (bool(self._open) and self._open[-1][1])
        if tag not in _VOID and len(self._open) < _MAX_DEPTH:
            self._open.append((tag, is_hidden))

    def _add(self, tag: str, given: dict[str, str], *, is_hidden: bool) -> None:
        kind = given.get("type", "").strip().lower()
        if tag in ("textarea", "select"):
            kind = tag
        elif not kind:
            kind = "submit" if tag == "button" else "text"
        control = Control(
            kind=kind,
            name=given.get("name", ""),
            value=given.get("value", "on" if kind in ("checkbox", "radio") else ""),
            is_checked="checked" in given,
            is_required="required" in given or given.get("aria-required", "").lower() == "true",
            is_hidden=is_hidden or kind == "hidden",
            caption=" ".join(self._caption.split()),
            form_id=given.get("form", ""),
        )
        self._caption = ""
        if tag == "textarea":
            self._filling = control
        elif tag == "select":
            self._choosing = control
        if "disabled" in given:
            return
        if control.form_id and (self._form is None or self._form.id != control.form_id):
            if len(self._strays) < _MAX_CONTROLS:
                self._strays.append(control)
        elif self._form is not None and len(self._form.controls) < _MAX_CONTROLS:
            self._form.controls.append(control)


def _is_hidden(given: dict[str, str]) -> bool:
    style = "".join(given.get("style", "").lower().split())
    return (
        "hidden" in given
        or given.get("aria-hidden", "").strip().lower() == "true"
        or given.get("tabindex", "").strip() == "-1"
        or _UNSEEN.search(style) is not None
    )
