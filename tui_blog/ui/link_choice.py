"""Links to choose from, and what was chosen."""

from dataclasses import dataclass
from enum import StrEnum

from tui_blog.text import clean, links
from tui_blog.ui.glyphs import Glyphs


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkEntry:
    """A link as a text has it."""

    label: str
    """The words that are linked; may be foreign, may be empty."""
    address: str
    """Where it goes, vetted (`links.vet`)."""

    @property
    def shown_label(self) -> str:
        """The words, cleaned, one line; never empty."""
        return clean.field(self.label) or self.shown_address

    @property
    def shown_address(self) -> str:
        """The whole address, fit for showing."""
        return links.shown_address(self.address)

    @property
    def host(self) -> str:
        """The host, or the mailbox; fit for showing."""
        return clean.field(links.display_host(self.address))

    @property
    def is_misleading(self) -> bool:
        """The words look like an address on another host."""
        return links.is_misleading(self.label, self.address)

    def sign(self, glyphs: Glyphs) -> str:
        """Return the glyph for what is not as it looks; empty where nothing is wrong."""
        return glyphs.mismatch if self.is_misleading else ""


class LinkVerb(StrEnum):
    """What to do with an address."""

    OPEN = "open"
    COPY = "copy"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkChoice:
    """An address that was looked at, and what to do with it."""

    verb: LinkVerb
    address: str
