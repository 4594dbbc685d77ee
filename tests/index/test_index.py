"""The index holds what the files say, however they changed, and finds what is in it."""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import ME, a_comment
from tests.index.shelf import NOW, Shelf, mark, note_seen, said
from tui_blog.index import schema, search
from tui_blog.index.build import Progress
from tui_blog.index.language import Term
from tui_blog.model.comment import CommentStatus
from tui_blog.model.errors import ReadOnlyError, UsageError
from tui_blog.model.post import Body, BodyFormat
from tui_blog.sync.journal import Part
from tui_blog.text import clean
from tui_blog.text.words import folded, segmented


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


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


@pytest.mark.parametrize("name", ["plain", "日本", "no text \udcff"])
def test_what_did_not_change_is_not_read_again(shelf: Shelf, name: str) -> None:
    """Each search would read a whole blog, where names are no text."""
    post = shelf.post("a", "frost")
    post.rename(post.with_name(f"{name}.md"))
    shelf.comments(name, [said("c1", "frost")])
    told: list[Progress] = []

    shelf.finder.update()
    shelf.finder.update(told.append)

    assert told[-1] == Progress(done=1, total=1, changed=0)


@pytest.mark.parametrize("endings", [3, 100])
def test_beginnings_find_every_word_that_goes_on_so(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, endings: int
) -> None:
    """Half typed words would find less than whole ones; or take as long as all their texts."""
    words = [f"Frost{number}" for number in range(endings)]
    shelf.post("none", "frose frosu")
    for number, word in enumerate(words):
        shelf.post(f"post{number:03}", f"A {word}, {word} fern", date=f"{2000 + number}-01-01")
    newest = [f"post{number:03}/" for number in reversed(range(endings))]
    asked: list[str] = []
    look = search._match

    def spy(terms: Sequence[Term]) -> str:
        asked.append(look(terms))
        return asked[-1]

    monkeypatch.setattr(search, "_match", spy)

    assert shelf.find("FROST* fern", limit=200) == newest
    assert shelf.find("-frost*", limit=200) == ["none/"]
    assert shelf.find("frost* sort:rank", limit=200)
    assert ("*" in asked[0]) is (endings > 40)
    assert shelf.find("frosty*") == []
