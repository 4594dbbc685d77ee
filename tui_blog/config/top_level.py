"""The settings that are one value each: what they are called, what holds without them.

One table says it for all who ask: the reader of the file, `tui-blog config`, and the sample.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from tui_blog.config.settings import PRESET_NAMES, Config
from tui_blog.config.values import Values


class Setting(NamedTuple):
    """A setting."""

    key: str
    """In the file."""
    field: str
    """Of `Config`."""
    read: Callable[[Values, Mapping[str, object], "Setting"], object]
    """Takes it out of the table of the file; a wrong one is told, and the default is returned."""
    about: str
    """What it is for, in a sentence."""
    sample: str
    """A value as one would write it, in TOML."""
    variable: str = ""
    """The variable of the environment that counts before the file, where there is one."""

    @property
    def default(self) -> object:
        """What holds where the file says nothing."""
        return getattr(_DEFAULTS, self.field)


def written(value: object) -> str:
    """Write a value of a setting as TOML does."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"{value:g}"
        case _:
            text = str(value).replace("\\", "\\\\").replace('"', '\\"')
            return f'"{text}"'


def _text(values: Values, table: Mapping[str, object], setting: Setting) -> object:
    instead = f"the usual {setting.key} is used"
    return values.text(table, (setting.key,), instead=instead) or setting.default


def _number(least: float, most: float) -> Callable[[Values, Mapping[str, object], Setting], object]:
    def read(values: Values, table: Mapping[str, object], setting: Setting) -> object:
        value = table.get(setting.key, setting.default)
        is_whole = isinstance(setting.default, int)
        kind = int if is_whole else int | float
        if isinstance(value, kind) and not isinstance(value, bool) and least <= value <= most:
            return value if is_whole else float(value)
        what = f"must be a {'whole ' if is_whole else ''}number from {least:g} to {most:g}"
        values.complain((setting.key,), what, f"{written(setting.default)} is used")
        return setting.default

    return read


def _choice(*allowed: object) -> Callable[[Values, Mapping[str, object], Setting], object]:
    def read(values: Values, table: Mapping[str, object], setting: Setting) -> object:
        value = table.get(setting.key, setting.default)
        # As written, since 1 is true in Python and "1" is not 1 in TOML.
        known = {written(one): one for one in allowed}
        if isinstance(value, str | bool) and written(value) in known:
            return value
        listed = ", ".join(known)
        instead = f"{written(setting.default)} is used"
        values.complain((setting.key,), f"must be one of {listed}", instead)
        return setting.default

    return read


_DEFAULTS = Config()
_YES_NO = _choice(True, False)
SETTINGS = (
    Setting("theme", "theme", _text, "The colours; in the app : and “theme” lists them.", '"nord"'),
    Setting(
        "glyphs",
        "glyphs",
        _choice("auto", "unicode", "ascii"),
        "The signs to draw with; auto chooses by the terminal.",
        '"ascii"',
        "TUI_BLOG_GLYPHS",
    ),
    Setting(
        "preset",
        "preset",
        _choice(*PRESET_NAMES),
        "The keys to begin with, which [keys] changes; tui-blog keys lists them.",
        '"vim"',
    ),
    Setting(
        "text-width",
        "text_width",
        _number(20, 1000),
        "Cells that a line of text may take at most.",
        "72",
    ),
    Setting(
        "columns",
        "columns",
        _number(1, 3),
        "Panes side by side at most; there are fewer where the terminal is narrow.",
        "2",
    ),
    Setting(
        "dates",
        "dates",
        _choice("age", "date", "iso"),
        'When something was: "3 d" ago, "2 May 2024", or "2024-05-02".',
        '"iso"',
    ),
    Setting("animation", "animation", _YES_NO, "Whether things may move into place.", "false"),
    Setting("plain", "plain", _YES_NO, "Words and one pane, for speech and Braille.", "true"),
    Setting(
        "undo-send-s",
        "undo_send_s",
        _number(0, 600),
        "Seconds in which what was sent can be taken back.",
        "10",
    ),
)
"""In the order in which they are listed."""
