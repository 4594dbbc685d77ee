"""The list of an archive's posts: what was read of their files, again only where those changed."""

import os
import threading
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from tui_blog.model.errors import BadResponseError, NotFoundError
from tui_blog.model.ids import PageToken, PostId
from tui_blog.model.post import PostSummary
from tui_blog.storage.adapter import Page, PostQuery
from tui_blog.storage.archive.limits import MAX_POST_BYTES
from tui_blog.storage.archive.list_cache import FileStamp, KnownHead, ListCache
from tui_blog.storage.archive.scan import PostFile, read_bytes

_NO_DATE = datetime.min.replace(tzinfo=UTC)
_MOST_NEWS = 500
_NEWS_SHARE = 50
_MAX_DIGITS = 19
_ANY_POST = PostQuery()


class PostLists:
    """Lists posts, a page at a time, and counts their comments.

    One thread at a time may read and list; comments are counted in any.
    """

    def __init__(self, cache: ListCache, *, page_size: int) -> None:
        """Begin with nothing.

        Args:
            cache: What was known the last time.
            page_size: Posts of a page.
        """
        self._cache = cache
        self._page_size = page_size
        self._is_cache_read = False
        self._heads: dict[PostId, KnownHead] = {}
        self._counting = threading.Lock()
        self._counts: dict[str, tuple[FileStamp, int | None]] = {}
        self._news = 0
        """What is known that is not in the cache."""

    @property
    def is_read(self) -> bool:
        """Whether there is something to list."""
        return bool(self._heads)

    def find_newest(self) -> Page[PostSummary] | None:
        """Return the first page as it was last; `None` where that is not known."""
        kept = self._cache.find_newest()
        if kept is None:
            return None
        rows, total = kept
        is_last = not rows or total <= len(rows)
        return Page(rows=rows, next=None if is_last else _token_behind(rows[-1]), total=total)

    def find_file(self, post_id: PostId) -> PostFile | None:
        """Return the file of one of the newest posts, if it is where it was last."""
        return self._cache.find_file(post_id)

    def read(self, files: Mapping[PostId, PostFile]) -> None:
        """Read the heads of posts that are new or changed.

        Args:
            files: All posts there are.
        """
        from tui_blog.storage.archive.posts import read_head

        if not self._heads and not self._is_cache_read:
            self._is_cache_read = True
            self._heads, counts = self._cache.find_heads()
            with self._counting:
                self._counts = counts | self._counts
        known, heads, news = self._heads, {}, 0
        for file in files.values():
            stamp = (file.mtime_ns, file.size)
            before = known.get(file.id)
            if before is None or before[0] != file.path or before[1] != stamp:
                try:
                    before = (file.path, stamp, read_head(file))
                except NotFoundError:
                    continue
                news += 1
            heads[file.id] = before
        self._heads = heads
        with self._counting:
            self._news += news

    def page(
        self, query: PostQuery, after: PageToken | None, *, files: Mapping[PostId, PostFile]
    ) -> Page[PostSummary]:
        """List one page of what was read, newest first.

        Args:
            query: Which posts.
            after: Behind which page; `None` for the first one.
            files: The posts there are now; others are left out.

        Raises:
            BadResponseError: The token is none of these lists.
        """
        summaries = [
            head.summary
            for post_id, (_, _, head) in self._heads.items()
            if not head.is_unpublished and post_id in files
        ]
        found = [one for one in summaries if _matches(one, files[one.id], query)]
        found.sort(key=_newest_first)
        start = 0 if after is None else bisect_right(found, _place_of(after), key=_newest_first)
        rows = found[start : start + self._page_size]
        is_last = start + self._page_size >= len(found)
        page = Page(
            rows=tuple(self.counted(summary, files[summary.id]) for summary in rows),
            next=None if is_last else _token_behind(rows[-1]),
            total=len(found),
        )
        if after is None and query == _ANY_POST:
            self._cache.keep_newest(page.rows, page.total or 0)
            self._cache.keep_places(files[row.id] for row in page.rows)
        if after is None:
            self._keep_heads()
        return page

    def counted(self, summary: PostSummary, file: PostFile) -> PostSummary:
        """Return a post with how many comments there are on it now."""
        path = file.comments_path
        try:
            status = os.stat(path, follow_symlinks=False)  # noqa: PTH116  it is text already
        except OSError:
            return replace(summary, comment_count=0)
        stamp = (status.st_mtime_ns, status.st_size)
        known = self._counts.get(path)
        if known is None or known[0] != stamp:
            from tui_blog.storage.archive.comments import count_comments

            try:
                known = (stamp, count_comments(path))
            except OSError:
                known = (stamp, None)
            with self._counting:
                self._counts[path] = known
                self._news += 1
        return replace(summary, comment_count=known[1])

    def _keep_heads(self) -> None:
        # All is written at once: what little is new is sooner read again the next time.
        with self._counting:
            if self._news <= min(_MOST_NEWS, len(self._heads) // _NEWS_SHARE):
                return
            self._news = 0
            counts = self._counts.copy()
        self._cache.keep_heads(self._heads.values(), counts)


def _matches(summary: PostSummary, file: PostFile, query: PostQuery) -> bool:
    if query.ids is not None and summary.id not in query.ids:
        return False
    if query.slug and summary.slug != query.slug:
        return False
    words = query.text.casefold().split()
    if not words:
        return True
    try:
        data = read_bytes(file.path, MAX_POST_BYTES)
    except OSError:
        data = b""
    text = f"{summary.title}\n{data.decode('utf-8', errors='replace')}".casefold()
    return all(word in text for word in words)


def _newest_first(summary: PostSummary) -> tuple[float, int, str]:
    moment = summary.published_at or _NO_DATE
    return (-moment.timestamp(), *_later_first(summary.id))


def _later_first(post_id: str) -> tuple[int, str]:
    """Of the same second the higher number first, as blogs list them; else by name."""
    number = post_id.rpartition(":")[2]
    is_number = number.isascii() and number.isdigit() and len(number) < _MAX_DIGITS
    return (-int(number) if is_number else 0, post_id)


def _token_behind(summary: PostSummary) -> PageToken:
    return PageToken(f"{_newest_first(summary)[0]!r}:{summary.id}")


def _place_of(token: PageToken) -> tuple[float, int, str]:
    key, _, post_id = token.partition(":")
    try:
        return (float(key), *_later_first(post_id))
    except ValueError as error:
        raise BadResponseError("This is no page of this folder.") from error
