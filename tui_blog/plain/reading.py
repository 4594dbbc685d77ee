"""Lists of posts, posts and threads as plain text or JSON."""

from collections.abc import Sequence

from tui_blog.model.comment import Comment, CommentKind, CommentStatus, DeliveredAct, DeliveryState
from tui_blog.model.post import Post, PostSummary
from tui_blog.model.thread import Thread
from tui_blog.plain.finding import list_pages
from tui_blog.plain.output import Output, body_record, comment_record, summary_record
from tui_blog.sync.service import BlogService
from tui_blog.sync.unwanted import Unwanted
from tui_blog.text import clean
from tui_blog.text.age import date_text
from tui_blog.text.blocks import Block
from tui_blog.text.document import COMMENT_BYTES, parse_body
from tui_blog.text.filter_rules import Rule
from tui_blog.text.layout import layout_blocks
from tui_blog.text.links import shown_address
from tui_blog.text.outline import links_in
from tui_blog.text.wrap import cells, wrap

_INDENT = 2
_MAX_LEVELS = 8
_LEAST_WIDTH = 30
_NUMBER_CELLS = 4
_LINK_CHARS = 60
_STATUS = {
    CommentStatus.HELD: "held: a moderator has to approve it",
    CommentStatus.SPAM: "taken for spam",
    CommentStatus.TRASHED: "in the blog's trash",
    CommentStatus.DELETED: "deleted",
}
_DELIVERY = {
    DeliveryState.DRAFT: "draft",
    DeliveryState.QUEUED: "not sent yet",
    DeliveryState.SENDING: "being sent",
    DeliveryState.UNKNOWN: "not known if sent",
    DeliveryState.PARKED: "not accepted",
}


async def print_list(service: BlogService, output: Output) -> None:
    """Print all posts, newest first, numbered; page by page as they come."""
    records: list[object] = []
    number = 0
    async for page in list_pages(service):
        for post in page.rows:
            number += 1
            if output.as_json:
                records.append(summary_record(post))
            else:
                _print_row(number, post, output)
    if output.as_json:
        output.print_json({"blog": service.name, "posts": records})
    elif not number:
        output.say(f"There are no posts in {service.name}.")


def print_post(post: Post, output: Output) -> None:
    """Print one post with the addresses of its links."""
    if output.as_json:
        output.print_json(
            {"post": {**summary_record(post.summary), "body": body_record(post.body)}}
        )
        return
    _print_head(post.summary, output)
    blocks = parse_body(post.body, base=post.summary.permalink)
    _print_blocks(blocks, output, indent="")
    if post.summary.protected and not blocks:
        output.say("This post can be read only with a password of its own.")


async def print_comments(
    service: BlogService, post: Post, output: Output, unwanted: Unwanted | None = None
) -> None:
    """Print the thread of a post.

    Args:
        service: Reads it.
        post: The post.
        output: Where to print. For a program nothing is left out: it is told what is hidden.
        unwanted: Of the comments that it names, no more than a line is printed.
    """
    thread = await load_whole_thread(service, post)
    rules = [
        None if unwanted is None else unwanted.find_rule(post.summary, comment)
        for comment in thread.comments
    ]
    if output.as_json:
        rows = [
            {
                **comment_record(comment, depth=thread.depths[position]),
                "hidden_by": None if rule is None else rule.number,
            }
            for position, (comment, rule) in enumerate(zip(thread.comments, rules, strict=True))
        ]
        output.print_json({"post": summary_record(post.summary), "comments": rows})
        return
    _print_head(post.summary, output)
    for position in range(len(thread)):
        if position:
            output.print_line()
        rule = rules[position]
        if rule is None:
            _print_comment(thread, position, post, output)
        else:
            _print_hidden(thread, position, rule, output)
    if not thread.comments:
        output.say("There are no comments yet.")


async def load_whole_thread(service: BlogService, post: Post) -> Thread:
    """Read a thread to its end."""
    views = [view async for view in service.load_thread(post.id)]
    return views[-1].thread


def _print_row(number: int, post: PostSummary, output: Output) -> None:
    indent = " " * (_NUMBER_CELLS + 2)
    title = wrapped(clean.field(post.title) or "(no title)", output.width_cells - len(indent))
    output.print_line(f"{number:>{_NUMBER_CELLS}}  {title[0]}")
    for line in title[1:]:
        output.print_line(indent + line)
    told = [post.id, date_text(post.published_at) if post.published_at else ""]
    if post.comment_count is not None:
        told.append(f"{post.comment_count} comment{'' if post.comment_count == 1 else 's'}")
    told.append("comments closed" if post.comments_open is False else "")
    told.append("needs a password" if post.protected else "")
    told.append(f"{post.trouble}: {post.damage}" if post.damage else "")
    for line in _flowed(told, output.width_cells - len(indent)):
        output.print_line(indent + line)


def _print_head(summary: PostSummary, output: Output) -> None:
    author = summary.author.name if summary.author is not None else ""
    date = date_text(summary.published_at) if summary.published_at is not None else ""
    lines = wrapped(clean.field(summary.title) or "(no title)", output.width_cells)
    lines += _flowed([author, date, *summary.tags], output.width_cells)
    lines.append(shown_address(summary.permalink or ""))
    lines.append(
        clean.field(f"{summary.trouble.capitalize()}: {summary.damage}") if summary.damage else ""
    )
    for line in lines:
        if line:
            output.print_line(line)
    output.print_line()


def _print_comment(thread: Thread, position: int, post: Post, output: Output) -> None:
    comment, depth = thread.comments[position], thread.depths[position]
    indent = " " * (_INDENT * min(depth, _MAX_LEVELS))
    date = date_text(comment.created_at) if comment.created_at is not None else ""
    told = [_author(comment), date, _relation(thread, position), *_marks(comment, post), comment.id]
    for line in _flowed(told, output.width_cells - len(indent)):
        output.print_line(indent + line)
    if comment.delivery is not None and comment.delivery.reason:
        output.print_line(f"{indent}  {clean.field(comment.delivery.reason)}")
    if comment.status is CommentStatus.DELETED and not comment.body.source.strip():
        return
    blocks = parse_body(comment.body, base=post.summary.permalink, max_bytes=COMMENT_BYTES)
    _print_blocks(blocks, output, indent=f"{indent}  ")


def _print_hidden(thread: Thread, position: int, rule: Rule, output: Output) -> None:
    indent = " " * (_INDENT * min(thread.depths[position], _MAX_LEVELS))
    line = f" (line {rule.line})" if rule.line else ""
    told = [f"hidden by {rule.called}{line}", _relation(thread, position)]
    for line in _flowed([*told, thread.comments.ids[position]], output.width_cells - len(indent)):
        output.print_line(indent + line)


def _relation(thread: Thread, position: int) -> str:
    """Say in words what the indent shows: the level, and who is answered."""
    parent = thread.parents[position]
    if parent >= 0:
        return f"level {thread.depths[position] + 1}, reply to {_author(thread.comments[parent])}"
    return "reply to a comment that is not here" if position in thread.orphans else ""


def _marks(comment: Comment, post: Post) -> list[str]:
    marks = ["mention by another page" if comment.kind is CommentKind.MENTION else ""]
    writer = post.summary.author
    if writer is not None and writer.id is not None and writer.id == comment.author.id:
        marks.append("the post's author")
    if comment.own:
        marks.append("yours")
    if comment.delivery is not None:
        act = comment.delivery.act
        mark = _DELIVERY[comment.delivery.state]
        marks.append(mark if act is DeliveredAct.ADD else f"{act} {mark}")
    else:
        marks.append(_STATUS.get(comment.status, ""))
    return marks


def _author(comment: Comment) -> str:
    if comment.is_forgotten:
        return "Forgotten"
    return clean.field(comment.author.name) or "Anonymous"


def _print_blocks(blocks: tuple[Block, ...], output: Output, *, indent: str) -> None:
    width = max(_LEAST_WIDTH, output.width_cells - len(indent))
    for line in layout_blocks(blocks, width):
        output.print_line(f"{indent}{line.text}")
    told = [link for link in links_in(blocks) if link.text != link.address]
    if told:
        output.print_line()
    for link in told:
        text = clean.field(link.text, max_chars=_LINK_CHARS)
        named = f"{text}: " if text else ""
        output.print_line(f"{indent}→ {named}{shown_address(link.address)}")


def _flowed(told: Sequence[str], width_cells: int) -> list[str]:
    """Put facts on as few lines as they need; none is cut in two, so that ids can be copied."""
    lines: list[str] = []
    for text in filter(None, map(clean.field, told)):
        joined = f"{lines[-1]} · {text}" if lines else text
        if lines and cells(joined) <= max(_LEAST_WIDTH, width_cells):
            lines[-1] = joined
        else:
            lines.append(text)
    return lines


def wrapped(text: str, width_cells: int) -> list[str]:
    """Wrap clean text; no line is made narrower than can be read."""
    width = max(_LEAST_WIDTH, width_cells)
    return [text] if cells(text) <= width else [text[start:end] for start, end in wrap(text, width)]
