"""Rules about comments: what each asks of one, and which of them decides about it. Pure.

The first rule that holds decides. What the person wrote, and what the post's author did, is hidden
only by a rule that asks for an author.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from types import MappingProxyType
from unicodedata import normalize

from tui_blog.model.comment import Comment
from tui_blog.model.filtering import Action
from tui_blog.model.post import Body, PostSummary
from tui_blog.text import clean
from tui_blog.text.document import COMMENT_BYTES, parse_body
from tui_blog.text.outline import every_link
from tui_blog.text.patterns import Pattern
from tui_blog.text.words import folded, plain_text, segmented, tokens

NAMELESS = "Anonymous"
"""What somebody without a name is called, here as in the thread."""
COMPARISONS: Mapping[str, Callable[[int, int], bool]] = MappingProxyType(
    {
        ">=": operator.ge,
        "<=": operator.le,
        "=": operator.eq,
        ">": operator.gt,
        "<": operator.lt,
    }
)
"""How a number of links can be compared; signs of two characters come first."""
_MAY_LINK = Pattern(r"://|<|\]\(|\]\[|\]:").search
_GOES_ON = "*"
_NO_LETTER_FOLLOWS = r"(?![^\W_])"


class Subject:
    """What rules ask of a comment; each thing is worked out when it is first asked for."""

    def __init__(self, comment: Comment, *, post: PostSummary | None, now: datetime) -> None:
        """Take a comment.

        Args:
            comment: The comment.
            post: Its post, as far as that is known.
            now: The time of now; aware.
        """
        self._comment = comment
        self._post = post
        self._now = now

    @cached_property
    def author(self) -> str:
        """The author's name as it is compared."""
        return _comparable(self._comment.author.name or NAMELESS)

    @cached_property
    def text(self) -> str:
        """All words, folded."""
        text = plain_text(self._comment.body)
        # What nobody sees can't part a word.
        return folded(segmented(text if text.isascii() else clean.body(text)))

    @cached_property
    def links(self) -> int:
        """How many links there are; one that stands there twice counts twice."""
        base = None if self._post is None else self._post.permalink
        return count_links(self._comment.body, base=base)

    @property
    def age(self) -> timedelta | None:
        """How old it is; `None` where that is not known."""
        created_at = self._comment.created_at
        return None if created_at is None else self._now - created_at

    @property
    def is_protected(self) -> bool:
        """Whether the person wrote it, or the post's author did."""
        if self._comment.own:
            return True
        writer = None if self._post is None else self._post.author
        return writer is not None and writer.id is not None and writer.id == self._comment.author.id


@dataclass(frozen=True, slots=True)
class WrittenBy:
    """Its author has one of some names."""

    names: tuple[str, ...]
    """As they are written in the rule; `*` stands for any characters, also none."""

    def holds(self, subject: Subject) -> bool:
        """Say whether it is so."""
        return any(matches_name(name, subject.author) for name in self.names)

    def tell(self, subject: Subject) -> str:
        """Say in words why it is so."""
        name = next(name for name in self.names if matches_name(name, subject.author))
        return f"its author is {name}"


@dataclass(frozen=True, slots=True)
class HasWords:
    """It has one of some words, or of some phrases."""

    words: tuple[str, ...]
    """As they are written in the rule; a star at the end lets a word go on."""
    patterns: tuple[Pattern, ...]
    """What finds each of them in `Subject.text`."""

    @classmethod
    def of(cls, words: Sequence[str]) -> "HasWords":
        """Look for these; each has a letter or a digit."""
        return cls(words=tuple(words), patterns=tuple(map(_word_pattern, words)))

    def holds(self, subject: Subject) -> bool:
        """Say whether it is so."""
        return any(pattern.search(subject.text) for pattern in self.patterns)

    def tell(self, subject: Subject) -> str:
        """Say in words why it is so."""
        pairs = zip(self.words, self.patterns, strict=True)
        return f"it has “{next(word for word, pattern in pairs if pattern.search(subject.text))}”"


@dataclass(frozen=True, slots=True)
class HasLinks:
    """It has so many links."""

    comparison: str
    """One of `COMPARISONS`."""
    number: int

    def holds(self, subject: Subject) -> bool:
        """Say whether it is so."""
        return COMPARISONS[self.comparison](subject.links, self.number)

    def tell(self, subject: Subject) -> str:
        """Say in words why it is so."""
        count = subject.links
        links = "1 link" if count == 1 else f"{count} links"
        return f"it has {links} ({self.comparison} {self.number})"


@dataclass(frozen=True, slots=True)
class HasAge:
    """It is older, or newer, than some time."""

    is_older: bool
    span: timedelta
    written: str
    """The span as it is written in the rule."""

    def holds(self, subject: Subject) -> bool:
        """Say whether it is so; never for a comment without a date."""
        age = subject.age
        return age is not None and (age > self.span if self.is_older else age < self.span)

    def tell(self, subject: Subject) -> str:
        """Say in words why it is so."""
        del subject  # its age stands beside it
        return f"it is {'older' if self.is_older else 'newer'} than {self.written}"


Condition = WrittenBy | HasWords | HasLinks | HasAge


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule."""

    number: int
    """Its place among the rules of the file, from 1; those that are left out count too."""
    line: int
    """The line it begins on, from 1; 0 where that is not known."""
    action: Action
    name: str = ""
    """What the person calls it; clean, may be empty."""
    conditions: tuple[Condition, ...]
    """All of them have to hold; at least one, the quickest first."""
    blogs: tuple[str, ...] = ()
    """The blogs it is for, `*` as in names; empty for all."""

    @property
    def called(self) -> str:
        """Its number, and its name if it has one."""
        return f"rule {self.number}, “{self.name}”" if self.name else f"rule {self.number}"

    def is_for(self, blog: str) -> bool:
        """Say whether it is for a blog."""
        return not self.blogs or any(matches_name(one, _comparable(blog)) for one in self.blogs)

    def holds(self, subject: Subject) -> bool:
        """Say whether it is about a comment."""
        if self.action is Action.HIDE and not self._asks_for_author and subject.is_protected:
            return False
        return all(condition.holds(subject) for condition in self.conditions)

    def tell(self, subject: Subject) -> str:
        """Say in words why it is about a comment."""
        return ", ".join(condition.tell(subject) for condition in self.conditions)

    @property
    def _asks_for_author(self) -> bool:
        return any(isinstance(condition, WrittenBy) for condition in self.conditions)


def find_rule(rules: Sequence[Rule], subject: Subject) -> int | None:
    """Return the place of the rule that decides about a comment; `None` where none does."""
    return next((place for place, rule in enumerate(rules) if rule.holds(subject)), None)


def count_links(body: Body, *, base: str | None = None) -> int:
    """Count the links of a comment.

    Args:
        body: Its text.
        base: The address that its relative links are relative to; without one they are none.
    """
    if _MAY_LINK(body.source) is None:
        return 0
    return sum(1 for _ in every_link(parse_body(body, base=base, max_bytes=COMMENT_BYTES)))


def matches_name(pattern: str, name: str) -> bool:
    """Say whether a name is one that is meant; capitals make no difference.

    Takes time in proportion to the name, however many stars there are.

    Args:
        pattern: A name in which `*` stands for any characters, also none.
        name: As `Subject.author` has it.
    """
    first, *others = _comparable(pattern).split(_GOES_ON)
    if not others:
        return name == first
    *middle, last = others
    at = len(first)
    for part in middle:
        found = name.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return name.startswith(first) and name.endswith(last) and at <= len(name) - len(last)


def has_letters(word: str) -> bool:
    """Say whether there is something in a word that can be looked for."""
    return bool(tokens(word))


def _comparable(name: str) -> str:
    return normalize("NFC", " ".join(name.split()).casefold())


def _word_pattern(word: str) -> Pattern:
    phrase = r"[\W_]+".join(tokens(word))
    end = "" if word.rstrip().endswith(_GOES_ON) else _NO_LETTER_FOLLOWS
    return Pattern(rf"(?<![^\W_]){phrase}{end}")
