"""What the index holds of a post and of its comments, read from their files."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.comment_list import mark_of
from tui_blog.model.errors import NotFoundError
from tui_blog.model.post import Author
from tui_blog.storage.archive.comments import read_comments
from tui_blog.storage.archive.posts import read_post
from tui_blog.storage.archive.scan import PostFile
from tui_blog.storage.archive.skeleton import open_thread
from tui_blog.text.filter_rules import count_links
from tui_blog.text.words import has_link, plain_text, segmented

_NOT_SHOWN = (CommentStatus.SPAM, CommentStatus.TRASHED)


class Record(NamedTuple):
    """What the index holds of one text."""

    comment: str
    """The comment's id; empty for the post itself."""
    when: int
    """Seconds since 1970; 0 where nobody knows."""
    author: str
    author_id: str
    is_own: bool
    has_link: bool
    links: int
    """How many; 0 for posts, whose links nobody counts."""
    mark: int
    """Another number where anything else of this is another."""
    text: str
    """Without markup; not cleaned."""
    words: str
    """The text as its words are looked for."""
    author_words: str
    """The author's name, the same way."""


class PostRecord(NamedTuple):
    """What the index holds of one post beside its text."""

    title: str
    tags: str
    """Folded, each between line feeds."""
    author_id: str
    record: Record


class RecordReader(Protocol):
    """Reads posts, each with its comments behind it."""

    def read_post(self, file: PostFile) -> PostRecord | None:
        """Read a post; `None` where there is none any more."""
        ...

    def read_comments(
        self, file: PostFile, marks: Mapping[str, int]
    ) -> Iterable[tuple[str, Record | None]]:
        """Read the comments of the post that was read last, or would have been.

        Args:
            file: The post's.
            marks: Those of the comments that are known, by their ids.

        Yields:
            Each comment that is shown: its id, and `None` where its mark is the known one.

        Raises:
            OSError: They can't be read now.
        """
        ...


class RecordsHere:
    """Reads in this process."""

    def __init__(self, identity: Author, cache_folder: Path | None) -> None:
        """Begin an archive.

        Args:
            identity: Whose comments are own ones.
            cache_folder: Where large threads are prepared for being opened; see `ArchiveAdapter`.
        """
        self._identity = identity
        self._cache_folder = cache_folder

    def read_post(self, file: PostFile) -> PostRecord | None:
        """See `RecordReader`."""
        try:
            post = read_post(file, with_excerpt=False)
        except NotFoundError:
            return None
        summary, body = post.summary, post.body
        author = summary.author or Author(name="")
        is_own = summary.author is not None and _is_same(author, self._identity)
        facts = (is_own, has_link(body), 0, mark_of(body.source))
        text = f"{summary.title}\n{plain_text(body)}"
        tags = "".join(f"\n{tag.casefold()}\n" for tag in summary.tags)
        return PostRecord(
            storable(summary.title),
            storable(tags),
            storable(author.id or ""),
            _record("", summary.published_at, author, facts, text),
        )

    def read_comments(
        self, file: PostFile, marks: Mapping[str, int]
    ) -> Iterator[tuple[str, Record | None]]:
        """See `RecordReader`."""
        done = set()
        for comment in self._comments(file):
            own_id = storable(comment.id)
            if own_id in done:
                continue
            done.add(own_id)
            if comment.status not in _NOT_SHOWN:
                mark = _mark_of(comment)
                is_known = marks.get(own_id) == mark
                yield own_id, None if is_known else _comment_record(own_id, comment, mark)

    def _comments(self, file: PostFile) -> Iterable[Comment]:
        # A large thread is read a comment at a time: all of it would not fit into little memory.
        thread = open_thread(file.comments_path, file.id, self._identity, self._cache_folder)
        if thread is None:
            return read_comments(file.comments_path, file.id, self._identity)
        return thread.comments


def storable(text: str) -> str:
    """Return a text that a database takes: half characters become question marks."""
    return text if text.isascii() else text.encode(errors="replace").decode()


def _comment_record(own_id: str, comment: Comment, mark: int) -> Record:
    body = comment.body
    may_link = has_link(body)
    facts = (comment.own, may_link, count_links(body) if may_link else 0, mark)
    return _record(own_id, comment.created_at, comment.author, facts, plain_text(body))


def _record(
    own_id: str,
    when: datetime | None,
    author: Author,
    facts: tuple[bool, bool, int, int],
    text: str,
) -> Record:
    text, name = storable(text.replace("\0", " ")), storable(author.name)
    words = (segmented(text), segmented(name))
    return Record(own_id, _seconds(when), name, storable(author.id or ""), *facts, text, *words)


def _mark_of(comment: Comment) -> int:
    facts = f"{comment.status.value} {comment.own} {_seconds(comment.created_at)}"
    writer = f"{comment.author.name} {comment.author.id}"
    return mark_of(f"{facts} {writer}") ^ mark_of(comment.body.source)


def _seconds(when: datetime | None) -> int:
    return 0 if when is None else int(when.timestamp())


def _is_same(author: Author, identity: Author) -> bool:
    if author.id is not None:
        return author.id == identity.id
    return identity.id is None and author.name == identity.name
