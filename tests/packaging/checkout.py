"""A copied checkout whose Python and pip are stand-ins that do nothing but say they were called.

What the stand-ins can't show, a real set-up from the package index, is what .ci/run begins with.
"""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
_TOOLS = (
    *(
        "cat",
        "chmod",
        "cp",
        "cut",
        "date",
        "dirname",
        "env",
        "grep",
        "mkdir",
        "mv",
        "readlink",
        "rm",
    ),
    *("sed", "sh", "sort", "tail", "touch", "tr"),
)
# One script plays Python everywhere: on the PATH and, copied, in the environment it "makes".
_PYTHON = """#!/bin/sh
printf '%s\\n' "$*" >>"$STUB_CALLS"
site=$STUB_ROOT/.venv/lib/python{version}/site-packages
case $* in
'-P '*/tui_blog/__main__.py*)
    shift 2
    printf 'ran'
    printf ' [%s]' "$@"
    echo
    ;;
*'version_info[:3]'*) echo "${{STUB_VERSION:-{version}.0}}" ;;
*'version_info <'*) exit "${{STUB_IS_OLD:-0}}" ;;
*ensurepip*) exit "${{STUB_LACKS_VENV:-0}}" ;;
*fcntl* | *setup_state.py*) exec {python} "$@" ;;
*'-m venv '*)
    mkdir -p "$STUB_ROOT/.venv/bin" "$site/pip"
    cp "$0" "$STUB_ROOT/.venv/bin/python"
    printf '#!%s\\n' "$STUB_ROOT/.venv/bin/python" >"$STUB_ROOT/.venv/bin/pip"
    ;;
*'-m pip --version') ;;
*'-m pip install pip'*) ;;
*'-m pip install '*)
    case ${{STUB_PIP:-}} in
    killed) kill -9 "$PPID" ;;
    offline)
        echo "WARNING: Retrying after connection broken by 'NewConnectionError(...)'"
        echo 'ERROR: No matching distribution found for textual'
        exit 1
        ;;
    damaged)
        if [ -e "$site/damage" ]; then
            echo 'ERROR: Cannot uninstall textual.'
            exit 1
        fi
        ;;
    refused)
        echo 'ERROR: No space left on device.'
        exit 1
        ;;
    esac
    mkdir -p "$site/textual"
    ;;
*'-m pytest'*)
    printf 'pytest'
    printf ' [%s]' "$@"
    echo
    ;;
esac
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a script did."""

    code: int
    output: str
    talk: str


@dataclass(slots=True)
class Checkout:
    """A copied checkout; its path has a space, a quote and a dollar sign in it."""

    root: Path
    tools: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def calls(self) -> list[str]:
        """How Python was called so far."""
        path = Path(self.environment["STUB_CALLS"])
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    @property
    def installs(self) -> list[str]:
        """How pip was called to install this checkout."""
        return [call for call in self.calls if "pip install --editable" in call]

    def forget_calls(self) -> None:
        """Begin a new list of calls."""
        Path(self.environment["STUB_CALLS"]).unlink()

    def command(self, script: str, *arguments: str) -> list[str]:
        """Return the command line of one of the scripts."""
        return [str(self.root / "scripts" / script), *arguments]

    def run(self, script: str, *arguments: str, **variables: str) -> Outcome:
        """Run one of the scripts from another folder, without a terminal."""
        return self.run_command(self.command(script, *arguments), variables)

    def run_command(self, command: list[str], variables: Mapping[str, str]) -> Outcome:
        """Run a command in the environment of this checkout."""
        finished = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
            cwd=self.root.parent,
            env={**self.environment, **variables},
        )
        return Outcome(finished.returncode, finished.stdout, finished.stderr)


def make_checkout(folder: Path, name: str) -> Checkout:
    """Copy what the scripts need, and lay out the few tools they use."""
    root = folder / name
    shutil.copytree(
        ROOT / "scripts", root / "scripts", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / "pyproject.toml", root)
    tools = folder / "bin"
    tools.mkdir()
    for tool in _TOOLS:
        found = shutil.which(tool)
        assert found is not None, f"{tool} is not on the PATH"
        (tools / tool).symlink_to(found)
    environment = {
        "PATH": os.fspath(tools),
        "HOME": os.fspath(folder),
        "STUB_ROOT": os.fspath(root),
        "STUB_CALLS": os.fspath(folder / "calls"),
    }
    return Checkout(root, tools, environment)


def add_python(checkout: Checkout) -> None:
    """Put the stand-in for Python on the checkout's PATH."""
    version = ".".join(map(str, sys.version_info[:2]))
    text = _PYTHON.format(version=version, python=shlex.quote(sys.executable))
    python = checkout.tools / "python3"
    python.write_text(text, encoding="utf-8")
    python.chmod(0o755)
