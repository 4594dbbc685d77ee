"""Plain mode, screen by screen: nothing is drawn, and the cursor is where keys act."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from tests.fakes.blog import ScriptedBlog
from tests.ui.reading_app import an_app, reader, settled, shown
from tui_blog.app import TuiBlogApp
from tui_blog.model.ids import PostId
from tui_blog.model.post import Body, BodyFormat, Post
from tui_blog.ui.drawn_filter import DrawnLines
from tui_blog.ui.notify import toast

DRAWN = re.compile("[\u2190-\u21ff\u2500-\u27bf\u2800-\u28ff]")
POST = """\
## A heading

> Quoted.

- one
  - two

| a | b |
|---|---|
| 1 | 2 |

---

[a link](https://example.org/) and [another](https://example.com/)

```
code
```
"""
STATES: dict[str, Sequence[str]] = {
    "list": (),
    "post": ("enter",),
    "thread": ("enter", "enter"),
    "folded": ("enter", "enter", "z", "M"),
    "composer": ("enter", "enter", "r"),
    "writing": ("enter", "enter", "r", "H", "o", "escape"),
    "preview": ("enter", "enter", "r", "H", "o", "alt+p"),
    "help": ("question_mark",),
    "links": ("enter", "U"),
    "address": ("enter", "U", "enter"),
    "outbox": ("g", "d"),
    "search": ("slash", "x"),
    "number": ("3",),
    "prefix": ("g",),
    "headings": ("enter", "g", "o"),
    "hints": ("enter", "f"),
    "sharing": ("enter", "S"),
    "changes": ("enter", "g", "c"),
    "flat": ("enter", "enter", "T"),
    "branch": ("enter", "enter", "j", "g", "b"),
}


class EverythingBlog(ScriptedBlog):
    """Its first post holds all that is drawn elsewhere."""

    async def get_post(self, post_id: PostId) -> Post:
        post = await super().get_post(post_id)
        return replace(post, body=Body(source=POST, format=BodyFormat.MARKDOWN))


@pytest.fixture
def app(tmp_path: Path) -> TuiBlogApp:
    """The app in plain mode."""
    return an_app(EverythingBlog(), tmp_path, plain=True)


def frame(app: TuiBlogApp) -> str:
    """Return all that is on the screen."""
    with app._context():
        strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in strips)


async def press(pilot: Pilot[None], keys: Sequence[str]) -> None:
    await settled(pilot)
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
    await settled(pilot)


def line_at_cursor(app: TuiBlogApp) -> str:
    """Return what stands from the terminal's cursor on."""
    column, row = app.cursor_position
    return frame(app).split("\n")[row][column:]


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (160, 45)], ids=str)
@pytest.mark.parametrize("state", STATES)
async def test_nothing_is_drawn(
    app: TuiBlogApp, monkeypatch: pytest.MonkeyPatch, state: str, size: tuple[int, int]
) -> None:
    """A line or a block would be read out by its name, cell by cell."""
    # The net is for what others wrote: our own signs must not need it.
    monkeypatch.setattr(DrawnLines, "apply", lambda self, segments, background: segments)
    async with app.run_test(size=size) as pilot:
        await press(pilot, STATES[state])
        drawn = frame(app)

    assert drawn.strip()
    assert not DRAWN.findall(drawn)


async def test_what_textual_and_others_draw_is_ascii(app: TuiBlogApp) -> None:
    """The palette has a frame of Textual's own."""
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, ["ctrl+backslash"])
        for _ in range(50):  # its list comes by and by
            await pilot.pause()
        drawn = frame(app)

    assert "Next  j Down" in drawn
    assert not DRAWN.findall(drawn)


async def test_one_pane_is_shown_however_wide_the_terminal_is(app: TuiBlogApp) -> None:
    """A line would be read out across the list, the post and the thread."""
    async with app.run_test(size=(200, 40)) as pilot:
        await press(pilot, ["enter"])
        panes = (reader(app).post_list, reader(app).post_pane, reader(app).thread_pane)
        widths = [pane.outer_size.width for pane in panes if pane.region]

    assert widths == [200]


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ((), "A post"),
        (("enter",), "A post"),
        (("enter", "j"), "Mara"),
        (("enter", "enter", "j"), "reply 1 of 1, level 2, to Ana"),
        (("enter", "enter", "z", "M"), "comment 1 of 1, new, folded, 2 replies, 2 new"),
        (("enter", "U", "j"), "2  another"),
        (("enter", "enter", "r", "H", "escape"), "e edit"),
        (("enter", "enter", "r", "H", "escape", "right"), "p preview"),
    ],
)
async def test_cursor_is_where_keys_act(app: TuiBlogApp, keys: Sequence[str], line: str) -> None:
    """Speech and Braille would tell of something else than what a key would do."""
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, keys)

        assert line_at_cursor(app).startswith(line)


async def test_cursor_of_an_empty_pane_is_at_what_is_said_there(tmp_path: Path) -> None:
    """One would hear a blank line, and not that there is nothing."""
    app = an_app(ScriptedBlog(comments=0), tmp_path, plain=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, ["enter", "enter"])

        assert line_at_cursor(app).strip() == "No comments yet."


async def test_cursor_is_at_the_match_of_a_search_in_a_post(app: TuiBlogApp) -> None:
    """One would have to look for it again, line by line."""
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, ["enter", "slash", "q", "u", "o", "t", "e", "d", "enter"])

        assert line_at_cursor(app).startswith("Quote: Quoted. End of quote.")


async def test_caret_does_not_blink_where_one_types(app: TuiBlogApp) -> None:
    """A line would be read out twice a second."""
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, ["enter", "enter", "r"])

        assert isinstance(app.focused, TextArea)
        assert not app.focused.cursor_blink


async def test_notice_is_one_line(app: TuiBlogApp) -> None:
    """It would lie across the text, in a box."""
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        toast(app, "Something happened, and was put right again without any doing of yours.")
        await settled(pilot)
        (notice,) = app.screen.query("Toast")

        assert notice.outer_size.height == 1


async def test_list_says_which_post_of_how_many_it_is(app: TuiBlogApp) -> None:
    """One would not know how much there is."""
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        said = shown(reader(app).post_list).split("\n")
        position = reader(app).status_line.position

    assert said[:2] == ["A post", "post 1 of 2, new, 3 comments, 1 day ago, Mara"]
    assert position == "post 1 of 2"


async def test_thread_says_whom_each_comment_answers(app: TuiBlogApp) -> None:
    """The indentation that shows it elsewhere is not to be heard."""
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, ["enter", "enter"])
        said = [line for line in shown(reader(app).thread_pane).split("\n") if " of " in line]
        position = reader(app).status_line.position

    assert said == [
        "comment 1 of 1, new, by Ana, 2 replies, 4 days ago",
        "reply 1 of 1, level 2, to Ana, new, by Ana, 1 reply, 4 days ago",
        "reply 1 of 1, level 3, to Ana, new, by Ana, 4 days ago",
    ]
    assert position == "comment 1 of 3, 3 new"


class LongHeads(ScriptedBlog):
    """Who writes there has long names."""

    def __init__(self) -> None:
        super().__init__()
        for comment_id, comment in self._comments.items():
            author = replace(comment.author, name=f"Maximilian {comment_id} of Hohenstein")
            self._comments[comment_id] = replace(comment, author=author)


@pytest.mark.parametrize("width", [40, 60])
async def test_a_head_that_is_longer_than_a_line_is_said_whole(tmp_path: Path, width: int) -> None:
    """Whatever stood behind the edge would not be spoken."""
    app = an_app(LongHeads(), tmp_path, plain=True)
    async with app.run_test(size=(width, 30)) as pilot:
        await press(pilot, ("enter", "enter", "j", "ctrl+b"))
        pane = reader(app).thread_pane
        marked = shown(pane)
        await press(pilot, ("N", "t", "f", "r", "o", "s", "t", "enter"))
        tagged, total = shown(pane), pane.extent.total
        heights = [len(pane.layout_of(item)) for item in range(len(pane.thread))]
        await press(pilot, ("z", "M"))
        folded = shown(pane)

        for text in (marked, tagged):
            said = re.sub(r"\s+", " ", text)
            assert "starred" in said
            assert "…" not in said
            assert "›" not in said
            assert said.count(" ago") == said.count(", by ")
        assert "tagged frost" in re.sub(r"\s+", " ", tagged)
        assert total == sum(heights)  # what stands below a head is its text, no other line
        assert "folded" in re.sub(r"\s+", " ", folded)


async def test_a_title_and_what_is_said_of_a_post_are_said_whole(tmp_path: Path) -> None:
    """The end of a long title would not be spoken, nor who wrote the post."""
    blog = LongHeads()
    title = " ".join(f"word{number}" for number in range(30))
    for post_id, post in blog._posts.items():
        blog._posts[post_id] = replace(post, summary=replace(post.summary, title=title))
    app = an_app(blog, tmp_path, plain=True)
    async with app.run_test(size=(40, 30)) as pilot:
        await press(pilot, ("t", "f", "r", "o", "s", "t", "enter", "N", "ctrl+b"))
        said = re.sub(r"\s+", " ", shown(reader(app).post_list))

        assert title in said
        assert "starred" in said
        assert "tagged frost" in said
        assert "Mara" in said
