"""Drafts on disk."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.factories import START
from tui_blog.model.ids import CommentId, PostId
from tui_blog.sync.drafts import Draft, DraftStore

POST = PostId("wp:1")


def a_draft(text: str = "half a sent", parent: str | None = None, minutes: int = 0) -> Draft:
    return Draft(
        post_id=POST,
        parent_id=None if parent is None else CommentId(parent),
        text=text,
        saved_at=START + timedelta(minutes=minutes),
        cursor=3,
        post_title="A post",
    )


@pytest.fixture
def store(tmp_path: Path) -> DraftStore:
    return DraftStore(tmp_path, clock=lambda: START)


def test_a_draft_comes_back_as_it_was_typed(store: DraftStore, tmp_path: Path) -> None:
    draft = a_draft("Zeile\n\n\t日本語 \U0001f468\u200d\U0001f469 \\ <b> \ud800")

    store.save(draft)

    assert DraftStore(tmp_path, clock=lambda: START).find(POST, None) == draft


def test_each_target_has_one_draft_of_its_own(store: DraftStore) -> None:
    store.save(a_draft("post"))
    store.save(a_draft("older", "wp:5"))
    store.save(a_draft("newer", "wp:5", minutes=5))

    assert [draft.text for draft in store.list_all()] == ["newer", "post"]


def test_a_discarded_draft_can_be_restored_once(store: DraftStore) -> None:
    store.save(a_draft("text"))
    store.discard(POST, None)

    gone = store.find(POST, None)
    restored = store.restore(POST, None)

    assert gone is None
    assert restored is not None
    assert restored.text == "text"
    assert store.find(POST, None) == restored
    assert store.restore(POST, None) is None


def test_restoring_over_a_newer_draft_swaps_the_two(store: DraftStore) -> None:
    store.save(a_draft("old"))
    store.discard(POST, None)
    store.save(a_draft("new"))

    first, second = store.restore(POST, None), store.restore(POST, None)

    assert first is not None
    assert second is not None
    assert (first.text, second.text) == ("old", "new")


def test_only_the_newest_fifty_discarded_drafts_are_kept(store: DraftStore, tmp_path: Path) -> None:
    for number in range(53):
        parent = f"wp:{number}"
        store.save(a_draft(f"text {number}", parent))
        store.discard(POST, CommentId(parent))
        for path in (tmp_path / "discarded").glob("*.json"):
            stamp = path.stat().st_mtime - 60
            os.utime(path, (stamp, stamp))

    kept = {draft.text for draft in store.list_discarded()}
    assert kept == {f"text {number}" for number in range(3, 53)}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"schema": 2}', b"\xff\xfe"])
def test_a_damaged_draft_is_kept_and_told_of_and_the_others_work(
    store: DraftStore, tmp_path: Path, content: bytes
) -> None:
    store.save(a_draft("good", "wp:5"))
    store.save(a_draft("bad"))
    (path,) = (p for p in tmp_path.glob("*.json") if b'"bad"' in p.read_bytes())
    path.write_bytes(content)

    assert [draft.text for draft in store.list_all()] == ["good"]
    assert store.find(POST, None) is None
    store.discard(POST, None)
    assert path.read_bytes() == content
    assert str(path) in store.problems[0]
    store.save(a_draft("new"))
    assert path.with_suffix(".damaged").read_bytes() == content
    assert [draft.text for draft in store.list_all()] == ["good", "new"]


def test_removing_what_is_not_there_does_nothing(store: DraftStore) -> None:
    store.remove(POST, None)
    store.discard(POST, None)

    assert store.list_all() == ()
    assert store.list_discarded() == ()


def test_every_text_that_was_discarded_for_one_target_can_be_restored(store: DraftStore) -> None:
    for text in ("first", "second", "third"):
        store.save(a_draft(text))
        store.discard(POST, None)

    assert [draft.text for draft in store.list_discarded()] == ["third", "second", "first"]
    restored = [store.restore(POST, None) for _ in range(3)]
    assert [draft.text for draft in restored if draft is not None] == ["third", "second", "third"]


def test_discarding_the_same_text_again_and_again_pushes_nothing_else_out(
    store: DraftStore,
) -> None:
    store.save(a_draft("dear", "wp:5"))
    store.discard(POST, CommentId("wp:5"))
    for _ in range(60):
        store.save(a_draft("x"))
        store.discard(POST, None)

    assert [draft.text for draft in store.list_discarded()] == ["x", "dear"]


def test_a_foreign_id_never_becomes_a_path(store: DraftStore, tmp_path: Path) -> None:
    for hostile in ("../../x", "a/b", "\0", ".", "", "é" * 5000):
        draft = replace(a_draft("text", hostile), post_id=PostId(hostile))
        store.save(draft)
        store.discard(draft.post_id, draft.parent_id)
        store.save(draft)

    assert len(store.list_all()) == 6
    written = {path.parent for path in tmp_path.rglob("*.json")}
    assert written == {tmp_path, tmp_path / "discarded"}


def test_discarding_when_the_clock_went_back_keeps_the_order(tmp_path: Path) -> None:
    times = iter([START, START - timedelta(days=3650)])
    store = DraftStore(tmp_path, clock=lambda: next(times))
    for text in ("first", "second"):
        store.save(a_draft(text))
        store.discard(POST, None)

    assert [draft.text for draft in store.list_discarded()] == ["second", "first"]
