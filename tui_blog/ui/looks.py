"""How things are drawn and laid out, as the person set it."""

from collections.abc import Mapping, Sequence

from textual.filter import LineFilter

from tui_blog.config import Config
from tui_blog.text.age import DateStyle
from tui_blog.ui.glyphs import ASCII_GLYPHS, SPOKEN_GLYPHS, UNICODE_GLYPHS, Glyphs, Look


def glyphs_for(config: Config, environ: Mapping[str, str]) -> Glyphs:
    """Return what to draw with, and how all is laid out.

    Args:
        config: The person's settings.
        environ: The environment; some of it counts before the settings.
    """
    glyphs = SPOKEN_GLYPHS if config.plain else choose_glyphs(environ, config.glyphs)
    is_default = config.dates == DateStyle.AGE
    return glyphs._replace(
        look=Look(
            dates=glyphs.look.dates if is_default else DateStyle(config.dates),
            text_cells=config.text_width,
            most_columns=min(config.columns, glyphs.look.most_columns),
        ),
    )


def nets_for(glyphs: Glyphs) -> Sequence[LineFilter]:
    """Return what keeps characters off the screen that are not among these signs."""
    if not glyphs.bullet.isascii():
        return ()
    from tui_blog.ui.drawn_filter import ascii_lines, spoken_lines

    return (spoken_lines() if glyphs.spoken else ascii_lines(),)


def choose_glyphs(environ: Mapping[str, str], setting: str = "auto") -> Glyphs:
    """Choose signs that the terminal can show.

    Args:
        environ: The environment; what it asks for counts before the setting.
        setting: "unicode", "ascii", or "auto": ASCII on the Linux console.
    """
    wanted = environ.get("TUI_BLOG_GLYPHS", setting)
    is_ascii = wanted == "ascii" or (wanted != "unicode" and environ.get("TERM") == "linux")
    return ASCII_GLYPHS if is_ascii else UNICODE_GLYPHS
