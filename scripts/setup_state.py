"""Tell whether a checkout's environment is complete, and record that it is.

``setup_state.py check|verify|record ROOT [GROUP]...`` ends with 0 or 1. ``check`` runs at each
start, without the site module, so it imports next to nothing; ``verify`` looks at every file.
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
    names = os.listdir(package_folder(root))  # noqa: PTH208
    return sorted(f"has {name!r}" for name in names if name != "__pycache__")


def package_folder(root: str) -> str:
    """Return where the environment's packages are."""
    version = ".".join(map(str, sys.version_info[:2]))
    return f"{root}/.venv/lib/python{version}/site-packages"


def list_lost_files(root: str) -> list[str]:
    """Return the files that packages say they have, and have not; pip does not notice those."""
    from importlib.metadata import distributions

    lost = []
    for package in distributions(path=[package_folder(root)]):
        files = package.files
        if files is None:
            lost.append(f"{package.metadata['Name']}: its list of files")
            continue
        paths = [str(package.locate_file(file)) for file in files if file.suffix != ".pyc"]
        lost += [path for path in paths if not os.path.exists(path)]  # noqa: PTH110
    return lost


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
    if action == "verify":
        lost = list_lost_files(root)
        for line in lost:
            print(f"ERROR: lost: {line}")
        return 1 if lost else 0
    try:
        record(root, list(groups))
    except OSError:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
