"""The peer of a long post: Textual's own Markdown widget on the same text, opened by a key."""

import sys
from pathlib import Path

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.events import Key
from textual.widgets import Markdown, Static


class MarkdownApp(App[None]):
    """Shows a file when any key is typed."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def compose(self) -> ComposeResult:
        """Begin with one line and an empty document."""
        yield Static("Any key opens it")
        with VerticalScroll():
            yield Markdown()

    async def on_key(self, event: Key) -> None:
        """Read and show the file."""
        event.stop()
        source = self._path.read_text(encoding="utf-8").split("---\n", 2)[2]
        await self.query_one(Markdown).update(source)


if __name__ == "__main__":
    MarkdownApp(Path(sys.argv[1])).run()
