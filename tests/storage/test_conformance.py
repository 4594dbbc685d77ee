from collections.abc import Callable
from pathlib import Path

import pytest

from tests.factories import ME, START, a_clock, a_comment, a_post, an_archive
from tests.storage.conformance import AdapterConformance, AdapterUnderTest
from tui_blog.model.capabilities import Capabilities
from tui_blog.model.ids import CommentId, PostId
from tui_blog.storage.adapter import StorageAdapter
from tui_blog.storage.archive.adapter import ArchiveAdapter
from tui_blog.storage.memory import MemoryAdapter

NAMES = ("newest", "threaded", "open", "older", "oldest")
POSTS = tuple(
    a_post(name, title=f"Post {name}", published_at=START.replace(day=20 - number))
    for number, name in enumerate(NAMES)
)
PARENTS = {
    "a": None,
    "b": "a",
    "c": "b",
    "d": None,
    "e": "a",
    "orphan": "gone",
    "f": "c",
    "circle-1": "circle-2",
    "g": "d",
}
COMMENTS = tuple(
    a_comment(name, parent=parent, post="threaded", minutes=number, text=f"Comment {name}")
    for number, (name, parent) in enumerate(PARENTS.items())
)


def in_memory(_folder: Path) -> StorageAdapter:
    return MemoryAdapter(
        name="Memory", posts=POSTS, comments=COMMENTS, identity=ME, clock=a_clock(), page_size=2
    )


def in_memory_read_only(_folder: Path) -> StorageAdapter:
    return MemoryAdapter(
        name="Memory",
        posts=POSTS,
        comments=COMMENTS,
        identity=ME,
        clock=a_clock(),
        capabilities=Capabilities(source_kind="memory", refusal="Only for reading."),
    )


def in_files(folder: Path) -> StorageAdapter:
    root = an_archive(folder / "blog", POSTS, COMMENTS)
    return ArchiveAdapter(root, identity=ME, clock=a_clock(), page_size=2)


def in_files_read_only(folder: Path) -> StorageAdapter:
    root = an_archive(folder / "blog", POSTS, COMMENTS)
    return ArchiveAdapter(root, identity=ME, clock=a_clock(), writable=False)


class TestConformance(AdapterConformance):
    @pytest.fixture(params=[in_memory, in_memory_read_only, in_files, in_files_read_only])
    def subject(self, request: pytest.FixtureRequest, tmp_path: Path) -> AdapterUnderTest:
        make: Callable[[Path], StorageAdapter] = request.param
        return AdapterUnderTest(
            adapter=make(tmp_path),
            posts_newest_first=tuple(post.id for post in POSTS),
            thread_post=PostId("file:threaded"),
            parents={
                CommentId(name): None if parent is None else CommentId(parent)
                for name, parent in PARENTS.items()
            },
            open_post=PostId("file:open"),
            missing_post=PostId("file:missing"),
        )
