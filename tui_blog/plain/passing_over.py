"""What can't be read is told of, and the rest is gone on with."""

from dataclasses import dataclass, field

from tui_blog.model.errors import DamagedError, StorageError
from tui_blog.model.post import PostSummary
from tui_blog.plain.output import Output
from tui_blog.text import clean


@dataclass(slots=True)
class PassedOver:
    """Tells of posts and threads that can't be read, and counts them."""

    output: Output
    count: int = field(default=0, init=False)
    """How many there were."""

    def note(self, post: PostSummary, error: StorageError) -> None:
        """Tell of one."""
        self.count += 1
        title = clean.field(post.title) or "(no title)"
        self.output.say(f"{title} · {clean.field(post.id)} is left out. {error}")

    def finish(self) -> None:
        """End with an error where there was any, now that all else is printed.

        Raises:
            DamagedError: Something was left out.
        """
        if self.count:
            told = "1 post was left out: not all of it can be read."
            if self.count > 1:
                told = f"{self.count} posts were left out: not all of each can be read."
            raise DamagedError(told)
