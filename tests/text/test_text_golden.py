"""Posts as they are read, at two widths. TUI_BLOG_WRITE_GOLDEN=1 writes the files anew."""

import os
from pathlib import Path

import pytest

from tui_blog.model.post import Body, BodyFormat
from tui_blog.text.document import parse_body
from tui_blog.text.layout import Fragment, Line, Role, layout_blocks
from tui_blog.text.runs import Mark

_FOLDER = Path(__file__).parents[1] / "data" / "text"
_SOURCES = sorted(path for path in _FOLDER.iterdir() if path.suffix in (".md", ".html"))
_WRITES_GOLDEN = bool(os.environ.get("TUI_BLOG_WRITE_GOLDEN"))  # tests see none of these
_FORMATS = {".md": BodyFormat.MARKDOWN, ".html": BodyFormat.HTML}
_SIGNS = {
    Mark.STRONG: "**",
    Mark.EMPHASIS: "__",
    Mark.CODE: "`",
    Mark.STRIKE: "~~",
    Mark.WARNING: "!!",
    Mark.FOOTNOTE: "^^",
    Mark.IMAGE: "##",
    Mark.SUPERSCRIPT: "",
    Mark.SUBSCRIPT: "",
}


def _notation(line: Line) -> str:
    return "".join(map(_fragment_notation, line.fragments))


def _fragment_notation(fragment: Fragment) -> str:
    text = fragment.text
    if fragment.role is not Role.TEXT and text.strip():
        text = f"{{{fragment.role.value}:{text}}}"
    for mark, sign in _SIGNS.items():
        if fragment.marks & mark:
            text = f"{sign}{text}{sign}"
    return f"⟦{text} → {fragment.href}⟧" if fragment.href else text


@pytest.mark.parametrize("width_cells", [60, 30])
@pytest.mark.parametrize("source", _SOURCES, ids=lambda path: path.name)
def test_layout_of_post_is_what_was_looked_at(source: Path, width_cells: int) -> None:
    """The reader would see the post set differently, or something of it lost."""
    body = Body(source=source.read_text("utf-8"), format=_FORMATS[source.suffix])

    blocks = parse_body(body, base="https://blog.example/2024/post/")
    shown = "\n".join(map(_notation, layout_blocks(blocks, width_cells))) + "\n"

    golden = _FOLDER / f"{source.name}.{width_cells}.txt"
    if _WRITES_GOLDEN:
        golden.write_text(shown, "utf-8")
    assert shown == golden.read_text("utf-8")
