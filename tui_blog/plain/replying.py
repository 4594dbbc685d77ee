"""Answering from a pipe or by typing: sent through the outbox, and kept when it can't be."""

import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from tui_blog.files import make_folder, write_atomic
from tui_blog.model.change import AddComment
from tui_blog.model.comment import Comment, CommentStatus, DeliveryState
from tui_blog.model.errors import (
    AuthError,
    NeedsBrowserError,
    NotFoundError,
    ReadOnlyError,
    RejectedError,
    TransientError,
    TuiBlogError,
    UsageError,
)
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.permissions import Action, allowed_actions
from tui_blog.model.post import Post, PostSummary
from tui_blog.plain.finding import is_id
from tui_blog.plain.output import Output, comment_record
from tui_blog.plain.reading import load_whole_thread
from tui_blog.sync.drafts import Draft
from tui_blog.sync.sending import Delivered
from tui_blog.sync.service import BlogService
from tui_blog.text import clean

MAX_TEXT_BYTES = 1024 * 1024
"""What is longer is no comment, but the wrong file."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_STATUS = {
    CommentStatus.HELD: "It is on the blog; a moderator has to approve it.",
    CommentStatus.SPAM: "It is on the blog, but the blog took it for spam.",
    CommentStatus.TRASHED: "It is on the blog, but in its trash.",
}
_UNDELIVERED = {
    DeliveryState.QUEUED: "It is kept in the outbox: open this blog in tui-blog and press $ to "
    "send it.",
    DeliveryState.UNKNOWN: "It is kept in the outbox and may be on the blog already: don't send it "
    "again; open this blog in tui-blog and press $ to find out.",
    DeliveryState.PARKED: "It is kept in the outbox: open this blog in tui-blog and press gd to "
    "edit it.",
}


class TextInput(Protocol):
    """Where the text comes from."""

    @property
    def is_interactive(self) -> bool:
        """A person types it now, so nothing is lost by not reading it."""
        ...

    def read_into(self, received: bytearray, max_bytes: int) -> None:
        """Read to the end, or a little more than so many bytes.

        What came is in `received` also when this is interrupted.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is answered."""

    post: PostSummary
    parent_id: CommentId | None
    notice: str
    """What the person should know before typing; may be empty."""


@dataclass(slots=True, kw_only=True)
class Reply:
    """One answer, from the arguments to the receipt.

    Whatever goes wrong once text was read, or could be read without anybody having to type it,
    the text is kept, and said where.
    """

    service: BlogService
    text_input: TextInput
    output: Output
    unsent_folder: Path
    """Where texts are kept that can't be a draft."""
    _target: Target | None = None

    async def send(
        self,
        load_post: Callable[[], Awaitable[Post]],
        *,
        which: str | None,
        to: str | None,
    ) -> None:
        """Send a comment; print its id when the blog has it.

        Args:
            load_post: Opens the blog and reads the post.
            which: What the person named the post by.
            to: Id of the comment to answer; `None` to comment on the post itself.

        Raises:
            UsageError: There is no text, or it is not UTF-8.
            StorageError: It was not delivered.
        """
        received = bytearray()
        is_safe = False
        try:
            self._target = await self._find_meant(load_post, which, to, received)
            self._tell_before_typing(self._target)
            self.text_input.read_into(received, MAX_TEXT_BYTES)
            change = await self._queue(self._target, self._checked(bytes(received)))
            is_safe = True
        finally:
            # Also when a signal ends the program: a pipe can't be read again.
            if not is_safe:
                self._keep(received)
        self._tell_result(await self.service.sender.deliver(change.change_id))

    async def _find_meant(
        self,
        load_post: Callable[[], Awaitable[Post]],
        which: str | None,
        to: str | None,
        received: bytearray,
    ) -> Target:
        """Find the target; where that fails, still take what nobody would type again."""
        try:
            return await self._find_target(load_post, which, to)
        except TuiBlogError:
            if not self.text_input.is_interactive:
                self.text_input.read_into(received, MAX_TEXT_BYTES)
            raise

    async def _find_target(
        self, load_post: Callable[[], Awaitable[Post]], which: str | None, to: str | None
    ) -> Target:
        try:
            post = await load_post()
        except TransientError:
            if which is None or not is_id(which):
                raise
            return Target(
                post=PostSummary(id=PostId(which), title=""),
                parent_id=None if to is None else CommentId(to),
                notice="The blog can't be reached now; the comment will wait in the outbox.",
            )
        # From here on the text can be kept as a draft.
        self._target = Target(post=post.summary, parent_id=None, notice="")
        parent = None if to is None else await self._find_parent(post, to)
        if parent is not None:
            self._target = replace(self._target, parent_id=parent.id)
        action = Action.COMMENT if parent is None else Action.REPLY
        permission = allowed_actions(self.service.capabilities, post.summary, parent)[action]
        if not permission.allowed:
            if self.service.capabilities.needs_login:
                raise AuthError(permission.reason)
            raise ReadOnlyError(permission.reason)
        return replace(self._target, notice=permission.notice)

    async def _find_parent(self, post: Post, to: str) -> Comment:
        thread = await load_whole_thread(self.service, post)
        for comment in thread.comments:
            if to in (comment.id, clean.field(comment.id)):
                return comment
        raise NotFoundError(
            f"There is no comment {clean.field(to)} on this post; comments shows their ids."
        )

    def _tell_before_typing(self, target: Target) -> None:
        if target.notice:
            self.output.say(target.notice)
        if self.text_input.is_interactive:
            title = clean.field(target.post.title) or target.post.id
            what = "Reply to a comment on" if target.parent_id else "Comment on"
            self.output.say(
                f"{what} “{title}”. Ctrl+D on a line of its own sends it, Ctrl+C stops."
            )

    def _checked(self, received: bytes) -> str:
        if len(received) > MAX_TEXT_BYTES:
            raise UsageError("The text is longer than 1 MiB; nothing was sent.")
        try:
            text = received.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise UsageError(
                f"The text is not UTF-8 (byte {error.start + 1}); nothing was sent."
            ) from error
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if _CONTROL.search(text):
            text = clean.strip(text)
        text = text.strip("\n").rstrip()
        if not text.strip():
            raise UsageError("There is no text to send: give it on the standard input.")
        most = self.service.capabilities.max_comment_bytes
        size = len(text.encode())
        if most is not None and size > most:
            raise RejectedError(f"The text has {size} bytes; this blog takes at most {most}.")
        return text

    async def _queue(self, target: Target, text: str) -> AddComment:
        draft = self.service.drafts.find(target.post.id, target.parent_id)
        change = await self.service.send(post=target.post, parent_id=target.parent_id, text=text)
        if draft is not None and draft.text.strip() not in text:
            # The draft was put aside for this text, but it is another one.
            with suppress(OSError):
                self.service.drafts.restore(target.post.id, target.parent_id)
        return change

    def _tell_result(self, delivered: Delivered) -> None:
        comment = delivered.comment
        assert comment is not None  # noqa: S101  a new comment has one in every state
        if self.output.as_json:
            self.output.print_json({"comment": comment_record(comment, depth=None)})
        elif delivered.error is None:
            self.output.print_line(clean.field(comment.id))
        if delivered.error is not None:
            kept = _UNDELIVERED.get(delivered.state) if delivered.state is not None else None
            self.output.say(kept or "It is kept in the outbox.")
            if isinstance(delivered.error, NeedsBrowserError):
                self._tell_address()
            raise delivered.error
        self.output.say(_STATUS.get(comment.status, "It is on the blog."))

    def _tell_address(self) -> None:
        """Say where the comment can be pasted."""
        permalink = None if self._target is None else self._target.post.permalink
        if permalink is not None:
            self.output.say(f"The post is at {clean.field(permalink)}")

    def _keep(self, received: bytearray) -> None:
        """Keep a text that is not sent: as a draft where one can be, else as a file."""
        if not received.strip() or len(received) > MAX_TEXT_BYTES:
            return
        try:
            if not self._keep_as_draft(received):
                self._keep_as_file(received)
        except OSError as error:
            reason = error.strerror or "unknown reason"
            self.output.say(f"The text could not be kept ({reason}).")

    def _keep_as_draft(self, received: bytearray) -> bool:
        target = self._target
        if target is None:
            return False
        try:
            text = received.decode("utf-8-sig")
        except UnicodeDecodeError:
            return False
        current = self.service.drafts.find(target.post.id, target.parent_id)
        if current is not None and current.text != text:
            return False
        self.service.drafts.save(
            Draft(
                post_id=target.post.id,
                parent_id=target.parent_id,
                text=text,
                saved_at=datetime.now(UTC),
                cursor=len(text),
                post_title=clean.field(target.post.title),
            )
        )
        self.output.say(
            "The text is kept as a draft: open this blog in tui-blog and press gd to go on."
        )
        return True

    def _keep_as_file(self, received: bytearray) -> None:
        make_folder(self.unsent_folder, mode=0o700)
        path = self.unsent_folder / f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.txt"
        write_atomic(path, bytes(received), mode=0o600)
        self.output.say(f"The text is kept in {path}")
