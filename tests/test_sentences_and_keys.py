"""Sentences do not name a key that a person may have given to something else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import tui_blog
from tui_blog.ui.composer_keys import COMPOSER_COMMANDS
from tui_blog.ui.glyphs import UNICODE_GLYPHS
from tui_blog.ui.keymap import describe_chord
from tui_blog.ui.reading_commands import READING_COMMANDS

ROOT = Path(tui_blog.__file__).parent
NAME_KEYS = {
    # What has the keys themselves.
    *("ui/keymap.py", "ui/key_names.py", "ui/presets.py", "ui/composer_keys.py"),
    *("ui/reading_commands.py", "ui/key_advice.py", "ui/glyphs.py", "plain/arguments.py"),
    "plain/command_parsers.py",
    # Dialogs and lines to type in with keys of their own, which nobody can change.
    *("ui/screens/" + name for name in (
        "address.py", "asking.py", "blogs.py", "changes.py", "entries.py", "finding.py",
        "forgetting.py",
        "headings.py", "help.py", "hinting.py", "links.py", "output.py", "pending.py",
        "picking.py", "saving.py", "share_check.py", "share_menu.py", "starring.py", "waiting.py",
    )),
    "ui/screens/taking.py",
    "plain/searching.py",  # --limit N
    "plain/replying.py",  # at a terminal's own line
    "plain/configuring.py",  # the sample explains the settings
}  # fmt: skip
CHORDS = {
    describe_chord(chord, UNICODE_GLYPHS)
    for command in (*READING_COMMANDS, *COMPOSER_COMMANDS)
    for chord in command.chords
}
WORDS = {"go", "Space", "Home", "End"}
"""Those that are words as well."""
LONG = sorted(
    (re.escape(chord) for chord in CHORDS if len(chord) > 1 and chord not in WORDS),
    key=len,
    reverse=True,
)
SHORT = "".join(re.escape(chord) for chord in CHORDS if len(chord) == 1)
NAMED = re.compile(
    rf"(?<![\w.{{-])(?:{'|'.join(LONG)})(?![\w.}}-])"
    rf"|(?<![\w.{{/'-])[{SHORT}] (?:then|again|(?!is\b|was\b|has\b|needs\b|letters\b)[a-z]+s)\b"
)
"""A chord of several keys or with a long name, or a single key and what it does."""
ARTICLE = re.compile(r"^a ")
SAYING = re.compile(r"[a-z]{2,} |[a-z]{2,}[.:;]")


def sentences(source: str) -> Iterator[tuple[int, str]]:
    """Return the texts of a module that are no docstrings, with their lines."""
    tree = ast.parse(source)
    told = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def keys_named(text: str) -> list[str]:
    """Return the usual keys that a sentence names."""
    if SAYING.search(text) is None:
        return []
    return [found for found in NAMED.findall(text) if not ARTICLE.match(found)]


@pytest.mark.parametrize(
    "text",
    ["Kept; gd lists it.", "It is kept: e edits it.", "$ tries again.", "Letters pick · Enter: all",
     "; u undoes it", " gw says why, Enter shows it", "Not found; Ctrl+R looks again.",
     "no theme; : then “theme” lists them", "There is no search: / begins one."],
)  # fmt: skip
def test_a_key_in_a_sentence_is_seen(text: str) -> None:
    """The test below would pass whatever is said."""
    assert keys_named(text)


@pytest.mark.parametrize(
    "text",
    ["a comment has links", "no key here", "Read again.", "go on", "as it was", " goes there",
     "SELECT post FROM places", "3 new comments", "{comment.pending} lists it"],
)  # fmt: skip
def test_what_is_no_key_is_none(text: str) -> None:
    """Nobody could write a sentence."""
    assert keys_named(text) == []


def test_no_sentence_names_a_key_that_may_be_another_one() -> None:
    """Who has other keys would press what does something else: `key_for` names theirs."""
    found = [
        f"{path.relative_to(ROOT)}:{line}: {named} in {text!r}"
        for path in sorted(ROOT.rglob("*.py"))
        if str(path.relative_to(ROOT)) not in NAME_KEYS
        for line, text in sentences(path.read_text(encoding="utf-8"))
        if (named := keys_named(text))
    ]

    assert found == []
