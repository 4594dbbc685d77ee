"""`tui-blog why` and `tui-blog filters`, as they are called."""

import json
from pathlib import Path

import pytest

from tests.factories import START, a_comment, a_post, an_archive
from tui_blog.cli import run
from tui_blog.model.ids import CommentId, PostId
from tui_blog.paths import folder_name
from tui_blog.sync.journal import SHOWN, Mark, Part
from tui_blog.sync.reader_memory import ReaderMemory

Captured = pytest.CaptureFixture[str]

RULES = """\
[[filters]]
name = "spam"
action = "hide"
words = "casino"

[[filters]]
action = "fold"
author = "Bo"
blogs = "garden"

[[filters]]
action = "highlight"
author = "nobody"
"""


LISTED_RULES = """\
filters = [
  { action = "fold", author = "x{" },  # { one
  # { none
  { action = "hide", words = ["casino"] },
]
"""


@pytest.fixture(autouse=True)
def _no_handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the signals of the tests alone."""
    monkeypatch.setattr("signal.signal", lambda number, handler: None)


@pytest.fixture
def config_file() -> Path:
    """The settings: two blogs, garden and kitchen, and three rules, which begin on line 5."""
    comments = [
        a_comment("c1", text="Win at the casino\x1b[31m!", author="Ad\u202e"),
        a_comment("c2", text="A casino.", author="Bo", parent="c1", minutes=1),
        a_comment("c3", text="Words.", author="Bo", minutes=2),
        a_comment("c4", text="Words.", author="Ana", minutes=3),
        a_comment("d1", text="A casino.", post="second"),
    ]
    posts = [a_post(), a_post("second", title="Another post")]
    garden = an_archive(Path.home() / "garden", posts, comments)
    kitchen = an_archive(
        Path.home() / "kitchen", [a_post("soup")], [a_comment("k", post="soup", author="Bo")]
    )
    settings = Path.home() / ".config/tui-blog/config.toml"
    settings.parent.mkdir(parents=True)
    blogs = f'[blogs.garden]\nfolder = "{garden}"\n[blogs.kitchen]\nfolder = "{kitchen}"\n'
    settings.write_text(f"{blogs}{RULES}", encoding="utf-8")
    return settings


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["hello", "c1"], "hidden by rule 1, “spam”, {file}:5\nbecause it has “casino”\n"),
        (["file:hello", "c3"], "folded by rule 2, {file}:10\nbecause its author is Bo\n"),
        (["garden", "d1"], "hidden by rule 1, “spam”, {file}:5\nbecause it has “casino”\n"),
        (["garden", "c3"], "folded by rule 2, {file}:10\nbecause its author is Bo\n"),
        (["hello", "c3", "--blog", "garden"],
         "folded by rule 2, {file}:10\nbecause its author is Bo\n"),
    ],
)  # fmt: skip
def test_why_names_the_rule_its_line_and_the_reason(
    config_file: Path, capsys: Captured, arguments: list[str], told: str
) -> None:
    """Nobody would know why a comment is not there."""
    code = run(["why", *arguments])

    assert code == 0
    assert capsys.readouterr().out == told.format(file=config_file)


@pytest.mark.parametrize("arguments", [["hello", "c4"], ["garden", "c4"], ["kitchen", "k"]])
def test_why_ends_with_1_where_no_rule_holds(
    config_file: Path, capsys: Captured, arguments: list[str]
) -> None:
    """A script would take every comment for hidden."""
    code = run(["why", *arguments])

    printed = capsys.readouterr()
    assert code == 1
    assert printed.out == ""
    assert f"No rule hides, folds or highlights {arguments[1]}." in printed.err


def test_why_tells_programs_the_same(config_file: Path, capsys: Captured) -> None:
    """A program would have to read what is meant for people."""
    codes, records = [], []
    for comment in ("c1", "c4"):
        codes.append(run(["why", "hello", comment, "--json"]))
        records.append(json.loads(capsys.readouterr().out))

    assert codes == [0, 1]
    assert records[0]["because"] == "it has “casino”"
    assert records[0]["rule"] == {
        "number": 1,
        "name": "spam",
        "action": "hide",
        "file": str(config_file),
        "line": 5,
    }
    assert (records[1]["rule"], records[1]["because"]) == (None, None)
    assert [record["post"] for record in records] == ["file:hello", "file:hello"]


@pytest.mark.parametrize("where", ["hello", "garden"])
def test_why_says_that_there_is_no_such_comment(
    config_file: Path, capsys: Captured, where: str
) -> None:
    """A mistyped id would look like a comment that nothing hides."""
    code = run(["why", where, "c99"])

    assert code == 2
    assert "There is no comment c99" in capsys.readouterr().err


def test_filters_tells_what_each_rule_would_do_and_does_nothing(
    config_file: Path, capsys: Captured
) -> None:
    """A rule could only be tried by losing comments to it."""
    before = sorted(path for path in Path.home().rglob("*") if path.suffix in (".jsonl", ".md"))

    code = run(["filters"])

    printed = capsys.readouterr().out
    lines = printed.splitlines()
    assert code == 0
    assert [line for line in lines if not line.startswith(" ")] == [
        "rule 1, “spam” (line 5) would hide 3 comments",
        "rule 2 (line 10) would fold 1 comment",
        "rule 3 (line 15) would highlight 0 comments",
    ]
    assert "  Bo · c3 · Hello · garden: its author is Bo: Words." in lines
    assert "\x1b" not in printed
    assert "\u202e" not in printed
    after = sorted(path for path in Path.home().rglob("*") if path.suffix in (".jsonl", ".md"))
    assert after == before
    assert not (Path.home() / ".local/share/tui-blog/reading.sqlite3").exists()


def test_filters_tells_programs_the_same_and_of_one_blog(
    config_file: Path, capsys: Captured
) -> None:
    """A program would have to read what is meant for people."""
    assert run(["filters", "kitchen", "--json"]) == 0
    kitchen = json.loads(capsys.readouterr().out)
    assert run(["filters", "garden", "--json"]) == 0
    garden = json.loads(capsys.readouterr().out)

    assert [rule["comments"] for rule in kitchen["rules"]] == [0, 0, 0]
    assert [rule["comments"] for rule in garden["rules"]] == [3, 1, 0]
    assert garden["rules"][1] == {
        "number": 2,
        "name": "",
        "action": "fold",
        "file": str(config_file),
        "line": 10,
        "comments": 1,
        "examples": [
            {
                "blog": "garden",
                "post": "file:hello",
                "comment": "c3",
                "author": "Bo",
                "because": "its author is Bo",
            }
        ],
    }


def test_filters_shows_three_examples_of_many(config_file: Path, capsys: Captured) -> None:
    """The terminal would be full of what one does not want to read."""
    config_file.write_text(
        f"{config_file.read_text()}[[filters]]\naction = 'hide'\nauthor = '*'\nname = 'all'\n"
    )

    assert run(["filters", "--json"]) == 0

    rule = json.loads(capsys.readouterr().out)["rules"][3]
    assert rule["comments"] == 2
    assert run(["filters"]) == 0
    first = capsys.readouterr().out.partition("rule 2")[0]
    assert first.count("it has “casino”") == 3


def test_filters_without_rules_says_where_they_go(config_file: Path, capsys: Captured) -> None:
    """One would not know where to begin."""
    config_file.write_text("")

    codes = [run(["filters"]), run(["filters", "--json"])]

    printed = capsys.readouterr()
    assert codes == [0, 0]
    assert json.loads(printed.out) == {"format": 1, "rules": []}
    assert "There are no rules in" in printed.err


def test_a_damaged_rule_is_told_and_the_others_are_tried(
    config_file: Path, capsys: Captured
) -> None:
    """One mistake would turn all rules off."""
    config_file.write_text(config_file.read_text().replace('words = "casino"', "words = 5"))

    assert run(["filters"]) == 0

    printed = capsys.readouterr()
    assert ":8: filters[1].words must be text" in printed.err.replace("\n", " ")
    assert printed.out.startswith("rule 2 (line 10) would fold 2 comments")


def test_comments_leaves_one_line_of_what_is_hidden(config_file: Path, capsys: Captured) -> None:
    """Somebody one wants to hear nothing of would be printed all the same."""
    code = run(["comments", "hello", "--blog", "garden"])
    short = capsys.readouterr().out
    run(["comments", "hello", "--blog", "garden", "--all"])
    whole = capsys.readouterr().out

    assert code == 0
    assert short.splitlines()[3] == "hidden by rule 1, “spam” (line 5) · c1"
    assert "Win at the casino" not in short
    assert "hidden by rule 1, “spam” (line 5) · level 2, reply to Ad · c2" in short
    assert "Bo" in short
    assert "Win at the casino" in whole
    assert "hidden" not in whole


def test_comments_for_a_program_say_what_is_hidden(config_file: Path, capsys: Captured) -> None:
    """A program would miss comments, or not know which ones the person wants to see."""
    run(["comments", "hello", "--blog", "garden", "--json"])

    rows = json.loads(capsys.readouterr().out)["comments"]
    assert [row["hidden_by"] for row in rows] == [1, 1, None, None]
    assert rows[1]["body"]["source"] == "A casino."


def test_what_is_shown_in_the_reader_is_shown_here_too(config_file: Path, capsys: Captured) -> None:
    """One would have to say twice that one wants to see it."""
    folder = str((Path.home() / "garden").resolve())
    reading_file = Path.home() / ".local/share/tui-blog/reading.sqlite3"
    memory = ReaderMemory(reading_file, key=folder_name(folder), clock=lambda: START)
    shown = [Mark(CommentId("c2"), SHOWN)]
    memory.do(PostId("file:hello"), Part.FILTERS, shown, label="showing a comment")
    memory.close()

    run(["comments", "hello", "--blog", "garden"])

    told = capsys.readouterr().out
    assert "A casino." in told
    assert "Win at the casino" not in told


@pytest.mark.parametrize(
    ("rules", "line"),
    [
        ('filters = [{ action = "hide", words = "casino" }]\n', 1),
        (LISTED_RULES, 4),
    ],
)  # fmt: skip
def test_why_names_the_line_of_a_rule_in_a_list(
    config_file: Path, capsys: Captured, rules: str, line: int
) -> None:
    """One would look for the rule where it is not."""
    garden = Path.home() / "garden"
    config_file.write_text(f'{rules}[blogs.garden]\nfolder = "{garden}"\n')

    code = run(["why", "garden", "c1"])

    assert code == 0
    assert f"{config_file}:{line}\n" in capsys.readouterr().out


@pytest.fixture
def damaged(config_file: Path) -> None:
    """A thread in the garden that can't be read."""
    file = Path.home() / "garden/hello.comments.jsonl"
    file.unlink()
    file.mkdir()


@pytest.mark.usefixtures("damaged")
@pytest.mark.parametrize(("comment", "code", "told"), [("d1", 0, "hidden by"), ("c99", 5, "")])
def test_why_goes_on_after_a_thread_that_can_not_be_read(
    capsys: Captured, comment: str, code: int, told: str
) -> None:
    """A comment of another post would be out of reach, or one be said not to be there."""
    ended = run(["why", "garden", comment])

    printed = capsys.readouterr()
    assert ended == code
    assert printed.out.startswith(told)
    assert ended == 0 or "is left out." in printed.err


@pytest.mark.usefixtures("damaged")
def test_filters_goes_on_after_a_thread_that_can_not_be_read(capsys: Captured) -> None:
    """A dry run would end before it said anything."""
    code = run(["filters"])

    printed = capsys.readouterr()
    assert code == 5
    assert "would hide 1 comment" in printed.out
    assert "file:hello is left out." in printed.err
