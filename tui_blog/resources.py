"""Where the data files are that come with the program."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def styles_folder() -> Path:
    """Return the folder of the style sheets."""
    return _find("styles")


def sample_posts_folder() -> Path:
    """Return the archive of sample posts; never written to."""
    return _find("sample_posts")


def _find(name: str) -> Path:
    """Look in the package (a wheel), else beside it (a checkout)."""
    packed = _PACKAGE / name
    if packed.is_dir() or not (_PACKAGE.parent / "pyproject.toml").is_file():
        return packed
    return _PACKAGE.parent / name
