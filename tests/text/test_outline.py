"""What blocks hold beside their text."""

from tui_blog.model.post import Body, BodyFormat
from tui_blog.text.document import parse_body
from tui_blog.text.outline import Link, every_link, links_in

HERE = Link("here", "https://evil.example/")
FALSE = Link("https://bank.example", "https://evil.example/")


def written(*links: Link) -> str:
    return " ".join(f"[{link.text}]({link.address})" for link in links)


def test_each_address_is_listed_once_with_its_first_text() -> None:
    """A post with the same link twenty times would have a list of nothing else."""
    other = Link("there", "https://evil.example/")
    blocks = parse_body(Body(source=written(HERE, other), format=BodyFormat.MARKDOWN))

    assert links_in(blocks) == [HERE]
    assert list(every_link(blocks)) == [HERE, other]


def test_a_link_in_several_styles_is_one_link() -> None:
    """Half of its text would be listed."""
    source = "[one *two* three](https://a.example/)"
    blocks = parse_body(Body(source=source, format=BodyFormat.MARKDOWN))

    assert list(every_link(blocks)) == [Link("one two three", "https://a.example/")]


def test_a_text_that_names_another_host_is_the_one_that_is_listed() -> None:
    """An honest link before it would hide what it does."""
    for links in ([HERE, FALSE, HERE], [FALSE, HERE]):
        blocks = parse_body(Body(source=written(*links), format=BodyFormat.MARKDOWN))

        assert links_in(blocks) == [FALSE]
