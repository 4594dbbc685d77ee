"""`tui-blog outbox`, as it is called."""

import json
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes.blog import EPOCH, ScriptedBlog
from tests.fakes.mirrors import unreachable
from tests.fakes.typed import TypedText
from tests.fakes.wordpress import FakeWordPress
from tests.fakes.wordpress_blog import instead_of_the_network
from tests.ui.reading_app import a_service
from tui_blog.cli import run
from tui_blog.model.change import Change
from tui_blog.model.errors import BusyError
from tui_blog.model.ids import PostId
from tui_blog.plain.outbox import send_waiting
from tui_blog.plain.output import Output

ADDRESS = "https://blog.example/"
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def blog(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> FakeWordPress:
    """A blog that was added, has a reply waiting, and is out of reach."""
    monkeypatch.setattr("signal.signal", lambda number, handler: None)
    made = instead_of_the_network(monkeypatch)
    monkeypatch.setenv("TUI_BLOG_USER", "reader")
    monkeypatch.setenv("TUI_BLOG_PASSWORD", "sesame")
    monkeypatch.setattr("tui_blog.plain.terminal.StandardInput", TypedText)
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


def test_what_was_refused_goes_only_when_it_is_named(blog: FakeWordPress, capsys: Captured) -> None:
    """What a blog takes by now would have to be typed again, or it would be asked for ever."""
    blog.faults.clear()
    blog.posts[0]["comment_status"] = "closed"
    refused = run(["outbox", "retry"])
    (entry,) = listed_after(capsys)
    again = run(["outbox", "retry"])
    told = capsys.readouterr().err
    named_too_early = run(["outbox", "retry", str(entry["id"])[:6]])
    blog.posts[0]["comment_status"] = "open"
    all_of_them, named = run(["outbox", "retry"]), run(["outbox", "retry", str(entry["id"])[:6]])

    assert entry["state"] == "parked"
    assert (refused, again, named_too_early, all_of_them, named) == (1, 0, 1, 0, 0)
    assert told.endswith("stays parked; retry, edit or drop takes its id.\n")
    assert "From the train" in str(blog.comments[-1]["content"])
    assert listed_after(capsys) == []


def test_entry_is_given_up_by_how_its_id_begins(blog: FakeWordPress, capsys: Captured) -> None:
    """It must go, and can come back."""
    (entry,) = listed(capsys)
    unknown, nothing = run(["outbox", "drop", "xyz"]), run(["outbox", "drop"])
    assert run(["outbox", "list", "xyz"]) == 2
    dropped = run(["outbox", "drop", str(entry["id"])[:6]])

    assert (unknown, nothing, dropped) == (1, 2, 0)
    assert listed_after(capsys) == []


def test_text_is_edited_in_the_editor_and_sent_as_it_then_is(
    blog: FakeWordPress, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slip that waits would have to be sent first."""
    (entry,) = listed(capsys)
    monkeypatch.setenv("VISUAL", "sed -i s/train/bus/")
    edited = run(["outbox", "edit", str(entry["id"])[:6]])
    told = capsys.readouterr().out
    blog.faults.clear()

    assert (edited, told) == (0, "Changed; it is sent with the next tui-blog sync.\n")
    assert [one["text"] for one in listed(capsys)] == ["From the bus"]
    assert run(["outbox", "retry"]) == 0
    assert "From the bus" in str(blog.comments[-1]["content"])


@pytest.mark.parametrize(
    ("editor", "code", "told"),
    [
        ("true", 0, "Nothing was changed."),
        ("truncate -s 0", 2, "There is no text left"),
        ("false", 1, "What it wrote is kept in"),
    ],
)
def test_editing_that_comes_to_nothing_leaves_the_text(
    blog: FakeWordPress,
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
    editor: str,
    code: int,
    told: str,
) -> None:
    """It would be lost or sent empty."""
    (entry,) = listed(capsys)
    monkeypatch.setenv("VISUAL", editor)

    assert run(["outbox", "edit", str(entry["id"])]) == code
    assert told in capsys.readouterr().err
    assert [one["text"] for one in listed(capsys)] == ["From the train"]


async def test_blog_that_takes_one_comment_after_the_other_is_waited_for(
    tmp_path: Path, capsys: Captured
) -> None:
    """All but the first would be left for the person to send again."""
    now, refused = EPOCH, 0
    scripted = ScriptedBlog()

    def before(change: Change) -> None:
        nonlocal refused
        if scripted.stored and (now - EPOCH).total_seconds() < 15 * len(scripted.stored):
            refused += 1
            raise BusyError("Slow down.", retry_after_s=15)

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += timedelta(seconds=seconds)

    scripted.before = before
    service = a_service(scripted, tmp_path, lambda: now)
    await service.open()
    post = await service.load_post(PostId("mem:1"))
    for number in range(3):
        await service.send(post=post.summary, parent_id=None, text=f"Text {number}")
    output = Output(stream=sys.stdout, say=print, width_cells=80, as_json=False)

    delivered = await send_waiting(service, output, sleep=sleep)

    assert [one.error for one in delivered] == [None, None, None]
    assert [change.body.source for change in scripted.stored] == ["Text 0", "Text 1", "Text 2"]
    assert refused == 2
    assert capsys.readouterr().out.count("takes the next comment in 15 s") == 2


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
