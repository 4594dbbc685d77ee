"""Code that the standard library generates at each start, kept from the last one.

Dataclasses, named tuples and quoted annotations are written out as source and compiled whenever
the module that has them is imported: Textual's, Rich's and ours together are a twelfth of a start.
Here what was compiled is kept, as Python keeps its modules, by its source: whatever is asked for
is what compiling would give. Without the file, or with one that can't be used, all is compiled.

Source: CPython 3.11 to 3.14, `dataclasses`, `collections.namedtuple`, `typing.ForwardRef`: each
calls `exec`, `eval` or `compile` by its name, which is looked for in the module before it is in
the builtins.
"""

import collections
import dataclasses
import marshal
import sys
import typing
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from tui_blog.files import write_atomic

_FILENAME = "<string>"
_END_OF_HEAD = b"\n"
_TIMES_USED = 1.25
"""How much more than a start needed is kept. More would take longer to read than it saves, and what
an update left behind goes."""
_Key = tuple[str, str]
"""`exec` or `eval`, and the source."""


class GeneratedCode:
    """Compiles what was not kept, from `begin` to `keep` or `stop`."""

    def __init__(self, file: Path | None) -> None:
        """Name the file; nothing is read yet.

        Args:
            file: Where code is kept; `None` for nowhere.
        """
        self._file = file
        self._kept: Mapping[_Key, CodeType] = {}
        self._used: dict[_Key, CodeType] = {}

    def begin(self) -> None:
        """Have the standard library ask here."""
        self._kept = _load(self._file)
        vars(dataclasses)["exec"] = self._asked_by(dataclasses, "exec", exec)
        vars(collections)["eval"] = self._asked_by(collections, "eval", eval)
        vars(typing)["compile"] = self._compile

    def stop(self) -> None:
        """Let the standard library compile for itself again; nothing is kept."""
        for module, name in ((dataclasses, "exec"), (collections, "eval"), (typing, "compile")):
            vars(module).pop(name, None)
        self._kept, self._used = {}, {}

    def keep(self) -> None:
        """Keep what was used until now, if any of it is new, and stop."""
        kept, used = self._kept, self._used
        self.stop()
        if self._file is None or used.keys() <= kept.keys() or sys.dont_write_bytecode:
            return
        both = {**kept, **used}  # another way of starting needs others
        body = marshal.dumps(both if len(both) <= _TIMES_USED * len(used) else used)
        try:
            write_atomic(self._file, _head(body) + body, durable=False)
        except OSError:
            return  # the next start compiles it once more

    def _asked_by(
        self, module: ModuleType, mode: str, run: Callable[..., Any]
    ) -> Callable[..., Any]:
        def run_source(
            source: str | CodeType,
            global_names: dict[str, Any] | None = None,
            local_names: dict[str, Any] | None = None,
        ) -> Any:
            code = self._code(source, mode) if isinstance(source, str) else source
            return run(code, vars(module) if global_names is None else global_names, local_names)

        return run_source

    def _compile(self, source: str, filename: str, mode: str, **more: Any) -> Any:
        if filename == _FILENAME and mode == "eval" and not more:
            return self._code(source, mode)
        return compile(source, filename, mode, **more)

    def _code(self, source: str, mode: str) -> CodeType:
        key = (mode, source)
        code = self._kept.get(key)
        if code is None:
            code = compile(source, _FILENAME, mode, dont_inherit=True)
        self._used[key] = code
        return code


def _load(file: Path | None) -> Mapping[_Key, CodeType]:
    """Read what was kept; nothing if it is another Python's, or damaged."""
    try:
        data = b"" if file is None else file.read_bytes()
    except OSError:
        return {}
    head, end, body = data.partition(_END_OF_HEAD)
    if not end or head + end != _head(body):
        return {}
    kept: Mapping[_Key, CodeType] = marshal.loads(body)  # noqa: S302  as Python's own, beside it
    return kept


def _head(body: bytes) -> bytes:
    """Return what stands before a body: whose it is, and a sum of it."""
    return f"{sys.hexversion:x} {zlib.crc32(body):08x}".encode() + _END_OF_HEAD


def _place() -> Path | None:
    """Return the file beside the one where Python keeps this module, compiled."""
    compiled = __spec__.cached
    return None if compiled is None else Path(compiled).with_suffix(".kept")


OF_START = GeneratedCode(_place())
"""What a start needs."""
