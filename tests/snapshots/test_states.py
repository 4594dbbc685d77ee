"""Pictures of the states the reader can be in, in a dark, a light and the terminal's own theme.

After a change that is meant, look at the new pictures and take them over:
``scripts/test tests/snapshots --snapshot-update``.
"""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.pilot import Pilot
from textual.widgets import TextArea

from tests.factories import a_comment
from tests.fakes.blog import EPOCH, ScriptedBlog, numbered_post
from tests.fakes.composer import wait_until
from tests.ui.reading_app import TestSource, a_service, reader, settled, typed
from tui_blog.app import TuiBlogApp
from tui_blog.config import Config
from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.errors import OfflineError
from tui_blog.model.ids import PageToken, PostId
from tui_blog.model.post import Author, PostSummary
from tui_blog.storage.adapter import Page, PostQuery

_FONT_FACES = re.compile(r"@font-face\s*\{.*?\}", re.DOTALL)
_THEMES = ("textual-dark", "textual-light", "ansi-dark")
_BODY = """\
Flour, water, salt, and *time*: see [the table](https://elsewhere.example/).

- fold it **once** an hour,
- four times in all.

> It is in the air and on your hands.

```python
print(700 / 1000)
```
"""


class Picture(SingleFileSnapshotExtension):
    """One file a picture."""

    _write_mode = WriteMode.TEXT
    file_extension = "svg"


class Bakery(ScriptedBlog):
    """Two posts, and comments in every state."""

    def __init__(self) -> None:
        super().__init__(comments=0)
        titles = {1: "Bread needs time", 2: "The starter"}
        for number, title in titles.items():
            post = numbered_post(number)
            body = replace(post.body, source=_BODY)
            post = replace(post, summary=replace(post.summary, title=title), body=body)
            self._posts[post.id] = post
        self._put("one", None, "Ana", "How long does it take?")
        self._put("two", "one", "Mara", "A day. Most of it you sleep.", author_id="1")
        self._put("three", "two", "林美", "一天就够了。 🍞")
        self._put("four", None, "Ben", "This one is gone.", status=CommentStatus.DELETED)
        self._put("five", "four", "Me", "I have it still.", own=True)
        self._put("six", None, "Me", "A moderator has to see this.", own=True, held=True)
        self._put("seven", None, "Cleo", "Last: " + "a long line of words, " * 6)

    def _put(
        self,
        name: str,
        parent: str | None,
        author: str,
        text: str,
        *,
        author_id: str | None = None,
        own: bool = False,
        held: bool = False,
        status: CommentStatus = CommentStatus.APPROVED,
    ) -> None:
        written_by = Author(name=author, id=author_id)
        comment = a_comment(name, parent=parent, text=text, author=written_by, own=own)
        created_at = EPOCH - timedelta(hours=30 - 3 * len(self._comments))
        self._comments[comment.id] = replace(
            comment,
            post_id=PostId("mem:1"),
            created_at=created_at,
            status=CommentStatus.HELD if held else status,
        )

    async def list_comments(
        self, post_id: PostId, *, after: PageToken | None = None
    ) -> Page[Comment]:
        """List all comments, whatever became of them."""
        rows = [one for one in self._comments.values() if one.post_id == post_id]
        return Page(rows=tuple(rows), next=None, total=len(rows))


class Closed(ScriptedBlog):
    """A blog that can't be reached."""

    async def list_posts(
        self, query: PostQuery, *, after: PageToken | None = None
    ) -> Page[PostSummary]:
        raise OfflineError("bakery.example does not answer.")


class Empty(ScriptedBlog):
    """A blog without posts."""

    async def list_posts(
        self, query: PostQuery, *, after: PageToken | None = None
    ) -> Page[PostSummary]:
        return Page(rows=(), next=None, total=0)


def refuse(change: object) -> None:
    """Let nothing out."""
    raise OfflineError("bakery.example does not answer.")


class State(NamedTuple):
    """What leads to a picture."""

    size: tuple[int, int]
    keys: tuple[str, ...] = ()
    """Pressed one after the other; a text of several letters that is no key is typed."""
    blog: type[ScriptedBlog] = Bakery


_THREAD = ("f6", "f6")
_CHORDS = ("gd", "gm")
STATES = {
    "list and post": State((80, 24)),
    "thread": State((100, 32), _THREAD),
    "folded, in three panes": State((160, 32), (*_THREAD, "z", "M", "l", "j")),
    "one column": State((60, 20), _THREAD),
    "search": State((80, 24), (*_THREAD, "slash", "Most", "enter")),
    "composer": State((80, 24), (*_THREAD, "j", "r", "Thank you, **Mara**.")),
    "what to do with a draft": State((80, 24), (*_THREAD, "r", "Later.", "escape")),
    "preview": State((120, 36), (*_THREAD, "r", "Thank *you*.", "alt+p")),
    "sent and not delivered": State((100, 32), (*_THREAD, "r", "On its way.", "alt+enter")),
    "drafts and outbox": State(
        (80, 24), (*_THREAD, "r", "On its way.", "alt+enter", "c", "A draft.", "escape", "o", "gd")
    ),
    "help": State((80, 24), ("question_mark",)),
    "keys that may follow": State((80, 24), ("g",)),
    "map of the thread": State((100, 32), (*_THREAD, "gm")),
    "letters on links": State((80, 24), ("f6", "f")),
    "letters on words": State((80, 24), (*_THREAD, "greater_than_sign")),
    "list of links": State((80, 24), ("f6", "U")),
    "sharing": State((80, 24), (*_THREAD, "S")),
    "marked": State((80, 24), (*_THREAD, "ctrl+b", "a", "T")),
    "no posts": State((80, 24), blog=Empty),
    "offline": State((80, 24), blog=Closed),
    "too small": State((36, 9)),
}


async def press(pilot: Pilot[None], keys: str) -> None:
    """Press a key, or the two of a chord, or type a text."""
    if keys in _CHORDS:
        await pilot.press(*keys)
    elif " " in keys or keys[0].isupper():
        await typed(pilot, keys)
    else:
        await pilot.press(keys)
    await settled(pilot)


async def picture_of(state: State, theme: str, folder: Path) -> str:
    """Take the picture of a state."""
    blog = state.blog()
    blog.before = refuse
    app = TuiBlogApp(
        TestSource(service=a_service(blog, folder)),
        config=Config(theme=theme, undo_send_s=0, animation=False),
        clock=lambda: EPOCH,
        strict_guard=True,
    )
    async with app.run_test(size=state.size) as pilot:
        await settled(pilot)
        for keys in state.keys:
            await press(pilot, keys)
            for text_area in app.screen.query(TextArea):
                text_area.cursor_blink = False
        if state.keys == ("g",):
            await wait_until(pilot, lambda: reader(app).key_hints.display)
        await settled(pilot)
        return _FONT_FACES.sub("", app.export_screenshot(title="tui-blog"))


@pytest.mark.parametrize("theme", _THEMES)
@pytest.mark.parametrize("name", STATES)
async def test_state_looks_as_it_did(
    name: str, theme: str, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """Something is out of place, unreadable, or gone, and nobody has looked."""
    taken = await picture_of(STATES[name], theme, tmp_path)

    assert taken == snapshot(extension_class=Picture)
