"""A blog in memory for the tests of the adapter, adapters for it, and ways to go wrong."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from types import MappingProxyType

import httpx
import pytest

from tests.fakes.wordpress import Answerer, FakeUser, FakeWordPress
from tui_blog.config import Identity
from tui_blog.model.change import AddComment
from tui_blog.model.ids import ChangeId, PostId
from tui_blog.model.post import Body, BodyFormat
from tui_blog.storage.secrets import Secret
from tui_blog.storage.wordpress.adapter import WordPressAdapter

Connect = Callable[..., WordPressAdapter]
NOBODY = Identity()
MARA = Identity(name="Mara", email="mara@example.test", url="https://mara.example/")
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def a_blog() -> FakeWordPress:
    """Make a blog with a reader's account, two posts and a comment."""
    made = FakeWordPress(
        users={
            "author": FakeUser(id=1, name="The Author", password="writes"),
            "reader": FakeUser(id=2, name="A Reader", password="sesame"),
            "other": FakeUser(id=3, name="Another Reader", password="sesame"),
            "editor": FakeUser(id=4, name="The Editor", password="sesame", moderator=True),
        }
    )
    made.add_post("First")
    made.add_post("Second")
    made.add_comment(100, "Hello")
    return made


def an_adapter(
    blog: FakeWordPress,
    address: str = "https://blog.example/",
    *,
    user: str = "",
    secret: Callable[[], Secret | str | None] = lambda: Secret("sesame"),
    guest: Identity = NOBODY,
    memo: Mapping[str, str] = MappingProxyType({}),
) -> WordPressAdapter:
    """Make an adapter for a blog; the password is the reader's."""
    return WordPressAdapter(
        address,
        user=user,
        secret=secret,
        guest=guest,
        transport=blog.transport(),
        clock=lambda: NOW,
        memo=memo,
    )


def instead_of_the_network(patch: pytest.MonkeyPatch) -> FakeWordPress:
    """Make a blog that every adapter talks to which is made from now on."""
    made = a_blog()
    connected = partial(WordPressAdapter, transport=made.transport())
    patch.setattr("tui_blog.storage.wordpress.adapter.WordPressAdapter", connected)
    return made


def comment(text: str = "My words", *, post: str = "wp:100") -> AddComment:
    """Make a change that adds a comment."""
    return AddComment(
        change_id=ChangeId("change-1"),
        post_id=PostId(post),
        parent_id=None,
        body=Body(source=text, format=BodyFormat.TEXT),
    )


def only_writes(
    instead: Callable[[httpx.Request, Answerer], httpx.Response],
) -> list[Callable[[httpx.Request, Answerer], httpx.Response]]:
    """Let the check of the account and the look at what is there pass; the change fares ill."""
    return [lambda request, honest: honest(request)] * 2 + [instead]


def says(response: httpx.Response) -> Callable[[httpx.Request, Answerer], httpx.Response]:
    """Answer this instead of doing anything."""
    return lambda request, honest: response


def stores_and_says(
    response: httpx.Response,
) -> Callable[[httpx.Request, Answerer], httpx.Response]:
    """Do what was asked and answer something else."""

    def act(request: httpx.Request, honest: Answerer) -> httpx.Response:
        honest(request)
        return response

    return act
