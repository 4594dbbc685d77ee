"""Other programs on the same words: those of them that are installed here."""

import hashlib
import json
import shutil
import subprocess
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from scripts.benchmark import material
from scripts.benchmark.session import Session

Open = Callable[[Sequence[str]], Session]
"""Starts a program on a terminal."""
Add = Callable[[str, float], None]
"""Takes a figure: its name and the seconds."""
NEOMUTT, NEWSBOAT, NOTMUCH, RIPGREP = "neomutt", "newsboat", "notmuch", "rg"
NEOMUTT_KEYS = {"fold all": "V", "j": "j", "page down": "\x1b[6~"}
"""What is typed there, by the name of the like with us."""
_MUTTRC = """
set sort=threads
set sort_aux=date
set spoolfile=""
set quit=yes
set wait_key=no
set mark_old=no
set sleep_time=0
set mail_check=600
set timeout=600
set uncollapse_jump=no
set header_cache=""
set read_inc=0
set arrow_cursor=yes
bind index V collapse-all
bind index j next-entry
"""
_POST = "<post@example.org>"
_POSTED_AT = datetime(2026, 1, 1, tzinfo=UTC)
_NEWSBOAT_CONFIG = "auto-reload no\nmax-items 0\nconfirm-exit no\nshow-read-feeds yes\n"


def installed() -> list[str]:
    """List the peers that are here."""
    return [name for name in (NEOMUTT, NEWSBOAT, NOTMUCH, RIPGREP) if shutil.which(name)]


class Peers:
    """The material as the peers have it, and what is measured with them."""

    def __init__(self, folder: Path, open_session: Open, add: Add) -> None:
        """Name a folder for what they need.

        Args:
            folder: Made if missing.
            open_session: Starts a program on a terminal.
            add: Takes the figures.
        """
        self._folder = folder
        self._open = open_session
        self._add = add
        self._names = installed()
        folder.mkdir(parents=True, exist_ok=True)

    def prepare(self, comments: Path, count: int) -> None:
        """Write a thread as a mailbox.

        Args:
            comments: The file with the thread's comments.
            count: How many there are.
        """
        if NEOMUTT in self._names:
            settings = f'set folder="{self._folder}"\n{_MUTTRC}'
            (self._folder / "muttrc").write_text(settings, encoding="utf-8")
            _write_mailbox(self._folder / f"mbox{count}", comments)

    def prepare_list(self, posts: int) -> None:
        """Give newsboat so many articles."""
        if NEWSBOAT not in self._names:
            return
        feed = self._folder / "feed.xml"
        feed.write_text(_feed(posts), encoding="utf-8")
        (self._folder / "urls").write_text(f"file://{feed}\n", encoding="utf-8")
        (self._folder / "config").write_text(_NEWSBOAT_CONFIG, encoding="utf-8")
        subprocess.run([*self._newsboat(), "-x", "reload"], check=True, capture_output=True)

    def read_thread(self, count: int) -> None:
        """Open a thread in neomutt, and type in it."""
        if NEOMUTT not in self._names:
            return
        options = ["-n", "-R", "-F", str(self._folder / "muttrc")]
        with self._open([NEOMUTT, *options, "-f", str(self._folder / f"mbox{count}")]) as session:
            self._add(f"{NEOMUTT}: start to {count} messages", session.time_start("Msgs:"))
            for key, typed in NEOMUTT_KEYS.items():
                for _ in range(5):
                    seconds = session.time_change(typed, "Msgs:")
                    self._add(f"{NEOMUTT}: {key}, in {count}", seconds)
                    if key == "fold all":
                        session.type(typed)

    def read_list(self, posts: int) -> None:
        """Open the list of articles in newsboat."""
        if NEWSBOAT not in self._names:
            return
        with self._open(self._newsboat()) as session:
            started_s = session.time_start("Benchmark")
            opened_s = session.time_until("\r", material.LIST_TITLE)
            self._add(f"{NEWSBOAT}: start to a list of {posts}", started_s + opened_s)

    def search(self, word: str, folder: Path, *, name: str) -> None:
        """Let ripgrep look through the files of an archive."""
        if RIPGREP not in self._names:
            return
        begun_at = time.perf_counter()
        subprocess.run([RIPGREP, "-c", word, str(folder)], check=False, capture_output=True)
        self._add(f"{RIPGREP}: {name}", time.perf_counter() - begun_at)

    def index(self, archive: Path, *, mails: int, name: str) -> None:
        """Let notmuch index comments as mail, from nothing; takes the seconds of one of them."""
        if NOTMUCH not in self._names:
            return
        folder = self._folder / "notmuch"
        shutil.rmtree(folder, ignore_errors=True)
        for part in ("cur", "new", "tmp"):
            (folder / "inbox" / part).mkdir(parents=True)
        written = 0
        for comments in sorted(archive.glob("*.comments.jsonl")):
            # Alone: threads that come in another order take notmuch as long again, many times.
            for mail in _mails(comments, is_threaded=False):
                # Each file's mails are numbered alike: notmuch is to see as many as there are.
                own = mail.replace("@example.org>", f"@{comments.stem}.example.org>")
                path = folder / "inbox/cur" / f"{written}.host:2,S"
                path.write_text(own, encoding="utf-8")
                written += 1
            if written >= mails:
                break
        config = folder / "config"
        config.write_text(f"[database]\npath={folder / 'inbox'}\n", encoding="utf-8")
        command = [NOTMUCH, f"--config={config}", "new", "--quiet", "--no-hooks"]
        begun_at = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        self._add(f"{NOTMUCH}: {name}", (time.perf_counter() - begun_at) / written)

    def _newsboat(self) -> list[str]:
        config, urls, cache = (str(self._folder / name) for name in ("config", "urls", "cache.db"))
        return [NEWSBOAT, "-C", config, "-u", urls, "-c", cache]


def _write_mailbox(path: Path, comments: Path) -> None:
    with path.open("w", encoding="utf-8") as box:
        for mail in _mails(comments):
            body = mail.replace("\nFrom ", "\n>From ")
            box.write(f"From someone@example.org {_POSTED_AT.ctime()}\n{body}\n")


def _mails(comments: Path, *, is_threaded: bool = True) -> Iterator[str]:
    """Make the post and its comments mails: one thread, as the post's comments are.

    Args:
        comments: The file with the comments.
        is_threaded: They tell what they answer.
    """
    yield _mail("Ada Field", "The post", _POSTED_AT, [_POST], "The post.")
    ancestry = {None: [_POST]}
    for record in _records(comments):
        # As mail programs make them.
        own = f"<{hashlib.sha256(record['id'].encode()).hexdigest()[:24]}@example.org>"
        ids = [*ancestry[record["parent_id"]], own] if is_threaded else [own]
        ancestry[record["id"]] = ids
        moment = datetime.fromisoformat(record["created_at"])
        yield _mail(record["author"]["name"], "Re: The post", moment, ids, record["body"])


def _mail(name: str, subject: str, moment: datetime, ids: Sequence[str], body: str) -> str:
    """Write a mail; its own id is the last of `ids`, after those that it answers."""
    *answered, own = ids
    lines = [
        f"From: {name.replace('.', '')} <someone@example.org>",
        f"Subject: {subject}",
        f"Date: {format_datetime(moment)}",
        f"Message-ID: {own}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    if answered:
        references = "\n ".join(answered)
        lines += [f"In-Reply-To: {answered[-1]}", f"References: {references}"]
    paragraphs = (textwrap.fill(paragraph, 76) for paragraph in body.split("\n\n"))
    return "\n".join([*lines, "", "\n\n".join(paragraphs), ""])


def _records(comments: Path) -> Iterator[dict[str, Any]]:
    with comments.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _feed(posts: int) -> str:
    writer = material.Writer(11)
    items = "".join(
        f"<item><title>{material.LIST_TITLE} {number}</title><guid>g{number}</guid>"
        f"<link>http://127.0.0.1/{number}</link>"
        f"<description>{escape(writer.words(150))}</description></item>"
        for number in range(posts)
    )
    head = "<title>Benchmark</title><link>http://127.0.0.1/</link><description>x</description>"
    return f'<rss version="2.0"><channel>{head}{items}</channel></rss>'
