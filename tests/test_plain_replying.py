import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.factories import ME, a_clock
from tests.fakes.blog import ScriptedBlog, numbered_post
from tui_blog.model.capabilities import Capabilities
from tui_blog.model.change import Change
from tui_blog.model.comment import DeliveryState
from tui_blog.model.errors import (
    AuthError,
    BusyError,
    NeedsBrowserError,
    NotFoundError,
    OfflineError,
    OutcomeUnknownError,
    ReadOnlyError,
    RejectedError,
    StorageError,
    TuiBlogError,
    UsageError,
)
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Post
from tui_blog.plain.finding import load_meant_post
from tui_blog.plain.output import Output
from tui_blog.plain.replying import MAX_TEXT_BYTES, Reply
from tui_blog.sync.drafts import Draft
from tui_blog.sync.service import BlogService

POST = PostId("mem:1")


class Typed:
    """Text that comes in parts; a part that is an error interrupts."""

    def __init__(self, *parts: bytes | BaseException, is_interactive: bool = False) -> None:
        self.is_interactive = is_interactive
        self.reads = 0
        self._parts: Iterator[bytes | BaseException] = iter(parts)

    def read_into(self, received: bytearray, max_bytes: int) -> None:
        self.reads += 1
        for part in self._parts:
            if isinstance(part, BaseException):
                raise part
            received += part
            if len(received) > max_bytes:
                return


class Scene:
    """A blog, somebody who answers there, and what is kept where."""

    def __init__(self, folder: Path, *, as_json: bool = False) -> None:
        self.blog = ScriptedBlog()
        numbers = iter(range(1, 100))
        self.service = BlogService(
            self.blog,
            folder=lambda: folder / "blog",
            clock=a_clock(),
            make_id=lambda: f"change-{next(numbers)}",
            identity=ME,
        )
        self.stream = io.StringIO()
        self.talk: list[str] = []
        self._unsent = folder / "unsent"
        self._as_json = as_json

    @property
    def unsent(self) -> list[bytes]:
        """Texts kept as files."""
        return [path.read_bytes() for path in sorted(self._unsent.glob("*"))]

    @property
    def drafts(self) -> list[tuple[PostId, CommentId | None, str]]:
        """Texts kept as drafts."""
        return [(one.post_id, one.parent_id, one.text) for one in self.service.drafts.list_all()]

    @property
    def waiting(self) -> list[tuple[DeliveryState, str]]:
        """Texts kept in the outbox."""
        return [(one.state, one.text) for one in self.service.outbox.list_all()]

    @property
    def said(self) -> str:
        return "\n".join(self.talk)

    async def reply(
        self,
        typed: Typed | bytes,
        which: str = "1",
        *,
        to: str | None = None,
        open_error: StorageError | None = None,
    ) -> None:
        """Answer, as the command does."""

        async def load_post() -> Post:
            if open_error is not None:
                raise open_error
            await self.service.open()
            return await load_meant_post(self.service, which, find_start=no_start)

        output = Output(
            stream=self.stream, say=self.talk.append, width_cells=72, as_json=self._as_json
        )
        text_input = Typed(typed) if isinstance(typed, bytes) else typed
        answer = Reply(
            service=self.service, text_input=text_input, output=output, unsent_folder=self._unsent
        )
        await answer.send(load_post, which=which, to=to)


async def no_start() -> PostId | None:
    """The address of a blog."""
    return None


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """A blog that takes everything."""
    return Scene(tmp_path)


def fails(error: StorageError) -> Callable[[Change], None]:
    """Something that goes wrong."""

    def fail(_: Change) -> None:
        raise error

    return fail


# What goes well.


async def test_a_comment_is_sent_and_its_id_printed(scene: Scene) -> None:
    """The id is data, everything else is talk."""
    await scene.reply("Thank you, Zoë!\n\n".encode())

    (sent,) = scene.blog.stored
    assert (sent.post_id, sent.parent_id, sent.body.source) == (POST, None, "Thank you, Zoë!")
    (stored,) = (one for one in scene.blog._comments.values() if one.own)
    assert scene.stream.getvalue() == f"{stored.id}\n"
    assert scene.said == "It is on the blog."
    assert (scene.drafts, scene.waiting, scene.unsent) == ([], [], [])


async def test_a_reply_goes_below_the_comment_it_answers(scene: Scene) -> None:
    """`--to ID`."""
    await scene.reply(b"Indeed.", to="mem:2")

    assert scene.blog.stored[0].parent_id == "mem:2"


async def test_the_receipt_as_json_tells_where_the_comment_stands(tmp_path: Path) -> None:
    """For scripts."""
    scene = Scene(tmp_path, as_json=True)

    await scene.reply(b"Indeed.", to="mem:2")

    record = json.loads(scene.stream.getvalue())
    assert record["format"] == 1
    assert record["comment"]["parent_id"] == "mem:2"
    assert record["comment"]["delivery"] is None
    assert record["comment"]["status"] == "approved"


async def test_a_held_comment_is_told_to_be_held(tmp_path: Path) -> None:
    """Else one looks for it in vain."""
    scene = Scene(tmp_path)
    scene.blog = ScriptedBlog(held=True)
    scene.service._adapter = scene.blog

    await scene.reply(b"Indeed.")

    assert "A moderator has to approve it first." in scene.talk
    assert "It is on the blog; a moderator has to approve it." in scene.talk


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        (b"a\r\nb\rc\n", "a\nb\nc"),
        (b"\xef\xbb\xbfa", "a"),
        (b"\n\n  a\n\tb  \n \n", "  a\n\tb"),
        (b"\x1b[31mred\x1b[0m\x07 \x00x", "red x"),
        ("👩\u200d💻 עברית".encode(), "👩\u200d💻 עברית"),
    ],
)
async def test_text_is_sent_as_typed_without_what_is_no_text(
    scene: Scene, typed: bytes, sent: str
) -> None:
    """Programs that feed a pipe add colours and line ends of their own."""
    await scene.reply(typed)

    assert scene.blog.stored[0].body.source == sent


async def test_text_may_come_in_parts(scene: Scene) -> None:
    """A pipe brings it as it likes; a letter may be cut in two."""
    await scene.reply(Typed(b"Zo\xc3", b"\xab", b"!"))

    assert scene.blog.stored[0].body.source == "Zoë!"


async def test_who_types_is_told_what_is_answered_and_how_to_end(scene: Scene) -> None:
    """A cursor alone explains nothing."""
    await scene.reply(Typed(b"Indeed.\n", is_interactive=True))

    assert "“A post”" in scene.talk[0]
    assert "Ctrl+D" in scene.talk[0]


async def test_another_draft_for_the_same_post_stays(scene: Scene) -> None:
    """What somebody began in the app is not taken away by a script."""
    draft = Draft(post_id=POST, parent_id=None, text="Half a thou", saved_at=a_clock()())
    scene.service.drafts.save(draft)

    await scene.reply(b"Something else.")

    assert scene.drafts == [(POST, None, "Half a thou")]
    assert len(scene.blog.stored) == 1


# Nothing to send.


@pytest.mark.parametrize("typed", [b"", b"\n \t\n", b"\xef\xbb\xbf", b"\x1b[0m\n"])
async def test_no_text_is_wrong_use(scene: Scene, typed: bytes) -> None:
    """An empty comment is never meant."""
    with pytest.raises(UsageError, match="no text"):
        await scene.reply(typed)

    assert scene.blog.attempts == []


async def test_text_that_is_not_utf_8_is_not_sent_and_kept_as_it_is(scene: Scene) -> None:
    """Sent as mojibake it would stand there for ever."""
    with pytest.raises(UsageError, match="byte 4"):
        await scene.reply("caf\xe9".encode("latin-1"))

    assert scene.blog.attempts == []
    assert scene.unsent == [b"caf\xe9"]
    assert "kept in" in scene.said


async def test_text_that_is_too_long_for_the_blog_is_not_sent_and_kept(scene: Scene) -> None:
    """Bytes count, not letters."""
    scene.blog.use(replace(scene.blog.capabilities, max_comment_bytes=10))

    with pytest.raises(RejectedError, match=r"12 bytes.*at most 10"):
        await scene.reply("éééééé".encode())

    assert scene.blog.attempts == []
    assert scene.drafts == [(POST, None, "éééééé")]


async def test_text_without_end_is_not_read_to_its_end(scene: Scene) -> None:
    """`tui-blog reply 1 < /dev/zero`."""
    endless = Typed(*[b"a" * 65536] * 1000)

    with pytest.raises(UsageError, match="longer than"):
        await scene.reply(endless)

    assert len(list(endless._parts)) > 900
    assert MAX_TEXT_BYTES == 1024 * 1024


# What is refused before anybody types.


def closed(scene: Scene) -> None:
    """Close the post."""
    post = numbered_post(1)
    scene.blog._posts[POST] = replace(post, summary=replace(post.summary, comments_open=False))


def needing_login(scene: Scene) -> None:
    """Take no comments from guests."""
    scene.blog.use(Capabilities(needs_login=True, refusal="Log in first."))


def without_replies(scene: Scene) -> None:
    """Take comments, no replies."""
    scene.blog.use(replace(scene.blog.capabilities, reply_to_comments=False))


REFUSED: list[tuple[Callable[[Scene], None], str | None, type[TuiBlogError], str]] = [
    (closed, None, ReadOnlyError, "closed"),
    (closed, "mem:1", ReadOnlyError, "closed"),
    (needing_login, None, AuthError, "Log in first"),
    (without_replies, "mem:1", ReadOnlyError, "no replies"),
]


@pytest.mark.parametrize(("prepare", "to", "error", "why"), REFUSED)
async def test_who_types_is_refused_before_typing(
    scene: Scene,
    prepare: Callable[[Scene], None],
    to: str | None,
    error: type[TuiBlogError],
    why: str,
) -> None:
    """Nobody writes for nothing."""
    prepare(scene)
    typed = Typed(b"Words", is_interactive=True)

    with pytest.raises(error, match=why):
        await scene.reply(typed, to=to)

    assert typed.reads == 0


@pytest.mark.parametrize(("prepare", "to", "error", "why"), REFUSED)
async def test_text_from_a_pipe_that_is_refused_is_kept_as_a_draft(
    scene: Scene,
    prepare: Callable[[Scene], None],
    to: str | None,
    error: type[TuiBlogError],
    why: str,
) -> None:
    """A pipe can be read only once."""
    prepare(scene)

    with pytest.raises(error, match=why):
        await scene.reply(b"Words\n", to=to)

    assert scene.drafts == [(POST, to, "Words\n")]
    assert "kept as a draft" in scene.said
    assert scene.blog.attempts == []


async def test_text_that_is_refused_never_takes_the_place_of_another_draft(scene: Scene) -> None:
    """Two texts, one target: both stay."""
    closed(scene)
    draft = Draft(post_id=POST, parent_id=None, text="Half a thou", saved_at=a_clock()())
    scene.service.drafts.save(draft)

    with pytest.raises(ReadOnlyError):
        await scene.reply(b"Words\n")

    assert scene.drafts == [(POST, None, "Half a thou")]
    assert scene.unsent == [b"Words\n"]


async def test_a_comment_that_is_not_there_keeps_the_text_as_a_draft_on_the_post(
    scene: Scene,
) -> None:
    """It is not sent to the top of the thread instead."""
    with pytest.raises(NotFoundError, match="no comment mem:77"):
        await scene.reply(b"Words", to="mem:77")

    assert scene.drafts == [(POST, None, "Words")]
    assert scene.blog.attempts == []


async def test_a_post_that_is_not_there_keeps_the_text_as_a_file(
    scene: Scene, tmp_path: Path
) -> None:
    """The person can send that file once the post is named right."""
    with pytest.raises(NotFoundError, match="no post 77"):
        await scene.reply(b"Words", "77")

    (path,) = (tmp_path / "unsent").iterdir()
    assert path.read_bytes() == b"Words"
    assert path.stat().st_mode & 0o777 == 0o600
    assert str(path) in scene.said


async def test_text_that_can_be_kept_nowhere_is_told_to_be_lost(
    scene: Scene, tmp_path: Path
) -> None:
    """Said plainly, so that somebody can copy it from where it came."""
    (tmp_path / "unsent").write_text("in the way")

    with pytest.raises(NotFoundError):
        await scene.reply(b"Words", "77")

    assert "could not be kept" in scene.said


async def test_what_was_typed_until_ctrl_c_is_kept(scene: Scene) -> None:
    """A slip of the hand costs nothing."""
    typed = Typed(b"First line\n", KeyboardInterrupt(), is_interactive=True)

    with pytest.raises(KeyboardInterrupt):
        await scene.reply(typed)

    assert scene.drafts == [(POST, None, "First line\n")]


# What goes wrong on the way.


@pytest.mark.parametrize(
    ("error", "state", "todo"),
    [
        (OfflineError("No line."), DeliveryState.QUEUED, "press $ to send it"),
        (BusyError("Wait.", retry_after_s=20), DeliveryState.QUEUED, "press $ to send it"),
        (OutcomeUnknownError("Cut."), DeliveryState.UNKNOWN, "don't send it again"),
        (RejectedError("Too rude."), DeliveryState.PARKED, "press gd to edit it"),
        (NeedsBrowserError("A captcha."), DeliveryState.PARKED, "https://blog.example/post-1/"),
    ],
)
async def test_a_comment_that_is_not_delivered_waits_in_the_outbox(
    scene: Scene, error: StorageError, state: DeliveryState, todo: str
) -> None:
    """With its true state, and what to do."""
    scene.blog.before = fails(error)

    with pytest.raises(type(error)):
        await scene.reply(b"Words")

    assert scene.waiting == [(state, "Words")]
    assert todo in scene.said
    assert scene.stream.getvalue() == ""
    assert scene.drafts == []


async def test_offline_from_the_start_a_post_named_by_id_is_answered_in_the_outbox(
    scene: Scene,
) -> None:
    """On a train, from a script that knows the ids."""
    scene.blog.before = fails(OfflineError("No line."))

    with pytest.raises(OfflineError):
        await scene.reply(b"Words", "mem:1", to="mem:2", open_error=OfflineError("No line."))

    (entry,) = scene.service.outbox.list_all()
    assert (entry.change.post_id, entry.parent_id) == (POST, "mem:2")
    assert entry.state is DeliveryState.QUEUED
    assert "will wait in the outbox" in scene.said


async def test_offline_from_the_start_the_text_for_a_numbered_post_is_kept_as_a_file(
    scene: Scene,
) -> None:
    """Which post is the first can't be known without the blog."""
    with pytest.raises(OfflineError):
        await scene.reply(b"Words", "1", open_error=OfflineError("No line."))

    assert scene.unsent == [b"Words"]


async def test_a_full_disk_is_told_and_nothing_is_sent(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not safe in the outbox is not sent: it could be sent twice."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    await scene.service.open()
    monkeypatch.setattr(scene.service.outbox, "add", full)

    with pytest.raises(ReadOnlyError, match="No space left"):
        await scene.reply(b"Words")

    assert scene.blog.attempts == []
    assert scene.drafts == [(POST, None, "Words")]


def test_a_blog_that_was_not_opened_says_it_can_do_nothing(scene: Scene) -> None:
    """The offline way relies on it: nothing is allowed, so nothing is promised."""
    assert scene.service.capabilities == Capabilities(refusal="This blog could not be reached yet.")
