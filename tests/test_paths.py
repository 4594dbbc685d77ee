from pathlib import Path

import pytest

from tui_blog.model.errors import UsageError
from tui_blog.paths import default_paths


def test_paths_without_settings_are_the_usual_ones_below_home() -> None:
    """The README names these folders."""
    paths = default_paths()

    assert paths.config_file == Path.home() / ".config/tui-blog/config.toml"
    assert paths.secrets_file == Path.home() / ".config/tui-blog/secrets"
    assert paths.data_folder == Path.home() / ".local/share/tui-blog"
    assert paths.unsent_folder == Path.home() / ".local/share/tui-blog/unsent"
    assert paths.cache_folder == Path.home() / ".cache/tui-blog"
    assert paths.state_folder == Path.home() / ".local/state/tui-blog"


def test_paths_when_only_asked_for_are_not_made() -> None:
    """A program that is only asked for its version leaves nothing behind."""
    default_paths()

    assert not list(Path.home().iterdir())


def test_paths_with_xdg_variables_are_where_they_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """People move these folders."""
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))

    paths = default_paths()

    assert paths.config_folder == tmp_path / "CONFIG/tui-blog"
    assert paths.data_folder == tmp_path / "DATA/tui-blog"
    assert paths.cache_folder == tmp_path / "CACHE/tui-blog"
    assert paths.state_folder == tmp_path / "STATE/tui-blog"


def test_paths_that_would_be_relative_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drafts must not depend on the folder that the program was started in."""
    monkeypatch.setattr("platformdirs.PlatformDirs.user_data_path", Path("~/.local/share/tui-blog"))

    with pytest.raises(UsageError, match="HOME"):
        default_paths()


def test_paths_of_nobody_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some containers run as a user that has no home."""

    def nobody(_: Path) -> Path:
        raise RuntimeError("no home")

    monkeypatch.setattr("platformdirs.PlatformDirs.user_data_path", property(nobody))

    with pytest.raises(UsageError, match="HOME"):
        default_paths()
