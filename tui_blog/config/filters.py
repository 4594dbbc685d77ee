"""The rules about comments: `[[filters]]`, in their order."""

from collections.abc import Mapping

from tui_blog.config.lines import Key
from tui_blog.config.values import Values
from tui_blog.model.filtering import MOST_RULES, Action
from tui_blog.text import clean
from tui_blog.text.age import parse_span
from tui_blog.text.filter_rules import (
    COMPARISONS,
    Condition,
    HasAge,
    HasLinks,
    HasWords,
    Rule,
    WrittenBy,
    has_letters,
)
from tui_blog.text.patterns import Pattern

_KEYS = ("action", "name", "author", "words", "links", "older-than", "newer-than", "blogs")
_CONDITIONS = "author, words, links, older-than or newer-than"
_LEFT_OUT = "this rule is left out"
_LINKS = Pattern(rf"\s*({'|'.join(COMPARISONS)})?\s*(\d{{1,6}})\s*").fullmatch
_MOST_LINKS = 999_999


def read_filters(values: Values, tables: object) -> tuple[Rule, ...]:
    """Read all rules; one with a mistake is told and left out, since it might mean too much.

    Args:
        values: Takes the values, and is told what is wrong.
        tables: What stands in the file.
    """
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        values.complain(("filters",), "must be tables: [[filters]]", "there are no rules")
        return ()
    if len(tables) > MOST_RULES:
        what = f"is one too many: {MOST_RULES} are the most"
        values.complain(("filters", MOST_RULES), what, "the rules from here on are left out")
    rules = (_rule(values, table, place) for place, table in enumerate(tables[:MOST_RULES]))
    return tuple(rule for rule in rules if rule is not None)


def _rule(values: Values, table: Mapping[str, object], place: int) -> Rule | None:
    where: Key = ("filters", place)
    before = values.mistakes
    values.refuse_unknown(table, _KEYS, where, instead=_LEFT_OUT)
    action = table.get("action")
    if not isinstance(action, str) or action not in tuple(Action):
        values.complain((*where, "action"), "must be hide, fold or highlight", _LEFT_OUT)
    conditions = _conditions(values, table, where)
    blogs = _texts(values, table, (*where, "blogs"))
    name = values.text(table, (*where, "name"), instead=_LEFT_OUT)
    if not conditions and values.mistakes == before:
        values.complain(where, f"needs {_CONDITIONS}", _LEFT_OUT)
    if values.mistakes > before:
        return None
    return Rule(
        number=place + 1,
        line=values.line_of(where),
        action=Action(str(action)),
        name=clean.field(name, max_chars=60),
        conditions=conditions,
        blogs=tuple(map(clean.field, blogs)),
    )


def _conditions(values: Values, table: Mapping[str, object], where: Key) -> tuple[Condition, ...]:
    """Read what has to hold, the quickest to look at first."""
    found: list[Condition | None] = []
    names = tuple(map(clean.field, _texts(values, table, (*where, "author"))))
    found.append(WrittenBy(names) if names else None)
    found += [_age(values, table, (*where, key)) for key in ("older-than", "newer-than")]
    found += [_links(values, table, (*where, "links")), _words(values, table, (*where, "words"))]
    return tuple(condition for condition in found if condition is not None)


def _age(values: Values, table: Mapping[str, object], key: Key) -> HasAge | None:
    written = table.get(str(key[-1]))
    if written is None:
        return None
    span = parse_span(written) if isinstance(written, str) else None
    if span is None:
        what = 'must be a time such as "12h", "30d", "8w", "6m" or "2y"'
        values.complain(key, what, _LEFT_OUT)
        return None
    return HasAge(is_older=key[-1] == "older-than", span=span, written=str(written).strip())


def _links(values: Values, table: Mapping[str, object], key: Key) -> HasLinks | None:
    written = table.get("links")
    if written is None:
        return None
    if isinstance(written, int) and not isinstance(written, bool):
        # Not as text: numbers can be longer than Python writes them.
        written = str(written) if 0 <= written <= _MOST_LINKS else ""
    found = _LINKS(written) if isinstance(written, str) else None
    if found is None:
        what = f'must be a number up to {_MOST_LINKS}, or one with a comparison, as in ">= 3"'
        values.complain(key, what, _LEFT_OUT)
        return None
    return HasLinks(comparison=found[1] or ">=", number=int(found[2]))


def _words(values: Values, table: Mapping[str, object], key: Key) -> HasWords | None:
    words = tuple(clean.field(word) for word in _texts(values, table, key))
    for word in words:
        if not has_letters(word):
            values.complain(key, f"has “{word}”, with no letter or digit", _LEFT_OUT)
            return None
    return HasWords.of(words) if words else None


def _texts(values: Values, table: Mapping[str, object], key: Key) -> tuple[str, ...]:
    """Return one text, or those of a list; none where nothing is set, or something else."""
    value = table.get(str(key[-1]))
    if value is None:
        return ()
    texts = value if isinstance(value, list) else [value]
    found = tuple(text for text in texts if isinstance(text, str) and text.strip())
    if not found or len(found) < len(texts):
        values.complain(key, "must be text in quotes, or a list of such", _LEFT_OUT)
        return ()
    return found
