"""Any sequence of writing, sending, dying, syncing and changes on the blog keeps the promises."""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import aclosing, suppress
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.factories import ME
from tests.fakes.disk import DyingDisk, Killed
from tests.fakes.mirrors import mirror_in
from tests.fakes.wordpress import Answerer, Row
from tests.fakes.wordpress_blog import NOW, a_blog
from tui_blog.model.comment import Comment, CommentStatus, DeliveryState
from tui_blog.model.errors import StorageError
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import PostSummary
from tui_blog.storage.adapter import PostQuery
from tui_blog.sync.service import BlogService

many = st.none() | st.integers(0, 40)
few = st.none() | st.integers(0, 8)
picks = st.integers(0, 1000)


def content_of(row: Row) -> str:
    """Return the raw text of a comment on the blog."""
    content = row["content"]
    assert isinstance(content, dict)
    return str(content["raw"])


class Commuting(RuleBasedStateMachine):
    """A person who reads and writes a copy, on a machine that dies, of a blog that lives on."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.patch = pytest.MonkeyPatch()
        self.disk = DyingDisk(self.patch)
        self.folder = Path(tempfile.mkdtemp())
        self.blog = a_blog()
        self.numbers = iter(range(10_000))
        self.sent: set[str] = set()
        self.now = NOW
        self.weather("fine")

    @initialize()
    def begin(self) -> None:
        self.start()
        self.sync(None)

    def start(self) -> None:
        """Start the program anew."""
        mirror = mirror_in(self.folder / "copy", self.blog)
        self.service = BlogService(
            mirror,
            folder=lambda: self.folder / "texts",
            mirror=mirror,
            clock=lambda: self.now,
            make_id=lambda: f"change-{next(self.numbers)}",
            identity=ME,
        )
        self.run(self.service.open())

    def run(self, work: Coroutine[object, object, object]) -> None:
        """Do something that the network or the blog may refuse."""
        with suppress(StorageError):
            self.runner.run(work)

    def attempt(self, act: Callable[[], object], dies_after: int | None) -> None:
        """Do something on a disk that may die on the way."""
        if dies_after is not None:
            self.disk.die_after(dies_after)
        try:
            act()
        except StorageError:
            pass
        except Killed:
            self.disk.come_back()
            self.start()
        finally:
            self.disk.come_back()

    # The person.

    @rule(pick=picks, undo_s=st.sampled_from([0, 5]), dies_after=few)
    def write(self, pick: int, undo_s: int, dies_after: int | None) -> None:
        posts = self.posts()
        if not posts:
            return
        post = posts[pick % len(posts)]
        parents = [None, *self.comments(post.id)]
        parent_id = parents[pick % len(parents)]
        text = f"text-{next(self.numbers)}."

        async def act() -> None:
            await self.service.send(
                post=post, parent_id=parent_id, text=text, undo_for=timedelta(seconds=undo_s)
            )
            self.sent.add(text)

        self.attempt(lambda: self.runner.run(act()), dies_after)

    @rule(dies_after=many)
    def sync(self, dies_after: int | None) -> None:
        async def act() -> None:
            async with aclosing(self.service.sync()) as events:
                async for _ in events:
                    pass

        self.attempt(lambda: self.runner.run(act()), dies_after)

    @rule(dies_after=many)
    def deliver_due(self, dies_after: int | None) -> None:
        self.attempt(lambda: self.runner.run(self.service.sender.deliver_due()), dies_after)

    @rule(pick=picks, dies_after=few, verb=st.sampled_from(["take_back", "drop"]))
    def give_up(self, pick: int, dies_after: int | None, verb: str) -> None:
        entries = self.service.outbox.list_all()
        if entries:
            change_id = entries[pick % len(entries)].change.change_id
            self.attempt(lambda: getattr(self.service.sender, verb)(change_id), dies_after)

    @rule(seconds=st.sampled_from([1, 10, 1000]))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def start_again(self) -> None:
        self.start()

    # The network and the blog.

    @rule(name=st.sampled_from(["fine", "offline", "answers lost", "overloaded"]))
    def weather(self, name: str) -> None:
        def act(request: httpx.Request, honest: Answerer) -> httpx.Response:
            if name == "offline":
                raise httpx.ConnectError("no route", request=request)
            if name == "overloaded":
                return httpx.Response(503)
            answered = honest(request)
            if name == "answers lost" and request.method == "POST":
                raise httpx.ReadError("cut", request=request)
            return answered

        self.blog.faults = [act] * 100_000

    @rule(pick=picks, first_status=st.sampled_from(["approved", "hold"]))
    def others_write(self, pick: int, first_status: str) -> None:
        self.blog.first_status = first_status
        post = self.blog.posts[pick % len(self.blog.posts)]
        parents = [0, *(row["id"] for row in self.blog.comments if row["post"] == post["id"])]
        parent = parents[pick % len(parents)]
        number, parent_number = post["id"], parent
        assert isinstance(number, int)
        assert isinstance(parent_number, int)
        self.blog.add_comment(number, f"Others {next(self.numbers)}", parent=parent_number)

    @rule(pick=picks, status=st.sampled_from(["approved", "hold", "spam", "trash"]))
    def moderate(self, pick: int, status: str) -> None:
        self.blog.comments[pick % len(self.blog.comments)]["status"] = status

    @rule(pick=picks)
    def others_edit(self, pick: int) -> None:
        row = self.blog.comments[pick % len(self.blog.comments)]
        if row["author"] == 0:
            text = f"Edited {next(self.numbers)}"
            row["content"] = {"rendered": f"<p>{text}</p>", "raw": text}

    @rule(pick=picks, verb=st.sampled_from(["new", "edited", "gone"]))
    def publish(self, pick: int, verb: str) -> None:
        number = next(self.numbers)
        changed_at = f"{self.now + timedelta(seconds=number):%Y-%m-%dT%H:%M:%S}"
        post = self.blog.posts[pick % len(self.blog.posts)]
        if verb == "new":
            self.blog.add_post(f"Post {number}", id=5000 + number, slug=f"post-{number}")
            self.blog.posts[-1]["modified_gmt"] = changed_at
        elif verb == "edited":
            post |= {"title": {"rendered": f"Title {number}"}, "modified_gmt": changed_at}
        elif len(self.blog.posts) > 1:
            self.blog.posts.remove(post)
            for row in self.blog.comments:
                if row["post"] == post["id"]:
                    row["status"] = "trash"

    # The promises.

    def posts(self) -> list[PostSummary]:
        try:
            page = self.runner.run(self.service.list_posts(query=PostQuery()))
        except StorageError:  # the first sync was broken off
            return []
        return [row for row in page.rows if row.damage is None]

    def comments(self, post_id: PostId) -> dict[CommentId, Comment]:
        """Read what the thread shows of what the blog has."""

        async def read() -> dict[CommentId, Comment]:
            views = [view async for view in self.service.load_thread(post_id)]
            comments = views[-1].thread.comments
            assert len({comment.id for comment in comments}) == len(comments)
            return {
                comment.id: comment
                for comment in comments
                if comment.delivery is None and comment.status is not CommentStatus.DELETED
            }

        return self.runner.run(read())

    @invariant()
    def nothing_is_on_the_blog_twice(self) -> None:
        texts = Counter(map(content_of, self.blog.comments))
        assert not {text for text in self.sent if texts[text] > 1}

    @invariant()
    def nothing_that_was_sent_is_lost(self) -> None:
        here = {content_of(row) for row in self.blog.comments}
        here |= {entry.text for entry in self.service.outbox.list_all()}
        drafts = self.service.drafts
        here |= {draft.text for draft in (*drafts.list_all(), *drafts.list_discarded())}
        assert self.sent <= here
        assert not self.service.outbox.problems
        assert not drafts.problems

    @invariant()
    def everything_can_be_read(self) -> None:
        for post in self.posts():
            self.comments(post.id)

    def teardown(self) -> None:
        self.weather("fine")
        for _ in range(2):
            self.now += timedelta(days=1)
            self.start()
            self.sync(None)
        left = self.service.outbox.list_all()
        copied = {post.id: post for post in self.posts()}
        shown = {post_id: self.comments(post_id) for post_id in copied}
        self.runner.close()
        self.patch.undo()
        shutil.rmtree(self.folder)

        assert {entry.state for entry in left} <= {DeliveryState.PARKED}
        published = set(map(content_of, self.blog.comments))
        assert not published & {entry.text for entry in left}, "it would be sent once more"
        assert {post_id: post.title for post_id, post in copied.items()} == {
            f"wp:{row['id']}": row["title"]["rendered"]  # type: ignore[index]  # a row is JSON
            for row in self.blog.posts
        }
        for post_id, comments in shown.items():
            rows = {f"wp:{row['id']}": row for row in self.blog.comments}
            there = {
                number: content_of(row)
                for number, row in rows.items()
                if f"wp:{row['post']}" == post_id and row["status"] == "approved"
            }
            approved = {
                number: comment.body.source
                for number, comment in comments.items()
                if comment.status is CommentStatus.APPROVED
            }
            assert set(approved) == set(there)
            assert all(there[number] in text for number, text in approved.items())
            for number in comments.keys() - there.keys():
                assert rows[number]["author"] == 2, "somebody else's, and not public"
                if comments[number].status is CommentStatus.HELD:
                    assert rows[number]["status"] == "hold", "what became of it was not followed"


TestCommuting = Commuting.TestCase
TestCommuting.settings = settings(
    max_examples=30,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
