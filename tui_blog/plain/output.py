"""Where plain commands print: data to a stream, talk to somewhere else, and JSON."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TextIO

from tui_blog.model.comment import Comment
from tui_blog.model.post import Body, PostSummary

FORMAT = 1
"""The version of the JSON that is printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """Where and how to print."""

    stream: TextIO
    """For data."""
    say: Callable[[str], None]
    """For talk: what the person should know, a sentence or two a call."""
    width_cells: int
    as_json: bool
    is_live: bool = False
    """Talk goes to a terminal, where it may be drawn over."""

    def print_line(self, text: str = "") -> None:
        """Print one line; the text is clean."""
        self.stream.write(f"{text.rstrip()}\n")

    def print_json(self, record: dict[str, object]) -> None:
        """Print one JSON object, with the number of its format."""
        # ASCII only: whatever control characters a stranger wrote arrive as harmless escapes.
        json.dump({"format": FORMAT, **record}, self.stream, ensure_ascii=True, indent=1)
        self.stream.write("\n")


def summary_record(post: PostSummary) -> dict[str, object]:
    """Return what JSON tells of a post without its body."""
    return {
        "id": post.id,
        "title": post.title,
        "slug": post.slug,
        "permalink": post.permalink,
        "author": None if post.author is None else post.author.name,
        "published_at": time_text(post.published_at),
        "modified_at": time_text(post.modified_at),
        "tags": list(post.tags),
        "comment_count": post.comment_count,
        "comments_open": post.comments_open,
        "protected": post.protected,
        "damage": post.damage,
    }


def comment_record(comment: Comment, *, depth: int | None) -> dict[str, object]:
    """Return what JSON tells of a comment; `depth` is that in its thread, where it is known."""
    delivery = comment.delivery
    return {
        "id": comment.id,
        "parent_id": comment.parent_id,
        "depth": depth,
        "author": comment.author.name,
        "created_at": time_text(comment.created_at),
        "modified_at": time_text(comment.modified_at),
        "status": comment.status.value,
        "kind": comment.kind.value,
        "own": comment.own,
        "delivery": None if delivery is None else delivery.state.value,
        "permalink": comment.permalink,
        "body": body_record(comment.body),
    }


def body_record(body: Body) -> dict[str, object]:
    """Return what JSON tells of a body: it as received."""
    return {"format": body.format.value, "source": body.source}


def time_text(time: datetime | None) -> str | None:
    """Return what JSON tells of a time: ISO 8601, or nothing."""
    return None if time is None else time.isoformat()
