"""The end of the program while it still begins."""

from pathlib import Path

from textual.worker import WorkerState

from tests.fakes.blog import ScriptedBlog
from tests.ui.reading_app import an_app, reader, settled


async def test_nothing_more_is_read_for_a_screen_that_is_taken_apart(tmp_path: Path) -> None:
    """A terminal that is closed while the program starts would leave a crash report behind."""
    app = an_app(ScriptedBlog(), tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        post = reader(app).post_list.posts[0].id

        app.end(129)
        worker = reader(app)._open_post(post)

    assert worker.state is WorkerState.PENDING
    assert app.exit_code == 129
