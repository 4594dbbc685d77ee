"""What was written here and can't be read any more: kept, told of, and nothing else suffers."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.factories import START, an_addition
from tui_blog.model.ids import ChangeId, CommentId, PostId
from tui_blog.sync.drafts import Draft, DraftStore
from tui_blog.sync.outbox import Outbox

POST = PostId("wp:1")
DAMAGED = "It is damaged."
NEWER = "A newer version of the program wrote it."


def a_draft(text: str, parent: str | None = None) -> Draft:
    parent_id = None if parent is None else CommentId(parent)
    return Draft(post_id=POST, parent_id=parent_id, text=text, saved_at=START)


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "outbox", clock=lambda: START)


@pytest.fixture
def entry_file(outbox: Outbox, tmp_path: Path) -> Path:
    outbox.add(an_addition("My words"), post_title="A post")
    (path,) = (tmp_path / "outbox").glob("*.json")
    return path


def set_field(path: Path, key: str, value: object) -> None:
    record = json.loads(path.read_bytes())
    record[key] = value
    path.write_text(json.dumps(record))


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("schema", 2, NEWER),
        ("schema", "1", DAMAGED),
        ("schema", None, DAMAGED),
        ("text", None, DAMAGED),
        ("text", ["a"], DAMAGED),
        ("parent_id", 7, DAMAGED),
        ("format", "rtf", DAMAGED),
        ("state", "lost", DAMAGED),
        ("created_at", "yesterday", DAMAGED),
        ("created_at", "2026-05-01T12:00:00", DAMAGED),
        ("created_at", "0001-01-01T00:00:00+14:00", DAMAGED),
        ("attempts", "1", DAMAGED),
        ("attempts", 1e999, DAMAGED),
        ("not_before", "", DAMAGED),
    ],
)
def test_an_entry_with_a_field_that_makes_no_sense_is_kept_and_told_of(
    outbox: Outbox, entry_file: Path, key: str, value: object, reason: str
) -> None:
    set_field(entry_file, key, value)
    before = entry_file.read_bytes()
    outbox.add(an_addition("Others", change="change-2"), post_title="A post")

    texts = [entry.text for entry in outbox.list_all()]

    assert texts == ["Others"]
    assert outbox.problems == (
        f"An unsent comment can't be read. {reason} It is kept as {entry_file}.",
    )
    assert entry_file.read_bytes() == before


def test_an_entry_cut_anywhere_is_told_of_and_never_read_as_another_text(
    outbox: Outbox, entry_file: Path
) -> None:
    whole = entry_file.read_bytes()
    for length in range(len(whole) - 1):
        entry_file.write_bytes(whole[:length])

        assert outbox.list_all() == ()
        assert len(outbox.problems) == 1

    entry_file.write_bytes(whole)
    assert [entry.text for entry in outbox.list_all()] == ["My words"]
    assert outbox.problems == ()


def test_a_bomb_of_brackets_is_damage_like_any_other(outbox: Outbox, entry_file: Path) -> None:
    entry_file.write_bytes(b"[" * 100_000)

    assert outbox.list_all() == ()
    assert DAMAGED in outbox.problems[0]


def test_a_file_that_the_system_does_not_give_out_is_told_of(
    outbox: Outbox, entry_file: Path
) -> None:
    entry_file.unlink()
    entry_file.mkdir()

    assert outbox.find(ChangeId("change-1")) is None
    assert "Is a directory" in outbox.problems[0]


@pytest.fixture
def drafts(tmp_path: Path) -> DraftStore:
    return DraftStore(tmp_path / "drafts", clock=lambda: START)


@pytest.fixture
def damaged_file(drafts: DraftStore, tmp_path: Path) -> Path:
    drafts.save(a_draft("bad"))
    (path,) = (tmp_path / "drafts").glob("*.json")
    path.write_bytes(b"damage 1")
    return path


@pytest.mark.parametrize(
    "act",
    [
        lambda store: store.discard(POST, None),
        lambda store: store.remove(POST, None),
        lambda store: store.list_all(),
        lambda store: store.restore(POST, None),
    ],
)
def test_nothing_takes_a_damaged_draft_away(
    drafts: DraftStore, damaged_file: Path, act: Callable[[DraftStore], object]
) -> None:
    act(drafts)

    assert damaged_file.read_bytes() == b"damage 1"


def test_saving_over_damaged_drafts_keeps_every_one_of_them(
    drafts: DraftStore, damaged_file: Path
) -> None:
    drafts.save(a_draft("good"))
    damaged_file.write_bytes(b"damage 2")
    drafts.save(a_draft("better"))

    kept = sorted(damaged_file.parent.glob("*.damaged*"))
    assert [path.read_bytes() for path in kept] == [b"damage 1", b"damage 2"]
    assert drafts.list_all() == (a_draft("better"),)
    assert drafts.problems == ()


def test_restoring_over_a_damaged_draft_keeps_it(drafts: DraftStore, damaged_file: Path) -> None:
    damaged_file.unlink()
    drafts.save(a_draft("old"))
    drafts.discard(POST, None)
    damaged_file.write_bytes(b"damage 1")

    restored = drafts.restore(POST, None)

    assert restored is not None
    assert restored.text == "old"
    assert damaged_file.with_suffix(".damaged").read_bytes() == b"damage 1"


def test_a_damaged_discarded_draft_hides_no_older_one(drafts: DraftStore, tmp_path: Path) -> None:
    for text in ("first", "second"):
        drafts.save(a_draft(text))
        drafts.discard(POST, None)
    newest = max((tmp_path / "drafts" / "discarded").iterdir())
    newest.write_bytes(b"")

    restored = drafts.restore(POST, None)

    assert restored is not None
    assert restored.text == "first"
