import shutil
import subprocess
from pathlib import Path

import pytest

from tests.live.server import SCRIPT, WordPress

pytestmark = pytest.mark.live

USUAL_TOOLS = ("sh", "sed", "dirname", "mkdir", "wc", "cat", "rm")


def test_script_when_this_is_no_debian_says_so_and_starts_nothing(tmp_path: Path) -> None:
    """On another system one would see a heap of shell errors."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in USUAL_TOOLS:
        (tools / tool).symlink_to(str(shutil.which(tool)))

    finished = subprocess.run(
        ["sh", str(SCRIPT), "up", str(tmp_path / "blog")],
        env={"PATH": str(tools)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.returncode == 3
    assert "apt-get" in finished.stderr
    assert finished.stdout == ""


@pytest.mark.parametrize("arguments", [[], ["up"], ["sideways", "folder"]])
def test_script_when_called_wrongly_explains_itself(tmp_path: Path, arguments: list[str]) -> None:
    """One would have to read the script."""
    finished = subprocess.run(
        ["sh", str(SCRIPT), *arguments[:1], *([str(tmp_path)] if arguments[1:] else [])],
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.returncode == 2
    assert "up.sh down FOLDER" in finished.stderr


def test_servers_when_running_listen_on_this_machine_only(wordpress: WordPress) -> None:
    """A test blog with known passwords would be open to the network."""
    configuration = (wordpress.folder / "run" / "nginx.conf").read_text(encoding="utf-8")

    listens = [line.strip() for line in configuration.splitlines() if "listen " in line]

    assert len(listens) == 3
    assert all("listen 127.0.0.1:" in line for line in listens)
    ((network,),) = wordpress.query("SELECT @@skip_networking")
    assert network == "1"
