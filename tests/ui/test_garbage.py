"""Garbage is collected while nobody types, and not in the middle of a key."""

import gc
import time
import weakref
from collections.abc import Iterator

import pytest
from textual.app import App

from tui_blog.ui.garbage import Garbage


class Knot:
    """Refers to itself, so only a collection takes it away."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    thresholds, was_enabled = gc.get_threshold(), gc.isenabled()
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()
    (gc.enable if was_enabled else gc.disable)()


def old_garbage() -> "weakref.ref[Knot]":
    """Make some that only a full collection finds."""
    knot = Knot()
    for _ in range(12):
        gc.collect(1)
    return weakref.ref(knot)


async def test_a_full_collection_waits_until_nobody_types() -> None:
    """Each would hold up a key for longer than a frame."""
    touched_at = [time.monotonic()]
    app = App[None]()
    async with app.run_test():
        garbage = Garbage(app, touched_at=lambda: touched_at[0])
        garbage.begin()
        found = old_garbage()

        for _ in range(30):
            gc.collect(1)  # what Python does itself, again and again
        garbage.look()
        was_there = found() is not None
        touched_at[0] -= 60
        garbage.look()

        assert was_there
        assert found() is None


async def test_python_itself_collects_only_what_is_young() -> None:
    app = App[None]()
    async with app.run_test():
        Garbage(app, touched_at=time.monotonic).begin()
        found = old_garbage()
        full = gc.get_stats()[2]["collections"]

        kept = [[number] for number in range(200_000)]

        assert gc.get_stats()[2]["collections"] == full
        assert found() is not None
        assert len(kept) == 200_000


async def test_garbage_that_piles_up_is_collected_though_somebody_types() -> None:
    """A program that is used for hours without a pause would grow and grow."""
    app = App[None]()
    async with app.run_test():
        garbage = Garbage(app, touched_at=time.monotonic)
        garbage.begin()
        found = old_garbage()

        for _ in range(500):
            gc.collect(1)
        garbage.look()

        assert found() is None
