"""Tests of drafts and outbox ask for no power cut, so the disk need not be waited for."""

import os

import pytest


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave data to the system; that it is flushed is tested where files are written."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
