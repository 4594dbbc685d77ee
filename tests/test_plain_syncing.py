"""`tui-blog add` and `tui-blog sync`, as they are called."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import httpx
import pytest

from tests.fakes.mirrors import unreachable
from tests.fakes.typed import TypedText
from tests.fakes.wordpress import Answerer, FakeWordPress
from tests.fakes.wordpress_blog import instead_of_the_network
from tui_blog.cli import run
from tui_blog.storage.secrets import find_secret

ADDRESS = "https://blog.example/"
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def blog(monkeypatch: pytest.MonkeyPatch) -> FakeWordPress:
    """A WordPress in the place of the network."""
    return instead_of_the_network(monkeypatch)


@pytest.fixture(autouse=True)
def _no_handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the signals of the tests alone."""
    monkeypatch.setattr("signal.signal", lambda number, handler: None)


def is_offline(blog: FakeWordPress) -> None:
    """Take the blog out of reach."""

    def refuse(request: httpx.Request, honest: object) -> httpx.Response:
        raise httpx.ConnectError("no route", request=request)

    blog.faults += [refuse] * 200


def test_a_blog_that_was_added_is_read_without_a_network(
    blog: FakeWordPress, capsys: Captured
) -> None:
    """That is what it is added for."""
    added = run(["add", ADDRESS])
    told = capsys.readouterr().out
    is_offline(blog)
    codes = [run(["list"]), run(["show", "First"]), run(["comments", "post-100"])]
    blog_read = capsys.readouterr().out

    assert (added, codes) == (0, [0, 1, 0])
    assert "A & B: can be read. To comment here without an account, put name =" in told
    assert "2 posts came; tui-blog blog-example opens the blog." in told
    assert "First" in blog_read
    assert "Hello" in blog_read


def test_a_blog_is_added_with_an_account(
    blog: FakeWordPress, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who logs in is kept, and checked before anything is copied."""
    monkeypatch.setenv("TUI_BLOG_PASSWORD", "wrong")
    refused = run(["add", "--user", "reader", ADDRESS])
    copies = list((Path.home() / ".local/share/tui-blog").glob("archives/*"))
    monkeypatch.setenv("TUI_BLOG_PASSWORD", "sesame")
    added = run(["add", "--user", "reader", ADDRESS])
    told = capsys.readouterr()
    synced = run(["sync"])

    assert (refused, copies, added, synced) == (4, [], 0, 0)
    assert "does not accept the name reader" in told.err
    assert "takes comments as A Reader" in told.out
    assert blog.requests[-1].headers["authorization"]


def test_sync_says_what_came(blog: FakeWordPress, capsys: Captured) -> None:
    """For a log."""
    run(["add", ADDRESS])
    capsys.readouterr()

    blog.add_comment(100, "New", date_gmt="2030-01-01T00:00:00")
    codes = [run(["sync"]), run(["sync", "blog-example"])]

    assert codes == [0, 0]
    assert capsys.readouterr().out == "blog-example: 1 post changed\nblog-example: nothing new\n"


def test_sync_when_full_finds_what_was_edited_long_ago(
    blog: FakeWordPress, capsys: Captured
) -> None:
    """WordPress does not tell of it."""
    for number in range(120):
        blog.add_comment(101, f"Number {number}")
    run(["add", ADDRESS])
    blog.comments[0]["content"] = {"rendered": "<p>Edited</p>", "raw": "Edited"}
    capsys.readouterr()

    run(["sync"])
    run(["sync", "--full"])

    assert capsys.readouterr().out == "blog-example: nothing new\nblog-example: 1 post changed\n"


def test_sync_sends_what_waits(
    blog: FakeWordPress,
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A reply written on a train."""
    monkeypatch.setenv("TUI_BLOG_USER", "reader")
    monkeypatch.setenv("TUI_BLOG_PASSWORD", "sesame")
    run(["add", "--user", "reader", ADDRESS])
    faults = blog.faults
    is_offline(blog)
    monkeypatch.setattr("tui_blog.plain.terminal.StandardInput", TypedText)
    replied = run(["reply", "post-100", "--to", "wp:1000"])
    failed = run(["sync"])
    faults.clear()
    capsys.readouterr()

    sent = run(["sync"])

    assert (replied, failed, sent) == (3, 3, 0)
    assert capsys.readouterr().out.startswith("blog-example: 1 sent")
    assert blog.comments[-1]["parent"] == 1000


def test_a_reply_whose_answer_was_lost_is_not_sent_again_by_another_account(
    blog: FakeWordPress, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who changed the account between would have it on the blog twice."""

    def lose_the_answer(request: httpx.Request, honest: Answerer) -> httpx.Response:
        response = honest(request)
        if request.method == "POST":
            raise httpx.ReadError("Cut off.", request=request)
        return response

    monkeypatch.setenv("TUI_BLOG_USER", "reader")
    monkeypatch.setenv("TUI_BLOG_PASSWORD", "sesame")
    run(["add", "--user", "reader", ADDRESS])
    blog.faults += [lose_the_answer] * 200
    monkeypatch.setattr("tui_blog.plain.terminal.StandardInput", TypedText)
    run(["reply", "post-100", "--to", "wp:1000"])
    blog.faults.clear()
    count = len(blog.comments)
    monkeypatch.setenv("TUI_BLOG_USER", "other")

    run(["sync"])

    told = capsys.readouterr().err
    assert "sent as reader, and you are other there now: it was not sent again" in told
    assert len(blog.comments) == count
    assert sum(comment["parent"] == 1000 for comment in blog.comments) == 1


def test_a_reply_that_waits_for_a_password_lets_the_sync_fail(
    blog: FakeWordPress, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cron job without the password would report success for ever, and send nothing."""
    monkeypatch.setenv("TUI_BLOG_USER", "reader")
    monkeypatch.setenv("TUI_BLOG_PASSWORD", "sesame")
    run(["add", "--user", "reader", ADDRESS])
    blog.faults += [unreachable] * 200
    monkeypatch.setattr("tui_blog.plain.terminal.StandardInput", TypedText)
    run(["reply", "post-100", "--to", "wp:1000"])
    blog.faults.clear()
    monkeypatch.delenv("TUI_BLOG_PASSWORD")
    capsys.readouterr()

    assert run(["sync"]) == 4
    assert "a comment was not sent" in capsys.readouterr().err


def test_a_reply_from_before_the_blog_was_added_is_sent_when_it_is(
    blog: FakeWordPress, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would wait where nobody looks any more."""
    monkeypatch.setenv("TUI_BLOG_USER", "reader")
    monkeypatch.setenv("TUI_BLOG_PASSWORD", "sesame")
    faults = blog.faults
    is_offline(blog)
    monkeypatch.setattr("tui_blog.plain.terminal.StandardInput", TypedText)
    replied = run(["reply", "wp:100", "--blog", ADDRESS])
    faults.clear()

    added = run(["add", "--user", "reader", ADDRESS])

    assert (replied, added) == (3, 0)
    content = blog.comments[-1]["content"]
    assert isinstance(content, dict)
    assert content["raw"] == "From the train"


def test_sync_when_one_blog_fails_goes_on_with_the_others(
    blog: FakeWordPress, capsys: Captured
) -> None:
    """One server that is down would keep all others old."""
    run(["add", ADDRESS])
    settings = Path.home() / ".config/tui-blog/config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('[blogs.away]\nfolder = "/not/there"\n')
    capsys.readouterr()

    code = run(["sync"])

    told = capsys.readouterr()
    assert code == 2
    assert told.out == "blog-example: nothing new\n"
    assert told.err.startswith("away: The folder of away is not there")
    assert told.err.count("not there") == 1


def test_sync_when_there_is_nothing_to_sync_says_so(capsys: Captured) -> None:
    """An empty answer would look like success."""
    assert run(["sync"]) == 2
    assert "tui-blog add ADDRESS" in capsys.readouterr().err


def test_blog_is_found_by_the_address_of_a_post_without_a_network(
    blog: FakeWordPress, capsys: Captured
) -> None:
    """Somebody sends a link, and one is on a train."""
    run(["add", ADDRESS])
    is_offline(blog)

    assert run(["show", "https://blog.example/post-101/"]) == 0
    assert "Second" in capsys.readouterr().out


class Answers:
    """Somebody at a terminal."""

    is_interactive = True
    given: ClassVar[list[str]] = []

    def __init__(self, ending: object) -> None:
        pass

    def ask(self, question: str) -> str:
        return self.given.pop(0)

    ask_secret = ask


@pytest.mark.parametrize(
    ("answers", "identity", "is_kept"),
    [
        (["reader\n", " sesame\n"], "A Reader", True),
        (["other\n", "\n"], "Another Reader", False),
        (["\n"], None, False),
    ],
)
def test_add_asks_for_what_was_not_given(
    blog: FakeWordPress,
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
    answers: list[str],
    identity: str | None,
    is_kept: bool,
) -> None:
    """A password must be neither lost nor kept where others read it."""
    monkeypatch.setattr("tui_blog.plain.terminal.Questions", Answers)
    monkeypatch.setattr(Answers, "given", answers)
    if not is_kept:
        monkeypatch.setenv("TUI_BLOG_PASSWORD", "sesame")

    code = run(["add", ADDRESS])

    file = Path.home() / ".local/share/tui-blog/secrets"
    found = find_secret(environ={}, command=None, files=[file], origin=ADDRESS)
    assert code == 0
    assert (identity is not None) == (f"as {identity}" in capsys.readouterr().out)
    assert (found is not None and found.reveal()) == (is_kept and "sesame")
    assert not is_kept or file.stat().st_mode & 0o777 == 0o600


def test_add_when_the_password_is_wrong_keeps_nothing(
    blog: FakeWordPress, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong password in a file would be tried for ever."""
    monkeypatch.setattr("tui_blog.plain.terminal.Questions", Answers)
    monkeypatch.setattr(Answers, "given", ["reader\n", "wrong\n"])

    assert run(["add", ADDRESS]) == 4
    assert "application password" in capsys.readouterr().err
    assert not (Path.home() / ".local/share/tui-blog/secrets").exists()


PAGE = "https://blog.example/wp-admin/authorize-application.php"
SHOWN = f"{PAGE}?app_name=tui-blog&app_id="


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """A browser; tells which address it was given."""
    noted, program = tmp_path / "opened", tmp_path / "browser"
    program.write_text(f'#!/bin/sh\nprintf %s "$1" > {noted}\n')
    program.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(program))
    return lambda: noted.read_text() if noted.exists() else ""


@pytest.mark.parametrize(("answer", "is_opened"), [("Y\n", True), ("\n", False), ("n\n", False)])
def test_add_shows_the_page_that_makes_a_password_and_opens_it_on_a_yes(
    blog: FakeWordPress,
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
    opened: Callable[[], str],
    answer: str,
    is_opened: bool,
) -> None:
    """One had to know where a blog hides it; but nothing may open that was not seen and wanted."""
    blog.password_page = PAGE
    monkeypatch.setattr("tui_blog.plain.terminal.Questions", Answers)
    monkeypatch.setattr(Answers, "given", ["reader\n", answer, "sesame\n"])

    code = run(["add", ADDRESS])

    told = capsys.readouterr()
    assert code == 0
    assert SHOWN in told.err
    assert "takes comments as A Reader" in told.out
    assert opened().startswith(SHOWN) == is_opened
    assert ("Approve tui-blog there" in told.err) == is_opened


def test_add_when_the_browser_fails_says_so_and_goes_on(
    blog: FakeWordPress, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address is there to be copied all the same."""
    blog.password_page = PAGE
    monkeypatch.setenv("BROWSER", "false")
    monkeypatch.setattr("tui_blog.plain.terminal.Questions", Answers)
    monkeypatch.setattr(Answers, "given", ["reader\n", "y\n", "sesame\n"])

    assert run(["add", ADDRESS]) == 0
    assert "The browser did not open the address (false ended with 1)." in capsys.readouterr().err


def test_add_where_there_is_no_browser_prints_the_page_to_be_copied(
    blog: FakeWordPress, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over ssh the browser is on another machine; a question would be idle."""
    blog.password_page = PAGE
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", "/not/there")
    monkeypatch.setattr("tui_blog.plain.terminal.Questions", Answers)
    monkeypatch.setattr(Answers, "given", ["reader\n", "sesame\n"])

    assert run(["add", ADDRESS]) == 0
    told = capsys.readouterr().err
    assert SHOWN in told
    assert "There is no browser here: copy the address" in told


def test_add_when_the_page_lies_on_another_site_opens_nothing(
    blog: FakeWordPress,
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
    opened: Callable[[], str],
) -> None:
    """A blog that was broken into would send people to a false login page."""
    blog.password_page = "https://evil.example/"
    monkeypatch.setattr("tui_blog.plain.terminal.Questions", Answers)
    monkeypatch.setattr(Answers, "given", ["reader\n", "sesame\n"])

    assert run(["add", ADDRESS]) == 0
    assert "another site (evil.example). It is not opened" in capsys.readouterr().err
    assert opened() == ""


def test_add_on_a_blog_for_members_asks_without_the_page(
    blog: FakeWordPress, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It tells strangers nothing, and can be added with a password all the same."""
    blog.members_only, blog.password_page = True, PAGE
    monkeypatch.setattr("tui_blog.plain.terminal.Questions", Answers)
    monkeypatch.setattr(Answers, "given", ["reader\n", "sesame\n"])

    assert run(["add", ADDRESS]) == 0
    assert "made in your profile page on the blog" in capsys.readouterr().err


@pytest.mark.parametrize("address", ["http://[", "ftp://blog.example", "", "https://"])
def test_add_when_the_address_makes_no_sense_says_so(
    blog: FakeWordPress, capsys: Captured, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """A traceback, or a password kept for nowhere."""
    run(["add", ADDRESS])
    monkeypatch.setattr("tui_blog.plain.terminal.Questions", Answers)
    monkeypatch.setattr(Answers, "given", ["reader\n", "sesame\n"])
    capsys.readouterr()

    assert run(["add", address]) == 2
    assert "begins with https:// or http://" in capsys.readouterr().err
    assert not (Path.home() / ".local/share/tui-blog/secrets").exists()


def test_add_completes_an_address_as_people_type_it(
    blog: FakeWordPress, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The password has to be kept for the blog's own address."""
    monkeypatch.setattr("tui_blog.plain.terminal.Questions", Answers)
    monkeypatch.setattr(Answers, "given", ["reader\n", "sesame\n"])

    assert run(["add", "blog.example"]) == 0
    kept = (Path.home() / ".local/share/tui-blog/secrets").read_text()
    assert kept == "https://blog.example sesame\n"


def test_why_finds_a_comment_of_a_copy_by_the_address_of_its_post(
    blog: FakeWordPress, capsys: Captured
) -> None:
    """One would have to know the id of the post, or be on the net, to learn why it is hidden."""
    run(["add", ADDRESS])
    settings = Path.home() / ".config/tui-blog/config.toml"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text('[[filters]]\naction = "hide"\nwords = "hello"\nblogs = "blog-example"\n')
    is_offline(blog)
    capsys.readouterr()
    run(["comments", "post-100", "--json"])
    (comment, *_) = json.loads(capsys.readouterr().out)["comments"]
    run(["list", "--json"])
    posts = json.loads(capsys.readouterr().out)["posts"]
    address = next(post["permalink"] for post in posts if post["slug"] == "post-100")

    codes = [run(["why", which, comment["id"]]) for which in (address, "post-100", "blog-example")]

    assert comment["hidden_by"] == 1
    assert codes == [0, 0, 0]
    told = capsys.readouterr().out
    assert told == f"hidden by rule 1, {settings}:1\nbecause it has “hello”\n" * 3
