"""Changing a WordPress blog: adding comments, and what the account may do to them afterwards."""

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
from tui_blog.model.errors import (
    AuthError,
    BadResponseError,
    ConflictError,
    ForbiddenError,
    MovedError,
    NotFoundError,
    OutcomeUnknownError,
    RejectedError,
    StorageError,
    TransientError,
)
from tui_blog.model.ids import CommentId
from tui_blog.storage.wordpress import payloads
from tui_blog.storage.wordpress.api import RestApi
from tui_blog.storage.wordpress.encoding import content_of, is_same_text, is_taken_for
from tui_blog.storage.wordpress.payloads import Account
from tui_blog.storage.wordpress.reading import BlogReader
from tui_blog.storage.wordpress.twins import already_stored, find_twin

_STATUS_WORDS = {
    CommentStatus.APPROVED: "approved",
    CommentStatus.HELD: "hold",
    CommentStatus.SPAM: "spam",
    CommentStatus.TRASHED: "trash",
}


class BlogWriter:
    """Writes to one blog through its API, as one account.

    Args:
        api: The blog's API.
        account: Who we are there.
        reader: Reads the same blog.
    """

    def __init__(self, api: RestApi, account: Account, reader: BlogReader) -> None:
        self._api = api
        self._account = account
        self._reader = reader
        self._keeps_text: bool | None = None
        """Whether it stores what it is sent, so that it knows a repeat; `None`: not seen yet."""

    async def submit(self, change: Change) -> Receipt:
        """Carry out a change; see `StorageAdapter.submit`."""
        await self._confirm_account()
        match change:
            case AddComment():
                return await self._add(change)
            case EditComment():
                return await self._edit(change)
            case ModerateComment():
                word = _STATUS_WORDS.get(change.status)
                if word is None:
                    raise RejectedError("WordPress has no such status for comments.", code="status")
                return await self._update(change.comment_id, {"status": word}, change)
            case DeleteComment():
                return await self._delete(change)

    async def _confirm_account(self) -> None:
        # A password that was revoked is not refused: the request would count as anybody's, and a
        # blog that takes such comments would store it under no account.
        me = await who_am_i(self._api)
        if me is None or me.id != self._account.id:
            raise AuthError("The blog does not accept the name and password any more.")

    async def _add(self, change: AddComment) -> Receipt:
        content = content_of(change.body)
        try:
            fields = await self._fields(change, content)
            twin = await self._find_unknown_repeat(change)
            if twin is not None:
                return already_stored(change, twin)
            created = await self._api.write(
                "wp/v2/comments", fields, mark=change.change_id, success=201
            )
        except (RejectedError, ForbiddenError, NotFoundError) as refusal:
            return await self._look_behind(refusal, change)
        comment = self._stored(created)
        if (comment.post_id, comment.parent_id) != (change.post_id, change.parent_id):
            # Something between the blog and here answered, perhaps about something else.
            raise OutcomeUnknownError("The blog's answer is not about this comment.")
        raw = payloads.raw_content_from_json(created)
        typed = change.body.source
        same = raw == content if raw is not None else is_same_text(comment.body.source, typed)
        self._keeps_text = self._keeps_text is not False and same
        self._reader.remember(comment)
        return Receipt(change_id=change.change_id, outcome=Outcome.STORED, comment=comment)

    async def _fields(self, change: AddComment, content: str) -> dict[str, object]:
        post = payloads.number_of(change.post_id)
        if post is None:
            raise NotFoundError("That post is not from this blog.")
        try:
            parent = await self._reader.get_parent(change)
        except ForbiddenError as error:
            raise NotFoundError("The comment that you answer is gone.") from error
        answered = 0 if parent is None else payloads.number_of(parent.id)
        return {"post": post, "parent": answered, "content": content}

    async def _find_unknown_repeat(self, change: AddComment) -> Comment | None:
        """Look for what the blog may not know for a repeat, as it changes what it is sent.

        Until a comment has shown that it does not, this is looked for too, if that works.
        """
        if self._keeps_text:
            return None
        try:
            own = await self._own_replies(change)
        except (BadResponseError, ForbiddenError, NotFoundError):
            if self._keeps_text is False:
                raise
            return None
        return find_twin(own, change, is_there=False)

    async def _look_behind(self, refusal: StorageError, change: AddComment) -> Receipt:
        """Find out whether what was refused is there all the same.

        An earlier, identical request whose answer was lost may have been stored before whatever
        is refused now (post closed, parent gone) came about.

        Raises:
            StorageError: The refusal, if it is not there.
            OutcomeUnknownError: It is there, or something like it; which can't be seen now.
        """
        is_repeat = isinstance(refusal, RejectedError) and refusal.code == "comment_duplicate"
        try:
            own = await self._own_replies(change)
        except StorageError as error:
            if is_repeat and isinstance(error, TransientError):
                raise OutcomeUnknownError(str(error)) from error
            own = ()  # the refusal says more than a look-up that failed
        twin = find_twin(own, change, is_there=is_repeat)
        if twin is None and not is_repeat:
            raise refusal
        if twin is None and any(is_taken_for(one.body.source, change.body.source) for one in own):
            raise RejectedError(
                "You have written nearly the same here before, and the blog takes this for a "
                "repeat of it. Change a word.",
                code="comment_duplicate",
            )
        return already_stored(change, twin)

    async def _own_replies(self, change: AddComment) -> tuple[Comment, ...]:
        """List own comments in the same place, newest first, as far as they can be seen."""
        latest = await self._reader.latest_replies(change.post_id, change.parent_id)
        return tuple(one for one in latest if one.own and one.parent_id == change.parent_id)

    async def _edit(self, change: EditComment) -> Receipt:
        content = content_of(change.body)
        if change.before is not None:
            current = await self._reader.get_comment(change.comment_id)
            if is_same_text(current.body.source, change.body.source):
                return Receipt(
                    change_id=change.change_id, outcome=Outcome.ALREADY_STORED, comment=current
                )
            if current.body.source != change.before.source:
                raise ConflictError("The comment was changed elsewhere since you opened it.")
        return await self._update(change.comment_id, {"content": content}, change)

    async def _update(
        self, comment_id: CommentId, fields: dict[str, object], change: Change
    ) -> Receipt:
        updated = await self._api.write(_route(comment_id), fields, mark=change.change_id)
        comment = self._stored(updated)
        if isinstance(change, ModerateComment) and comment.status is not change.status:
            raise RejectedError("The blog left the comment's status as it was.", code="status")
        return Receipt(change_id=change.change_id, outcome=Outcome.STORED, comment=comment)

    async def _delete(self, change: DeleteComment) -> Receipt:
        route = _route(change.comment_id)
        try:
            await self._api.write(route, {}, mark=change.change_id, instead_of_post="DELETE")
        except NotFoundError:
            return Receipt(change_id=change.change_id, outcome=Outcome.ALREADY_STORED)
        return Receipt(change_id=change.change_id, outcome=Outcome.STORED)

    def _stored(self, row: object) -> Comment:
        try:
            return payloads.comment_from_json(row, self._account.id)
        except BadResponseError as error:
            raise OutcomeUnknownError(
                "The blog's answer can't be read; it may have the comment or not."
            ) from error


async def who_am_i(api: RestApi) -> Account | None:
    """Ask the blog whom it takes us for; `None` for nobody.

    It is the only safe check: a wrong password is silently taken as no password elsewhere.

    Raises:
        TransientError: Nothing was learnt.
        BadResponseError: The answer makes no sense.
        MovedError: It sends us elsewhere, where the password is not for.
    """
    try:
        me = await api.get("wp/v2/users/me", context="edit", _fields="id,name,roles,capabilities")
    except MovedError:
        raise
    except (AuthError, ForbiddenError, NotFoundError):
        return None
    return payloads.account_from_json(me)


def _route(comment_id: CommentId) -> str:
    number = payloads.number_of(comment_id)
    if number is None:
        raise NotFoundError("That comment is not from this blog.")
    return f"wp/v2/comments/{number}"
