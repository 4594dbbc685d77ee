"""Servers for the tests that need real ones. They run only when asked for: ``-m live``."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from tests.live.server import WordPress, start, stop
from tui_blog.config import Identity
from tui_blog.storage.wordpress.adapter import WordPressAdapter

NOBODY = Identity()
Connect = Callable[..., WordPressAdapter]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave live tests out unless ``-m`` speaks of them: they install Debian packages."""
    if "live" in str(config.getoption("markexpr")):
        return
    unasked = [item for item in items if item.get_closest_marker("live")]
    if unasked:
        config.hook.pytest_deselected(items=unasked)
        items[:] = [item for item in items if item not in unasked]


@pytest.fixture(scope="session")
def wordpress() -> Iterator[WordPress]:
    """A WordPress, started once for all tests; tests that write use posts of their own."""
    folder = Path(tempfile.mkdtemp(prefix="tui-blog-wp-"))
    try:
        yield start(folder)
    finally:
        stop(folder)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def set_option(wordpress: WordPress) -> Iterator[Callable[[str, str], None]]:
    """Set an option of the blog for one test."""
    before: dict[str, str] = {}

    def set_for_now(name: str, value: str) -> None:
        before.setdefault(name, wordpress.option(name))
        wordpress.set_option(name, value)

    yield set_for_now
    for name, value in before.items():
        wordpress.set_option(name, value)


@pytest_asyncio.fixture
async def connect(wordpress: WordPress) -> AsyncIterator[Connect]:
    """Make adapters for the blog; they are closed afterwards."""
    made: list[WordPressAdapter] = []

    def make(
        address: str = "",
        *,
        user: str = "",
        password: str = "",
        guest: Identity = NOBODY,
        ca_file: Path | None = None,
    ) -> WordPressAdapter:
        if user in wordpress.users and not password:
            password = wordpress.users[user].password
        adapter = WordPressAdapter(
            address or wordpress.url,
            user=user,
            guest=guest,
            secret=lambda: password,
            ca_file=ca_file,
            clock=lambda: datetime.now(UTC),
        )
        made.append(adapter)
        return adapter

    yield make
    for adapter in made:
        await adapter.aclose()
