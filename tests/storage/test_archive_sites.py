"""Folders that other programs made: they open as they are."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.factories import ME, a_clock
from tui_blog.model.post import BodyFormat, PostSummary
from tui_blog.storage.adapter import PostQuery
from tui_blog.storage.archive.adapter import ArchiveAdapter

JEKYLL = {
    "_config.yml": 'title: "A Jekyll blog"\nurl: https://blog.example\n',
    "_posts/2021-9-1-short-date.md": "---\nlayout: post\ntags: one two\n---\n# Heading\n\nText.",
    "_posts/2021-08-01-second.html": "---\ntitle: Second\npublished: true\n---\n<p>Hello</p>",
    "_posts/2021-07-01-hidden.md": "---\ntitle: Hidden\npublished: false\n---\nText.",
    "travel/_posts/2021-06-01-far-away.markdown": "---\ntitle: Far away\n---\nText.",
    "_drafts/someday.md": "---\ntitle: Someday\n---\n",
    "_layouts/post.html": "<html>{{ content }}</html>",
    "_site/2021/09/01/short-date.html": "<html></html>",
    "vendor/bundle/site_template/_posts/2020-01-01-welcome.md": "---\ntitle: Not ours\n---\n",
    "about.md": "---\ntitle: About\n---\n",
    "README.md": "# Read me\n",
}
HUGO = {
    "hugo.toml": "baseURL = 'https://blog.example/'\ntitle = 'A Hugo blog'\n",
    "content/_index.md": "---\ntitle: Home\n---\n",
    "content/posts/_index.md": "---\ntitle: Posts\n---\n",
    "content/posts/first.md": "+++\ntitle = 'First'\ndate = 2023-02-01T10:00:00+01:00\n+++\nText.",
    "content/posts/bundle/index.md": '{"title": "Bundle", "date": "2023-03-01"}\n\nText.',
    "content/posts/bundle/part.md": "A resource of the bundle.",
    "content/posts/bundle/more/deep.md": "Another one.",
    "content/posts/draft.md": "+++\ntitle = 'Draft'\ndraft = true\n+++\nText.",
    "themes/x/content/posts/demo.md": "---\ntitle: Demo\n---\n",
    "public/posts/first/index.html": "<html></html>",
}
PELICAN = {
    "pelicanconf.py": "AUTHOR = 'Ada'\nSITENAME = 'A Pelican blog'\n",
    "content/first.md": (
        "Title: First\nDate: 2010-12-03 10:20\nTags: a b, c\nAuthors: Ada, Eve\n\nText."
    ),
    "content/second.html": (
        "<html><head><title>Second &amp; last</title>\n"
        '<meta name="date" content="2010-12-04 08:00" />\n'
        "<meta content='x, y' name='tags'></head><body><p>Text.</p></body></html>"
    ),
    "content/draft.md": "Title: Draft\nDate: 2010-12-05\nStatus: draft\n\nText.",
    "content/pages/about.md": "Title: About\n\nText.",
    "output/first.html": "<html></html>",
}


def a_folder(root: Path, files: Mapping[str, str]) -> Path:
    """Write files, all of them last changed on 1 January 2020."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        moment = datetime(2020, 1, 1, tzinfo=UTC).timestamp()
        os.utime(path, (moment, moment))
    return root


async def listed(root: Path) -> tuple[str, list[PostSummary]]:
    """Open a folder and list its posts."""
    adapter = ArchiveAdapter(root, identity=ME, clock=a_clock())
    await adapter.open()
    return adapter.name, list((await adapter.list_posts(PostQuery())).rows)


async def test_a_jekyll_folder_shows_its_published_posts_only(tmp_path: Path) -> None:
    """Layouts, drafts and built pages would stand among the posts."""
    name, posts = await listed(a_folder(tmp_path, JEKYLL))

    assert name == "A Jekyll blog"
    assert [(post.title, post.slug, post.published_at) for post in posts] == [
        ("Heading", "short-date", datetime(2021, 9, 1, tzinfo=UTC)),
        ("Second", "second", datetime(2021, 8, 1, tzinfo=UTC)),
        ("Far away", "far-away", datetime(2021, 6, 1, tzinfo=UTC)),
    ]
    assert posts[0].tags == ("one", "two")
    assert posts[0].id == "file:_posts/2021-9-1-short-date"


@pytest.mark.parametrize("part", ["", "content"])
async def test_a_hugo_site_or_its_content_shows_posts_and_bundles(
    tmp_path: Path, part: str
) -> None:
    """Section pages and parts of bundles would be taken for posts."""
    a_folder(tmp_path, HUGO)

    name, posts = await listed(tmp_path / part)

    assert name == "A Hugo blog"
    assert [(post.title, post.slug, post.published_at) for post in posts] == [
        ("Bundle", "bundle", datetime(2023, 3, 1, tzinfo=UTC)),
        ("First", "first", datetime(2023, 2, 1, 9, tzinfo=UTC)),
    ]


async def test_a_pelican_folder_shows_its_markdown_and_html(tmp_path: Path) -> None:
    """Pages and drafts would stand among the posts, and heads in the text."""
    name, posts = await listed(a_folder(tmp_path, PELICAN))

    assert name == "A Pelican blog"
    assert [(post.title, post.published_at, post.tags) for post in posts] == [
        ("Second & last", datetime(2010, 12, 4, 8, tzinfo=UTC), ("x", "y")),
        ("First", datetime(2010, 12, 3, 10, 20, tzinfo=UTC), ("a b", "c")),
    ]
    assert posts[1].author is not None
    assert posts[1].author.name == "Ada, Eve"


async def test_any_folder_of_texts_opens_with_titles_found_in_them(tmp_path: Path) -> None:
    """Notes without metadata would have no names."""
    a_folder(
        tmp_path,
        {
            "a.md": "```sh\n# no heading\n```\n\n## The *first* heading ##\n",
            "b.md": "Set [in](https://x.example) type\n===\n\nText.",
            "c.html": "<p>Hi</p><h1 class='x'>In &lt;HTML&gt;</h1>",
            "some_notes-here.md": "No heading at all.",
            "deep/er/2019-03-04-dated name.md": "Text.",
            "notes.txt": "Not a post without a manifest.",
            ".hidden/x.md": "Hidden.",
            "node_modules/x/readme.md": "Not ours.",
            "README.md": "# About this folder\n",
        },
    )

    _, posts = await listed(tmp_path)

    assert {post.title: post.id for post in posts} == {
        "The first heading": "file:a",
        "Set in type": "file:b",
        "In <HTML>": "file:c",
        "Some notes here": "file:some_notes-here",
        "Dated name": "file:deep/er/2019-03-04-dated%20name",
    }
    assert {post.published_at for post in posts} == {
        datetime(2020, 1, 1, tzinfo=UTC),
        datetime(2019, 3, 4, tzinfo=UTC),
    }


async def test_a_folder_with_nothing_but_a_readme_shows_it(tmp_path: Path) -> None:
    """A folder with one text in it would look empty."""
    _, posts = await listed(a_folder(tmp_path, {"README.md": "# Read me\n"}))

    assert [post.title for post in posts] == ["Read me"]


async def test_an_archive_takes_plain_texts_for_posts_too(tmp_path: Path) -> None:
    """A post that was received as plain text would be missing."""
    root = a_folder(tmp_path, {"blog.toml": 'name = "Mine"\n', "a.txt": "# Not a heading\n"})

    name, posts = await listed(root)

    assert name == "Mine"
    assert [post.title for post in posts] == ["A"]
    adapter = ArchiveAdapter(root, identity=ME, clock=a_clock())
    await adapter.open()
    post = await adapter.get_post(posts[0].id)
    assert post.body.format is BodyFormat.TEXT


async def test_files_with_one_name_and_different_ends_are_different_posts(tmp_path: Path) -> None:
    """One of two posts would be missing, or have the other's comments."""
    a_folder(tmp_path, {"a.md": "# M", "a.html": "<h1>H</h1>", "a/index.md": "# I"})

    _, posts = await listed(tmp_path)

    assert {post.title: post.id for post in posts} == {
        "M": "file:a",
        "H": "file:a.html",
        "I": "file:a/index.md",
    }


async def test_a_link_that_leaves_the_folder_is_no_post(tmp_path: Path) -> None:
    """A folder from elsewhere could show any file of the disk."""
    a_folder(tmp_path, {"outside/secret.md": "# Secret", "blog/real.md": "# Real"})
    blog = tmp_path / "blog"
    (blog / "leaving.md").symlink_to(tmp_path / "outside" / "secret.md")
    (blog / "staying.md").symlink_to(blog / "real.md")
    (blog / "broken.md").symlink_to(blog / "nowhere.md")
    (blog / "folder").symlink_to(tmp_path / "outside")
    (blog / "circle").symlink_to(blog)
    (blog / "itself.md").symlink_to(blog / "itself.md")
    (blog / "itself").symlink_to(blog / "itself")
    os.mkfifo(blog / "pipe.md")

    _, posts = await listed(blog)

    assert [post.id for post in posts] == ["file:real", "file:staying"]


async def test_names_that_are_odd_become_ids_that_lead_back(tmp_path: Path) -> None:
    """A post whose name holds a space, a percent sign or no text at all could not be opened."""
    names = [b"a b.md", b"50%.md", b"\xff\xfe.md", "日本.md".encode(), b"esc\x1b[31m.md", b"-.md"]
    names.append(b"x" * 250 + b".md")  # beside it there is no room for a file of comments
    for name in names:
        with open(os.fsencode(tmp_path) + b"/" + name, "wb") as file:  # noqa: PTH123
            file.write(b"Text of " + repr(name).encode())
    adapter = ArchiveAdapter(tmp_path, identity=ME, clock=a_clock())

    posts = (await adapter.list_posts(PostQuery())).rows

    assert len(posts) == len(names)
    for post in posts:
        assert post.id.isascii()
        assert post.title.isprintable()
        assert (await adapter.get_post(post.id)).body.source.startswith("Text of")
        assert (await adapter.find_thread(post.id)) is None
        assert (await adapter.list_comments(post.id)).rows == ()
