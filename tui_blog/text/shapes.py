"""The shapes of plain texts: all that is needed to count their lines, at any width.

In a shape every letter is the same one, so that very many of them take a tenth of their texts.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from tui_blog.model.post import Body
from tui_blog.text.line_counts import counted_text

_BLOCK = 256
"""Texts that are packed together."""
_END, _NO_SHAPE = b"\0", b"\1"
_LETTER = ord("x")
_TO_SHAPE = bytes(byte if byte in b" \n" else _LETTER for byte in range(256))


def pack_shapes(bodies: Iterable[Body]) -> Iterator[bytes]:
    """Make blocks of the shapes of texts, to be kept in a row.

    Args:
        bodies: As received, in their order; each is let go at once.
    """
    shapes = map(_shape_of, bodies)
    while block := list(islice(shapes, _BLOCK)):
        yield zlib.compress(_END.join(block), 1)


def shape_finder(blocks: Callable[[int], bytes]) -> Callable[[int], str | None]:
    """Return what finds the shape of a text by its place; quickly where it goes from text to text.

    Args:
        blocks: Returns a block of `pack_shapes` by its number.

    Returns:
        It gives `None` for a text that has no shape because it has to be laid out, and raises
        `ValueError` for a damaged block.
    """
    held: list[str] = []
    held_block = -1

    def find(place: int) -> str | None:
        nonlocal held, held_block
        block, inside = divmod(place, _BLOCK)
        if block != held_block:
            try:
                held = zlib.decompress(blocks(block)).decode("ascii").split(_END.decode())
            except (zlib.error, LookupError, OSError) as error:
                raise ValueError("the shapes are damaged") from error
            held_block = block
        if inside >= len(held):
            raise ValueError("there are fewer shapes than texts")
        shape = held[inside]
        return None if shape == _NO_SHAPE.decode() else shape

    return find


def _shape_of(body: Body) -> bytes:
    text = counted_text(body)
    # Whatever has no byte of its own there is one letter as well.
    return _NO_SHAPE if text is None else text.encode("latin-1", "replace").translate(_TO_SHAPE)
