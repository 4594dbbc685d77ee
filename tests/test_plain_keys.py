"""`tui-blog keys`, run as a person or a script would."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tui_blog.cli import run
from tui_blog.plain.arguments import parse
from tui_blog.ui.composer_keys import COMPOSER_COMMANDS
from tui_blog.ui.reading_commands import READING_COMMANDS

Captured = pytest.CaptureFixture[str]


def settings(text: str) -> None:
    """Write the person's settings."""
    path = Path.home() / ".config/tui-blog/config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def keys_of(printed: str) -> dict[str, list[str]]:
    """The keys of each command in printed JSON."""
    return {command["id"]: command["keys"] for command in json.loads(printed)["commands"]}


def test_keys_lists_every_command_with_its_keys(capsys: Captured) -> None:
    """A key that nobody is told of could as well not be there."""
    code = run(["keys"])

    printed = capsys.readouterr().out
    ids = {line.split()[-1] for line in printed.splitlines() if line.startswith("  ")}
    assert code == 0
    assert ids == {command.id for command in (*READING_COMMANDS, *COMPOSER_COMMANDS)}
    assert "\n  gg Home " in printed
    assert max(map(len, printed.splitlines())) <= 80


def test_keys_shows_what_holds_and_says_what_does_not(capsys: Captured) -> None:
    """One would look up a key that was remapped, or that was refused."""
    settings('preset = "newsboat"\n[keys]\n"comment.reply" = "w"\n"move.dwon" = "x"\n')

    code = run(["keys", "--json"])

    out, told = capsys.readouterr()
    keys = keys_of(out)
    assert code == 0
    assert keys["comment.reply"] == ["w"]
    assert keys["post.reload"] == ["r", "F5"]
    assert keys["move.down"] == ["j", "↓"]
    assert json.loads(out)["preset"] == "newsboat"
    assert told == "[keys] move.dwon: there is no such command; did you mean move.down?\n"


def test_keys_of_a_preset_are_those_it_has_without_the_settings(capsys: Captured) -> None:
    """One could not look before one chooses."""
    settings('preset = "newsboat"\n[keys]\n"comment.reply" = "w"\n')

    run(["keys", "--json", "--preset", "mutt"])

    assert keys_of(capsys.readouterr().out)["comment.reply"] == ["r"]


def test_keys_as_markdown_are_tables(capsys: Captured) -> None:
    """They could not be put into notes."""
    run(["keys", "--markdown", "--preset", "arrows"])

    printed = capsys.readouterr().out
    assert printed.startswith("**Move**\n\n| Keys | What they do | Id |\n|---|---|---|\n")
    assert "| `=1` `…` `=9` | Show this many levels | `fold.level` |" in printed
    assert "`|`" not in printed


def test_keys_says_what_is_wrong_with_the_settings(capsys: Captured) -> None:
    """A preset that was mistyped would look as if it did nothing."""
    settings('preset = "emacs"\n')

    code = run(["keys"])

    out, told = capsys.readouterr()
    assert code == 0
    assert out.startswith("default: ")
    assert 'preset must be one of "default", "vim"' in told


@pytest.mark.parametrize("arguments", [["--preset", "emacs"], ["--json", "--markdown"], ["x"]])
def test_keys_given_what_makes_no_sense_ends_with_2(arguments: list[str]) -> None:
    """A script would take nothing for an answer."""
    with pytest.raises(SystemExit) as caught:
        parse(["keys", *arguments])

    assert caught.value.code == 2


def test_keys_loads_no_user_interface(tmp_path: Path) -> None:
    """A plain command would take as long as a start."""
    code = "import sys; from tui_blog.cli import run; run(['keys']); print('loaded:', *sys.modules)"

    printed = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
        cwd=Path(__file__).parents[1],
        env={"HOME": str(tmp_path)},
    ).stdout

    loaded = frozenset(printed.rpartition("loaded:")[2].split())
    assert "tui_blog.ui.keymap" in loaded
    assert not loaded & {"textual", "rich", "asyncio", "httpx", "sqlite3", "yaml"}
