"""`tui-blog search` and `tui-blog archive`, as they are called."""

import json
from pathlib import Path

import pytest

from tests.factories import a_comment
from tui_blog.cli import run
from tui_blog.storage.archive.payloads import new_line

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _no_handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the signals of the tests alone."""
    monkeypatch.setattr("signal.signal", lambda number, handler: None)


@pytest.fixture
def garden() -> Path:
    """A folder of posts that is one of the person's blogs."""
    folder = Path.home() / "garden"
    folder.mkdir()
    settings = Path.home() / ".config/tui-blog/config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(f'[blogs.garden]\nfolder = "{folder}"\n', encoding="utf-8")
    (folder / "frost.md").write_text(
        "---\ntitle: A late frost\ndate: 2024-05-02\n---\nCover the \x1b[31mtomatoes.\n"
    )
    lines = [a_comment("c1", text="Mine froze."), a_comment("c2", text="No frost\x07 here.")]
    (folder / "frost.comments.jsonl").write_bytes(b"".join(map(new_line, lines)))
    return folder


def test_search_prints_what_is_found_where(garden: Path, capsys: Captured) -> None:
    code = run(["search", "frost"])

    printed = capsys.readouterr().out
    assert code == 0
    assert [line.strip() for line in printed.split("\n") if "frost" in line.lower()][:3] == [
        "A late frost",
        "No frost here.",
        "file:frost c2",
    ]
    assert "garden · comment" in printed
    assert "\x1b" not in printed
    assert "\x07" not in printed


def test_search_follows_the_files(garden: Path, capsys: Captured) -> None:
    """What one wrote a minute ago would not be found."""
    run(["search", "frost"])
    (garden / "thaw.md").write_text("---\ntitle: Thaw\n---\nAt last.\n")
    capsys.readouterr()

    codes = [run(["search", "at", "last"]), run(["search", "frost", "-here", "--json"])]

    printed = capsys.readouterr().out
    assert codes == [0, 0]
    assert "Thaw" in printed
    found = json.loads(printed[printed.index("{") :])
    assert [(hit["post_id"], hit["comment_id"]) for hit in found["hits"]] == [("file:frost", None)]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["volcano"], 1, "Nothing was found."),
        (["frost", "--blog", "elsewhere"], 1, "Nothing was found."),
        (["frost", "--blog", 'else"where'], 1, "Nothing was found."),
        (["frost"] * 201, 2, "at most"),
        (["form:mara", "frost"], 2, "did you mean from:"),
        (["before:soon"], 2, "before:2024-05-31"),
        (["frost", "--limit", "1"], 0, "--limit N shows more"),
    ],
)
def test_search_says_what_came_of_it(
    garden: Path, capsys: Captured, arguments: list[str], code: int, told: str
) -> None:
    assert run(["search", *arguments]) == code
    assert told in capsys.readouterr().err


def test_search_in_one_blog_finds_a_phrase_without_its_end(garden: Path) -> None:
    """The name of the blog would be looked for in the text."""
    assert run(["search", '"late frost', "--blog", "gard"]) == 0


@pytest.mark.parametrize("arguments", ["", "x --limit 0", "x --limit many", "x --other"])
def test_search_refuses_what_makes_no_sense(garden: Path, arguments: str) -> None:
    with pytest.raises(SystemExit) as end:
        run(["search", *arguments.split()])

    assert end.value.code == 2


def damage(garden: Path) -> bytes:
    """Put damaged lines between the comments; return the file as it should be."""
    file = garden / "frost.comments.jsonl"
    first, second = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(first + b'{"id": "torn", "bo\n' + second + b"\xff\xfe\n" + b'{"id": "end')
    return first + second


def test_archive_check_names_file_and_line(garden: Path, capsys: Captured) -> None:
    """One would look for it by hand."""
    sound = run(["archive", "check"])
    before = capsys.readouterr().out
    damage(garden)
    (garden / "bad.md").write_bytes(b"---\ntitle: [\n---\nText\n")
    damaged = run(["archive", "check", "garden"])

    assert (sound, damaged) == (0, 5)
    assert before == "garden: sound\n"
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("garden: bad.md: Its front matter can't be read")
    assert lines[1:] == [
        "garden: frost.comments.jsonl:2: it can't be read as a comment",
        "garden: frost.comments.jsonl:4: it is no UTF-8 text",
        "garden: frost.comments.jsonl:5: it can't be read as a comment",
    ]


def test_archive_repair_sets_damaged_lines_aside_and_loses_none(
    garden: Path, capsys: Captured
) -> None:
    sound = damage(garden)
    file = garden / "frost.comments.jsonl"

    codes = [run(["archive", "repair"]), run(["archive", "repair"]), run(["archive", "check"])]

    assert codes == [0, 0, 0]
    assert file.read_bytes() == sound
    aside = file.with_name("frost.comments.jsonl.damaged").read_bytes()
    assert aside == b'{"id": "torn", "bo\n\xff\xfe\n{"id": "end\n'
    told = capsys.readouterr().out
    assert told.count("moved to the same name with .damaged") == 3
    assert "garden: nothing to set aside" in told


def test_archive_reindex_makes_the_index_anew(garden: Path, capsys: Captured) -> None:
    run(["search", "frost"])
    index = Path.home() / ".cache/tui-blog/index/index.sqlite3"
    for file in index.parent.glob("index.sqlite3*"):
        file.write_bytes(b"no database" * 500)

    code = run(["archive", "reindex"])

    assert code == 0
    assert run(["search", "frost"]) == 0
    assert "late frost" in capsys.readouterr().out


def test_archive_of_a_blog_that_is_not_here_is_told(garden: Path, capsys: Captured) -> None:
    assert run(["archive", "check", "volcano"]) == 2
    assert "volcano" in capsys.readouterr().err
