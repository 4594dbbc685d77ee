"""The metadata block at the head of a post's file: YAML, TOML, JSON, or Pelican's plain lines.

Sources: Jekyll and Hugo documentation, "Front Matter"; Pelican documentation, "File metadata";
Python-Markdown documentation, "Meta-Data".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tui_blog.text.patterns import Pattern
from tui_blog.text.simple_yaml import simple_yaml

MAX_CHARS = 64 * 1024
"""A longer block is refused."""

_OPENING = Pattern(r"\ufeff?(---|\+\+\+)[ \t]*\r?\n").match
_YAML_END = Pattern(r"^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_TOML_END = Pattern(r"^\+\+\+[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
# No character can be taken in two ways: the time would double with each comment.
_YAML_KEY = Pattern(r"(?:[ \t\r]*(?:#[^\n]*)?\n)*[\"']?\w[\w .-]{0,60}[\"']?[ \t]*:(?:\s|\Z)").match
_TOML_KEY = Pattern(r"(?:[ \t\r]*(?:#[^\n]*)?\n)*(?:\[|[\"']?[\w.-]{1,60}[\"']?[ \t]*=)").match
_JSON_START = Pattern(r"\ufeff?\{\s*\"").match
_PELICAN_PAIR = Pattern(r" {0,3}([A-Za-z0-9_-]{1,60}):(?:[ \t]+(.*))?").fullmatch
_PELICAN_MORE = Pattern(r"(?: {4}|\t)\s*(\S.*)").fullmatch
_PELICAN_SIGNS = ("title", "date")


class FrontMatterError(ValueError):
    """The block can't be read; the message says why in one sentence without a full stop."""


class HeadKind(StrEnum):
    """How a block is written."""

    NONE = "none"
    YAML = "yaml"
    TOML = "toml"
    JSON = "json"
    PELICAN = "pelican"


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """A file's metadata and what follows it."""

    kind: HeadKind
    raw: str
    """The block with its fences, as it stands in the file; ``raw + body`` is the whole file."""
    fields: Mapping[str, object]
    """Keys in lower case. YAML gives text, lists and tables of text; Pelican text, and lists of
    text where a key has several lines; TOML and JSON their own types."""
    body: str
    """All behind the block."""


def split(source: str) -> FrontMatter:
    """Part a file's metadata from its body.

    A file that begins with a rule or with prose has no metadata: all of it is body.

    Raises:
        FrontMatterError: There is a block, and it can't be read.
    """
    opening = _OPENING(source)
    if opening is not None and opening[1] == "---":
        return _split_yaml(source, opening.end())
    if opening is not None:
        return _split_toml(source, opening.end())
    if _JSON_START(source):
        return _split_json(source)
    return _split_pelican(source)


def needs_more(beginning: str) -> bool:
    """Tell whether a file that is cut off may have a head that goes on behind the cut."""
    opening = _OPENING(beginning)
    if opening is None:
        return bool(_JSON_START(beginning))
    end = _YAML_END if opening[1] == "---" else _TOML_END
    return end.search(beginning, opening.end()) is None


def _split_yaml(source: str, start: int) -> FrontMatter:
    is_meant = _YAML_KEY(source, start) is not None
    end = _YAML_END.search(source, start, start + MAX_CHARS + 4)
    if end is None:
        return _unended(source, is_meant=is_meant)
    raw = source[start : end.start()]
    fields: Mapping[str, object] | None = simple_yaml(raw)
    if fields is None:
        from tui_blog.text.yaml_head import load_yaml

        try:
            fields = load_yaml(raw)
        except FrontMatterError:
            if is_meant:
                raise
    if fields is None:
        return _without_head(source)
    return _with_head(HeadKind.YAML, source, end.end(), fields)


def _split_toml(source: str, start: int) -> FrontMatter:
    end = _TOML_END.search(source, start, start + MAX_CHARS + 4)
    if end is None:
        return _unended(source, is_meant=_TOML_KEY(source, start) is not None)
    import tomllib

    try:
        fields = tomllib.loads(source[start : end.start()].replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:
        raise FrontMatterError(f"the head is not TOML: {str(error)[:200]}") from error
    return _with_head(HeadKind.TOML, source, end.end(), fields)


def _split_json(source: str) -> FrontMatter:
    import json

    start = source.startswith("\ufeff")
    try:
        fields, end = json.JSONDecoder().raw_decode(source[:MAX_CHARS], int(start))
    except (ValueError, RecursionError) as error:
        raise FrontMatterError("the head is not JSON") from error
    while source[end : end + 1] in ("\r", "\n"):
        end += 1
    return _with_head(HeadKind.JSON, source, end, fields)


def _split_pelican(source: str) -> FrontMatter:
    """Read lines of "Key: value" up to the first other one, if a title or date is among them."""
    fields: dict[str, object] = {}
    key, offset = "", 0
    for line in source[:MAX_CHARS].splitlines(keepends=True):
        text = line.rstrip("\r\n").removeprefix("\ufeff" if not offset else "")
        pair = _PELICAN_PAIR(text)
        more = _PELICAN_MORE(text) if key else None
        if pair is not None:
            key = pair[1].lower()
            _add(fields, key, (pair[2] or "").strip())
        elif more is not None:
            _add(fields, key, more[1].strip())
        else:
            break
        offset += len(line)
    if not any(sign in fields for sign in _PELICAN_SIGNS):
        return _without_head(source)
    while source[offset : offset + 1] in ("\r", "\n"):
        offset += 1
    return _with_head(HeadKind.PELICAN, source, offset, fields)


def _add(fields: dict[str, object], key: str, text: str) -> None:
    """Add a line to a key; several make a list."""
    before = fields.get(key)
    if before is None or before == "":
        fields[key] = text
    elif isinstance(before, list):
        before.append(text)
    else:
        fields[key] = [before, text]


def _unended(source: str, *, is_meant: bool) -> FrontMatter:
    if is_meant:
        raise FrontMatterError("the head has no end within its first 64 KiB")
    return _without_head(source)


def _without_head(source: str) -> FrontMatter:
    return FrontMatter(kind=HeadKind.NONE, raw="", fields={}, body=source)


def _with_head(kind: HeadKind, source: str, end: int, fields: Mapping[str, object]) -> FrontMatter:
    return FrontMatter(
        kind=kind,
        raw=source[:end],
        fields={key.lower(): value for key, value in fields.items()},
        body=source[end:],
    )
