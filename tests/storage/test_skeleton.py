"""Large threads are opened without being read, and are the same as if they had been."""

import gc
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import ME, START, a_clock, a_comment
from tui_blog.model.comment import Comment, DeliveryState
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Author
from tui_blog.model.thread import Thread, build_thread
from tui_blog.storage.archive import skeleton, thread_cache
from tui_blog.storage.archive.adapter import ArchiveAdapter
from tui_blog.storage.archive.comments import read_comments
from tui_blog.storage.archive.payloads import new_line
from tui_blog.storage.archive.skeleton import open_thread
from tui_blog.sync.service import BlogService

POST = PostId("file:post")
NAMES = st.sampled_from([*(f"wp:{number}" for number in range(10)), "local:1", "local:2"])
ACCOUNT = replace(ME, id="wp:7")
AUTHORS = st.sampled_from([ME, ACCOUNT, replace(ACCOUNT, id="wp:8"), Author(name="Ada")])
COMMENTS = st.builds(
    a_comment,
    NAMES,
    parent=st.one_of(st.none(), NAMES, st.just("wp:elsewhere")),
    minutes=st.one_of(st.none(), st.integers(0, 5)),
    text=st.one_of(st.text(max_size=12), st.just('"sent_here": true')),
    author=AUTHORS,
    own=st.booleans(),
)


@pytest.fixture(autouse=True)
def every_file_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skeleton, "MIN_BYTES", 1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "post.comments.jsonl"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "threads"


def write(file: Path, comments: Iterable[Comment]) -> None:
    file.write_bytes(b"".join(map(new_line, comments)))


def opened(file: Path, cache: Path | None) -> Thread:
    thread = open_thread(str(file), POST, ACCOUNT, cache)
    assert thread is not None
    return thread


def everything(thread: Thread) -> list[object]:
    comments = thread.comments
    return [
        list(comments),
        list(comments.ids),
        list(comments.lengths),
        list(comments.marks),
        sorted(comments.own_positions),
        list(map(comments.body_of, range(len(comments)))),
        list(thread.depths),
        list(thread.sizes),
        list(thread.parents),
        thread.orphans,
        len(comments),
    ]


def has_all_words(thread: Thread) -> bool:
    """Whether the quick look at each comment finds the words that are in it."""
    return all(
        word in thread.comments.words_of(position)
        for position, comment in enumerate(thread.comments)
        for word in re.findall(r"[^\W_]+", f"{comment.author.name} {comment.body.source}")
    )


def read_whole(file: Path) -> Thread:
    """What the thread is without any of this."""
    comments = read_comments(str(file), POST, ACCOUNT)
    comments.sort(key=lambda comment: comment.created_at or datetime.min.replace(tzinfo=UTC))
    return build_thread(comments)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(COMMENTS, min_size=1, max_size=14))
def test_a_thread_is_the_same_read_whole_opened_first_and_opened_again(
    tmp_path: Path, comments: list[Comment]
) -> None:
    """Comments would be missing, doubled or under the wrong parent in large threads only."""
    file, cache = tmp_path / "post.comments.jsonl", tmp_path / "cache"
    write(file, comments)
    expected = everything(read_whole(file))

    assert everything(opened(file, None)) == expected
    assert everything(opened(file, cache)) == expected
    again = opened(file, cache)
    assert everything(again) == expected
    assert has_all_words(again)


def test_opening_again_reads_no_comment(
    file: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred thousand comments would take seconds each time."""
    write(file, [a_comment("wp:1"), a_comment("wp:2", parent="wp:1")])
    first = everything(opened(file, cache))
    monkeypatch.setattr(skeleton, "_make", pytest.fail)

    again = opened(file, cache)

    assert list(again.depths) == [0, 1]
    assert everything(again) == first


def test_a_file_that_changed_is_read_again(file: Path, cache: Path) -> None:
    """New comments would not be seen, or texts of other comments in the place of one's own."""
    write(file, [a_comment("wp:1", text="One")])
    opened(file, cache)
    with file.open("ab") as end:
        end.write(new_line(a_comment("wp:2", parent="wp:1", text="Two")))
    longer = [comment.body.source for comment in opened(file, cache).comments]
    size = file.stat().st_size
    write(file, [a_comment("wp:1", text="Uno"), a_comment("wp:2", parent="wp:1", text="Due")])

    assert longer == ["One", "Two"]
    assert file.stat().st_size == size
    assert [comment.body.source for comment in opened(file, cache).comments] == ["Uno", "Due"]


@pytest.mark.parametrize(
    "harm",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: b"{}\n" + data,
        lambda data: b"\xff" * 100,
        lambda data: data.replace(b'"count": 2', b'"count": "x"'),
    ],
)
def test_a_damaged_skeleton_is_made_anew(file: Path, cache: Path, harm: object) -> None:
    """The thread could not be opened until somebody emptied the cache."""
    assert callable(harm)
    write(file, [a_comment("wp:1"), a_comment("wp:2", parent="wp:1")])
    first = everything(opened(file, cache))
    (kept,) = cache.iterdir()
    good = kept.read_bytes()
    kept.write_bytes(harm(good))

    assert everything(opened(file, cache)) == first
    assert kept.read_bytes() == good


@pytest.mark.parametrize(
    "bad",
    [
        b'{"id": "wp:9", "author": {"name": "A"}, "bo',
        b"\xff\n",
        new_line(a_comment("wp:\0")),
    ],
)
def test_a_file_with_damage_is_left_to_be_read_whole(file: Path, cache: Path, bad: bytes) -> None:
    """Only reading it whole shows what is damaged."""
    file.write_bytes(new_line(a_comment("wp:1")) + bad)

    assert open_thread(str(file), POST, ME, cache) is None
    assert not cache.exists()


def test_small_and_missing_files_are_left_to_be_read_whole(
    file: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = open_thread(str(file), POST, ME, cache)
    write(file, [a_comment("wp:1")])
    monkeypatch.setattr(skeleton, "MIN_BYTES", file.stat().st_size + 1)

    assert missing is None
    assert open_thread(str(file), POST, ME, cache) is None


def test_a_mark_at_the_beginning_of_a_file_is_left_to_be_read_whole(file: Path) -> None:
    """Some editors put one there; the first comment would be lost."""
    file.write_bytes(b"\xef\xbb\xbf" + new_line(a_comment("wp:1")))

    assert open_thread(str(file), POST, ME, None) is None


def test_a_file_that_is_replaced_while_one_reads_stays_as_it_was_opened(
    file: Path, cache: Path
) -> None:
    """A sync would put other people's words under a comment on screen."""
    write(file, [a_comment("wp:1", text="Old words")])
    thread = opened(file, cache)
    other = file.with_suffix(".new")
    write(other, [a_comment("wp:0", text="x"), a_comment("wp:1", text="New words")])
    other.replace(file)

    assert thread.comments[0].body.source == "Old words"


def test_a_line_that_is_overwritten_while_one_reads_says_so(file: Path, cache: Path) -> None:
    """Another comment's words would stand under the wrong name."""
    write(file, [a_comment("wp:1", text="Mine"), a_comment("wp:2", text="Other")])
    thread = opened(file, cache)
    before = file.read_bytes()
    with file.open("r+b") as there:
        there.write(before[len(before) // 2 :] + b"   ")

    comment = thread.comments[0]

    assert comment.id == "wp:1"
    assert "changed" in comment.body.source
    assert thread.comments.body_of(0) == comment.body


def test_heights_are_kept_for_the_same_file_and_width_only(file: Path, cache: Path) -> None:
    """Lines would be drawn that are not there."""
    write(file, [a_comment("wp:1"), a_comment("wp:2")])
    comments = opened(file, cache).comments
    before = comments.find_heights(80)
    comments.keep_heights(80, [3, 5])

    again = opened(file, cache).comments.find_heights(80)
    elsewhere = opened(file, cache).comments.find_heights(81)
    with file.open("ab") as end:
        end.write(new_line(a_comment("wp:3")))

    assert before is elsewhere is None
    assert again is not None
    assert list(again) == [3, 5]
    assert opened(file, cache).comments.find_heights(80) is None


def test_words_that_are_written_with_escapes_are_found(file: Path) -> None:
    """Other programs write their letters as numbers; a search would pass them over."""
    line = b'{"id": "1", "author": {"name": "Ann"}, "body": "\\u00dcber\\u0436"}\n'
    file.write_bytes(line)

    assert "Überж" in opened(file, None).comments.words_of(0)


def test_a_cache_that_can_not_be_written_is_done_without(file: Path, tmp_path: Path) -> None:
    write(file, [a_comment("wp:1")])
    (tmp_path / "cache").write_text("a file where the folder should be")

    assert list(opened(file, tmp_path / "cache" / "threads").comments.ids) == ["wp:1"]


def test_files_are_closed_when_threads_are_left(file: Path, cache: Path) -> None:
    """After some hundred threads none could be opened any more."""
    write(file, [a_comment("wp:1")])
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(50):
        opened(file, cache)
    gc.collect()

    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 1


def test_the_cache_keeps_the_newest_of_many(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would grow for ever."""
    monkeypatch.setattr(thread_cache, "_FILES_KEPT", 6)
    for number in range(20):
        file = tmp_path / f"{number}.comments.jsonl"
        write(file, [a_comment(f"wp:{number}")])
        opened(file, cache)
    monkeypatch.setattr(skeleton, "_make", pytest.fail)

    assert len(list(cache.iterdir())) <= 6
    assert list(opened(tmp_path / "19.comments.jsonl", cache).comments.ids) == ["wp:19"]


async def test_what_is_written_here_stands_in_a_large_thread_too(tmp_path: Path) -> None:
    """A reply would be gone until the blog has it, in large threads only."""
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "post.md").write_text("# A post\n\nWords.")
    write(
        tmp_path / "posts" / "post.comments.jsonl",
        [a_comment(f"c{number}", minutes=number) for number in range(3)],
    )
    service = BlogService(
        ArchiveAdapter(
            tmp_path / "posts", identity=ME, clock=a_clock(), cache_folder=tmp_path / "cache"
        ),
        folder=lambda: tmp_path / "own",
        clock=lambda: START,
        make_id=lambda: "one",
        identity=ME,
    )
    await service.open()
    post = await service.load_post(POST)

    change = await service.send(post=post.summary, parent_id=CommentId("c1"), text="Mine")

    views = [view async for view in service.load_thread(POST)]
    (view,) = views
    assert (view.complete, view.total) == (True, 3)
    assert list(view.thread.comments.ids) == ["c0", "c1", "local:one", "c2"]
    delivery = view.thread.comments[2].delivery
    assert delivery is not None
    assert delivery.state is DeliveryState.QUEUED
    delivered = await service.sender.deliver(change.change_id)
    assert delivered.comment is not None
    (view,) = [view async for view in service.load_thread(POST)]
    assert [comment.body.source for comment in view.thread.comments].count("Mine") == 1
    assert len(view.thread) == 4
    assert service.sender.changes_to(POST, view.thread.find) == []
