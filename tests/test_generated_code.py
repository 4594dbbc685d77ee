"""Code that the standard library generates is kept between starts, and is what it would make."""

import collections
import dataclasses
import subprocess
import sys
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tui_blog import generated_code
from tui_blog.cli import run
from tui_blog.generated_code import GeneratedCode

ROOT = Path(__file__).parents[1]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "generated.kept"


@pytest.fixture(autouse=True)
def library(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Bytecode may be written, and afterwards the standard library is as it was."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    yield
    GeneratedCode(None).keep()


def make_classes() -> tuple[Any, Any, Any]:
    """A dataclass, a named tuple, and the type that a quoted annotation names."""

    @dataclasses.dataclass(frozen=True, slots=True, order=True)
    class Point:
        x: int
        y: int = 2

    pair = collections.namedtuple("pair", "left right", defaults=(7,))
    return Point, pair, typing.ForwardRef("list[int]")


def behaviour() -> object:
    """What such classes do."""
    point, pair, reference = make_classes()
    made = point(1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.x = 3
    return (
        *(repr(made), made == point(1, 2), made < point(1, 3), hash(made) == hash(point(1, 2))),
        *(pair(1), pair(right=2, left=1)._asdict(), pair.__new__.__name__),
        reference.__forward_code__.co_consts,
    )


def kept_by(file: Path) -> GeneratedCode:
    code = GeneratedCode(file)
    code.begin()
    behaviour()
    code.keep()
    return code


def forbid_compiling(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: str, *_more: object, **_named: object) -> None:
        raise AssertionError(f"It was compiled again: {source}")

    monkeypatch.setitem(vars(generated_code), "compile", refuse)


def test_what_was_kept_is_not_compiled_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each start would take a twelfth longer."""
    plain = behaviour()
    kept_by(file)
    forbid_compiling(monkeypatch)
    again = GeneratedCode(file)
    again.begin()

    assert behaviour() == plain


def test_what_was_not_kept_is_compiled(file: Path) -> None:
    """A new field would be missing until somebody cleared a cache."""
    kept_by(file)
    again = GeneratedCode(file)
    again.begin()

    more = dataclasses.make_dataclass("More", ["x", "y", "z"])

    assert repr(more(1, 2, 3)) == "More(x=1, y=2, z=3)"


def test_afterwards_the_standard_library_compiles_for_itself(file: Path) -> None:
    kept_by(file)

    assert "exec" not in vars(dataclasses)
    assert "eval" not in vars(collections)
    assert "compile" not in vars(typing)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-9],
        lambda data: data[: len(data) // 2] + b"\xff" + data[len(data) // 2 + 1 :],
        lambda data: b"30a00f0 " + data.partition(b" ")[2],
        lambda data: b"no end of a head",
        lambda data: b"\n" + data,
    ],
    ids=["empty", "cut", "a byte", "another Python's", "no head", "no sum"],
)
def test_a_file_that_is_not_whole_and_ours_is_not_used(file: Path, damage: Any) -> None:
    """Reading it could end the interpreter."""
    plain = behaviour()
    kept_by(file)
    file.write_bytes(damage(file.read_bytes()))
    again = GeneratedCode(file)
    again.begin()

    assert again._kept == {}
    assert behaviour() == plain
    again.keep()
    healed = GeneratedCode(file)
    healed.begin()
    assert healed._kept


def test_a_start_that_fails_leaves_the_standard_library_as_it_was(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What others import after it would be kept as if a start needed it."""
    begun: list[str] = []
    begin = GeneratedCode.begin

    def note(code: GeneratedCode) -> None:
        begun.append("begun")
        begin(code)

    monkeypatch.setattr(GeneratedCode, "begin", note)
    monkeypatch.setenv("HOME", str(tmp_path))

    assert run([str(tmp_path)]) != 0
    assert begun
    assert "exec" not in vars(dataclasses)


def test_nothing_is_written_where_python_is_not_to_write(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_by(tmp_path / "missing" / "generated.kept")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    kept_by(file)

    assert list(tmp_path.iterdir()) == []


def test_what_an_update_left_behind_goes(file: Path) -> None:
    """The file would grow with each of them."""
    first = GeneratedCode(file)
    first.begin()
    for number in range(40):
        collections.namedtuple("old", [f"old_{number}"])
    first.keep()
    kept_by(file)

    again = GeneratedCode(file)
    again.begin()
    assert not [source for _mode, source in again._kept if "old_" in source]


def test_what_another_way_of_starting_needs_stays(file: Path) -> None:
    """Two ways in turn would each compile what the other one took away."""
    kept_by(file)
    before = file.read_bytes()
    another = GeneratedCode(file)
    another.begin()
    collections.namedtuple("another", "field")
    behaviour()
    another.keep()
    after = file.read_bytes()
    kept_by(file)

    assert len(after) > len(before)
    assert file.read_bytes() == after


def test_the_second_start_compiles_none_of_it(tmp_path: Path) -> None:
    """All this would be for nothing."""
    start = (
        "import builtins, sys; sys.dont_write_bytecode = False; "
        "from tui_blog import generated_code as kept; made = []; real = compile; "
        "kept.compile = lambda *more, **named: made.append(1) or real(*more, **named); "
        "kept.OF_START.begin(); import tui_blog.app, tui_blog.wiring; kept.OF_START.keep(); "
        "print(len(made))"
    )
    command = [sys.executable, "-X", f"pycache_prefix={tmp_path}", "-c", start]

    first, second = (
        int(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
        for _ in range(2)
    )

    assert first > 100
    assert second == 0
