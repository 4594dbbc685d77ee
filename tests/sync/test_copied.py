"""The list of the copies that one person has."""

from pathlib import Path

import pytest

from tests.fakes.mirrors import a_copied_blog, mirror_in, pull
from tui_blog.sync.copied import list_copies, name_copy


async def test_only_folders_that_are_copies_are_listed_in_the_order_of_their_names(
    tmp_path: Path,
) -> None:
    """One damaged or foreign folder would hide all blogs, or be offered as one."""
    for name in ("second", "first"):
        await pull(mirror_in(tmp_path / name, a_copied_blog()))
    manifests = {
        "damaged": b"schema = \xff",
        "newer": b"schema = 1000\n",
        "own posts": b'schema = 1\nid = "x"\n',
    }
    for name, manifest in manifests.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "blog.toml").write_bytes(manifest)
    (tmp_path / "empty").mkdir()
    (tmp_path / "a file").touch()
    (tmp_path / "elsewhere").symlink_to(tmp_path / "first")

    copies = list_copies(tmp_path)

    assert [copy.name for copy in copies] == ["first", "second"]
    assert {copy.home for copy in copies} == {"https://blog.example"}
    assert [copy.folder for copy in copies] == [tmp_path / "first", tmp_path / "second"]


def test_where_nothing_was_copied_there_are_no_copies(tmp_path: Path) -> None:
    """The first start of all would fail."""
    assert list_copies(tmp_path / "not there") == ()


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://blog.example/", "blog-example"),
        ("https://blog.example/Notes/?x", "blog-example-notes"),
        ("https://例え.テスト/", "blog"),
        ("https://-/", "blog"),
        ("https://news/", "news-2"),
        ("https://here/", "here-2"),
        (f"https://{'a' * 59}-{'b' * 59}/", "a" * 59),
    ],
)
def test_a_copy_has_a_name_that_opens_it(tmp_path: Path, address: str, name: str) -> None:
    """It would lie among the others as if they were its posts, or could never be opened."""
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "blog.toml").touch()

    copy = name_copy(tmp_path, address, taken=("news", "list"))

    assert (copy.name, copy.folder, copy.home) == (name, tmp_path / name, address)
