"""The list of the copies that one person has."""

from pathlib import Path

from tests.fakes.mirrors import a_copied_blog, mirror_in, pull
from tui_blog.sync.copied import list_copies


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
