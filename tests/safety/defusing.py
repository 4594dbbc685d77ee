"""Reads each bomb in a child process of its own with limits; prints what became of it as JSON.

python -m tests.safety.defusing
"""

import json
import os
import resource
import sys

from tests.safety.bombs import BOMBS
from tui_blog.model.post import Body
from tui_blog.text import clean
from tui_blog.text.document import parse_body
from tui_blog.text.layout import layout_blocks
from tui_blog.text.words import plain_text

MEMORY_BYTES = 1 << 30
CPU_S = 20
"""Seconds of processor time after which a child is killed: far beyond what a slow machine needs,
and far below what a parser takes whose time grows with the square of the input."""
_WIDTH = 80


def _read(body: Body, answer: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    plain_text(body)
    lines = layout_blocks(parse_body(body), _WIDTH)
    told = {
        "lines": len(lines),
        "widest": max((line.cells for line in lines), default=0),
        "controls": sum(clean.body(line.text) != line.text for line in lines),
    }
    os.write(answer, json.dumps(told).encode())


def main() -> None:
    """Read all, one after the other."""
    results: dict[str, dict[str, float]] = {}
    for name, body in BOMBS.items():
        receiving, sending = os.pipe()
        child = os.fork()
        if child == 0:
            code = 1
            try:
                os.close(receiving)
                _read(body, sending)
                code = 0
            finally:
                os._exit(code)
        os.close(sending)
        with os.fdopen(receiving, "rb") as answer:
            told = answer.read()
        _, status, used = os.wait4(child, 0)
        results[name] = {
            **(json.loads(told) if told else {}),
            "status": status,
            "peak_mb": used.ru_maxrss / 1024,
        }
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main()
