"""What strangers write is only text: in every field, at every place, down to the last byte."""

import json
import os
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from textual.app import App

from tests.fakes.blog import ScriptedBlog, numbered_post
from tests.pty_harness import Terminal
from tests.safety.payloads import MARKUP, PAYLOADS
from tests.ui.reading_app import an_app, reader, settled
from tui_blog.cli import run
from tui_blog.model.comment import Comment
from tui_blog.model.ids import CommentId
from tui_blog.model.post import Author, Body, BodyFormat, Post
from tui_blog.text import clean
from tui_blog.ui.notify import toast
from tui_blog.ui.screens.blogs import BlogsScreen
from tui_blog.ui.screens.composer import ComposerScreen
from tui_blog.ui.screens.delivering import Notice
from tui_blog.ui.screens.hint_keys import HintKeys
from tui_blog.ui.screens.links import LinkScreen
from tui_blog.ui.screens.output import OutputScreen
from tui_blog.ui.widgets.status_line import Tone
from tui_blog.wiring import BlogEntry

ROOT = Path(__file__).parents[2]
FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ud800-\udfff]")
MIXED = tuple(" ".join(PAYLOADS[start : start + 3]) for start in range(0, len(PAYLOADS), 3))
"""All payloads, three to a text: a run of the app takes a while."""
FORMATS = (BodyFormat.MARKDOWN, BodyFormat.HTML, BodyFormat.TEXT)


def on_screen(app: App[None]) -> str:
    """Return all that the terminal is given to show."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in strips)


def assert_harmless(app: App[None]) -> None:
    for line in on_screen(app).split("\n"):
        assert FORBIDDEN.search(line) is None, repr(line)


async def no_page(address: str) -> None:
    """Be a blog that makes no application passwords."""


def hostile_post(number: int, payload: str) -> Post:
    """Make a post as an adapter gives it: one-line fields cleaned, the body as received."""
    post = numbered_post(number)
    field = clean.field(payload)
    summary = replace(
        post.summary,
        title=f"Title {field}",
        author=Author(name=field, id=field, url=payload),
        tags=(field, f"x{field}"),
        excerpt=field,
        permalink=f"https://blog.example/{payload}",
        damage=field if number % 5 == 0 else None,
    )
    source = (
        f"Body {payload}\n\n- {payload}\n\n> {payload}\n\n[{payload}](https://e.example/{payload})"
    )
    return Post(summary=summary, body=Body(source=source, format=FORMATS[number % 3]))


def hostile_comments(post: Post, payload: str) -> list[Comment]:
    field = clean.field(payload)
    said = f"Said {payload} [t{payload}](https://e.example/)"
    return [
        Comment(
            id=CommentId(f"{post.id}:{body_format}"),
            post_id=post.id,
            parent_id=CommentId(f"{post.id}:markdown") if body_format != "markdown" else None,
            author=Author(name=field, id=field),
            created_at=post.summary.published_at,
            body=Body(source=said, format=body_format),
        )
        for body_format in FORMATS
    ]


class HostileBlog(ScriptedBlog):
    """A blog whose every text is hostile; the payloads are shared out over its posts."""

    def __init__(self, payloads: tuple[str, ...]) -> None:
        super().__init__()
        posts = [hostile_post(number, payload) for number, payload in enumerate(payloads, 1)]
        self._name = clean.field(payloads[0])
        self._page_size = 100
        self._posts = {post.id: post for post in posts}
        comments = [
            comment
            for post, payload in zip(posts, payloads, strict=True)
            for comment in hostile_comments(post, payload)
        ]
        self._comments = {comment.id: comment for comment in comments}


def test_there_are_enough_payloads() -> None:
    assert len(set(PAYLOADS)) >= 60


async def test_no_text_of_a_blog_does_anything_in_list_post_thread_or_fold(
    tmp_path: Path,
) -> None:
    app = an_app(HostileBlog(MIXED), tmp_path)
    async with app.run_test(size=(160, 40)) as pilot:
        await settled(pilot)
        screen = reader(app)
        for _ in MIXED:
            assert_harmless(app)
            screen.thread_pane.fold_to_level(1)
            await pilot.pause()
            assert_harmless(app)
            await pilot.press("J")
            await settled(pilot)
        assert screen.post_list.cursor_item == len(MIXED) - 1


@pytest.mark.parametrize("chunk", range(3))
async def test_no_text_does_anything_in_composer_links_and_address(
    tmp_path: Path, chunk: int
) -> None:
    mixed = " ".join(PAYLOADS[chunk::3])
    app = an_app(HostileBlog((mixed,)), tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6", "greater_than_sign")
        await pilot.pause()
        assert_harmless(app)
        await pilot.press("greater_than_sign")
        await pilot.pause()
        assert isinstance(app.screen, ComposerScreen)
        await pilot.press("alt+p")
        await pilot.pause()
        assert_harmless(app)
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("o")
        await settled(pilot)
        await pilot.press("g", "d")
        await pilot.pause()
        assert_harmless(app)
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("G", "f")
        await pilot.pause()
        assert isinstance(app.screen, HintKeys)
        assert_harmless(app)
        await pilot.press("escape", "U")
        await pilot.pause()
        assert isinstance(app.screen, LinkScreen)
        assert_harmless(app)
        await pilot.press("enter")
        await pilot.pause()
        assert_harmless(app)
        await pilot.press("escape", "escape")
        await pilot.press("colon")
        await pilot.pause()
        assert_harmless(app)


@pytest.mark.parametrize("chunk", range(3))
async def test_no_text_does_anything_on_its_way_out(tmp_path: Path, chunk: int) -> None:
    """What is shared, saved or piped is shown before it leaves, and what comes back is too."""
    mixed = " ".join(PAYLOADS[chunk::3])
    app = an_app(HostileBlog((mixed,)), tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6")
        for keys in (["S"], ["m"], ["escape", "S", "a"], ["escape", "s"], ["escape", "|"]):
            await pilot.press(*keys)
            await settled(pilot)
            assert_harmless(app)
        await pilot.press("c", "a", "t", "enter")
        await settled(pilot)
        assert isinstance(app.screen, OutputScreen)
        assert app.screen._output
        assert_harmless(app)
        await pilot.press("escape", "S", "c")
        await settled(pilot)
        assert_harmless(app)
        assert FORBIDDEN.search(app.clipboard.replace("\n", "")) is None


async def test_no_message_of_a_server_does_anything(tmp_path: Path) -> None:
    app = an_app(HostileBlog(("harmless",)), tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        screen = reader(app)
        for payload in MIXED:
            screen._tell(Notice(payload, Tone.ERROR))
            screen.status_line.position = payload
            screen.thread_frame.set_heading(payload)
            toast(app, payload, severity="error")
            await pilot.pause()
            assert_harmless(app)
            app.clear_notifications()


@pytest.mark.parametrize("chunk", range(3))
async def test_no_name_of_a_blog_does_anything_in_the_list_of_blogs(
    tmp_path: Path, chunk: int
) -> None:
    """A manifest comes from a server, and may come from a stranger's folder."""
    app = an_app(ScriptedBlog(), tmp_path)
    entries = [
        BlogEntry(name=payload, title=payload, place=f"https://e.example/{payload}")
        for payload in MIXED[chunk::3]
    ]

    async with app.run_test(size=(120, 90)) as pilot:
        await settled(pilot)
        app.push_screen(BlogsScreen(entries, current="", find_password_page=no_page))
        await settled(pilot)
        assert_harmless(app)
        assert on_screen(app).count("https://e.example/") >= len(entries) // 2


async def test_markup_stands_there_as_it_was_written(tmp_path: Path) -> None:
    app = an_app(HostileBlog((MARKUP[0],)), tmp_path)
    async with app.run_test(size=(160, 40)) as pilot:
        await settled(pilot)
        shown = on_screen(app)

    assert shown.count("[bold]x[/bold] [/x]") >= 6


def hostile_folder(folder: Path) -> Path:
    """Write an archive whose heads, bodies, comments and file names are hostile."""
    folder.mkdir()
    for number, payload in enumerate(PAYLOADS):
        harmless_name = re.sub(r"[/\x00\ud800-\udfff]", "_", payload)[:60]
        stem = f"2026-01-{number % 28 + 1:02}-{number}-{harmless_name}"
        head = json.dumps({"title": payload, "author": payload, "tags": [payload]})
        text = f"---\n{head}\n---\n{payload}\n\n[{payload}](https://e.example/)\n"
        (folder / f"{stem}.md").write_bytes(text.encode("utf-8", "replace"))
        lines = [
            {"id": f"{number}-{depth}", "parent_id": f"{number}-{depth - 1}" if depth else None,
             "author": {"name": payload}, "body": payload, "created_at": "2026-01-01T00:00:00Z"}
            for depth in range(3)
        ]  # fmt: skip
        (folder / f"{stem}.comments.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n")
    return folder


_SEQUENCE = re.compile(
    rb"\x1b(?:\[(?P<private>[<-?]?)[0-9;:$]*(?P<csi>[@-~])|\](?P<osc>[0-9]+)"
    rb"|(?P<other>[ -/]?[0-~]))"
)

_POINTER_SHAPE = b"\x1b]22;default\x07"
"""Textual's own way to say that the mouse is an arrow."""


def kinds(output: bytes) -> set[tuple[bytes | None, ...]]:
    """Return what kinds of control sequences an output holds."""
    return {found.groups() for found in _SEQUENCE.finditer(output)}


def read_through(home: Path, folder: Path) -> bytes:
    """Read a folder on a real terminal with many keys; return every byte that came out."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "TERM": "xterm-256color"}
    program = [sys.executable, "-m", "tui_blog", str(folder)]
    with Terminal(program, columns=150, rows=40, environment=environment, folder=ROOT) as terminal:
        terminal.wait_for("help")
        for _ in range(5):
            for keys in ("J", "J", "\t", "zM", "zR", "G", "\t", "G", "\t", "J", "J", "J", "J", "J"):
                terminal.type(keys)
                terminal.wait_until_quiet(0.02)
        for key in ("f", "U"):
            terminal.type(key)
            terminal.wait_until_quiet()
            terminal.send(b"\x1b")
            terminal.wait_until_quiet()
        terminal.type("?")
        terminal.wait_until_quiet()
        terminal.send(b"\x1b")
        terminal.wait_until_quiet()
        terminal.type("Q")
        assert terminal.wait_for_end() == 0
        return bytes(terminal.raw)


def test_the_bytes_that_reach_a_terminal_are_those_of_a_harmless_blog(tmp_path: Path) -> None:
    harmless = read_through(tmp_path, ROOT / "sample_posts")
    hostile = read_through(tmp_path, hostile_folder(tmp_path / "posts"))

    assert kinds(hostile) <= kinds(harmless)
    own = hostile.replace(_POINTER_SHAPE, b"")
    text = _SEQUENCE.sub(b"", own).decode("utf-8", "replace")
    assert FORBIDDEN.search(text.replace("\r", "").replace("\n", "")) is None
    assert b"pwned\x07" not in hostile
    assert b"evil.example\x07" not in hostile


@pytest.mark.parametrize("command", [["list"], ["show", "1"], ["comments", "2"]])
def test_plain_commands_print_no_control_of_a_stranger(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
) -> None:
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    folder = str(hostile_folder(tmp_path / "posts"))

    code = run([*command, "--blog", folder])

    printed = capsys.readouterr()
    assert code == 0
    assert FORBIDDEN.search((printed.out + printed.err).replace("\n", "")) is None
    assert printed.out


def test_every_post_and_thread_prints_harmlessly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    folder = str(hostile_folder(tmp_path / "posts"))
    for number in range(1, len(PAYLOADS) + 1):
        for command in ("show", "comments"):
            assert run([command, str(number), "--blog", folder]) == 0

    printed = capsys.readouterr()
    assert FORBIDDEN.search((printed.out + printed.err).replace("\n", "")) is None
