"""Each blog gets the password that is meant for it, and no other."""

from pathlib import Path

import pytest

from tests.a_library import Password, a_library
from tui_blog.config import BlogConfig

GARDEN = BlogConfig(
    name="garden",
    url="https://blog.example/garden/",
    user="mara",
    password_command=("echo", "from the command"),
    ca_file=Path("/own.pem"),
)


def test_a_configured_blog_uses_its_own_command(tmp_path: Path) -> None:
    """As the README says."""
    password = Password(a_library(tmp_path, GARDEN).open("garden"))

    assert (password.user, password.text) == ("mara", "from the command")
    assert password.ca_file == Path("/own.pem")


def test_the_environment_comes_before_the_command(tmp_path: Path) -> None:
    """For one run, or for a machine."""
    library = a_library(tmp_path, GARDEN, TUI_BLOG_PASSWORD="from the environment")

    assert Password(library.open("garden")).text == "from the environment"


def test_a_password_of_another_user_in_the_environment_is_not_sent(tmp_path: Path) -> None:
    """It is for addresses that are not configured; this blog has an account of its own."""
    library = a_library(tmp_path, GARDEN, TUI_BLOG_USER="eve", TUI_BLOG_PASSWORD="eve's")

    password = Password(library.open("garden"))

    assert (password.user, password.text) == ("mara", "from the command")


def test_an_address_that_is_not_configured_uses_the_environment_only(tmp_path: Path) -> None:
    """A password that was configured for one blog is never sent to another."""
    library = a_library(tmp_path, GARDEN, TUI_BLOG_USER="eve", TUI_BLOG_PASSWORD="eve's")

    password = Password(library.open("https://other.example/"))

    assert (password.user, password.text, password.ca_file) == ("eve", "eve's", None)


@pytest.mark.parametrize(
    "address",
    [
        "https://blog.example/garden",
        "https://blog.example/garden/a-post/?x=1",
        "https://BLOG.example:443/garden/",
    ],
)
def test_an_address_within_a_configured_blog_uses_its_account(tmp_path: Path, address: str) -> None:
    """A post opened by its address can be answered as in its blog."""
    password = Password(a_library(tmp_path, GARDEN).open(address))

    assert (password.user, password.text) == ("mara", "from the command")
    assert password.address == address


@pytest.mark.parametrize(
    "address",
    [
        "http://blog.example/garden/",
        "https://blog.example/",
        "https://blog.example/gardener/",
        "https://blog.example:8443/garden/",
        "https://blog.example.evil.example/garden/",
        "https://evil.example/?https://blog.example/garden/",
    ],
)
def test_an_address_outside_a_configured_blog_gets_nothing_of_it(
    tmp_path: Path, address: str
) -> None:
    """Credentials are bound to the place they were given for."""
    password = Password(a_library(tmp_path, GARDEN).open(address))

    assert (password.user, password.text, password.ca_file) == ("", None, None)


def test_of_two_configured_blogs_the_inner_one_counts(tmp_path: Path) -> None:
    """Several blogs may live on one host."""
    outer = BlogConfig(name="all", url="https://blog.example/", user="outer")
    address = "https://blog.example/garden/a-post/"

    for blogs in ([outer, GARDEN], [GARDEN, outer]):
        assert Password(a_library(tmp_path, *blogs).open(address)).user == "mara"


def test_a_password_file_is_read_for_the_blog_it_names(tmp_path: Path) -> None:
    """The README's third way."""
    secrets = tmp_path / "config" / "secrets"
    secrets.parent.mkdir()
    secrets.write_text("https://other.example x\nhttps://blog.example pass word\n")
    secrets.chmod(0o600)
    blog = BlogConfig(name="garden", url="https://blog.example/garden/", user="mara")

    assert Password(a_library(tmp_path, blog).open("garden")).text == "pass word"
