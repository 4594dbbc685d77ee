"""README, changelog and contributing guide say what is true."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from tui_blog import __version__
from tui_blog.config import Config, load_config
from tui_blog.plain.keys import refused_keys
from tui_blog.ui.settings_check import check_settings, theme_names

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")


def readme_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("readme_script", ROOT / "scripts" / "readme.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_key_table_is_that_of_the_program() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert readme_script().with_tables(readme) == readme, "run scripts/readme.py"
    assert readme.count("`comment.reply`") == 1


@pytest.mark.parametrize("number", range(4))
def test_the_settings_that_are_shown_hold(number: int, tmp_path: Path) -> None:
    """Who copies them would be told of mistakes that are ours."""
    blocks = re.findall(r"```toml\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    file = tmp_path / "config.toml"
    file.write_text(blocks[number], encoding="utf-8")
    config = load_config(file)

    refused = check_settings(config, key_problems=refused_keys(config), themes=theme_names())
    assert (config.problems, refused) == ((), {})
    assert config != Config()
    assert len(blocks) == 4


def test_the_picture_shows_the_program_and_fetches_nothing() -> None:
    picture = (ROOT / "docs" / "reader.svg").read_text(encoding="utf-8")

    assert "Reply" in picture
    assert "Ingrid" in picture
    addresses = set(re.findall(r"https?://[^\"'\s<)]+", picture))
    assert addresses <= {"http://www.w3.org/2000/svg", "https://www.textualize.io"}
    assert "@font-face" not in picture


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_that_a_document_names_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    linked = re.findall(r"\]\((?!https?://|#)([^)]+)\)", text)
    named = re.findall(r"^(?:\.venv/bin/python )?((?:scripts|\.ci)/[\w.]+)", text, re.MULTILINE)

    for path in [*linked, *named]:
        assert (ROOT / path).exists(), path


def test_the_changelog_tells_of_the_version_at_hand() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## \[(\d[^\]]*)\]", changelog, re.MULTILINE)

    assert "## [Unreleased]" in changelog
    assert not released or released[0] == __version__
