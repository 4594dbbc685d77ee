"""What filters hide is not counted as new, and no key leads there."""

from pathlib import Path

import pytest

from tests.ui.reading_app import an_app, reader, settled, shown
from tests.ui.talked_about import WIDE, TalkedAbout
from tests.ui.test_filtering import rules_of
from tests.ui.test_ordering import cursor, press, to_comment
from tui_blog.app import TuiBlogApp
from tui_blog.model.filtering import Sieve
from tui_blog.text.filter_rules import Rule

RULES = '[[filters]]\naction = "hide"\nwords = "casino"\n'


@pytest.fixture
def blog() -> TalkedAbout:
    """A thread a(a1(a2)), b(b1), c, where a1 and c are hidden; z is alone on the third post."""
    blog = TalkedAbout()
    blog.add("b1", parent="b")
    for name, parent in (("a1", "a"), ("c", None)):
        blog.add(name, parent=parent, text="A casino.")
    return blog


@pytest.fixture
def rules(tmp_path: Path) -> tuple[Rule, ...]:
    """The rule above."""
    return rules_of(tmp_path, RULES)


def unread(app: TuiBlogApp) -> list[int]:
    """Return how many comments of each post the list says are new."""
    listed = reader(app).post_list
    return [listed._find_unread(post).comments for post in listed.posts]


async def test_the_list_does_not_count_what_is_hidden_in_posts_never_opened(
    blog: TalkedAbout, tmp_path: Path, rules: tuple[Rule, ...]
) -> None:
    """One would open a post for what filters hide."""
    blog.add("z2", post=3, text="A casino.")
    blog.add("z3", post=3, text="A tomato.")
    app = an_app(blog, tmp_path, filters=rules)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        seen = [unread(app)]
        for key in ("g", "H"), ("u",):
            await press(pilot, *key)
            seen.append(unread(app))

        assert seen == [[4, 0, 2], [6, 0, 3], [4, 0, 2]]
        assert "2 new of 3 comments" in shown(reader(app).post_list)


async def test_what_arrives_and_is_hidden_is_not_counted(
    blog: TalkedAbout, tmp_path: Path, rules: tuple[Rule, ...]
) -> None:
    """A post that was read would seem to have something new."""
    app = an_app(blog, tmp_path, filters=rules)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "G", "A", "g", "g")
        read = unread(app)
        blog.add("z2", post=3, text="A casino.")
        await press(pilot, "R")
        arrived = unread(app)
        blog.add("z3", post=3, text="A tomato.")
        await press(pilot, "R")

        assert read == arrived == [4, 0, 0]
        assert unread(app) == [4, 0, 1]


@pytest.mark.parametrize("keys", ["n", "tab", "p", "shift+tab", "space"])
async def test_keys_to_what_is_new_pass_over_what_is_hidden(
    blog: TalkedAbout, tmp_path: Path, rules: tuple[Rule, ...], keys: str
) -> None:
    """One would be led to what one wants to hear nothing of."""
    blog.add("z", post=3, text="A casino.")
    app = an_app(blog, tmp_path, filters=rules)
    async with app.run_test(size=(100, 12)) as pilot:
        await to_comment(pilot, "a")
        visited = []
        for _ in range(12):
            await press(pilot, keys)
            if reader(app).thread_pane.has_focus:
                visited.append(cursor(app))

        assert visited
        assert not {"a1", "c", "z"} & set(visited)


async def test_a_key_before_all_was_looked_at_passes_over_what_is_hidden(
    blog: TalkedAbout, tmp_path: Path, rules: tuple[Rule, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a large thread one would be led to it in the first moments."""
    monkeypatch.setattr(Sieve, "sweep", lambda sieve, is_wanted: None)
    app = an_app(blog, tmp_path, filters=rules)
    async with app.run_test(size=(100, 12)) as pilot:
        await to_comment(pilot, "a")
        await press(pilot, "n")

        assert cursor(app) == "a2"
