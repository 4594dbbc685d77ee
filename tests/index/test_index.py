"""The index holds what the files say, however they changed, and finds what is in it."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import ME, a_comment
from tui_blog.index import schema
from tui_blog.index.build import Archive
from tui_blog.index.finder import Finder
from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.errors import DamagedError, ReadOnlyError, UsageError
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Author, Body, BodyFormat
from tui_blog.storage.archive.payloads import new_line
from tui_blog.sync.journal import Mark, Part
from tui_blog.sync.reading import ReadingFile, version_of
from tui_blog.text import clean
from tui_blog.text.words import folded, segmented

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


class Shelf:
    """Archives in a folder, and the finder over them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names = ["garden"]
        self.finder = Finder(
            folder / "cache" / "index",
            lambda: [Archive(f"k-{name}", name, folder / name, ME) for name in self.names],
            archives_folder=folder / "cache" / "archives",
            reading_file=folder / "reading.sqlite3",
            clock=lambda: NOW,
        )

    def post(
        self,
        name: str,
        text: str = "",
        *,
        date: str = "2024-05-02",
        blog: str = "garden",
        head: str = "",
    ) -> Path:
        path = self.folder / blog / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"---\ntitle: {name}\ndate: {date}\n{head}---\n{text}\n", encoding="utf-8")
        return path

    def comments(self, name: str, comments: Iterable[Comment], *, blog: str = "garden") -> Path:
        path = self.folder / blog / f"{name}.comments.jsonl"
        path.write_bytes(b"".join(map(new_line, comments)))
        return path

    def find(self, text: str, *, update: bool = True, limit: int = 50) -> list[str]:
        """Name what is found: post/comment."""
        if update:
            assert self.finder.update()
        return [
            f"{hit.post_id.removeprefix('file:')}/{hit.comment_id or ''}"
            for hit in self.finder.search(text, limit=limit)
        ]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def said(name: str, text: str, *, minutes: int = 0, **more: object) -> Comment:
    return a_comment(name, text=text, minutes=minutes, **more)  # type: ignore[arg-type]


def test_the_newest_come_first_whether_post_or_comment(shelf: Shelf) -> None:
    shelf.post("old", "frost", date="2020-01-01")
    shelf.post("new", "frost", date="2025-01-01")
    shelf.comments("old", [said("c1", "frost"), said("c2", "Frost!", minutes=5)])

    assert shelf.find("frost") == ["new/", "old/c2", "old/c1", "old/"]
    assert shelf.find("frost", limit=2) == ["new/", "old/c2"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("frost", "ab"),
        ("frost snow", "b"),
        ("frost -snow", "a"),
        ("-frost", "c"),
        ('"late frost"', "a"),
        ('"frost late"', ""),
        ("fro*", "ab"),
        ("fro", ""),
        ("*ros*", "ab"),
        ("*ros* -*NOW", "a"),
        ("*rÛl*", "c"),
        ("*日*", "c"),
        ("* **", "abc"),
        ("CREME", "c"),
        ("crème", "c"),
        ("tag:Notes", "b"),
        ("-tag:notes", "ac"),
        ("has:link", "a"),
        ("before:2024", "a"),
        ("after:2024 before:2025", "b"),
        ("after:200d", "c"),
        ("in:gard", "abc"),
        ("in:elsewhere", ""),
        ("from:ada", "b"),
        ("-from:ada", "ac"),
        ("ada", "b"),
        ("", "abc"),
        ("本語", "c"),
        ("日語", ""),
        ("AND OR NOT", ""),
        ('fro" OR "x', ""),
        ("frost' ; DROP TABLE texts", ""),
    ],
)
def test_queries_find_what_they_say(shelf: Shelf, query: str, found: str) -> None:
    shelf.post("a", "A late frost: https://a.example/", date="2023-05-01")
    shelf.post("b", "frost and snow", date="2024-05-01", head="tags: [Notes]\nauthor: Ada L\n")
    shelf.post("c", "Crème brûlée, 日本語", date="2025-12-24")

    assert sorted(shelf.find(query)) == [f"{name}/" for name in found]


def test_own_comments_are_told_from_others(shelf: Shelf) -> None:
    shelf.post("a")
    shelf.comments("a", [said("local:1", "mine", author=ME.name), said("x", "theirs")])

    assert shelf.find("is:mine") == ["a/local:1"]


def note_seen(shelf: Shelf, *seen: str) -> None:
    reading = ReadingFile(shelf.folder / "reading.sqlite3", clock=lambda: NOW)
    marks = [Mark(CommentId(comment), version_of(0)) for comment in seen]
    reading.note_seen("k-garden", PostId("file:a"), marks)
    reading.close()


def test_what_was_read_is_told_from_what_was_not(shelf: Shelf) -> None:
    """One would read the same again, or miss what is new."""
    shelf.post("a", "frost")
    shelf.comments("a", [said("c1", "frost"), said("c2", "thaw"), said("c3", "frost")])
    before = sorted(shelf.find("is:unread"))
    note_seen(shelf, "", "c1")

    assert before == ["a/", "a/c1", "a/c2", "a/c3"]
    assert sorted(shelf.find("is:unread")) == ["a/c2", "a/c3"]
    assert shelf.find("is:unread frost") == ["a/c3"]
    assert sorted(shelf.find("-is:unread")) == ["a/", "a/c1"]


def mark(shelf: Shelf, part: Part, **versions: str) -> None:
    """Put stars or tags on comments of the post "a"; the comment "post" is the post itself."""
    reading = ReadingFile(shelf.folder / "reading.sqlite3", clock=lambda: NOW)
    marks = [Mark(CommentId(name.replace("post", "")), told) for name, told in versions.items()]
    reading.do("k-garden", PostId("file:a"), part, marks, label="marking")
    reading.close()


def test_what_has_a_star_is_found(shelf: Shelf) -> None:
    """A star would have to be looked for by hand."""
    shelf.post("a", "frost")
    shelf.comments("a", [said("c1", "frost"), said("c2", "thaw")])
    before = shelf.find("is:starred")
    mark(shelf, Part.STARS, post="1", c2="1")

    assert before == []
    assert sorted(shelf.find("is:starred")) == ["a/", "a/c2"]
    assert shelf.find("is:starred thaw") == ["a/c2"]
    assert shelf.find("-is:starred") == ["a/c1"]


def test_own_tags_are_found_beside_those_of_blogs(shelf: Shelf) -> None:
    """One would have to know who gave a tag."""
    shelf.post("a", "frost")
    shelf.post("b", "frost", head="tags: [Notes]\n")
    shelf.comments("a", [said("c1", "frost"), said("c2", "thaw")])
    before = shelf.find("tag:notes")
    mark(shelf, Part.TAGS, c1="Notes, late frost", c2="notebook")

    assert before == ["b/"]
    assert sorted(shelf.find("tag:notes")) == ["a/c1", "b/"]
    assert shelf.find('tag:"late frost" frost') == ["a/c1"]
    assert sorted(shelf.find("-tag:notes")) == ["a/", "a/c2"]


def test_a_file_without_stars_has_none(shelf: Shelf) -> None:
    """A search before the first start of a newer program would fail."""
    shelf.post("a", "frost")
    note_seen(shelf, "")
    with closing(sqlite3.connect(shelf.folder / "reading.sqlite3")) as database:
        database.execute("DROP TABLE stars")
        database.execute("DROP TABLE tags")

    assert shelf.find("is:starred") == []
    assert shelf.find("tag:notes") == []


def test_tags_of_blogs_are_found_where_own_ones_can_not_be_read(shelf: Shelf) -> None:
    """A damaged file of one's own would hide what the blogs say."""
    shelf.post("b", "frost", head="tags: [Notes]\n")
    (shelf.folder / "reading.sqlite3").write_bytes(b"no database at all" * 100)

    assert shelf.find("tag:notes") == ["b/"]


def test_a_search_changes_nothing_of_what_was_read(shelf: Shelf) -> None:
    """It is not derived from anything, and could not be made anew."""
    shelf.post("a", "frost")
    shelf.find("is:unread")
    not_made = not (shelf.folder / "reading.sqlite3").exists()
    note_seen(shelf, "")
    connection = schema.open_index(shelf.folder / "cache" / "index")
    schema.attach_reading(connection, shelf.folder / "reading.sqlite3")

    assert not_made
    with closing(connection), pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM reading.seen")


@pytest.mark.parametrize("harm", [b"no database at all" * 100, b""])
def test_where_what_was_read_is_damaged_that_is_told_and_the_index_kept(
    shelf: Shelf, harm: bytes
) -> None:
    """The sound index would be thrown away at each search, for nothing."""
    shelf.post("a", "frost")
    shelf.find("frost")
    (shelf.folder / "reading.sqlite3").write_bytes(harm)

    with pytest.raises(ReadOnlyError, match="what was read is not known"):
        shelf.finder.search("is:unread")
    assert shelf.find("frost", update=False) == ["a/"]
    assert (shelf.folder / "reading.sqlite3").read_bytes() == harm


def test_what_was_thrown_away_is_not_found(shelf: Shelf) -> None:
    shelf.post("a")
    shelf.comments("a", [said("c1", "frost", status=CommentStatus.SPAM), said("c2", "frost")])

    assert shelf.find("frost") == ["a/c2"]


def test_html_is_searched_as_it_reads(shelf: Shelf) -> None:
    """The tags would be found, and words with a mark in the middle would not."""
    (shelf.folder / "garden").mkdir()
    (shelf.folder / "garden" / "a.html").write_text(
        "<h1>Frost</h1><p>un<em>believ</em>able &amp; caf&eacute;<br>so</p><script>x</script>"
    )

    assert [shelf.find(query) for query in ("unbelievable", "café", "em", "so")] == [
        ["a/"],
        ["a/"],
        [],
        ["a/"],
    ]


def test_a_hit_shows_the_line_that_matches_and_what_in_it(shelf: Shelf) -> None:
    shelf.post("a", f"First line\n\nThen {'word ' * 60}the Crème\x1b[31m of frost, {'x ' * 200}")

    shelf.finder.update()
    (hit,) = shelf.finder.search("creme frost")

    assert [piece.text for piece in hit.line if piece.is_match] == ["Crème", "frost"]
    assert hit.line_text.startswith("…word")
    assert hit.line_text.endswith("…")
    assert "\x1b" not in hit.line_text
    assert len(hit.line_text) <= 210


def test_letters_within_words_are_marked_where_they_stand(shelf: Shelf) -> None:
    """One would not see why it was found."""
    shelf.post("a", "Snow\n\nÀ bas les gelées, defrosting")

    shelf.finder.update()
    (hit,) = shelf.finder.search("*ros* *ELEES*")

    assert [piece.text for piece in hit.line if piece.is_match] == ["elées", "ros"]


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("本を読む。日本語の本", "日本語", ["日本語"]),
        ("ภาษาไทยเขียนติดกัน", "ไทย", ["ไทย"]),
        ("ข้าวผัดกุ้งอร่อย", "กุ้ง", ["กุ้ง"]),
        ("ພາສາລາວງາມ", "ລາວ", ["ລາວ"]),
        ("ต้นไม้", "ไม้", ["ไม้"]),
        ("a voila\u0300 b", "voilà", ["voila\u0300"]),
    ],
)
def test_words_of_scripts_without_blanks_are_found_inside_and_shown_as_one(
    shelf: Shelf, text: str, query: str, shown: list[str]
) -> None:
    """Nothing would be found but the beginning of a sentence."""
    shelf.post("a", text)
    shelf.post("b", text[::-1])

    assert shelf.find(query) == ["a/"]
    (hit,) = shelf.finder.search(query)
    assert [piece.text for piece in hit.line if piece.is_match] == shown
    assert hit.line_text == text


def test_following_reads_only_what_changed(shelf: Shelf) -> None:
    """Each search would take as long as the first."""
    for number in range(5):
        shelf.post(f"p{number}", "frost")
    seen: list[int] = []
    shelf.finder.update(lambda progress: seen.append(progress.changed))
    shelf.post("p3", "thaw, now")
    shelf.finder.update(lambda progress: seen.append(progress.changed))
    shelf.finder.update(lambda progress: seen.append(progress.changed))

    assert seen == [5, 1, 0]
    assert len(shelf.find("frost", update=False)) == 4


def test_edits_removals_and_renames_are_noticed(shelf: Shelf) -> None:
    """One would be led to what is not there, and miss what is."""
    first = shelf.post("a", "frost")
    comments = shelf.comments("a", [said("c1", "frost"), said("c2", "frost", minutes=1)])
    before = shelf.find("frost")
    shelf.comments("a", [said("c1", "thaw"), said("c3", "frost", minutes=2)])
    edited = (shelf.find("frost"), shelf.find("thaw"))
    first.rename(first.with_name("b.md"))
    comments.rename(comments.with_name("b.comments.jsonl"))
    renamed = shelf.find("frost")
    first.with_name("b.md").unlink()

    assert before == ["a/c2", "a/c1", "a/"]
    assert edited == (["a/c3", "a/"], ["a/c1"])
    assert renamed == ["b/c3", "b/"]
    assert shelf.find("frost") == shelf.find("") == []


def test_a_comment_that_was_approved_or_taken_for_spam_is_found_or_not(shelf: Shelf) -> None:
    shelf.post("a")
    shelf.comments("a", [said("c1", "frost", status=CommentStatus.SPAM)])
    before = shelf.find("frost")
    shelf.comments("a", [said("c1", "frost")])
    approved = shelf.find("frost")
    shelf.comments("a", [said("c1", "frost", status=CommentStatus.TRASHED)])

    assert (before, approved, shelf.find("frost")) == ([], ["a/c1"], [])


@pytest.mark.parametrize("size", [10, 2_000])
def test_all_that_may_change_of_a_comment_is_followed_in_threads_of_any_size(
    shelf: Shelf, size: int
) -> None:
    """Spam would be found in large threads, and people by the names they had."""
    shelf.post("a")
    rest = [said(f"r{number}", "filler " * size, minutes=9) for number in range(50)]
    spam, renamed, moved = (said(f"c{number}", "frost", minutes=number) for number in range(3))
    shelf.comments("a", [spam, renamed, moved, *rest])
    before = shelf.find("frost")
    changed = [
        replace(spam, status=CommentStatus.SPAM),
        replace(renamed, author=Author(name="Mara")),
        replace(moved, created_at=datetime(2030, 1, 1, tzinfo=UTC)),
    ]
    shelf.comments("a", [*changed, *rest])

    assert before == ["a/c2", "a/c1", "a/c0"]
    assert shelf.find("frost") == ["a/c2", "a/c1"]
    assert shelf.find("frost from:mara") == ["a/c1"]
    assert shelf.find("frost after:2029") == ["a/c2"]


def test_a_blog_that_is_not_there_for_now_stays_and_one_that_was_removed_goes(
    shelf: Shelf,
) -> None:
    """A disk that is not mounted would cost the whole index."""
    shelf.names = ["garden", "away"]
    shelf.post("a", "frost")
    shelf.post("b", "frost", blog="away")
    shelf.find("frost")
    (shelf.folder / "away").rename(shelf.folder / "unmounted")
    unmounted = shelf.find("frost")
    shelf.names = ["garden"]

    assert sorted(unmounted) == ["a/", "b/"]
    assert shelf.find("frost") == ["a/"]


@pytest.mark.parametrize("harm", [b"", b"no database at all" * 100, None])
def test_a_damaged_index_is_made_anew(shelf: Shelf, harm: bytes | None) -> None:
    """Nothing could be found until somebody deleted it by hand."""
    for number in range(50):
        shelf.post(f"p{number:02}", "frost " * 50)
    expected = shelf.find("frost")
    file = shelf.folder / "cache" / "index" / schema.FILE
    for journal in file.parent.glob(f"{schema.FILE}-*"):
        journal.unlink()
    if harm is None:
        data = file.read_bytes()
        harm = data[:4096] + b"\xaa" * (len(data) - 4096)
    file.write_bytes(harm)

    with suppress(DamagedError):
        shelf.finder.search("frost")

    assert shelf.find("frost") == expected


def test_an_index_of_another_version_is_made_anew(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.post("a", "frost")
    shelf.find("frost")
    monkeypatch.setattr(schema, "VERSION", 99)

    assert shelf.find("frost", update=False) == []
    assert shelf.find("frost") == ["a/"]


def test_a_disk_that_refuses_is_told(shelf: Shelf) -> None:
    shelf.post("a", "frost")
    (shelf.folder / "cache").write_text("a file where the folder should be")

    with pytest.raises(ReadOnlyError, match="index"):
        shelf.finder.update()
    with pytest.raises(ReadOnlyError, match="index"):
        shelf.finder.search("frost")


def test_what_is_broken_off_is_gone_on_with(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_blog.index.build._SLICE_S", 0.0)
    for number in range(10):
        shelf.post(f"p{number}", "frost")
    turns = iter([True, True, True, False])

    finished = shelf.finder.update(is_wanted=lambda: next(turns, False))
    found = shelf.find("frost", update=False)

    assert not finished
    assert 0 < len(found) < 10
    assert len(shelf.find("frost")) == 10


@pytest.mark.parametrize("turns", range(1, 12))
def test_a_large_thread_may_be_broken_off_in_its_middle(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, turns: int
) -> None:
    """One could not quit for a minute; or what was left out would never be found."""
    monkeypatch.setattr("tui_blog.index.build._SLICE_S", 0.0)
    shelf.post("a", "frost")
    shelf.comments("a", [said(f"c{number}", "frost") for number in range(20)])
    wanted = iter([True] * turns)
    finished = shelf.finder.update(is_wanted=lambda: next(wanted, False))
    built = len(shelf.find("frost", update=False))
    whole = len(shelf.find("frost"))
    shelf.comments("a", [said(f"c{number}", "thaw") for number in range(19)])
    wanted = iter([True] * turns)
    shelf.finder.update(is_wanted=lambda: next(wanted, False))
    followed = len(shelf.find("thaw", update=False))

    assert not finished
    assert 0 < built < whole == 21
    assert followed < 19
    assert len(shelf.find("thaw")) == 19
    assert shelf.find("frost", update=False) == ["a/"]


def test_a_thread_whose_removal_was_broken_off_is_whole_when_it_is_back(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a checkout of another branch and back, comments would be missing for ever."""
    monkeypatch.setattr("tui_blog.index.build._SLICE_S", 0.0)
    post = shelf.post("a", "frost")
    shelf.comments("a", [said(f"c{number}", "frost") for number in range(20)])
    shelf.find("frost")
    post.rename(shelf.folder / "a.md")
    wanted = iter([True] * 5)
    shelf.finder.update(is_wanted=lambda: next(wanted, False))
    partly = len(shelf.find("frost", update=False))
    (shelf.folder / "a.md").rename(post)

    assert 0 < partly < 21
    assert len(shelf.find("frost")) == 21


def test_only_one_program_builds_at_a_time(shelf: Shelf) -> None:
    """Both would write the same texts."""
    shelf.post("a", "frost")
    other = Shelf(shelf.folder)
    answers: list[bool] = []
    shelf.finder.update(lambda progress: answers.append(other.finder.update()))

    assert answers == [False]
    with pytest.raises(ReadOnlyError, match="soon"), shelf.finder._lock():
        other.finder.discard()


def test_killed_while_building_the_index_is_whole(shelf: Shelf) -> None:
    """Texts would be found twice, or never again."""
    for number in range(400):
        shelf.post(f"p{number:03}", f"frost number{number} " * 20)
        shelf.comments(f"p{number:03}", [said(f"c{number}", f"snow number{number}")])
    code = f"""
import os, sys
from contextlib import suppress
from pathlib import Path
from tests.index.test_index import Shelf
import tui_blog.index.build as build
build._SLICE_S = 0.0
count = 0
def tell(progress):
    global count
    count += 1
    if count == int(sys.argv[1]):
        os.kill(os.getpid(), 9)
Shelf(Path({str(shelf.folder)!r})).finder.update(tell)
"""
    for point in (1, 37, 90):
        root = str(Path(__file__).parents[2])
        died = subprocess.run([sys.executable, "-c", code, str(point)], cwd=root, check=False)
        assert died.returncode == -9

    assert len(shelf.find("frost", limit=1000)) == 400
    assert len(shelf.find("snow", update=False, limit=1000)) == 400
    assert (
        shelf.find("number7", update=False) == ["p007/", "p007/c7"]
        or len(shelf.find("number7", update=False)) == 2
    )


def test_a_search_that_is_not_wanted_any_more_ends(shelf: Shelf) -> None:
    """The next key would wait for it."""
    shelf.post("a", "frost")
    shelf.find("frost")
    connection = schema.open_index(shelf.folder / "cache" / "index")
    shelf.finder._searching = connection
    connection.set_progress_handler(shelf.finder.stop, 1)

    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        connection.execute("SELECT count(*) FROM texts a, texts b, texts c").fetchall()


WORDS = ["frost", "Snow", "thaw", "Crème", "日本", "it's", "a_b", "x1"]
TEXTS = st.lists(st.sampled_from([*WORDS, "\n", "!"]), max_size=8).map(" ".join)
CONTENT = st.lists(
    st.tuples(TEXTS, st.lists(TEXTS, max_size=3), st.integers(0, 3)), min_size=1, max_size=4
)
QUERIES = st.lists(
    st.tuples(st.booleans(), st.lists(st.sampled_from(WORDS), min_size=1, max_size=2)),
    min_size=1,
    max_size=3,
)


SOME = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)


def contains(text: str, words: Sequence[str]) -> bool:
    """What a search means, said in the plainest way."""
    have = " ".join(_parts(text))
    return f" {' '.join(_parts(' '.join(words)))} " in f" {have} "


def _parts(text: str) -> list[str]:
    kept = [character if character.isalnum() else " " for character in folded(segmented(text))]
    return "".join(kept).split()


@SOME
@given(CONTENT, CONTENT, QUERIES)
def test_a_search_finds_what_looking_at_every_text_finds(
    tmp_path: Path,
    content: list[tuple[str, list[str], int]],
    changed: list[tuple[str, list[str], int]],
    query: list[tuple[bool, list[str]]],
) -> None:
    """Also after any change of the files."""
    for folder in ("cache", "garden"):
        shutil.rmtree(tmp_path / folder, ignore_errors=True)
    shelf = Shelf(tmp_path)
    asked = " ".join(
        f'{"-" if is_negated else ""}"{" ".join(words)}"' for is_negated, words in query
    )
    for version in (content, changed):
        shutil.rmtree(tmp_path / "garden", ignore_errors=True)
        texts = {}
        for number, (text, comments, days) in enumerate(version):
            day = (NOW - timedelta(days=days)).date().isoformat()
            shelf.post(f"p{number}", text, date=day)
            texts[f"p{number}/"] = f"p{number}\n{text}"
            shelf.comments(
                f"p{number}", [said(f"c{place}", one) for place, one in enumerate(comments)]
            )
            texts |= {f"p{number}/c{place}": one for place, one in enumerate(comments)}
        expected = {
            name
            for name, text in texts.items()
            if all(contains(text, words) != is_negated for is_negated, words in query)
        }

        assert set(shelf.find(asked)) == expected
        assert set(shelf.find("", update=False)) == set(texts)


@SOME
@given(st.text(max_size=40), st.text(max_size=20))
def test_whatever_is_in_a_file_or_typed_is_searched_or_refused_in_words(
    tmp_path: Path, text: str, query: str
) -> None:
    shutil.rmtree(tmp_path / "cache", ignore_errors=True)
    shelf = Shelf(tmp_path)
    body = Body(source=text, format=BodyFormat.TEXT)
    shelf.post("a")
    shelf.comments("a", [a_comment(f"c{text}", text=body.source)])
    shelf.finder.update()

    for one in (query, text, f'"{text}"', f"-{text}", f"{text}*"):
        try:
            hits = shelf.finder.search(one)
        except UsageError:
            continue
        for hit in hits:
            assert hit.line_text == clean.field(hit.line_text)
