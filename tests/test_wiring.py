import subprocess
import sys
from pathlib import Path

import pytest

from tests.a_library import Password, a_library, some_paths
from tests.factories import a_post, an_archive
from tui_blog.config import BlogConfig, Config, Identity
from tui_blog.model.errors import UsageError
from tui_blog.sync.mirror_state import MirrorState, write_state
from tui_blog.wiring import Library

ROOT = Path(__file__).parents[1]


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
