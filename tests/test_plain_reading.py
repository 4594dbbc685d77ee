import io
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.factories import ME, START, a_clock, a_comment, a_post, an_addition
from tui_blog.model.comment import Comment, CommentKind, CommentStatus, DeliveryState
from tui_blog.model.errors import NotFoundError, UsageError
from tui_blog.model.ids import PostId
from tui_blog.model.post import Author, Body, BodyFormat, Post
from tui_blog.plain.finding import load_meant_post
from tui_blog.plain.output import Output
from tui_blog.plain.reading import print_comments, print_list, print_post
from tui_blog.storage.memory import MemoryAdapter
from tui_blog.sync.service import BlogService

HOSTILE = "a\x1b[2J\x1b]0;gone\x07b\x9b31m\u202ec\r\nd\x00"
FORBIDDEN = [chr(code) for code in (*range(32), *range(0x7F, 0xA0)) if code != 10] + ["\u202e"]


class Said:
    """What was printed and what was said."""

    def __init__(self, *, width_cells: int = 72, as_json: bool = False) -> None:
        self.stream = io.StringIO()
        self.talk: list[str] = []
        self.output = Output(
            stream=self.stream, say=self.talk.append, width_cells=width_cells, as_json=as_json
        )

    @property
    def printed(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[str]:
        return self.printed.splitlines()


def a_service(
    folder: Path, posts: Iterable[Post] = (), comments: Iterable[Comment] = ()
) -> BlogService:
    """A blog in memory that pages by two."""
    adapter = MemoryAdapter(
        name="Blog", posts=posts, comments=comments, identity=ME, clock=a_clock(), page_size=2
    )
    return BlogService(
        adapter, folder=lambda: folder, clock=a_clock(), make_id=lambda: "one", identity=ME
    )


def numbered_posts(count: int) -> list[Post]:
    """Posts with permalinks; the first is the newest."""
    return [
        replace(
            post,
            summary=replace(
                post.summary,
                published_at=datetime(2024, 1, 31 - number, tzinfo=UTC),
                permalink=f"https://blog.example/{number}/{quote(post.summary.slug)}/",
            ),
        )
        for number in range(1, count + 1)
        for post in [a_post(f"p{number}", title=f"Title {number}")]
    ]


async def no_start() -> PostId | None:
    """The address of a blog."""
    return None


# The list.


async def test_list_numbers_posts_and_tells_ids_dates_and_comments(tmp_path: Path) -> None:
    """What is needed to name a post in the next command."""
    said = Said()
    first = replace_summary(a_post("one", title="First"), comment_count=1)
    second = replace_summary(a_post("two", title=""), comment_count=0, damage="line 3 is torn")
    service = a_service(tmp_path, [first, second])

    await print_list(service, said.output)

    assert said.lines == [
        "   1  First",
        "      file:one · 2 May 2024 · 1 comment",
        "   2  (no title)",
        "      file:two · 2 May 2024 · 0 comments · damaged: line 3 is torn",
    ]
    assert said.talk == []


def replace_summary(post: Post, *, comment_count: int, damage: str | None = None) -> Post:
    """Change what a list tells of a post."""
    summary = replace(post.summary, comment_count=comment_count, damage=damage)
    return replace(post, summary=summary)


async def test_list_shows_every_page(tmp_path: Path) -> None:
    """A long blog is listed to its end."""
    said = Said()

    await print_list(a_service(tmp_path, numbered_posts(5)), said.output)

    assert [line for line in said.lines if "Title" in line] == [
        f"   {number}  Title {number}" for number in range(1, 6)
    ]


async def test_list_of_nothing_says_so_apart_from_the_data(tmp_path: Path) -> None:
    """A program that counts lines counts none."""
    said = Said()

    await print_list(a_service(tmp_path), said.output)

    assert said.printed == ""
    assert said.talk == ["There are no posts in Blog."]


async def test_list_as_json_has_a_format_and_every_field(tmp_path: Path) -> None:
    """What scripts rely on."""
    said = Said(as_json=True)
    post = a_post("one", title="Zoë \x1b[2J", comments_open=False)

    await print_list(a_service(tmp_path, [post]), said.output)

    assert said.printed.isascii()
    assert "\x1b" not in said.printed
    assert json.loads(said.printed) == {
        "format": 1,
        "blog": "Blog",
        "posts": [
            {
                "id": "file:one",
                "title": "Zoë \x1b[2J",
                "slug": "one",
                "permalink": None,
                "author": None,
                "published_at": START.isoformat(),
                "modified_at": None,
                "tags": [],
                "comment_count": None,
                "comments_open": False,
                "protected": False,
                "damage": None,
            }
        ],
    }


# One post.


async def test_show_prints_head_text_and_the_addresses_of_links() -> None:
    """On paper a link leads nowhere unless its address is there."""
    said = Said(width_cells=40)
    post = a_post(
        title="A title",
        text="Some **words** and [a page](https://a.example/page) and <https://b.example/>.",
    )
    summary = replace(
        post.summary,
        author=Author(name="Ada"),
        tags=("x", "y"),
        permalink="https://blog.example/hello/",
    )

    print_post(replace(post, summary=summary), said.output)

    assert said.lines == [
        "A title",
        "Ada · 2 May 2024 · x · y",
        "https://blog.example/hello/",
        "",
        "Some words and a page and",
        "https://b.example/.",
        "",
        "→ a page: https://a.example/page",
    ]


async def test_show_as_json_brings_the_body_as_received() -> None:
    """Nothing is lost on the way to a program."""
    said = Said(as_json=True)
    source = "<p>\x1b[2J\u202e é"
    post = replace(a_post(), body=Body(source=source, format=BodyFormat.HTML))

    print_post(post, said.output)

    assert said.printed.isascii()
    record = json.loads(said.printed)
    assert record["format"] == 1
    assert record["post"]["id"] == "file:hello"
    assert record["post"]["body"] == {"format": "html", "source": source}


async def test_show_of_a_protected_post_says_why_it_is_empty() -> None:
    """Else it seems broken."""
    said = Said()
    post = a_post(text="")

    print_post(replace(post, summary=replace(post.summary, protected=True)), said.output)

    assert said.talk == ["This post can be read only with a password of its own."]


async def test_show_wraps_a_long_title_and_never_cuts_an_address() -> None:
    """Both are meant to be read; the second to be copied."""
    said = Said(width_cells=30)
    post = a_post(title="word " * 20)
    address = f"https://blog.example/{'x' * 80}"

    print_post(replace(post, summary=replace(post.summary, permalink=address)), said.output)

    assert all(len(line) <= 30 for line in said.lines if line != address)
    assert address in said.lines


# The thread.


async def test_comments_are_a_tree_in_indents_and_in_words(tmp_path: Path) -> None:
    """It can be followed by eye and by ear."""
    said = Said()
    post = a_post(title="A title")
    post = replace(post, summary=replace(post.summary, author=Author(name="Ada", id="1")))
    comments = [
        a_comment("c1", author=Author(name="Ada", id="1"), text="Top."),
        a_comment("c2", parent="c1", author="", text="Below.\n\n- one\n- two", minutes=1),
        a_comment("c3", parent="c2", author="Eve", minutes=2, own=True),
        a_comment("c4", parent="gone", author="Bob", minutes=None, text="Lost."),
    ]

    service = a_service(tmp_path, [post], comments)
    await print_comments(service, post, said.output)

    assert said.lines == [
        "A title",
        "Ada · 2 May 2024",
        "",
        "Bob · reply to a comment that is not here · c4",
        "  Lost.",
        "",
        "Ada · 2 May 2024 · the post's author · c1",
        "  Top.",
        "",
        "  Anonymous · 2 May 2024 · level 2, reply to Ada · c2",
        "    Below.",
        "",
        "    • one",
        "    • two",
        "",
        "    Eve · 2 May 2024 · level 3, reply to Anonymous · yours · c3",
        "      A comment.",
    ]


@pytest.mark.parametrize(
    ("comment", "mark"),
    [
        (a_comment(status=CommentStatus.HELD), "held: a moderator has to approve it"),
        (a_comment(status=CommentStatus.SPAM), "taken for spam"),
        (a_comment(status=CommentStatus.TRASHED), "in the blog's trash"),
        (a_comment(status=CommentStatus.DELETED, text=""), "deleted"),
        (a_comment(kind=CommentKind.MENTION), "mention by another page"),
    ],
)
async def test_comments_tell_their_state_in_words(
    tmp_path: Path, comment: Comment, mark: str
) -> None:
    """Nobody has to guess from a missing text."""
    said = Said()

    await print_comments(a_service(tmp_path, [a_post()], [comment]), a_post(), said.output)

    assert f"Ada · 2 May 2024 · {mark} · c1" in said.lines


@pytest.mark.parametrize(
    ("state", "mark"),
    [
        (DeliveryState.QUEUED, "not sent yet"),
        (DeliveryState.UNKNOWN, "not known if sent"),
        (DeliveryState.PARKED, "not accepted"),
    ],
)
async def test_comments_that_wait_here_stand_in_their_place_with_the_reason(
    tmp_path: Path, state: DeliveryState, mark: str
) -> None:
    """What was written is not forgotten."""
    said = Said(width_cells=100)
    service = a_service(tmp_path, [a_post()], [a_comment()])
    await service.open()
    entry = service.outbox.add(
        an_addition("Mine.", parent_id=a_comment().id, change="x"), post_title="Hello"
    )
    if state is DeliveryState.UNKNOWN:
        service.outbox.mark_unknown(entry, reason="The line broke.", not_before=None)
    elif state is DeliveryState.PARKED:
        service.outbox.mark_parked(entry, reason="The line broke.")
    else:
        service.outbox.mark_queued(entry, reason="The line broke.", not_before=None)

    await print_comments(service, a_post(), said.output)

    date = "2 May 2024"
    assert said.lines[-3:] == [
        f"  Me Myself · {date} · level 2, reply to Ada · yours · {mark} · local:x",
        "    The line broke.",
        "    Mine.",
    ]


async def test_comments_deeper_than_eight_levels_keep_their_place_and_say_their_level(
    tmp_path: Path,
) -> None:
    """Text must not end in a column of one letter."""
    said = Said(width_cells=72)
    comments = [
        a_comment(f"c{n}", parent=f"c{n - 1}" if n else None, text="word " * 40, minutes=n)
        for n in range(60)
    ]

    await print_comments(a_service(tmp_path, [a_post()], comments), a_post(), said.output)

    (deep,) = [line for line in said.lines if "level 60," in line]
    assert deep.index("Ada") == 16
    assert max(map(len, said.lines)) <= 72
    assert said.lines[-4] == " " * 18 + "word " * 10 + "word"


async def test_comments_of_a_post_without_any_say_so(tmp_path: Path) -> None:
    """Silence would look like a failure."""
    said = Said()

    await print_comments(a_service(tmp_path, [a_post()]), a_post(), said.output)

    assert said.talk == ["There are no comments yet."]


async def test_comments_as_json_come_in_order_with_depth_parent_and_text(tmp_path: Path) -> None:
    """A script can rebuild the tree."""
    said = Said(as_json=True)
    comments = [a_comment("c1"), a_comment("c2", parent="c1", text="\x1b[2J", minutes=1)]

    await print_comments(a_service(tmp_path, [a_post()], comments), a_post(), said.output)

    assert said.printed.isascii()
    record = json.loads(said.printed)
    assert record["format"] == 1
    assert record["post"]["id"] == "file:hello"
    assert [row["id"] for row in record["comments"]] == ["c1", "c2"]
    assert record["comments"][1] == {
        "id": "c2",
        "parent_id": "c1",
        "depth": 1,
        "author": "Ada",
        "created_at": "2024-05-02T10:01:00+00:00",
        "modified_at": None,
        "status": "approved",
        "kind": "comment",
        "own": False,
        "delivery": None,
        "permalink": None,
        "body": {"format": "markdown", "source": "\x1b[2J"},
        "hidden_by": None,
    }


async def test_nothing_foreign_can_act_on_a_terminal(tmp_path: Path) -> None:
    """Whatever a source does not clean is cleaned here: plain commands have no guard behind."""
    said = Said()
    post = a_post(title=HOSTILE, text=HOSTILE)
    summary = replace(
        post.summary,
        id=PostId(f"file:{HOSTILE}"),
        author=Author(name=HOSTILE),
        tags=(HOSTILE,),
        permalink=f"https://a.example/{HOSTILE}",
        damage=HOSTILE,
    )
    post = replace(post, summary=summary)
    comment = replace(
        a_comment(f"c{HOSTILE}", author=HOSTILE, text=f"{HOSTILE} [{HOSTILE}](https://a.example)"),
        post_id=post.id,
    )
    reply = replace(a_comment("c2", parent=comment.id), post_id=post.id)
    service = a_service(tmp_path, [post], [comment, reply])

    await print_list(service, said.output)
    print_post(post, said.output)
    await print_comments(service, post, said.output)

    assert "level 2" in said.printed
    assert [char for char in FORBIDDEN if char in said.printed] == []


# Which post is meant.


@pytest.mark.parametrize(
    ("which", "found"),
    [
        ("1", "file:p1"),
        ("3", "file:p3"),
        ("5", "file:p5"),
        ("file:p2", "file:p2"),
        ("p4", "file:p4"),
        ("https://blog.example/4/p4/", "file:p4"),
        ("http://BLOG.example/4/p4", "file:p4"),
        ("https://blog.example/4/p4/#comment-7", "file:p4"),
    ],
)
async def test_a_post_is_found_by_number_id_slug_and_address(
    tmp_path: Path, which: str, found: str
) -> None:
    """Whatever is at hand."""
    service = a_service(tmp_path, numbered_posts(5))

    post = await load_meant_post(service, which, find_start=no_start)

    assert post.id == found


async def test_a_slug_that_is_a_number_is_found_where_no_number_is_that_high(
    tmp_path: Path,
) -> None:
    """A post called 2024."""
    service = a_service(tmp_path, [a_post("2024")])

    assert (await load_meant_post(service, "2024", find_start=no_start)).id == "file:2024"


async def test_an_id_with_controls_is_found_as_it_was_printed(tmp_path: Path) -> None:
    """Ids of folders are names of files, and those can be anything."""
    post = a_post("x")
    post = replace(post, summary=replace(post.summary, id=PostId("file:a\x1b[2Jb")))

    found = await load_meant_post(a_service(tmp_path, [post]), "file:ab", find_start=no_start)

    assert found.id == "file:a\x1b[2Jb"


@pytest.mark.parametrize(
    "which",
    [
        "0",
        "6",
        "-1",
        "99999999999999999999",
        "nope",
        "file:nope",
        "",
        "https://blog.example/9/p1",
        "https://[",
    ],
)
async def test_a_post_that_is_not_there_is_said_not_to_be(tmp_path: Path, which: str) -> None:
    """With where to look."""
    service = a_service(tmp_path, numbered_posts(5))

    with pytest.raises(NotFoundError, match="list shows what there is"):
        await load_meant_post(service, which, find_start=no_start)


async def test_without_a_name_the_post_of_the_address_is_meant(tmp_path: Path) -> None:
    """`tui-blog show https://blog.example/a-post/`."""
    service = a_service(tmp_path, numbered_posts(5))

    async def second() -> PostId | None:
        return PostId("file:p2")

    assert (await load_meant_post(service, None, find_start=second)).id == "file:p2"
    with pytest.raises(UsageError, match="Which post"):
        await load_meant_post(service, None, find_start=no_start)
