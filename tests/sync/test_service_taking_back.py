"""Taking back and dropping what was not delivered."""

from pathlib import Path

import pytest

from tests.fakes.blog import EPOCH, ScriptedBlog
from tests.sync.delivering import PARENT, POST, Clock, open_service, raising, send
from tui_blog.model.errors import (
    ConflictError,
    OutcomeUnknownError,
    ReadOnlyError,
    RejectedError,
)
from tui_blog.model.ids import ChangeId
from tui_blog.sync.drafts import Draft
from tui_blog.sync.service import BlogService


@pytest.fixture
def blog() -> ScriptedBlog:
    return ScriptedBlog()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def service(blog: ScriptedBlog, clock: Clock, tmp_path: Path) -> BlogService:
    return await open_service(blog, clock, tmp_path)


async def test_taking_back_makes_a_draft_of_what_was_refused(
    service: BlogService, blog: ScriptedBlog
) -> None:
    blog.before = raising(RejectedError("Refused."))
    change_id = await send(service)
    await service.sender.deliver(change_id)

    draft = service.sender.take_back(change_id)

    assert service.drafts.find(POST, PARENT) == draft
    assert draft is not None
    assert draft.text == "Hello"
    assert service.outbox.list_all() == ()


async def test_what_may_be_on_the_blog_is_not_taken_back(
    service: BlogService, blog: ScriptedBlog
) -> None:
    blog.before = raising(OutcomeUnknownError("Cut off."))
    change_id = await send(service)
    await service.sender.deliver(change_id)

    with pytest.raises(ReadOnlyError, match="already be on the blog"):
        service.sender.take_back(change_id)
    assert len(service.outbox.list_all()) == 1


async def test_taking_back_never_overwrites_another_draft(service: BlogService) -> None:
    change_id = await send(service)
    newer = Draft(post_id=POST, parent_id=PARENT, text="newer", saved_at=EPOCH)
    service.drafts.save(newer)

    with pytest.raises(ConflictError):
        service.sender.take_back(change_id)
    assert service.drafts.find(POST, PARENT) == newer
    assert len(service.outbox.list_all()) == 1


async def test_dropping_can_be_undone(service: BlogService) -> None:
    service.sender.drop(await send(service))

    assert service.outbox.list_all() == ()
    assert service.drafts.find(POST, PARENT) is None
    restored = service.drafts.restore(POST, PARENT)
    assert restored is not None
    assert restored.text == "Hello"


async def test_what_is_gone_can_be_neither_taken_back_nor_dropped(service: BlogService) -> None:
    with pytest.raises(ConflictError):
        service.sender.take_back(ChangeId("nothing"))
    with pytest.raises(ConflictError):
        service.sender.drop(ChangeId("nothing"))
