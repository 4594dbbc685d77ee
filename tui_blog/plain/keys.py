"""`tui-blog keys`: the keys that hold, from the tables that the help is made from."""

from collections.abc import Mapping, Sequence

from tui_blog.config import Config
from tui_blog.plain.output import Output
from tui_blog.ui.composer_keys import COMPOSER_COMMANDS
from tui_blog.ui.keymap import Command, KeySection, describe_chord, key_table, remap
from tui_blog.ui.presets import PRESETS, keys_in_force
from tui_blog.ui.reading_commands import READING_COMMANDS

_SCOPES = (READING_COMMANDS, COMPOSER_COMMANDS)


def print_keys(
    preset: str, own: Mapping[str, str], output: Output, *, as_markdown: bool = False
) -> None:
    """Print the keys of reader and composer.

    Args:
        preset: One of `PRESETS`.
        own: What the person wrote under `[keys]`; what is wrong with it is said.
        output: Where to print.
        as_markdown: Print the tables that the README has; else text, or JSON if `output` says so.
    """
    keys, problems = keys_in_force(preset, own, _SCOPES)
    for problem in problems:
        output.say(problem)
    commands = [command for scope in _SCOPES for command in remap(scope, keys)]
    if output.as_json:
        records = [_record(command) for command in commands]
        output.print_json({"preset": preset, "commands": records})
    elif as_markdown:
        output.print_line(markdown_tables(key_table(commands)))
    else:
        output.print_line(f"{preset}: {PRESETS[preset].description}")
        _print_table(key_table(commands), output)


def refused_keys(config: Config) -> Sequence[str]:
    """Say what is wrong with the keys that the person wants, in a sentence each."""
    return keys_in_force(config.preset, config.keys, _SCOPES).problems


def markdown_tables(sections: Sequence[KeySection]) -> str:
    """Return sections as Markdown, one table for each, with an empty line after each."""
    lines = []
    for section in sections:
        lines += [f"**{section.heading}**", "", "| Keys | What they do | Id |", "|---|---|---|"]
        for row in section.rows:
            keys = " ".join(f"`{key}`" for key in row.keys.split(" ")) if row.keys else "–"
            what = (row.tooltip or row.description).replace("|", "\\|")
            lines.append(f"| {keys.replace('|', chr(92) + '|')} | {what} | `{row.id}` |")
        lines.append("")
    return "\n".join(lines)


def _print_table(sections: Sequence[KeySection], output: Output) -> None:
    rows = [row for section in sections for row in section.rows]
    key_cells = max(len(row.keys) for row in rows)
    text_cells = max(len(row.description) for row in rows)
    for section in sections:
        output.print_line()
        output.print_line(section.heading)
        for row in section.rows:
            text = f"{row.keys:{key_cells}}  {row.description:{text_cells}}  {row.id}"
            output.print_line(f"  {text}")


def _record(command: Command) -> dict[str, object]:
    return {
        "id": command.id,
        "keys": [describe_chord(chord) for chord in command.chords],
        "chords": [list(chord) for chord in command.chords],
        "group": command.group,
        "description": command.description,
        "tooltip": command.tooltip,
    }
