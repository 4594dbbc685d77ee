"""A post or a comment as it leaves the program: quoted, shared, saved, given to a command."""

import json
from dataclasses import dataclass
from datetime import datetime

from tui_blog.model.comment import Comment
from tui_blog.model.post import Body, BodyFormat, Post, PostSummary
from tui_blog.text import clean
from tui_blog.text.blocks import Block, Paragraph
from tui_blog.text.document import COMMENT_BYTES, POST_BYTES, parse_body
from tui_blog.text.links import vet
from tui_blog.text.patterns import Pattern
from tui_blog.text.quoting import Quotation, quotation_text, quote_blocks
from tui_blog.text.runs import Run

_UNFIT_FOR_NAME = Pattern("[^a-z0-9]+")
_MAX_NAME_CHARS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What stands under the cursor. All that its methods return is clean."""

    title: str
    """Of the post; clean, may be empty."""
    author: str
    """Who wrote it; clean, may be empty."""
    address: str
    """Where it stands on the web, vetted; empty where it has no address."""
    written_at: datetime | None
    body: Body
    name: str
    """The post's, as it stands in addresses; may be empty."""
    is_comment: bool

    @classmethod
    def of_post(cls, post: Post) -> "Passage":
        """Return a post."""
        summary = post.summary
        return cls(
            title=clean.field(summary.title),
            author=clean.field(summary.author.name) if summary.author else "",
            address=vet(summary.permalink or "") or "",
            written_at=summary.published_at,
            body=post.body,
            name=summary.slug or summary.title,
            is_comment=False,
        )

    @classmethod
    def of_comment(cls, comment: Comment, post: PostSummary) -> "Passage":
        """Return a comment; where it has no address of its own, its post's stands for it."""
        address = vet(comment.permalink or "") or vet(post.permalink or "") or ""
        return cls(
            title=clean.field(post.title),
            author=clean.field(comment.author.name),
            address=address,
            written_at=comment.created_at,
            body=comment.body,
            name=post.slug or post.title,
            is_comment=True,
        )

    @property
    def heading(self) -> str:
        """What it is, in a few words; never empty."""
        title = self.title or "a post without a title"
        return f"{self.author or 'Somebody'} on {title}" if self.is_comment else title

    def blocks(self) -> tuple[Block, ...]:
        """Return what there is to read."""
        most = COMMENT_BYTES if self.is_comment else POST_BYTES
        return parse_body(self.body, base=self.address or None, max_bytes=most)

    def quotation(self) -> str:
        """Return all of it as a quotation, with the line that says whose words they are."""
        pieces = (quote_blocks(self.blocks()),)
        return quotation_text([Quotation(name=self.author, address=self.address, pieces=pieces)])

    def plain(self) -> str:
        """Return the text without any marks; blank lines part its blocks."""
        from tui_blog.text.excerpt import plain_text

        return "\n\n".join(filter(None, (plain_text((block,)) for block in self.blocks())))

    def markdown(self) -> str:
        """Return the text as Markdown: as it was written, where it was written so."""
        if self.body.format is BodyFormat.MARKDOWN:
            return clean.strip(self.body.source).strip("\n")
        from tui_blog.text.as_markdown import as_markdown

        return as_markdown(self.blocks())

    def markdown_link(self) -> str:
        """Return its title as Markdown, linked where it has an address."""
        from tui_blog.text.as_markdown import as_markdown

        return as_markdown([Paragraph((Run(self.heading, href=self.address or None),))])

    def markdown_document(self) -> str:
        """Return it as a file of Markdown, with a head that blogs can read."""
        head = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in self._facts()]
        return "\n".join(["---", *head, "---", "", self.markdown(), ""])

    def plain_document(self) -> str:
        """Return it as a file of plain text, with who, when and where above it."""
        head = [f"{key.capitalize()}: {value}" for key, value in self._facts()]
        return "\n".join([*head, "", self.plain(), ""])

    def file_name(self) -> str:
        """Propose a name for a file of it, of letters, digits and "-" alone; ends in `.md`."""
        name = _plain_name(self.name) or "post"
        if self.is_comment:
            name = f"{name}-{_plain_name(self.author) or 'comment'}"
        date = "" if self.written_at is None else f"{self.written_at:%Y-%m-%d}-"
        return f"{date}{name[:_MAX_NAME_CHARS].rstrip('-')}.md"

    def _facts(self) -> list[tuple[str, str]]:
        facts = [
            ("title", f"Re: {self.title}" if self.is_comment else self.title),
            ("author", self.author),
            ("date", "" if self.written_at is None else self.written_at.isoformat()),
            ("link", self.address),
        ]
        return [(key, value) for key, value in facts if value]


def _plain_name(text: str) -> str:
    from unicodedata import normalize
    from urllib.parse import unquote

    # Blogs write other letters so in an address: as a name that would be digits without a sense.
    letters = normalize("NFKD", unquote(text).lower()).encode("ascii", "ignore").decode()
    return _UNFIT_FOR_NAME.sub("-", letters).strip("-")
