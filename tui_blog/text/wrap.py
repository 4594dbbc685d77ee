"""Wrapping by terminal cells: the widths are those that the user interface draws with.

Text whose characters all take one cell is wrapped by `str.rfind`; other text word by word; words
that are too long, or that may be broken anywhere (Chinese, Japanese), by grapheme. All of it takes
time in proportion to the text.
"""

import re
from collections.abc import Iterable, Iterator

from rich.cells import cell_len, split_graphemes

from tui_blog.text.patterns import Pattern

_SINGLE_RANGES = (
    " -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038e-\u03a1\u03a3-\u0482"
    "\u2010-\u2015\u2018-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u2199\u2400-\u2426\u2500-\u25fc"
)
_IS_SINGLE = Pattern(f"[{_SINGLE_RANGES}]*").fullmatch
"""Every character takes exactly one cell, alone and beside any other of them."""

_BREAKABLE = Pattern(
    "[\u2e80-\u2fff\u3001-\u30ff\u3105-\u312f\u31a0-\u31ff\u3200-\ua4cf\uf900-\ufaff\ufe30-\ufe4f"
    "\uff01-\uff60\uffe0-\uffe6\U0001f1e6-\U0001f64f\U0001f680-\U0001faff\U00020000-\U0003ffff]"
)
"""Lines may break before and after these."""
_IDEOGRAPHS = Pattern("[\u3400-\u4dbf\u4e00-\u9fff]{4,}")
"""Each takes two cells; between any two of them a line may break."""
_NOT_FIRST = frozenset(
    "、。，．・：；？！）］｝〉》」』】〕〗ゝゞ々ーァィゥェォッャュョヮヵヶぁぃぅぇぉっゃゅょゎ％…‥"
)
_NOT_LAST = frozenset("（［｛〈《「『【〔〖＄￥＃")


def cells(text: str) -> int:
    """Return how many terminal cells a text without line breaks takes."""
    return len(text) if text.isascii() or _IS_SINGLE(text) else cell_len(text)


def wrap(text: str, width_cells: int) -> list[tuple[int, int]]:
    """Wrap a text that has no line breaks.

    Args:
        text: Clean text. Blanks at its beginning stay, blanks around a break belong to no line.
        width_cells: At least 2.

    Returns:
        Start and end in the text of each line, in order; one empty line for an empty text.
    """
    if text.isascii() or _IS_SINGLE(text):
        return _wrap_single(text, width_cells)
    return _wrap_words(text, width_cells)


def count_lines(text: str, width_cells: int) -> int:
    """Return how many lines `wrap` makes of the simplest of texts, several times as quickly.

    Args:
        text: Each character takes one cell; no blanks at its ends, none beside another.
        width_cells: At least 2.
    """
    count, start, last = 1, 0, len(text) - width_cells
    find_blank = text.rfind
    while start < last:
        start = find_blank(" ", start, start + width_cells + 1) + 1 or start + width_cells
        count += 1
    return count


def longest_word(text: str) -> int:
    """Return the cells of the widest part that would not be broken if there were room."""
    return max((cells(word) for word in re.split("[ \n]+", text)), default=0)


def _wrap_single(text: str, width: int) -> list[tuple[int, int]]:
    lines = []
    start, end = 0, len(text.rstrip(" "))
    while end - start > width:
        cut = text.rfind(" ", start, start + width + 1)
        if cut < start:
            lines.append((start, start + width))
            start += width
            continue
        last = cut
        while last > start and text[last - 1] == " ":
            last -= 1
        if last > start:
            lines.append((start, last))
        start = cut + 1
        while text[start] == " ":
            start += 1
    lines.append((start, end))
    return lines


def _wrap_words(text: str, width: int) -> list[tuple[int, int]]:
    lines: list[tuple[int, int]] = []
    line_start, line_end, used = 0, 0, 0
    word_start = 0
    for word in text.split(" "):
        pieces: Iterable[tuple[int, int, int]] = ()
        word_end = word_start + len(word)
        if word.isascii() and len(word) <= width:
            if word:
                pieces = ((word_start, word_end, len(word)),)
        else:
            pieces = _pieces(word, word_start, width)
        for start, end, size in pieces:
            taken = used + start - line_end + size
            if taken <= width:
                line_end, used = end, taken
                continue
            if line_end > line_start:
                lines.append((line_start, line_end))
            line_start, line_end, used = start, end, size
        word_start = word_end + 1
    lines.append((line_start, line_end))
    return lines


def _pieces(word: str, offset: int, width: int) -> Iterator[tuple[int, int, int]]:
    """Yield the parts of a word that must not be broken: start, end, cells, in order."""
    if _IS_SINGLE(word):
        end = offset + len(word)
        for at in range(offset, end, width):
            yield at, min(end, at + width), min(end - at, width)
    elif _BREAKABLE.search(word) or cell_len(word) > width:
        yield from _broken(word, offset, width)
    else:
        yield offset, offset + len(word), cell_len(word)


def _broken(word: str, offset: int, width: int) -> Iterator[tuple[int, int, int]]:
    """Yield the parts of a word that has wide characters, or is too wide as a whole."""
    done = 0
    for run in _IDEOGRAPHS.finditer(word):
        # What stands before it may hold the first one, what comes may belong to the last.
        first, last = run.start() + 1, run.end() - 1
        yield from _unbroken(word[done:first], offset + done, width)
        for at in range(offset + first, offset + last):
            yield at, at + 1, 2
        done = last
    yield from _unbroken(word[done:], offset + done, width)


def _unbroken(word: str, offset: int, width: int) -> Iterator[tuple[int, int, int]]:
    """Yield the same, grapheme by grapheme."""
    begin, end, used = 0, 0, 0
    last, flag_open = "", False
    for start, stop, size in split_graphemes(word)[0]:
        char = word[start]
        is_flag_half = "\U0001f1e6" <= char <= "\U0001f1ff"
        may_break = (
            (_BREAKABLE.match(char) or _BREAKABLE.match(last))
            and char not in _NOT_FIRST
            and last not in _NOT_LAST
            and not (is_flag_half and flag_open)
        )
        if end > begin and (may_break or used + size > width):
            yield offset + begin, offset + end, used
            begin, used = start, 0
        flag_open = is_flag_half and not flag_open
        end, used, last = stop, used + size, char
    yield offset + begin, offset + end, used
