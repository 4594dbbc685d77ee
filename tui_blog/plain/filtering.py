"""`tui-blog why` and `tui-blog filters`: which rule decides about a comment, and a dry run."""

from argparse import Namespace
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from tui_blog.model.comment import Comment
from tui_blog.model.errors import UsageError
from tui_blog.model.filtering import Action
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import PostSummary
from tui_blog.model.thread import Thread
from tui_blog.plain.finding import is_address, list_pages, load_meant_post
from tui_blog.plain.output import Output
from tui_blog.plain.passing_over import PassedOver
from tui_blog.plain.reading import wrapped
from tui_blog.sync.news import UNREADABLE
from tui_blog.sync.service import BlogService
from tui_blog.text import clean
from tui_blog.text.document import COMMENT_BYTES, parse_body
from tui_blog.text.excerpt import excerpt
from tui_blog.text.filter_rules import NAMELESS, Rule, Subject, find_rule

_EXAMPLES = 3
_EXCERPT_CHARS = 100
_INDENT = "  "
_DONE = {Action.HIDE: "hidden", Action.FOLD: "folded", Action.HIGHLIGHT: "highlighted"}


class OpenBlog(Protocol):
    """A blog that is ready to be opened."""

    @property
    def service(self) -> BlogService:
        """Reads it."""
        ...

    @property
    def find_start(self) -> Callable[[], Awaitable[PostId | None]]:
        """Finds the post that its address names; `None` where it names none."""
        ...

    @property
    def blog_name(self) -> str:
        """What rules call it."""
        ...


class Blogs(Protocol):
    """The person's blogs."""

    @property
    def names(self) -> Collection[str]:
        """What they are called."""
        ...

    def open(self, target: str | None) -> OpenBlog:
        """Make a blog ready; `None` for the first one."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The rules of the person."""

    rules: tuple[Rule, ...]
    path: Path
    """The file they are in."""
    now: datetime = field(default_factory=lambda: datetime.now(UTC))


async def explain_comment(
    arguments: Namespace, blogs: Blogs, settings: Settings, output: Output
) -> bool:
    """Say which rule decides about a comment, and why.

    Args:
        arguments: `which`: a post, or a blog in all of whose threads the comment is looked for;
            `blog`: where the post is; `comment`: its id.
        blogs: The person's blogs.
        settings: The rules.
        output: Where to print.

    Returns:
        Whether any rule does.

    Raises:
        UsageError: There is no such comment.
        DamagedError: It was not found, and some threads can't be read, which is said.
        StorageError: The blog can't be read.
    """
    which, target = arguments.which, arguments.blog
    if target is None and (which in blogs.names or is_address(which)):
        which, target = None, which
    blog = blogs.open(target)
    service, rules = blog.service, _rules_for(settings, blog)
    try:
        await service.open()
        post, comment = await _find_comment(blog, which, arguments.comment, PassedOver(output))
    finally:
        await service.aclose()
    subject = Subject(comment, post=post, now=settings.now)
    place = find_rule(rules, subject)
    rule = None if place is None else rules[place]
    if output.as_json:
        told = None if rule is None else _rule_record(rule, settings)
        reason = None if rule is None else rule.tell(subject)
        output.print_json({"comment": comment.id, "post": post.id, "rule": told, "because": reason})
    elif rule is None:
        output.say(f"No rule hides, folds or highlights {clean.field(comment.id)}.")
    else:
        output.print_line(
            f"{_DONE[rule.action]} by {rule.called}, {clean.field(str(settings.path))}:{rule.line}"
        )
        output.print_line(f"because {rule.tell(subject)}")
    return rule is not None


async def try_rules(
    names: Collection[str], blogs: Blogs, settings: Settings, output: Output
) -> None:
    """Tell what each rule makes of the comments that are there; nothing is changed.

    Args:
        names: The blogs to go through; empty for all.
        blogs: The person's blogs.
        settings: The rules.
        output: Where to print.

    Raises:
        UsageError: There is no such blog.
        DamagedError: Some threads were left out, which is said; all else is printed.
        StorageError: One of them can't be read.
    """
    if not settings.rules and not output.as_json:
        output.say(f"There are no rules in {settings.path}: [[filters]] begins one.")
        return
    passed_over = PassedOver(output)
    trials = {rule.number: _Trial(rule) for rule in settings.rules}
    for name in (names or blogs.names or (None,)) if settings.rules else ():
        blog = blogs.open(name)
        try:
            await blog.service.open()
            await _try_on(blog, settings, trials, passed_over)
        finally:
            await blog.service.aclose()
    if output.as_json:
        output.print_json({"rules": [_trial_record(one, settings) for one in trials.values()]})
    else:
        for trial in trials.values():
            _print_trial(trial, output)
    passed_over.finish()


@dataclass(slots=True)
class _Trial:
    """What a rule would do."""

    rule: Rule
    count: int = 0
    examples: "list[_Example]" = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Example:
    """A comment that a rule decides about."""

    blog: str
    post: PostSummary
    comment: Comment
    because: str


def _rules_for(settings: Settings, blog: OpenBlog) -> tuple[Rule, ...]:
    return tuple(rule for rule in settings.rules if rule.is_for(blog.blog_name))


async def _try_on(
    blog: OpenBlog, settings: Settings, trials: dict[int, _Trial], passed_over: PassedOver
) -> None:
    rules = _rules_for(settings, blog)
    async for post in _posts(blog.service):
        try:
            comments = (await _load_thread(blog.service, post)).comments
        except UNREADABLE as error:
            passed_over.note(post, error)
            continue
        for comment in comments:
            subject = Subject(comment, post=post, now=settings.now)
            place = find_rule(rules, subject)
            if place is None:
                continue
            trial = trials[rules[place].number]
            trial.count += 1
            if len(trial.examples) < _EXAMPLES:
                because = trial.rule.tell(subject)
                example = _Example(blog=blog.blog_name, post=post, comment=comment, because=because)
                trial.examples.append(example)


async def _posts(service: BlogService) -> AsyncGenerator[PostSummary, None]:
    async for page in list_pages(service):
        for post in page.rows:
            yield post


async def _load_thread(service: BlogService, post: PostSummary) -> Thread:
    views = [view async for view in service.load_thread(post.id)]
    return views[-1].thread


async def _find_comment(
    blog: OpenBlog, which: str | None, comment_id: str, passed_over: PassedOver
) -> tuple[PostSummary, Comment]:
    """Find a comment on the post that is meant, or on any of the blog."""
    service = blog.service
    start = await blog.find_start() if which is None else None
    if which is None and start is None:
        where = "in this blog"
        async with aclosing(_posts(service)) as posts:
            async for post in posts:
                try:
                    found = await _find_on(service, post, comment_id)
                except UNREADABLE as error:
                    passed_over.note(post, error)
                    continue
                if found is not None:
                    return post, found
        passed_over.finish()
    else:
        summary = (await load_meant_post(service, which, find_start=blog.find_start)).summary
        where = f"on {summary.id}"
        found = await _find_on(service, summary, comment_id)
        if found is not None:
            return summary, found
    raise UsageError(f"There is no comment {comment_id} {where}; comments POST lists them.")


async def _find_on(service: BlogService, post: PostSummary, comment_id: str) -> Comment | None:
    thread = await _load_thread(service, post)
    found = thread.find(CommentId(comment_id))
    if found is None:
        # An id is printed clean, so what the person copied may differ from it.
        ids = thread.comments.ids
        same = (one for one in ids if not one.isascii() and clean.field(one) == comment_id)
        found = next((thread.find(one) for one in same), None)
    return found


def _print_trial(trial: _Trial, output: Output) -> None:
    rule = trial.rule
    comments = "1 comment" if trial.count == 1 else f"{trial.count} comments"
    output.print_line(f"{rule.called} (line {rule.line}) would {rule.action} {comments}")
    for example in trial.examples:
        author = clean.field(example.comment.author.name) or NAMELESS
        blocks = parse_body(example.comment.body, max_bytes=COMMENT_BYTES)
        title = clean.field(example.post.title) or "(no title)"
        told = (
            f"{author} · {clean.field(example.comment.id)} · {title} · "
            f"{clean.field(example.blog)}: {example.because}: {excerpt(blocks, _EXCERPT_CHARS)}"
        )
        lines = wrapped(told, output.width_cells - 2 * len(_INDENT))
        for number, line in enumerate(lines):
            output.print_line(f"{_INDENT * (2 if number else 1)}{line}")


def _rule_record(rule: Rule, settings: Settings) -> dict[str, object]:
    return {
        "number": rule.number,
        "name": rule.name,
        "action": rule.action.value,
        "file": str(settings.path),
        "line": rule.line,
    }


def _trial_record(trial: _Trial, settings: Settings) -> dict[str, object]:
    examples = [
        {
            "blog": one.blog,
            "post": one.post.id,
            "comment": one.comment.id,
            "author": one.comment.author.name,
            "because": one.because,
        }
        for one in trial.examples
    ]
    return {**_rule_record(trial.rule, settings), "comments": trial.count, "examples": examples}
