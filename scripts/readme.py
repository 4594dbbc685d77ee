"""Brings what is generated in the README up to date: the key table and the picture.

Run it with the checkout's own Python: .venv/bin/python scripts/readme.py
"""

import asyncio
import re
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "reader.svg"
SIZE = (110, 34)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_TABLE = re.compile(r"(?<=<!-- keys -->\n).*?(?=<!-- end of keys -->)", re.DOTALL)
_FONT_FACES = re.compile(r"@font-face\s*\{.*?\}", re.DOTALL)


def key_tables() -> str:
    """Return the key tables as Markdown, made from the commands themselves."""
    from tui_blog.plain.keys import markdown_tables
    from tui_blog.ui.composer_keys import COMPOSER_COMMANDS
    from tui_blog.ui.keymap import key_table
    from tui_blog.ui.reading_commands import READING_COMMANDS

    return f"{markdown_tables(key_table([*READING_COMMANDS, *COMPOSER_COMMANDS]))}\n"


def with_tables(readme: str) -> str:
    """Return the README with the key tables of now."""
    return _TABLE.sub(lambda _: key_tables(), readme)


async def picture() -> str:
    """Return the reader as SVG: a thread of the sample posts, with the composer open."""
    from tui_blog.app import TuiBlogApp
    from tui_blog.config import Config, Identity
    from tui_blog.paths import Paths
    from tui_blog.wiring import Library

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        paths = Paths(config_folder=home, data_folder=home, cache_folder=home, state_folder=home)
        config = Config(identity=Identity(name="You"))
        source = Library(config, paths, environ={}, clock=lambda: NOW).open(None)
        app = TuiBlogApp(source, config=config, clock=lambda: NOW, strict_guard=True)
        async with app.run_test(size=SIZE) as pilot:
            for keys in (["j", "enter", "f6"], ["j", "j", "j"], ["r"]):
                await app.workers.wait_for_complete()
                await pilot.pause()
                await pilot.press(*keys)
            await pilot.pause()
            text = "Mine lives beside the yoghurt, and it is **four years** old."
            await pilot.press(*("space" if letter == " " else letter for letter in text))
            await app.workers.wait_for_complete()
            await pilot.pause()
            # The fonts would be fetched from somewhere: the reader's own will do.
            return _FONT_FACES.sub("", app.export_screenshot(title="tui-blog"))


def main() -> int:
    """Write both."""
    readme = ROOT / "README.md"
    readme.write_text(with_tables(readme.read_text(encoding="utf-8")), encoding="utf-8")
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(asyncio.run(picture()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
