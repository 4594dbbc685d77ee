"""What the person's filters make of texts in the index: hidden or not."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property

from tui_blog.index.search import FoundText, date_of
from tui_blog.model.comment import Comment
from tui_blog.model.filtering import Action
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Author, Body, BodyFormat, PostSummary
from tui_blog.text.filter_rules import Rule, Subject, find_rule

_ALL = ("", "")


class Hiding:
    """Tells which texts filters hide; what is shown in its thread all the same they do not."""

    def __init__(
        self, connection: sqlite3.Connection, rules: Sequence[Rule], *, now: datetime
    ) -> None:
        """Read what is shown all the same.

        Args:
            connection: The index, with `attach_reading` where that worked.
            rules: The person's, in their order.
            now: The time of now; aware.
        """
        self._rules = rules
        self._now = now
        self._meant: dict[str, list[Rule]] = {}
        self._shown = _list_shown(connection)

    def hides(self, found: FoundText) -> bool:
        """Say whether a text is a comment that is hidden."""
        shown = self._shown.get(found.blog, set())
        if not found.comment or _ALL in shown or (found.post, found.comment) in shown:
            return False
        rules = self._meant.get(found.blog)
        if rules is None:
            rules = [rule for rule in self._rules if rule.is_for(found.blog_name)]
            self._meant[found.blog] = rules
        place = find_rule(rules, _FoundSubject(found, now=self._now)) if rules else None
        return place is not None and rules[place].action is Action.HIDE


class _FoundSubject(Subject):
    """A comment as the index knows it."""

    def __init__(self, found: FoundText, *, now: datetime) -> None:
        post_id, title = PostId(found.post), found.title
        writer = Author(name="", id=found.post_author_id) if found.post_author_id else None
        comment = Comment(
            id=CommentId(found.comment),
            post_id=post_id,
            author=Author(name=found.author, id=found.author_id or None),
            created_at=date_of(found.number),
            body=Body(source=found.text, format=BodyFormat.TEXT),
            own=bool(found.is_own),
        )
        post = PostSummary(id=post_id, title=title, slug="", author=writer)
        super().__init__(comment, post=post, now=now)
        self._found = found

    @cached_property
    def links(self) -> int:
        """How many links there are, which the text no longer tells."""
        return self._found.links


def _list_shown(connection: sqlite3.Connection) -> Mapping[str, set[tuple[str, str]]]:
    shown: dict[str, set[tuple[str, str]]] = {}
    try:
        rows = connection.execute("SELECT blog, post, comment FROM filters").fetchall()
    except sqlite3.OperationalError:  # nothing is known of what was read
        return shown
    for blog, post, comment in rows:
        shown.setdefault(blog, set()).add((post, comment))
    return shown
