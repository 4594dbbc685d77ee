"""Blocks in words: what speech reads out where others see lines and signs."""

import re

import pytest

from tui_blog.model.post import Body, BodyFormat
from tui_blog.text.document import parse_body
from tui_blog.text.spoken import layout_spoken

_SIGNS = re.compile("[\u2190-\u21ff\u2500-\u27bf\u2800-\u28ff•]")


def said(source: str, text_format: BodyFormat = BodyFormat.MARKDOWN) -> str:
    lines = layout_spoken(parse_body(Body(source=source, format=text_format)), 60)
    return "\n".join(line.text.rstrip() for line in lines)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Words.", "Words."),
        ("## Title", "Heading 2: Title"),
        ("- one\n  - two\n    - three", "- one\n  - two\n    - three"),
        ("3. three\n4. four", "3. three\n4. four"),
        ("- [x] done\n- [ ] not", "[x] done\n[ ] not"),
        ("> One.\n>\n> Two.", "Quote: One.\n\nTwo. End of quote."),
        ("> - One.", "Quote:\n\n- One.\n\nEnd of quote."),
        ("```\nx = 1\n```", "Code:\n\n  x = 1\n\nEnd of code."),
        ("```python\nx = 1\n```", "code: python\n  x = 1\n\nEnd of code."),
        ("a\n\n---\n\nb", "a\n\nA new section.\n\nb"),
        (
            "| Key | Does |\n|---|---|\n| j | down |\n| k | |",
            "Table, 2 rows, 2 columns\n\nKey: j; Does: down\n\nKey: k\n\nEnd of table.",
        ),
    ],
)
def test_markdown_is_said_in_words(source: str, expected: str) -> None:
    """A table would be read out across its columns, a quotation as the author's own words."""
    assert said(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "<details><summary>More</summary><p>Inside.</p></details>",
            "Details: More\n\nInside.\n\nEnd of details.",
        ),
        (
            '<a href="https://evil.example/">https://bank.example/</a>',
            "https://bank.example/ [goes to evil.example]",
        ),
        (
            "<table><caption>Salt</caption><tr><td>a</td></tr></table>",
            "Table, 1 row, 1 column: Salt\n\na\n\nEnd of table.",
        ),
        ("<dl><dt>Term</dt><dd>What it is.</dd></dl>", "Term\n  What it is."),
        ('<img alt="A cat" src="https://a.example/c.png">', "[image: A cat – a.example]"),
    ],
)
def test_html_is_said_in_words(source: str, expected: str) -> None:
    """A fold, a caption or a warning would be a sign, or nothing."""
    assert said(source, BodyFormat.HTML) == expected


def test_nothing_is_drawn_at_any_depth() -> None:
    """A bar deep inside a list would be read out on each of its lines."""
    source = "> - a\n>   > b\n>\n>   ```\n>   c\n>   ```\n\n1. > d\n\n[^1]\n\n[^1]: > e\n"

    assert not _SIGNS.search(said(source))
