"""The section `[share]` of the settings, right and wrong."""

from pathlib import Path

import pytest

from tests.test_config import loaded
from tui_blog.config import ShareConfig
from tui_blog.text.sharing import CommandTarget, WebTarget

RIGHT = """\
[share]
mastodon = "https://fosstodon.org/"

[share.pinboard]
url = "https://pinboard.in/add?url={url}&title={title}&description={text}"

[share.note]
command = ["note", "--link={url}", "{title}"]

[share.mail]
command = "mutt -s {title}"
"""


def test_server_and_own_targets_are_there(tmp_path: Path) -> None:
    """The README's example would do nothing."""
    config = loaded(tmp_path, RIGHT)

    assert config.problems == ()
    assert config.share == ShareConfig(
        mastodon="https://fosstodon.org",
        targets=(
            WebTarget(
                name="pinboard",
                template="https://pinboard.in/add?url={url}&title={title}&description={text}",
            ),
            CommandTarget(name="note", command=("note", "--link={url}", "{title}")),
            CommandTarget(name="mail", command=("mutt", "-s", "{title}")),
        ),
    )


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("share = 1", 1, "share must be a table: [share]; the usual targets are there."),
        ('[share]\nmastodon = "fosstodon"', 2,
         "share.mastodon must begin with https:// and a host; you are asked."),
        ("[share]\npin = 1", 2,
         "share.pin must be a table: [share.pin]; this target is left out."),
        ("[share.pin]", 1, "share.pin needs either url or command; this target is left out."),
        ('[share.pin]\nurl = "https://x/{url}"\ncommand = "x"', 1,
         "share.pin needs either url or command; this target is left out."),
        ('[share.pin]\nurl = "https://{title}/"', 1,
         "share.pin must name its host, without braces; this target is left out."),
        ('[share.pin]\nurl = "https://x/{adress}"', 1,
         "share.pin has {adress}; there are {url}, {title}, {text}; this target is left out."),
        ('[share.pin]\nurl = "ftp://x/{url}"', 2,
         "share.pin.url must begin with https:// and a host; this target is left out."),
        ('[share.pin]\ncommand = "{title} x"', 1,
         "share.pin must name its program, without braces; this target is left out."),
        ('[share.pin]\ncommand = ["x", "{words}"]', 1,
         "share.pin has {words}; there are {url}, {title}, {text}; this target is left out."),
        ("[share.pin]\ncommand = 3", 2,
         ("share.pin.command must be a command, or a list of its parts in quotes; "
         "this target is left out.")),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line_and_nothing_is_shared_by_it(
    tmp_path: Path, text: str, line: int, told: str
) -> None:
    """One would look for a target that is not there, or share by one that is wrong."""
    config = loaded(tmp_path, text)

    assert config.problems == (f"{tmp_path / 'config.toml'}:{line}: {told}",)
    assert config.share == ShareConfig()


def test_an_unknown_key_is_told_and_the_target_stays(tmp_path: Path) -> None:
    """A typing mistake would go unnoticed."""
    config = loaded(tmp_path, '[share.pin]\nurl = "https://x/{url}"\nadress = 1')

    assert "share.pin.adress is not a setting" in config.problems[0]
    assert [target.name for target in config.share.targets] == ["pin"]
