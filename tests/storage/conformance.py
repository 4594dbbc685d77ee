"""What every adapter must do, whatever is behind it.

`test_conformance.py` runs this over the adapters that need no server; tests/live runs it over a
real one. Subclass `AdapterConformance` where a fixture `subject` gives an `AdapterUnderTest`.
What an adapter can't do is read from its capabilities; no test asks for a name.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count

import pytest

from tui_blog.model.change import (
    AddComment,
    DeleteComment,
    EditComment,
    ModerateComment,
    Outcome,
)
from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.errors import NotFoundError, ReadOnlyError, StorageError
from tui_blog.model.ids import ChangeId, CommentId, Cursor, PageToken, PostId
from tui_blog.model.post import Body, BodyFormat, PostSummary
from tui_blog.model.thread import Thread, build_thread
from tui_blog.storage.adapter import PostQuery, StorageAdapter

AWKWARD_TEXTS = (
    "plain words",
    "two\n\nparagraphs\nand a line",
    "a < b and c > d, R&D, &amp; as typed",
    "<script>alert(1)</script> <b>typed markup</b>",
    "`code` and\n```\nfences < and &\n```",
    "C:\\new\\table and a quote \" and ' and \\",
    '{"json": [1, null]}',
    "---\ntitle: no head\n---",
    "日本語 and 한국어, e\u0301, مرحبا",
    "👩‍👩‍👧‍👦 🇩🇪 family and flag",
    "line\u2028separator and no-break\u00a0space",
    "word " * 2000 + "end",
)
"""Texts that get lost or changed where somebody quotes, splits or encodes them wrongly."""
_numbers = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdapterUnderTest:
    """An adapter with a seeded blog behind it.

    At least three posts with different dates, more than fit one page; one of them with the
    thread; one that takes comments. Nobody else writes there meanwhile.
    """

    adapter: StorageAdapter
    """Not opened yet."""
    posts_newest_first: tuple[PostId, ...]
    """All posts that are listed."""
    thread_post: PostId
    """The post with the comments below; nothing is written there."""
    parents: Mapping[CommentId, CommentId | None]
    """Its comments, oldest first, each with its parent. Some parents may be missing."""
    open_post: PostId
    """A post that takes comments."""
    missing_post: PostId
    """An id of the right form that no post has."""


@asynccontextmanager
async def opened(subject: AdapterUnderTest) -> AsyncIterator[StorageAdapter]:
    """Open the adapter for the time of a test."""
    await subject.adapter.open()
    try:
        yield subject.adapter
    finally:
        await subject.adapter.aclose()


def an_addition(
    adapter: StorageAdapter,
    post_id: PostId,
    text: str,
    *,
    parent: CommentId | None = None,
) -> AddComment:
    """Make a change nobody made before, in a format that the adapter takes."""
    formats = adapter.capabilities.comment_formats
    chosen = BodyFormat.MARKDOWN if BodyFormat.MARKDOWN in formats else BodyFormat.TEXT
    return AddComment(
        change_id=ChangeId(f"conformance-{next(_numbers)}"),
        post_id=post_id,
        parent_id=parent,
        body=Body(source=text, format=chosen),
    )


async def all_posts(adapter: StorageAdapter, query: PostQuery | None = None) -> list[PostSummary]:
    """List posts to the true end."""
    rows: list[PostSummary] = []
    tokens: list[PageToken | None] = [None]
    while True:
        page = await adapter.list_posts(query or PostQuery(), after=tokens[-1])
        rows += page.rows
        if page.next is None:
            return rows
        assert page.next not in tokens, "the listing goes round in a circle"
        tokens.append(page.next)


async def all_comments(adapter: StorageAdapter, post_id: PostId) -> list[Comment]:
    """List comments to the true end."""
    rows: list[Comment] = []
    tokens: list[PageToken | None] = [None]
    while True:
        page = await adapter.list_comments(post_id, after=tokens[-1])
        rows += page.rows
        if page.next is None:
            return rows
        assert page.next not in tokens, "the listing goes round in a circle"
        tokens.append(page.next)


async def thread_of(adapter: StorageAdapter, post_id: PostId) -> Thread:
    """Arrange the comments of a post."""
    return build_thread(await all_comments(adapter, post_id))


class AdapterConformance:
    """The tests. A subclass brings the fixture `subject`."""

    @pytest.fixture
    def subject(self) -> AdapterUnderTest:
        """The adapter to test; overridden."""
        raise NotImplementedError

    async def test_open_and_close_when_done_twice_do_no_harm(
        self, subject: AdapterUnderTest
    ) -> None:
        """Leaving a blog twice, or coming back, would end in an error."""
        adapter = subject.adapter

        await adapter.open()
        await adapter.open()

        assert adapter.name
        assert adapter.name.isprintable()
        assert adapter.capabilities.source_kind
        await adapter.aclose()
        await adapter.aclose()

    async def test_list_posts_brings_every_post_once_newest_first(
        self, subject: AdapterUnderTest
    ) -> None:
        """Posts would be missing from the list, or stand there in a wrong order."""
        async with opened(subject) as adapter:
            posts = await all_posts(adapter)

        assert [post.id for post in posts] == list(subject.posts_newest_first)
        dates = [post.published_at for post in posts if post.published_at is not None]
        assert dates == sorted(dates, reverse=True)
        assert all(date.utcoffset() is not None for date in dates)

    async def test_list_posts_by_slug_brings_exactly_that_post(
        self, subject: AdapterUnderTest
    ) -> None:
        """A pasted address would open another post."""
        async with opened(subject) as adapter:
            wanted = (await all_posts(adapter))[1]

            found = await all_posts(adapter, PostQuery(slug=wanted.slug))

        assert wanted.slug
        assert [post.id for post in found] == [wanted.id]

    async def test_list_posts_by_words_where_it_can_brings_posts_that_have_them(
        self, subject: AdapterUnderTest
    ) -> None:
        """Searching would find nothing, or everything."""
        async with opened(subject) as adapter:
            wanted = (await all_posts(adapter))[0]

            found = await all_posts(adapter, PostQuery(text=wanted.title))
            nothing = await all_posts(adapter, PostQuery(text="zqxjk vwvwv"))

        if adapter.capabilities.search:
            assert wanted.id in [post.id for post in found]
            assert nothing == []

    async def test_list_posts_by_ids_brings_those_that_are_there(
        self, subject: AdapterUnderTest
    ) -> None:
        """What was searched for would be listed with all other posts."""
        async with opened(subject) as adapter:
            every = [post.id for post in await all_posts(adapter)]
            gone = PostId(f"{every[0].partition(':')[0]}:987654")

            found = await all_posts(adapter, PostQuery(ids=frozenset({every[2], gone, every[0]})))
            nothing = await all_posts(adapter, PostQuery(ids=frozenset()))

        assert [post.id for post in found] == [every[0], every[2]]
        assert nothing == []

    async def test_get_post_brings_what_the_list_promised(self, subject: AdapterUnderTest) -> None:
        """A post would open under another title, or without its text."""
        async with opened(subject) as adapter:
            for summary in (await all_posts(adapter))[:3]:
                post = await adapter.get_post(summary.id)

                assert post.id == summary.id
                assert post.summary.title == summary.title
                assert post.summary.published_at == summary.published_at
                assert post.body.source or post.summary.protected

    async def test_a_post_that_is_not_there_is_said_not_to_be_there(
        self, subject: AdapterUnderTest
    ) -> None:
        """A post that is gone would look like a broken blog."""
        async with opened(subject) as adapter:
            with pytest.raises(NotFoundError):
                await adapter.get_post(subject.missing_post)
            with pytest.raises(NotFoundError):
                await adapter.list_comments(subject.missing_post)
            with pytest.raises(StorageError):
                await adapter.submit(an_addition(adapter, subject.missing_post, "To nobody"))

    async def test_list_comments_brings_every_comment_once_oldest_first(
        self, subject: AdapterUnderTest
    ) -> None:
        """Comments would be missing from a thread, or hang below the wrong ones."""
        async with opened(subject) as adapter:
            comments = await all_comments(adapter, subject.thread_post)

        assert [comment.id for comment in comments] == list(subject.parents)
        assert {comment.post_id for comment in comments} == {subject.thread_post}
        told = {comment.id: comment.parent_id for comment in comments}
        known = {one: above for one, above in subject.parents.items() if above in told or not above}
        assert {one: told[one] for one in known} == known

    async def test_the_thread_is_nested_as_it_was_written(self, subject: AdapterUnderTest) -> None:
        """Answers would stand where nobody asked."""
        async with opened(subject) as adapter:
            thread = await thread_of(adapter, subject.thread_post)

        assert len(thread) == len(subject.parents)
        for position, comment in enumerate(thread.comments):
            above = thread.parents[position]
            parent = subject.parents[comment.id]
            expected = parent if parent in thread.positions else None
            assert (None if above < 0 else thread.comments[above].id) == expected

    async def test_a_comment_when_sent_is_there_as_typed_and_own(
        self, subject: AdapterUnderTest
    ) -> None:
        """What one wrote would be changed, or look like somebody else's."""
        async with opened(subject) as adapter:
            if not adapter.capabilities.add_comments:
                return
            for text in AWKWARD_TEXTS:
                receipt = await adapter.submit(an_addition(adapter, subject.open_post, text))

                assert receipt.outcome is Outcome.STORED
                assert receipt.comment is not None
                assert receipt.comment.own
                comments = await all_comments(adapter, subject.open_post)
                stored = {comment.id: comment for comment in comments}[receipt.comment.id]
                assert stored.own
                assert stored.parent_id is None
                assert stored.author == receipt.comment.author
                if stored.body.format is not BodyFormat.HTML:
                    assert stored.body.source == text

    async def test_a_reply_when_sent_hangs_below_what_it_answers(
        self, subject: AdapterUnderTest
    ) -> None:
        """An answer would stand at top level, or below another comment."""
        async with opened(subject) as adapter:
            if not adapter.capabilities.reply_to_comments:
                return
            change = an_addition(adapter, subject.open_post, "A question, and it has a reply")
            top = await adapter.submit(change)
            assert top.comment is not None

            reply = await adapter.submit(
                an_addition(adapter, subject.open_post, "The answer", parent=top.comment.id)
            )

            assert reply.comment is not None
            assert reply.comment.parent_id == top.comment.id
            thread = await thread_of(adapter, subject.open_post)
            position = thread.positions[reply.comment.id]
            assert thread.comments[thread.parents[position]].id == top.comment.id

    async def test_the_same_change_sent_again_stores_nothing_twice(
        self, subject: AdapterUnderTest
    ) -> None:
        """A comment whose answer got lost would stand there twice."""
        async with opened(subject) as adapter:
            if not adapter.capabilities.add_comments:
                return
            change = an_addition(adapter, subject.open_post, "Said once, sent twice")
            first = await adapter.submit(change)
            before = await all_comments(adapter, subject.open_post)

            second = await adapter.submit(change)

            assert second.outcome is Outcome.ALREADY_STORED
            assert second.change_id == change.change_id
            assert first.comment is not None
            assert second.comment is None or second.comment.id == first.comment.id
            after = await all_comments(adapter, subject.open_post)
            assert [comment.id for comment in after] == [comment.id for comment in before]

    async def test_an_own_comment_where_it_can_be_edited_has_the_new_text(
        self, subject: AdapterUnderTest
    ) -> None:
        """A correction would be lost, or change something else."""
        async with opened(subject) as adapter:
            if not adapter.capabilities.edit_own:
                return
            change = an_addition(adapter, subject.open_post, "A mistkae")
            stored = (await adapter.submit(change)).comment
            assert stored is not None
            edit = EditComment(
                change_id=ChangeId(f"conformance-{next(_numbers)}"),
                post_id=subject.open_post,
                comment_id=stored.id,
                body=Body(source="A mistake", format=change.body.format),
            )

            first = await adapter.submit(edit)
            second = await adapter.submit(edit)

            assert first.outcome is Outcome.STORED
            assert second.outcome is Outcome.ALREADY_STORED
            comments = await all_comments(adapter, subject.open_post)
            now = {comment.id: comment for comment in comments}[stored.id]
            assert now.body.source == "A mistake"
            assert now.created_at == stored.created_at
            assert now.modified_at is not None

    async def test_an_own_comment_where_it_can_be_deleted_keeps_its_replies_in_place(
        self, subject: AdapterUnderTest
    ) -> None:
        """Deleting a comment would tear the answers below it out of their place."""
        async with opened(subject) as adapter:
            if not adapter.capabilities.delete_own:
                return
            top = await adapter.submit(an_addition(adapter, subject.open_post, "To be deleted"))
            assert top.comment is not None
            below = an_addition(adapter, subject.open_post, "Stays", parent=top.comment.id)
            reply = await adapter.submit(below)
            assert reply.comment is not None
            deletion = DeleteComment(
                change_id=ChangeId(f"conformance-{next(_numbers)}"),
                post_id=subject.open_post,
                comment_id=top.comment.id,
            )

            await adapter.submit(deletion)
            again = await adapter.submit(deletion)

            assert again.outcome is Outcome.ALREADY_STORED
            thread = await thread_of(adapter, subject.open_post)
            above = thread.comments[thread.parents[thread.positions[reply.comment.id]]]
            assert above.id == top.comment.id
            assert above.status is CommentStatus.DELETED
            assert "To be deleted" not in above.body.source

    async def test_what_the_adapter_can_not_do_is_refused_and_changes_nothing(
        self, subject: AdapterUnderTest
    ) -> None:
        """An act that is not possible would seem to have worked."""
        async with opened(subject) as adapter:
            if adapter.capabilities.moderate:
                return
            before = await all_comments(adapter, subject.thread_post)
            change = ModerateComment(
                change_id=ChangeId(f"conformance-{next(_numbers)}"),
                post_id=subject.thread_post,
                comment_id=before[0].id,
                status=CommentStatus.SPAM,
            )

            with pytest.raises((StorageError, ReadOnlyError)):
                await adapter.submit(change)

            assert await all_comments(adapter, subject.thread_post) == before

    async def test_changes_since_the_beginning_bring_everything_and_then_nothing_is_lost(
        self, subject: AdapterUnderTest
    ) -> None:
        """A copy of the blog would have holes."""
        async with opened(subject) as adapter:
            posts: set[PostId] = set()
            comments: set[CommentId] = set()
            cursor: Cursor | None = None
            for _ in range(200):
                delta = await adapter.changes_since(cursor)
                posts.update(post.id for post in delta.posts)
                comments.update(comment.id for comment in delta.comments)
                cursor = delta.cursor
                if delta.complete:
                    break

        assert set(subject.posts_newest_first) <= posts
        assert set(subject.parents) <= comments
