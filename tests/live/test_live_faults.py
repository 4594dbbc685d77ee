"""Bad networks, full disks and dying machines before a real WordPress: nothing lost or doubled."""

import asyncio
import functools
import html
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.fakes.disk import Killed, own_disks
from tests.fakes.forks import kill_self, run_forked
from tests.live.server import WordPress
from tests.live.unlucky_person import Run, UnluckyPerson
from tui_blog.model.ids import CommentId, PostId
from tui_blog.storage import http

pytestmark = pytest.mark.live

SetOption = Callable[[str, str], None]

RUNS = 900
KILLED_RUNS = 120
FLOODED_RUNS = 30
PERSONS = ("reader", "other", "admin", "reader", "other")


@pytest.fixture(autouse=True)
def impatient_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for a silent server for a moment only; certificates, unused here, are read once."""
    monkeypatch.setattr(http, "READ_TIMEOUT_S", 1.5)
    monkeypatch.setattr(http, "_tls", functools.cache(http._tls))


@pytest.fixture(autouse=True)
def disks(set_option: SetOption) -> Iterator[None]:
    """Disks that fail for one person at a time, and a blog that takes any text."""
    set_option("comment_max_links", "0")
    with own_disks():
        yield


def die() -> None:
    """End a program that shares its process with the test."""
    raise Killed


def a_folder(parent: Path, name: object) -> Path:
    folder = parent / str(name)
    folder.mkdir()
    return folder


def check_stored(
    wordpress: WordPress, post_id: PostId, typed: Iterable[str], told: Callable[[str], str]
) -> None:
    """Compare what the blog's database has with what was typed."""
    stored = Counter(html.unescape(row[0]) for row in wordpress.stored_comments(post_id))
    wanted = Counter(typed)
    wrong = {text for text in stored | wanted if stored[text] != wanted[text]}
    assert not wrong, [(text, stored[text], told(text)) for text in sorted(wrong)]


async def live_through(
    person: UnluckyPerson, seeds: Iterator[int], answered: Sequence[CommentId] = ()
) -> list[Run]:
    """Let one person write until the seeds are used up; every third comment is an answer."""
    await person.begin()
    try:
        return [
            await person.write_and_deliver(
                seed, answered[seed % len(answered)] if answered and seed % 3 == 0 else None
            )
            for seed in seeds
        ]
    finally:
        await person.end()


def check_runs(wordpress: WordPress, post_id: PostId, runs: Sequence[Run]) -> None:
    """Check what came of some runs; say what happened in those that went wrong."""
    by_text = {text: str(run) for run in runs for text in run.texts}
    typed = [text for run in runs for text in run.texts]
    check_stored(wordpress, post_id, typed, lambda text: by_text.get(text, "never typed"))


async def test_whatever_fails_each_comment_is_on_the_blog_once(
    wordpress: WordPress, tmp_path: Path
) -> None:
    """A comment would be lost, or stand there twice."""
    seeds = iter(range(RUNS))
    posts = [wordpress.add_post(f"Faults {number}") for number in range(len(PERSONS))]
    persons = [
        UnluckyPerson(
            wordpress,
            login=login,
            folder=a_folder(tmp_path, number),
            post_id=posts[number],
            die=die,
        )
        for number, login in enumerate(PERSONS)
    ]

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(live_through(person, seeds)) for person in persons]

    lived = [task.result() for task in tasks]
    for post_id, runs in zip(posts, lived, strict=True):
        check_runs(wordpress, post_id, runs)
    assert sum(map(len, lived)) + KILLED_RUNS + FLOODED_RUNS >= 1000
    kinds = {step.split(" at ")[0] for runs in lived for run in runs for step in run.history}
    assert len(kinds) > 100, kinds


async def test_with_the_blog_asking_for_a_pause_between_two_comments_each_is_there_once(
    wordpress: WordPress, tmp_path: Path, set_option: SetOption
) -> None:
    """Waiting would be taken for refusal, or a refusal for success."""
    set_option("test_flood", "1")
    post_id = wordpress.add_post("Floods")
    user = wordpress.users["other"].id
    pauses: list[None] = []

    def wait() -> None:
        pauses.append(None)
        wordpress.query(
            "UPDATE wp_comments SET comment_date_gmt = comment_date_gmt - INTERVAL 1 MINUTE "  # noqa: S608
            f"WHERE user_id = {user}"
        )

    person = UnluckyPerson(
        wordpress, login="other", folder=tmp_path, post_id=post_id, die=die, wait=wait
    )
    runs = await live_through(person, iter(range(5000, 5000 + FLOODED_RUNS)))

    check_runs(wordpress, post_id, runs)
    assert len(pauses) > 20


def test_killed_at_any_step_each_comment_is_on_the_blog_once(
    wordpress: WordPress, tmp_path: Path
) -> None:
    """A comment would be lost, or stand there twice, after a crash or an empty battery."""
    post_id = wordpress.add_post("Kills")
    seeds = range(10_000, 10_000 + KILLED_RUNS)
    folders = {seed: a_folder(tmp_path, seed) for seed in seeds}

    def live(seed: int, life: int) -> None:
        person = UnluckyPerson(
            wordpress,
            login="reader",
            folder=folders[seed],
            post_id=post_id,
            die=kill_self,
            dies_often=True,
        )

        async def one() -> None:
            await person.begin()
            await person.write_and_deliver(seed, life=life, lives=1 + (seed % 4 == 0))

        asyncio.run(one())

    unfinished, kills, killed_runs = list(seeds), 0, set()
    for life in range(3):
        ends = list(run_forked(functools.partial(live, seed, life) for seed in unfinished))
        assert set(ends) <= {0, -9}, "an assertion failed in a child; see what it printed"
        unfinished = [seed for seed, end in zip(unfinished, ends, strict=True) if end == -9]
        killed_runs |= set(unfinished)
        kills += len(unfinished)

    assert unfinished == []
    typed = [text for folder in folders.values() for text in Run.texts_in(folder)]
    check_stored(wordpress, post_id, typed, lambda text: Run.history_in(tmp_path, text))
    assert len(killed_runs) >= 100, kills
