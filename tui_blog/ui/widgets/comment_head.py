"""The line above a comment: who, when, in answer to whom, and what its state is. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from tui_blog.model.comment import Comment, CommentKind, CommentStatus
from tui_blog.model.freshness import EDITED, UNREAD
from tui_blog.model.post import PostSummary
from tui_blog.text.age import tell_date
from tui_blog.ui.glyphs import Glyphs, delivery_glyph, delivery_word, status_glyph, status_word
from tui_blog.ui.own_marks import NO_LABELS, Labels, label_words

if TYPE_CHECKING:
    from tui_blog.model.filtering import Action
    from tui_blog.text.blocks import Block

_NAME_CHARS = 40
EXCERPT_CHARS = 160
"""How much of a folded comment is shown."""
_EDIT_GRACE = timedelta(minutes=1)

Piece = tuple[str, str]
"""Text and the name of the part of a document that styles it."""


class CommentHead(NamedTuple):
    """What the line tells."""

    comment: Comment
    post: PostSummary | None
    is_folded: bool
    hidden_count: int
    """Replies below it, at any depth."""
    freshness: int
    """What it is to the reader; see `model.freshness`."""
    hidden_unread: int
    """Replies below it that are hidden and were never seen."""
    reply_to: str | None
    """The name to put behind the arrow; `None` where the parent stands right above."""
    is_orphan: bool
    """Its parent is not known."""
    level: int | None
    """Counted from 1; `None` where the indentation shows it."""
    blocks: "Sequence[Block]"
    """The body, where its first words are to be shown."""
    filtered: "tuple[Action, str] | None" = None
    """What a filter makes of it, and which; `None` for nothing."""
    is_hidden: bool = False
    """A filter hides it: nothing is told but that."""
    keys_to_it: str = ""
    """What to press for what is hidden."""
    labels: Labels = NO_LABELS
    """The person's star and tags."""


def head_pieces(head: CommentHead, glyphs: Glyphs, now: datetime) -> list[Piece]:
    """Return the line as pieces, the most important first: what does not fit is cut at the end."""
    return list(_pieces(head, glyphs, now))


def author_label(comment: Comment) -> str:
    """Return the name to show for a comment's author; never empty."""
    if comment.status is CommentStatus.DELETED and not comment.author.name:
        return "forgotten" if comment.is_forgotten else "deleted"
    name = comment.author.name or "Anonymous"
    return name if len(name) <= _NAME_CHARS else name[: _NAME_CHARS - 1] + "…"


def is_of_post_author(head: CommentHead) -> bool:
    """Say whether who wrote the post wrote the comment, too; not for one's own."""
    post_author = None if head.post is None else head.post.author
    return (
        not head.comment.own
        and post_author is not None
        and post_author.id is not None
        and head.comment.author.id == post_author.id
    )


def is_edited(comment: Comment) -> bool:
    """Say whether a comment was changed later than right after it was written."""
    if comment.modified_at is None or comment.created_at is None:
        return False
    return comment.modified_at - comment.created_at > _EDIT_GRACE


def _pieces(head: CommentHead, glyphs: Glyphs, now: datetime) -> Iterator[Piece]:
    comment = head.comment
    fold = glyphs.fold_closed if head.is_folded else glyphs.fold_open
    # Whether it is folded has to be seen on the cursor's row, too; a bullet is only an ornament.
    is_foldable = bool(head.hidden_count) or head.is_folded
    yield (f"{fold} ", "meta") if is_foldable else (f"{glyphs.bullet} ", "guide")
    if head.is_hidden:
        yield from _hidden(head, glyphs)
        return
    yield author_label(comment), "own" if comment.own else "author"
    for badge in _badges(head):
        yield f" {badge}", "badge"
    for word in label_words(head.labels, glyphs):
        yield f"  {word}", "badge"
    yield from _filtered(head, glyphs)
    if head.freshness == UNREAD:
        yield f"  {glyphs.new} new", "badge"
    elif head.freshness == EDITED:
        yield f"  {glyphs.edited} changed since you read it", "badge"
    if comment.created_at is not None:
        yield f"  {tell_date(comment.created_at, now, glyphs.look.dates)}", "meta"
    yield from _state(comment, glyphs)
    if head.level is not None:
        yield f"  level {head.level}", "meta"
    if is_edited(comment) and head.freshness != EDITED:
        yield f"  {glyphs.edited} edited", "meta"
    if head.is_orphan:
        yield f"  {glyphs.reply} to a comment that is not here", "meta"
    elif head.reply_to is not None:
        yield f"  {glyphs.reply} to {head.reply_to or 'Anonymous'}", "meta"
    if head.is_folded:
        yield from _folded(head, glyphs)


def _badges(head: CommentHead) -> Iterator[str]:
    comment = head.comment
    if comment.own:
        yield "you"
    elif is_of_post_author(head):
        yield "author"
    if comment.kind is CommentKind.MENTION:
        yield "mention"


def _state(comment: Comment, glyphs: Glyphs) -> Iterator[Piece]:
    if comment.delivery is not None:
        state, act = comment.delivery.state, comment.delivery.act
        yield f"  {delivery_glyph(state, glyphs)} {delivery_word(state, act)}", "state"
        if comment.delivery.reason:
            yield f": {comment.delivery.reason}", "problem"
    elif comment.status is not CommentStatus.APPROVED:
        glyph = status_glyph(comment.status, glyphs)
        yield f"  {glyph} {status_word(comment.status)}", "state"


def _filtered(head: CommentHead, glyphs: Glyphs) -> Iterator[Piece]:
    """Tell what a filter makes of a comment that is shown."""
    # Compared by their values: the module that has them is not loaded where there are no filters.
    match head.filtered:
        case ("highlight", name):
            yield "  ", "meta"
            yield f"{glyphs.highlight} {name}", "highlight"
        case ("hide", name):
            yield f"  {glyphs.hidden} shown in spite of {name}", "meta"


def _hidden(head: CommentHead, glyphs: Glyphs) -> Iterator[Piece]:
    by = "" if head.filtered is None else f" by {head.filtered[1]}"
    yield f"{glyphs.hidden} hidden{by}", "meta"
    if head.is_folded:
        yield from _counts(head, glyphs)
    yield f" {glyphs.separator} {head.keys_to_it}", "meta"


def _folded(head: CommentHead, glyphs: Glyphs) -> Iterator[Piece]:
    yield from _counts(head, glyphs)
    from tui_blog.text.excerpt import excerpt

    yield f" {glyphs.separator} {excerpt(head.blocks, EXCERPT_CHARS)}", "meta"


def _counts(head: CommentHead, glyphs: Glyphs) -> Iterator[Piece]:
    """Count what a fold hides."""
    if head.hidden_count:
        noun = "reply" if head.hidden_count == 1 else "replies"
        yield f"  +{head.hidden_count} {noun}", "badge"
    if head.hidden_unread:
        yield f", {glyphs.new} {head.hidden_unread} new", "badge"
