"""Checks what a person wrote under `[keys]`: ids, key names, clashes (Textual ignores them)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from tui_blog.text import clean
from tui_blog.ui.keymap import (
    Chord,
    Command,
    KeySpecError,
    describe_chord,
    format_chords,
    parse_chords,
    remap,
)

SHARED_KEYS: frozenset[frozenset[str]] = frozenset(
    (
        # While a search is live its keys go from match to match, as in vim, less and mutt; at other
        # times the search commands are refused (`check_action`), and the others have the keys.
        frozenset(("search.next", "unread.next")),
        frozenset(("search.previous", "unread.toggle")),
    )
)
"""Pairs of commands that may have the same key, because only one of them can be given at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Two commands of one scope that want the same key."""

    first_id: str
    second_id: str
    first_chord: Chord
    second_chord: Chord
    """The same as `first_chord`, or one begins with the other: "z" and "za"."""


def check_keymap(
    keys: Mapping[str, str], scopes: Iterable[Sequence[Command]]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Check a person's keymap against the commands there are.

    Args:
        keys: Command ids and the keys wanted for them, as `parse_chords` reads them.
        scopes: Commands that can be given at the same moment (a screen with its panes, a modal),
            one sequence each, with their default keys.

    Returns:
        What is accepted (ids with keys as `format_chords` writes them, for `remap` and
        `textual_keymap`), and a sentence for each entry that is refused, in the order of `keys`.
        A refused command keeps its default keys.
    """
    scopes = [tuple(scope) for scope in scopes]
    ids = {command.id for scope in scopes for command in scope}
    accepted: dict[str, str] = {}
    problems: dict[str, str] = {}
    for command_id, spec in keys.items():
        if command_id not in ids:
            problems[command_id] = _unknown_sentence(command_id, ids)
            continue
        try:
            accepted[command_id] = format_chords(parse_chords(spec))
        except KeySpecError as error:
            problems[command_id] = clean.field(f"[keys] {command_id}: {error}")
    while (clash := _first_clash(scopes, accepted)) is not None:
        refused, kept, chord = clash
        del accepted[refused]
        problems[refused] = (
            f"[keys] {refused}: “{describe_chord(chord)}” is the key of {kept}; not changed."
        )
    return accepted, tuple(problems[command_id] for command_id in keys if command_id in problems)


def find_clashes(commands: Sequence[Command]) -> tuple[Clash, ...]:
    """List the pairs of commands in one scope that want the same key; empty when all is well.

    The same id declared twice (in two panes, say) is one command and never clashes with itself, nor
    do two of `SHARED_KEYS`.
    """
    clashes = []
    owners: list[tuple[Chord, str]] = []
    for command in commands:
        for chord in command.chords:
            for other_chord, other_id in owners:
                length = min(len(chord), len(other_chord))
                ids = frozenset((command.id, other_id))
                if len(ids) < 2 or ids in SHARED_KEYS:
                    continue
                if chord[:length] == other_chord[:length]:
                    clash = Clash(
                        first_id=other_id,
                        second_id=command.id,
                        first_chord=other_chord,
                        second_chord=chord,
                    )
                    clashes.append(clash)
            owners.append((chord, command.id))
    return tuple(clashes)


def _first_clash(
    scopes: Iterable[Sequence[Command]], accepted: Mapping[str, str]
) -> tuple[str, str, Chord] | None:
    """Find a clash that the keymap brings: whom to refuse, whose key it is, the key wanted."""
    order = {command_id: number for number, command_id in enumerate(accepted)}
    for scope in scopes:
        for clash in find_clashes(remap(scope, accepted)):
            first, second = order.get(clash.first_id, -1), order.get(clash.second_id, -1)
            if first == second:  # both have their defaults: not the person's doing
                continue
            if first > second:
                return clash.first_id, clash.second_id, clash.first_chord
            return clash.second_id, clash.first_id, clash.second_chord
    return None


def _unknown_sentence(command_id: str, ids: Iterable[str]) -> str:
    sentence = f"[keys] {clean.field(command_id)}: there is no such command"
    nearest = get_close_matches(command_id, sorted(ids), n=1, cutoff=0.5)
    return f"{sentence}; did you mean {nearest[0]}?" if nearest else f"{sentence}."
