"""`tui-blog news` and `tui-blog waiting`, run as a person or a prompt would."""

import json
from pathlib import Path

import pytest

from tests.factories import START, a_comment, a_post, an_archive
from tui_blog.cli import run
from tui_blog.model.comment_list import mark_of
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Body, BodyFormat
from tui_blog.paths import folder_name
from tui_blog.storage.adapter import ReplacedText
from tui_blog.storage.archive.payloads import new_line
from tui_blog.sync.journal import THE_POST, Mark, Part
from tui_blog.sync.reader_memory import ReaderMemory
from tui_blog.sync.reading import ReadingFile, version_of

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def posts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of posts in the settings, under the name garden; nothing of it was read."""
    monkeypatch.setattr("signal.signal", lambda number, handler: None)
    folder = an_archive(
        tmp_path / "posts",
        [a_post(), a_post("second", title="Another post")],
        [a_comment("c1", text="Old words."), a_comment("c2", text="New words.", minutes=1)],
    )
    settings = Path.home() / ".config/tui-blog/config.toml"
    settings.parent.mkdir(parents=True, exist_ok=True)
    me = '[identity]\nname = "Mara"\n'
    settings.write_text(f'{me}[blogs.garden]\nfolder = "{folder}"\n')
    return folder


def memory_of(folder: Path) -> ReaderMemory:
    """Open what is remembered of the blog."""
    return ReaderMemory(
        Path.home() / ".local/share/tui-blog/reading.sqlite3",
        key=folder_name(str(folder.resolve())),
        clock=lambda: START,
    )


def read_posts(folder: Path, **versions: str) -> None:
    """Mark both posts read, and some comments of the first one with the versions given."""
    memory = memory_of(folder)
    words = version_of(mark_of("Some words."))
    marks = [Mark(CommentId(name), version) for name, version in versions.items()]
    for name in ("hello.md", "second.md"):
        post = PostId(f"file:{name.removesuffix('.md')}")
        own = marks if name == "hello.md" else []
        memory.do(post, Part.SEEN, [Mark(THE_POST, words), *own], label="read")
    memory.close()


def answer(folder: Path) -> None:
    """Put a comment of the person's own into the thread, and a reply to it."""
    with (folder / "hello.comments.jsonl").open("ab") as file:
        file.write(new_line(a_comment("local:mine", text="My words.", author="Mara", minutes=2)))
        file.write(new_line(a_comment("theirs", parent="local:mine", text="And you?", minutes=3)))


def test_news_of_a_blog_never_read_names_its_posts(posts: Path, capsys: Captured) -> None:
    """A prompt would stay silent, or tell of every comment."""
    code = run(["news"])

    told = capsys.readouterr().out
    assert code == 2
    assert "Hello · file:hello · new post, 2 comments" in told
    assert "Another post · file:second · new post\n" in told


def test_news_tells_each_kind_and_nothing_twice(posts: Path, capsys: Captured) -> None:
    """One would not see what happened, or what it was."""
    read_posts(posts, c1="00000000", gone=version_of(1))

    code = run(["news", "garden"])

    assert code == 2
    assert capsys.readouterr().out.splitlines() == [
        "Hello · file:hello",
        "  new  Ada · c2: New words.",
        "  edited  Ada · c1: Old words.",
        "  deleted  gone",
        "",
    ]


def test_news_is_silent_when_all_was_read(posts: Path, capsys: Captured) -> None:
    """Cron would send a mail each hour."""
    read_posts(posts, c1=version_of(mark_of("Old words.")), c2=version_of(mark_of("New words.")))

    code = run(["news"])

    told = capsys.readouterr()
    assert (code, told.out, told.err) == (0, "", "Nothing is new.\n")


def test_news_as_json_is_one_object(posts: Path, capsys: Captured) -> None:
    """A program could not tell what happened."""
    read_posts(posts, c1=version_of(mark_of("Old words.")), gone=version_of(1))
    (posts / "hello.md").write_text("---\ntitle: Hello\n---\nOther words.", encoding="utf-8")

    code = run(["news", "--json"])

    printed = json.loads(capsys.readouterr().out)
    (news,) = printed["news"]
    assert code == 2
    assert printed["format"] == 1
    assert (news["blog"], news["post"]["id"]) == ("Blog", "file:hello")
    assert (news["is_new"], news["is_changed"]) == (False, True)
    assert [one["id"] for one in news["new"]] == ["c2"]
    assert (news["edited"], news["approved"], news["deleted"]) == ([], [], ["gone"])


def test_news_says_that_a_post_was_changed(posts: Path, capsys: Captured) -> None:
    """A post would be rewritten behind its reader's back."""
    read_posts(posts)
    (posts / "second.md").write_text("---\ntitle: Two\n---\nOther words.", encoding="utf-8")

    run(["news"])

    assert "Two · file:second · the post was changed" in capsys.readouterr().out


def test_news_as_json_has_the_text_as_it_was_read(posts: Path, capsys: Captured) -> None:
    """A program could not show what changed."""
    read_posts(posts, c1=version_of(mark_of("Older words.")))
    before = Body(source="Older words.", format=BodyFormat.MARKDOWN)
    file = ReadingFile(Path.home() / ".local/share/tui-blog/reading.sqlite3", clock=lambda: START)
    key = folder_name(str(posts.resolve()))
    file.keep_earlier(key, [ReplacedText(PostId("file:hello"), CommentId("c1"), before)])
    file.close()

    run(["news", "--json"])

    (news,) = json.loads(capsys.readouterr().out)["news"]
    assert news["body_before"] is None
    assert news["edited"][0]["body_before"] == {"format": "markdown", "source": "Older words."}


def test_news_of_a_blog_that_is_not_there_names_what_was_mistyped(
    posts: Path, capsys: Captured
) -> None:
    """Nothing would look like no news."""
    assert run(["news", "gardn"]) == 2
    assert "gardn" in capsys.readouterr().err


def test_foreign_text_in_news_can_not_act_on_the_terminal(posts: Path, capsys: Captured) -> None:
    """A comment would retitle the terminal from a prompt."""
    with (posts / "hello.comments.jsonl").open("ab") as file:
        file.write(new_line(a_comment("bad", text="\x1b]0;gotcha\x07", author="\x1b[31mRed")))
    read_posts(posts)

    run(["news"])

    told = capsys.readouterr().out
    assert "bad" in told
    assert "\x1b" not in told
    assert "\x07" not in told


def test_waiting_lists_the_replies_that_were_not_answered(posts: Path, capsys: Captured) -> None:
    """Somebody who asks would never get an answer."""
    nobody = run(["waiting"])
    silent = capsys.readouterr()
    answer(posts)

    code = run(["waiting"])

    assert (nobody, silent.out) == (0, "")
    assert silent.err == "Nobody waits for an answer of yours.\n"
    assert code == 2
    assert capsys.readouterr().out.splitlines() == [
        "Hello · file:hello",
        "  you wrote  Mara · local:mine: My words.",
        "  reply  Ada · theirs: And you?",
        "",
    ]


def test_waiting_as_json_names_reply_and_what_it_answers(posts: Path, capsys: Captured) -> None:
    """A program could not open the reply."""
    answer(posts)

    run(["waiting", "garden", "--json"])

    (waiting,) = json.loads(capsys.readouterr().out)["waiting"]
    assert waiting["comment"]["id"] == "theirs"
    assert waiting["answered"]["id"] == "local:mine"
    assert waiting["post"]["id"] == "file:hello"


def test_each_of_several_blogs_is_named(posts: Path, capsys: Captured) -> None:
    """One would not know where to look."""
    settings = Path.home() / ".config/tui-blog/config.toml"
    with settings.open("a") as file:
        file.write(f'[blogs.same]\nfolder = "{posts}"\n')

    run(["news"])

    assert capsys.readouterr().out.splitlines()[:2] == ["Blog", ""]


def test_waiting_leaves_out_what_is_put_off_unless_all_is_asked_for(
    posts: Path, capsys: Captured
) -> None:
    """A prompt would go on about what one has put off."""
    answer(posts)
    memory = memory_of(posts)
    mark = Mark(CommentId("theirs"), "2999-01-01T08:00:00+00:00")
    memory.do(PostId("file:hello"), Part.SNOOZES, [mark], label="putting off")
    memory.close()

    code = run(["waiting"])
    silent = capsys.readouterr().out
    code_of_all = run(["waiting", "--all"])

    assert (code, silent) == (0, "")
    assert code_of_all == 2
    assert "  put off until 2999-01-01 08:00 UTC" in capsys.readouterr().out


def hide(words: str) -> None:
    """Add a rule to the settings."""
    settings = Path.home() / ".config/tui-blog/config.toml"
    with settings.open("a") as file:
        file.write(f'[[filters]]\naction = "hide"\nwords = "{words}"\n')


def test_what_filters_hide_is_no_news(posts: Path, capsys: Captured) -> None:
    """A commenter one wants to hear nothing of would come to the prompt."""
    read_posts(posts, c1="00000000", gone=version_of(1))
    hide("new")

    code = run(["news"])
    told = capsys.readouterr()
    run(["news", "--all"])
    whole = capsys.readouterr()

    assert code == 2
    assert told.out.splitlines() == [
        "Hello · file:hello",
        "  edited  Ada · c1: Old words.",
        "  deleted  gone",
        "",
    ]
    assert "1 more comment is hidden by your filters; --all lists all." in told.err
    assert "New words." in whole.out
    assert "hidden" not in whole.err


def test_where_all_that_is_new_is_hidden_nothing_is(posts: Path, capsys: Captured) -> None:
    """The exit code would call for somebody who then sees nothing."""
    read_posts(posts, c1=version_of(mark_of("Old words.")))
    hide("new")

    codes = run(["news"]), run(["news", "--json"]), run(["news", "--all"])

    assert codes == (0, 0, 2)
    told = capsys.readouterr()
    assert "Nothing is new." in told.err


def test_a_hidden_reply_does_not_wait(posts: Path, capsys: Captured) -> None:
    """One would be asked to answer somebody one wants to hear nothing of."""
    answer(posts)
    hide("and you")

    codes = run(["waiting"]), run(["waiting", "--all"])

    told = capsys.readouterr()
    assert codes == (0, 2)
    assert "1 more comment is hidden by your filters" in told.err
    assert "And you?" in told.out


@pytest.mark.parametrize("command", ["news", "waiting"])
def test_a_thread_that_can_not_be_read_is_said_and_the_rest_told(
    posts: Path, capsys: Captured, command: str
) -> None:
    """One damaged file would hide all that comes after it; or hide itself, and nobody know."""
    read_posts(posts, c1="00000000")
    answer(posts)
    (posts / "second.comments.jsonl").mkdir()

    code = run([command])

    printed = capsys.readouterr()
    assert code == 5
    assert "Hello · file:hello" in printed.out
    assert "Another post · file:second is left out." in printed.err
    assert "1 post was left out" in printed.err
    assert "Nobody waits" not in printed.err
