"""Where a post, a comment or a quotation can be shared, and the address that does it.

A target is a template. What is put in is percent-encoded, every character of it that means
something in an address; a command gets it as arguments, without a shell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import quote

from tui_blog.text.excerpt import excerpt
from tui_blog.text.links import MAX_ADDRESS_CHARS, vet
from tui_blog.text.passage import Passage
from tui_blog.text.patterns import Pattern

FIELDS = ("url", "title", "text")
"""What can stand in braces in a template of one's own."""
_FIELD = Pattern(r"\{(url|title|text|words|instance)\}")
_MAX_CHARS = 3000
"""Of a text where the service has no limit of its own that is known."""
_FEWEST_CHARS = 40
_SHORTER = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What is shared. All of it is clean."""

    title: str
    """Of the post; may be empty."""
    url: str
    """Where it stands on the web, vetted; empty where it has no address."""
    text: str
    """A comment's or a quotation's words; of a post its beginning. May be empty."""
    author: str
    """Who wrote the words; may be empty."""
    is_quotation: bool
    """They are a comment or a part of something, not a post as a whole."""
    markdown: str
    """What is copied as Markdown."""

    @classmethod
    def of(cls, passage: Passage) -> "Shared":
        """Return a post or comment as it is shared."""
        is_comment = passage.is_comment
        return cls(
            title=passage.title,
            url=passage.address,
            text=passage.plain() if is_comment else excerpt(passage.blocks()),
            author=passage.author,
            is_quotation=is_comment,
            markdown=passage.quotation() if is_comment else passage.markdown_link(),
        )

    def words(self, max_chars: int) -> str:
        """Return what is said beside the address: a post's title, or words with who said them.

        Args:
            max_chars: What is longer is cut after a word.
        """
        if not self.is_quotation:
            return _cut(self.title or self.text, max_chars)
        end = f"” – {self.author}" if self.author else "”"
        return f"“{_cut(self.text, max(_FEWEST_CHARS, max_chars - len(end) - 1))}{end}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebTarget:
    """A page that takes what is shared in its address, or a mail."""

    name: str
    template: str
    max_chars: int = _MAX_CHARS
    """Characters of text that it takes."""
    counts_url: bool = False
    """The address of what is shared counts among these."""

    @property
    def needs_url(self) -> bool:
        """It shares an address and nothing without one."""
        return "{url}" in self.template and "{words}" not in self.template

    @property
    def needs_instance(self) -> bool:
        """One has to say on which server one is."""
        return "{instance}" in self.template


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandTarget:
    """A program that is given what is shared."""

    name: str
    command: tuple[str, ...]
    """The program and its arguments, with fields in braces."""

    def argv(self, shared: Shared) -> list[str]:
        """Return the program with its arguments as it is run.

        Foreign text at the beginning of an argument never makes an option of it: a blank is put
        before a leading "-".
        """
        values = {"url": shared.url, "title": shared.title, "text": shared.text}
        program, *arguments = self.command
        return [program, *(_argument(part, values) for part in arguments)]


class Form(StrEnum):
    """How something is copied."""

    MARKDOWN = "markdown"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyTarget:
    """The clipboard."""

    name: str
    form: Form

    def copied(self, shared: Shared) -> str:
        """Return what is put there."""
        if self.form is Form.MARKDOWN:
            return shared.markdown
        parts = (shared.words(_MAX_CHARS), shared.url)
        return "\n".join(filter(None, parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedTarget:
    """A service that is gone."""

    name: str
    told: str
    """A sentence that says since when."""


Target = WebTarget | CommandTarget | CopyTarget | ClosedTarget

MAIL = WebTarget(
    name="Mail", template="mailto:?subject={title}&body={words}%0D%0A%0D%0A{url}", max_chars=2000
)
MASTODON = WebTarget(
    name="Mastodon", template="{instance}/share?text={words}%0A%0A{url}", max_chars=470
)
TARGETS: Sequence[Target] = (
    MAIL,
    MASTODON,
    WebTarget(
        name="Bluesky",
        template="https://bsky.app/intent/compose?text={words}%0A%0A{url}",
        max_chars=298,
        counts_url=True,
    ),
    WebTarget(name="Reddit", template="https://www.reddit.com/submit?url={url}&title={title}"),
    WebTarget(
        name="LinkedIn", template="https://www.linkedin.com/sharing/share-offsite/?url={url}"
    ),
    WebTarget(
        name="Tumblr",
        template="https://www.tumblr.com/widgets/share/tool?posttype=link&canonicalUrl={url}"
        "&title={title}&caption={text}",
    ),
    WebTarget(name="Facebook", template="https://www.facebook.com/sharer/sharer.php?u={url}"),
    WebTarget(
        name="X", template="https://x.com/intent/tweet?text={words}&url={url}", max_chars=255
    ),
    WebTarget(
        name="Pinterest",
        template="https://www.pinterest.com/pin/create/button/?url={url}&description={text}",
        max_chars=500,
    ),
    CopyTarget(name="Copy as Markdown", form=Form.MARKDOWN),
    CopyTarget(name="Copy text and address", form=Form.TEXT),
    ClosedTarget(name="Google+", told="Google+ was closed on 2 April 2019."),
    ClosedTarget(name="Flattr", told="Flattr was closed in November 2023."),
)
"""All that need no setting.

Source: docs.x.com, "Web intent"; the share pages of the others, as blogs link to them, 2025;
social-share-button PR#192 (Google+), easylist PR#22627 (Flattr). RFC 6068 for mail.
"""


def all_targets(own: Sequence[Target]) -> list[Target]:
    """List one's own targets, then the others; one's own stands for another of its name."""
    taken = {target.name.casefold() for target in own}
    return [*own, *(target for target in TARGETS if target.name.casefold() not in taken)]


class Made(NamedTuple):
    """What a page or a mail program is given."""

    address: str
    """All of it, encoded."""
    said: str
    """What of it a person reads."""


def address_of(target: WebTarget, shared: Shared, *, instance: str = "") -> Made:
    """Make the address that shares something; its text is cut so far that the whole fits.

    Args:
        target: Where.
        shared: What; with an address where the target needs one.
        instance: The server's address without a slash at its end, where the target needs one.
    """
    most = target.max_chars - (len(shared.url) + 2 if target.counts_url else 0)
    while True:
        values = {
            "title": _cut(shared.title, most),
            # Somebody's words never pass for those of who shares them.
            "text": shared.words(most) if shared.is_quotation else _cut(shared.text, most),
            "words": shared.words(most),
            "url": shared.url,
        }
        encoded = {name: _encoded(value, target) for name, value in values.items()}
        address = _filled(target.template, {**encoded, "instance": instance})
        if not shared.url:
            address = address.removesuffix("%0D%0A%0D%0A").removesuffix("%0A%0A")
        if len(address) <= MAX_ADDRESS_CHARS or most <= _FEWEST_CHARS:
            break
        most = int(most * _SHORTER)
    said = (value for name, value in values.items() if f"{{{name}}}" in target.template)
    return Made(address, "\n".join(dict.fromkeys(filter(None, said))))


def instance_of(text: str) -> str | None:
    """Return the server that somebody names: by its address, its host, or an account there.

    Returns:
        Its address without a slash at the end; `None` for what names none.
    """
    name = text.strip()
    address = vet(name if "://" in name else f"https://{name.rpartition('@')[2]}")
    if address is None or address.startswith("mailto:"):
        return None
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


def unknown_fields(template: str) -> list[str]:
    """List what stands in braces in a template of one's own and means nothing."""
    return [name for name in Pattern(r"\{([^{}]*)\}").findall(template) if name not in FIELDS]


def letters_for(names: Sequence[str], *, taken: str) -> list[str]:
    """Give each name a letter to choose it by: one of its own where there is one left.

    Args:
        names: What can be chosen.
        taken: Letters that mean something else.

    Returns:
        As many letters; empty ones where none is left.
    """
    used = set(taken)
    letters = []
    for name in names:
        wanted = [*name.lower(), *"abcdefghijklmnopqrstuvwxyz"]
        free = (char for char in wanted if "a" <= char <= "z" and char not in used)
        letter = next(free, "")
        used.add(letter)
        letters.append(letter)
    return letters


def _encoded(value: str, target: WebTarget) -> str:
    if target.template.startswith("mailto:"):
        value = value.replace("\n", "\r\n")
    return quote(value, safe="", errors="replace")


def _filled(template: str, values: Mapping[str, str]) -> str:
    """Put values in, all at once: braces in a value stay what they are."""
    return _FIELD.sub(lambda found: values.get(found[1], found[0]), template)


def _argument(part: str, values: Mapping[str, str]) -> str:
    argument = _filled(part, values)
    return f" {argument}" if argument.startswith("-") and not part.startswith("-") else argument


def _cut(text: str, max_chars: int) -> str:
    if len(text) <= max_chars:
        return text
    cut = text[: max(1, max_chars - 1)]
    word_end = max(cut.rfind(" "), cut.rfind("\n"))
    return f"{(cut[:word_end] if word_end > len(cut) // 2 else cut).rstrip()}…"
