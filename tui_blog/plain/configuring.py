"""`tui-blog config`: which settings hold, and where each comes from; a sample to begin with."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tui_blog.config import Config
from tui_blog.config.lines import Key, Lines
from tui_blog.config.loading import UnusableError, read_file
from tui_blog.config.top_level import SETTINGS, written
from tui_blog.plain.output import Output
from tui_blog.text import clean
from tui_blog.text.patterns import Pattern

_BARE = Pattern(r"[A-Za-z0-9_-]+")
_SECRET = Pattern(r"(?i)(?:password|secret|token)(?!-command)")
"""Keys that mean nothing, but hold what must not be seen where this is shown to others."""
_SECTIONS = """\
# Keys by the ids that `tui-blog keys` lists; several are set apart by commas.
# [keys]
# "fold.close_all" = "W"

# Whom you comment as where no account says so.
# [identity]
# name = "Mara"
# email = "mara@example.org"
# url = "https://mara.example/"

# A blog: an address, or a folder of posts. `tui-blog garden` opens this one.
# [blogs.garden]
# url = "https://blog.example/"
# user = "mara"
# password-command = "pass show blog.example"
# ssl-ca = "~/own-ca.pem"

# [blogs.notes]
# folder = "~/notes/content"

# Where S shares: your own server, and pages and commands of your own. A command runs without
# a shell; {url}, {title} and {text} stand for what is shared.
# [share]
# mastodon = "https://social.example"

# [share.bookmarks]
# url = "https://bookmarks.example/add?url={url}&title={title}&description={text}"

# [share.note]
# command = ["note", "--link={url}", "{title}", "{text}"]

# Rules about comments; the first one that holds decides: hide, fold or highlight.
# [[filters]]
# name = "spam"
# action = "hide"
# words = ["casino", "free money"]
# links = ">= 3"
"""


class Row(NamedTuple):
    """A setting that holds."""

    key: str
    """Its tables first, with dots between."""
    value: str
    """As one would write it in the file."""
    line: int = 0
    """Of the file, from 1; 0 where it is not from there."""
    variable: str = ""
    """Of the environment, where it is from there."""

    @property
    def source(self) -> str:
        """Where it is from, for people."""
        return self.variable or (f"line {self.line}" if self.line else "default")


def print_config(
    path: Path,
    config: Config,
    output: Output,
    *,
    environ: Mapping[str, str],
    problems: Sequence[str] = (),
) -> None:
    """Print each setting that holds, and where it is set.

    Args:
        path: The file of settings; it need not be there.
        config: What was read from it.
        output: Where to print.
        environ: The environment; some of it counts before the file.
        problems: Sentences about the file besides those in `config`.
    """
    rows = list(_rows(path, config, environ))
    problems = [*config.problems, *problems]
    if output.as_json:
        output.print_json(
            {
                "file": str(path),
                "settings": [
                    {
                        "key": row.key,
                        "value": row.value,
                        "line": row.line or None,
                        "variable": row.variable or None,
                    }
                    for row in rows
                ],
                "problems": problems,
            }
        )
        return
    output.print_line(clean.field(f"# {path}", max_chars=1000))
    shown = [f"{clean.field(row.key)} = {clean.field(row.value, max_chars=1000)}" for row in rows]
    width = min(40, max(map(len, shown)))
    for row, text in zip(rows, shown, strict=True):
        place = clean.field(f"{path}:{row.line}: ", max_chars=1000)
        is_refused = row.line and any(one.startswith(f"{place} ") for one in problems)
        output.print_line(f"{text:{width}}  # {row.source}{', not used' * bool(is_refused)}")


def sample() -> str:
    """Return a file of settings in which everything is explained and nothing is set."""
    about = "\n\n".join(
        f"# {one.about}\n# Without it: {written(one.default)}\n# {one.key} = {one.sample}"
        for one in SETTINGS
    )
    begin = "# Settings of tui-blog. Take the # away from what you want to set."
    return f"{begin}\n\n{about}\n\n{_SECTIONS}"


def _rows(path: Path, config: Config, environ: Mapping[str, str]) -> Iterator[Row]:
    text, table = _read(path)
    lines = Lines(text)
    simple = {setting.key for setting in SETTINGS}
    for setting in SETTINGS:
        if setting.variable in environ:
            wanted = environ[setting.variable]
            yield Row(setting.key, written(wanted), variable=setting.variable)
            continue
        value = getattr(config, setting.field)
        is_taken = setting.key in table and _is_same(table[setting.key], value)
        yield Row(setting.key, written(value), lines.find((setting.key,)) if is_taken else 0)
    for key, others in table.items():
        if key not in simple:
            for way, value in _leaves((key,), others):
                written_key = "".join(map(_quoted, way)).removeprefix(".")
                shown = "(not shown)" if _SECRET.search(written_key) else _written(value)
                yield Row(written_key, shown, lines.find(way))


def _read(path: Path) -> tuple[str, Mapping[str, object]]:
    try:
        return read_file(path)
    except (FileNotFoundError, UnusableError):
        return "", {}


def _written(value: object) -> str:
    """Write anything that can stand in the file."""
    try:
        return json.dumps(value, default=str)
    except ValueError:
        return "(a number that is too long)"


def _is_same(told: object, value: object) -> bool:
    """Say whether what stands in the file holds; true is not 1 there."""
    return told == value and isinstance(told, bool) is isinstance(value, bool)


def _quoted(part: str | int) -> str:
    """Write a part of a key behind those before it."""
    if isinstance(part, int):
        return f"[{part + 1}]"
    return f".{part if _BARE.fullmatch(part) else json.dumps(part, ensure_ascii=False)}"


def _leaves(way: Key, value: object) -> Iterator[tuple[Key, object]]:
    inner: Iterable[tuple[str | int, object]] = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        inner = enumerate(value)
    else:
        yield way, value
    for key, one in inner:
        yield from _leaves((*way, key), one)
