"""Styles are parsed once for all apps under test: each would take a sixth of its start for them.

Source: Textual 8.2.8, `textual.css.stylesheet`: rules are kept by the same key in each style sheet.
"""

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet


def share_parsed_styles() -> None:
    """Let all apps of this process have the same rules, where styles and variables are the same."""
    parse = Stylesheet._parse_rules
    parsed: dict[object, list[RuleSet]] = {}

    def once(
        self: Stylesheet,
        css: str,
        read_from: tuple[str, str],
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        given = (css, read_from, is_default_rules, tie_breaker, scope)
        key = (*given, frozenset(self._variables.items()))
        if key not in parsed:
            parsed[key] = parse(self, *given)
        return parsed[key]

    Stylesheet._parse_rules = once  # type: ignore[method-assign]
