"""What is wrong in the settings that only the user interface can tell, with file and line."""

from collections.abc import Collection, Sequence

from tui_blog.config import Config
from tui_blog.config.lines import Key, Lines
from tui_blog.config.loading import UnusableError, read_file
from tui_blog.config.values import sentence
from tui_blog.text import clean

_MOST_SHOWN = 3


def check_settings(
    config: Config, *, key_problems: Sequence[str], themes: Collection[str]
) -> dict[Key, str]:
    """Say what of keys and theme is not used, and why.

    Args:
        config: The person's settings.
        key_problems: What `presets.keys_in_force` refuses.
        themes: The names that there are.

    Returns:
        A sentence for each setting, by where it stands, in the order of the file's sections.
    """
    wrong: dict[Key, str] = {}
    if config.theme not in themes:
        name = clean.field(config.theme)
        told = f"there is no theme “{name}”; in the reader the command “theme” lists them."
        wrong["theme",] = told
    for problem in key_problems:
        named = (one for one in config.keys if problem.startswith(f"[keys] {clean.field(one)}: "))
        wrong["keys", max(named, key=len, default="")] = problem
    return _placed(config, wrong) if wrong else {}


def theme_names() -> frozenset[str]:
    """Return the names of all themes."""
    from textual.theme import BUILTIN_THEMES

    return frozenset(BUILTIN_THEMES)


def shorten(problems: Sequence[str]) -> Sequence[str]:
    """Leave out of many sentences what would cover the screen, and say where they all are."""
    if len(problems) <= _MOST_SHOWN:
        return problems
    shown = problems[: _MOST_SHOWN - 1]
    more = len(problems) - len(shown)
    return [*shown, f"{more} more mistakes in the settings: tui-blog config lists all of them."]


def _placed(config: Config, wrong: dict[Key, str]) -> dict[Key, str]:
    if config.file is None:
        return wrong
    try:
        lines = Lines(read_file(config.file).text)
    except (FileNotFoundError, UnusableError):  # changed since it was read
        return wrong
    return {key: sentence(config.file, lines.find(key), told) for key, told in wrong.items()}
