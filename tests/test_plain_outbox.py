"""`tui-blog outbox`, as it is called."""

import json

import pytest

from tests.fakes.mirrors import unreachable
from tests.fakes.typed import TypedText
from tests.fakes.wordpress import FakeWordPress
from tests.fakes.wordpress_blog import instead_of_the_network
from tui_blog.cli import run

ADDRESS = "https://blog.example/"
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def blog(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> FakeWordPress:
    """A blog that was added, has a reply waiting, and is out of reach."""
    monkeypatch.setattr("signal.signal", lambda number, handler: None)
    made = instead_of_the_network(monkeypatch)
    monkeypatch.setenv("TUI_BLOG_USER", "reader")
    monkeypatch.setenv("TUI_BLOG_PASSWORD", "sesame")
    monkeypatch.setattr("tui_blog.cli._StandardInput", TypedText)
    assert run(["add", "--user", "reader", ADDRESS]) == 0
    made.faults += [unreachable] * 100
    assert run(["reply", "post-100", "--to", "wp:1000"]) == 3
    capsys.readouterr()
    return made


def listed(capsys: Captured) -> list[dict[str, object]]:
    """What the outbox holds."""
    assert run(["outbox", "--json"]) == 0
    entries: list[dict[str, object]] = json.loads(capsys.readouterr().out)["entries"]
    return entries


def test_outbox_is_listed_without_a_network(blog: FakeWordPress, capsys: Captured) -> None:
    """One must see what waits, and why."""
    assert run(["outbox"]) == 0

    told = capsys.readouterr().out
    (entry,) = listed(capsys)
    assert told.startswith(f"{str(entry['id'])[:8]}  queued  blog-example: First\n")
    assert "From the train" in told
    assert "can't be reached" in told
    assert (entry["blog"], entry["parent_id"], entry["text"]) == (
        "blog-example",
        "wp:1000",
        "From the train",
    )


def test_outbox_is_sent_when_that_is_asked_for(blog: FakeWordPress, capsys: Captured) -> None:
    """Exit code 3 as long as it can't be."""
    failed = run(["outbox", "retry"])
    told = capsys.readouterr().err
    blog.faults.clear()
    sent = run(["outbox", "retry", "--blog", "blog-example"])

    assert (failed, sent) == (3, 0)
    assert "not sent: blog.example can't be reached." in told
    assert capsys.readouterr().out.endswith(" sent\n")
    assert blog.comments[-1]["parent"] == 1000
    assert listed(capsys) == []
    assert run(["outbox"]) == 0
    assert capsys.readouterr().err == "Nothing waits in the outbox.\n"


def test_entry_is_given_up_by_how_its_id_begins(blog: FakeWordPress, capsys: Captured) -> None:
    """It must go, and can come back."""
    (entry,) = listed(capsys)
    unknown, nothing = run(["outbox", "drop", "xyz"]), run(["outbox", "drop"])
    dropped = run(["outbox", "drop", str(entry["id"])[:6]])

    assert (unknown, nothing, dropped) == (1, 2, 0)
    assert listed_after(capsys) == []


def test_id_that_fits_several_entries_is_refused(blog: FakeWordPress, capsys: Captured) -> None:
    """The wrong one would be given up."""
    assert run(["reply", "post-100"]) == 3
    entries = listed_after(capsys)
    assert run(["outbox", "drop", ""]) == 2
    assert len(entries) == 2
    assert "2 entries begin with" in capsys.readouterr().err


def listed_after(capsys: Captured) -> list[dict[str, object]]:
    """What the outbox holds, whatever was printed before."""
    capsys.readouterr()
    return listed(capsys)
