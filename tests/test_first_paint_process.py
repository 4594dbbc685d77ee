"""The first paint of the real program on a terminal."""

import os
import shutil
import signal
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.pty_harness import Screen, Terminal

ROOT = Path(__file__).parents[1]
BAR = "▁▂▃▄▅▆▇█"
TEXTUAL_BEGINS = b"\x1b[?1000h"
ENTER_SCREEN, LEAVE_SCREEN = b"\x1b[?1049h", b"\x1b[?1049l"
# Stops at the import of a module until a file is there, and says by another that it is so far; and
# the list of posts takes a moment.
_SLOW_TO_IMPORT = """
import asyncio, pathlib, sys, time
from tui_blog.sync.service import BlogService

list_posts = BlogService.list_posts

async def list_late(self, **options):
    await asyncio.sleep(0.2)
    return await list_posts(self, **options)

BlogService.list_posts = list_late

class Slow:
    def find_spec(self, name, *_):
        if name == {module!r}:
            pathlib.Path("importing").touch()
            while not pathlib.Path("go on").exists():
                time.sleep(0.01)

sys.meta_path.insert(0, Slow())
from tui_blog.__main__ import main
main()
"""
_SLOW = _SLOW_TO_IMPORT.format(module="textual")
_BROKEN = """
import sys
sys.modules[{module!r}] = None
from tui_blog.__main__ import main
main()
"""


def start(
    home: Path,
    *arguments: str,
    program: tuple[str, ...] = ("-m", "tui_blog"),
    columns: int = 100,
    rows: int = 30,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> Terminal:
    """Start the program in a home of its own."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TERM": "xterm-256color",
        "PYTHONPATH": str(ROOT),
        **settings,
    }
    return Terminal(
        [sys.executable, "-P", *program, *arguments],
        columns=columns,
        rows=rows,
        environment=environment,
        folder=home,
    )


def frames(home: Path) -> list[Path]:
    """Return the files of frames."""
    return list((home / ".cache/tui-blog/first-paint").glob("*"))


def see_all(terminal: Terminal) -> None:
    """Wait until the app stands still and has taken its frame."""
    terminal.wait_for_raw(TEXTUAL_BEGINS)
    terminal.wait_until_quiet(0.6)


def start_once(home: Path, *arguments: str, shown: str = "Welcome. You are reading") -> Path:
    """Start and quit, so that a frame is kept; returns its file."""
    with start(home, *arguments) as terminal:
        terminal.wait_for(shown)
        see_all(terminal)
        terminal.type("Q")
        assert terminal.wait_for_end() == 0
    (file,) = frames(home)
    return file


@pytest.fixture(scope="module")
def begun_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the program was started once."""
    home = tmp_path_factory.mktemp("begun")
    start_once(home)
    return home


@pytest.fixture
def home(begun_home: Path, tmp_path: Path) -> Iterator[Path]:
    """The same for one test, which finds it as that start left it."""
    shutil.copytree(begun_home, tmp_path / "as it was")
    yield begun_home
    shutil.rmtree(begun_home)
    shutil.copytree(tmp_path / "as it was", begun_home)


def painted(terminal: Terminal) -> Screen:
    """Return what stood on the screen before Textual wrote anything."""
    terminal.wait_for_raw(TEXTUAL_BEGINS)
    screen = Screen(100, 30)
    screen.feed(bytes(terminal.raw[: terminal.raw.index(TEXTUAL_BEGINS)]))
    return screen


def wait_for_import(terminal: Terminal, home: Path) -> None:
    """Wait until the first paint stands and Textual is being imported."""
    terminal.wait_for(lambda _screen: (home / "importing").exists())
    terminal.wait_for("Welcome. You are reading")
    assert TEXTUAL_BEGINS not in terminal.raw


def assert_is_restored(terminal: Terminal) -> None:
    """Check that the shell gets its terminal back as it was."""
    for sequence in (LEAVE_SCREEN, b"\x1b[?25h", b"\x1b[?7h"):
        assert terminal.raw.rfind(sequence) > terminal.raw.rfind(ENTER_SCREEN)
    assert terminal.raw.count(LEAVE_SCREEN) == 1
    assert terminal.is_in_line_mode


def test_second_start_paints_what_the_first_began_with(home: Path) -> None:
    """Half a second of nothing at every start; or a flash of other cells, or of an empty screen."""
    with start(home) as terminal:
        see_all(terminal)
        screen = painted(terminal)
        shown = Screen(100, 30)
        pictures = {(shown.text, shown.styles) for _, read in terminal.reads if shown.feed(read)}
        assert (screen.text, screen.styles) == (terminal.screen.text, terminal.screen.styles)
        after = terminal.raw[terminal.raw.index(TEXTUAL_BEGINS) :]
        assert terminal.raw.count(ENTER_SCREEN) == 1
        assert b"\x1b[?2026h\x1b[" in after
        assert (screen.text, screen.styles) in pictures
        terminal.type("j")
        terminal.wait_for("post 2/")
        terminal.type("Q")
        assert terminal.wait_for_end() == 0
        assert_is_restored(terminal)


def differences(one: Screen, other: Screen) -> set[int]:
    """Return the columns in which cells differ, but for scroll bars, whose ends are guessed."""
    lines = list(zip(one.text.splitlines(), other.text.splitlines(), strict=True))
    styles = zip(one.styles, other.styles, strict=True)
    different = {
        column
        for (here, there), (styles_here, styles_there) in zip(lines, styles, strict=True)
        for column in range(len(here))
        if (here[column], styles_here[column]) != (there[column], styles_there[column])
    }
    return different - {
        column for pair in lines for line in pair for column, sign in enumerate(line) if sign in BAR
    }


def test_app_changes_no_cell_of_a_first_paint_that_holds(home: Path) -> None:
    """“Reading the list of posts…” would flash between two pictures that are the same."""
    with start(home) as terminal:
        see_all(terminal)
        before = painted(terminal)
        began = terminal.raw.index(TEXTUAL_BEGINS)
        read_so_far = 0
        for _, read in terminal.reads:
            read_so_far += len(read)
            if read_so_far > began and before.feed(bytes(terminal.raw[began:read_so_far])):
                assert differences(before, terminal.screen) == set()
            began = max(began, read_so_far)


def test_first_paint_is_replaced_by_what_is_so_now(tmp_path: Path) -> None:
    """A post that was renamed would keep its old name on the screen."""
    posts = tmp_path / "posts"
    posts.mkdir()
    (posts / "one.md").write_text("The words.", encoding="utf-8")
    start_once(tmp_path, "posts", shown="The words")
    (posts / "one.md").write_text("Other words.", encoding="utf-8")

    with start(tmp_path, "posts") as terminal:
        assert "The words" in painted(terminal).text
        terminal.wait_for("Other words")
        assert "The words" not in terminal.screen.text


@pytest.mark.parametrize(
    ("arguments", "size", "settings"),
    [
        pytest.param((), (100, 31), {}, id="rows"),
        pytest.param((), (101, 30), {}, id="columns"),
        pytest.param(("posts",), (100, 30), {}, id="another blog"),
        pytest.param((), (100, 30), {"NO_COLOR": "1"}, id="no colour"),
        pytest.param((), (100, 30), {"COLORTERM": "truecolor"}, id="more colours"),
        pytest.param((), (100, 30), {"TERM": "linux"}, id="other terminal"),
        pytest.param((), (100, 30), {"TUI_BLOG_GLYPHS": "ascii"}, id="other signs"),
    ],
)
def test_start_of_something_else_paints_nothing(
    home: Path, arguments: tuple[str, ...], size: tuple[int, int], settings: dict[str, str]
) -> None:
    """Another blog, or a picture in other colours or of another size, would flash."""
    (home / "posts").mkdir()
    (home / "posts/one.md").write_text("The words.", encoding="utf-8")
    columns, rows = size
    with start(home, *arguments, columns=columns, rows=rows, settings=settings) as terminal:
        terminal.wait_for_raw(TEXTUAL_BEGINS)
        assert terminal.raw.startswith(ENTER_SCREEN + TEXTUAL_BEGINS)


def test_start_after_the_settings_changed_paints_nothing(home: Path) -> None:
    """The colours of the theme one has left would flash."""
    (home / ".config/tui-blog").mkdir(parents=True)
    (home / ".config/tui-blog/config.toml").write_text('theme = "nord"\n', encoding="utf-8")

    with start(home) as terminal:
        terminal.wait_for_raw(TEXTUAL_BEGINS)
        assert terminal.raw.startswith(ENTER_SCREEN + TEXTUAL_BEGINS)


def test_start_with_a_hostile_frame_paints_nothing(home: Path) -> None:
    """Whoever can write into the cache could read or write the clipboard."""
    (file,) = frames(home)
    kept = file.read_bytes()
    file.write_bytes(kept.replace(b"Welcome", b"\x1b]52;c;aGk=\x07"))

    with start(home) as terminal:
        terminal.wait_for("Welcome. You are reading")
        assert b"\x1b]52" not in terminal.raw
        assert terminal.raw.startswith(ENTER_SCREEN + TEXTUAL_BEGINS)


@pytest.mark.parametrize("folder_is", ["gone", "damaged"])
def test_start_that_fails_takes_the_picture_away_and_says_why(
    tmp_path: Path, folder_is: str
) -> None:
    """The message would stand on a screen that is gone, in a shell that shows no keys."""
    posts = tmp_path / "posts"
    posts.mkdir()
    (posts / "one.md").write_text("The words.", encoding="utf-8")
    start_once(tmp_path, "posts", shown="The words")
    (posts / "one.md").unlink()
    posts.rmdir()
    if folder_is == "damaged":
        posts.write_text("not a folder", encoding="utf-8")

    with start(tmp_path, "posts") as terminal:
        assert terminal.wait_for_end() == 2
        before, left, after = bytes(terminal.raw).partition(LEAVE_SCREEN)
        assert left
        assert b"The words" in before
        assert b"posts" in after
        assert_is_restored(terminal)


@pytest.mark.parametrize(
    ("module", "exit_code", "told"),
    [("textual", 70, b"error of its own"), ("tui_blog.model.errors", 1, b"ModuleNotFoundError")],
)
def test_import_that_fails_takes_the_picture_away(
    home: Path, module: str, exit_code: int, told: bytes
) -> None:
    """A half installed program would leave a picture of itself, and a dead shell."""
    with start(home, program=("-c", _BROKEN.format(module=module))) as terminal:
        assert terminal.wait_for_end() == exit_code
        before, left, after = bytes(terminal.raw).partition(LEAVE_SCREEN)
        assert left
        assert b"Welcome" in before
        assert told in after
        assert_is_restored(terminal)


@pytest.mark.parametrize(
    ("number", "exit_code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)]
)
def test_signal_during_the_imports_takes_the_picture_away(
    home: Path, number: signal.Signals, exit_code: int
) -> None:
    """A picture of the program would stay when it is dead."""
    with start(home, program=("-c", _SLOW)) as terminal:
        wait_for_import(terminal, home)
        terminal.signal(number)

        assert terminal.wait_for_end() == exit_code
        assert b"Traceback" not in terminal.raw
        assert_is_restored(terminal)


@pytest.mark.parametrize("module", ["tui_blog.cli", "textual"])
def test_interrupt_key_during_the_imports_ends_the_program(home: Path, module: str) -> None:
    """One could not get out of a start that hangs."""
    with start(home, program=("-c", _SLOW_TO_IMPORT.format(module=module))) as terminal:
        wait_for_import(terminal, home)
        terminal.type("ctrl+c")

        assert terminal.wait_for_end() == 130
        assert b"Traceback" not in terminal.raw
        assert_is_restored(terminal)


def test_keys_typed_during_the_imports_reach_the_app(home: Path) -> None:
    """Who sees the list types; keys would be lost, or stand on the picture."""
    with start(home, program=("-c", _SLOW)) as terminal:
        wait_for_import(terminal, home)
        assert not terminal.is_in_line_mode
        terminal.wait_until_quiet()
        picture = terminal.screen.text
        terminal.type("j", "j", "k", "enter")
        terminal.wait_until_quiet()
        assert terminal.screen.text == picture
        (home / "go on").touch()

        terminal.wait_for_raw(TEXTUAL_BEGINS)
        terminal.wait_for("71 %")
        terminal.type("Q")
        assert terminal.wait_for_end() == 0
        assert_is_restored(terminal)


def test_editor_after_a_first_paint_finds_the_terminal_as_it_was(home: Path) -> None:
    """An editor without modes of its own would get no lines, and show no keys."""
    editor = home / "editor"
    editor.write_text(f"#!/bin/sh\nstty -a <&2 >{home}/modes\n", encoding="utf-8")
    editor.chmod(0o755)

    with start(home, settings={"VISUAL": str(editor)}) as terminal:
        see_all(terminal)
        terminal.type("c")
        terminal.wait_for("Comment on Start here")
        terminal.type("ctrl+o")
        terminal.wait_for(lambda _screen: (home / "modes").exists())
        terminal.wait_until_quiet()

    modes = (home / "modes").read_text(encoding="utf-8").replace(";", " ").split()
    assert {"icanon", "echo", "isig", "icrnl"} <= set(modes)


def test_what_is_told_in_passing_is_not_kept(home: Path) -> None:
    """“1 draft here”, long sent, would be the first thing one reads."""
    with start(home) as terminal:
        see_all(terminal)
        terminal.type("c")
        terminal.wait_for("Comment on Start here")
        terminal.type("Half a thought")
        terminal.wait_for("Half a thought")
        terminal.type("\x1b")
        terminal.wait_for("postpone")
        terminal.type("o")
        terminal.wait_for("the draft is kept")
        terminal.signal(signal.SIGTERM)
        terminal.wait_for_end()
    with start(home) as terminal:
        see_all(terminal)
        terminal.wait_for("1 draft here")
        terminal.type("Q")
        terminal.wait_for_end()

    (file,) = frames(home)
    assert "Welcome" in file.read_text(encoding="utf-8")
    assert "draft" not in file.read_text(encoding="utf-8")


def test_start_that_went_on_at_once_keeps_no_frame(tmp_path: Path) -> None:
    """The next start would show a place that it does not begin at."""
    with start(tmp_path) as terminal:
        terminal.wait_for("Start here")
        terminal.type("j")
        terminal.wait_for("post 2/")
        terminal.wait_until_quiet(0.6)
        terminal.type("Q")
        assert terminal.wait_for_end() == 0

    assert not frames(tmp_path)


def test_what_is_typed_is_never_in_a_frame(tmp_path: Path) -> None:
    """A password would be on disk in the clear."""
    with start(tmp_path) as terminal:
        terminal.wait_for("Start here")
        terminal.type("B")
        terminal.wait_for("a add a blog")
        terminal.type("a")
        terminal.wait_for("Application password")
        terminal.type("hunter2")
        terminal.wait_for("hunter2")
        terminal.wait_until_quiet(0.6)
        terminal.signal(signal.SIGTERM)
        terminal.wait_for_end()

    assert not [file for file in frames(tmp_path) if b"hunter2" in file.read_bytes()]
