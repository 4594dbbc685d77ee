"""The footer: the most useful keys that fit, and help always."""

from textual.app import App, ComposeResult

from tui_blog.ui.keymap import Command, parse_chords
from tui_blog.ui.widgets.key_footer import KeyFooter


def a_command(command_id: str, keys: str, description: str, rank: int) -> Command:
    """A command that is only looked at."""
    return Command(
        id=command_id,
        chords=parse_chords(keys),
        action="x",
        description=description,
        footer_rank=rank,
    )


REPLY = a_command("comment.reply", "r", "Reply", 2)
ON = a_command("read.on", "space", "Read on", 1)
FOLD = a_command("fold.toggle", "za", "Fold", 3)
HIDDEN = a_command("move.down", "j", "Next", 0)
HELP = a_command("app.help", "?", "Help", 9)


class Host(App[None]):
    """A footer alone; remembers what was clicked."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen: list[str] = []

    def compose(self) -> ComposeResult:
        yield KeyFooter()

    def on_key_footer_chosen(self, message: KeyFooter.Chosen) -> None:
        self.chosen.append(message.command.id)


async def drawn(width: int, *commands: Command) -> str:
    """The text of the footer in a screen of a width."""
    app = Host()
    async with app.run_test(size=(width, 3)) as pilot:
        footer = app.query_one(KeyFooter)
        footer.commands = commands
        await pilot.pause()
        return str(footer.render())


async def test_key_footer_orders_by_rank_with_help_at_the_end() -> None:
    """The keys one needs would be lost among the others."""
    text = await drawn(42, HELP, HIDDEN, FOLD, REPLY, ON)

    assert text == "Space read on  r reply  za fold   ? help"


async def test_key_footer_when_narrow_leaves_out_what_does_not_fit() -> None:
    """A word would be cut, or help pushed out."""
    text = await drawn(26, HELP, FOLD, REPLY, ON)

    assert text == "Space read on     ? help"


async def test_key_footer_given_a_command_twice_shows_it_once() -> None:
    """Two panes that share a command would fill the line with it."""
    text = await drawn(42, REPLY, REPLY)

    assert text == "r reply"


async def test_key_footer_without_commands_is_empty() -> None:
    """An empty screen would have no footer to draw."""
    assert await drawn(42) == ""


async def test_key_footer_given_hostile_words_shows_them_literally() -> None:
    """A user's keymap can bring any key's name."""
    text = await drawn(42, a_command("x.y", "left_square_bracket", "[/x] [b]", 1))

    assert text == "[ [/x] [b]"


async def test_key_footer_when_clicked_chooses_the_command_there() -> None:
    """The mouse would hit the neighbour."""
    app = Host()

    async with app.run_test(size=(42, 3)) as pilot:
        app.query_one(KeyFooter).commands = (HELP, FOLD, REPLY, ON)
        await pilot.pause()
        await pilot.click(KeyFooter, offset=(18, 0))
        await pilot.click(KeyFooter, offset=(39, 0))
        await pilot.click(KeyFooter, offset=(15, 0))
        await pilot.pause()

    assert app.chosen == ["comment.reply", "app.help"]
