"""Quoting: what is answered becomes lines that begin with a `>`."""

import pytest

from tui_blog.model.post import Body, BodyFormat
from tui_blog.text.document import parse_body
from tui_blog.text.quoting import Quotation, quotation_text, quote_blocks, quote_text


@pytest.mark.parametrize(
    ("source", "quoted"),
    [
        ("One\ntwo.\n\nThree.", "> One two.\n>\n> Three."),
        ("> before\n\nAfter.", "> > before\n>\n> After."),
        ("- a\n- b", "> - a\n> - b"),
        ("````\n```\nx\n```\n````", "> ````\n> ```\n> x\n> ```\n> ````"),
        ("```python\nx = 1\n\ny = 2\n```", "> ```python\n> x = 1\n>\n> y = 2\n> ```"),
        ("", ""),
    ],
)
def test_quote_blocks_marks_every_line(source: str, quoted: str) -> None:
    """What somebody else said would seem to be said by oneself."""
    blocks = parse_body(Body(source=source, format=BodyFormat.MARKDOWN))

    assert quote_blocks(blocks) == quoted


def test_quote_text_is_clean_and_marked() -> None:
    """A part of a comment would bring controls along."""
    assert quote_text("\na\x1b\n\nb\n") == "> a␛\n>\n> b"


def test_quotations_name_each_writer_once_and_part_the_pieces() -> None:
    """Nobody would know whose words an answer is about."""
    quotations = [
        Quotation(name="Ana", address="https://e.example/#c1", pieces=("> One.", "", "> Two.")),
        Quotation(name="", address="", pieces=("> > Three.",)),
        Quotation(name="Ben", address="", pieces=("",)),
    ]

    assert quotation_text(quotations) == (
        "Ana wrote (https://e.example/#c1):\n> One.\n\n> Two.\n\nSomebody wrote:\n> > Three."
    )
