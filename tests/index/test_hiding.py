"""What filters hide is not found in a search, unless it is asked for."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.factories import ME
from tests.index.shelf import NOW, Shelf, mark, said
from tui_blog.model.filtering import Action
from tui_blog.model.post import Author
from tui_blog.sync.journal import ALL_POSTS, SHOWN, THE_POST, Mark, Part
from tui_blog.sync.reading import ReadingFile
from tui_blog.text.filter_rules import HasAge, HasLinks, HasWords, Rule, WrittenBy

HIDING = (
    Rule(number=1, line=1, action=Action.FOLD, conditions=(WrittenBy(("friend",)),)),
    Rule(number=2, line=2, action=Action.HIDE, conditions=(HasWords.of(["casino"]),)),
    Rule(number=3, line=3, action=Action.HIDE, conditions=(WrittenBy(("troll*",)),)),
    Rule(number=4, line=4, action=Action.HIDE, conditions=(HasLinks(comparison=">", number=1),)),
    Rule(
        number=5,
        line=5,
        action=Action.HIDE,
        conditions=(HasAge(is_older=True, span=timedelta(days=3000), written="3000d"),),
    ),
    Rule(number=6, line=6, action=Action.HIDE, conditions=(WrittenBy(("*",)),), blogs=("kitchen",)),
)
LINKS = "frost http://a.example/ and [b](http://b.example/)"


@pytest.fixture
def filtered(tmp_path: Path) -> Shelf:
    """A post whose comments are about frost; only some of them are not hidden."""
    shelf = Shelf(tmp_path, HIDING)
    shelf.post("a", "A casino in the frost.", head="author: Mara\nauthor_id: mara\n")
    shelf.comments(
        "a",
        [
            said("casino", "frost in a Casino"),
            said("troll", "frost", author="Troll 7", minutes=1),
            said("links", LINKS, minutes=2),
            said("link", "frost http://a.example/", minutes=3),
            said("local:mine", f"casino {LINKS}", author=ME, minutes=4),
            said("maras", "frost casino", author=Author(name="Mara", id="mara"), minutes=5),
            said("friend", "frost casino", author="Friend", minutes=6),
            said("plain", "frost", minutes=7),
        ],
    )
    return shelf


def test_what_filters_hide_is_found_only_when_asked_for(filtered: Shelf) -> None:
    """A commenter one wants to hear nothing of would come with each search."""
    found = set(filtered.find("frost"))

    assert found == {"a/", "a/link", "a/local:mine", "a/maras", "a/friend", "a/plain"}
    assert filtered.find("frost is:hidden") == ["a/links", "a/troll", "a/casino"]
    assert filtered.find("casino is:hidden") == ["a/casino"]
    assert filtered.find("from:troll") == []
    assert set(filtered.find("frost -is:hidden")) == found
    everything = filtered.finder.search("frost", with_hidden=True)
    assert len(everything) == len(found) + 3


def test_as_many_are_found_as_were_asked_for_though_some_are_hidden(filtered: Shelf) -> None:
    """A page of hits would be half empty, or say that there is no more."""
    assert len(filtered.find("frost", limit=4)) == 4
    assert len(filtered.find("is:hidden", limit=2)) == 2


def test_what_is_shown_all_the_same_is_found(filtered: Shelf) -> None:
    """One would not find again what one reads in its thread."""
    mark(filtered, Part.FILTERS, troll=SHOWN)
    one = filtered.find("from:troll")
    reading = ReadingFile(filtered.folder / "reading.sqlite3", clock=lambda: NOW)
    reading.do("k-garden", ALL_POSTS, Part.FILTERS, [Mark(THE_POST, SHOWN)], label="all")
    reading.close()

    assert one == ["a/troll"]
    assert filtered.find("is:hidden") == []


def test_rules_for_another_blog_hide_nothing_here(filtered: Shelf) -> None:
    """One blog's trolls would be hidden where they are friends."""
    filtered.names.append("kitchen")
    filtered.post("k", "frost", blog="kitchen")
    filtered.comments("k", [said("all", "frost")], blog="kitchen")

    assert "a/plain" in filtered.find("frost")
    assert filtered.find("in:kitchen") == ["k/"]


def test_what_is_too_old_is_hidden(tmp_path: Path) -> None:
    """A rule about age would hold in a thread and not in a search."""
    shelf = Shelf(tmp_path, HIDING)
    shelf.post("a", "")
    shelf.comments("a", [said("old", "frost", minutes=-60 * 24 * 4000), said("none", "frost")])

    assert shelf.find("frost") == ["a/none"]


def test_without_filters_nothing_is_hidden(tmp_path: Path) -> None:
    """A search for it would list everything."""
    shelf = Shelf(tmp_path)
    shelf.post("a", "frost")

    assert shelf.find("is:hidden") == []
