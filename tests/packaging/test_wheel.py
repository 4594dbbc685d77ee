import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tui_blog import __version__

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as pip builds it but without fetching anything."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=60,
    )
    (built,) = folder.glob("*.whl")
    return built


def run_unpacked(wheel: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program from the unpacked wheel, in a home where nothing is yet."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    # Found before the checkout's own package, as an editable install comes last.
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder / "home"),
        "PYTHONPATH": str(folder / "unpacked"),
    }
    return subprocess.run(
        [sys.executable, "-P", "-m", "tui_blog", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        stdin=subprocess.DEVNULL,
        timeout=30,
    )


def test_wheel_holds_the_package_and_its_data_and_nothing_else(wheel: Path) -> None:
    """An installed program without styles does not start; one with tests in it is litter."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()

    packed = {name.removeprefix("tui_blog/") for name in names if name.startswith("tui_blog/")}
    for folder, pattern in (("styles", "*.tcss"), ("sample_posts", "*")):
        files = {f"{folder}/{path.name}" for path in (ROOT / folder).glob(pattern)}
        assert files
        assert files <= packed
    assert {"cli.py", "py.typed"} <= packed
    assert {name.split("/")[0] for name in names} == {
        "tui_blog",
        f"tui_blog-{__version__}.dist-info",
    }
    assert not [name for name in names if "__pycache__" in name]


def test_wheel_makes_the_command(wheel: Path) -> None:
    """Pip and pipx make the command from this entry."""
    with zipfile.ZipFile(wheel) as archive:
        entry_points = archive.read(f"tui_blog-{__version__}.dist-info/entry_points.txt").decode()

    assert "tui-blog = tui_blog.__main__:main" in entry_points


def test_unpacked_wheel_finds_its_own_data(wheel: Path, tmp_path: Path) -> None:
    """Data files are found in the package, not in some checkout."""
    listed = run_unpacked(wheel, tmp_path, "list")

    assert "Start here" in listed.stdout
    assert str(tmp_path) in run_unpacked_code(
        tmp_path, "from tui_blog import resources; print(resources.styles_folder())"
    )


def run_unpacked_code(folder: Path, code: str) -> str:
    """Return what code prints that imports the unpacked package."""
    finished = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "unpacked")},
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    return finished.stdout


@pytest.mark.parametrize("name", ["styles", "sample_posts"])
def test_data_folders_hold_no_code(name: str) -> None:
    """A Python file in one of them breaks the editable install."""
    assert not list((ROOT / name).rglob("*.py"))
