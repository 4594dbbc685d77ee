"""A megabyte made to be dear to read costs little, and ends as text on the screen."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.blog import ScriptedBlog
from tests.safety.bombs import BOMBS, SIZE
from tests.ui.reading_app import an_app, reader, settled, shown
from tui_blog.model.ids import PostId
from tui_blog.model.post import BodyFormat, Post

ROOT = Path(__file__).resolve().parents[2]
MOST_MB = 300
Results = dict[str, dict[str, float]]


@pytest.fixture(scope="module")
def results() -> Results:
    finished = subprocess.run(
        [sys.executable, "-P", "-m", "tests.safety.defusing"],
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    found: Results = json.loads(finished.stdout)
    return found


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_read_in_bounded_time_and_memory(results: Results, name: str) -> None:
    """One comment would keep the program busy for minutes, or take the machine's memory."""
    result = results[name]

    assert result["status"] == 0, "killed at the limit, or ended by an error"
    assert result["peak_mb"] < MOST_MB


@pytest.mark.parametrize("name", BOMBS)
def test_what_a_bomb_leaves_is_harmless_text(results: Results, name: str) -> None:
    """It would reach the terminal as something else, or never come to an end."""
    result = results[name]

    assert result["controls"] == 0
    assert result["lines"] <= SIZE / 10


@pytest.mark.parametrize("body_format", list(BodyFormat))
async def test_a_post_that_is_a_bomb_is_opened_and_left_with_keys(
    body_format: BodyFormat, tmp_path: Path
) -> None:
    """The rest of the blog could not be reached any more."""
    bomb = [body for body in BOMBS.values() if body.format is body_format][-1]

    class Bombed(ScriptedBlog):
        async def get_post(self, post_id: PostId) -> Post:
            post = await super().get_post(post_id)
            return Post(summary=post.summary, body=bomb) if post_id == "mem:1" else post

    app = an_app(Bombed(), tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        bombed = shown(reader(app).post_pane)
        await pilot.press("j", "enter")
        await settled(pilot)

        assert bombed.strip()
        assert "Some text." in shown(reader(app).post_pane)
