"""A list of posts is there at once the next time, and never believed longer than it has to be."""

import os
import tempfile
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import ME, a_clock, a_comment
from tui_blog.model.errors import NotFoundError
from tui_blog.model.ids import PostId
from tui_blog.model.post import Author, PostSummary
from tui_blog.storage.adapter import Page, PostQuery
from tui_blog.storage.archive import adapter as adapter_module
from tui_blog.storage.archive import comments as comments_module
from tui_blog.storage.archive import posts as posts_module
from tui_blog.storage.archive.adapter import ArchiveAdapter
from tui_blog.storage.archive.list_cache import ListCache
from tui_blog.storage.archive.payloads import new_line
from tui_blog.storage.archive.posts import PostHead


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    posts = tmp_path / "posts"
    posts.mkdir()
    for number in range(5):
        write(posts, number)
    return posts


def write(posts: Path, number: int, title: str = "") -> Path:
    path = posts / f"p{number}.md"
    head = f"---\ntitle: {title or f'Title {number}'}\ndate: 2024-05-{number + 1:02}\n---\n"
    path.write_text(f"{head}Text.\n", encoding="utf-8")
    return path


async def opened(folder: Path, *, page_size: int = 1000) -> ArchiveAdapter:
    adapter = ArchiveAdapter(
        folder,
        identity=ME,
        clock=a_clock(),
        page_size=page_size,
        cache_folder=folder.parent / "cache",
    )
    await adapter.open()
    return adapter


def titles(page: Page[PostSummary] | None) -> list[str] | None:
    return None if page is None else [row.title for row in page.rows]


async def test_the_list_of_the_last_time_is_there_at_once(folder: Path) -> None:
    """A start would wait until a hundred thousand files are looked at."""
    first = await opened(folder)
    before = await first.find_newest()
    listed = await first.list_posts(PostQuery())

    again = await (await opened(folder)).find_newest()

    assert before is None
    assert again == listed
    assert titles(again) == [f"Title {number}" for number in (4, 3, 2, 1, 0)]


async def test_a_post_of_the_last_time_is_opened_before_the_folder_is_looked_through(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The post that a start begins with would wait until a hundred thousand files are found."""
    (folder / "p1.comments.jsonl").write_bytes(new_line(a_comment("c1")))
    first = await opened(folder)
    await first.list_posts(PostQuery())
    expected = await first.get_post(PostId("file:p1"))
    expected_comments = await first.list_comments(PostId("file:p1"))
    adapter = await opened(folder)
    monkeypatch.setattr(adapter_module, "find_posts", pytest.fail)

    assert await adapter.get_post(PostId("file:p1")) == expected
    assert await adapter.list_comments(PostId("file:p1")) == expected_comments
    assert expected.summary.comment_count == 1


async def test_a_post_that_is_elsewhere_now_is_looked_for(folder: Path) -> None:
    await (await opened(folder)).list_posts(PostQuery())
    (folder / "p1.md").rename(folder / "p1.markdown")
    (folder / "p2.md").unlink()
    write(folder, 7)
    adapter = await opened(folder)

    assert (await adapter.get_post(PostId("file:p1"))).summary.title == "Title 1"
    assert (await (await opened(folder)).get_post(PostId("file:p7"))).summary.title == "Title 7"
    with pytest.raises(NotFoundError):
        await (await opened(folder)).get_post(PostId("file:p2"))


async def test_a_post_that_was_changed_is_read_as_it_is_now(folder: Path) -> None:
    path = folder / "p1.md"
    path.write_text("Only text.")
    await (await opened(folder)).list_posts(PostQuery())
    os.utime(path, (1_700_000_000, 1_700_000_000))
    expected = await (await opened(folder)).list_posts(PostQuery())

    post = await (await opened(folder)).get_post(PostId("file:p1"))

    listed = next(row for row in expected.rows if row.id == post.summary.id)
    assert post.summary.published_at == listed.published_at
    assert listed.published_at is not None
    assert listed.published_at.year == 2023


async def test_pages_go_on_behind_a_remembered_one(folder: Path) -> None:
    listed = await (await opened(folder, page_size=2)).list_posts(PostQuery())
    adapter = await opened(folder, page_size=2)
    remembered = await adapter.find_newest()
    assert remembered is not None

    second = await adapter.list_posts(PostQuery(), after=remembered.next)

    assert remembered == listed
    assert (titles(second), second.total) == (["Title 2", "Title 1"], 5)


async def test_a_list_that_was_searched_is_not_remembered_for_all(folder: Path) -> None:
    """The next start would show two posts of a thousand."""
    adapter = await opened(folder)
    await adapter.list_posts(PostQuery(text="Title 3"))

    assert await (await opened(folder)).find_newest() is None


async def test_files_that_did_not_change_are_not_read_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "p1.comments.jsonl").write_bytes(new_line(a_comment("c1")))
    expected = await (await opened(folder)).list_posts(PostQuery())
    monkeypatch.setattr(posts_module, "read_head", pytest.fail)
    monkeypatch.setattr(comments_module, "count_comments", pytest.fail)

    assert await (await opened(folder)).list_posts(PostQuery()) == expected


async def test_files_that_changed_are_read(folder: Path) -> None:
    (folder / "p2.comments.jsonl").write_bytes(new_line(a_comment("c1")))
    await (await opened(folder)).list_posts(PostQuery())
    write(folder, 1, "Changed")
    (folder / "p3.md").unlink()
    write(folder, 7)
    with (folder / "p2.comments.jsonl").open("ab") as file:
        file.write(new_line(a_comment("c2")))

    page = await (await opened(folder)).list_posts(PostQuery())

    assert titles(page) == ["Title 7", "Title 4", "Title 2", "Changed", "Title 0"]
    assert [row.comment_count for row in page.rows] == [0, 0, 2, 0, 0]
    assert titles(await (await opened(folder)).find_newest()) == titles(page)


@pytest.mark.parametrize("harm", [b"", b"{}", b'{"for": 1}\n[[1]]', None])
async def test_a_damaged_cache_is_done_without(folder: Path, harm: bytes | None) -> None:
    expected = await (await opened(folder)).list_posts(PostQuery())
    for file in (folder.parent / "cache").iterdir():
        data = file.read_bytes()
        file.write_bytes(data[:-9] if harm is None else harm)
    adapter = await opened(folder)

    assert await adapter.find_newest() is None
    assert (await adapter.get_post(PostId("file:p1"))).summary.title == "Title 1"
    assert await adapter.list_posts(PostQuery()) == expected


async def test_a_post_without_front_matter_has_still_its_files_date(folder: Path) -> None:
    path = folder / "plain.md"
    path.write_text("Only text.")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    first = await (await opened(folder)).list_posts(PostQuery())

    assert await (await opened(folder)).list_posts(PostQuery()) == first


TEXTS = st.text(max_size=8)
DATES = st.none() | st.datetimes(timezones=st.just(UTC))
SUMMARIES = st.builds(
    PostSummary,
    id=st.builds(PostId, TEXTS),
    title=TEXTS,
    slug=TEXTS,
    permalink=st.none() | TEXTS,
    author=st.none() | st.builds(Author, name=TEXTS, id=st.none() | TEXTS, url=st.none() | TEXTS),
    published_at=DATES,
    modified_at=DATES,
    excerpt=TEXTS,
    tags=st.lists(TEXTS, max_size=2).map(tuple),
    comment_count=st.none() | st.integers(0, 9),
    comments_open=st.none() | st.booleans(),
    protected=st.booleans(),
    damage=st.none() | TEXTS,
)


def _head(summary: PostSummary) -> PostHead:
    return PostHead(replace(summary, comment_count=None), is_unpublished=True)


@given(st.lists(SUMMARIES, max_size=4))
def test_what_is_kept_comes_back_as_it_was(summaries: list[PostSummary]) -> None:
    with tempfile.TemporaryDirectory() as name:
        cache = ListCache(Path(name), Path("/posts"))
        cache.keep_newest(summaries, 7)
        heads = {one.id: (f"/posts/\udcff{one.id}", (1, 2), _head(one)) for one in summaries}
        counts = {"/posts/\udcff.jsonl": ((3, 4), None), "/posts/x": ((5, 6), 9)}
        cache.keep_heads(heads.values(), counts)
        again = ListCache(Path(name), Path("/posts"))

        assert again.find_newest() == (tuple(summaries), 7)
        assert again.find_heads() == (heads, counts)
        assert ListCache(Path(name), Path("/others")).find_newest() is None
