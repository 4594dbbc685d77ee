"""What is wrong in the settings, as the reader says it."""

from pathlib import Path

from tests.fakes.blog import ScriptedBlog
from tests.ui.reading_app import TestSource, a_service, settled
from tui_blog.app import TuiBlogApp
from tui_blog.config import Config, load_config
from tui_blog.ui.settings_check import check_settings, shorten, theme_names


async def told(config: Config, folder: Path) -> list[str]:
    """Start with settings, and return what is said about them."""
    app = TuiBlogApp(TestSource(service=a_service(ScriptedBlog(), folder)), config=config)
    said: list[str] = []
    app.notify = lambda message, **_: said.append(message)  # type: ignore[method-assign]  # it is only to be heard
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
    return said


async def test_mistakes_that_only_the_reader_sees_are_told_with_their_lines(tmp_path: Path) -> None:
    """One would look for them in a file of a hundred lines."""
    file = tmp_path / "config.toml"
    file.write_text('[keys]\n"fold.close_al" = "W"\n')

    said = await told(load_config(file), tmp_path)

    assert said == [
        f"{file}:2: [keys] fold.close_al: there is no such command; did you mean fold.close_all?"
    ]


async def test_many_mistakes_do_not_cover_the_screen(tmp_path: Path) -> None:
    """There would be nothing else to see for a while, and most of it too short to read."""
    file = tmp_path / "config.toml"
    file.write_text("".join(f"no-{number} = 1\n" for number in range(12)))

    said = await told(load_config(file), tmp_path)

    assert len(said) == 3
    assert said[2] == "10 more mistakes in the settings: tui-blog config lists all of them."


def test_few_mistakes_are_all_told() -> None:
    """One would have to look elsewhere for a single one."""
    assert shorten(["a", "b", "c"]) == ["a", "b", "c"]


def test_a_file_that_is_gone_by_now_is_no_reason_to_say_nothing(tmp_path: Path) -> None:
    """The theme would be another one, and nobody told why."""
    told = "there is no theme “x”; in the reader the command “theme” lists them."
    files = (None, tmp_path / "gone.toml")
    configs = [Config(theme="x", file=file) for file in files]

    assert [
        check_settings(config, key_problems=(), themes=theme_names()) for config in configs
    ] == [{("theme",): told}] * 2
