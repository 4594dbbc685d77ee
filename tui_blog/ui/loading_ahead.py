"""Importing what the next keys may need, once all that one begins with is shown."""

import asyncio
import time
from asyncio import sleep
from collections.abc import Callable
from functools import partial
from importlib import import_module

from textual.app import App

from tui_blog.generated_code import OF_START

_PAUSE_S = 0.03
_QUIET_S = 0.3
"""How long nobody has typed when a step is made: it takes up to some hundredths of a second, and a
key that comes meanwhile half as much longer."""
_SAMPLE = """
# Heading

Words, *more* **words**, `code`, “é”, [a link](https://blog.example/ "title") ![an image](x.png)<br>

- item

> quoted

```text
code
```

| one | two |
|-----|-----|
| 1   | 2   |
"""
"""Uses what most posts use."""


class LoadingAhead:
    """Makes one step after the other, as long as nobody types."""

    def __init__(self, app: App[None], *, touched_at: Callable[[], float]) -> None:
        """Connect to an app.

        Args:
            app: Whose timers and threads it uses.
            touched_at: When something was last typed or clicked, by `time.monotonic`.
        """
        self._app = app
        self._touched_at = touched_at
        self._has_begun = False

    def begin(self) -> None:
        """Begin, now that all is shown; a second time nothing happens."""
        if not self._has_begun:
            self._has_begun = True
            self._app.run_worker(self._load(), group="ahead")

    async def _load(self) -> None:
        for step in STEPS:
            await sleep(_PAUSE_S)
            while (quiet_s := time.monotonic() - self._touched_at()) < _QUIET_S:
                await sleep(_QUIET_S - quiet_s)
            await asyncio.to_thread(step)


def read_sample() -> None:
    """Have the parser made and the regular expressions compiled that reading a post takes."""
    from tui_blog.model.post import Body, BodyFormat
    from tui_blog.text.document import parse_body
    from tui_blog.text.layout import layout_blocks

    layout_blocks(parse_body(Body(source=_SAMPLE, format=BodyFormat.MARKDOWN)), 40)


STEPS: tuple[Callable[[], object], ...] = (
    OF_START.keep,
    *(
        partial(import_module, f"tui_blog.{name}")
        for name in (
            *("sync.frames", "ui.screens.framing", "ui.post_reading", "text.links"),
            *("text.elements", "text.building", "text.markdown", "text.line_counts"),
        )
    ),
    read_sample,
    *(
        partial(import_module, f"tui_blog.{name}")
        for name in (
            *("text.outline", "ui.screens.composer", "ui.widgets.search_bar", "ui.screens.help"),
            "text.html",
        )
    ),
)
"""The likeliest first."""
