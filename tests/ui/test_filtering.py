"""Filters in the reader: what they hide, fold and highlight, and that nothing is lost by it."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ui.reading_app import an_app, reader, settled, shown
from tests.ui.talked_about import WIDE, TalkedAbout
from tests.ui.test_ordering import cursor, names, press, shown_heading, to_comment
from tui_blog.app import TuiBlogApp
from tui_blog.config import load_config
from tui_blog.model.filtering import Sieve
from tui_blog.model.freshness import SEEN, UNREAD
from tui_blog.model.ids import CommentId
from tui_blog.text.filter_rules import Rule
from tui_blog.ui.widgets.thread_pane import ThreadPane

RULES = """\
[[filters]]
name = "spam"
action = "hide"
words = "casino"

[[filters]]
action = "fold"
words = "quarrel"

[[filters]]
name = "friends"
action = "highlight"
words = "tomato"
"""
HIDDEN = "hidden by rule 1 (line 1)"


@pytest.fixture
def blog() -> TalkedAbout:
    """A thread a(a1(a2)), b(b1), c, where a1 and c are spam, b quarrels, and a2 is a friend's."""
    blog = TalkedAbout()
    blog.add("b1", parent="b", text="Second words.")
    texts = {"a": "First words.", "a1": "A casino.", "a2": "A tomato.", "b": "A quarrel."}
    for name, text in (texts | {"c": "A casino too."}).items():
        before = blog._comments[CommentId(name)]
        body = replace(before.body, source=text)
        blog._comments[before.id] = replace(before, body=body)
    return blog


@pytest.fixture
def rules(tmp_path: Path) -> tuple[Rule, ...]:
    """The rules above."""
    return rules_of(tmp_path, RULES)


def rules_of(folder: Path, text: str) -> tuple[Rule, ...]:
    """Read rules as the program does."""
    (folder / "config.toml").write_text(text)
    config = load_config(folder / "config.toml")
    assert not config.problems
    return config.filters


def text_of(app: TuiBlogApp) -> str:
    """Return what is in the thread pane."""
    return shown(reader(app).thread_pane)


def said(app: TuiBlogApp) -> str:
    """Return what pops up."""
    return "\n".join(notification.message for notification in app._notifications)


async def test_a_hidden_comment_is_one_line_that_names_its_rule_and_its_replies_stay(
    blog: TalkedAbout, tmp_path: Path, rules: tuple[Rule, ...]
) -> None:
    """One would not know that there is something, or lose what answers it."""
    app = an_app(blog, tmp_path, filters=rules)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "a")
        lines = text_of(app).splitlines()
        order = names(app)

    hidden = next(number for number, line in enumerate(lines) if HIDDEN in line)
    assert "casino" not in "\n".join(lines)
    assert "Ana" not in lines[hidden]
    assert "Ana" in lines[hidden + 1]
    assert "A tomato." in lines[hidden + 2]
    assert sum(HIDDEN in line for line in lines) == 2
    assert order == "a a1 a2 b b1 c"


@pytest.mark.parametrize("key", ["enter", "l"])
async def test_a_key_shows_a_hidden_comment(
    blog: TalkedAbout, tmp_path: Path, rules: tuple[Rule, ...], key: str
) -> None:
    """One could not see whether the rule was right."""
    app = an_app(blog, tmp_path, filters=rules)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "a1")
        await press(pilot, key)
        text = text_of(app)

        assert "A casino." in text
        assert "shown in spite of rule 1" in text
        assert text.count(HIDDEN) == 1
        assert cursor(app) == "a1"
        assert shown_heading(app) == "Thread · 6 comments · 1 hidden"


async def test_enter_hides_again_and_each_change_is_undone_and_redone(
    blog: TalkedAbout, tmp_path: Path, rules: tuple[Rule, ...]
) -> None:
    """One could not find back from a slip."""
    app = an_app(blog, tmp_path, filters=rules)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "a1")
        seen = []
        for key in ("enter", "enter", "u", "u", "ctrl+r"):
            await press(pilot, key)
            seen.append("A casino." in text_of(app))
        told = reader(app).status_line.state

    assert seen == [True, False, True, False, True]
    assert told == "Done again: showing a hidden comment."


async def test_what_is_shown_stays_so_after_a_restart_and_is_undone_then(
    blog: TalkedAbout, tmp_path: Path, rules: tuple[Rule, ...]
) -> None:
    """One would have to ask for it anew each day."""
    app = an_app(blog, tmp_path, filters=rules)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "a1")
        await press(pilot, "enter")
        app.end(0)
    again = an_app(blog, tmp_path, filters=rules)
    async with again.run_test(size=WIDE) as pilot:
        await settled(pilot)
        before = text_of(again)
        await press(pilot, "u")
        after = text_of(again)

    assert ("A casino." in before, "A casino." in after) == (True, False)


async def test_all_that_is_hidden_is_shown_and_hidden_again(
    blog: TalkedAbout, tmp_path: Path, rules: tuple[Rule, ...]
) -> None:
    """One would have to look at each of them."""
    app = an_app(blog, tmp_path, filters=rules)
    seen = []
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "a")
        for keys in ((), ("g", "H"), ("g", "H"), ("u",), ("ctrl+r",)):
            await press(pilot, *keys)
            seen.append((text_of(app).count("asino"), shown_heading(app)))

    hidden = (0, "Thread · 6 comments · 2 hidden")
    all_shown = (2, "Thread · 6 comments · 2 shown in spite of filters")
    assert seen == [hidden, all_shown, hidden, all_shown, hidden]


async def test_showing_all_is_kept_for_the_blog(
    blog: TalkedAbout, tmp_path: Path, rules: tuple[Rule, ...]
) -> None:
    """Resuming would not bring back what one had on the screen."""
    app = an_app(blog, tmp_path, filters=rules)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "a")
        await press(pilot, "g", "H")
        app.end(0)
    again = an_app(blog, tmp_path, filters=rules)
    async with again.run_test(size=WIDE) as pilot:
        await settled(pilot)

        assert text_of(again).count("asino") == 2


async def test_without_the_rule_the_comment_is_there_again(
    blog: TalkedAbout, tmp_path: Path, rules: tuple[Rule, ...]
) -> None:
    """A rule that is gone would go on hiding."""
    app = an_app(blog, tmp_path, filters=rules)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "a")
        app.end(0)
    again = an_app(blog, tmp_path)
    async with again.run_test(size=WIDE) as pilot:
        await settled(pilot)

        assert text_of(again).count("asino") == 2
        assert "A quarrel." in text_of(again)
        assert list(reader(again).thread_pane.folded) == []
        assert reader(again).thread_pane.freshness.count(UNREAD) == 6


async def test_every_comment_can_be_reached(
    blog: TalkedAbout, tmp_path: Path, rules: tuple[Rule, ...]
) -> None:
    """A reply to a hidden comment would be lost with it."""
    app = an_app(blog, tmp_path, filters=rules)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "a")
        await press(pilot, "z", "R")
        passed = [cursor(app)]
        for _ in range(5):
            await press(pilot, "j")
            passed.append(cursor(app))

    assert passed == ["a", "a1", "a2", "b", "b1", "c"]


async def test_why_names_rule_line_and_reason(
    blog: TalkedAbout, tmp_path: Path, rules: tuple[Rule, ...]
) -> None:
    """Nobody would know which line of which file to change."""
    app = an_app(blog, tmp_path, filters=rules)
    seen = []
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "a1")
        for keys in (("g", "w"), ("enter", "g", "w"), ("j", "g", "w"), ("j", "g", "w")):
            app.clear_notifications()
            await press(pilot, *keys)
            seen.append(said(app))
        await press(pilot, "k", "k", "k", "g", "w")
        nothing = reader(app).status_line.state

    assert seen == [
        "Hidden by rule 1, “spam”, line 1 of config.toml:\nit has “casino”.",
        "Shown, though hidden by rule 1, “spam”, line 1 of config.toml:\nit has “casino”.",
        "Highlighted by rule 3, “friends”, line 10 of config.toml:\nit has “tomato”.",
        "Folded by rule 2, line 6 of config.toml:\nit has “quarrel”.",
    ]
    assert nothing == "No filter is about this comment."


@pytest.mark.parametrize("keys", ["gw", "gH"])
async def test_without_rules_the_keys_say_where_they_go(
    blog: TalkedAbout, tmp_path: Path, keys: str
) -> None:
    """A key would do nothing."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "a")
        await press(pilot, *keys)

        assert reader(app).status_line.state.startswith("There are no filters here")
        assert reader(app).filtering is None


async def test_rules_for_another_blog_do_nothing_here(blog: TalkedAbout, tmp_path: Path) -> None:
    """A rule would hide more than it was made for."""
    text = RULES.replace('words = "casino"', 'words = "casino"\nblogs = "another"')
    app = an_app(blog, tmp_path, filters=rules_of(tmp_path, text))
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "a")

        assert "A casino." in text_of(app)
        assert "» friends" in text_of(app)


async def test_what_is_hidden_is_not_new_and_is_gone_past(
    blog: TalkedAbout, tmp_path: Path, rules: tuple[Rule, ...]
) -> None:
    """One would be led to what one does not want to see."""
    app = an_app(blog, tmp_path, filters=rules)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "a")
        listed = reader(app).post_list
        count = reader(app)._remembered.unread_of(listed.posts[0]).comments
        flags = list(reader(app).thread_pane.freshness)
        passed = []
        for _ in range(3):
            await press(pilot, "n")
            passed.append(cursor(app))
        await press(pilot, "g", "H")
        shown_flags = reader(app).thread_pane.freshness

        assert flags == [UNREAD, SEEN, UNREAD, UNREAD, UNREAD, SEEN]
        assert count == 4
        assert passed == ["a2", "b", "b1"]
        assert shown_flags[1] == shown_flags[5] == UNREAD


async def test_a_rule_folds_once_and_what_the_person_opened_stays_open(
    blog: TalkedAbout, tmp_path: Path, rules: tuple[Rule, ...]
) -> None:
    """One would open it anew with each sync and each start."""
    app = an_app(blog, tmp_path, filters=rules)
    seen = []
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "b")
        seen.append(sorted(reader(app).thread_pane.folded))
        await press(pilot, "l")
        seen.append(sorted(reader(app).thread_pane.folded))
        blog.add("d")
        await press(pilot, "R")
        seen.append(sorted(reader(app).thread_pane.folded))
        app.end(0)
    again = an_app(blog, tmp_path, filters=rules)
    async with again.run_test(size=WIDE) as pilot:
        await settled(pilot)
        for key in ("", "u", "ctrl+r", "u"):
            await press(pilot, *filter(None, [key]))
            seen.append(sorted(reader(again).thread_pane.folded))
        again.end(0)
    third = an_app(blog, tmp_path, filters=rules)
    async with third.run_test(size=WIDE) as pilot:
        await settled(pilot)
        seen.append(sorted(reader(third).thread_pane.folded))

    assert seen == [[3], [], [], [], [3], [], [3], [3]]


async def test_a_fold_that_was_opened_on_the_way_stays_open_as_long_as_one_is_there(
    blog: TalkedAbout, tmp_path: Path, rules: tuple[Rule, ...]
) -> None:
    """What one is just reading would be folded away by a sync."""
    app = an_app(blog, tmp_path, filters=rules)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "b")
        await press(pilot, "n")
        blog.add("d")
        await press(pilot, "R")

        assert cursor(app) == "b1"
        assert sorted(reader(app).thread_pane.folded) == []


async def test_a_fold_that_the_person_closed_again_is_closed_at_the_next_start(
    blog: TalkedAbout, tmp_path: Path, rules: tuple[Rule, ...]
) -> None:
    """What one did last would not count."""
    app = an_app(blog, tmp_path, filters=rules)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "b")
        await press(pilot, "z", "a", "z", "a")
        app.end(0)
    again = an_app(blog, tmp_path, filters=rules)
    async with again.run_test(size=WIDE) as pilot:
        await settled(pilot)

        assert sorted(reader(again).thread_pane.folded) == [3]


async def test_a_hidden_comment_that_stands_folded_says_what_is_below_it(
    blog: TalkedAbout, tmp_path: Path, rules: tuple[Rule, ...]
) -> None:
    """Its replies would be out of reach, and its words in sight."""
    app = an_app(blog, tmp_path, filters=rules)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "a1")
        await press(pilot, "z", "c")
        line = next(line for line in text_of(app).splitlines() if HIDDEN in line)

    assert "+1 reply, ● 1 new" in line
    assert "casino" not in line


async def test_filters_hold_in_every_order(
    blog: TalkedAbout, tmp_path: Path, rules: tuple[Rule, ...]
) -> None:
    """Another order would bring back what is hidden."""
    app = an_app(blog, tmp_path, filters=rules)
    seen = []
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "a")
        for keys in (("T",), ("g", "s"), ("g", "b")):
            await press(pilot, *keys)
            seen.append((text_of(app).count(HIDDEN), "asino" in text_of(app)))

    assert seen == [(2, False), (2, False), (1, False)]


async def test_a_search_does_not_find_what_is_hidden(
    blog: TalkedAbout, tmp_path: Path, rules: tuple[Rule, ...]
) -> None:
    """It would lead to a line without the words."""
    app = an_app(blog, tmp_path, filters=rules)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "a")
        await press(pilot, "/", *"casino", "enter")
        told = reader(app).status_line.state
        await press(pilot, "escape", "g", "H", "/", *"casino", "enter")

        assert told == "Search: not found"
        assert cursor(app) in ("a1", "c")


async def test_a_comment_that_arrives_is_filtered_and_the_rest_not_looked_at_again(
    blog: TalkedAbout, tmp_path: Path, rules: tuple[Rule, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each sync would go through a large thread anew."""
    app = an_app(blog, tmp_path, filters=rules)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "a")
        judged: list[str] = []
        rule_at = rules[0].conditions[0].__class__.holds

        def holds(condition: object, subject: object) -> bool:
            judged.append(subject._comment.id)  # type: ignore[attr-defined]  # it is a subject
            return rule_at(condition, subject)  # type: ignore[arg-type]  # as above

        monkeypatch.setattr(rules[0].conditions[0].__class__, "holds", holds)
        blog.add("d", text="A casino again.")
        await press(pilot, "R")

        assert set(judged) == {"d"}
        assert text_of(app).count(HIDDEN) == 3


async def test_a_thread_is_shown_before_filters_have_looked_at_all_of_it(
    blog: TalkedAbout, tmp_path: Path, rules: tuple[Rule, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large thread would not open before all of it was gone through."""
    may_go_on = asyncio.Event()
    loop = asyncio.get_running_loop()
    sweep = Sieve.sweep

    def sweep_later(sieve: Sieve, is_wanted: Callable[[], bool]) -> None:
        asyncio.run_coroutine_threadsafe(may_go_on.wait(), loop).result()
        sweep(sieve, is_wanted)

    monkeypatch.setattr(Sieve, "sweep", sweep_later)
    monkeypatch.setattr(ThreadPane, "_refine_later", lambda pane: None)  # it looks at all, too
    for number in range(90):
        blog.add(f"d{number}", text="A casino.")
    app = an_app(blog, tmp_path, filters=rules)
    async with app.run_test(size=WIDE) as pilot:
        while HIDDEN not in text_of(app):
            await pilot.pause()
        early = (shown_heading(app), sorted(reader(app).thread_pane.folded), text_of(app))
        may_go_on.set()
        await settled(pilot)
        late = (shown_heading(app), sorted(reader(app).thread_pane.folded))

    assert early[:2] == ("Thread · 96 comments", [])
    assert "casino" not in early[2]
    assert late == ("Thread · 96 comments · 92 hidden", [3])


async def test_own_comments_are_not_hidden(
    blog: TalkedAbout, tmp_path: Path, rules: tuple[Rule, ...]
) -> None:
    """What one just wrote would be gone."""
    blog.add("mine", text="My casino.", own=True)
    app = an_app(blog, tmp_path, filters=rules)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "a")

        assert "My casino." in text_of(app)


async def test_a_click_on_a_hidden_comment_shows_it(
    blog: TalkedAbout, tmp_path: Path, rules: tuple[Rule, ...]
) -> None:
    """The mouse could only fold it."""
    app = an_app(blog, tmp_path, filters=rules)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "a1")
        pane = reader(app).thread_pane
        await pilot.click(pane, offset=(12, pane.cursor_row))
        await settled(pilot)

        assert "A casino." in text_of(app)


async def test_at_80_columns_the_thread_folds_before_it_was_ever_shown(
    blog: TalkedAbout, tmp_path: Path, rules: tuple[Rule, ...]
) -> None:
    """The pane has no size yet while the post is read."""
    app = an_app(blog, tmp_path, filters=rules)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        folded = sorted(reader(app).thread_pane.folded)
        await press(pilot, "enter", "f6")
        text = text_of(app)

    assert folded == [3]
    assert text.count(HIDDEN) == 2
    assert "gw says why" in text
    assert "▸ Ana" in text
