"""What the person's filters keep out of lists of news and replies: hidden comments.

What is shown in its thread though a filter hides it is listed too.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from tui_blog.model.comment import Comment
from tui_blog.model.filtering import Action
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import PostSummary
from tui_blog.sync.journal import ALL_POSTS, THE_POST, Part
from tui_blog.sync.service import BlogService
from tui_blog.text.filter_rules import Rule, Subject, find_rule


class Unwanted:
    """Tells which comments of a blog are hidden, and counts them."""

    def __init__(
        self,
        rules: Sequence[Rule],
        *,
        now: datetime,
        shown: Collection[tuple[PostId, CommentId]] = (),
    ) -> None:
        """Take the rules; nothing is looked at yet.

        Args:
            rules: Those that are for the blog, in their order; with none nothing is hidden.
            now: The time of now; aware.
            shown: The comments that are shown though a rule hides them; `THE_POST` of `ALL_POSTS`
                for all.
        """
        self._rules = () if (ALL_POSTS, THE_POST) in shown else rules
        self._now = now
        self._shown = shown
        self.count = 0
        """How many comments were left out by `without`."""

    def find_rule(self, post: PostSummary, comment: Comment) -> Rule | None:
        """Return the rule that hides a comment; `None` where it is not hidden."""
        if not self._rules or (post.id, comment.id) in self._shown:
            return None
        place = find_rule(self._rules, Subject(comment, post=post, now=self._now))
        rule = None if place is None else self._rules[place]
        return rule if rule is not None and rule.action is Action.HIDE else None

    def without(self, post: PostSummary, comments: Iterable[Comment]) -> tuple[Comment, ...]:
        """Return comments without those that are hidden."""
        kept, count = [], 0
        for comment in comments:
            if self.find_rule(post, comment) is None:
                kept.append(comment)
            else:
                count += 1
        self.count += count
        return tuple(kept)


async def find_unwanted(
    service: BlogService, rules: Sequence[Rule], *, blog: str, now: datetime
) -> Unwanted:
    """Find out what is hidden on a blog.

    Args:
        service: The blog; it is open.
        rules: All that the person has.
        blog: What the blog is called there.
        now: The time of now; aware.
    """
    meant = [rule for rule in rules if rule.is_for(blog)]
    shown = await service.memory.load_states(Part.FILTERS) if meant else {}
    return Unwanted(meant, now=now, shown=shown.keys())
