"""The plain commands: lists, posts and threads as text or JSON, and answering from a pipe.

Data goes to the stream given, talk goes nowhere else than through `say`.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TextIO

from tui_blog.model.capabilities import Action, allowed_actions
from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.errors import ForbiddenError, NotFoundError, StorageError, UsageError
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Post, PostSummary
from tui_blog.model.thread import Thread
from tui_blog.storage.adapter import PostQuery
from tui_blog.sync.drafts import Draft
from tui_blog.sync.service import BlogService
from tui_blog.text import clean
from tui_blog.text.age import date_text
from tui_blog.text.blocks import Block
from tui_blog.text.document import COMMENT_BYTES, parse_body
from tui_blog.text.layout import layout_blocks

FORMAT = 1
"""The version of the JSON that these commands print."""
_INDENT = 2
_MAX_LEVELS = 8
_MAX_LIST_PAGES = 1_000
_LEAST_WIDTH = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """Where and how to print."""

    stream: TextIO
    """For data."""
    say: Callable[[str], None]
    """For talk: what the person should know, one sentence a call."""
    width_cells: int
    as_json: bool


async def print_list(service: BlogService, output: Output) -> None:
    """Print all posts, newest first, numbered."""
    posts = await _all_posts(service)
    if output.as_json:
        _print_json(output, {"posts": [_summary_record(post) for post in posts]})
        return
    for number, post in enumerate(posts, 1):
        told = [date_text(post.published_at)] if post.published_at else []
        if post.comment_count is not None:
            told.append(f"{post.comment_count} comments")
        if post.damage is not None:
            told.append(f"damaged: {post.damage}")
        print(f"{number:>4}  {post.title or '(no title)'}", file=output.stream)
        print(f"      {' · '.join([post.id, *told])}", file=output.stream)
    if not posts:
        output.say(f"There are no posts in {service.name}.")


async def print_post(service: BlogService, which: str, output: Output) -> None:
    """Print one post."""
    post = await service.load_post(await find_post(service, which))
    if output.as_json:
        record = _summary_record(post.summary)
        record["body"] = {"format": post.body.format.value, "source": post.body.source}
        _print_json(output, {"post": record})
        return
    for line in _head(post.summary):
        print(line, file=output.stream)
    print(file=output.stream)
    blocks = parse_body(post.body, base=post.summary.permalink)
    _print_blocks(blocks, output, indent="")


async def print_comments(service: BlogService, which: str, output: Output) -> None:
    """Print the thread of a post."""
    post = await service.load_post(await find_post(service, which))
    thread = await _whole_thread(service, post)
    if output.as_json:
        rows = [
            _comment_record(comment, thread.depths[position])
            for position, comment in enumerate(thread.comments)
        ]
        _print_json(output, {"post_id": post.id, "comments": rows})
        return
    for position, comment in enumerate(thread.comments):
        _print_comment(thread, position, comment, output)
    if not thread.comments:
        output.say("There are no comments yet.")


async def reply(
    service: BlogService,
    which: str,
    *,
    to: str | None,
    read_text: Callable[[], str],
    output: Output,
) -> None:
    """Send a comment; print its id when the blog has it.

    Raises:
        UsageError: There is no text.
        StorageError: It was not delivered; the message says where the text is kept.
    """
    post = await service.load_post(await find_post(service, which))
    parent = None
    if to is not None:
        thread = await _whole_thread(service, post)
        position = thread.positions.get(CommentId(to))
        parent = None if position is None else thread.comments[position]
    text = clean.body(read_text()).strip("\n")
    if not text.strip():
        raise UsageError("There is no text to send: give it on the standard input.")
    parent_id = CommentId(to) if to is not None else None
    if to is not None and parent is None:
        _keep_draft(service, post, None, text)
        raise NotFoundError(f"There is no comment {clean.field(to)}; the text is kept as a draft.")
    action = Action.COMMENT if parent is None else Action.REPLY
    permission = allowed_actions(service.capabilities, post.summary, parent)[action]
    if not permission.allowed:
        _keep_draft(service, post, parent_id, text)
        raise ForbiddenError(f"{permission.reason} The text is kept as a draft.")
    change = await service.send(post=post.summary, parent_id=parent_id, text=text)
    delivered = await service.deliver(change.change_id)
    if delivered.error is not None:
        output.say("The comment is kept in the outbox.")
        raise delivered.error
    if delivered.comment.status is CommentStatus.HELD:
        output.say("Sent; a moderator has to approve it.")
    print(delivered.comment.id, file=output.stream)


async def find_post(service: BlogService, which: str) -> PostId:
    """Find a post by its number in the list, its id, its slug or its address.

    Raises:
        NotFoundError: There is none.
    """
    posts = await _all_posts(service)
    if which.isdecimal() and 1 <= int(which) <= len(posts):
        return posts[int(which) - 1].id
    for post in posts:
        if which in (post.id, post.slug) or (post.permalink and which == post.permalink):
            return post.id
    raise NotFoundError(f"There is no post {clean.field(which)}; list shows what there is.")


async def _all_posts(service: BlogService) -> list[PostSummary]:
    posts: list[PostSummary] = []
    token = None
    for _ in range(_MAX_LIST_PAGES):
        page = await service.list_posts(query=PostQuery(), after=token)
        posts += page.rows
        token = page.next
        if token is None:
            break
    return posts


async def _whole_thread(service: BlogService, post: Post) -> Thread:
    views = [view async for view in service.load_thread(post.id)]
    return views[-1].thread


def _keep_draft(service: BlogService, post: Post, parent_id: CommentId | None, text: str) -> None:
    draft = Draft(
        post_id=post.id,
        parent_id=parent_id,
        text=text,
        saved_at=datetime.now(UTC),
        cursor=len(text),
        post_title=post.summary.title,
    )
    try:
        service.drafts.save(draft)
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise StorageError(f"The text could not be kept as a draft ({reason}).") from error


def _head(summary: PostSummary) -> list[str]:
    told = []
    if summary.author is not None and summary.author.name:
        told.append(summary.author.name)
    if summary.published_at is not None:
        told.append(date_text(summary.published_at))
    told += summary.tags
    lines = [summary.title or "(no title)", " · ".join(told), summary.permalink or ""]
    lines.append(f"Damaged: {summary.damage}" if summary.damage else "")
    return [clean.field(line) for line in lines if line]


def _print_comment(thread: Thread, position: int, comment: Comment, output: Output) -> None:
    depth = thread.depths[position]
    indent = " " * (_INDENT * min(depth, _MAX_LEVELS))
    told = [comment.author.name or "Anonymous"]
    if comment.created_at is not None:
        told.append(date_text(comment.created_at))
    parent = thread.parents[position]
    if parent >= 0:
        whom = thread.comments[parent].author.name or "Anonymous"
        told.append(f"level {depth + 1}, to {whom}")
    if comment.own:
        told.append("yours")
    if comment.delivery is not None:
        told.append(f"not delivered: {comment.delivery.state.value}")
    elif comment.status is not CommentStatus.APPROVED:
        told.append(comment.status.value)
    told.append(comment.id)
    print(indent + clean.field(" · ".join(told)), file=output.stream)
    blocks = parse_body(comment.body, max_bytes=COMMENT_BYTES)
    _print_blocks(blocks, output, indent=f"{indent}  ")
    print(file=output.stream)


def _print_blocks(blocks: tuple[Block, ...], output: Output, *, indent: str) -> None:
    width = max(_LEAST_WIDTH, output.width_cells - len(indent))
    for line in layout_blocks(blocks, width):
        print(f"{indent}{line.text}".rstrip(), file=output.stream)


def _print_json(output: Output, record: dict[str, object]) -> None:
    # ASCII only: whatever control characters a stranger wrote arrive as harmless escapes.
    json.dump({"format": FORMAT, **record}, output.stream, ensure_ascii=True, indent=1)
    output.stream.write("\n")


def _summary_record(post: PostSummary) -> dict[str, object]:
    return {
        "id": post.id,
        "title": post.title,
        "slug": post.slug,
        "permalink": post.permalink,
        "author": None if post.author is None else post.author.name,
        "published_at": _time(post.published_at),
        "modified_at": _time(post.modified_at),
        "tags": list(post.tags),
        "comment_count": post.comment_count,
        "comments_open": post.comments_open,
        "damage": post.damage,
    }


def _comment_record(comment: Comment, depth: int) -> dict[str, object]:
    return {
        "id": comment.id,
        "parent_id": comment.parent_id,
        "depth": depth,
        "author": comment.author.name,
        "created_at": _time(comment.created_at),
        "status": comment.status.value,
        "kind": comment.kind.value,
        "own": comment.own,
        "delivery": None if comment.delivery is None else comment.delivery.state.value,
        "permalink": comment.permalink,
        "body": {"format": comment.body.format.value, "source": comment.body.source},
    }


def _time(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()
