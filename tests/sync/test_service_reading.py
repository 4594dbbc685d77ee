"""Reading through the service, and opening it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.factories import a_comment, comment_of
from tests.fakes.blog import EPOCH, ScriptedBlog
from tui_blog.model.change import Change
from tui_blog.model.comment import Comment, CommentStatus, DeliveryState
from tui_blog.model.errors import OfflineError, OutcomeUnknownError
from tui_blog.model.ids import ChangeId, PageToken, PostId
from tui_blog.model.post import Author
from tui_blog.storage.adapter import Page
from tui_blog.storage.memory import MemoryAdapter
from tui_blog.sync import service as service_module
from tui_blog.sync.service import BlogService, ThreadView

POST = PostId("mem:1")


class PagedBlog(ScriptedBlog):
    """Gives the pages of comments that it was told to."""

    def __init__(self, *pages: Page[Comment]) -> None:
        super().__init__()
        self.pages = pages
        self.asked = 0

    async def list_comments(
        self, post_id: PostId, *, after: PageToken | None = None
    ) -> Page[Comment]:
        self.asked += 1
        return self.pages[0 if after is None else int(after) % len(self.pages)]


class OfflineBlog(ScriptedBlog):
    """Can't be reached until it can."""

    def __init__(self) -> None:
        super().__init__()
        self.is_offline = True

    async def open(self) -> None:
        if self.is_offline:
            raise OfflineError("No connection.")


def a_page(*names: str, following: str | None = None, total: int | None = None) -> Page[Comment]:
    rows = tuple(replace(a_comment(name), post_id=POST) for name in names)
    return Page(rows=rows, next=None if following is None else PageToken(following), total=total)


def a_service(blog: MemoryAdapter, folder: Path) -> BlogService:
    numbers: Iterator[int] = iter(range(1000))
    return BlogService(
        blog,
        folder=lambda: folder,
        clock=lambda: EPOCH,
        make_id=lambda: f"change-{next(numbers)}",
        identity=Author(name="Me"),
    )


async def read(service: BlogService) -> list[ThreadView]:
    return [view async for view in service.load_thread(POST)]


def ids_in(view: ThreadView) -> list[str]:
    return [str(comment.id) for comment in view.thread.comments]


async def send(service: BlogService, text: str = "Hello") -> ChangeId:
    post = await service.load_post(POST)
    change = await service.send(post=post.summary, parent_id=None, text=text)
    return change.change_id


async def test_a_thread_of_one_page_is_told_once(tmp_path: Path) -> None:
    (view,) = await read(a_service(PagedBlog(a_page("a", "b", total=2)), tmp_path))

    assert (ids_in(view), view.total, view.complete) == (["a", "b"], 2, True)


async def test_comments_that_come_on_two_pages_stand_in_the_thread_once(tmp_path: Path) -> None:
    blog = PagedBlog(a_page("a", "b", following="1", total=3), a_page("b", "c"))

    views = await read(a_service(blog, tmp_path))

    assert [ids_in(view) for view in views] == [["a", "b"], ["a", "b", "c"]]
    assert [view.total for view in views] == [3, 3]


async def test_a_blog_whose_pages_go_in_a_circle_is_read_to_an_end(tmp_path: Path) -> None:
    blog = PagedBlog(a_page("a", following="1"), a_page("b", following="2"), a_page("c"))
    blog.pages = (*blog.pages[:2], a_page("c", following="1"))

    views = await read(a_service(blog, tmp_path))

    assert ids_in(views[-1]) == ["a", "b", "c"]
    assert views[-1].complete
    assert blog.asked == 3


class EndlessBlog(PagedBlog):
    """Always has one more page."""

    async def list_comments(
        self, post_id: PostId, *, after: PageToken | None = None
    ) -> Page[Comment]:
        self.asked += 1
        return a_page(f"c{self.asked}", following=str(self.asked))


async def test_a_blog_whose_pages_never_end_is_left_at_some_point(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_module, "_MAX_PAGES", 20)
    blog = EndlessBlog()

    views = await read(a_service(blog, tmp_path))

    assert blog.asked == 20
    assert [len(view.thread) for view in views] == [1, 2, 4, 8, 16, 20]


async def test_a_comment_delivered_while_the_thread_was_being_read_stays_in_it(
    tmp_path: Path,
) -> None:
    blog = PagedBlog(a_page("a", following="1"), a_page("b"))
    service = a_service(blog, tmp_path)
    await service.open()
    views = service.load_thread(POST)
    await anext(views)

    delivered = await service.sender.deliver(await send(service))
    last = [view async for view in views][-1]

    assert comment_of(delivered).id in last.thread.positions


async def test_a_delivered_comment_that_the_blog_listed_and_then_removed_is_gone(
    tmp_path: Path,
) -> None:
    blog = PagedBlog(a_page("a"))
    service = a_service(blog, tmp_path)
    await service.open()
    delivered = await service.sender.deliver(await send(service))
    blog.pages = (a_page("a", str(comment_of(delivered).id)),)
    listed = await read(service)
    blog.pages = (a_page("a"),)

    removed = await read(service)

    assert comment_of(delivered).id in listed[-1].thread.positions
    assert comment_of(delivered).id not in removed[-1].thread.positions


async def test_an_unsent_comment_that_the_source_has_already_is_not_shown_twice(
    tmp_path: Path,
) -> None:
    blog = ScriptedBlog()
    service = a_service(blog, tmp_path)
    await service.open()
    change_id = await send(service)
    local_id = f"local:{change_id}"
    blog.list_comments = PagedBlog(a_page(local_id)).list_comments  # type: ignore[method-assign]  # an archive keeps that id

    (view,) = await read(service)

    assert ids_in(view) == [local_id]
    assert view.thread.comments[0].delivery is None


async def test_unsent_comments_of_other_posts_stay_out(tmp_path: Path) -> None:
    service = a_service(ScriptedBlog(), tmp_path)
    await service.open()
    await send(service)

    views = [view async for view in service.load_thread(PostId("mem:2"))]

    assert [len(view.thread) for view in views] == [0]


async def test_a_held_comment_that_is_approved_later_takes_its_true_status(
    tmp_path: Path,
) -> None:
    blog = ScriptedBlog(held=True)
    service = a_service(blog, tmp_path)
    await service.open()
    delivered = await service.sender.deliver(await send(service))
    approved = replace(comment_of(delivered), status=CommentStatus.APPROVED)
    blog._comments[approved.id] = approved

    view = (await read(service))[-1]

    position = view.thread.positions[approved.id]
    assert view.thread.comments[position].status is CommentStatus.APPROVED


async def test_a_blog_out_of_reach_can_be_opened_again_and_says_so_until_then(
    tmp_path: Path,
) -> None:
    blog = OfflineBlog()
    service = a_service(blog, tmp_path)
    with pytest.raises(OfflineError):
        await service.open()
    before = service.capabilities
    blog.is_offline = False

    await service.open()
    await service.open()

    assert not before.add_comments
    assert before.refusal
    assert service.capabilities.add_comments
    assert service.name == "Scripted"
    assert (await service.list_posts()).total == 2
    await service.aclose()


async def test_what_a_crash_left_is_told_truly_although_the_blog_is_out_of_reach(
    tmp_path: Path,
) -> None:
    service = a_service(ScriptedBlog(), tmp_path)
    await service.open()
    change_id = await send(service)
    entry = service.outbox.find(change_id)
    assert entry is not None
    service.outbox.mark_sending(entry)

    again = a_service(OfflineBlog(), tmp_path)
    with pytest.raises(OfflineError):
        await again.open()

    assert [entry.state for entry in again.outbox.list_all()] == [DeliveryState.UNKNOWN]


async def test_an_entry_that_another_program_is_sending_is_left_alone_at_start(
    tmp_path: Path,
) -> None:
    service = a_service(ScriptedBlog(), tmp_path)
    await service.open()
    change_id = await send(service)
    entry = service.outbox.find(change_id)
    assert entry is not None

    with service.outbox.lock(change_id):
        service.outbox.mark_sending(entry)
        again = a_service(ScriptedBlog(), tmp_path)
        await again.open()

    assert [entry.state for entry in again.outbox.list_all()] == [DeliveryState.SENDING]


async def test_a_disk_that_can_not_be_written_to_is_no_reason_not_to_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = a_service(ScriptedBlog(), tmp_path)
    await service.open()
    entry = service.outbox.find(await send(service))
    assert entry is not None
    service.outbox.mark_sending(entry)
    monkeypatch.setattr("tui_blog.sync.outbox.save_record", read_only)

    again = a_service(ScriptedBlog(), tmp_path)
    await again.open()

    assert len((await read(again))[-1].thread) == 4


def read_only(*_: object) -> None:
    raise OSError(30, "Read-only file system")


async def test_the_comments_of_somebody_unknown_to_the_blog_stand_under_the_own_name(
    tmp_path: Path,
) -> None:
    blog = ScriptedBlog()
    blog.use(replace(blog.capabilities, identity=None))
    blog.before = cut_off
    service = a_service(blog, tmp_path)
    await service.open()

    delivered = await service.sender.deliver(await send(service))

    assert comment_of(delivered).author == Author(name="Me")
    assert comment_of(delivered).own


def cut_off(change: Change) -> None:
    raise OutcomeUnknownError("Cut off.")
