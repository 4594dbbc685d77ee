"""YAML's simplest forms, read without loading a YAML parser: what nearly all front matter uses."""

from tui_blog.text.patterns import Pattern

_READABLE = Pattern(
    "[\n -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]*"
).fullmatch
_IS_COMMENT = Pattern(r" *#").match
_PAIR = Pattern(r"([A-Za-z_][A-Za-z0-9_-]{0,60}):(?: +(.*))?").fullmatch
_ENTRY = Pattern(r"( *)- +(.*)").fullmatch
_FIRST = r"[^\s\-?:,\[\]{}#&*!|>'\"%@`]"
_PLAIN = Pattern(rf"{_FIRST}(?:[^:#]|:(?! |$)|(?<! )#)*").fullmatch
_DOUBLE = r'"([^"\\]*)"'
_SINGLE = r"'((?:[^']|'')*)'"
_QUOTED = Pattern(f"{_DOUBLE}|{_SINGLE}").fullmatch
_FLOW_ENTRY = Pattern(rf" *(?:{_DOUBLE}|{_SINGLE}|({_FIRST}[^:#?,\[\]{{}}]*?)) *(?:,|$)").match


def simple_yaml(raw: str) -> dict[str, object] | None:
    """Read lines of ``key: value``; values are text or lists of text, quoted or not.

    Args:
        raw: A YAML document without its fences.

    Returns:
        Exactly what PyYAML's `BaseLoader` gives; `None` where anything else is used.
    """
    text = raw.replace("\r\n", "\n")
    is_plain = text.isascii() and text.replace("\n", "").isprintable()
    if not is_plain and not _READABLE(text):
        return None
    fields: dict[str, object] = {}
    key, indent = "", ""
    entries: list[str] | None = None
    for untrimmed in text.split("\n"):
        line = untrimmed.rstrip(" ")
        if not line or (line[0] in " #" and _IS_COMMENT(line)):
            continue
        pair = _PAIR(line)
        if pair is not None:
            key = pair[1]
            value = _value(pair[2] or "")
            if value is None or key in fields:
                return None
            fields[key] = value
            entries = [] if not pair[2] else None
            continue
        entry = _ENTRY(line)
        scalar = None if entry is None else _scalar(entry[2])
        if entry is None or entries is None or scalar is None:
            return None
        if entries and entry[1] != indent:
            return None
        indent = entry[1]
        entries.append(scalar)
        fields[key] = entries
    return fields


def _value(text: str) -> str | list[str] | None:
    if text.startswith("[") and text.endswith("]"):
        return _flow_list(text[1:-1])
    return _scalar(text)


def _flow_list(text: str) -> list[str] | None:
    values: list[str] = []
    position, end = 0, len(text.rstrip(" "))
    if not end:
        return values
    text = text[:end]
    while position < end:
        entry = _FLOW_ENTRY(text, position)
        if entry is None:
            return None
        values.append(_chosen(entry[1], entry[2], entry[3]))
        position = entry.end()
    return None if text.endswith(",") else values


def _scalar(text: str) -> str | None:
    if not text.startswith(("'", '"')):
        return text if not text or _PLAIN(text) else None
    quoted = _QUOTED(text)
    return None if quoted is None else _chosen(quoted[1], quoted[2], None)


def _chosen(double: str | None, single: str | None, plain: str | None) -> str:
    if double is not None:
        return double
    return single.replace("''", "'") if single is not None else plain or ""
