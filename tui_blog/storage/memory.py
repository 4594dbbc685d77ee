"""An adapter that holds everything in memory: for tests of everything above storage."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from tui_blog.model.capabilities import Capabilities
from tui_blog.model.change import (
    AddComment,
    Change,
    DeleteComment,
    EditComment,
    ModerateComment,
    Outcome,
    Receipt,
)
from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.errors import ConflictError, NotFoundError, ReadOnlyError, RejectedError
from tui_blog.model.ids import ChangeId, CommentId, Cursor, PageToken, PostId
from tui_blog.model.post import Author, BodyFormat, Post, PostSummary
from tui_blog.storage.adapter import Delta, Page, PostQuery

_Row = TypeVar("_Row")
_NO_DATE = datetime.min.replace(tzinfo=UTC)


class MemoryAdapter:
    """A blog in memory. It pages like a server, and takes comments, edits and deletions."""

    def __init__(
        self,
        *,
        name: str,
        posts: Iterable[Post],
        comments: Iterable[Comment],
        identity: Author,
        clock: Callable[[], datetime],
        capabilities: Capabilities | None = None,
        page_size: int = 100,
    ) -> None:
        """Hold a blog.

        Args:
            name: The blog's name.
            posts: Any posts.
            comments: Any comments, of these posts or not.
            identity: Whom one comments as.
            clock: The time of now.
            capabilities: What can be done; everything when `None`.
            page_size: Rows of a page.
        """
        self._name = name
        self._posts = {post.id: post for post in posts}
        self._comments = {comment.id: comment for comment in comments}
        self._identity = identity
        self._clock = clock
        self._page_size = page_size
        self._receipts: dict[ChangeId, Receipt] = {}
        self._capabilities = capabilities or Capabilities(
            source_kind="memory",
            add_comments=True,
            reply_to_comments=True,
            edit_own=True,
            delete_own=True,
            held_first=False,
            identity=identity,
            comment_formats=frozenset({BodyFormat.MARKDOWN, BodyFormat.TEXT}),
            search=True,
        )

    @property
    def name(self) -> str:
        """The blog's name."""
        return self._name

    @property
    def capabilities(self) -> Capabilities:
        """What can be done here."""
        return self._capabilities

    async def open(self) -> None:
        """Nothing has to be done."""

    async def aclose(self) -> None:
        """Nothing has to be done."""

    async def list_posts(
        self, query: PostQuery, *, after: PageToken | None = None
    ) -> Page[PostSummary]:
        """List one page of posts, newest first."""
        summaries = [post.summary for post in self._posts.values()]
        found = [summary for summary in summaries if _matches(summary, query)]
        found.sort(key=lambda summary: summary.published_at or _NO_DATE, reverse=True)
        return self._page(found, after)

    async def get_post(self, post_id: PostId) -> Post:
        """Return a post, or raise `NotFoundError`."""
        if post_id not in self._posts:
            raise NotFoundError("There is no such post here.")
        return self._posts[post_id]

    async def list_comments(
        self, post_id: PostId, *, after: PageToken | None = None
    ) -> Page[Comment]:
        """List one page of comments, oldest first."""
        await self.get_post(post_id)
        found = [comment for comment in self._comments.values() if comment.post_id == post_id]
        found.sort(key=lambda comment: comment.created_at or _NO_DATE)
        return self._page(found, after)

    async def changes_since(self, cursor: Cursor | None) -> Delta:
        """Bring everything, whatever the cursor is."""
        del cursor  # applying everything again does no harm
        return Delta(
            posts=tuple(self._posts.values()),
            comments=tuple(self._comments.values()),
            cursor=Cursor("all"),
            complete=True,
        )

    async def submit(self, change: Change) -> Receipt:
        """Carry out a change; the same change again changes nothing."""
        if change.change_id in self._receipts:
            return replace(self._receipts[change.change_id], outcome=Outcome.ALREADY_STORED)
        comment = self._carry_out(change)
        receipt = Receipt(change_id=change.change_id, outcome=Outcome.STORED, comment=comment)
        self._receipts[change.change_id] = receipt
        return receipt

    def _carry_out(self, change: Change) -> Comment:
        comment = self._changed(change)
        self._comments[comment.id] = comment
        return comment

    def _changed(self, change: Change) -> Comment:
        match change:
            case AddComment():
                return self._new_comment(change)
            case EditComment(comment_id=comment_id, body=body, before=before):
                self._require(self._capabilities.edit_own)
                comment = self._own(comment_id)
                if before not in (None, comment.body):
                    raise ConflictError("The comment was changed meanwhile.")
                return replace(comment, body=body, modified_at=self._clock())
            case DeleteComment(comment_id=comment_id):
                self._require(self._capabilities.delete_own)
                comment = self._own(comment_id)
                empty = replace(comment.body, source="")
                return replace(comment, body=empty, status=CommentStatus.DELETED)
            case ModerateComment(comment_id=comment_id, status=status):
                self._require(self._capabilities.moderate)
                return replace(self._find(comment_id), status=status)

    def _require(self, capable: bool) -> None:
        if not capable:
            raise ReadOnlyError(self._capabilities.refusal or "That can't be done on this blog.")

    def _new_comment(self, change: AddComment) -> Comment:
        self._require(self._capabilities.add_comments)
        post = self._posts.get(change.post_id)
        if post is None:
            raise NotFoundError("There is no such post here.")
        if post.summary.comments_open is False:
            raise RejectedError("Comments on this post are closed.", code="closed")
        if change.parent_id is not None:
            self._find(change.parent_id)
        return Comment(
            id=CommentId(f"mem:{len(self._comments) + 1}-{change.change_id}"),
            post_id=change.post_id,
            parent_id=change.parent_id,
            author=self._identity,
            created_at=self._clock(),
            body=change.body,
            status=CommentStatus.HELD if self._capabilities.held_first else CommentStatus.APPROVED,
            own=True,
        )

    def _find(self, comment_id: CommentId) -> Comment:
        if comment_id not in self._comments:
            raise NotFoundError("There is no such comment here.")
        return self._comments[comment_id]

    def _own(self, comment_id: CommentId) -> Comment:
        comment = self._find(comment_id)
        if not comment.own:
            raise RejectedError("Only your own comments can be changed.", code="not-own")
        return comment

    def _page(self, rows: list[_Row], after: PageToken | None) -> Page[_Row]:
        start = 0 if after is None else int(after)
        end = start + self._page_size
        following = PageToken(str(end)) if end < len(rows) else None
        return Page(rows=tuple(rows[start:end]), next=following, total=len(rows))


def _matches(summary: PostSummary, query: PostQuery) -> bool:
    if query.ids is not None and summary.id not in query.ids:
        return False
    if query.slug and summary.slug != query.slug:
        return False
    text = f"{summary.title} {summary.excerpt} {' '.join(summary.tags)}".casefold()
    return all(word in text for word in query.text.casefold().split())
