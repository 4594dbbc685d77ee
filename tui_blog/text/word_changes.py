"""What changed between two texts, word by word, as blocks that can be shown.

What was taken out stands between ``[-`` and ``-]``, what was put in between ``{+`` and ``+}``: the
signs are there whatever colours the terminal has. Long stretches that are the same are left out.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from tui_blog.text import clean
from tui_blog.text.blocks import Block, Paragraph
from tui_blog.text.excerpt import plain_text
from tui_blog.text.patterns import Pattern
from tui_blog.text.runs import Mark, Run

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_TOKEN = Pattern(rf"\s+|[{_UNSPACED}]|[^\W{_UNSPACED}]+|[^\w\s]")
_MOST_PAIRS = 100_000
"""So many pairs of the same word, or line, in both texts are looked at; of more, those of words
that are frequent, or all of them, are given up."""
_MOST_RARE_PAIRS = 150_000
_RARE_PERCENT = 1
_AROUND = 1
"""Lines shown before and behind a change."""


def word_changes(old: Sequence[Block], new: Sequence[Block]) -> tuple[Block, ...]:
    """Show how one text became another.

    Args:
        old: The text as it was.
        new: As it is now.

    Returns:
        A paragraph for each stretch, the changes in it marked; nothing where both read the same.
    """
    old_lines, new_lines = plain_text(old).split("\n"), plain_text(new).split("\n")
    if old_lines == new_lines:
        return ()
    return tuple(_blocks(old_lines, new_lines))


def source_changes(old: str, new: str) -> tuple[Block, ...]:
    """Show how the source of a text was changed, for texts that read the same."""
    return tuple(_blocks(clean.body(old).split("\n"), clean.body(new).split("\n")))


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[Block]:
    opcodes = _matcher(old, new).get_opcodes()
    for number, (kind, start, end, new_start, new_end) in enumerate(opcodes):
        if kind == "equal":
            before = _AROUND if number else 0
            behind = _AROUND if number < len(opcodes) - 1 else 0
            yield from _same(old[start:end], before, behind)
        else:
            runs = _runs("\n".join(old[start:end]), "\n".join(new[new_start:new_end]))
            yield Paragraph(tuple(runs))


def _same(lines: Sequence[str], before: int, behind: int) -> Iterator[Block]:
    """Show what is the same next to changes, and how much of it is left out."""
    left_out = len(lines) - before - behind
    if left_out <= 1:
        before, behind, left_out = len(lines), 0, 0
    yield from (Paragraph((Run(line),)) for line in lines[:before] if line.strip())
    if left_out:
        told = f"({left_out} paragraphs as before)"
        yield Paragraph((Run(told, Mark.EMPHASIS),))
    kept = lines[len(lines) - behind :] if behind else ()
    yield from (Paragraph((Run(line),)) for line in kept if line.strip())


def _runs(old: str, new: str) -> Iterator[Run]:
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    taken: list[str] = []
    put: list[str] = []
    for kind, start, end, new_start, new_end in _matcher(before, after).get_opcodes():
        same = "".join(after[new_start:new_end])
        # A blank between two changes belongs to both: word by word nobody could read it.
        if kind == "equal" and (same.strip() or "\n" in same):
            yield from _changed(taken, put)
            taken, put = [], []
            yield Run(same)
        else:
            taken += before[start:end]
            put += after[new_start:new_end]
    yield from _changed(taken, put)


def _changed(taken: Sequence[str], put: Sequence[str]) -> Iterator[Run]:
    """Set signs around words; the blanks at their edges stay outside."""
    out, into = "".join(taken), "".join(put)
    edged = into if into.strip() else out
    if not edged.strip():
        yield from [Run(into)] * bool(into)
        return
    lead, trail = edged[: -len(edged.lstrip())], edged[len(edged.rstrip()) :]
    yield from [Run(lead)] * bool(lead)
    if out.strip():
        yield Run(f"[-{out.strip()}-]", Mark.DELETED)
    if out.strip() and into.strip():
        yield Run(" ")
    if into.strip():
        yield Run(f"{{+{into.strip()}+}}", Mark.INSERTED)
    yield from [Run(trail)] * bool(trail)


def _matcher(old: Sequence[str], new: Sequence[str]) -> SequenceMatcher[str]:
    """Compare two texts in bounded time: each pair may be looked at again for each change."""
    counts = Counter(new)
    pairs = sum(map(counts.__getitem__, old))
    if pairs <= _MOST_PAIRS:
        return SequenceMatcher(None, old, new, autojunk=False)
    often = len(new) * _RARE_PERCENT // 100 + 1
    rare_pairs = sum(count for count in map(counts.__getitem__, old) if count <= often)
    if rare_pairs <= _MOST_RARE_PAIRS:
        return SequenceMatcher(lambda one: counts[one] > often, old, new, autojunk=False)
    return SequenceMatcher(lambda one: True, old, new, autojunk=False)
