"""The thread pane: folding, moving, and what a comment's line tells."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tui_blog.model.comment import Comment, CommentStatus, Delivery, DeliveryState
from tui_blog.model.ids import ChangeId, CommentId, PostId
from tui_blog.model.post import Author, Body, BodyFormat, PostSummary
from tui_blog.model.thread import build_thread
from tui_blog.ui.widgets.search import find_match, parse_query
from tui_blog.ui.widgets.thread_pane import ThreadPane

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
POST = PostSummary(id=PostId("p"), title="Post", author=Author(name="Ana", id="7"))
REFUSED = Delivery(change_id=ChangeId("c"), state=DeliveryState.PARKED, reason="Closed.")
TREE = {"a": None, "b": "a", "c": "b", "d": "a", "e": None, "f": "e", "g": None}


def a_comment(name: str, parent: str | None, **changes: object) -> Comment:
    number = ord(name[-1]) - ord("a")
    fields: dict[str, object] = {
        "id": CommentId(name),
        "post_id": PostId("p"),
        "parent_id": None if parent is None else CommentId(parent),
        "author": Author(name=f"Author {name}"),
        "created_at": NOW - timedelta(hours=30 - number),
        "body": Body(source=f"Text of {name}. " * 12, format=BodyFormat.TEXT),
    }
    return Comment(**{**fields, **changes})  # type: ignore[arg-type]  # a table of fields


class PaneApp(App[None]):
    def __init__(self, comments: list[Comment]) -> None:
        super().__init__()
        self.pane = ThreadPane(clock=lambda: NOW, id="thread")
        self.comments = comments

    def compose(self) -> ComposeResult:
        yield self.pane

    def on_mount(self) -> None:
        self.show(self.comments)

    def show(self, comments: list[Comment]) -> None:
        self.pane.show_thread(POST, build_thread(comments))


def an_app() -> PaneApp:
    return PaneApp([a_comment(name, parent) for name, parent in TREE.items()])


def rows(pane: ThreadPane) -> list[str]:
    return [pane.render_line(y).text.rstrip() for y in range(pane.size.height)]


def row_of(pane: ThreadPane, text: str) -> int:
    return next(number for number, row in enumerate(rows(pane)) if text in row)


def cursor(pane: ThreadPane) -> str:
    assert pane.comment is not None
    return pane.comment.id


async def at(pilot: Pilot[None], pane: ThreadPane, name: str) -> None:
    assert pane.go_to_comment(CommentId(name))
    await pilot.pause()


async def test_every_comment_stands_under_its_parent_with_its_whole_text() -> None:
    app = an_app()
    async with app.run_test(size=(80, 60)):
        shown = rows(app.pane)

    heads = [row.strip("▌│ ") for row in shown if "Author" in row]
    assert [head.split("  ")[0] for head in heads] == [
        "▾ Author a", "▾ Author b", "• Author c", "• Author d", "▾ Author e", "• Author f",
        "• Author g",
    ]  # fmt: skip
    assert " ".join(shown).count("Text") == 12 * len(TREE)


async def test_a_fold_hides_the_branch_and_says_how_many_it_hides() -> None:
    app = an_app()
    async with app.run_test(size=(80, 60)) as pilot:
        app.pane.fold_toggle()
        await pilot.pause()
        shown = "\n".join(rows(app.pane))

    assert "▸ Author a" in shown
    assert "+3 replies" in shown
    assert "Text of b." not in shown
    assert "Text of e." in shown


async def test_a_head_that_is_too_long_shows_beside_the_scrollbar_that_it_is_cut() -> None:
    """Half a word at the edge looks like a whole one."""
    app = an_app()
    async with app.run_test(size=(60, 12)) as pilot:
        app.pane.fold_to_level(1)
        await pilot.pause()

        assert rows(app.pane)[0][:59].endswith("›")


async def test_a_fold_leaves_the_folded_comment_on_its_row() -> None:
    app = an_app()
    async with app.run_test(size=(80, 10)) as pilot:
        await at(pilot, app.pane, "e")
        before = row_of(app.pane, "Author e")
        app.pane.fold_toggle()
        await pilot.pause()

        assert row_of(app.pane, "Author e") == before


async def test_the_cursor_goes_to_the_fold_and_comes_back_when_it_opens() -> None:
    app = an_app()
    async with app.run_test(size=(80, 30)) as pilot:
        await at(pilot, app.pane, "c")
        app.pane.fold_chain()
        folded = cursor(app.pane)
        app.pane.unfold_all()

        assert folded == "a"
        assert cursor(app.pane) == "c"


async def test_the_cursor_stays_when_the_person_moved_it_in_between() -> None:
    app = an_app()
    async with app.run_test(size=(80, 30)) as pilot:
        await at(pilot, app.pane, "c")
        app.pane.fold_chain()
        app.pane.action_next_sibling()
        app.pane.unfold_all()

        assert cursor(app.pane) == "e"


async def test_folding_to_levels_shows_one_line_for_each_comment_of_the_last_level() -> None:
    app = an_app()
    async with app.run_test(size=(80, 60)) as pilot:
        app.pane.fold_to_level(1)
        await pilot.pause()
        tops = [row for row in rows(app.pane) if row]
        app.pane.fold_to_level(2)
        await pilot.pause()
        two = [row for row in rows(app.pane) if "Author" in row]

    assert [len(tops), sum("▸" in row for row in tops)] == [3, 3]
    assert len(two) == 6


@pytest.mark.parametrize(
    ("start", "move", "end"),
    [
        ("b", "action_next_sibling", "d"),
        ("d", "action_previous_sibling", "b"),
        ("c", "action_parent", "b"),
        ("c", "action_next_part", "e"),
        ("f", "action_previous_part", "e"),
        ("e", "action_previous_part", "a"),
        ("c", "action_top_of_branch", "a"),
        ("d", "action_next_sibling", "d"),
        ("a", "action_parent", "a"),
    ],
)
async def test_jumps_land_on_the_right_comment(start: str, move: str, end: str) -> None:
    app = an_app()
    async with app.run_test(size=(80, 30)) as pilot:
        await at(pilot, app.pane, start)
        getattr(app.pane, move)()

        assert cursor(app.pane) == end


async def test_h_folds_then_goes_out_and_says_when_there_is_no_further_out() -> None:
    app = an_app()
    async with app.run_test(size=(80, 30)) as pilot:
        await at(pilot, app.pane, "b")
        steps = []
        for _ in range(4):
            is_inside = app.pane.fold_or_out()
            steps.append((cursor(app.pane), is_inside))

    assert steps == [("b", True), ("a", True), ("a", True), ("a", False)]


async def test_new_comments_leave_cursor_folds_and_lines_where_they_are() -> None:
    app = an_app()
    async with app.run_test(size=(80, 12)) as pilot:
        await at(pilot, app.pane, "a")
        app.pane.fold_toggle()
        await at(pilot, app.pane, "f")
        before = row_of(app.pane, "Author f")
        older = [a_comment("X" + name, None) for name in "abcdefgh"]
        app.show([*app.comments, *older])
        await pilot.pause()

        assert cursor(app.pane) == "f"
        assert row_of(app.pane, "Author f") == before
        assert len(app.pane.thread) == 15
        assert app.pane.hidden_count == 3


async def test_the_head_tells_badges_states_and_whom_it_answers() -> None:
    comments = [
        a_comment("a", None, author=Author(name="Ana", id="7")),
        a_comment("b", "a"),
        a_comment("c", "a", own=True, status=CommentStatus.HELD),
        a_comment("d", "a", delivery=REFUSED),
        a_comment("e", "gone"),
    ]
    app = PaneApp(comments)
    async with app.run_test(size=(100, 40)):
        shown = "\n".join(rows(app.pane))

    assert "Ana author" in shown
    assert "Author c you" in shown
    assert "held for moderation" in shown
    assert "not accepted: Closed." in shown
    assert "↳ to Ana" in shown
    assert "to a comment that is not here" in shown


async def test_deep_replies_keep_a_readable_column_and_tell_their_level() -> None:
    comments = [
        a_comment(f"{number:03}a", f"{number - 1:03}a" if number else None) for number in range(30)
    ]
    app = PaneApp(comments)
    async with app.run_test(size=(60, 30)) as pilot:
        app.pane.action_scroll_end()
        await pilot.pause()
        shown = rows(app.pane)

    assert any("level 30" in row for row in shown)
    assert max(len(row.strip("▌│ ")) for row in shown) >= 38


async def test_a_match_in_a_folded_branch_is_opened_and_shown() -> None:
    app = an_app()
    async with app.run_test(size=(80, 20)) as pilot:
        app.pane.fold_to_level(1)
        query = parse_query("text of c")
        assert query is not None
        match = find_match(app.pane, query, (0, -1))
        assert match is not None
        app.pane.show_match(match)
        await pilot.pause()

        assert cursor(app.pane) == "c"
        assert any("Text of c." in row for row in rows(app.pane))


async def test_markup_and_controls_in_a_comment_are_only_text() -> None:
    hostile = "[bold]x[/] \x1b[31mred\x1b[0m [/nope] \x9b2J \u202eevil"
    app = PaneApp([a_comment("a", None, body=Body(source=hostile, format=BodyFormat.TEXT))])
    async with app.run_test(size=(80, 20)):
        shown = "\n".join(rows(app.pane))

    assert "[bold]x[/]" in shown
    assert "\x1b" not in shown
    assert "\x9b" not in shown
    assert "\u202e" not in shown


async def test_lines_that_are_counted_ahead_are_those_that_are_drawn() -> None:
    """All that stands below a comment would jump when it comes into view."""
    bodies = [
        Body(source="Plain *words* of some length. " * 9 + "End.", format=BodyFormat.MARKDOWN),
        Body(source="<p>One, and more of it.<br>Two</p>", format=BodyFormat.HTML),
        Body(source="- a list\n- of two\n\n> and more", format=BodyFormat.MARKDOWN),
        Body(source="> quoted\nText", format=BodyFormat.TEXT),
    ]
    parents = [None, "a", "b", "c"]
    app = PaneApp(
        [
            a_comment(name, parent, body=body)
            for name, parent, body in zip("abcd", parents, bodies, strict=True)
        ]
    )
    async with app.run_test(size=(40, 20)):
        count_lines = app.pane.line_counter()

        counted = [count_lines(item) for item in range(len(bodies))]
        drawn = [len(app.pane.lay_out_item(item)) for item in range(len(bodies))]

    assert counted == drawn


async def test_very_many_comments_are_there_before_the_height_of_each_is_guessed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A thread of a hundred thousand would be gone through before one sees any of it."""
    guessed: list[int] = []
    guess = ThreadPane.estimate_some

    def estimate_some(pane: ThreadPane, first: int, behind: int) -> Sequence[int]:
        guessed.append(behind - first)
        return guess(pane, first, behind)

    monkeypatch.setattr(ThreadPane, "estimate_some", estimate_some)
    comments = [a_comment(f"{number:05}-a", None) for number in range(6000)]
    app = PaneApp([])
    async with app.run_test(size=(60, 20)):
        app.show(comments)

        assert sum(guessed) < 1000
        assert "Text of 00000-a." in "\n".join(rows(app.pane))
        app.pane.action_scroll_end()
        assert "Text of 05999-a." in "\n".join(rows(app.pane))
