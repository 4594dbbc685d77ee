"""Links to choose from, and what was chosen."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from tui_blog.text import clean, links
from tui_blog.text.lookalikes import Disguise, Disguised, find_disguise
from tui_blog.ui.glyphs import Glyphs


class LinkWarning(NamedTuple):
    """Something about a link that is not as it looks."""

    short: str
    """What is wrong, in a few words, for a list."""
    sentence: str
    """The same before the address, for a dialog."""
    is_text: bool = False
    """It is the words of the link, not the host, that mislead."""
    is_grave: bool = True
    """Somebody may mean to deceive."""

    def sign(self, glyphs: Glyphs) -> str:
        """Return the glyph to put before it."""
        return glyphs.mismatch if self.is_text else glyphs.warning


@dataclass(frozen=True, kw_only=True)
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

    @cached_property
    def warnings(self) -> tuple[LinkWarning, ...]:
        """What is not as it looks, the worst first; empty where all is well."""
        warnings = []
        if links.is_misleading(self.label, self.address):
            sentence = "This link's text says something else:"
            warnings.append(LinkWarning(f"goes to {self.host}", sentence, is_text=True))
        disguised = find_disguise(self.address)
        if disguised is not None:
            warnings.append(_warning_of(disguised))
        return tuple(warnings)

    def sign(self, glyphs: Glyphs) -> str:
        """Return the glyph for what is not as it looks; empty where nothing is wrong."""
        return self.warnings[0].sign(glyphs) if self.warnings else ""


def _warning_of(disguised: Disguised) -> LinkWarning:
    host, plain = clean.field(disguised.host), clean.field(disguised.plain)
    match disguised.how:
        case Disguise.LOOKS_LIKE:
            return LinkWarning(f"looks like {plain}", f"{host} looks like {plain}; it is another:")
        case Disguise.MIXED:
            return LinkWarning("mixes alphabets", f"{host} mixes letters of several alphabets:")
        case Disguise.LETTERS:
            return LinkWarning(
                f"{host}: letters beyond a-z",
                f"{host} has letters beyond a-z; it is this host:",
                is_grave=False,
            )


class LinkVerb(StrEnum):
    """What to do with an address."""

    OPEN = "open"
    COPY = "copy"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkChoice:
    """An address that was looked at, and what to do with it."""

    verb: LinkVerb
    address: str
