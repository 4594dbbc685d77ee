"""The least that a Textual program can be: what a start costs before ours begins."""

from textual.app import App, ComposeResult
from textual.events import Key
from textual.widgets import Static


class MinimalApp(App[None]):
    """Shows one line."""

    def compose(self) -> ComposeResult:
        """Make the one widget."""
        yield Static("Nothing but this")

    def on_key(self, event: Key) -> None:
        """Show which key it was."""
        self.query_one(Static).update(f"It was {event.character}")


if __name__ == "__main__":
    MinimalApp().run()
