"""What a folder says of itself: the archive's manifest, or the settings of a site generator."""

import json
import re
from codecs import BOM_UTF8
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from tui_blog.files import write_atomic
from tui_blog.model.errors import NewerFormatError
from tui_blog.storage.archive.scan import MANIFEST, read_bytes
from tui_blog.text import clean
from tui_blog.text.patterns import Pattern

SCHEMA = 1
"""The version of the archive's layout that this program reads and writes."""
_MAX_BYTES = 64 * 1024
_SETTINGS = (
    "_config.yml",
    "hugo.toml",
    "hugo.yaml",
    "config.toml",
    "config.yaml",
    "pelicanconf.py",
)
_TITLE = Pattern(
    r"^(?:title|SITENAME)[ \t]*[:=][ \t]*"
    r"(?:\"([^\"\n]{1,200})\"|'([^'\n]{1,200})'|([^\"'#\n]{1,200}))",
    re.MULTILINE,
)


class Manifest(NamedTuple):
    """What is known of a folder as a whole."""

    name: str
    """Cleaned; never empty."""
    is_archive: bool
    """There is a manifest of our own."""
    damage: str = ""
    """Why the manifest can't be read, as a sentence; empty when all is well."""
    fields: Mapping[str, object] = MappingProxyType({})
    """All that it says."""

    @property
    def id_prefix(self) -> str:
        """What begins the ids of posts that are copies of a blog's; empty where none are."""
        prefix = self.fields.get("id_prefix", "")
        return prefix if isinstance(prefix, str) else ""


def read_manifest(root: Path) -> Manifest:
    """Read the manifest of a folder, or find a name for it.

    Raises:
        NewerFormatError: A newer version of this program wrote the manifest.
    """
    name = clean.field(root.absolute().name) or "posts"
    try:
        data = read_bytes(str(root / MANIFEST), _MAX_BYTES)
    except FileNotFoundError:
        return Manifest(name=_told_name(root) or name, is_archive=False)
    except OSError as error:
        reason = clean.field(error.strerror or "")
        return Manifest(name=name, is_archive=True, damage=f"{MANIFEST} can't be read: {reason}.")
    try:
        manifest = _read_fields(data.removeprefix(BOM_UTF8).decode())
    except (ValueError, RecursionError) as error:
        reason = clean.field(str(error), max_chars=200)
        return Manifest(name=name, is_archive=True, damage=f"{MANIFEST} can't be read: {reason}.")
    schema = manifest.get("schema", SCHEMA)
    if isinstance(schema, int) and schema > SCHEMA:
        raise NewerFormatError(f"{name} was written by a newer tui-blog (schema {schema}).")
    told = manifest.get("name", "")
    return Manifest(
        name=(clean.field(told) if isinstance(told, str) else "") or name,
        is_archive=True,
        fields=manifest,
    )


def write_manifest(root: Path, fields: Mapping[str, str | bool | int | tuple[str, ...]]) -> None:
    """Write the manifest of an archive, unless it says the same already.

    Args:
        root: The archive; it has to be there.
        fields: What it is to say besides the schema.

    Raises:
        OSError: It is as it was.
    """
    lines = [f"schema = {SCHEMA}", *(f"{key} = {_toml(fields[key])}" for key in sorted(fields))]
    data = "".join(f"{line}\n" for line in lines).encode("utf-8", errors="replace")
    path = root / MANIFEST
    try:
        if read_bytes(str(path), len(data) + 1) == data:
            return
    except FileNotFoundError:
        pass
    write_atomic(path, data)


def _read_fields(text: str) -> Mapping[str, object]:
    """Read all that a manifest says.

    As long as nobody edited it, each line is one that `write_manifest` writes, with a value of
    JSON: then the parser of TOML, whose import takes longer than all else here, is not needed.

    Raises:
        ValueError, RecursionError: It is no TOML.
    """
    fields: dict[str, object] = {}
    for line in text.removesuffix("\n").split("\n"):
        key, _, told = line.partition(" = ")
        try:
            value = json.loads(told)
        except (ValueError, RecursionError):
            value = None
        given = tuple(value) if isinstance(value, list) else value
        if key in fields or not _is_own(key, given) or told != _toml(given):
            import tomllib

            return tomllib.loads(text)
        fields[key] = value
    return fields


def _is_own(key: str, value: object) -> bool:
    """Say whether a key and its value are of those that are written here."""
    values = value if isinstance(value, tuple) else (value,)
    return (
        key.isascii()
        and key.isidentifier()
        and all(isinstance(one, str | bool | int) for one in values)
    )


def _toml(value: str | bool | int | tuple[str, ...]) -> str:
    """Write a value; TOML's basic strings are JSON's, but for DEL."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _told_name(root: Path) -> str:
    for folder in (root, root.parent) if root.name == "content" else (root,):
        for settings in _SETTINGS:
            try:
                data = read_bytes(str(folder / settings), _MAX_BYTES)
            except OSError:
                continue
            found = _TITLE.search(data.decode("utf-8-sig", errors="replace"))
            if found is not None:
                return clean.field(found[1] or found[2] or found[3] or "")
    return ""
