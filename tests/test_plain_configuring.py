"""`tui-blog config`: what holds, where it is from, and a sample that can be used."""

import json
from pathlib import Path

import pytest

from tests.test_config import NOT_TOML, WRONG
from tui_blog.cli import run
from tui_blog.config import Config, load_config
from tui_blog.config.top_level import SETTINGS
from tui_blog.plain.configuring import sample
from tui_blog.plain.keys import refused_keys
from tui_blog.ui.settings_check import check_settings, theme_names

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def config_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the settings of a person are who has none yet."""
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "TUI_BLOG_GLYPHS"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    file = tmp_path / ".config/tui-blog/config.toml"
    file.parent.mkdir(parents=True)
    return file


def test_config_shows_each_value_with_its_source(
    config_file: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One would not know why something is as it is."""
    monkeypatch.setenv("TUI_BLOG_GLYPHS", "ascii")
    config_file.write_text(
        '# mine\ntheme = "nord"\nanimation = 3\n\n[keys]\n"fold.close_all" = "W"\n'
        '[blogs.notes]\nfolder = "~/notes"\n'
    )

    assert run(["config"]) == 0

    printed, told = capsys.readouterr()
    rows = {
        line.split("  #")[0].strip(): line.split("#")[-1].strip() for line in printed.splitlines()
    }
    assert rows['theme = "nord"'] == "line 2"
    assert rows['glyphs = "ascii"'] == "TUI_BLOG_GLYPHS"
    assert rows["animation = true"] == "default"
    assert rows["undo-send-s = 5"] == "default"
    assert rows['keys."fold.close_all" = "W"'] == "line 6"
    assert rows['blogs.notes.folder = "~/notes"'] == "line 8"
    assert f"{config_file}:3: animation must be one of true, false; true is used." in told


def test_config_says_which_keys_and_theme_are_not_used_and_where(
    config_file: Path, capsys: Captured
) -> None:
    """They would be shown as if they held."""
    config_file.write_text(
        'theme = "solarised"\n[keys]\n"fold.close_al" = "W"\n"app.quit" = "j"\n'
        '"move.parent" = "W"\n'
    )

    assert run(["config"]) == 0

    printed, told = capsys.readouterr()
    sources = {line.split(" =")[0]: line.split("# ")[-1] for line in printed.splitlines()}
    assert sources["theme"] == "line 1, not used"
    assert sources['keys."fold.close_al"'] == "line 3, not used"
    assert sources['keys."app.quit"'] == "line 4, not used"
    assert sources['keys."move.parent"'] == "line 5"
    assert f"{config_file}:1: there is no theme “solarised”" in told
    assert f"{config_file}:3: [keys] fold.close_al: there is no such command; did you" in told
    assert f"{config_file}:4: [keys] app.quit: “j” is the key of move.down; not changed." in told


def test_config_shows_what_stands_in_the_file_as_it_would_be_written(
    config_file: Path, capsys: Captured
) -> None:
    """What is set would seem not to be, or could not be copied from there."""
    config_file.write_text(
        f"columns = 3\ndates = 'iso'\ntheme = 'a\"b'\nx = 0x{'f' * 5000}\n", encoding="utf-8"
    )

    assert run(["config"]) == 0

    rows = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "columns = 3 # line 1" in rows
    assert 'theme = "a\\"b" # line 3, not used' in rows
    assert "x = (a number that is too long) # line 4, not used" in rows


@pytest.mark.parametrize("arguments", [["config"], ["config", "--json"]])
def test_config_shows_no_password_that_stands_there_by_mistake(
    config_file: Path, capsys: Captured, arguments: list[str]
) -> None:
    """It would be read by whoever is asked for help."""
    command = "password-command = 'pass show blog'"
    config_file.write_text(
        f"token = 'A-SECRET'\n[blogs.x]\nurl = 'https://a.example/'\nPassword = 'B-SECRET'\n"
        f"{command}\n"
    )

    assert run(arguments) == 0

    printed, told = capsys.readouterr()
    assert "SECRET" not in printed + told
    assert "pass show blog" in printed
    assert "not shown" in printed


def test_config_shows_each_rule_about_comments(config_file: Path, capsys: Captured) -> None:
    """One would not see which rule a value belongs to."""
    rule = '[[filters]]\naction = "hide"\nauthor = "x"\n'
    config_file.write_text(f"{rule}{rule}words = ['a', 'b']\n")

    assert run(["config"]) == 0

    rows = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert 'filters[1].author = "x" # line 3' in rows
    assert 'filters[2].action = "hide" # line 5' in rows
    assert 'filters[2].words = ["a", "b"] # line 7' in rows


def test_config_gives_programs_the_same(config_file: Path, capsys: Captured) -> None:
    """A program would have to read what is meant for people."""
    config_file.write_text("undo-send-s = 10\nthem = 1\n")

    assert run(["config", "--json"]) == 0

    printed = json.loads(capsys.readouterr().out)
    rows = {row["key"]: row for row in printed["settings"]}
    assert printed["file"] == str(config_file)
    assert rows["undo-send-s"] == {
        "key": "undo-send-s", "value": "10", "line": 1, "variable": None
    }  # fmt: skip
    assert rows["theme"]["line"] is None
    assert len(printed["problems"]) == 1


def test_config_of_somebody_without_settings_shows_the_defaults(
    config_file: Path, capsys: Captured
) -> None:
    """It is where one begins."""
    assert run(["config"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"# {config_file}"
    assert len(lines) == 1 + len(SETTINGS)
    assert all(line.endswith("# default") for line in lines[1:])


def test_sample_sets_nothing_and_is_right_with_all_of_it_set(config_file: Path) -> None:
    """Whoever begins with it would be told of mistakes that are ours."""
    text = sample()
    config_file.write_text(text)
    assert load_config(config_file) == Config()

    lines = [line.removeprefix("# ") for line in text.splitlines()]
    config_file.write_text("\n".join(one for one in lines if one.startswith("[") or " = " in one))
    config = load_config(config_file)

    assert config.problems == ()
    wrong = check_settings(config, key_problems=refused_keys(config), themes=theme_names())
    assert wrong == {}
    assert all(getattr(config, one.field) != one.default for one in SETTINGS)
    assert config.keys
    assert config.identity.name
    assert [blog.name for blog in config.blogs] == ["garden", "notes"]


@pytest.mark.parametrize(
    "text", [*(text for text, _ in NOT_TOML), *(text for text, *_ in WRONG), '"\\u001b[2J" = 1']
)
def test_config_of_a_damaged_file_ends_well(
    config_file: Path, capsys: Captured, text: str | bytes
) -> None:
    """The command that finds mistakes would fail because of them."""
    config_file.write_bytes(text if isinstance(text, bytes) else text.encode())

    assert run(["config"]) == 0

    printed, told = capsys.readouterr()
    assert "theme = " in printed
    assert str(config_file) in told
    assert "\x1b" not in printed + told
