"""The language of searches: words, phrases, and filters such as ``from:`` and ``before:``.

::

    garden "first frost" -snow from:mara in:allotment tag:notes after:2024-03 before:7d
    is:mine is:unread is:starred is:hidden has:link sort:rank begin* *within*

All terms have to hold. A minus before one turns it round.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from enum import Enum

from tui_blog.model.errors import UsageError
from tui_blog.text.age import parse_span
from tui_blog.text.patterns import Pattern
from tui_blog.text.words import folded, tokens

_TERM = Pattern(r'(-?)([A-Za-z]{1,12}):(?=\s|$)|(-?)(?:([A-Za-z]{1,12}):)?(?:"([^"]*)"?|([^\s"]+))')
_DATE = Pattern(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?").fullmatch
_LEAST_BEGINNING = 3
"""Letters. Fewer begin so many words that nearly all of an index would be read for each key."""
_MOST_TERMS = 200
_FLAGS = {"is": ("mine", "unread", "starred", "hidden"), "has": ("link",), "sort": ("rank", "new")}
_NAMES = ("from", "in", "tag", "before", "after", "is", "has", "sort")


class Kind(Enum):
    """What a term asks for."""

    WORDS = "words"
    """These words, one behind the other."""
    PART = "part"
    """These letters, anywhere in a word."""
    AUTHOR = "from"
    BLOG = "in"
    TAG = "tag"
    BEFORE = "before"
    AFTER = "after"
    MINE = "mine"
    UNREAD = "unread"
    STARRED = "starred"
    HIDDEN = "hidden"
    """A filter of the person's hides it."""
    LINK = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One condition."""

    kind: Kind
    value: str = ""
    """What an author, blog, tag or text contains, folded; for `WORDS` what was typed."""
    words: tuple[str, ...] = ()
    """Those of the value; at least one for `WORDS`."""
    is_prefix: bool = False
    spellings: tuple[str, ...] = ()
    """The words of the index that begin so, where they were looked up; any of them is meant."""
    """The last word may go on."""
    moment: datetime | None = None
    """For `BEFORE` and `AFTER`; aware, UTC."""
    is_negated: bool = False
    """It must not hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is looked for."""

    terms: tuple[Term, ...]
    by_rank: bool = False
    """The best hits first; else the newest."""

    @property
    def is_hidden(self) -> bool:
        """Whether what filters hide is looked for; else it is left out."""
        return any(term.kind is Kind.HIDDEN and not term.is_negated for term in self.terms)

    @property
    def words(self) -> tuple[tuple[str, ...], ...]:
        """The words that hits contain, as they stand one behind the other."""
        return tuple(
            term.words for term in self.terms if term.kind is Kind.WORDS and not term.is_negated
        )

    @property
    def parts(self) -> tuple[str, ...]:
        """The letters that hits contain within words, folded."""
        return tuple(
            term.value for term in self.terms if term.kind is Kind.PART and not term.is_negated
        )


def parse_query(text: str, *, now: datetime, is_being_typed: bool = False) -> Query:
    """Read a search.

    Args:
        text: What was typed.
        now: For dates that are so long ago; aware.
        is_being_typed: The last word may not be whole yet, once it is not all too short, and what
            is unfinished is no mistake.

    Raises:
        UsageError: A filter is not known, or makes no sense; the sentence says what would. Or
            there are too many terms.
    """
    terms: list[Term] = []
    by_rank = False
    for found in _TERM.finditer(text):
        empty_minus, empty_name, minus, name, phrase, word = found.groups()
        is_last = is_being_typed and found.end() == len(text)
        if empty_name is not None:
            minus, name, word = empty_minus, empty_name, ""
        value = word if phrase is None else phrase
        try:
            term = _term(name, value, now=now, is_quoted=phrase is not None, may_go_on=is_last)
        except UsageError:
            if is_last:
                continue
            raise
        if name is not None and name.lower() == "sort" and term is None:
            by_rank = folded(value) == "rank"
        elif term is not None:
            terms.append(_negated(term) if minus else term)
    if len(terms) > _MOST_TERMS:
        raise UsageError(f"A search can have {_MOST_TERMS} words and filters at most.")
    return Query(terms=tuple(terms), by_rank=by_rank)


def _term(
    name: str | None, value: str, *, now: datetime, is_quoted: bool, may_go_on: bool
) -> Term | None:
    """Make a term; `None` for what says nothing about a text."""
    if name is not None and name.lower() in _NAMES:
        return _FILTERS[name.lower()](name.lower(), value, now)
    if name is not None:
        near = get_close_matches(name.lower(), _NAMES, n=1, cutoff=0.7)
        if near and not value.startswith("//"):
            raise UsageError(f"There is no filter {name}:, did you mean {near[0]}: ?")
        value = f"{name} {value}"
    elif not is_quoted and value.startswith("*") and value.strip("*"):
        return Term(kind=Kind.PART, value=folded(value.strip("*")))
    words = tuple(tokens(value))
    if not words:
        return None
    is_telling = len(value) >= _LEAST_BEGINNING or not value.isascii()
    goes_on = not is_quoted and ((may_go_on and is_telling) or value.endswith("*"))
    return Term(kind=Kind.WORDS, value=value, words=words, is_prefix=goes_on)


def _containing(name: str, value: str, now: datetime) -> Term | None:
    del now  # the same at any time
    if not value.strip():
        raise UsageError(f"{name}: needs a name behind it, as in {name}:mara")
    return Term(kind=Kind(name), value=folded(value.strip()))


def _dated(name: str, value: str, now: datetime) -> Term | None:
    return Term(kind=Kind(name), moment=_moment(name, value, now))


def _flag(name: str, value: str, now: datetime) -> Term | None:
    del now  # the same at any time
    wanted = folded(value)
    if wanted not in _FLAGS[name]:
        known = " and ".join(f"{name}:{flag}" for flag in _FLAGS[name])
        raise UsageError(f"There is no {name}:{value}; there is {known}.")
    return None if name == "sort" else Term(kind=Kind(wanted))


_FILTERS: dict[str, Callable[[str, str, datetime], Term | None]] = {
    "from": _containing,
    "in": _containing,
    "tag": _containing,
    "before": _dated,
    "after": _dated,
    "is": _flag,
    "has": _flag,
    "sort": _flag,
}


def _moment(name: str, value: str, now: datetime) -> datetime:
    ago = parse_span(value)
    try:
        if ago is not None:
            return now - ago
        date = _DATE(value)
        if date is not None:
            return datetime(int(date[1]), int(date[2] or 1), int(date[3] or 1), tzinfo=UTC)
    except (ValueError, OverflowError):
        pass
    raise UsageError(
        f"{name}:{value} is no date; write {name}:2024, {name}:2024-05, {name}:2024-05-31, or "
        f"{name}:7d for seven days ago (h, d, w, m, y)."
    )


def _negated(term: Term) -> Term:
    return replace(term, is_negated=True)
