"""Finding words: over line ends, in capitals or not, round the end of the document."""

from collections.abc import Sequence

import pytest

from tui_blog.text.layout import Fragment, Line
from tui_blog.ui.widgets.search import find_match, matching_lines, parse_query


def lines_of(*texts: str) -> list[Line]:
    return [Line((Fragment(text),), len(text)) for text in texts]


class Pages:
    def __init__(self, *pages: Sequence[str]) -> None:
        self.pages = [lines_of(*page) for page in pages]

    def item_count(self) -> int:
        return len(self.pages)

    def item_source(self, item: int) -> str | None:
        return None

    def lay_out_item(self, item: int) -> Sequence[Line]:
        return self.pages[item]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("bread", [0, 2]),
        ("Bread", [2]),
        ("the oven", [0]),
        ("the   oven", [0]),
        ("is (very", [1]),
        ("nothing", []),
        (".*", []),
    ],
)
def test_lines_on_which_a_match_begins(typed: str, found: list[int]) -> None:
    query = parse_query(typed)
    assert query is not None

    lines = lines_of("  the bread in the", "  oven is (very) hot", "Bread again")

    assert matching_lines(query, lines) == found


def test_white_space_alone_is_no_query() -> None:
    assert parse_query("  ") is None


def test_going_round_the_document_and_back() -> None:
    pages = Pages(["a cat"], ["a dog", "a cat"], ["no"], ["cat", "cat"])
    query = parse_query("cat")
    assert query is not None

    start = (0, -1)
    forward = []
    for _ in range(5):
        match = find_match(pages, query, start)
        assert match is not None
        start = (match.item, match.line)
        forward.append((*start, match.wrapped))
    back = find_match(pages, query, (1, 1), forward=False)

    assert forward == [(0, 0, False), (1, 1, False), (3, 0, False), (3, 1, False), (0, 0, True)]
    assert back is not None
    assert (back.item, back.line) == (0, 0)


def test_a_single_match_is_found_again_from_itself() -> None:
    pages = Pages(["x"], ["cat"])
    query = parse_query("cat")
    assert query is not None

    match = find_match(pages, query, (1, 0))

    assert match is not None
    assert (match.item, match.line, match.wrapped) == (1, 0, True)


def test_nothing_is_found_in_an_empty_document() -> None:
    query = parse_query("cat")
    assert query is not None

    assert find_match(Pages(), query, (0, -1)) is None
