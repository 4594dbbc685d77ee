"""Picking what to quote: letters on paragraphs and sentences, of several comments."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.ui.reading_app import an_app, reader, settled, shown
from tests.ui.talked_about import WIDE, TalkedAbout
from tests.ui.test_taking import press
from tui_blog.app import TuiBlogApp
from tui_blog.model.ids import PostId
from tui_blog.model.post import Body, BodyFormat
from tui_blog.ui.screens.composer import ComposerScreen
from tui_blog.ui.screens.pick_keys import PickKeys
from tui_blog.ui.screens.share_menu import ShareMenu

SMALL = (80, 24)
PICK = "greater_than_sign"
POST = "https://blog.example/post-1/"


@pytest.fixture
def blog() -> TalkedAbout:
    """A post, and comments by Ana and Ben, some of several sentences."""
    blog = TalkedAbout()
    post = blog._posts[PostId("mem:1")]
    body = Body(source="The post. It is short.\n\n```\ncode. here\n```", format=BodyFormat.MARKDOWN)
    blog._posts[post.id] = replace(post, body=body)
    blog.add("a", text="One. Two.\n\nThree.")
    blog.add("a1", parent="a", text="Four. Five.")
    ben = blog._comments[next(one for one in blog._comments if one == "a1")]
    author = replace(ben.author, name="Ben")
    blog._comments[ben.id] = replace(ben, author=author, permalink=f"{POST}#a1")
    return blog


def letters(app: TuiBlogApp) -> dict[str, str]:
    """Map what can be picked to the letters for it."""
    picking = app.screen
    assert isinstance(picking, PickKeys)
    places = picking._picks._places  # type: ignore[attr-defined]  # it is Picking
    return {place.piece.plain: label for label, (_, place) in places.items()}


async def pick(pilot: Pilot[None], *plain: str) -> None:
    app = pilot.app
    assert isinstance(app, TuiBlogApp)
    for one in plain:
        await press(pilot, *letters(app)[one])


async def begin(pilot: Pilot[None], *keys: str) -> None:
    await settled(pilot)
    await press(pilot, *keys, PICK)


def typed_so_far(app: TuiBlogApp) -> str:
    assert isinstance(app.screen, ComposerScreen)
    return app.screen._input.text


def told(app: TuiBlogApp) -> str:
    return reader(app).status_line.state


async def test_pieces_of_two_comments_are_quoted_in_order_with_names_and_addresses(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """Nobody would know who said what, or the answer would go to another comment."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await begin(pilot, "enter", "enter")
        await pick(pilot, "Five.", "Three.", "One.")
        said = told(app)
        await press(pilot, "enter")
        text = typed_so_far(app)
        assert isinstance(app.screen, ComposerScreen)
        heading = app.screen._target.heading

    assert said == "3 picked · Enter: reply · Esc: give up"
    assert text == (
        f"Ana wrote ({POST}):\n> One.\n\n> Three.\n\nBen wrote ({POST}#a1):\n> Five.\n\n"
    )
    assert heading == ("Reply to Ana", "Post 1")


async def test_labels_stand_on_sentences_and_before_paragraphs(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """A letter would pick something else than what it stands on."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await begin(pilot, "enter", "enter")
        found = letters(app)
        whole, one, two = found["One. Two."], found["One."], found["Two."]
        lines = shown(reader(app).thread_pane).splitlines()
        await pick(pilot, "Two.")
        picked = shown(reader(app).thread_pane).splitlines()

    assert lines[1].lstrip("▌ ") == _over("  One. Two.", (0, whole), (2, one), (7, two))
    assert picked[1].lstrip("▌ ") == _over("  One. Two.", (0, whole), (2, one), (7, f"{two}✓"))


def _over(line: str, *labels: tuple[int, str]) -> str:
    for column, label in labels:
        line = line[:column] + label + line[column + len(label) :]
    return line


async def test_paragraph_is_quoted_once_though_its_sentence_is_picked_too(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """The same words would stand in the answer twice."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await begin(pilot, "enter", "enter")
        await pick(pilot, "Two.", "One. Two.")
        said = told(app)
        await press(pilot, PICK)

        assert said.startswith("1 picked")
        assert typed_so_far(app) == f"Ana wrote ({POST}):\n> One. Two.\n\n"


async def test_picking_again_and_backspace_take_a_pick_back(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """A slip could only be mended by giving all up."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await begin(pilot, "enter", "enter")
        await pick(pilot, "One.", "One.", "Two.", "Three.")
        await press(pilot, "backspace", "enter")

        assert typed_so_far(app) == f"Ana wrote ({POST}):\n> Two.\n\n"


@pytest.mark.parametrize("key", ["enter", PICK])
async def test_with_nothing_picked_all_is_quoted(
    blog: TalkedAbout, tmp_path: Path, key: str
) -> None:
    """Two strokes of a key would no longer do what one did."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await begin(pilot, "enter", "enter")
        await press(pilot, key)

        assert typed_so_far(app) == "> One. Two.\n>\n> Three.\n\n"


async def test_esc_gives_up_and_leaves_nothing_behind(blog: TalkedAbout, tmp_path: Path) -> None:
    """Letters would stay in the text, or old picks come into the next answer."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter")
        before = shown(reader(app).thread_pane), reader(app).key_footer.commands
        await press(pilot, PICK)
        await pick(pilot, "One.")
        await press(pilot, "escape")
        after = shown(reader(app).thread_pane), reader(app).key_footer.commands
        state = told(app)
        await press(pilot, PICK, "enter")

        assert after == before
        assert state == ""
        assert typed_so_far(app) == "> One. Two.\n>\n> Three.\n\n"


async def test_one_goes_on_picking_in_the_other_pane_and_further_down(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """One could quote only what fits on the screen."""
    for number in range(12):
        blog.add(f"more{number}", text=f"Number {number}.")
    app = an_app(blog, tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot, "enter", "enter")
        await pick(pilot, "One.")
        await press(pilot, "end")
        await pick(pilot, "Number 11.")
        await press(pilot, "f6")
        post_alone = reader(app).linked_panes == (reader(app).post_pane,)
        await pick(pilot, "code. here")
        lines = shown(reader(app).post_pane)
        await press(pilot, "tab", "home")
        again = shown(reader(app).thread_pane)
        said = told(app)
        await press(pilot, "enter")
        text = typed_so_far(app)

    assert post_alone
    assert "✓" in lines
    assert "✓" in again
    assert said.startswith("3 picked")
    assert text == (
        f"Mara wrote ({POST}):\n> ```\n> code. here\n> ```\n\n"
        f"Ana wrote ({POST}):\n> One.\n\nAna wrote ({POST}):\n> Number 11.\n\n"
    )


async def test_in_the_post_the_post_is_answered(blog: TalkedAbout, tmp_path: Path) -> None:
    """The answer would go to a comment that one does not look at."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot, "enter")
        await pick(pilot, "It is short.")
        await press(pilot, "enter")
        assert isinstance(app.screen, ComposerScreen)
        parent = app.screen._target.parent

        assert parent is None
        assert typed_so_far(app) == f"Mara wrote ({POST}):\n> It is short.\n\n"


async def test_letters_that_are_none_are_told_and_pick_nothing(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """A slip would quote something."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await begin(pilot, "enter", "enter")
        await press(pilot, "z")

        assert told(app) == "Nothing has the letters z · Esc: give up"
        assert isinstance(app.screen, PickKeys)


async def test_labels_of_two_letters_narrow_down(blog: TalkedAbout, tmp_path: Path) -> None:
    """The first letter would pick, or seem to be lost."""
    blog.add("b", text="S. " * 3 + "Word. " * 12 + "End.")
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await begin(pilot, "enter", "enter")
        label = letters(app)["End."]
        first, second = label[0], label[1]
        await press(pilot, first)
        said = told(app)
        await press(pilot, "backspace", first, second, "enter")

        assert said == f"{first} and a second letter · Backspace takes it back · Esc: give up"
        assert typed_so_far(app) == f"Ana wrote ({POST}):\n> End.\n\n"


async def test_what_came_between_is_not_picked(blog: TalkedAbout, tmp_path: Path) -> None:
    """A sync would move another comment under one's letters."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await begin(pilot, "enter", "enter")
        assert isinstance(app.screen, PickKeys)
        letter = letters(app)["One."]
        reader(app).thread_pane.forget_drawn()
        app.screen._picks.take_letter(letter)
        assert told(app).startswith("Letters pick")
        await press(pilot, letters(app)["One."])
        assert told(app).startswith("1 picked")
        await press(pilot, "escape")
        reader(app).thread_pane.forget_drawn()
        await settled(pilot)
        assert reader(app).thread_pane.labels == ()


async def test_picks_are_copied_as_a_quotation(blog: TalkedAbout, tmp_path: Path) -> None:
    """One could quote only into an answer."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await begin(pilot, "enter", "enter")
        await press(pilot, "Y")
        nothing = app.clipboard, told(app)
        await press(pilot, PICK)
        await pick(pilot, "Two.", "Four.")
        await press(pilot, "Y")

        assert nothing == ("", "Nothing was picked.")
        assert app.clipboard == f"Ana wrote ({POST}):\n> Two.\n\nBen wrote ({POST}#a1):\n> Four."


@pytest.mark.parametrize(
    ("picks", "copied"),
    [
        (("Four.", "Five."), f"“Four. […] Five.” – Ben\n{POST}#a1"),
        (("Two.", "Four."), f"“Two.” – Ana\n“Four.” – Ben\n{POST}"),
    ],
)
async def test_picks_are_shared(
    blog: TalkedAbout, tmp_path: Path, picks: tuple[str, ...], copied: str
) -> None:
    """One could share only the whole of a comment, or it would seem that one person said all."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await begin(pilot, "enter", "enter")
        await pick(pilot, *picks)
        await press(pilot, "S")
        assert isinstance(app.screen, ShareMenu)
        await press(pilot, "o")

        assert app.clipboard == copied


async def test_folded_comments_and_lists_have_no_letters(blog: TalkedAbout, tmp_path: Path) -> None:
    """A letter would pick what is not shown; or from the list nothing could be picked."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        reader(app).thread_pane.fold_to_level(1)
        await press(pilot, PICK)
        found = letters(app)

        assert "Four." not in found
        assert "One." not in found
        assert "The post." in found
        assert reader(app).active_pane is reader(app).post_pane


async def test_without_a_post_there_is_nothing_to_pick(tmp_path: Path) -> None:
    """A key would end the program."""
    blog = TalkedAbout()
    blog._posts.clear()
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await begin(pilot)

        assert app.screen is reader(app)
        assert told(app) == "There is no post here to answer."


async def test_letters_follow_a_terminal_that_changes_its_size(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """They would stand on other words than they pick."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await begin(pilot, "enter", "enter")
        await pilot.resize_terminal(90, 30)
        await settled(pilot)
        await pick(pilot, "Two.")
        await press(pilot, "enter")

        assert typed_so_far(app) == f"Ana wrote ({POST}):\n> Two.\n\n"


async def test_in_plain_mode_pieces_are_picked_too(blog: TalkedAbout, tmp_path: Path) -> None:
    """Who listens could not quote."""
    app = an_app(blog, tmp_path, plain=True)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot, "enter")
        await pick(pilot, "code. here", "It is short.")
        await press(pilot, "enter")

        assert typed_so_far(app) == (
            f"Mara wrote ({POST}):\n> It is short.\n\n> ```\n> code. here\n> ```\n\n"
        )
