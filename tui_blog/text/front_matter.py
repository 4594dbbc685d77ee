"""The metadata block at the head of a post's file: YAML, TOML, or Pelican's plain lines.

Sources: Jekyll and Hugo documentation, "Front Matter"; Pelican documentation, "File metadata".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

MAX_CHARS = 64 * 1024
"""A longer block is refused."""

_FENCED = re.compile(
    r"\A\ufeff?(?P<fence>---|\+\+\+)[ \t]*\r?\n(?P<raw>.*?)^(?P=fence)[ \t]*(?:\r?\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
_OPENING = re.compile(r"\A\ufeff?(---|\+\+\+)[ \t]*\r?\n")
_PELICAN_LINE = re.compile(r"([A-Za-z][\w-]*):(?: (.*)|)\Z")
_PLAIN_KEY = re.compile(r"([A-Za-z_][\w-]*):(?: +(.*?))? *\Z")
_PLAIN_ENTRY = re.compile(r" *- +(.*?) *\Z")
_PLAIN_SCALAR = re.compile(r"[\w(./](?:[^#:,\[\]{}&*!|>'\"%@`\\\t\n]|:(?=[^\s,\[\]{}])|,|')*\Z")
_QUOTED = re.compile(r"\"([^\"\\\n]*)\"\Z|'([^'\n]*)'\Z")
_PLAIN_LIST = re.compile(r"\[ *([\w.-]+(?: [\w.-]+)*(?: *, *[\w.-]+(?: [\w.-]+)*)*) *\]\Z")


class FrontMatterError(ValueError):
    """The block can't be read; the message says why in one sentence without a full stop."""


class HeadKind(StrEnum):
    """How a block is written."""

    NONE = "none"
    YAML = "yaml"
    TOML = "toml"
    PELICAN = "pelican"


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """A file's metadata and what follows it."""

    kind: HeadKind
    raw: str
    """The block with its fences, as it stands in the file."""
    fields: Mapping[str, object]
    """Keys in lower case. YAML and Pelican give text, lists and tables of text; TOML its types."""
    body: str
    """All behind the block."""


def split(source: str) -> FrontMatter:
    """Part a file's metadata from its body.

    Raises:
        FrontMatterError: There is a block, and it can't be read.
    """
    fenced = _FENCED.match(source)
    if fenced is None:
        if _OPENING.match(source) and len(source) > MAX_CHARS:
            raise FrontMatterError("the head has no end within 64 KiB")
        return _split_pelican(source)
    if len(fenced["raw"]) > MAX_CHARS:
        raise FrontMatterError("the head is longer than 64 KiB")
    is_yaml = fenced["fence"] == "---"
    fields = _yaml_fields(fenced["raw"]) if is_yaml else _toml_fields(fenced["raw"])
    return FrontMatter(
        kind=HeadKind.YAML if is_yaml else HeadKind.TOML,
        raw=fenced[0],
        fields={key.lower(): value for key, value in fields.items()},
        body=source[fenced.end() :],
    )


def simple_yaml(raw: str) -> dict[str, object] | None:
    """Read a block that uses YAML's simplest forms only, as nearly all do.

    Returns:
        What PyYAML's `BaseLoader` would give; `None` when the block uses anything else.
    """
    fields: dict[str, object] = {}
    entries: list[str] | None = None
    for line in raw.splitlines():
        if not line.strip():
            continue
        entry = _PLAIN_ENTRY.match(line)
        if entry is not None and entries is not None:
            scalar = _scalar(entry[1])
            if scalar is None or not scalar:
                return None
            entries.append(scalar)
            continue
        pair = _PLAIN_KEY.match(line)
        if pair is None or pair[1] in fields:
            return None
        value = _value(pair[2] or "")
        if value is None:
            return None
        entries = [] if value == "" and not pair[2] else None
        fields[pair[1]] = value if entries is None else entries
    return {key: "" if value == [] else value for key, value in fields.items()}


def _value(text: str) -> str | list[str] | None:
    flow = _PLAIN_LIST.match(text)
    if flow is not None:
        return [part.strip() for part in flow[1].split(",")]
    return _scalar(text)


def _scalar(text: str) -> str | None:
    if not text:
        return ""
    quoted = _QUOTED.match(text)
    if quoted is not None:
        return quoted[1] if quoted[1] is not None else quoted[2]
    if _PLAIN_SCALAR.match(text) and not text.endswith(":"):
        return text
    return None


def _yaml_fields(raw: str) -> Mapping[str, object]:
    fields = simple_yaml(raw)
    if fields is not None:
        return fields
    from tui_blog.text.yaml_head import load_yaml

    return load_yaml(raw)


def _toml_fields(raw: str) -> Mapping[str, object]:
    import tomllib

    try:
        return tomllib.loads(raw)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise FrontMatterError(f"the head is not TOML: {error}") from error


def _split_pelican(source: str) -> FrontMatter:
    """Read lines of "Key: value" up to the first blank line, if a title is among them."""
    fields: dict[str, object] = {}
    offset = 0
    for line in source[:MAX_CHARS].splitlines(keepends=True):
        text = line.strip("\r\n\ufeff")
        pair = _PELICAN_LINE.match(text)
        if pair is None:
            break
        fields[pair[1].lower()] = (pair[2] or "").strip()
        offset += len(line)
    is_head = "title" in fields and source[offset : offset + 1] in ("", "\n", "\r")
    if not is_head:
        return FrontMatter(kind=HeadKind.NONE, raw="", fields={}, body=source)
    return FrontMatter(
        kind=HeadKind.PELICAN,
        raw=source[:offset],
        fields=fields,
        body=source[offset:].lstrip("\r\n"),
    )
