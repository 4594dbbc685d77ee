"""The signs that stand beside words: one set in Unicode, one in plain ASCII.

A glyph never stands alone for a state; the word is beside it (`delivery_word`, `status_word`).
"""

from collections.abc import Mapping
from typing import NamedTuple

from tui_blog.model.comment import CommentStatus, DeliveredAct, DeliveryState
from tui_blog.text.age import DateStyle


class Look(NamedTuple):
    """What the person may set of how things are laid out."""

    dates: DateStyle = DateStyle.AGE
    """How to tell when something was."""
    text_cells: int = 92
    """Cells that a line of text may take: longer ones are hard to follow."""
    most_columns: int = 3
    """Panes side by side at most."""


class Glyphs(NamedTuple):
    """One set of signs. Each is one cell wide, except where its docstring says otherwise."""

    fold_open: str
    """Before a comment whose replies are shown."""
    fold_closed: str
    """Before a comment whose replies are hidden."""
    bullet: str
    """Before one of several things."""
    reply: str
    """Before "to somebody"; may be two cells in ASCII."""
    indent: str
    """The line along which replies stand below their parent."""
    cursor: str
    """The mark of the highlighted row."""
    draft: str
    queued: str
    sending: str
    unknown: str
    """Sent, and no clear answer came."""
    parked: str
    """Refused; waits for the person."""
    held: str
    """Waits for a moderator, on the server."""
    spam: str
    trashed: str
    deleted: str
    new: str
    """Not read yet."""
    edited: str
    hidden: str
    """Stands for a comment that a filter hides."""
    highlight: str
    """Before the name of a filter that highlights."""
    star: str
    """On what the person wants to find again."""
    tag: str
    """Before tags of the person's own."""
    own: str
    """Written by the identity in use."""
    warning: str
    mismatch: str
    """Before a link that goes elsewhere than its text says; two cells in ASCII."""
    offline: str
    damaged: str
    link: str
    picked: str
    """Behind the letters of what was picked."""
    separator: str
    """Between short facts on one line."""
    ellipsis: str
    """Where text was cut; three cells in ASCII."""
    map_begin: str
    """In the map of a thread: a conversation begins."""
    map_own: str
    """In the map: written by the identity in use, nothing new there."""
    map_own_new: str
    """The same, and something new."""
    map_author: str
    """In the map: written by the post's author, nothing new there."""
    map_author_new: str
    """The same, and something new."""
    up: str
    down: str
    left: str
    right: str
    look: Look = Look()
    """How all that stands beside them is laid out."""
    spoken: bool = False
    """Words say what signs and lines would show: for speech and Braille."""


UNICODE_GLYPHS = Glyphs(
    fold_open="▾",
    fold_closed="▸",
    bullet="•",
    reply="↳",
    indent="│",
    cursor="▌",
    draft="✎",
    queued="◷",
    sending="↑",
    unknown="?",
    parked="✗",
    held="◌",
    spam="⊘",
    trashed="⌫",
    deleted="∅",
    new="●",
    edited="~",
    hidden="⊖",
    highlight="»",
    star="★",
    tag="#",
    own="◆",
    warning="!",
    mismatch="≠",
    offline="○",
    damaged="✗",
    link="↗",
    picked="✓",
    separator="·",
    ellipsis="…",
    map_begin="├",
    map_own="◇",
    map_own_new="◆",
    map_author="△",
    map_author_new="▲",
    up="↑",
    down="↓",
    left="←",
    right="→",
)
"""For terminals that show Unicode."""

ASCII_GLYPHS = Glyphs(
    fold_open="-",
    fold_closed="+",
    bullet="*",
    reply="->",
    indent="|",
    cursor=">",
    draft="e",
    queued="@",
    sending="^",
    unknown="?",
    parked="x",
    held="o",
    spam="S",
    trashed="T",
    deleted="0",
    new="*",
    edited="~",
    hidden="%",
    highlight=">",
    star="*",
    tag="#",
    own="=",
    warning="!",
    mismatch="!=",
    offline="o",
    damaged="x",
    link=">",
    picked="+",
    separator="-",
    ellipsis="...",
    map_begin="+",
    map_own="m",
    map_own_new="M",
    map_author="a",
    map_author_new="A",
    up="Up",
    down="Down",
    left="Left",
    right="Right",
)
"""For the Linux console and for fonts without symbols. The arrows are the names of the keys."""

_SPOKEN_LOOK = Look(dates=DateStyle.WORDS, most_columns=1)
SPOKEN_GLYPHS = ASCII_GLYPHS._replace(indent=" ", cursor=" ", look=_SPOKEN_LOOK, spoken=True)
"""For speech and Braille: no lines, and as few signs as can be."""

_DELIVERY_WORDS: Mapping[DeliveryState, str] = {
    DeliveryState.DRAFT: "draft",
    DeliveryState.QUEUED: "queued",
    DeliveryState.SENDING: "sending",
    DeliveryState.UNKNOWN: "not known if sent",
    DeliveryState.PARKED: "not accepted",
}

_STATUS_WORDS: Mapping[CommentStatus, str] = {
    CommentStatus.APPROVED: "",
    CommentStatus.HELD: "held for moderation",
    CommentStatus.SPAM: "marked as spam",
    CommentStatus.TRASHED: "in the trash",
    CommentStatus.DELETED: "deleted",
}


def delivery_glyph(state: DeliveryState, glyphs: Glyphs) -> str:
    """Return the sign for a comment that the source does not have yet; empty where words do."""
    if glyphs.spoken:
        return ""
    match state:
        case DeliveryState.DRAFT:
            return glyphs.draft
        case DeliveryState.QUEUED:
            return glyphs.queued
        case DeliveryState.SENDING:
            return glyphs.sending
        case DeliveryState.UNKNOWN:
            return glyphs.unknown
        case DeliveryState.PARKED:
            return glyphs.parked


def delivery_word(state: DeliveryState, act: DeliveredAct = DeliveredAct.ADD) -> str:
    """Return the word for what the source does not have yet; never empty."""
    match act:
        case DeliveredAct.ADD:
            return _DELIVERY_WORDS[state]
        case DeliveredAct.EDIT:
            return f"edit {_DELIVERY_WORDS[state]}"
        case DeliveredAct.DELETE:
            return f"deletion {_DELIVERY_WORDS[state]}"


def status_glyph(status: CommentStatus, glyphs: Glyphs) -> str:
    """Return the sign for where a comment stands on its server; empty when approved."""
    match status:
        case CommentStatus.APPROVED:
            return ""
        case CommentStatus.HELD:
            return glyphs.held
        case CommentStatus.SPAM:
            return glyphs.spam
        case CommentStatus.TRASHED:
            return glyphs.trashed
        case CommentStatus.DELETED:
            return glyphs.deleted


def status_word(status: CommentStatus) -> str:
    """Return the word for where a comment stands on its server; empty when approved."""
    return _STATUS_WORDS[status]
