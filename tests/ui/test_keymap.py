"""Keys: how people write them, how they are named, what becomes of them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.app import App
from textual.binding import Binding
from textual.keys import KEY_NAME_REPLACEMENTS, KEY_TO_UNICODE_NAME, Keys

from tui_blog.ui.glyphs import ASCII_GLYPHS
from tui_blog.ui.key_names import NAMED_KEYS, character_of, name_of_character
from tui_blog.ui.keymap import (
    Chord,
    Command,
    KeyRow,
    KeySection,
    KeySpecError,
    describe_chords,
    describe_key,
    format_chords,
    key_table,
    parse_chords,
    remap,
    textual_keymap,
    to_bindings,
)


def a_command(command_id: str, keys: str, *, group: str = "Moving") -> Command:
    """A command with an action named after its id."""
    return Command(
        id=command_id,
        chords=parse_chords(keys),
        action=command_id.replace(".", "_"),
        description=command_id.replace(".", " ").capitalize(),
        tooltip=f"What {command_id} does",
        group=group,
    )


@pytest.mark.parametrize(
    ("spec", "chords"),
    [
        ("j", (("j",),)),
        ("j,down", (("j",), ("down",))),
        ("J", (("J",),)),
        ("za", (("z", "a"),)),
        ("z a", (("z", "a"),)),
        ("]]", (("right_square_bracket", "right_square_bracket"),)),
        ("Ctrl+W h", (("ctrl+w", "h"),)),
        ("PgUp, Esc", (("pageup",), ("escape",))),
        ("f5", (("f5",),)),
        ("shift+tab", (("shift+tab",),)),
        ("?", (("question_mark",),)),
        ("$", (("dollar_sign",),)),
        ("comma", (("comma",),)),
        ("ctrl++", (("ctrl+plus",),)),
        ("Alt+V", (("alt+shift+v",),)),
        ("Shift+Ctrl+Up", (("ctrl+shift+up",),)),
        ("é", (("é",),)),
        ("j,j", (("j",),)),
    ],
)
def test_parse_chords_reads_what_people_write(spec: str, chords: tuple[Chord, ...]) -> None:
    """A remapped key would do nothing."""
    assert parse_chords(spec) == chords


@pytest.mark.parametrize("spec", ["", " ", "j,", "nonsense", "ctrl+foo", "a b c", "hyper", "\x1b"])
def test_parse_chords_given_no_key_says_so(spec: str) -> None:
    """A typing mistake would be swallowed."""
    with pytest.raises(KeySpecError, match=r"not a key|key is missing"):
        parse_chords(spec)


@given(
    st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=","), max_size=2)
)
def test_parse_chords_reads_back_what_format_chords_writes(spec: str) -> None:
    """An accepted keymap would not mean what the person wrote."""
    if spec:
        chords = parse_chords(spec)

        assert parse_chords(format_chords(chords)) == chords


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("left_square_bracket", "["),
        ("question_mark", "?"),
        ("ctrl+o", "Ctrl+O"),
        ("alt+enter", "Alt+Enter"),
        ("pagedown", "PgDn"),
        ("space", "Space"),
        ("up", "↑"),
        ("minus", "-"),
        ("comma", ","),
        ("J", "J"),
        ("f5", "F5"),
        ("tab", "Tab"),
    ],
)
def test_describe_key_names_it_as_keyboards_do(key: str, name: str) -> None:
    """Help would speak Textual's language."""
    assert describe_key(key) == name


def test_describe_key_in_ascii_spells_arrows() -> None:
    """The Linux console shows boxes for arrows."""
    assert describe_key("shift+left", ASCII_GLYPHS) == "Shift+Left"


def test_describe_chords_given_many_shows_first_and_last() -> None:
    """Nine keys of one command would fill the help."""
    assert describe_chords(parse_chords("z1,z2,z3,z4")) == "z1 … z4"
    assert describe_chords(parse_chords("j,down,ctrl+n")) == "j ↓ Ctrl+N"


@pytest.mark.parametrize("character", "[]?$>/\\|:~!#%&'\"()*+-.;<=@^_`{}éß")
async def test_parse_chords_names_a_key_as_the_terminal_reports_it(character: str) -> None:
    """A binding would wait for a key that never comes."""
    app: App[None] = App()
    seen: list[str] = []

    class Listening(App[None]):
        def on_key(self, event: events.Key) -> None:
            seen.append(event.key)

    app = Listening()
    async with app.run_test() as pilot:
        await pilot.press(character)

    assert parse_chords(character) == ((seen[0],),)


def test_to_bindings_leaves_out_chords_of_two_keys() -> None:
    """Textual would bind the letters of "za" as something else."""
    bindings = to_bindings([a_command("move.down", "j,down,gj"), a_command("fold.toggle", "za")])

    assert [getattr(binding, "key", None) for binding in bindings] == ["j,down"]
    assert [getattr(binding, "id", None) for binding in bindings] == ["move.down"]


def test_remap_changes_only_the_commands_named() -> None:
    """A person's key would not show in help and footer, or others' keys would change."""
    down, toggle = a_command("move.down", "j"), a_command("fold.toggle", "za")

    remapped = remap([down, toggle], {"fold.toggle": "t"})

    assert remapped == (down, a_command("fold.toggle", "t"))


class Remapped(App[None]):
    """Counts an action whose key is remapped."""

    BINDINGS = to_bindings([a_command("move.down", "j,down")])
    moves = 0

    def action_move_down(self) -> None:
        """Count."""
        self.moves += 1


async def test_textual_keymap_gives_the_new_key_and_frees_the_old_one() -> None:
    """The person's key would do nothing, or the old one would still act."""
    app = Remapped()

    async with app.run_test() as pilot:
        app.set_keymap(textual_keymap({"move.down": "]"}))
        await pilot.press("j", "down", "]")

    assert app.moves == 1


async def test_textual_keymap_given_a_chord_of_two_keys_frees_the_old_key() -> None:
    """The old key would still act beside the new chord."""
    app = Remapped()

    async with app.run_test() as pilot:
        app.set_keymap(textual_keymap({"move.down": "z j"}))
        await pilot.press("j", "down")

    assert app.moves == 0


def test_key_table_keeps_order_and_names_each_command_once() -> None:
    """The help would repeat what two panes share."""
    down = a_command("move.down", "j")
    reply = a_command("comment.reply", "r", group="Writing")

    table = key_table([down, reply, a_command("move.up", "k"), down])

    assert table == (
        KeySection(
            heading="Moving",
            rows=(
                KeyRow(
                    id="move.down", keys="j", description="Move down", tooltip="What move.down does"
                ),
                KeyRow(id="move.up", keys="k", description="Move up", tooltip="What move.up does"),
            ),
        ),
        KeySection(
            heading="Writing",
            rows=(
                KeyRow(
                    id="comment.reply",
                    keys="r",
                    description="Comment reply",
                    tooltip="What comment.reply does",
                ),
            ),
        ),
    )


@given(
    st.characters(
        min_codepoint=33,
        max_codepoint=0x2FFF,
        categories=("L", "N", "P", "S"),
        exclude_characters=",",  # it stands between keys, there and here
    )
)
def test_keys_are_named_as_textual_names_them(character: str) -> None:
    """A key in the settings would be one that never arrives."""
    (binding,) = Binding.make_bindings([Binding(character, "")])

    assert name_of_character(character) == binding.key


def test_the_keys_without_a_character_are_those_that_textual_knows() -> None:
    """A key in the settings would be refused, or never arrive."""
    plain = {key.value for key in Keys if "+" not in key.value and not key.value.startswith("<")}

    assert plain - {"ctrl-at", "return"} | {"space"} == NAMED_KEYS


@pytest.mark.parametrize("key", sorted(KEY_TO_UNICODE_NAME))
def test_the_names_of_signs_are_those_that_textual_knows(key: str) -> None:
    """Help would show a word where a sign is on the keyboard."""
    arrives = KEY_NAME_REPLACEMENTS.get(key, key)

    assert character_of(arrives) == unicodedata.lookup(KEY_TO_UNICODE_NAME[key])
    assert (character_of(key) is None) == (arrives != key)
