"""Somebody who writes comments with a bad network, a full disk and a machine that dies.

All bad luck is drawn from a seed. A run ends with good luck: then everything has to arrive.
"""

import asyncio
import json
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.factories import ME
from tests.fakes.disk import Killed, OwnDisk
from tests.fakes.lying_proxy import Exchange, Fault, LyingProxy, honestly
from tests.fakes.network_faults import some_fault
from tests.live.server import WordPress
from tui_blog.model.comment import DeliveryState
from tui_blog.model.errors import BusyError, ReadOnlyError
from tui_blog.model.ids import ChangeId, CommentId, PostId
from tui_blog.model.post import PostSummary
from tui_blog.storage.wordpress.adapter import WordPressAdapter
from tui_blog.sync.drafts import Draft
from tui_blog.sync.mirror import MirrorAdapter
from tui_blog.sync.service import BlogService

_ODD = ("> quoted\n", "a < b && c", "C:\\new\\", "R&D &amp; &#39;", "<b>no</b>", "👩‍👩‍👧 ", "``` ")
_MAY_BE_STORED = (DeliveryState.UNKNOWN, DeliveryState.SENDING)
_LONG = 12
"""Attempts after which good luck has to have settled everything."""


@dataclass(kw_only=True)
class Run:
    """One comment, or one and its reply, from typing to the end."""

    seed: int
    texts: list[str] = field(default_factory=list)
    history: list[str] = field(default_factory=list)
    faults: int = 0

    def __str__(self) -> str:
        return f"seed {self.seed}: " + "; ".join(self.history)

    @staticmethod
    def texts_in(folder: Path) -> list[str]:
        """Read from a person's folder what was safely written."""
        return [text.strip() for text in dict.fromkeys(_lines(folder / "written"))]

    @staticmethod
    def history_in(folder: Path, text: str) -> str:
        """Read what happened in the run of a text from the folders of all runs."""
        path = folder / text.partition(" ")[0] / "history"
        return path.read_text(encoding="utf-8") if path.exists() else "never typed"


class UnluckyPerson:
    """One account at one machine, with its own way to the blog.

    Args:
        wordpress: The blog.
        login: Whose account.
        folder: Where drafts and outbox are.
        post_id: What is commented on.
        die: How the program dies.
        dies_often: The machine dies rather than that its disk is full, and nearly always.
        wait: Lets time go by on the blog, when it asked for it.
    """

    def __init__(
        self,
        wordpress: WordPress,
        *,
        login: str,
        folder: Path,
        post_id: PostId,
        die: Callable[[], None],
        dies_often: bool = False,
        wait: Callable[[], None] = lambda: None,
    ) -> None:
        self._user = wordpress.users[login]
        self._folder = folder
        self._die = die
        self._spoils = 0.95 if dies_often else 0.3
        self._fills = 0.0 if dies_often else 0.4
        self._wait = wait
        self._post = PostSummary(id=post_id, title="A post")
        self._now = datetime(2026, 11, 23, tzinfo=UTC)
        self._proxy = LyingProxy(wordpress.url)
        self._disk = OwnDisk(die)
        self._run = Run(seed=0)
        self._rng = random.Random(0)  # noqa: S311  the same luck every time
        self._luck_left = 0
        self._is_on = False
        self._service: BlogService

    async def begin(self) -> None:
        """Turn the machine on. To be called in the task that then goes on."""
        self._disk.use()
        await self._proxy.open()
        self._proxy.choose = self._choose
        await self._start()

    async def end(self) -> None:
        """Turn it off."""
        await self._service.aclose()
        await self._proxy.refuse()

    async def write_and_deliver(
        self, seed: int, parent_id: CommentId | None = None, *, life: int = 0, lives: int = 1
    ) -> Run:
        """Write a comment, sometimes with a reply to it, and bring it to the blog at last.

        Args:
            seed: What to draw texts and luck from.
            parent_id: What is answered.
            life: How often the machine died for good in this run.
            lives: How often it may; from then on luck is good.

        Raises:
            AssertionError: Something was lost or told wrongly; says the seed and what happened.
        """
        writing = random.Random(seed)  # noqa: S311  the same texts every time
        self._rng = random.Random(f"{seed} {life}")  # noqa: S311  the same luck every time
        self._run = Run(seed=seed)
        is_lucky = life >= lives
        self._luck_left = 0
        change_id = await self._write(
            f"{seed} {writing.choice(_ODD)} {writing.random()}", parent_id, is_lucky=is_lucky
        )
        if writing.random() < 0.15 and change_id is not None:
            own = CommentId(f"local:{change_id}")
            await self._write(f"{seed} reply {writing.choice(_ODD)}", own, is_lucky=True)
        if not is_lucky:
            self._luck_left = self._rng.choice((1, 1, 1, 2, 2, 3))
            for _ in range(self._rng.choice((1, 1, 2, 3))):
                await self._attempt()
                self._check_what_is_told()
        self._luck_left = 0
        await self._settle()
        return self._run

    async def _write(
        self, text: str, parent_id: CommentId | None, *, is_lucky: bool
    ) -> ChangeId | None:
        """Type until it is safe in the outbox; `None` when it went on from there already."""
        self._run.texts.append(text.strip())
        written = self._folder / "written"
        if self._find(text) is None and written.exists() and text in _lines(written):
            return None
        if not is_lucky and self._rng.random() < 0.3:
            self._spoil_disk(12)
        draft = Draft(post_id=self._post.id, parent_id=parent_id, text=text, saved_at=self._now)
        while self._find(text) is None:
            try:
                self._service.drafts.save(draft)
                await self._service.send(post=self._post, parent_id=parent_id, text=text)
            except Killed:
                self._note("killed while writing")
                await self._start()
            except (ReadOnlyError, OSError) as error:
                self._note(f"while writing: {error}")
            self._disk.come_back()
        with written.open("a", encoding="utf-8") as file:
            file.write(json.dumps(text) + "\n")
        return self._find(text)

    def _find(self, text: str) -> ChangeId | None:
        for entry in self._service.outbox.list_all():
            if entry.text == text:
                return entry.change.change_id
        return None

    async def _attempt(self) -> None:
        """Try to deliver, with bad luck."""
        rng = self._rng
        if rng.random() < self._spoils:
            self._spoil_disk(10)
        is_refused = rng.random() < 0.08
        if is_refused:
            self._note("connections refused")
            await self._proxy.refuse()
        task = asyncio.create_task(self._deliver())
        self._proxy.abandon = lambda: self._end_now(task)
        try:
            await task
        except (Killed, asyncio.CancelledError):
            self._note("stopped dead")
            await self._start()
        if is_refused:
            await self._proxy.open()
        self._disk.come_back()
        self._now += timedelta(seconds=rng.choice((1, 60, 3600, 200_000, -3600)))
        if rng.random() < 0.5:
            await self._proxy.carry_out_late()

    async def _deliver(self) -> None:
        """Send what waits, sometimes from two programs at once; retry what was refused."""
        service = self._service
        if self._rng.random() < 0.1:
            twin = self._a_service()
            await twin.open()
            self._note("two programs")
            both = (service.sender.deliver_waiting(), twin.sender.deliver_waiting())
            ends = await asyncio.gather(*both, return_exceptions=True)
            await twin.aclose()
            for end in ends:
                if isinstance(end, BaseException):
                    raise end
        told = await service.sender.deliver_waiting()
        for entry in service.outbox.list_all():
            if entry.state is DeliveryState.PARKED:
                told += (await service.sender.deliver(entry.change.change_id),)
        self._note(", ".join(f"{one.state or 'delivered'} ({one.error})" for one in told))
        if any(isinstance(one.error, BusyError) for one in told):
            self._wait()

    async def _settle(self) -> None:
        await self._proxy.carry_out_late()
        if self._rng.random() < 0.2:
            self._note("started again")
            await self._start()
        for _ in range(_LONG):
            if not self._service.outbox.list_all():
                break
            await self._deliver()
            self._now += timedelta(days=1)  # as long as a blog is obeyed that asks to wait
        assert self._service.outbox.list_all() == (), self._run
        assert self._service.drafts.list_all() == (), self._run
        assert self._service.outbox.problems == self._service.drafts.problems == (), self._run
        assert "POST" not in self._proxy.astray, self._run

    def _check_what_is_told(self) -> None:
        """What may be on the blog never counts as unsent: it could be edited and sent again."""
        for entry in self._service.outbox.list_all():
            change_id = entry.change.change_id
            if change_id in self._proxy.stored - self._proxy.misled:
                assert entry.state in _MAY_BE_STORED, self._run

    def _choose(self, exchange: Exchange) -> Fault:
        if self._luck_left == 0 or self._rng.random() < (0.3 if exchange.method == "POST" else 0.6):
            return honestly
        self._luck_left -= 1
        name, fault = some_fault(self._rng)
        self._run.faults += 1
        self._note(f"{exchange.method} {name}")
        return fault

    def _spoil_disk(self, operations: int) -> None:
        number = self._rng.randrange(operations)
        self._run.faults += 1
        if self._rng.random() < self._fills:
            self._note(f"disk full at {number}")
            self._disk.be_full(number, self._rng.choice((1, 2, 100)))
        else:
            is_after = self._rng.random() < 0.5
            self._note(f"dies {'after' if is_after else 'before'} {number}")
            self._disk.die_around(number, is_after=is_after)

    def _end_now(self, task: "asyncio.Task[None]") -> None:
        """Die as the disk does; where that leaves the process alive, the task ends."""
        try:
            self._die()
        except Killed:
            task.cancel()

    async def _start(self) -> None:
        """Start the program anew, on a disk that works."""
        self._disk.come_back()
        if self._is_on:
            await self._service.aclose()
        self._service = self._a_service()
        self._is_on = True
        await self._service.open()

    def _a_service(self) -> BlogService:
        address = self._proxy.address
        remote = WordPressAdapter(
            address,
            user=self._user.login,
            secret=lambda: self._user.password,
            memo={"api_root": f"{address}/wp-json/", "home": address, "name": "Tests"},
            clock=lambda: self._now,
        )
        mirror = MirrorAdapter(
            remote,
            self._folder / "copy",
            user=self._user.login,
            identity=ME,
            clock=lambda: self._now,
        )
        return BlogService(
            mirror,
            folder=lambda: self._folder / "own",
            mirror=mirror,
            clock=lambda: self._now,
            make_id=lambda: uuid.uuid4().hex,
            identity=ME,
        )

    def _note(self, what: str) -> None:
        self._run.history.append(what)
        with (self._folder / "history").open("a", encoding="utf-8") as file:
            file.write(f"seed {self._run.seed}: {what}\n")


def _lines(path: Path) -> list[str]:
    return [str(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
