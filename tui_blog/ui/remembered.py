"""What is new to the person on a blog: kept in memory, and written behind it."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.comment_list import mark_of
from tui_blog.model.freshness import UNREAD, build_freshness, tombstones
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import PostSummary
from tui_blog.model.thread import Thread
from tui_blog.ui.own_marks import OwnMarks
from tui_blog.ui.widgets.post_list import Unread

if TYPE_CHECKING:
    from tui_blog.sync.journal import Act, Mark
    from tui_blog.sync.reader_memory import ReaderMemory
    from tui_blog.sync.reading import Place, PostMemory, Tally

THE_POST = CommentId("")
"""Stands for the post itself; the same as `sync.reading.THE_POST`, which is not loaded at start."""


class Remembered:
    """Answers at once what was seen of each post, and of the post in view comment by comment.

    Before `begin` nothing is new, and nothing is written.
    """

    def __init__(self, find_memory: "Callable[[], ReaderMemory]") -> None:
        """Begin with nothing.

        Args:
            find_memory: Gives what is on disk, once the blog is open.
        """
        self._find_memory = find_memory
        self._memory: ReaderMemory | None = None
        self._tallies: dict[PostId, Tally] = {}
        self._post: PostId | None = None
        self._seen: dict[CommentId, int] = {}
        self._held: set[CommentId] = set()
        self._told_gone: set[CommentId] = set()
        self.own_marks = OwnMarks()
        """Stars and tags; none before `begin`."""

    @property
    def memory(self) -> "ReaderMemory | None":
        """What is on disk; `None` before `begin`."""
        return self._memory

    async def begin(self) -> "Place | None":
        """Read what was seen; return where the person was last."""
        memory = self._find_memory()
        self._tallies = await memory.load_tallies()
        await self.own_marks.load(memory)
        place = await memory.find_last_place()
        self._memory = memory
        return place

    async def recall(self, post: PostId) -> "PostMemory | None":
        """Read what was seen of a post that comes into view; `None` before `begin`."""
        if self._memory is None:
            return None
        from tui_blog.sync.reading import is_gone, is_held, mark_in

        remembered = await self._memory.load_post(post)
        self._post = post
        self._seen = {comment: mark_in(version) for comment, version in remembered.seen.items()}
        self._held = {comment for comment, version in remembered.seen.items() if is_held(version)}
        self._told_gone = {one for one, version in remembered.seen.items() if is_gone(version)}
        return remembered

    def is_known(self, post: PostId | None) -> bool:
        """Say whether it is known of the comments of a post which were seen."""
        return post is not None and post == self._post

    def seen_mark(self, post: PostId) -> int | None:
        """Return the mark of the text of the post in view that was seen; `None` if none was."""
        return self._seen.get(THE_POST) if self.is_known(post) else None

    def freshness_of(self, post: PostId, thread: Thread) -> bytearray:
        """Tell what each comment of a thread is to the person; see `model.freshness`."""
        if not self.is_known(post):
            return bytearray(len(thread))
        return build_freshness(thread.comments, self._seen)

    def unread_of(self, post: PostSummary) -> Unread:
        """Tell what of a listed post was not seen; nothing before `begin`."""
        if self._memory is None:
            return Unread(post=False, comments=0)
        tally = self._tallies.get(post.id)
        count = post.comment_count or 0
        if tally is None:
            return Unread(post=True, comments=count)
        unread = count - tally.comments + tally.beside
        return Unread(post=not tally.is_post_seen, comments=max(0, unread))

    def settle(self, post: PostSummary, thread: Thread, freshness: bytearray) -> int:
        """Set the count of a post right, now that its thread is there as a whole.

        What the person wrote counts as seen from now on; what was deleted is forgotten.

        Returns:
            How many comments that were seen are deleted.
        """
        if self._memory is None or not self.is_known(post.id):
            return 0
        ids = thread.comments.ids
        self._note_own(
            [
                thread.comments[position]
                for position in thread.comments.own_positions
                if ids[position] not in self._seen or ids[position] in self._held
            ]
        )
        seen = self._seen
        gone: list[CommentId] = []
        count = len(seen) - (THE_POST in seen)
        # Nearly always all are there, and to know where each one is takes longer.
        if count and sum(map(seen.__contains__, ids)) < count:
            gone = [one for one in seen if one not in thread.positions and one != THE_POST]
        if gone:
            self._memory.forget_gone(post.id, gone)
            self._take(post.id, dict.fromkeys(gone))
        buried = self._note_buried(thread)
        tally = self._tally(post.id)
        beside = freshness.count(UNREAD) - ((post.comment_count or 0) - tally.comments)
        if beside != tally.beside:
            self._change_tally(post.id, beside=beside)
            self._memory.save_beside(post.id, beside)
        return len(gone) + buried

    def correct(self, post: PostSummary, freshness: bytearray) -> None:
        """Set the count of a post right that is not in view, as far as that is not on disk.

        Args:
            post: As it is listed.
            freshness: Of all its comments; see `model.freshness`.
        """
        if self._memory is not None and not self.is_known(post.id):
            seen = (post.comment_count or 0) - self._tally(post.id).comments
            self._change_tally(post.id, beside=freshness.count(UNREAD) - seen)

    def _note_buried(self, thread: Thread) -> int:
        """Note that the person is told now which comments they saw are deleted; count them."""
        comments = [thread.comments[position] for position in tombstones(thread.comments)]
        new = [one for one in comments if one.id in self._seen and one.id not in self._told_gone]
        if new and self._memory is not None:
            from tui_blog.sync.journal import Mark
            from tui_blog.sync.reading import version_of

            marks = [Mark(one.id, version_of(self._seen[one.id], gone=True)) for one in new]
            self._memory.note_seen(new[0].post_id, marks)
            self._told_gone.update(one.id for one in new)
        return len(new)

    def note_own(self, comment: Comment) -> None:
        """Note that a comment of the person's own stands on the blog."""
        if self.is_known(comment.post_id):
            self._note_own([comment])
        elif self._memory is not None and comment.delivery is None:
            self._memory.note_seen(comment.post_id, [_own_mark(comment)])
            tally = self._tally(comment.post_id)
            self._change_tally(comment.post_id, comments=tally.comments + 1)

    def mark(
        self,
        post: PostId,
        changes: Mapping[CommentId, int | None],
        *,
        label: str,
        passing: bool = False,
    ) -> None:
        """Note what the person saw, or wants to be new again, in the post in view.

        Args:
            post: The post in view.
            changes: For each comment the mark of the text that was seen, `None` for new again.
            label: What the act is.
            passing: See `ReadingFile.do`.
        """
        if self._memory is None or not changes:
            return
        from tui_blog.sync.journal import Mark, Part
        from tui_blog.sync.reading import version_of

        marks = [
            Mark(comment, None if mark is None else version_of(mark))
            for comment, mark in changes.items()
        ]
        self._memory.do(post, Part.SEEN, marks, label=label, passing=passing)
        self._take(post, changes)

    def mark_elsewhere(
        self, post: PostSummary, remembered: "PostMemory", marks: Mapping[CommentId, int]
    ) -> bool:
        """Note that all of a post was seen that is not in view; say whether any of it was new.

        Args:
            post: The post.
            remembered: What was seen of it.
            marks: The mark of each of its comments, and its own as that of `THE_POST`.
        """
        if self._memory is None:
            return False
        from tui_blog.sync.journal import Mark, Part
        from tui_blog.sync.reading import mark_in, version_of

        known = {comment: mark_in(version) for comment, version in remembered.seen.items()}
        new = [comment for comment, mark in marks.items() if known.get(comment) != mark]
        if not new:
            return False
        is_post_new = THE_POST in new
        parts = [counted(len(new) - is_post_new)] if len(new) > is_post_new else []
        label = f"{' and '.join([*parts, *['the post'] * is_post_new])} marked read"
        changes = [Mark(comment, version_of(marks[comment])) for comment in new]
        self._memory.do(post.id, Part.SEEN, changes, label=label)
        seen = len((remembered.seen.keys() | marks.keys()) - {THE_POST})
        beside = seen - (post.comment_count or 0)
        self._memory.save_beside(post.id, beside)
        self._change_tally(post.id, comments=seen, is_post_seen=True, beside=beside)
        return True

    def apply(self, act: "Act") -> None:
        """Take over what undoing or redoing has changed on disk."""
        from tui_blog.sync.journal import Part
        from tui_blog.sync.reading import mark_in

        self.own_marks.apply(act)
        changed: dict[PostId, dict[CommentId, int | None]] = {}
        for one in act.changed:
            if one.part is Part.SEEN:
                mark = None if one.version is None else mark_in(one.version)
                changed.setdefault(one.post, {})[one.comment] = mark
        for post, changes in changed.items():
            if self.is_known(post):
                self._take(post, changes)
            else:
                befores = {one.comment: one.before for one in act.changed if one.post == post}
                gained = sum(
                    (mark is not None) - (befores[comment] is not None)
                    for comment, mark in changes.items()
                    if comment
                )
                is_seen = changes.get(THE_POST, 0 if self._tally(post).is_post_seen else None)
                self._change_tally(
                    post,
                    comments=self._tally(post).comments + gained,
                    is_post_seen=is_seen is not None,
                )

    def _take(self, post: PostId, changes: Mapping[CommentId, int | None]) -> None:
        """Take over what was changed in the post in view."""
        for comment, mark in changes.items():
            if mark is None:
                self._seen.pop(comment, None)
            else:
                self._seen[comment] = mark
        is_post_seen = THE_POST in self._seen
        comments = len(self._seen) - is_post_seen
        self._change_tally(post, comments=comments, is_post_seen=is_post_seen)

    def _note_own(self, comments: list[Comment]) -> None:
        """Keep which of these, all of the post in view, the blog has and nobody has noted yet."""
        new = [
            one
            for one in comments
            if one.delivery is None
            and (one.id not in self._seen or (one.id in self._held) is not _is_held(one))
        ]
        if self._memory is None or not new:
            return
        self._memory.note_seen(new[0].post_id, list(map(_own_mark, new)))
        self._held.difference_update(one.id for one in new)
        self._held.update(one.id for one in new if _is_held(one))
        self._take(new[0].post_id, {one.id: mark_of(one.body.source) for one in new})

    def _tally(self, post: PostId) -> "Tally":
        from tui_blog.sync.reading import Tally

        return self._tallies.get(post) or Tally()

    def _change_tally(
        self,
        post: PostId,
        *,
        comments: int | None = None,
        is_post_seen: bool | None = None,
        beside: int | None = None,
    ) -> None:
        from tui_blog.sync.reading import Tally

        tally = self._tally(post)
        self._tallies[post] = Tally(
            comments=tally.comments if comments is None else comments,
            is_post_seen=tally.is_post_seen if is_post_seen is None else is_post_seen,
            beside=tally.beside if beside is None else beside,
        )


def counted(comments: int) -> str:
    """Count comments in words."""
    return "1 comment" if comments == 1 else f"{comments} comments"


def _is_held(comment: Comment) -> bool:
    return comment.status is CommentStatus.HELD


def _own_mark(comment: Comment) -> "Mark":
    from tui_blog.sync.journal import Mark
    from tui_blog.sync.reading import version_of

    version = version_of(mark_of(comment.body.source), held=_is_held(comment))
    return Mark(comment.id, version)
