"""Tell whether a checkout's environment is complete, and record that it is.

``setup_state.py check|record ROOT [GROUP]...``; check ends with 0 or 1. It runs at each start,
without the site module, so it imports next to nothing.
"""

import os
import sys
import zlib


def describe(root: str, groups: list[str]) -> list[str]:
    """Return what the environment depends on, a line each."""
    with open(os.path.join(root, "pyproject.toml"), "rb") as stream:  # noqa: PTH118, PTH123
        checksum = zlib.crc32(stream.read())
    version = ".".join(map(str, sys.version_info[:2]))
    return [
        f"location {root!r}",
        f"python {version}",
        f"pyproject {checksum:08x}",
        f"groups {' '.join(sorted(groups))}",
    ]


def list_installed(root: str) -> list[str]:
    """Return what stands at the top of the environment's package folder, a line each."""
    version = ".".join(map(str, sys.version_info[:2]))
    folder = f"{root}/.venv/lib/python{version}/site-packages"
    return sorted(f"has {name!r}" for name in os.listdir(folder) if name != "__pycache__")  # noqa: PTH208


def is_complete(root: str, groups: list[str]) -> bool:
    """Compare with what was recorded; more groups and packages than needed do no harm."""
    try:
        with open(f"{root}/.venv/setup.stamp", encoding="utf-8") as stream:  # noqa: PTH123
            recorded = stream.read().splitlines()
        installed = list_installed(root)
    except (OSError, ValueError):
        return False
    recorded_groups = [line for line in recorded if line.startswith("groups ")]
    known = set(" ".join(recorded_groups).split()[1:])
    needed = describe(root, sorted(known))
    has = [line for line in recorded if line.startswith("has ")]
    return known.issuperset(groups) and recorded[:4] == needed and set(has) <= set(installed)


def record(root: str, groups: list[str]) -> None:
    """Write down what the environment was made from."""
    stamp = f"{root}/.venv/setup.stamp"
    lines = [*describe(root, groups), *list_installed(root)]
    with open(f"{stamp}.new", "w", encoding="utf-8") as stream:  # noqa: PTH123
        stream.write("\n".join(lines) + "\n")
    os.replace(f"{stamp}.new", stamp)  # noqa: PTH105


def main(action: str, root: str, *groups: str) -> int:
    """Do what the arguments say; returns the exit code."""
    if action == "check":
        return 0 if is_complete(root, list(groups)) else 1
    try:
        record(root, list(groups))
    except OSError:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
