"""Labels: which letters they have, and how they stand over a line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui_blog.ui.widgets.labels import Label, make_letters, put_labels

HOME_ROW = set("asdfghjkl")
STYLE = Style(bold=True)


def a_line(text: str) -> Strip:
    return Strip([Segment(text)])


@given(st.integers(0, 900))
def test_labels_are_unique_and_none_begins_with_another(count: int) -> None:
    """A label would open another link, or could never be typed to its end."""
    labels = make_letters(count)

    assert len(labels) == len(set(labels)) == count
    beginnings = {label[:length] for label in labels for length in range(1, len(label))}
    assert beginnings.isdisjoint(labels)


@pytest.mark.parametrize(
    ("count", "longest"), [(1, 1), (9, 1), (10, 2), (81, 2), (100, 2), (676, 2), (677, 3)]
)
def test_a_hundred_links_need_two_keys_at_most(count: int, longest: int) -> None:
    """One would type more than needed."""
    assert max(map(len, make_letters(count))) == longest


def test_letters_are_of_the_home_row_as_long_as_that_does() -> None:
    """The hands would leave their place."""
    assert set("".join(make_letters(81))) <= HOME_ROW
    assert len(set("".join(make_letters(100)))) == 10


def test_as_many_links_as_can_be_have_one_letter() -> None:
    """Two keys would be pressed where one is enough."""
    assert [label for label in make_letters(17) if len(label) == 1] == list("asdfghjk")


def test_labels_cover_what_they_stand_for_and_the_line_keeps_its_width() -> None:
    """The text of the line would move, and its end be lost."""
    labels = [Label(0, 4, "a"), Label(0, 9, "sd", "!")]

    shown = put_labels(a_line("see here, there"), labels, STYLE)

    assert shown.text == "see aere,sd!ere"
    assert [one.text for one in shown if one.style == STYLE] == ["a", "sd!"]


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        ([0, 1, 2], "asasas  "),
        ([7], "      as"),
        ([6, 7], "    asas"),
        ([3, 4, 7], "  asasas"),
        ([0, 1, 2, 3, 4], "asasasas"),
    ],
)
def test_labels_close_to_each_other_stand_side_by_side(columns: list[int], text: str) -> None:
    """One would cover another."""
    labels = [Label(0, column, "as") for column in columns]

    assert put_labels(a_line(" " * 8), labels, STYLE).text == text


def test_a_label_over_half_of_a_wide_character_takes_all_of_it() -> None:
    """The line would be one cell shorter than the screen takes it to be."""
    shown = put_labels(a_line("漢字漢字"), [Label(0, 2, "a")], STYLE)

    assert shown.cell_length == 8
    assert shown.text.startswith("漢a ")
