"""Work in the background stands back while somebody types, but not for ever."""

import asyncio
from collections.abc import Callable

import pytest

from tui_blog.ui.giving_way import GivingWay


class Clock:
    """Time that passes where something sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.types = lambda: 0.0

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("tui_blog.ui.giving_way.monotonic", made.monotonic)
    monkeypatch.setattr("tui_blog.ui.giving_way.sleep", made.sleep)
    return made


def keys_at(clock: Clock, *moments: float) -> Callable[[], float]:
    """Tell of the last key that was typed by now."""
    return lambda: max((at for at in moments if at <= clock.now), default=0.0)


async def test_nobody_is_waited_for_when_nobody_types(clock: Clock) -> None:
    await GivingWay(touched_at=keys_at(clock, 1000 - 0.2)).wait()

    assert clock.now == 1000


async def test_work_waits_until_the_last_key_is_a_while_ago(clock: Clock) -> None:
    """It would take the processor from the answer to the next one."""
    await GivingWay(touched_at=keys_at(clock, 999.95, 1000.08, 1000.2)).wait()

    assert clock.now == pytest.approx(1000.35)


async def test_a_key_held_down_holds_nothing_up_for_ever(clock: Clock) -> None:
    way = GivingWay(touched_at=clock.monotonic)

    await way.wait()

    assert clock.now == pytest.approx(1001)


async def test_pieces_that_waited_together_do_not_go_on_together(clock: Clock) -> None:
    """Each second four answers at once would hold up a key for longer than one."""
    way = GivingWay(touched_at=clock.monotonic)
    ended: list[float] = []

    async def work() -> None:
        await way.wait()
        ended.append(clock.now)

    await asyncio.gather(*(work() for _ in range(3)))

    assert ended == pytest.approx([1001, 1002, 1003])
