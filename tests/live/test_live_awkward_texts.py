"""Texts that servers damage, each sent twice: as after an answer that was lost."""

import html
import re
import unicodedata
from collections.abc import Callable

import pytest

from tests.live.awkward_texts import TEXTS
from tests.live.conftest import Connect
from tests.live.server import WordPress
from tui_blog.model.change import AddComment, Outcome
from tui_blog.model.ids import ChangeId, PostId
from tui_blog.model.post import Body, BodyFormat
from tui_blog.storage.wordpress.encoding import encode_text
from tui_blog.text import clean
from tui_blog.text.document import parse_body
from tui_blog.text.excerpt import plain_text

pytestmark = pytest.mark.live

SetOption = Callable[[str, str], None]

_A_POST = 25
"""Comments on one post."""
_TYPOGRAPHY = {
    **dict.fromkeys("‘’‚′‛`", "'"),
    **dict.fromkeys("“”„″", '"'),
    **dict.fromkeys("–—", "-"),
    "…": "...",
    "×": "x",
    "™": "(tm)",
}


def comment(post_id: PostId, number: int) -> AddComment:
    """Make a change that adds a text."""
    return AddComment(
        change_id=ChangeId(f"change-{number}"),
        post_id=post_id,
        parent_id=None,
        body=Body(source=TEXTS[number], format=BodyFormat.TEXT),
    )


def kept(text: str) -> str:
    """What is left of a typed text: control characters and white space around it are not sent."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    found = "".join(
        "\ufffd" if unicodedata.category(one) == "Cs" else one
        for one in lines
        if one in "\n\t" or unicodedata.category(one) != "Cc"
    )
    return found.strip()


def essence(text: str) -> str:
    """A text without what blogs make prettier, and how it is set in lines."""
    plain = "".join(_TYPOGRAPHY.get(one, one) for one in clean.body(text))
    return re.sub(r"\s+", "", re.sub("-+", "-", plain.replace("''", '"').replace("'", '"')))


def as_linked(shown: str, typed: str) -> str:
    """A shown text without what WordPress does to addresses that it makes links of."""
    if not re.search(r"www\.|https?://\S*[<>&\\]", typed):
        return shown
    return html.unescape(shown).replace("http://", "")


@pytest.mark.parametrize(("login", "count"), [("reader", len(TEXTS)), ("admin", 100)])
async def test_every_text_sent_twice_is_on_the_blog_once_and_shown_as_typed(
    wordpress: WordPress, connect: Connect, set_option: SetOption, login: str, count: int
) -> None:
    """Text would be lost on its way, or stand there twice."""
    set_option("comment_max_links", "0")
    set_option("use_smilies", "0")
    adapter = connect(user=login)
    for start in range(0, count, _A_POST):
        numbers = range(start, start + _A_POST)
        post_id = wordpress.add_post(f"Awkward texts from {start}")

        first = [await adapter.submit(comment(post_id, number)) for number in numbers]
        second = [await adapter.submit(comment(post_id, number)) for number in numbers]

        stored = [row[0] for row in wordpress.stored_comments(post_id)]
        shown = (await adapter.list_comments(post_id)).rows
        typed = [kept(TEXTS[number]) for number in numbers]
        assert [html.unescape(one) for one in stored] == typed
        assert stored == [encode_text(TEXTS[number]) for number in numbers]
        assert {receipt.outcome for receipt in first} == {Outcome.STORED}
        assert {receipt.outcome for receipt in second} == {Outcome.ALREADY_STORED}
        ids = [receipt.comment.id for receipt in first if receipt.comment]
        assert [receipt.comment.id for receipt in second if receipt.comment] == ids
        assert [row.id for row in shown] == ids
        read = [essence(plain_text(parse_body(row.body))) for row in shown]
        assert list(map(as_linked, read, typed)) == [
            as_linked(essence(text), text) for text in typed
        ]


async def test_there_are_two_hundred_texts_that_differ() -> None:
    """Fewer would be tried than is said."""
    assert len({encode_text(text) for text in TEXTS}) == len(TEXTS) == 200
