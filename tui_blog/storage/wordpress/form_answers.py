"""What a WordPress answers to a comment form that was sent. Pure.

Source: wp-comments-post.php and ``wp_handle_comment_submission`` in wp-includes/comment.php; seen
with WordPress 6.1.9, 2026-11.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urljoin, urlsplit

from tui_blog.model.errors import (
    AuthError,
    BusyError,
    OutcomeUnknownError,
    RejectedError,
)
from tui_blog.storage.origin import is_upgrade, origin_of
from tui_blog.storage.wordpress import payloads
from tui_blog.text import clean

_MAX_TOLD_CHARS = 300
_MESSAGES = (('<div class="wp-die-message">', "</div>"), ('<body id="error-page">', "</body>"))
"""What a refusal stands between; the second one is how older versions have it."""
_BACK = re.compile(r"<a\s[^<>]*history\.back[^<>]*>[^<>]*</a>")
_COMMENT = re.compile(r"comment-(\d{1,18})")
_NUMBER = re.compile(r"\d{1,18}")
_BROKEN = ("<h1", "faq-troubleshooting")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredByForm:
    """The blog has the comment."""

    number: int
    """WordPress's number of it."""
    is_held: bool
    """It waits for a moderator."""
    permalink: str
    """Where it stands once it is shown; cleaned."""


class RepeatedError(RejectedError):
    """The blog has the same comment of the same person already; this one was not stored."""


def read_form_answer(
    *, status: int, location: str, body: str, asked: str, wait_s: float
) -> StoredByForm:
    """Read the answer to a form.

    Args:
        status: Of HTTP.
        location: Where it sends one on; may be empty.
        body: HTML, or anything.
        asked: The address that the form was sent to.
        wait_s: Seconds to wait when it says that this was too soon.

    Raises:
        RepeatedError: It has it already.
        BusyError: It was too soon; nothing was stored.
        RejectedError: Nothing was stored; the sentence is the blog's own where it has one.
        AuthError: Only people who are logged in may comment; nothing was stored.
        OutcomeUnknownError: The answer does not tell.
    """
    if 300 <= status < 400:
        return _sent_on(status, location, asked)
    if status == 409:
        raise RepeatedError("The blog has the same comment already.", code="comment_duplicate")
    if status == 429:
        raise BusyError(f"The blog asks to wait {wait_s:.0f} seconds.", retry_after_s=wait_s)
    raise _refusal(status, body)


def _sent_on(status: int, location: str, asked: str) -> StoredByForm:
    try:
        target = urljoin(asked, location)
        parts = urlsplit(target)
        wanted = parse_qs(parts.query)
    except ValueError:
        raise _unknown(status) from None
    if parts.path == urlsplit(asked).path:
        raise RejectedError(
            "The blog sends comments on to another address; open it under that address.",
            code="redirect",
        )
    if parts.path.endswith("/wp-login.php"):
        raise AuthError("This blog takes comments only from people who are logged in.")
    held = _NUMBER.fullmatch(wanted.get("unapproved", [""])[0])
    shown = _COMMENT.fullmatch(parts.fragment)
    number = held[0] if held else shown[1] if shown else None
    here, there = origin_of(asked) or "", origin_of(target) or ""
    if number is None or (there != here and not is_upgrade(there, here)):
        raise _unknown(status)
    return StoredByForm(
        number=int(number),
        is_held=held is not None,
        permalink=clean.field(
            parts._replace(query=_without_secrets(parts.query)).geturl(), max_chars=2_000
        ),
    )


def _without_secrets(query: str) -> str:
    return "&".join(
        part
        for part in query.split("&")
        if part.partition("=")[0] not in ("unapproved", "moderation-hash")
    )


def _refusal(status: int, body: str) -> RejectedError | OutcomeUnknownError:
    told = _message(body)
    # A program that fell over says so in the same frame; it may have done so behind the comment.
    is_refusal = told and not (status >= 500 and any(sign in told for sign in _BROKEN))
    sentence = clean.field(payloads.one_line(_BACK.sub("", told)), max_chars=_MAX_TOLD_CHARS)
    if is_refusal and sentence:
        return RejectedError(f"The blog refused it. It says: {sentence}", code="refused")
    if status == 413:
        return RejectedError("The comment is too long for this blog.", code="too-long")
    if 400 <= status < 500 and status != 408:
        return RejectedError(f"The blog refused it (HTTP {status}).", code=str(status))
    return _unknown(status)


def _message(body: str) -> str:
    for before, behind in _MESSAGES:
        _, found, rest = body.partition(before)
        if found:
            return rest[: 20 * _MAX_TOLD_CHARS].partition(behind)[0]
    return ""


def _unknown(status: int) -> OutcomeUnknownError:
    return OutcomeUnknownError(
        f"The blog's answer (HTTP {status}) does not tell whether it has the comment."
    )
