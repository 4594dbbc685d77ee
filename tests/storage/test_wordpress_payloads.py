import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_blog.model.comment import CommentKind, CommentStatus
from tui_blog.model.errors import BadResponseError
from tui_blog.model.post import Author
from tui_blog.storage.wordpress import payloads

RECORDED = Path(__file__).parent.parent / "data" / "wordpress"

KEYS = (
    *("id", "post", "parent", "author", "title", "content", "rendered", "status", "type"),
    *("date_gmt", "_embedded", "wp:term", "namespaces", "capabilities"),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=20,
)


def recorded(name: str) -> object:
    """Read an answer of a real server."""
    value: object = json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))
    return value


def test_root_when_recorded_is_read_and_its_name_cleaned() -> None:
    """The blog would be called by entities."""
    root = payloads.root_from_json(recorded("root"))

    assert root is not None
    assert (root.name, root.home) == ("Tests & trials", "https://blog.example")
    assert root.takes_passwords


@pytest.mark.parametrize(
    "value",
    [{}, [], None, {"namespaces": {}}, {"namespaces": ["oembed/1.0"]}, {"namespaces": "wp/v2"}],
)
def test_root_when_it_is_something_else_is_none(value: object) -> None:
    """Any JSON would be taken for a blog."""
    assert payloads.root_from_json(value) is None


def test_root_when_passwords_are_off_says_so_in_php_fashion() -> None:
    """An empty list, as PHP writes it, would be an error."""
    root = payloads.root_from_json({"namespaces": ["wp/v2"], "authentication": []})

    assert root is not None
    assert not root.takes_passwords


def test_posts_when_recorded_are_read_in_order() -> None:
    """Lists would lack dates, titles or authors."""
    author = Author(name="Zoë", id="wp:2")

    posts = payloads.posts_from_json(recorded("posts"), {2: author})

    first, private = posts[0], posts[1]
    assert first.title == "日本語の記事 👩‍👩‍👧‍👦"
    assert first.published_at == datetime(2026, 6, 6, 13, 0, tzinfo=UTC)
    assert first.author == author
    assert first.comments_open is True
    assert private.protected
    assert payloads.author_numbers(recorded("posts")) == {2}


def test_post_when_recorded_brings_body_author_and_tags() -> None:
    """A post would lack its author or its words."""
    post = payloads.post_from_json(recorded("post"))

    assert post.id == "wp:114"
    assert post.summary.title == "All kinds of blocks – <b> & “more”"
    assert post.summary.author == Author(name="Zoë O'Neil & Söhne", id="wp:2")
    assert post.summary.tags == ("R&D", "Trial")
    assert post.body.source.lstrip().startswith("<h2>A heading</h2>")


def test_post_when_protected_has_an_empty_body_and_says_why() -> None:
    """A protected post would look empty."""
    post = payloads.post_from_json(recorded("post-protected"))

    assert (post.summary.protected, post.body.source) == (True, "")


def test_comments_when_recorded_tell_status_kind_and_parent() -> None:
    """Held comments would look published, mentions like comments."""
    comments = {
        comment.body.source.strip(): comment
        for comment in payloads.comments_from_json(recorded("comments"), 2)
    }

    held = comments["<p>Waiting for a moderator</p>"]
    assert held.status is CommentStatus.HELD
    assert comments["<p>Answer to a held one</p>"].parent_id == held.id
    assert comments["<p>Another page links here</p>"].kind is CommentKind.MENTION
    assert comments["<p>No name</p>"].parent_id is None
    assert comments["<p>The author answers</p>"].own
    assert not held.own
    entities = comments["<p>Fish &amp; chips &lt;b&gt;</p>"].author
    assert (entities.name, entities.id) == ("O'Neil & Söhne 🎉", None)
    assert entities.url == "https://example.test/?a=1&b=2"


def test_comments_when_of_a_kind_for_editors_only_are_left_out() -> None:
    """Editors' notes would stand among the readers' comments."""
    rows = [{"id": 1, "post": 2, "type": "note"}, {"id": 3, "post": 2, "type": "comment"}]

    assert [row.id for row in payloads.comments_from_json(rows, None)] == ["wp:3"]


def test_account_when_recorded_tells_moderators_from_readers() -> None:
    """Readers would be offered edits that the server refuses."""
    assert payloads.account_from_json(recorded("me-admin")).is_moderator
    reader = payloads.account_from_json(recorded("me-reader"))
    assert (reader.id, reader.is_moderator) == (3, False)


def test_refusal_when_recorded_is_read() -> None:
    """The reason for a refusal would be lost."""
    problem = payloads.problem_from_json(recorded("refusal"))

    assert problem is not None
    assert (problem.code, problem.message) == ("rest_post_invalid_id", "Invalid post ID.")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Fish &amp; <i>chips</i>", "Fish & chips"),
        ("1 &lt; 2 &#8211; 3", "1 < 2 – 3"),
        ("a < b", "a < b"),
        ("&lt;script&gt;x", "<script>x"),
        ("two\nlines", "two lines"),
        (None, ""),
        (["x"], ""),
    ],
)
def test_one_line_when_rendered_html_comes_is_plain_clean_text(raw: object, shown: str) -> None:
    """Titles would show markup, or drive the terminal."""
    assert payloads.one_line(raw) == shown


def test_one_line_when_entities_spell_controls_has_none_of_them() -> None:
    """A title could drive the terminal: controls appear only once entities are read."""
    assert payloads.one_line("esc \x1b[31m&#27;[1m &#x1b;]0;t&#7; &#x202e;x").isprintable()


@pytest.mark.parametrize(
    "text", ["", "<html>", "[" * 200_000, "NaN", '{"a": Infinity}', "1" * 5000, '{"a":1', "\x00"]
)
def test_json_when_broken_or_hostile_is_a_bad_response(text: str) -> None:
    """A broken server would crash the program."""
    with pytest.raises(BadResponseError):
        payloads.read_json(text)


def test_body_when_it_holds_half_characters_can_be_written_to_a_file() -> None:
    """A lone surrogate in JSON would make the archive unwritable."""
    row = {"id": 1, "content": {"rendered": "a\ud83db"}, "author_name": "n\udc00"}

    comment = payloads.comment_from_json(row, None)

    assert comment.body.source.encode() == b"a?b"
    assert comment.author.name.encode()


@pytest.mark.parametrize(
    "identifier", ["wp:", "wp:-1", "wp:x", "wp:1 ", "wp:٣", "file:12", "12", "", "wp:" + "9" * 40]
)
def test_number_when_the_id_is_not_ours_is_none(identifier: str) -> None:
    """Another source's id would be asked for here."""
    assert payloads.number_of(identifier) is None


@given(json_values)
def test_any_json_when_read_gives_objects_or_a_bad_response(value: object) -> None:
    """A surprising answer would crash the program."""
    readers = (
        payloads.root_from_json,
        payloads.problem_from_json,
        payloads.raw_content_from_json,
        payloads.account_from_json,
        payloads.authors_from_json,
        payloads.full_posts_from_json,
        payloads.links_from_json,
        payloads.post_from_json,
        lambda rows: payloads.posts_from_json(rows, {}),
        lambda rows: payloads.comments_from_json(rows, 1),
    )

    for read in readers:
        with suppress(BadResponseError):
            read(value)
