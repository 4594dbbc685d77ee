"""`tui-blog outbox`: what is written here and not delivered, on all blogs."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import NamedTuple

from tui_blog.model.change import DeleteComment
from tui_blog.model.comment import DeliveredAct, DeliveryState
from tui_blog.model.errors import (
    BusyError,
    NotFoundError,
    ReadOnlyError,
    TuiBlogError,
    UsageError,
)
from tui_blog.plain.output import Output
from tui_blog.sync.outbox import OutboxEntry, act_of
from tui_blog.sync.sending import Delivered
from tui_blog.sync.service import BlogService
from tui_blog.text import clean
from tui_blog.ui.editor import EditedText, EditorError

OpenService = Callable[[str], BlogService]
_ID_CHARS = 8
_TEXT_CHARS = 60
_MARGIN_S = 0.2
_LONGEST_PAUSE_S = 60.0
"""Seconds that a command waits at most for the next comment to be taken."""


class OutboxVerb(StrEnum):
    """What can be done with the outbox."""

    LIST = "list"
    RETRY = "retry"
    EDIT = "edit"
    DROP = "drop"


class _Found(NamedTuple):
    blog: str
    entry: OutboxEntry


async def list_outbox(names: Sequence[str], open_service: OpenService, output: Output) -> None:
    """Print the entries of all blogs, oldest first.

    Raises:
        UsageError: One of the names is none of a blog.
    """
    found = await _find_all(names, open_service, output)
    if output.as_json:
        output.print_json({"entries": [_record(one) for one in found]})
        return
    for blog, entry in found:
        change_id = entry.change.change_id[:_ID_CHARS]
        title = clean.field(entry.post_title) or entry.change.post_id
        text = clean.field(entry.text, max_chars=_TEXT_CHARS)
        act = act_of(entry.change)
        what = f"{act} {entry.state}" if act is not DeliveredAct.ADD else entry.state.value
        output.print_line(f"{change_id}  {what}  {clean.field(blog)}: {title}")
        if text:
            output.print_line(f"          {text}")
        if entry.reason:
            output.print_line(f"          {clean.field(entry.reason)}")
    if not found:
        output.say("Nothing waits in the outbox.")


async def retry_outbox(
    names: Sequence[str], open_service: OpenService, output: Output
) -> TuiBlogError | None:
    """Try to deliver all that waits; return the first failure.

    What the blog has refused goes only when it is named: see `retry_in_outbox`.
    """
    failure: TuiBlogError | None = None
    for name in names:
        async with _opened(open_service(name)) as service:
            parked = [
                entry for entry in service.outbox.list_all() if entry.state is DeliveryState.PARKED
            ]
            for delivered in await send_waiting(service, output):
                failure = failure or delivered.error
                _say_delivered(name, delivered, output)
            for entry in parked:
                shown = f"{clean.field(name)}: {entry.change.change_id[:_ID_CHARS]}"
                output.say(f"{shown} stays parked; retry, edit or drop takes its id.")
    return failure


async def retry_in_outbox(
    change_id: str, names: Sequence[str], open_service: OpenService, output: Output
) -> TuiBlogError | None:
    """Try to deliver one entry, also one that the blog has refused; return why that failed.

    Raises:
        UsageError: Several entries begin so.
        NotFoundError: No entry begins so.
        ConflictError: It is not there any more.
    """
    blog, entry = await _find_one(change_id, names, open_service, output)
    async with _opened(open_service(blog)) as service:
        delivered = await service.sender.deliver(entry.change.change_id)
    _say_delivered(blog, delivered, output)
    return delivered.error


def _say_delivered(blog: str, delivered: Delivered, output: Output) -> None:
    shown = f"{clean.field(blog)}: {delivered.change_id[:_ID_CHARS]}"
    if delivered.error is None:
        output.print_line(f"{shown} sent")
    else:
        output.say(f"{shown} not sent: {delivered.error}")


async def send_waiting(
    service: BlogService,
    output: Output,
    *,
    begun: Sequence[Delivered] | None = None,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> list[Delivered]:
    """Send all that waits; where the blog takes one comment after the other, wait for it.

    Args:
        service: The blog.
        output: Where it is said that it takes a while.
        begun: What became of it so far, where it was tried already.
        sleep: Waits some seconds.

    Returns:
        What became of each entry in the end.
    """
    last = await service.sender.deliver_waiting() if begun is None else begun
    attempts = {one.change_id: one for one in last}
    for _ in service.outbox.list_all():
        pause_s = _pause_s(last)
        if pause_s is None:
            break
        output.say(f"The blog takes the next comment in {pause_s:.0f} s.")
        await sleep(pause_s + _MARGIN_S)
        last = await service.sender.deliver_waiting()
        attempts |= {one.change_id: one for one in last}
    return list(attempts.values())


def _pause_s(attempts: Sequence[Delivered]) -> float | None:
    """Return how long to wait for the next comment; `None` when waiting makes no sense."""
    error = attempts[-1].error if attempts else None
    if not isinstance(error, BusyError) or error.retry_after_s is None:
        return None
    return error.retry_after_s if error.retry_after_s <= _LONGEST_PAUSE_S else None


async def drop_from_outbox(
    change_id: str, names: Sequence[str], open_service: OpenService, output: Output
) -> None:
    """Give an entry up; the app can bring it back as a draft.

    Raises:
        UsageError: Several entries begin so.
        NotFoundError: No entry begins so.
        ReadOnlyError: It is being sent, or may have been stored.
    """
    blog, entry = await _find_one(change_id, names, open_service, output)
    async with _opened(open_service(blog)) as service:
        service.sender.drop(entry.change.change_id)
    output.print_line("Dropped; the drafts in tui-blog bring it back.")


async def edit_in_outbox(
    change_id: str,
    names: Sequence[str],
    open_service: OpenService,
    output: Output,
    *,
    edit: Callable[[str], EditedText],
) -> None:
    """Edit the text of an entry, which is sent at the next sync.

    Args:
        change_id: How its id begins.
        names: The blogs to look in.
        open_service: Gives a blog by its name.
        output: Where it is said.
        edit: Lets the person edit a text.

    Raises:
        UsageError: Several entries begin so, or there is no text any more.
        NotFoundError: No entry begins so.
        ReadOnlyError: It is being sent, or may have been stored; or the editor failed.
    """
    blog, entry = await _find_one(change_id, names, open_service, output)
    if entry.state in (DeliveryState.SENDING, DeliveryState.UNKNOWN):
        raise ReadOnlyError("It may already be on the blog; tui-blog sync finds out.")
    if isinstance(entry.change, DeleteComment):
        raise UsageError("A deletion has no text; drop gives it up.")
    try:
        edited = edit(entry.text)
    except EditorError as error:
        raise ReadOnlyError(str(error)) from error
    if edited.text == entry.text:
        edited.forget()
        output.say("Nothing was changed.")
        return
    if not edited.text.strip():
        edited.forget()
        raise UsageError("There is no text left; it stays as it was. drop gives it up.")
    async with _opened(open_service(blog)) as service:
        service.sender.rewrite(entry.change.change_id, edited.text)
    edited.forget()
    output.print_line("Changed; it is sent with the next tui-blog sync.")


async def _find_one(
    change_id: str, names: Sequence[str], open_service: OpenService, output: Output
) -> _Found:
    found = [
        one
        for one in await _find_all(names, open_service, output)
        if one.entry.change.change_id.startswith(change_id)
    ]
    if not found:
        raise NotFoundError(f"Nothing in the outbox begins with {clean.field(change_id)}.")
    if len(found) > 1:
        raise UsageError(f"{len(found)} entries begin with {clean.field(change_id)}.")
    return found[0]


async def _find_all(
    names: Sequence[str], open_service: OpenService, output: Output
) -> list[_Found]:
    found = []
    for name in names:
        async with _opened(open_service(name)) as service:
            found += [_Found(name, entry) for entry in service.outbox.list_all()]
            for problem in service.outbox.problems:
                output.say(problem)
    return sorted(found, key=lambda one: (one.entry.created_at, one.entry.change.change_id))


@asynccontextmanager
async def _opened(service: BlogService) -> AsyncIterator[BlogService]:
    """Open a blog for what is written here; a copy is opened without the network."""
    try:
        if service.is_mirror:
            await service.open()
        yield service
    finally:
        await service.aclose()


def _record(found: _Found) -> dict[str, object]:
    entry = found.entry
    return {
        "id": entry.change.change_id,
        "blog": found.blog,
        "act": act_of(entry.change).value,
        "state": entry.state.value,
        "post_id": entry.change.post_id,
        "post_title": entry.post_title,
        "parent_id": entry.parent_id,
        "created_at": entry.created_at.isoformat(),
        "attempts": entry.attempts,
        "reason": entry.reason,
        "text": entry.text,
    }
