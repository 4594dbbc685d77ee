"""Comments and posts in words, for speech and Braille: "reply 3 of 7, level 2, to Ana, new". Pure.

The most important comes first. What does not fit on a line goes on on the next one.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from tui_blog.model.comment import CommentKind, CommentStatus
from tui_blog.model.freshness import EDITED, UNREAD
from tui_blog.model.siblings import Place
from tui_blog.text.age import DateStyle, tell_date
from tui_blog.text.wrap import wrap
from tui_blog.ui.glyphs import delivery_word, status_word
from tui_blog.ui.widgets.comment_head import (
    EXCERPT_CHARS,
    CommentHead,
    Piece,
    author_label,
    is_edited,
    is_of_post_author,
)

_NAME_CHARS = 24


def spoken_pieces(head: CommentHead, place: Place, now: datetime, dates: DateStyle) -> list[Piece]:
    """Return the line above a comment as pieces.

    Args:
        head: What the line tells; with the level and the name that is answered, always.
        place: Which it is of those that answer the same.
        now: The time of now.
        dates: How to tell when it was written.
    """
    return list(_pieces(head, place, now, dates))


def spoken_lines(pieces: Sequence[Piece], width_cells: int) -> list[list[Piece]]:
    """Part pieces into lines; nothing is left out but blanks where a line ends.

    Returns:
        At least one line.
    """
    lines: list[list[Piece]] = []
    for start, end in wrap("".join(words for words, _ in pieces), width_cells):
        line, begin = [], 0
        for words, part in pieces:
            said = words[max(0, start - begin) : max(0, end - begin)]
            if said:
                line.append((said, part))
            begin += len(words)
        lines.append(line)
    return lines or [[]]


def line_of(lines: Sequence[list[Piece]], number: int, height: int) -> list[Piece]:
    """Return one of the lines where there is room for a certain number of them.

    On the last one stands all the rest; there may be more by now than there was room made for.
    """
    behind = len(lines) if number + 1 == height else number + 1
    return [piece for line in lines[number:behind] for piece in ((" ", "meta"), *line)][1:]


def _pieces(head: CommentHead, place: Place, now: datetime, dates: DateStyle) -> Iterator[Piece]:
    comment = head.comment
    yield f"{_kind(head)} {place.number} of {place.total}", "meta"
    if head.level is not None and head.level > 1:
        yield f", level {head.level}", "meta"
    if head.is_orphan:
        yield ", to a comment that is not here", "meta"
    elif head.reply_to is not None:
        yield f", to {_short(head.reply_to) or 'Anonymous'}", "meta"
    if head.is_hidden:
        yield f", hidden{f' by {head.filtered[1]}' if head.filtered else ''}", "meta"
        yield from _replies(head)
        yield f", {head.keys_to_it}", "meta"
        return
    yield from _filtered(head)
    if head.labels.is_starred:
        yield ", starred", "badge"
    if head.labels.tags:
        yield f", tagged {head.labels.tags}", "badge"
    if head.freshness == UNREAD:
        yield ", new", "badge"
    elif head.freshness == EDITED:
        yield ", changed since you read it", "badge"
    if head.is_folded:
        yield from _replies(head)
    yield from _author(head)
    yield from _state(head)
    if not head.is_folded:
        yield from _replies(head)
    if comment.created_at is not None:
        yield f", {tell_date(comment.created_at, now, dates)}", "meta"
    if is_edited(comment) and head.freshness != EDITED:
        yield ", edited", "meta"
    if head.is_folded:
        from tui_blog.text.excerpt import excerpt

        yield f": {excerpt(head.blocks, EXCERPT_CHARS)}", "meta"


def _filtered(head: CommentHead) -> Iterator[Piece]:
    match head.filtered:
        case ("highlight", "highlighted"):
            yield ", highlighted", "highlight"
        case ("highlight", name):
            yield f", highlighted: {name}", "highlight"
        case ("hide", name):
            yield f", shown in spite of {name}", "meta"


def _kind(head: CommentHead) -> str:
    if head.comment.kind is CommentKind.MENTION:
        return "mention"
    return "comment" if head.level in (None, 1) else "reply"


def _author(head: CommentHead) -> Iterator[Piece]:
    comment = head.comment
    if comment.own:
        yield ", by you", "own"
    elif comment.is_forgotten:
        yield ", forgotten", "author"
    elif comment.status is not CommentStatus.DELETED or comment.author.name:
        yield f", by {_short(author_label(comment))}", "author"
    if is_of_post_author(head):
        yield ", the post's author", "badge"


def _short(name: str) -> str:
    return name if len(name) <= _NAME_CHARS else f"{name[: _NAME_CHARS - 3]}..."


def _state(head: CommentHead) -> Iterator[Piece]:
    delivery = head.comment.delivery
    if delivery is not None:
        yield f", {delivery_word(delivery.state, delivery.act)}", "state"
        if delivery.reason:
            yield f": {delivery.reason}", "problem"
    elif head.comment.status is not CommentStatus.APPROVED:
        yield f", {status_word(head.comment.status)}", "state"


def _replies(head: CommentHead) -> Iterator[Piece]:
    if head.is_folded:
        yield ", folded", "badge"
    if head.hidden_count:
        yield f", {head.hidden_count} {'reply' if head.hidden_count == 1 else 'replies'}", "badge"
    if head.hidden_unread:
        yield f", {head.hidden_unread} new", "badge"
