"""``tui-blog archive forget``: what deleted comments said goes, once it was shown."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from tui_blog.model.comment import Comment
from tui_blog.model.errors import NotFoundError, UsageError
from tui_blog.model.ids import PostId
from tui_blog.plain.exit_codes import EXIT_FAILED, EXIT_OK
from tui_blog.plain.finding import load_meant_post
from tui_blog.plain.output import Output
from tui_blog.storage.adapter import Forgotten
from tui_blog.sync.service import BlogService
from tui_blog.text import clean
from tui_blog.text.age import date_text
from tui_blog.text.words import plain_text

_TEXT_CHARS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What of a blog is to be forgotten; nothing of it: it is only listed."""

    post: str | None = None
    """By number, id, slug or address; `None` for all posts."""
    comments: tuple[str, ...] = ()
    """Ids; empty for all."""
    all: bool = False
    """All of the blog."""
    is_sure: bool = False
    """Nobody is to be asked."""


class Questions(Protocol):
    """What can be asked of the person."""

    @property
    def is_interactive(self) -> bool:
        """Whether there is somebody to ask."""
        ...

    def ask(self, question: str) -> str:
        """Ask for a line."""
        ...


async def forget_comments(
    service: BlogService,
    wish: Wish,
    questions: Questions,
    output: Output,
    *,
    find_start: Callable[[], Awaitable[PostId | None]],
) -> int:
    """List the deleted comments that are meant, and forget them if the person is sure.

    Args:
        service: The blog; it is opened and closed.
        wish: Which.
        questions: Asks the person.
        output: Where it is said.
        find_start: Finds the post that the blog's own address names.

    Returns:
        What the process ends with.

    Raises:
        UsageError: The wish makes no sense, or there is nobody to ask.
        NotFoundError: There is no such post, or no such deleted comment.
        StorageError: As `BlogService.forget`.
    """
    if wish.all and (wish.post is not None or wish.comments):
        raise UsageError("--all means all of the blog: leave --post and --comment out.")
    try:
        await service.open()
        post_id = None
        if wish.post is not None:
            post_id = (await load_meant_post(service, wish.post, find_start=find_start)).summary.id
        found = _named(await service.list_tombstones(post_id), wish.comments)
        if not found:
            output.say("There is nothing to forget: of deleted comments no text is here.")
            return EXIT_OK
        for comment in found:
            _print(comment, output)
        return await _ask_and_forget(service, found, wish, questions, output)
    finally:
        await service.aclose()


async def _ask_and_forget(
    service: BlogService,
    found: Sequence[Comment],
    wish: Wish,
    questions: Questions,
    output: Output,
) -> int:
    if not (wish.all or wish.post is not None or wish.comments):
        output.say("Nothing was forgotten: --all, --post POST or --comment ID says which.")
        return EXIT_OK
    if not wish.is_sure:
        if not questions.is_interactive:
            raise UsageError("Nothing was forgotten: with --yes it is done without asking.")
        what = "this comment" if len(found) == 1 else f"these {len(found):,} comments"
        answer = questions.ask(f"Forget for good what {what} said? (y or n) ")
        if answer.strip().lower() not in ("y", "yes"):
            output.say("Nothing was forgotten.")
            return EXIT_FAILED
    output.print_line(told_of(await service.forget(found)))
    return EXIT_OK


def told_of(forgotten: Forgotten) -> str:
    """Say in a sentence what became of comments."""
    told = (*forgotten.emptied, *forgotten.removed)
    count = sum(not one.is_forgotten for one in told)
    what = "1 comment is" if count == 1 else f"{count:,} comments are"
    kept = len(forgotten.emptied)
    if not kept:
        return f"{what} forgotten."
    places = "1 place stays" if kept == 1 else f"{kept:,} places stay"
    return f"{what} forgotten; {places} for the replies below."


def _named(tombstones: Sequence[Comment], ids: Sequence[str]) -> tuple[Comment, ...]:
    if not ids:
        return tuple(tombstones)
    # An id is printed clean, so what the person copied may differ from it.
    known = {clean.field(one.id): one for one in tombstones}
    for named in ids:
        if named not in known:
            raise NotFoundError(
                f"There is no deleted comment {clean.field(named)} with a text here; without "
                "--comment they are listed."
            )
    return tuple(known[one] for one in dict.fromkeys(ids))


def _print(comment: Comment, output: Output) -> None:
    date = "" if comment.created_at is None else date_text(comment.created_at)
    told = (comment.id, comment.author.name, date, f"on {comment.post_id}")
    output.print_line(" · ".join(filter(None, map(clean.field, told))))
    text = clean.field(plain_text(comment.body), max_chars=_TEXT_CHARS)
    if text:
        output.print_line(f"  {text}")
