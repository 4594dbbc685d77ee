"""Running programs of the person's: what they read, what they say, and that they end."""

import asyncio
import os
import sys
from pathlib import Path

import pytest
from textual.app import App
from textual.widgets import Label

from tests.ui.reading_app import settled, shown
from tui_blog.ui.programs import MAX_OUTPUT_BYTES, ProgramError, run_program
from tui_blog.ui.screens.output import OutputScreen


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


async def test_program_reads_what_it_is_given_and_its_words_come_back_clean() -> None:
    """It would get nothing, or colour the terminal."""
    code = "import sys; t = sys.stdin.read(); print(t.upper() + '\\x1b[31mred\\x07'); sys.exit(2)"

    finished = await run_program(python(code), "grüße\n")

    assert finished.output == "GRÜSSE\nred\n"
    assert finished.ending == "ended with 2"


async def test_errors_come_back_too_and_no_terminal_is_there() -> None:
    """One would not see why it failed; or it would draw over the screen."""
    code = (
        "import sys, os\ntry: open('/dev/tty')\nexcept OSError: print('no tty', file=sys.stderr)\n"
        "print(sys.stdin.read() == '')"
    )

    finished = await run_program(python(code), "")

    assert finished.output == "no tty\nTrue\n"
    assert finished.ending == "ended with 0"


async def test_program_that_takes_too_long_is_gone_with_all_it_started(tmp_path: Path) -> None:
    """Programs would pile up that nobody sees."""
    pids = tmp_path / "pids"
    code = (
        "import os, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(pids)!r}, 'w').write(f'{{child.pid}}')\nprint('begun', flush=True)\n"
        "time.sleep(60)"
    )

    finished = await run_program(python(code), "", limit_s=4.0)

    assert finished == finished.__class__(output="begun\n", ending="stopped after 4 s")
    child = int(pids.read_text())
    assert (
        not Path(f"/proc/{child}/cmdline").exists()
        or not Path(f"/proc/{child}/cmdline").read_bytes()
    )


async def test_program_that_writes_without_end_is_stopped() -> None:
    """The program would eat all memory."""
    finished = await run_program(["yes"], "")

    assert len(finished.output) == MAX_OUTPUT_BYTES
    assert finished.ending == "stopped: it wrote more than 256 KiB"


async def test_program_that_reads_nothing_is_no_error() -> None:
    """A long post could not be given to `head`."""
    finished = await run_program(["true"], "x" * 1_000_000)

    assert finished.ending == "ended with 0"


async def test_program_that_a_signal_ends_says_so() -> None:
    """It would seem to have worked."""
    finished = await run_program(python("import os; os.kill(os.getpid(), 9)"), "")

    assert finished.ending == "ended by signal 9"


@pytest.mark.parametrize("argv", [["/no/such/\x1bprogram"], ["/"], ["a\0b"]])
async def test_program_that_is_not_there_is_said(argv: list[str]) -> None:
    """A typing mistake would end the reader."""
    with pytest.raises(ProgramError, match=r"^[^\x00-\x1f]* did not start: .*\.$"):
        await run_program(argv, "")


class Host(App[None]):
    """Shows what a program says."""

    def __init__(self, argv: list[str], given: str = "") -> None:
        super().__init__()
        self.output = OutputScreen(argv, given=given)

    def on_mount(self) -> None:
        self.push_screen(self.output)

    def ending(self) -> str:
        return str(self.output.query_one("#output-state", Label).content)


async def test_output_is_shown_scrolled_and_copied() -> None:
    """One would see the beginning alone."""
    app = Host(python("[print(f'line {n}', 'x' * 200) for n in range(100)]"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        first = shown(app.output.view).splitlines()
        await pilot.press("G")
        last = shown(app.output.view).splitlines()
        await pilot.press("home", "l", "y")
        moved = shown(app.output.view).splitlines()

        assert first[0].strip().startswith("line 0 xxx")
        assert any(line.strip().startswith("line 99") for line in last)
        assert moved[0].strip().startswith("xxx")
        assert app.clipboard.startswith("line 0 ")
        assert app.ending().startswith("ended with 0 · copied")


async def test_program_without_output_says_so() -> None:
    """An empty screen would look like a fault."""
    app = Host(["true"])
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)

        assert "It wrote nothing." in shown(app.output.view)


async def test_program_that_does_not_start_is_told_on_the_screen() -> None:
    """The reader would end."""
    app = Host(["/no/such/program"])
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)

        assert app.ending() == "/no/such/program did not start: No such file or directory."


async def test_leaving_stops_the_program(tmp_path: Path) -> None:
    """It would go on behind one's back."""
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    app = Host(python(f"import time; f = open({str(fifo)!r}, 'w'); time.sleep(60)"))
    async with app.run_test(size=(80, 24)) as pilot:
        reading = await asyncio.to_thread(fifo.open)
        assert "running" in app.ending()
        await pilot.press("escape")

        with reading:
            assert await asyncio.wait_for(asyncio.to_thread(reading.read), 10) == ""
        assert app.screen is not app.output
