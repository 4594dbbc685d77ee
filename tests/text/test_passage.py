"""A post or comment as it leaves the program."""

from dataclasses import replace

import pytest

from tests.factories import a_comment, a_post
from tui_blog.model.post import Author, BodyFormat, Post
from tui_blog.text.passage import Passage

ADDRESS = "https://blog.example/hello/"


def the_post(text: str = "Some *words*.", body_format: BodyFormat = BodyFormat.MARKDOWN) -> Post:
    """A post that has everything."""
    post = a_post(title='A "title"', text=text)
    summary = replace(post.summary, permalink=ADDRESS, author=Author(name="Mara"))
    return replace(post, summary=summary, body=replace(post.body, format=body_format))


def test_post_as_files() -> None:
    """A saved post would not say whose it is, or be no post for another blog."""
    passage = Passage.of_post(the_post())

    assert passage.markdown_document() == (
        '---\ntitle: "A \\"title\\""\nauthor: "Mara"\ndate: "2024-05-02T10:00:00+00:00"\n'
        'link: "https://blog.example/hello/"\n---\n\nSome *words*.\n'
    )
    assert passage.plain_document() == (
        'Title: A "title"\nAuthor: Mara\nDate: 2024-05-02T10:00:00+00:00\n'
        "Link: https://blog.example/hello/\n\nSome words.\n"
    )
    assert passage.file_name() == "2024-05-02-hello.md"
    assert passage.heading == 'A "title"'


def test_comment_names_its_writer_and_stands_under_its_post() -> None:
    """A comment would be taken for the post."""
    comment = a_comment(author="Åsa Ö", text="Mine.", minutes=None)
    passage = Passage.of_comment(comment, the_post().summary)

    assert passage.plain_document() == (
        'Title: Re: A "title"\nAuthor: Åsa Ö\nLink: https://blog.example/hello/\n\nMine.\n'
    )
    assert passage.file_name() == "hello-asa-o.md"
    assert passage.heading == 'Åsa Ö on A "title"'
    assert passage.quotation() == f"Åsa Ö wrote ({ADDRESS}):\n> Mine."


def test_comment_with_an_address_of_its_own_gives_that() -> None:
    """Everybody would be sent to the top of the page."""
    comment = replace(a_comment(), permalink=f"{ADDRESS}#comment-7")

    assert Passage.of_comment(comment, the_post().summary).address == f"{ADDRESS}#comment-7"


def test_address_that_may_be_no_link_is_left_out() -> None:
    """A hostile blog would have one open a script."""
    post = the_post()
    post = replace(post, summary=replace(post.summary, permalink="javascript:alert(1)"))

    assert Passage.of_post(post).address == ""


@pytest.mark.parametrize(
    ("name", "title", "proposed"),
    [
        ("", "../../etc/passwd", "2024-05-02-etc-passwd.md"),
        ("", "日本語", "2024-05-02-post.md"),
        ("%e9%9c%9c%e3%81%ae", "", "2024-05-02-post.md"),
        ("caf%c3%a9-%2fetc", "", "2024-05-02-cafe-etc.md"),
        ("x" * 100, "", f"2024-05-02-{'x' * 60}.md"),
    ],
)
def test_proposed_name_is_never_more_than_a_name(name: str, title: str, proposed: str) -> None:
    """A post would be written somewhere else."""
    post = the_post()
    post = replace(post, summary=replace(post.summary, slug=name, title=title))

    assert Passage.of_post(post).file_name() == proposed


def test_nothing_leaves_with_controls_in_it() -> None:
    """A file shown with cat would act on the terminal."""
    post = the_post("a\x1b[31m `\x07b`\n")
    post = replace(post, summary=replace(post.summary, title="t\x1b]0;x\x07"))
    passage = Passage.of_post(post)

    for text in (passage.markdown_document(), passage.plain_document(), passage.quotation()):
        assert not any(ord(char) < 32 and char != "\n" for char in text)


def test_html_is_written_as_markdown_and_text_keeps_its_paragraphs() -> None:
    """One would save tags."""
    passage = Passage.of_post(the_post("<p>One <b>two</b>.</p><p>Three.</p>", BodyFormat.HTML))

    assert passage.markdown() == "One **two**.\n\nThree."
    assert passage.plain() == "One two.\n\nThree."


def test_without_title_and_name_there_is_still_a_heading() -> None:
    """A dialog would ask about nothing."""
    post = replace(the_post(), summary=replace(the_post().summary, title="", author=None))

    assert Passage.of_post(post).heading == "a post without a title"
    comment = a_comment(author="")
    assert Passage.of_comment(comment, post.summary).heading == "Somebody on a post without a title"
    assert Passage.of_comment(comment, post.summary).file_name() == "2024-05-02-hello-comment.md"
