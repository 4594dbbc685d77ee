"""`tui-blog news` and `tui-blog waiting`: what happened since one last read, and who waits."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from tui_blog.model.comment import Comment
from tui_blog.model.ids import CommentId
from tui_blog.plain.output import Output, body_record, comment_record, summary_record, time_text
from tui_blog.plain.passing_over import PassedOver
from tui_blog.plain.reading import wrapped
from tui_blog.sync.journal import THE_POST
from tui_blog.sync.news import PostNews, Skip, WaitingReply, list_news, list_waiting
from tui_blog.sync.service import BlogService
from tui_blog.sync.unwanted import Unwanted, find_unwanted
from tui_blog.text import clean
from tui_blog.text.document import COMMENT_BYTES, parse_body
from tui_blog.text.excerpt import excerpt
from tui_blog.text.filter_rules import Rule

_EXCERPT_CHARS = 160
_INDENT = "  "
_T = TypeVar("_T")


class OpenBlog(Protocol):
    """A blog that is ready to be opened."""

    @property
    def service(self) -> BlogService:
        """Reads it."""
        ...

    @property
    def blog_name(self) -> str:
        """What rules call it."""
        ...


async def print_news(
    blogs: Sequence[OpenBlog], output: Output, *, now: datetime, rules: Sequence[Rule] = ()
) -> bool:
    """Print what happened on some blogs since the person last read them.

    Args:
        blogs: The blogs.
        output: Where to.
        now: The time of now.
        rules: What these filters hide is left out.

    Returns:
        Whether there was anything.

    Raises:
        DamagedError: Some posts were left out, which is said; all else is printed.
        StorageError: One of the blogs can't be read; what was printed before stays true.
    """

    def list_all(service: BlogService, unwanted: Unwanted, skip: Skip) -> AsyncIterator[PostNews]:
        return list_news(service, unwanted, skip=skip)

    printing = _Printing(list_all, _print_news, _news_record, "news", now, rules)
    return await _print_all(blogs, output, printing)


async def print_waiting(
    blogs: Sequence[OpenBlog],
    output: Output,
    *,
    now: datetime,
    with_put_off: bool = False,
    rules: Sequence[Rule] = (),
) -> bool:
    """Print the replies to the person that they have not answered.

    Args:
        blogs: The blogs.
        output: Where to.
        now: What is put off to a later moment is left out.
        with_put_off: It is printed all the same.
        rules: What these filters hide is left out.

    Returns:
        Whether there was any.

    Raises:
        DamagedError: Some posts were left out, which is said; all else is printed.
        StorageError: One of the blogs can't be read; what was printed before stays true.
    """

    def list_all(
        service: BlogService, unwanted: Unwanted, skip: Skip
    ) -> AsyncIterator[WaitingReply]:
        return list_waiting(service, now, with_put_off=with_put_off, unwanted=unwanted, skip=skip)

    printing = _Printing(list_all, _print_waiting, _waiting_record, "waiting", now, rules)
    return await _print_all(blogs, output, printing)


@dataclass(frozen=True, slots=True)
class _Printing(Generic[_T]):
    """What is printed, and how."""

    list_all: Callable[[BlogService, Unwanted, Skip], AsyncIterator[_T]]
    print_one: Callable[[_T, Output], None]
    record_of: Callable[[_T], dict[str, object]]
    name: str
    now: datetime
    rules: Sequence[Rule]


async def _print_all(blogs: Sequence[OpenBlog], output: Output, printing: _Printing[_T]) -> bool:
    records: list[object] = []
    left_out, passed_over = 0, PassedOver(output)
    async with AsyncExitStack() as stack:
        for blog in blogs:
            service = blog.service
            stack.push_async_callback(service.aclose)
            await service.open()
            unwanted = await find_unwanted(
                service, printing.rules, blog=blog.blog_name, now=printing.now
            )
            is_first = True
            async for one in printing.list_all(service, unwanted, passed_over.note):
                records.append({"blog": service.name, **printing.record_of(one)})
                if output.as_json:
                    continue
                if is_first and len(blogs) > 1:
                    output.print_line(clean.field(service.name))
                    output.print_line()
                is_first = False
                printing.print_one(one, output)
            left_out += unwanted.count
            for problem in service.memory.take_problems():
                output.say(problem)
    if output.as_json:
        output.print_json({printing.name: records})
    elif not records and not passed_over.count:
        nothing = "Nothing is new."
        output.say(nothing if printing.name == "news" else "Nobody waits for an answer of yours.")
    if left_out and not output.as_json:
        are = "1 more comment is" if left_out == 1 else f"{left_out} more comments are"
        output.say(f"{are} hidden by your filters; --all lists all.")
    passed_over.finish()
    return bool(records)


def _print_news(news: PostNews, output: Output) -> None:
    told = [clean.field(news.post.title) or "(no title)", news.post.id]
    if news.is_new:
        count = news.post.comment_count or 0
        counted = f", {count} comment{'' if count == 1 else 's'}" if count else ""
        told.append(f"new post{counted}")
    if news.is_changed:
        told.append("the post was changed")
    output.print_line(clean.field(" · ".join(told)))
    for kind, comments in (
        ("new", news.new),
        ("edited", news.edited),
        ("approved", news.approved),
        ("deleted", news.tombstones),
    ):
        for comment in comments:
            _print_comment(kind, comment, output)
    for comment_id in news.deleted[len(news.tombstones) :]:
        output.print_line(f"{_INDENT}deleted  {clean.field(comment_id)}")
    output.print_line()


def _print_waiting(reply: WaitingReply, output: Output) -> None:
    title = clean.field(reply.post.title) or "(no title)"
    output.print_line(clean.field(f"{title} · {reply.post.id}"))
    _print_comment("you wrote", reply.answered, output)
    _print_comment("reply", reply.comment, output)
    if reply.put_off_until is not None:
        output.print_line(f"{_INDENT}put off until {reply.put_off_until:%Y-%m-%d %H:%M} UTC")
    output.print_line()


def _print_comment(kind: str, comment: Comment, output: Output) -> None:
    author = clean.field(comment.author.name) or "Anonymous"
    blocks = parse_body(comment.body, max_bytes=COMMENT_BYTES)
    text = f"{kind}  {author} · {clean.field(comment.id)}: {excerpt(blocks, _EXCERPT_CHARS)}"
    lines = wrapped(text, output.width_cells - 2 * len(_INDENT))
    for number, line in enumerate(lines):
        output.print_line(f"{_INDENT * (2 if number else 1)}{line}")


def _news_record(news: PostNews) -> dict[str, object]:
    return {
        "post": summary_record(news.post),
        "is_new": news.is_new,
        "is_changed": news.is_changed,
        "body_before": _before(news, THE_POST),
        "new": [comment_record(one, depth=None) for one in news.new],
        "edited": [
            {**comment_record(one, depth=None), "body_before": _before(news, one.id)}
            for one in news.edited
        ],
        "approved": [comment_record(one, depth=None) for one in news.approved],
        "deleted": list(news.deleted),
    }


def _before(news: PostNews, comment: CommentId) -> dict[str, object] | None:
    body = news.before.get(comment)
    return None if body is None else body_record(body)


def _waiting_record(reply: WaitingReply) -> dict[str, object]:
    return {
        "post": summary_record(reply.post),
        "comment": comment_record(reply.comment, depth=None),
        "answered": comment_record(reply.answered, depth=None),
        "put_off_until": time_text(reply.put_off_until),
    }
