import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tui_blog.first_paint import MAX_FILE_BYTES, FirstPaint, _folders, is_fit, load_rows
from tui_blog.paths import default_paths
from tui_blog.ui.start_frame import Frame, keep_frame, rows_of

ROOT = Path(__file__).parents[1]
KEY = "what it is for"
ROWS = ["0mplain", "0;1;38;2;1;2;3mbold\t0m and not"]
BLUE, RESET = "\x1b[44m", "\x1b[0m"


def write_frame(path: Path, rows: list[str] | bytes, *, mode: int = 0o600) -> str:
    """Write a file as frames are kept."""
    body = rows if isinstance(rows, bytes) else "\n".join([*rows, ""]).encode()
    path.write_bytes(f"{KEY}\n".encode() + body)
    path.chmod(mode)
    return str(path)


def a_frame(*lines: str, columns: int = 4, passing: tuple[int, ...] = ()) -> Frame:
    """Make a frame as Textual writes one, with the cursor's place at its end."""
    written = "\n".join(f"\x1b[{y};1H{line}" for y, line in enumerate(lines, 1))
    return Frame(f"{written}\x1b[1;1H", columns, len(lines), passing)


def a_first_paint(folder: Path, *, columns: int = 4, rows: int = 2) -> FirstPaint:
    """Make one for a terminal of some size; the tests have none."""
    first_paint = FirstPaint([], {})
    first_paint.key, first_paint.size = KEY, (columns, rows)
    first_paint.file = str(folder / "cache/first-paint/0")
    return first_paint


def test_first_paint_imports_nothing_that_takes_time() -> None:
    """Each module of the usual ones would double the time to the first paint."""
    code = (
        f"import os, sys; sys.path.insert(0, {str(ROOT)!r}); before = set(sys.modules); "
        "import tui_blog.first_paint; print(*set(sys.modules) - before)"
    )

    printed = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    ).stdout

    assert set(printed.split()) <= {"tui_blog", "tui_blog.first_paint", "termios", "zlib"}


@pytest.mark.parametrize("moved", [False, True])
def test_folders_are_those_of_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moved: bool
) -> None:
    """A frame would be kept where no start looks, or outlive a change of the settings."""
    for name in ("CONFIG", "DATA", "CACHE") if moved else ():
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    paths = default_paths()

    assert _folders(os.environ) == (
        str(paths.cache_folder),
        str(paths.config_file),
        str(paths.data_folder / "archives"),
    )


def test_folders_that_would_be_relative_are_none() -> None:
    """A frame would be read from whatever folder one is in."""
    assert _folders({"HOME": "here"}) is None
    assert _folders({"HOME": "/home/mara", "XDG_CACHE_HOME": "here"}) is None


def test_first_paint_without_a_terminal_has_no_frame(tmp_path: Path) -> None:
    """Escape sequences would get into a pipe or a file."""
    code = (
        "import os, sys; from tui_blog.first_paint import FirstPaint; "
        "p = FirstPaint([], os.environ); p.paint(); p.take_down(); print(repr(p.key), p.is_painted)"
    )

    ran = subprocess.run(
        [sys.executable, "-P", "-c", code],
        capture_output=True,
        check=True,
        timeout=30,
        env={"HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
    )

    assert (ran.stdout, ran.stderr) == (b"'' False\n", b"")


def test_load_rows_returns_what_was_kept(tmp_path: Path) -> None:
    """There would be no first paint."""
    assert load_rows(write_frame(tmp_path / "frame", ROWS), KEY) == ROWS


def test_load_rows_for_something_else_returns_nothing(tmp_path: Path) -> None:
    """Another blog would be shown."""
    assert load_rows(write_frame(tmp_path / "frame", ROWS), f"{KEY} else") is None
    assert load_rows(write_frame(tmp_path / "frame", ROWS), KEY[:-1]) is None
    assert load_rows(str(tmp_path / "not there"), KEY) is None


HOSTILE = {
    "OSC 52": ["0m\x1b]52;c;aGk=\x07"],
    "CSI": ["0m\x1b[6n"],
    "DCS": ["0m\x1bP+q544e\x1b\\"],
    "C1 CSI": ["0m\x9b6n"],
    "C1 OSC": ["0m\x9d52;c;aGk=\x9c"],
    "eight bits": b"0m\x9b6n\n",
    "NUL": ["0m\0"],
    "CR": ["0m\rgone"],
    "DEL": ["0m\x7f"],
    "override of direction": ["0m\u202egone"],
    "line separator": ["0m\u2028gone"],
    "surrogate": b"0m\xed\xa0\x80\n",
    "mode in place of a style": ["?1049hm"],
    "move in place of a style": ["0m\t2;2Hm"],
    "intermediate byte": ["0 m"],
    "digits of another script": ["\u0661m"],
    "no style": ["text"],
    "style without end": ["0m\t0"],
    "endless style": ["0;" * 60 + "0mx"],
    "huge": ["0m" + "x" * MAX_FILE_BYTES],
    "empty": b"",
    "other kind of data": b'{"rows": [1, null]}\n',
}


@pytest.mark.parametrize("rows", HOSTILE.values(), ids=HOSTILE.keys())
def test_load_rows_of_a_hostile_file_returns_nothing(
    tmp_path: Path, rows: list[str] | bytes
) -> None:
    """Whoever can write into the cache could act on the terminal."""
    assert load_rows(write_frame(tmp_path / "frame", rows), KEY) is None


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602])
def test_load_rows_of_a_file_that_others_can_use_returns_nothing(tmp_path: Path, mode: int) -> None:
    """Others could have written it."""
    assert load_rows(write_frame(tmp_path / "frame", ROWS, mode=mode), KEY) is None


def test_load_rows_of_somebody_elses_file_returns_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With sudo and the home of another one, that one could act on the terminal of root."""
    file = write_frame(tmp_path / "frame", ROWS)
    monkeypatch.setattr("os.geteuid", lambda: os.getuid() + 1)

    assert load_rows(file, KEY) is None


def test_load_rows_of_what_is_no_plain_file_returns_nothing(tmp_path: Path) -> None:
    """A link could lead anywhere; a pipe would stop the start for ever."""
    write_frame(tmp_path / "frame", ROWS)
    (tmp_path / "link").symlink_to(tmp_path / "frame")
    os.mkfifo(tmp_path / "pipe", 0o600)
    (tmp_path / "folder").mkdir(mode=0o700)

    assert load_rows(str(tmp_path / "link"), KEY) is None
    assert load_rows(str(tmp_path / "pipe"), KEY) is None
    assert load_rows(str(tmp_path / "folder"), KEY) is None


@pytest.mark.parametrize(
    "text", ["naïve", "日本語", "👩‍👩‍👧", "a\xa0b", "a\u3000b", "می‌خواهم", "▆│", ""]
)
def test_rows_in_every_script_are_fit(text: str) -> None:
    """Those who don't write English would have no first paint."""
    assert is_fit([f"0m{text}"])


# What the app writes.


def test_rows_of_a_frame_join_what_looks_alike() -> None:
    """The file would hold each segment by itself, and be several times as large."""
    frame = a_frame(f"{BLUE}a{RESET}{BLUE}b{RESET}cd", f"{BLUE}e{RESET}\x1b[1mfgh{RESET}")

    assert rows_of(frame) == ["0;44mab\t0mcd", "0;44me\t0;1mfgh"]


def test_rows_of_a_frame_leave_out_links() -> None:
    """Addresses don't belong in there."""
    frame = a_frame("\x1b]8;id=7;https://blog.example/\x1b\\abcd\x1b]8;;\x1b\\")

    assert rows_of(frame) == ["0mabcd"]


def test_rows_of_a_frame_are_as_wide_as_they_look() -> None:
    """A row of another script would be taken for too short."""
    assert rows_of(a_frame("日本", "\u2066abcd\u2069")) == ["0m日本", "0mabcd"]


def test_rows_that_pass_are_kept_empty_in_their_colour() -> None:
    """“Offline since 9:40” would be read in the evening."""
    frame = a_frame("abcd", f"{BLUE}Off{RESET}!", passing=(1,))

    assert rows_of(frame) == ["0mabcd", "0;44m    "]


@pytest.mark.parametrize(
    "frame",
    [
        a_frame("abc"),
        a_frame("abcde"),
        a_frame("ab\x9bd"),
        a_frame("ab\td"),
        a_frame("abcd\x1b]52;c;aGk=\x07"),
        a_frame("ab\u202ecd"),
        a_frame("abcd\x1b[2J"),
        Frame("\x1b[1;1Habcd", 4, 2, ()),
        Frame("\x1b[1;1Habcd\n\x1b[3;1Habcd", 4, 2, ()),
        Frame("\x1b[1;1Hab\x1b[1;3Hcd", 4, 2, ()),
        Frame("abcd", 4, 1, ()),
    ],
)
def test_rows_of_what_is_no_whole_frame_are_none(frame: Frame) -> None:
    """Part of a screen, or what got past the guard, would be shown at the next start."""
    assert rows_of(frame) is None


def test_keep_frame_writes_a_private_file_that_can_be_read(tmp_path: Path) -> None:
    """Others could read what one reads."""
    first_paint = a_first_paint(tmp_path)

    assert keep_frame(a_frame("abcd", f"{BLUE}efgh{RESET}"), first_paint)

    file = Path(first_paint.file)
    assert load_rows(first_paint.file, KEY) == ["0mabcd", "0;44mefgh"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert list(file.parent.iterdir()) == [file]


def test_keep_frame_of_another_size_keeps_nothing(tmp_path: Path) -> None:
    """After the window was made larger, the next start would find a frame that does not fit."""
    assert not keep_frame(a_frame("abcd"), a_first_paint(tmp_path))
    assert not list(tmp_path.iterdir())


def test_keep_frame_keeps_the_latest_twenty(tmp_path: Path) -> None:
    """Each size a window ever had would stay in the cache."""
    first_paint = a_first_paint(tmp_path)
    folder = Path(first_paint.file).parent
    folder.mkdir(parents=True)
    for age in range(25):
        old = folder / f"old {age}"
        old.touch()
        os.utime(old, (1000 - age, 1000 - age))

    assert keep_frame(a_frame("abcd", "efgh"), first_paint)

    assert {path.name for path in folder.iterdir()} == {"0", *(f"old {age}" for age in range(19))}


def test_keep_frame_where_nothing_can_be_written_is_no_failure(tmp_path: Path) -> None:
    """The program would end with an error because a cache is full."""
    (tmp_path / "cache").write_text("in the way", encoding="utf-8")

    assert not keep_frame(a_frame("abcd", "efgh"), a_first_paint(tmp_path))
