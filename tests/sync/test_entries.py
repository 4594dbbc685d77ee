"""What is listed over several blogs, and what becomes of one that can't be read."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.factories import a_clock, a_comment, a_post, an_archive
from tests.fakes.blog import EPOCH
from tests.sync.test_news import Blog, a_service, read_all
from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.comment_list import mark_of
from tui_blog.model.errors import DamagedError, StorageError
from tui_blog.model.ids import CommentId
from tui_blog.model.post import Author, PostSummary
from tui_blog.storage.adapter import Page
from tui_blog.storage.archive.adapter import ArchiveAdapter
from tui_blog.storage.memory import MemoryAdapter
from tui_blog.sync.entries import (
    Entry,
    EntryKind,
    gather,
    news_entries,
    reply_entries,
    starred_entries,
)
from tui_blog.sync.journal import Mark, Part
from tui_blog.sync.news import list_news, list_replies
from tui_blog.sync.reading import version_of
from tui_blog.sync.service import BlogService

ME = Author(name="Me")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A blog with what opens it."""

    service: BlogService
    label: str


def left_none_out(post: PostSummary, error: StorageError) -> None:
    """Refuse to pass over a post."""
    raise AssertionError(f"{post.id}: {error}")


async def entries_of(blog: Blog, folder: Path) -> list[Entry]:
    """List what happened on a blog."""
    service = a_service(blog, folder)
    found = [one async for one in news_entries(EPOCH)(service, "garden", left_none_out)]
    await service.aclose()
    return found


async def test_a_new_post_is_one_entry(tmp_path: Path) -> None:
    """A blog added today would fill the list with its comments."""
    (entry,) = await entries_of(Blog(a_comment(), a_comment("c2")), tmp_path)

    assert (entry.kind, entry.title, entry.comment_id) == (EntryKind.NEW_POST, "Hello", None)
    assert (entry.blog_name, entry.date) == ("garden", a_post().summary.published_at)


async def test_each_thing_that_happened_is_an_entry_that_leads_there(tmp_path: Path) -> None:
    """One would have to look for it in the thread."""
    held = a_comment("mine", status=CommentStatus.HELD)
    first = a_comment("c1")
    blog = Blog(first, held, a_comment("gone"))
    service = a_service(blog, tmp_path)
    read_all(service, first, held, a_comment("gone"))
    blog.rewrite(a_post(text="Other words."))
    for one in (a_comment("c1", text="Changed."), a_comment("c2"), a_comment("mine")):
        blog.put(one)
    blog.remove("gone")

    found = [one async for one in news_entries(EPOCH)(service, "garden", left_none_out)]
    await service.aclose()

    assert [(one.kind, one.comment_id) for one in found] == [
        (EntryKind.CHANGED_POST, None),
        (EntryKind.NEW, "c2"),
        (EntryKind.EDITED, "c1"),
        (EntryKind.APPROVED, "mine"),
        (EntryKind.DELETED, None),
    ]
    assert found[2].body == a_comment(text="Changed.").body


async def test_a_deleted_comment_that_keeps_its_place_is_gone_to(tmp_path: Path) -> None:
    """Its text is there still, and one would be sent to the post alone."""
    gone = a_comment("c1", status=CommentStatus.DELETED)
    service = a_service(Blog(gone), tmp_path)
    read_all(service, a_comment("c1"), a_comment("lost"))

    found = [one async for one in news_entries(EPOCH)(service, "garden", left_none_out)]
    await service.aclose()

    assert [(one.kind, one.comment_id, one.note) for one in found] == [
        (EntryKind.DELETED, "c1", ""),
        (EntryKind.DELETED, None, "a comment you had read"),
    ]


async def test_replies_say_whether_they_wait(tmp_path: Path) -> None:
    """What is answered or put off would stand among what waits."""
    thread = [
        a_comment("mine", own=True),
        a_comment("waits", parent="mine", minutes=1, author=""),
        a_comment("later", parent="mine", minutes=2),
        a_comment("done", parent="mine", minutes=3),
        a_comment("back", parent="done", own=True, minutes=4),
    ]
    service = a_service(Blog(*thread), tmp_path)
    mark = Mark(CommentId("later"), "2099-01-01T00:00:00+00:00")
    service.memory.do(a_post().id, Part.SNOOZES, [mark], label="putting off")

    found = [one async for one in reply_entries(EPOCH)(service, "garden", left_none_out)]
    await service.aclose()

    assert [(one.comment_id, one.kind) for one in found] == [
        ("waits", EntryKind.WAITING),
        ("later", EntryKind.PUT_OFF),
        ("done", EntryKind.ANSWERED),
    ]
    assert found[0].author == "Anonymous"
    assert found[1].until is not None


async def test_a_blog_that_can_not_be_read_is_told_of_and_passed_over(tmp_path: Path) -> None:
    """One damaged folder would hide the news of all blogs."""
    broken = ArchiveAdapter(tmp_path / "nowhere", identity=ME, clock=a_clock())
    an_archive(tmp_path / "posts", [a_post()])
    whole = ArchiveAdapter(tmp_path / "posts", identity=ME, clock=a_clock())
    blogs = [
        Named(service=_service(broken, tmp_path / "a"), label="broken"),
        Named(service=_service(whole, tmp_path / "b"), label="garden"),
    ]
    found: list[Entry] = []
    told: list[str] = []

    await gather(blogs, news_entries(EPOCH), found.append, told.append)

    assert [one.blog_name for one in found] == ["garden"]
    assert told[0].startswith("broken: There is no folder")


@pytest.mark.parametrize("what", ["news", "replies", "starred"])
async def test_a_thread_that_can_not_be_read_is_told_of_and_passed_over(
    tmp_path: Path, what: str
) -> None:
    """One damaged file would hide what happened on all older posts."""
    comments = [
        a_comment(f"{post}-{name}", post=post, author=author, parent=parent and f"{post}-{parent}")
        for post in ("hello", "two")
        for name, author, parent in (("mine", "Me", None), ("theirs", "Ana", "mine"))
    ]
    root = an_archive(tmp_path / "posts", [a_post(), a_post("two", title="Two")], comments)
    (root / "two.comments.jsonl").unlink()
    (root / "two.comments.jsonl").mkdir()
    adapter = ArchiveAdapter(root, identity=ME, clock=a_clock())
    service = _service(adapter, tmp_path / "data")
    for name in ("hello", "two"):
        post = a_post(name).id
        service.memory.do(post, Part.SEEN, [Mark(CommentId(""), "00000000")], label="read")
        marks = [Mark(CommentId(f"{name}-theirs"), "1")]
        service.memory.do(post, Part.STARS, marks, label="starring")
    lists = {
        "news": news_entries(EPOCH),
        "replies": reply_entries(EPOCH),
        "starred": starred_entries,
    }
    found: list[Entry] = []
    told: list[str] = []

    blogs = [Named(service=service, label="garden")]
    await gather(blogs, lists[what], found.append, told.append)

    assert {one.post_id for one in found} == {a_post().id}
    assert any(one.comment_id == "hello-theirs" for one in found)
    (sentence,) = told
    assert "can't be read" in sentence


async def test_without_somebody_to_tell_nothing_is_passed_over(tmp_path: Path) -> None:
    """What is damaged would be left out, and nobody know."""
    root = an_archive(tmp_path / "posts", [a_post()], [a_comment()])
    (root / "hello.comments.jsonl").unlink()
    (root / "hello.comments.jsonl").mkdir()
    service = _service(ArchiveAdapter(root, identity=ME, clock=a_clock()), tmp_path / "data")
    await service.open()
    service.memory.do(a_post().id, Part.SEEN, [Mark(CommentId(""), "00000000")], label="read")

    with pytest.raises(DamagedError):
        [one async for one in list_news(service)]
    with pytest.raises(DamagedError):
        [one async for one in list_replies(service)]
    await service.aclose()


def _service(adapter: ArchiveAdapter | MemoryAdapter, folder: Path) -> BlogService:
    return BlogService(
        adapter, folder=lambda: folder, clock=a_clock(), make_id=lambda: "change", identity=ME
    )


async def test_what_is_starred_or_tagged_is_listed_even_when_it_is_gone(tmp_path: Path) -> None:
    """What one kept in sight would vanish without a word."""
    old, new = a_comment("c1"), a_comment("c2", minutes=5)
    service = a_service(Blog(old, new), tmp_path)
    stars = [Mark(CommentId(name), "1") for name in ("", "c2", "gone")]
    service.memory.do(a_post().id, Part.STARS, stars, label="starring")
    tag = Mark(CommentId("c1"), "frost")
    service.memory.do(a_post().id, Part.TAGS, [tag, Mark(CommentId("c2"), "a, b")], label="tagging")
    lost = Mark(CommentId("lost"), "1")
    service.memory.do(a_post("no-more").id, Part.STARS, [lost], label="starring")

    found = [one async for one in starred_entries(service, "garden", left_none_out)]
    await service.aclose()

    assert [(one.kind, one.comment_id, one.tags, one.note) for one in found] == [
        (EntryKind.STARRED, "c2", "a, b", ""),
        (EntryKind.STARRED, None, "", ""),
        (EntryKind.TAGGED, "c1", "frost", ""),
        (EntryKind.STARRED, "gone", "", "a comment that is not here any more"),
        (EntryKind.STARRED, "lost", "", "not here any more"),
    ]
    assert found[1].body == a_post().body


async def test_of_a_starred_post_its_comments_are_not_read(tmp_path: Path) -> None:
    """A list of ten stars would read ten large threads."""
    post = replace(a_post().summary, author=Author(name="Mara"))
    blog = Blog(posts=(replace(a_post(), summary=post),))
    service = a_service(blog, tmp_path)
    service.memory.do(post.id, Part.STARS, [Mark(CommentId(""), "1")], label="starring")

    async def fail(*arguments: object, **more: object) -> Page[Comment]:
        raise AssertionError("comments were read")

    blog.list_comments = fail  # type: ignore[method-assign]  # it must not be called
    (entry,) = [one async for one in starred_entries(service, "garden", left_none_out)]
    await service.aclose()

    assert (entry.title, entry.author) == ("Hello", "Mara")


async def test_a_post_counts_its_comments_while_it_is_new(tmp_path: Path) -> None:
    """One would not know whether a new post is talked about."""
    root = an_archive(tmp_path / "posts", [a_post(), a_post("two")], [a_comment()])
    adapter = ArchiveAdapter(root, identity=ME, clock=a_clock())
    service = _service(adapter, tmp_path / "data")
    await service.open()
    seen = Mark(CommentId(""), version_of(mark_of("Other words.")))
    service.memory.do(a_post("two").id, Part.SEEN, [seen], label="read")

    notes = {
        one.kind: one.note async for one in news_entries(EPOCH)(service, "garden", left_none_out)
    }
    await service.aclose()

    assert notes == {EntryKind.NEW_POST: "1 comment", EntryKind.CHANGED_POST: ""}
