"""An archive's manifest: what was written is read, by the short way and by the long one."""

import sys
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_blog.storage.archive.manifest import _read_fields, read_manifest, write_manifest

KEYS = st.text("abc_xyz", min_size=1, max_size=8)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.one_of(TEXTS, st.booleans(), st.integers(0, 10**12), st.lists(TEXTS).map(tuple))
ODD_LINES = st.sampled_from(
    [
        *("", "# a comment", "name = 'single'", "name =  2", "a.b = 1", '"a b" = 1', "[table]"),
        *('a = "\\/"', 'a = "\\ud800"', 'a = "\\u0041"', 'a = "\t"', 'a = """x"""', "a = [1, 2,]"),
        *('a = [["x"], "y"]', 'a = {"b": 1}', "a = {b = 1}", "a = null", "a = 1e5", "a = NaN"),
        *("a = 1\r", "a = +1", "a = 01", "a = 0x1f", "a = 1979-05-27", "a = inf", "é = 1", "a=1"),
        *('a = "\\U0001f600"', 'a = "\x7f"', "a = [true, 1]", "a = []", "a = ", " = 1", "1 = 1"),
        'a = "\x85"',
    ]
)


def outcome(read: Callable[[str], Mapping[str, object]], text: str) -> object:
    """What comes of reading something: the fields, or that it is no TOML."""
    try:
        return read(text)
    except ValueError:
        return ValueError


@given(
    st.dictionaries(KEYS, VALUES, max_size=5),
    st.lists(st.tuples(st.integers(0, 6), ODD_LINES), max_size=2),
)
def test_both_ways_read_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    fields: dict[str, str | bool | int | tuple[str, ...]],
    odd: list[tuple[int, str]],
) -> None:
    """A line that a person wrote would mean something else to us than to everybody."""
    folder = tmp_path_factory.mktemp("archive")
    write_manifest(folder, fields)
    lines = (folder / "blog.toml").read_bytes().decode().split("\n")
    for place, line in odd:
        lines.insert(place, line)
    text = "\n".join(lines)

    assert outcome(_read_fields, text) == outcome(tomllib.loads, text)


def test_the_parser_of_toml_is_not_needed_for_what_was_written_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each start would take longer by what its import takes."""
    fields: Mapping[str, str | bool | int | tuple[str, ...]]
    fields = {"name": "Ä “blog” \\ here", "is_whole": True, "seen": ("a", "b"), "count": 12}
    write_manifest(tmp_path, fields)
    monkeypatch.setitem(sys.modules, "tomllib", None)

    manifest = read_manifest(tmp_path)

    assert manifest.name == "Ä “blog” \\ here"
    assert manifest.fields["seen"] == ["a", "b"]
    assert manifest.fields["count"] == 12


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a BOM"])
def test_what_a_person_wrote_is_read_too(tmp_path: Path, start: bytes) -> None:
    (tmp_path / "blog.toml").write_bytes(start + b"# mine\r\nname = 'My blog' # here\r\n")

    assert read_manifest(tmp_path).name == "My blog"
