"""`tui-blog add` and `tui-blog sync`: making copies of blogs, and bringing them up to date."""

import textwrap
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from tui_blog.model.capabilities import Capabilities
from tui_blog.model.errors import AuthError, BadResponseError, TransientError, TuiBlogError
from tui_blog.model.ids import PostId
from tui_blog.plain.outbox import send_waiting
from tui_blog.plain.output import Output
from tui_blog.plain.progress import Show, showing_progress
from tui_blog.storage.secrets import Secret, keep_secret
from tui_blog.sync.mirror import Pulled
from tui_blog.sync.sending import Delivered
from tui_blog.sync.service import BlogService
from tui_blog.text import clean


class Questions(Protocol):
    """What can be asked of the person."""

    @property
    def is_interactive(self) -> bool:
        """Whether there is somebody to ask."""
        ...

    def ask(self, question: str) -> str:
        """Ask for a line."""
        ...

    def ask_secret(self, question: str) -> str:
        """Ask for a line that is not shown."""
        ...


@dataclass(slots=True, kw_only=True)
class _Result:
    """What a sync did."""

    changed: set[PostId] = field(default_factory=set)
    delivered: list[Delivered] = field(default_factory=list)


MakeBlog = Callable[[str, Callable[[], Secret | str | None] | None], tuple[BlogService, str]]
"""Makes a blog ready for a user and a source of the password (`None`: the usual); gives its name
here too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordPage:
    """The way to a blog's own page where one makes an application password."""

    find: Callable[[str], Awaitable[str | None]]
    """Finds the page of the blog at an address; `None` where it has none. Raises `StorageError`."""
    open: Callable[[str], Awaitable[str]] | None
    """Opens it in the browser, and returns a sentence if that failed; `None` without a browser."""


async def add_blog(
    address: str,
    make: MakeBlog,
    questions: Questions,
    output: Output,
    *,
    user: str | None,
    secrets_file: Path,
    page: PasswordPage,
) -> None:
    """Make the copy of a blog, and say what can be done there.

    Args:
        address: The blog's.
        make: Makes the blog ready.
        questions: Asks for what was not given.
        output: Where it is said.
        user: Who logs in there; `None` to ask, empty to read as a guest.
        secrets_file: Where a password that was typed is kept.
        page: Leads to the blog's page where one is made.

    Raises:
        StorageError: It could not be added, or what came so far is kept and `sync` goes on.
    """
    if user is None:
        user = ""
        if questions.is_interactive:
            user = questions.ask("User name there (empty for a guest): ").strip()
    typed: Secret | None = None
    if user and questions.is_interactive:
        await _show_page(address, page, questions, output)
        word = questions.ask_secret(
            "Application password (empty if it is kept elsewhere): "
        ).strip()
        typed = Secret(word) if word else None
    service, name = make(user, None if typed is None else lambda: typed)
    try:
        await service.open()
        result, is_met = _Result(), False
        with showing_progress(output, what="posts") as show:
            async with aclosing(service.sync()) as events:
                async for event in events:
                    if isinstance(event, Pulled) and not is_met:
                        is_met = True
                        if typed is not None:
                            keep_secret(secrets_file, address, typed)
                        told = f"{service.name}: {_what_can_be_done(service)}"
                        for line in textwrap.wrap(told, output.width_cells):
                            output.print_line(line)
                    _note(event, result, show, output)
        count = len(result.changed)
        came = (
            f"{count:,} {'post' if count == 1 else 'posts'} came" if count else "Nothing new came"
        )
        output.print_line(f"{came}; tui-blog {name} opens the blog.")
    finally:
        await service.aclose()


async def _show_page(
    address: str, page: PasswordPage, questions: Questions, output: Output
) -> None:
    """Say where an application password is made, and open that page if the person wants it."""
    try:
        found = await page.find(address)
    except BadResponseError as error:
        output.say(str(error))
        return
    if found is None:
        output.say("It takes an application password, made in your profile page on the blog.")
        return
    output.say(f"It takes an application password, which the blog makes on its own page:\n{found}")
    if page.open is None:
        output.say("There is no browser here: copy the address to where there is one.")
        return
    if questions.ask("Open it in the browser? (y or n) ").strip().lower() in ("y", "yes"):
        problem = await page.open(found)
        output.say(problem or "Approve tui-blog there, and copy the password that it shows.")


async def sync_blogs(
    names: Sequence[str],
    open_service: Callable[[str], BlogService],
    output: Output,
    *,
    is_full: bool,
) -> TuiBlogError | None:
    """Sync blogs one after the other; what fails does not keep the others from it.

    Args:
        names: Which.
        open_service: Gives a blog by its name.
        output: Where it is said.
        is_full: Read everything again.

    Returns:
        The first failure.
    """
    failure: TuiBlogError | None = None
    for name in names:
        shown = clean.field(name)
        try:
            result = await _sync(open_service(name), output, is_full=is_full)
        except TuiBlogError as error:
            failure = failure or error
            output.say(f"{shown}: {error}")
            continue
        output.print_line(f"{shown}: {_summary(result)}")
        for one in result.delivered:
            if one.error is not None:
                # What was refused for itself waits for the person; a login that fails is worth
                # the notice of who started this.
                if isinstance(one.error, (TransientError, AuthError)):
                    failure = failure or one.error
                output.say(f"{shown}: a comment was not sent: {one.error}")
    return failure


async def _sync(service: BlogService, output: Output, *, is_full: bool) -> _Result:
    result = _Result()
    try:
        await service.open()
        with showing_progress(output, what="posts") as show:
            async with aclosing(service.sync(is_full=is_full)) as events:
                async for event in events:
                    _note(event, result, show, output)
        result.delivered = await send_waiting(service, output, begun=result.delivered)
    finally:
        await service.aclose()
    return result


def _note(event: Delivered | Pulled, result: _Result, show: Show, output: Output) -> None:
    if isinstance(event, Delivered):
        result.delivered.append(event)
    else:
        result.changed |= event.changed
        if event.pause_s is not None:
            output.say(f"The blog asks to wait; it goes on in {event.pause_s:.0f} s.")
        show(event.done, event.total)


def _summary(result: _Result) -> str:
    sent = sum(one.state is None for one in result.delivered)
    count = len(result.changed)
    parts = [f"{sent} sent"] if sent else []
    if count:
        parts.append("1 post changed" if count == 1 else f"{count:,} posts changed")
    return ", ".join(parts) or "nothing new"


def _what_can_be_done(service: BlogService) -> str:
    able: Capabilities = service.capabilities
    if not able.add_comments:
        return f"can be read. {able.refusal}".strip()
    who = f" as {able.identity.name}" if able.identity is not None else ""
    held = "" if able.held_first is False else "; a moderator may have to approve them first"
    return f"can be read, and takes comments{who}{held}."
