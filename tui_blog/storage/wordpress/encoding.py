"""How a typed comment is written for WordPress, so that it stores exactly what was sent.

WordPress takes comments as HTML and filters them when storing; its test for repeats compares the
text as sent with the text as stored. The form made here passes that filter unchanged, so nothing
of ``a < b`` is lost, and sending the identical comment again is answered as a repeat.

Source: wp-includes/kses.php and rest-api/endpoints/class-wp-rest-comments-controller.php; seen
with WordPress 6.1.9, 2026-11.
"""

import html
import re
import unicodedata

from tui_blog.model.errors import RejectedError
from tui_blog.model.post import Body, BodyFormat

MAX_STORED_BYTES = 65_525
"""UTF-8 bytes that WordPress takes for one comment, after encoding."""

_ESCAPES = str.maketrans(
    {
        # Not "&amp;": the filter decodes twice, and would turn a typed "&#39;" into a quote.
        "&": "&#038;",
        "<": "&lt;",
        ">": "&gt;",
        # The test for repeats takes backslashes away once more; other spellings are rewritten.
        "\\": "&#092;",
    }
)
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_TAG = re.compile(r"</?[A-Za-z!][^<>]*>")
_SMILEY = re.compile(r"[:;8]-?[()?DPOox|](?!\w)|:[a-z?!]{1,9}:")
_SCHEME = re.compile("https?://")
_QUOTES = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201a": "'",
        "\u2032": "'",
        "\u201b": "'",
        "`": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u2033": '"',
        "\u2013": "-",
        "\u2014": "-",
        "\u2026": "...",
        "\u00d7": "x",
        "\u2122": "(tm)",
    }
)


def encode_text(text: str) -> str:
    """Write typed text as the HTML that WordPress stores unchanged.

    Line breaks stay; the blog shows them. Control characters and white space around the text are
    left out.

    Args:
        text: What was typed.

    Returns:
        The content to send. Encoding is what `decode_text` undoes.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    shown = _SURROGATES.sub("\ufffd", _CONTROLS.sub("", lines))
    return shown.strip().translate(_ESCAPES)


def content_of(body: Body) -> str:
    """Return what is sent for a comment.

    Raises:
        RejectedError: It is empty, too long, or HTML.
    """
    if body.format is BodyFormat.HTML:
        raise RejectedError("Comments are sent to this blog as plain text.", code="format")
    content = encode_text(body.source)
    if not content:
        raise RejectedError("The comment is empty.", code="empty")
    size_bytes = len(content.encode())
    if size_bytes > MAX_STORED_BYTES:
        raise RejectedError(
            f"The comment is too long: {size_bytes} bytes as WordPress counts, and it takes "
            f"{MAX_STORED_BYTES}.",
            code="too-long",
        )
    return content


def decode_text(stored: str) -> str:
    """Read back what `encode_text` wrote."""
    return html.unescape(stored)


def is_same_text(rendered: str, typed: str) -> bool:
    """Whether a comment as the blog shows it says what was typed.

    The blog turns quotes and dashes into typographic ones and wraps paragraphs, so the two are
    compared without markup and such differences.

    Args:
        rendered: HTML from the blog.
        typed: What was typed.
    """
    return _essence(_shown(rendered)) == _essence(_kept(typed))


def is_like_text(rendered: str, typed: str) -> bool:
    """Whether a comment as the blog shows it may be what was typed.

    Only letters and digits are compared: smileys may have become pictures, addresses links with
    their scheme, and `&` in them may be written twice over. Good enough to pick a comment that is
    known to be there, not to tell whether it is.
    """
    return _letters(_shown(rendered)) == _letters(_kept(typed))


def is_taken_for(rendered: str, typed: str) -> bool:
    """Whether WordPress may take two different texts for the same.

    Its database compares letters without case and accents.

    Source: the collation utf8mb4_unicode_520_ci, which wp-includes/class-wpdb.php chooses.
    """
    return _folded(_letters(_shown(rendered))) == _folded(_letters(_kept(typed)))


def _shown(rendered: str) -> str:
    return html.unescape(_TAG.sub("", rendered))


def _kept(typed: str) -> str:
    return decode_text(encode_text(typed))


def _essence(text: str) -> str:
    plain = " ".join(text.translate(_QUOTES).replace("''", '"').split())
    return re.sub("-+", "-", plain)


def _letters(text: str) -> str:
    plain = _SCHEME.sub("", html.unescape(text).translate(_QUOTES))
    return "".join(filter(str.isalnum, _SMILEY.sub("", plain)))


def _folded(letters: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", letters).casefold()))
