import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pty_harness import Terminal

HEAVY = frozenset(
    ("httpx", "yaml", "html.parser", "markdown_it", "mdit_py_plugins", "tui_blog.sync.mirror")
)
FOR_FILTERS = frozenset(
    (
        "tui_blog.config.filters",
        "tui_blog.model.filtering",
        "tui_blog.text.filter_rules",
        "tui_blog.ui.screens.filtering",
    )
)
"""What only those need who have rules about comments."""
FOR_LATER = frozenset(
    (
        "textual.widgets._text_area",
        "tui_blog.model.change",
        "tui_blog.model.permissions",
        "tui_blog.storage.archive.comments",
        "tui_blog.storage.archive.posts",
        "tui_blog.storage.archive.writer",
        "tui_blog.sync.drafts",
        "tui_blog.sync.outbox",
        "tui_blog.sync.sending",
        "tui_blog.text.front_matter",
    )
)
"""What is needed once a post is opened, or one writes; the list is shown first."""
# Writes what is loaded when it gets a signal, so at a moment that the test chooses.
_WATCHED = """
import pathlib, signal, sys
from tui_blog.cli import main

def write_modules(*_):
    part = pathlib.Path(sys.argv[1] + ".part")
    part.write_text("\\n".join(list(sys.modules)))
    part.rename(sys.argv[1])

signal.signal(signal.SIGUSR1, write_modules)
main(sys.argv[2:])
"""
# How soon something is loaded ahead depends on how busy the machine is.
_NOTHING_AHEAD = "from tui_blog.ui import loading_ahead; loading_ahead.STEPS = ()\n"


def start_watched(dump: Path, target: Path | None, *, code: str = _WATCHED) -> Terminal:
    """Start the app so that it writes to a file what is loaded when it is asked."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(dump.parent),
        "TERM": "xterm-256color",
        "PYTHONPATH": str(Path(__file__).parents[1]),
    }
    command = [sys.executable, "-P", "-c", code, str(dump)]
    targets = [] if target is None else [str(target)]
    return Terminal([*command, *targets], columns=120, rows=40, environment=environment)


def modules_at_first_frame(folder: Path, target: Path | None, shown: str) -> frozenset[str]:
    """Start the app, wait until a text is on the screen, and return the modules loaded then."""
    dump = folder / "modules"
    with start_watched(dump, target, code=_NOTHING_AHEAD + _WATCHED) as terminal:
        terminal.wait_for(shown)
        terminal.signal(signal.SIGUSR1)
        terminal.wait_for(lambda _screen: dump.exists())
    return frozenset(dump.read_text(encoding="utf-8").splitlines())


def write_posts(folder: Path, name: str, text: str) -> Path:
    """Make an archive of one post."""
    posts = folder / "posts"
    posts.mkdir()
    (posts / "blog.toml").write_text('schema = 1\nid = "x"\nname = "A blog"\n', encoding="utf-8")
    (posts / name).write_text(text, encoding="utf-8")
    return posts


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_option_that_only_prints_loads_nothing_heavy(option: str) -> None:
    """Asking for the version is answered at once."""
    code = (
        "import sys; from tui_blog.cli import run\n"
        "try: run(sys.argv[1:])\n"
        "except SystemExit: print('loaded:', *sys.modules)"
    )

    printed = subprocess.run(
        [sys.executable, "-c", code, option],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
        cwd=Path(__file__).parents[1],
    ).stdout

    loaded = frozenset(printed.rpartition("loaded:")[2].split())
    assert "argparse" in loaded
    assert not loaded & (HEAVY | {"textual", "rich", "asyncio", "platformdirs"})


def test_sample_posts_are_shown_without_parsers_they_do_not_need(tmp_path: Path) -> None:
    """The first start of a newcomer; the posts are Markdown."""
    loaded = modules_at_first_frame(tmp_path, None, "Welcome. You are reading")

    assert "textual" in loaded
    assert "argparse" not in loaded
    assert not loaded & (HEAVY - {"markdown_it", "mdit_py_plugins"})
    assert not loaded & FOR_FILTERS


def test_the_list_is_shown_without_what_reads_posts_and_writes() -> None:
    """Together that would take a tenth of the time until the list can be read."""
    code = (
        "import sys, tui_blog.wiring, tui_blog.storage.archive.adapter, tui_blog.app\n"
        "print(*sys.modules)"
    )

    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30
    ).stdout

    assert not FOR_LATER & frozenset(printed.split())


@pytest.mark.parametrize(
    ("name", "text", "needed"),
    [
        ("hello.txt", "Words of the post.", set()),
        ("hello.html", "<p>Words of the post.</p>", {"html.parser"}),
        ("hello.md", "Words of the post.", {"markdown_it", "mdit_py_plugins"}),
    ],
)
def test_first_frame_loads_only_the_parser_of_its_post(
    tmp_path: Path, name: str, text: str, needed: set[str]
) -> None:
    """Each parser costs a start 10 to 90 ms."""
    posts = write_posts(tmp_path, name, text)

    loaded = modules_at_first_frame(tmp_path, posts, "Words of the post")

    assert loaded & HEAVY <= needed


def test_what_keys_will_need_is_loaded_once_all_is_shown(tmp_path: Path) -> None:
    """The first post that is opened, and the first reply, would wait for parser and composer."""
    dump, posts = tmp_path / "modules", write_posts(tmp_path, "hello.txt", "Words of the post.")
    needed = {"markdown_it", "tui_blog.ui.screens.composer", "tui_blog.text.html"}

    with start_watched(dump, posts) as terminal:
        terminal.wait_for("Words of the post")

        def is_loaded(_screen: object) -> bool:
            terminal.signal(signal.SIGUSR1)
            return dump.exists() and needed <= frozenset(dump.read_text("utf-8").splitlines())

        terminal.wait_for(is_loaded)
