"""What goes to the terminal: in order and whole, and nobody waits for one that is gone or stuck."""

import os
import select
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui_blog.ui.terminal_output import TerminalOutput

MUCH = "x" * 100_000
"""More than a pipe holds."""
_LONGER_THAN_IT_IS_PATIENT_S = 0.4


@pytest.fixture
def ends() -> Iterator[tuple[int, int]]:
    """Where one reads what is written, and where it is written."""
    reading, writing = os.pipe()
    yield reading, writing
    for descriptor in (reading, writing):
        try:
            os.close(descriptor)
        except OSError:  # the test has closed it
            continue


def test_what_is_written_arrives_in_order_before_finish_returns(tmp_path: Path) -> None:
    """The shell's prompt would stand in the middle of what the program still draws."""
    with (tmp_path / "terminal").open("w+b") as file:
        output = TerminalOutput(file.fileno())
        output.start()
        for number in range(100):
            output.write(f"{number} é\n")
        output.finish()
        file.seek(0)

        assert file.read().decode() == "".join(f"{number} é\n" for number in range(100))


def test_output_goes_on_after_an_editor_had_the_terminal(tmp_path: Path) -> None:
    """The screen would stay empty."""
    with (tmp_path / "terminal").open("w+b") as file:
        output = TerminalOutput(file.fileno())
        for text in ("before, ", "after"):
            output.start()
            output.write(text)
            output.finish()
        output.finish()
        file.seek(0)

        assert file.read() == b"before, after"


def test_nobody_waits_for_a_terminal_that_is_gone(ends: tuple[int, int]) -> None:
    """The program would draw for ever into nothing, deaf to signals."""
    reading, writing = ends
    os.close(reading)
    output = TerminalOutput(writing)
    output.start()

    for _ in range(100):
        output.write("frame")

    output.finish()


def test_a_terminal_that_takes_nothing_is_given_up_once_the_process_is_to_end(
    ends: tuple[int, int],
) -> None:
    """The same, with a terminal that is there and is not read."""
    _, writing = ends
    output = TerminalOutput(writing)
    output.start()
    output.write(MUCH)

    output.hurry()
    for _ in range(100):
        output.write("frame")

    output.finish()
    output.drop()  # its thread still waits, and goes on when the pipe is closed


def test_a_terminal_that_is_read_again_when_the_process_is_to_end_gets_all(
    ends: tuple[int, int],
) -> None:
    """A terminal that was busy for a moment would not be given back as it was."""
    reading, writing = ends
    output = TerminalOutput(writing)
    output.start()
    output.write(MUCH)
    while not select.select([reading], [], [], 0)[0]:
        pass
    time.sleep(_LONGER_THAN_IT_IS_PATIENT_S)

    output.hurry()
    output.write("last")
    received = b""
    while not received.endswith(b"last"):
        received += os.read(reading, len(MUCH))
    output.finish()

    assert len(received) == len(MUCH) + len("last")
