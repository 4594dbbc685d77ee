"""What all tests share: they depend on no home directory, no network, no time zone."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "tui-blog", deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
settings.load_profile("tui-blog")

for _number in (signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(_number) is signal.SIG_IGN:  # the tests were started in the background
        signal.signal(_number, signal.default_int_handler)


def pytest_configure(config: pytest.Config) -> None:
    """Measure in each worker what its tests reach, where that is asked for (scripts/test)."""
    if "TUI_BLOG_MEASURED" in os.environ and hasattr(config, "workerinput"):
        import coverage

        measured = coverage.Coverage(data_suffix=True)
        measured.start()
        config.add_cleanup(measured.save)
        config.add_cleanup(measured.stop)


def pytest_collection_finish() -> None:
    """Where there are apps to be tested, let them share what each would parse anew."""
    if "textual.pilot" in sys.modules:
        from tests.shared_styles import share_parsed_styles

        share_parsed_styles()


@pytest.fixture(autouse=True)
def _away_from_home(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Give each test an empty home and a time zone that is not UTC, so that mistakes show."""
    home: Path = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name in list(os.environ):
        if name.startswith(("XDG_", "TUI_BLOG_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    monkeypatch.delenv("NO_COLOR", raising=False)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()
