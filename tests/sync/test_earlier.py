"""Texts as they were seen, kept when a sync brings others: which, for how long, and when."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.factories import START, a_comment
from tests.fakes.mirrors import POST, Mirror, bytes_below, comments_of, pull
from tests.fakes.wordpress import FakeWordPress
from tests.sync.test_news import POST as NEWS_POST
from tests.sync.test_news import Blog, a_service, news_of, read_all
from tui_blog.model.comment_list import mark_of
from tui_blog.model.ids import CommentId
from tui_blog.model.post import Body, BodyFormat
from tui_blog.storage.adapter import ReplacedText
from tui_blog.sync import earlier
from tui_blog.sync.earlier import keeper
from tui_blog.sync.journal import THE_POST, Mark, Part
from tui_blog.sync.reading import ReadingFile, version_of

BLOG = "a-blog"
FIRST = CommentId("wp:1000")


class Times:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Times:
    return Times()


@pytest.fixture
def file(tmp_path: Path, clock: Times) -> ReadingFile:
    return ReadingFile(tmp_path / "reading.sqlite3", clock=clock)


def see(file: ReadingFile, source: str, comment: CommentId = FIRST, *, held: bool = False) -> None:
    """Mark a text read."""
    mark = Mark(comment, version_of(mark_of(source), held=held))
    file.do(BLOG, POST, Part.SEEN, [mark], label="read")


def replaced(source: str, comment: CommentId | None = FIRST) -> list[ReplacedText]:
    """Make what a sync tells before it writes."""
    return [ReplacedText(POST, comment, Body(source=source, format=BodyFormat.HTML))]


def kept(file: ReadingFile, comment: CommentId = FIRST) -> str | None:
    """Return the text that is kept."""
    body = file.find_earlier(BLOG, POST, comment)
    return None if body is None else body.source


@pytest.mark.parametrize("held", [False, True])
def test_a_text_that_was_seen_is_kept_with_its_format(file: ReadingFile, held: bool) -> None:
    """There would be nothing to compare with."""
    see(file, "Old", held=held)

    file.keep_earlier(BLOG, replaced("Old"))

    body = file.find_earlier(BLOG, POST, FIRST)
    assert body == Body(source="Old", format=BodyFormat.HTML)
    assert file.find_earlier("another", POST, FIRST) is None


def test_a_text_that_nobody_saw_is_not_kept(file: ReadingFile) -> None:
    """The file would grow by every edit of every blog."""
    file.keep_earlier(BLOG, replaced("Old"))

    assert kept(file) is None


def test_of_several_edits_the_text_that_was_seen_stays(file: ReadingFile) -> None:
    """One would be shown a change from a text that one never saw."""
    see(file, "First")
    file.keep_earlier(BLOG, replaced("First"))
    file.keep_earlier(BLOG, replaced("Second"))
    before = kept(file)
    see(file, "Third")
    file.keep_earlier(BLOG, replaced("Third"))

    assert before == "First"
    assert kept(file) == "Third"


def test_a_change_can_be_looked_at_for_a_month_after_it_was_read(
    file: ReadingFile, clock: Times
) -> None:
    """The diff would be gone with the first look at the comment, or never go."""
    see(file, "Old")
    file.keep_earlier(BLOG, replaced("Old"))
    see(file, "New")
    file.keep_earlier(BLOG, [])
    soon = kept(file)
    clock.now += timedelta(days=31)
    file.keep_earlier(BLOG, [])

    assert soon == "Old"
    assert kept(file) is None


def test_a_change_that_was_not_read_stays_however_old(file: ReadingFile, clock: Times) -> None:
    """Who comes back after a holiday could not see what changed."""
    see(file, "Old")
    file.keep_earlier(BLOG, replaced("Old"))
    clock.now += timedelta(days=400)
    file.keep_earlier(BLOG, [])

    assert kept(file) == "Old"


@pytest.mark.parametrize(("name", "most"), [("TEXTS_KEPT", 2), ("CHARS_KEPT", 9)])
def test_the_oldest_texts_go_where_there_are_too_many(
    file: ReadingFile, monkeypatch: pytest.MonkeyPatch, name: str, most: int
) -> None:
    """The file would grow for ever."""
    monkeypatch.setattr(earlier, name, most)
    for number in range(4):
        comment = CommentId(f"c{number}")
        see(file, f"Old {number}", comment)
        file.keep_earlier(BLOG, replaced(f"Old {number}", comment))

    there = [number for number in range(4) if kept(file, CommentId(f"c{number}"))]

    assert there == ([2, 3] if name == "TEXTS_KEPT" else [3])


def test_a_format_of_a_newer_program_is_read_as_text(file: ReadingFile, tmp_path: Path) -> None:
    """The program would end on a file that another one wrote."""
    see(file, "Old")
    file.keep_earlier(BLOG, replaced("Old"))
    file.close()
    with sqlite3.connect(tmp_path / "reading.sqlite3") as database:
        database.execute("UPDATE earlier SET format = 'scroll'")

    body = file.find_earlier(BLOG, POST, FIRST)

    assert body == Body(source="Old", format=BodyFormat.TEXT)


def test_a_file_of_the_form_before_gets_a_place_for_texts(
    file: ReadingFile, tmp_path: Path
) -> None:
    """An update would keep nothing, or forget what was read."""
    see(file, "Old")
    file.close()
    with sqlite3.connect(tmp_path / "reading.sqlite3") as database:
        database.execute("DROP TABLE earlier")
        database.execute("PRAGMA user_version = 3")

    file.keep_earlier(BLOG, replaced("Old"))

    assert kept(file) == "Old"
    assert file.problems == ()


async def test_a_sync_keeps_what_was_seen_of_comment_and_post(
    mirror: Mirror, blog: FakeWordPress, tmp_path: Path, clock: Times
) -> None:
    """Nobody could say which words were changed."""
    path = tmp_path / "own" / "reading.sqlite3"
    keep = keeper(path, BLOG, clock)
    copy = mirror(keep_replaced=keep)
    await pull(copy)
    post, comment = await copy.get_post(POST), (await comments_of(copy))[FIRST]
    file = ReadingFile(path, clock=clock)
    see(file, post.body.source, THE_POST)
    see(file, comment.body.source)
    blog.comments[0]["content"] = {"rendered": "<p>Edited</p>", "raw": "Edited"}
    blog.posts[0] |= {
        "content": {"rendered": "<p>Other words</p>", "protected": False},
        "modified_gmt": "2026-11-23T01:00:00",
    }

    await pull(mirror(keep_replaced=keep), reading=(POST,))

    assert file.find_earlier(BLOG, POST, THE_POST) == post.body
    assert file.find_earlier(BLOG, POST, FIRST) == comment.body
    file.close()


async def test_news_has_the_text_as_it_was_seen(tmp_path: Path) -> None:
    """A program that tells of news could not say what changed."""
    blog = Blog(a_comment("c1"), a_comment("c2"))
    service = a_service(blog, tmp_path)
    read_all(service, a_comment("c1"), a_comment("c2"))
    before = a_comment("c1").body
    file = ReadingFile(tmp_path / "reading.sqlite3", clock=Times())
    service.memory.flush()
    file.keep_earlier(service.key, [ReplacedText(NEWS_POST, CommentId("c1"), before)])
    file.close()
    for name in ("c1", "c2"):
        blog.put(a_comment(name, text="Other words."))

    (news,) = await news_of(service)

    assert news.before == {"c1": before}


async def test_a_text_is_told_of_before_the_new_one_is_written(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """A crash between the two would lose what was seen."""
    copy = mirror()
    await pull(copy)
    blog.comments[0]["content"] = {"rendered": "<p>Edited</p>", "raw": "Edited"}
    told: list[tuple[str, bytes]] = []

    def keep(texts: Sequence[ReplacedText]) -> None:
        files = copy._root.rglob("*.comments.jsonl")
        told.extend((text.body.source, b"".join(map(Path.read_bytes, files))) for text in texts)

    again = mirror(keep_replaced=keep)
    await pull(again, reading=(POST,))

    ((source, on_disk),) = told
    assert source == "<p>Hello</p>\n"
    assert b"Edited" not in on_disk
    assert (await comments_of(again))[FIRST].body.source == "<p>Edited</p>"


async def test_a_sync_with_no_other_text_keeps_nothing_and_writes_no_byte(
    mirror: Mirror, blog: FakeWordPress, tmp_path: Path
) -> None:
    """New facts about a comment, such as its state, would be taken for an edit."""
    told: list[object] = []
    await pull(mirror())
    blog.comments[0]["author_name"] = "Renamed"
    blog.posts[0] |= {"title": {"rendered": "Other"}, "modified_gmt": "2026-11-23T01:00:00"}
    await pull(mirror(keep_replaced=told.extend), reading=(POST,))
    before = bytes_below(tmp_path)

    await pull(mirror(keep_replaced=told.extend), reading=(POST,))

    assert told == []
    assert bytes_below(tmp_path) == before
