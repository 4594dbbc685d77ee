"""The page where a person makes an application password: only the blog's own is ever opened."""

from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from tui_blog.model.errors import BadResponseError
from tui_blog.storage.wordpress.password_page import password_page

PAGE = "https://blog.example/wp-admin/authorize-application.php"


@pytest.mark.parametrize(
    ("named", "given", "reached"),
    [
        (PAGE, "https://blog.example/a-post/", "https://blog.example/a-post/"),
        (PAGE, "https://BLOG.example:443", "https://blog.example/"),
        (PAGE, "http://blog.example/", "https://blog.example/"),
        (PAGE.replace("https", "http"), "https://blog.example/", "https://blog.example/"),
    ],
)
def test_page_when_it_is_the_blogs_own_says_who_asks(named: str, given: str, reached: str) -> None:
    """The blog would not know for what the password is, or show an error."""
    address = password_page(named, given=given, reached=reached)

    parts = urlsplit(address or "")
    asked = parse_qs(parts.query)
    assert parts._replace(query="").geturl() == PAGE
    assert asked.keys() == {"app_name", "app_id"}
    assert asked["app_name"] == ["tui-blog"]
    assert UUID(asked["app_id"][0]).version == 4


def test_page_when_it_has_a_query_of_its_own_keeps_it() -> None:
    """Some blogs move their login page."""
    address = password_page(
        f"{PAGE}?way=in#top", given="https://blog.example", reached="https://blog.example/"
    )

    assert (address or "").startswith(f"{PAGE}?way=in&app_name=tui-blog&")
    assert "#" not in (address or "")


@pytest.mark.parametrize(
    "named",
    [
        "https://evil.example/wp-admin/authorize-application.php",
        "https://blog.example:8443/wp-admin/authorize-application.php",
        "https://blog.example@evil.example/",
        "https://evil.example\\@blog.example/",
        "http://blog.example.evil.example/",
        "javascript:alert(1)",
        "\x1b]0;title\x07",
        "//evil.example/",
    ],
)
def test_page_when_it_lies_elsewhere_is_refused(named: str) -> None:
    """Somebody would type the password of the blog into a stranger's page."""
    with pytest.raises(BadResponseError, match="not opened") as refused:
        password_page(named, given="https://blog.example/", reached="https://blog.example/")

    assert str(refused.value).isprintable()


@pytest.mark.parametrize(
    ("named", "given"),
    [("", "https://blog.example/"), (PAGE.replace("s:", ":"), "http://blog.example")],
)
def test_page_when_there_is_none_that_is_safe_is_none(named: str, given: str) -> None:
    """A password would travel where all can read it."""
    assert password_page(named, given=given, reached=given) is None
