"""`tui-blog outbox`: what is written here and not delivered, on all blogs."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import NamedTuple

from tui_blog.model.errors import NotFoundError, TuiBlogError, UsageError
from tui_blog.plain.output import Output
from tui_blog.sync.outbox import OutboxEntry
from tui_blog.sync.service import BlogService
from tui_blog.text import clean

OpenService = Callable[[str], BlogService]
_ID_CHARS = 8
_TEXT_CHARS = 60


class OutboxVerb(StrEnum):
    """What can be done with the outbox."""

    LIST = "list"
    RETRY = "retry"
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
        output.print_line(f"{change_id}  {entry.state.value}  {clean.field(blog)}: {title}")
        output.print_line(f"          {text}")
        if entry.reason:
            output.print_line(f"          {clean.field(entry.reason)}")
    if not found:
        output.say("Nothing waits in the outbox.")


async def retry_outbox(
    names: Sequence[str], open_service: OpenService, output: Output
) -> TuiBlogError | None:
    """Try to deliver all that waits; return the first failure."""
    failure: TuiBlogError | None = None
    for name in names:
        async with _opened(open_service(name)) as service:
            for delivered in await service.sender.deliver_waiting():
                shown = f"{clean.field(name)}: {delivered.change_id[:_ID_CHARS]}"
                if delivered.error is None:
                    output.print_line(f"{shown} sent")
                else:
                    failure = failure or delivered.error
                    output.say(f"{shown} not sent: {delivered.error}")
    return failure


async def drop_from_outbox(
    change_id: str, names: Sequence[str], open_service: OpenService, output: Output
) -> None:
    """Give an entry up; the app can bring it back as a draft.

    Raises:
        UsageError: Several entries begin so.
        NotFoundError: No entry begins so.
        ReadOnlyError: It is being sent, or may have been stored.
    """
    found = [
        one
        for one in await _find_all(names, open_service, output)
        if one.entry.change.change_id.startswith(change_id)
    ]
    if not found:
        raise NotFoundError(f"Nothing in the outbox begins with {clean.field(change_id)}.")
    if len(found) > 1:
        raise UsageError(f"{len(found)} entries begin with {clean.field(change_id)}.")
    blog, entry = found[0]
    async with _opened(open_service(blog)) as service:
        service.sender.drop(entry.change.change_id)
    output.print_line("Dropped; in tui-blog, gd and then u brings it back.")


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
        "state": entry.state.value,
        "post_id": entry.change.post_id,
        "post_title": entry.post_title,
        "parent_id": entry.parent_id,
        "created_at": entry.created_at.isoformat(),
        "attempts": entry.attempts,
        "reason": entry.reason,
        "text": entry.text,
    }
