"""An address of a blog that is copied: what it names is read here where it is here."""

from functools import partial

import pytest

from tests.fakes.mirrors import Mirror, comments_of, pull, unreachable
from tests.fakes.wordpress import FakeWordPress
from tui_blog.model.ids import PostId
from tui_blog.storage.archive.adapter import ArchiveAdapter


async def test_a_post_that_came_after_the_last_pull_is_read_on_the_blog(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """Somebody sends a link to what was written a minute ago, or to a page; it would be missing."""
    await pull(mirror())
    number = blog.add_post("Fresh")
    blog.add_comment(number, "First!")
    copy = mirror(address=f"https://blog.example/post-{number}/")
    await copy.open()

    found = await copy.find_post()
    assert found == PostId(f"wp:{number}")
    title = (await copy.get_post(found)).summary.title
    comments = await comments_of(copy, found)
    thread = await copy.find_thread(found)
    await pull(copy)
    blog.faults += [unreachable] * 99
    later = (await copy.get_post(found)).summary.title

    assert (title, later) == ("Fresh", "Fresh")
    assert len(comments) == 1
    assert thread is None


async def test_an_old_post_is_found_by_its_address_without_the_blog(
    mirror: Mirror, blog: FakeWordPress, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the newest thousand would be; the others not on a train."""
    pages = partial(ArchiveAdapter, page_size=5)
    monkeypatch.setattr("tui_blog.sync.mirror.ArchiveAdapter", pages)
    await pull(mirror())
    blog.faults += [unreachable] * 99
    found = set()
    for post in blog.posts:
        copy = mirror(address=str(post["link"]))
        await copy.open()
        found.add(await copy.find_post())

    assert found == {PostId(f"wp:{post['id']}") for post in blog.posts}


async def test_a_post_that_only_the_blog_knows_by_its_address_is_read_here(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """A short link names a post that is here: reading it must wait for nobody."""
    await pull(mirror())
    copy = mirror(address="https://blog.example/?p=100")
    await copy.open()

    found = await copy.find_post()
    assert found == PostId("wp:100")
    blog.faults += [unreachable] * 99
    post = await copy.get_post(found)

    assert post.summary.id == found
