import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.factories import a_comment, a_post, an_archive
from tui_blog.config import BlogConfig, Config, Identity
from tui_blog.model.comment_list import mark_of
from tui_blog.model.errors import UsageError
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Body, BodyFormat
from tui_blog.paths import Paths
from tui_blog.resources import sample_posts_folder
from tui_blog.samples import copy_samples
from tui_blog.storage.adapter import ReplacedText
from tui_blog.storage.secrets import Secret
from tui_blog.storage.wordpress.adapter import WordPressAdapter
from tui_blog.sync.journal import Mark, Part
from tui_blog.sync.mirror import MirrorAdapter
from tui_blog.sync.mirror_state import MirrorState, write_state
from tui_blog.sync.reading import version_of
from tui_blog.wiring import Library, Source

ROOT = Path(__file__).parents[1]


def some_paths(folder: Path) -> Paths:
    """Folders that are not there yet."""
    return Paths(
        config_folder=folder / "config",
        data_folder=folder / "data",
        cache_folder=folder / "cache",
        state_folder=folder / "state",
    )


def a_library(folder: Path, *blogs: BlogConfig, **environ: str) -> Library:
    """A library with these blogs and this environment."""
    config = Config(blogs=blogs, identity=Identity(name="Mara"))
    return Library(config, some_paths(folder), environ=environ, other_words=("list", "show"))


class Password:
    """What an opened blog would log in with."""

    def __init__(self, source: Source) -> None:
        adapter = source.service._adapter
        assert isinstance(adapter, WordPressAdapter)
        self.user = adapter._user
        self.address = adapter._address
        self.ca_file = adapter._ca_file
        found = adapter._secret()
        self.text = found.reveal() if isinstance(found, Secret) else found


# What is opened.


async def test_a_blog_has_one_key_for_reading_and_for_searching(tmp_path: Path) -> None:
    """What was read would be found as unread where folders are kept elsewhere, behind a link."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "data").symlink_to("elsewhere")
    copy = tmp_path / "data" / "archives" / "garden"
    copy.mkdir(parents=True)
    write_state(copy, MirrorState(name="Garden", home="https://a.example/", id_prefix="wp:"))
    an_archive(tmp_path / "elsewhere" / "site", [a_post(title="First")], name="Site")
    own = BlogConfig(name="own", folder=tmp_path / "data" / "site")
    library = a_library(tmp_path, own)

    archives = {archive.name: archive.key for archive in library.list_archives()}
    sources = {name: library.open(name, is_copied=True) for name in ("own", "garden")}
    for source in sources.values():
        await source.service.open()

    assert archives == {name: source.service.key for name, source in sources.items()}


async def test_a_folder_opens_as_a_blog(tmp_path: Path) -> None:
    """`tui-blog ~/site/content`."""
    folder = an_archive(tmp_path / "site", [a_post(title="First")], name="Site")

    source = a_library(tmp_path).open(str(folder))
    await source.service.open()

    assert source.service.name == "Site"
    assert await source.find_start() is None
    assert [row.title for row in (await source.service.list_posts()).rows] == ["First"]
    identity = source.service.capabilities.identity
    assert identity is not None
    assert identity.name == "Mara"
    await source.service.aclose()


async def test_a_configured_name_opens_its_folder_and_comes_before_a_folder_of_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What somebody configured is what they mean; ./notes is the folder."""
    monkeypatch.chdir(tmp_path)
    an_archive(tmp_path / "notes", name="Here")
    there = an_archive(tmp_path / "there", name="There")
    library = a_library(tmp_path, BlogConfig(name="notes", folder=there))

    configured, folder = library.open("notes").service, library.open("./notes").service
    await configured.open()
    await folder.open()

    assert library.names == ("notes",)
    assert (configured.name, folder.name) == ("There", "Here")


def test_without_a_target_the_first_configured_blog_is_opened(tmp_path: Path) -> None:
    """`tui-blog` alone."""
    library = a_library(
        tmp_path,
        BlogConfig(name="garden", url="https://blog.example/"),
        BlogConfig(name="other", url="https://other.example/"),
    )

    source = library.open(None)

    assert source.label == "garden"
    assert Password(source).address == "https://blog.example/"


def test_an_address_opens_without_asking_anybody(tmp_path: Path) -> None:
    """Nothing is fetched before there is a screen to say so on; nothing is written either."""
    source = a_library(tmp_path).open("HTTPS://blog.example/a-post/#comments")

    assert source.label == "HTTPS://blog.example/a-post/#comments"
    assert source.service.name == "blog.example"
    assert not list(tmp_path.iterdir())


def test_a_local_blog_loads_nothing_that_speaks_to_a_network(tmp_path: Path) -> None:
    """It would cost the start a tenth of a second."""
    folder = an_archive(tmp_path / "site", [a_post()])
    code = (
        "import sys, os; from tui_blog.config import Config; from tui_blog.wiring import Library\n"
        "from tui_blog.paths import default_paths\n"
        f"Library(Config(), default_paths(), environ=os.environ).open({str(folder)!r})\n"
        "print(*sys.modules)"
    )

    printed = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
        cwd=ROOT,
    ).stdout

    loaded = set(printed.split())
    assert "tui_blog.storage.archive.adapter" in loaded
    assert not loaded & {"httpx", "textual", "tui_blog.storage.wordpress.adapter", "yaml"}


# What is not there.


@pytest.mark.parametrize(
    ("target", "what"),
    [
        ("gardn", "did you mean garden?"),
        ("lst", "did you mean list?"),
        ("xyzzy", "Configured are: garden."),
        ("blog.example", "write https://blog.example"),
        ("blog.example/a-post/", "write https://blog.example/a-post/"),
        ("localhost:8080", "write https://localhost:8080"),
        ("ftp://blog.example/", "begins with https://"),
        ("", "No blog is named"),
        ("~nobody-here/posts", "no folder"),
        ("x" * 5000, "no folder"),
        ("https://", "begins with https://"),
        ("https://[", "begins with https://"),
        ("https://me:secret-7@blog.example/", "Leave name and password out"),
        ("/etc/hostname", "is a file"),
    ],
)
def test_a_target_that_is_nothing_is_told_with_what_may_be_meant(
    tmp_path: Path, target: str, what: str
) -> None:
    """A typing mistake is answered with a sentence."""
    library = a_library(tmp_path, BlogConfig(name="garden", folder=tmp_path))

    with pytest.raises(UsageError) as caught:
        library.open(target)

    assert what in str(caught.value)
    assert "secret-7" not in str(caught.value)


def test_a_configured_folder_that_is_gone_is_told_with_the_place_it_is_named(
    tmp_path: Path,
) -> None:
    """A disk that is not mounted, or an old setting."""
    library = a_library(tmp_path, BlogConfig(name="notes", folder=tmp_path / "gone"))

    with pytest.raises(UsageError) as caught:
        library.open("notes")

    assert str(tmp_path / "gone") in str(caught.value)
    assert "config.toml" in str(caught.value)


# Passwords.

GARDEN = BlogConfig(
    name="garden",
    url="https://blog.example/garden/",
    user="mara",
    password_command=("echo", "from the command"),
    ca_file=Path("/own.pem"),
)


def test_a_configured_blog_uses_its_own_command(tmp_path: Path) -> None:
    """As the README says."""
    password = Password(a_library(tmp_path, GARDEN).open("garden"))

    assert (password.user, password.text) == ("mara", "from the command")
    assert password.ca_file == Path("/own.pem")


def test_the_environment_comes_before_the_command(tmp_path: Path) -> None:
    """For one run, or for a machine."""
    library = a_library(tmp_path, GARDEN, TUI_BLOG_PASSWORD="from the environment")

    assert Password(library.open("garden")).text == "from the environment"


def test_a_password_of_another_user_in_the_environment_is_not_sent(tmp_path: Path) -> None:
    """It is for addresses that are not configured; this blog has an account of its own."""
    library = a_library(tmp_path, GARDEN, TUI_BLOG_USER="eve", TUI_BLOG_PASSWORD="eve's")

    password = Password(library.open("garden"))

    assert (password.user, password.text) == ("mara", "from the command")


def test_rules_call_a_blog_by_its_name_however_it_was_opened(tmp_path: Path) -> None:
    """A rule for one blog would not hold for a post of it that is opened by its address."""
    (tmp_path / "notes").mkdir()
    copy = tmp_path / "data" / "archives" / "copied"
    copy.mkdir(parents=True)
    write_state(copy, MirrorState(name="Copied", home="https://c.example/", id_prefix="wp:"))
    library = a_library(
        tmp_path,
        BlogConfig(name="garden", url="https://blog.example/"),
        BlogConfig(name="notes", folder=tmp_path / "notes"),
    )

    names = {
        target: library.open(target).blog_name
        for target in (
            "garden",
            "https://blog.example/a-post/",
            "https://c.example/2026/a-post/",
            "https://other.example/",
            str(tmp_path / "notes"),
            str(tmp_path),
        )
    }

    assert names == {
        "garden": "garden",
        "https://blog.example/a-post/": "garden",
        "https://c.example/2026/a-post/": copy.name,
        "https://other.example/": "https://other.example/",
        str(tmp_path / "notes"): "notes",
        str(tmp_path): str(tmp_path),
    }


def test_an_address_that_is_not_configured_uses_the_environment_only(tmp_path: Path) -> None:
    """A password that was configured for one blog is never sent to another."""
    library = a_library(tmp_path, GARDEN, TUI_BLOG_USER="eve", TUI_BLOG_PASSWORD="eve's")

    password = Password(library.open("https://other.example/"))

    assert (password.user, password.text, password.ca_file) == ("eve", "eve's", None)


@pytest.mark.parametrize(
    "address",
    [
        "https://blog.example/garden",
        "https://blog.example/garden/a-post/?x=1",
        "https://BLOG.example:443/garden/",
    ],
)
def test_an_address_within_a_configured_blog_uses_its_account(tmp_path: Path, address: str) -> None:
    """A post opened by its address can be answered as in its blog."""
    password = Password(a_library(tmp_path, GARDEN).open(address))

    assert (password.user, password.text) == ("mara", "from the command")
    assert password.address == address


@pytest.mark.parametrize(
    "address",
    [
        "http://blog.example/garden/",
        "https://blog.example/",
        "https://blog.example/gardener/",
        "https://blog.example:8443/garden/",
        "https://blog.example.evil.example/garden/",
        "https://evil.example/?https://blog.example/garden/",
    ],
)
def test_an_address_outside_a_configured_blog_gets_nothing_of_it(
    tmp_path: Path, address: str
) -> None:
    """Credentials are bound to the place they were given for."""
    password = Password(a_library(tmp_path, GARDEN).open(address))

    assert (password.user, password.text, password.ca_file) == ("", None, None)


def test_of_two_configured_blogs_the_inner_one_counts(tmp_path: Path) -> None:
    """Several blogs may live on one host."""
    outer = BlogConfig(name="all", url="https://blog.example/", user="outer")
    address = "https://blog.example/garden/a-post/"

    for blogs in ([outer, GARDEN], [GARDEN, outer]):
        assert Password(a_library(tmp_path, *blogs).open(address)).user == "mara"


def test_a_password_file_is_read_for_the_blog_it_names(tmp_path: Path) -> None:
    """The README's third way."""
    secrets = tmp_path / "config" / "secrets"
    secrets.parent.mkdir()
    secrets.write_text("https://other.example x\nhttps://blog.example pass word\n")
    secrets.chmod(0o600)
    blog = BlogConfig(name="garden", url="https://blog.example/garden/", user="mara")

    assert Password(a_library(tmp_path, blog).open("garden")).text == "pass word"


# Where drafts and outbox are.


def test_each_blog_has_a_folder_of_its_own_that_stays_the_same(tmp_path: Path) -> None:
    """Drafts are found again, and never those of another blog."""
    first = an_archive(tmp_path / "a b" / "site")
    second = an_archive(tmp_path / "c" / "site")
    (tmp_path / "link").symlink_to(first)
    targets = [str(first), str(tmp_path / "link"), f"{first}/", str(second), "https://b.example/"]

    folders = [a_library(tmp_path).open(target).service._folder for target in targets]

    assert len(set(folders[:3])) == 1
    assert len(set(folders)) == 3
    assert {folder.parent for folder in folders} == {tmp_path / "data" / "blogs"}
    assert all(len(folder.name) <= 64 and folder.name.isascii() for folder in folders)


def test_a_name_of_a_folder_never_leads_elsewhere(tmp_path: Path) -> None:
    """An address is not a path."""
    library = a_library(tmp_path)

    for address in (
        "https://a.example/../../../x",
        "https://a.example/%2e%2e/",
        "https://a.example/é\n",
    ):
        folder = library.open(address).service._folder
        assert folder.parent == tmp_path / "data" / "blogs"
        assert folder.name.strip("abcdefghijklmnopqrstuvwxyz0123456789-") == ""


# Whom one comments as.


@pytest.mark.parametrize(
    ("name", "login", "shown"),
    [("Mara", "root", "Mara"), ("", "root", "root"), ("", None, "You"), ("M\x1b[2Jx\n", "r", "Mx")],
)
def test_one_comments_under_the_configured_name_else_the_login(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, login: str | None, shown: str
) -> None:
    """A comment in a folder is signed."""

    def getuser() -> str:
        if login is None:
            raise KeyError("no such user")
        return login

    monkeypatch.setattr("getpass.getuser", getuser)
    config = Config(identity=Identity(name=name, url="https://mara.example/"))

    author = Library(config, some_paths(tmp_path), environ={})._identity()

    assert author.name == shown
    assert author.url == "https://mara.example/"


# The sample posts.


async def test_without_settings_the_sample_posts_open_and_can_be_answered(tmp_path: Path) -> None:
    """A newcomer's first start; what comes with the program stays as it is."""
    bundled = {path: path.read_bytes() for path in sample_posts_folder().iterdir()}
    source = a_library(tmp_path).open(None)
    await source.service.open()
    post = (await source.service.list_posts()).rows[0]

    change = await source.service.send(post=post, parent_id=None, text="Hello")
    delivered = await source.service.sender.deliver(change.change_id)

    assert delivered.error is None
    own = tmp_path / "data" / "sample-posts"
    assert any("Hello" in path.read_text() for path in own.glob("*.jsonl"))
    assert {path: path.read_bytes() for path in sample_posts_folder().iterdir()} == bundled
    await source.service.aclose()


def test_sample_posts_that_are_there_stay_as_they_are(tmp_path: Path) -> None:
    """The person may have written in them."""
    own = copy_samples(tmp_path)
    (own / "blog.toml").write_text("mine")
    (own / "2026-11-02-start-here.md").unlink()

    assert copy_samples(tmp_path) == own
    assert (own / "blog.toml").read_text() == "mine"
    assert not (own / "2026-11-02-start-here.md").exists()


def test_sample_posts_that_came_read_only_are_copied_to_be_written_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some systems install everything read-only."""
    bundled = an_archive(
        tmp_path / "bundled" / "deep", [a_post("in/here")], [a_comment(post="in/here")]
    )
    for path in [*bundled.rglob("*"), bundled]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    monkeypatch.setattr("tui_blog.samples.sample_posts_folder", lambda: bundled)

    own = copy_samples(tmp_path / "data")

    modes = {path.stat().st_mode & 0o200 for path in [own, *own.rglob("*")]}
    assert modes == {0o200}
    assert (own / "in" / "here.md").read_bytes() == (bundled / "in" / "here.md").read_bytes()
    for path in [bundled, *bundled.rglob("*")]:
        path.chmod(0o755)


async def test_a_copied_blog_keeps_what_was_read_where_its_reader_looks(tmp_path: Path) -> None:
    """Nobody could say what an edit changed, however well its sync kept the text."""
    copy = tmp_path / "data" / "archives" / "garden"
    copy.mkdir(parents=True)
    write_state(copy, MirrorState(name="Garden", home="https://a.example/", id_prefix="wp:"))
    service = a_library(tmp_path).open("garden").service
    await service.open()
    mirror, post = service._adapter, PostId("wp:1")
    assert isinstance(mirror, MirrorAdapter)
    before = Body(source="Old words.", format=BodyFormat.HTML)
    seen = Mark(CommentId("wp:2"), version_of(mark_of(before.source)))
    service.memory.do(post, Part.SEEN, [seen], label="read")
    service.memory.flush()

    mirror._files.keeps([ReplacedText(post, seen.comment, before)])

    assert await service.memory.find_earlier(post, seen.comment) == before
    await service.aclose()


def test_a_copy_that_fails_half_way_leaves_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of the sample posts would stay half for ever."""
    calls = []

    def full_disk(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 4:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)

    with pytest.raises(OSError, match="No space"):
        copy_samples(tmp_path / "data")

    assert not list((tmp_path / "data").iterdir())


async def test_where_no_copy_can_be_made_the_sample_posts_are_read_as_they_came(
    tmp_path: Path,
) -> None:
    """A home that is read-only or full is no reason not to read."""
    (tmp_path / "data").write_text("in the way")

    source = a_library(tmp_path).open(None)
    await source.service.open()

    assert (await source.service.list_posts()).rows
    assert not source.service.capabilities.add_comments
    await source.service.aclose()


def test_a_copy_that_somebody_else_finished_first_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two windows opened at once, on the first day."""
    rename = Path.rename

    def beaten(self: Path, target: Path) -> Path:
        target.mkdir()
        (target / "theirs").write_text("x")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", beaten)

    own = copy_samples(tmp_path)

    assert [path.name for path in own.iterdir()] == ["theirs"]
    assert [path.name for path in tmp_path.iterdir()] == ["sample-posts"]


def test_what_a_killed_copy_left_behind_is_removed_once_it_is_old(tmp_path: Path) -> None:
    """But not what another instance is making just now."""
    old, young = tmp_path / ".sample-posts.a.tmp", tmp_path / ".sample-posts.b.tmp"
    for folder in (old, young):
        folder.mkdir()
    os.utime(old, (0, 0))

    copy_samples(tmp_path)

    assert not old.exists()
    assert young.exists()
