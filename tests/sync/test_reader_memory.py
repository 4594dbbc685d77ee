"""What the screen asks of the memory without waiting for a disk."""

from pathlib import Path

from tests.factories import a_clock
from tui_blog.model.ids import CommentId, PostId
from tui_blog.sync.journal import Mark, Part
from tui_blog.sync.reader_memory import ReaderMemory
from tui_blog.sync.reading import Place

POST = PostId("wp:1")
PLACE = Place(post=POST, pane="thread", comment=CommentId("c1"), screen_row=3, post_row=0)


def a_memory(folder: Path) -> ReaderMemory:
    """Make the memory of a blog."""
    return ReaderMemory(folder / "reading.sqlite3", key="a-blog", clock=a_clock())


def see(memory: ReaderMemory, *names: str) -> None:
    """Mark comments as seen."""
    memory.do(POST, Part.SEEN, [Mark(CommentId(name), "1") for name in names], label="read")


async def test_what_was_marked_is_on_disk_when_the_memory_is_closed(tmp_path: Path) -> None:
    """Marks would be lost when the program ends right after a key."""
    memory = a_memory(tmp_path)
    see(memory, *(f"c{number}" for number in range(2000)))
    memory.save_place(PLACE)
    memory.save_beside(POST, 1)
    memory.note_seen(POST, [Mark(CommentId("mine"), "2")])
    memory.forget_gone(POST, [CommentId("c0")])
    memory.do(POST, Part.FOLDS, [Mark(CommentId("c1"), ""), Mark(CommentId("c2"), "")], label="")
    memory.note_unfolded(POST, [CommentId("c1")])
    memory.do(POST, Part.VIEWS, [Mark(CommentId(""), "branch c1")], label="")
    memory.note_whole(POST)
    memory.close()
    again = a_memory(tmp_path)

    tallies = await again.load_tallies()
    remembered = await again.load_post(POST)

    assert tallies[POST].comments == 2000
    assert tallies[POST].beside == 1
    assert remembered.folds == {"c2"}
    assert remembered.place == await again.find_last_place() == PLACE
    again.close()


async def test_what_was_marked_is_on_disk_when_it_is_flushed(tmp_path: Path) -> None:
    """A signal would end the program before the thread came to write."""
    memory, other = a_memory(tmp_path), a_memory(tmp_path)
    memory.flush()
    see(memory, "c1")

    memory.flush()

    assert (await other.load_tallies())[POST].comments == 1
    memory.close()
    other.close()


async def test_acts_and_undos_happen_in_the_order_they_were_asked_for(tmp_path: Path) -> None:
    """U right after a mark would undo the mark before it."""
    memory = a_memory(tmp_path)
    see(memory, "c1")
    see(memory, "c2")

    undone = await memory.undo()
    redone = await memory.redo()

    assert undone is not None
    assert redone is not None
    assert [one.comment for one in undone.changed] == [one.comment for one in redone.changed]
    assert [one.comment for one in redone.changed] == ["c2"]
    memory.close()


async def test_each_problem_is_told_once(tmp_path: Path) -> None:
    """The same sentence would come with every key."""
    (tmp_path / "reading.sqlite3").mkdir()
    memory = a_memory(tmp_path)
    see(memory, "c1")
    see(memory, "c2")
    memory.close()

    assert len(memory.take_problems()) == 1
    assert memory.take_problems() == ()


def test_a_memory_that_is_not_used_opens_nothing(tmp_path: Path) -> None:
    """A start would pay for what is not needed yet."""
    memory = a_memory(tmp_path)
    memory.close()

    assert list(tmp_path.iterdir()) == []
