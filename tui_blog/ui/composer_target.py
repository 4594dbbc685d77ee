"""What the composer is given, and what it gives back."""

from dataclasses import dataclass
from enum import StrEnum

from tui_blog.model.comment import Comment
from tui_blog.model.ids import CommentId
from tui_blog.model.post import Body, BodyFormat, PostSummary
from tui_blog.text import clean
from tui_blog.text.blocks import Block, Paragraph
from tui_blog.text.document import COMMENT_BYTES, parse_body
from tui_blog.text.runs import Run

MAX_BYTES = 64 * 1024
"""UTF-8 bytes that can be sent and pasted at most: no blog takes more, and editing stays quick."""
_NAME_CHARS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposeTarget:
    """What is answered, and what is known before one types."""

    post: PostSummary
    parent: Comment | None
    """What is answered, or edited; `None` for a comment on the post itself."""
    is_edit: bool = False
    """The text takes the place of the one that `parent` has."""
    notice: str = ""
    """What will happen that the person should know: moderation, a wait."""
    identity: str = ""
    """Whom one writes as; empty when that is not known."""
    initial_text: str = ""
    """What to begin with when there is no draft."""
    quote: bool = False
    """Begin with the parent's text quoted."""
    quotation: str = ""
    """Begin with this, which was picked to be quoted; Markdown."""
    max_bytes: int | None = None
    """UTF-8 bytes that the blog takes; `None` for no limit of its own."""
    body_format: BodyFormat = BodyFormat.MARKDOWN
    """How the blog will read the text; the preview shows that."""
    post_blocks: tuple[Block, ...] = ()
    """The post's body, to be shown above a comment on it; empty for its excerpt."""

    @property
    def parent_id(self) -> CommentId | None:
        """The comment that is answered; `None` for the post itself, and for an edit."""
        return None if self.parent is None or self.is_edit else self.parent.id

    @property
    def edits(self) -> CommentId | None:
        """The comment that is edited; `None` for a new one."""
        return self.parent.id if self.parent is not None and self.is_edit else None

    @property
    def limit_bytes(self) -> int:
        """UTF-8 bytes that can be sent."""
        return min(MAX_BYTES, self.max_bytes or MAX_BYTES)

    @property
    def heading(self) -> tuple[str, str]:
        """Whom and what one writes to: two short clean texts."""
        title = clean.field(self.post.title) or "a post without a title"
        if self.parent is None:
            return "Comment on", title
        if self.is_edit:
            return "Edit your comment", title
        name = clean.field(self.parent.author.name, max_chars=_NAME_CHARS)
        return f"Reply to {name or 'somebody without a name'}", title

    def parent_blocks(self) -> tuple[Block, ...]:
        """Return what is answered; never empty."""
        if self.parent is None:
            body = Body(source=self.post.excerpt, format=BodyFormat.TEXT)
            blocks = self.post_blocks or parse_body(body)
        else:
            base = self.post.permalink
            blocks = parse_body(self.parent.body, base=base, max_bytes=COMMENT_BYTES)
        return blocks or (Paragraph((Run(self.heading[1] if self.parent is None else "(empty)"),)),)


class Verdict(StrEnum):
    """What the person wants done with the text."""

    SEND = "send"
    POSTPONE = "postpone"
    DISCARD = "discard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """How the composer was left."""

    verdict: Verdict
    text: str
    """As typed; empty when nothing was. It is on disk: as a draft, or as a discarded one."""
