"""A WordPress that the tests start and stop themselves, and what is in it."""

import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tui_blog.model.ids import CommentId, PostId

SCRIPT = Path(__file__).parent / "wordpress" / "up.sh"
START_TIMEOUT_S = 300
"""Seconds to start; the first time on a machine Debian's packages are fetched."""
_UNESCAPED = {"\\n": "\n", "\\t": "\t", "\\0": "\0", "\\\\": "\\"}


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody with an account; `password` is an application password."""

    id: int
    login: str
    name: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordPress:
    """A running blog. See tests/live/wordpress/seed.php for what it holds.

    Users are ``admin``, ``author`` (wrote all posts), ``reader`` and ``other`` (may only comment).
    """

    folder: Path
    url: str
    tls_url: str
    redirect_url: str
    """Sends everything on to `tls_url`."""
    ca_file: Path
    socket: str
    users: Mapping[str, User]
    posts: Mapping[str, PostId]
    comments: Mapping[str, CommentId]

    @property
    def user(self) -> str:
        """The login name of an ordinary reader."""
        return "reader"

    @property
    def password(self) -> str:
        """That reader's application password."""
        return self.users["reader"].password

    def query(self, sql: str) -> list[tuple[str, ...]]:
        """Ask the blog's own database; values come as text, NULL as ``NULL``."""
        finished = subprocess.run(
            [
                *("mariadb", "--no-defaults", "-u", "root", "-S", self.socket),
                *("--batch", "--skip-column-names", "--default-character-set=utf8mb4", "blog"),
            ],
            input=sql.encode(),
            capture_output=True,
            check=False,
            timeout=30,
        )
        assert finished.returncode == 0, finished.stderr.decode()
        lines = finished.stdout.decode("utf-8", "surrogateescape").split("\n")[:-1]
        return [tuple(_unescape(value) for value in line.split("\t")) for line in lines]

    def option(self, name: str) -> str:
        """Read one of the blog's options; empty when it is not set."""
        rows = self.query(f"SELECT option_value FROM wp_options WHERE option_name = '{name}'")  # noqa: S608
        return rows[0][0] if rows else ""

    def set_option(self, name: str, value: str) -> None:
        """Set one of the blog's options; it counts from the next request on."""
        self.query(
            "INSERT INTO wp_options (option_name, option_value, autoload) "  # noqa: S608
            f"VALUES ('{name}', '{value}', 'yes') ON DUPLICATE KEY UPDATE option_value = '{value}'"
        )

    def add_post(self, title: str, body: str = "<p>Words.</p>") -> PostId:
        """Publish one more post, by ``author``, open for comments, older than all others."""
        rows = self.query(
            "INSERT INTO wp_posts (post_author, post_date, post_date_gmt, post_modified, "  # noqa: S608
            "post_modified_gmt, post_content, post_title, post_excerpt, to_ping, pinged, "
            "post_content_filtered) VALUES "
            f"({self.users['author'].id}, '2026-05-01 02:00', '2026-05-01 00:00', "
            f"'2026-05-01 02:00', '2026-05-01 00:00', {_quoted(body)}, {_quoted(title)}, "
            "'', '', '', ''); SELECT LAST_INSERT_ID(); "
            "UPDATE wp_posts SET post_name = CONCAT('added-', ID) WHERE ID = LAST_INSERT_ID()"
        )
        return PostId(f"wp:{rows[0][0]}")

    def stored_comments(self, post_id: PostId) -> list[tuple[str, ...]]:
        """Read a post's comments as stored: content, parent, user, status; by number."""
        return self.query(
            "SELECT comment_content, comment_parent, user_id, comment_approved "  # noqa: S608
            f"FROM wp_comments WHERE comment_post_ID = {post_id.removeprefix('wp:')} "
            "ORDER BY comment_ID"
        )


def start(folder: Path) -> WordPress:
    """Start a WordPress below an empty folder.

    Raises:
        RuntimeError: It did not start, or this machine lacks something; says what.
    """
    finished = subprocess.run(
        ["sh", str(SCRIPT), "up", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=START_TIMEOUT_S,
    )
    if finished.returncode != 0:
        raise RuntimeError(finished.stderr)
    state = json.loads((folder / "state.json").read_text(encoding="utf-8"))
    seed = state["seed"]
    return WordPress(
        folder=folder,
        url=state["url"],
        tls_url=state["tls_url"],
        redirect_url=state["redirect_url"],
        ca_file=Path(state["ca_file"]),
        socket=state["socket"],
        users={login: User(login=login, **fields) for login, fields in seed["users"].items()},
        posts={key: PostId(f"wp:{number}") for key, number in seed["posts"].items()},
        comments={key: CommentId(f"wp:{number}") for key, number in seed["comments"].items()},
    )


def stop(folder: Path) -> None:
    """Stop what was started below a folder; nothing if nothing was."""
    subprocess.run(["sh", str(SCRIPT), "down", str(folder)], check=False, timeout=60)


def _quoted(text: str) -> str:
    return f"CONVERT(X'{text.encode().hex()}' USING utf8mb4)"


def _unescape(value: str) -> str:
    return re.sub(r"\\[nt0\\]", lambda match: _UNESCAPED[match.group()], value)
