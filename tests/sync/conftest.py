"""Tests of drafts and outbox ask for no power cut, so the disk need not be waited for."""

import os
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from tests.fakes.mirrors import Mirror, a_copied_blog, mirror_in, pull, unreachable
from tests.fakes.wordpress import FakeWordPress
from tui_blog.sync.mirror import MirrorAdapter


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave data to the system; that it is flushed is tested where files are written."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


@pytest.fixture
def blog() -> FakeWordPress:
    """A blog in memory."""
    return a_copied_blog()


@pytest.fixture
def mirror(blog: FakeWordPress, tmp_path: Path) -> Mirror:
    """Make mirrors of the blog in one folder, each as after a new start."""
    return partial(mirror_in, tmp_path / "copy", blog, cache_folder=tmp_path / "cache")


@pytest.fixture
async def offline(mirror: Mirror, blog: FakeWordPress) -> AsyncIterator[MirrorAdapter]:
    """A copy that is whole, and a blog that is out of reach."""
    await pull(mirror())
    blog.faults += [unreachable] * 100
    again = mirror()
    await again.open()
    blog.requests.clear()
    yield again
    await again.aclose()
