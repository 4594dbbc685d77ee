"""The acts of the reader's features, and the commands that name them."""

from pathlib import Path

from textual import actions

from tests.fakes.blog import ScriptedBlog
from tests.ui.reading_app import an_app, reader
from tui_blog.ui.reading_commands import READING_COMMANDS
from tui_blog.ui.screens.acts import Acts


async def test_every_act_that_a_command_names_exists(tmp_path: Path) -> None:
    """A key would end the program, and what was typed since the last save with it."""
    parsed = [actions.parse(command.action.replace("{key}", "1")) for command in READING_COMMANDS]
    named = {str(parameters[0]) for _, name, parameters in parsed if name == "act"}
    app = an_app(ScriptedBlog(), tmp_path)
    async with app.run_test():
        acts = Acts(reader(app))

        missing = [
            name
            for name in named
            if name.partition(".")[2] not in acts.table(name.partition(".")[0])
        ]

    assert named
    assert not missing
