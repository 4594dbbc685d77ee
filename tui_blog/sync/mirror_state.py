"""What a mirror knows of its blog without asking: its manifest, read and written."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType

from tui_blog.model.capabilities import Capabilities
from tui_blog.model.ids import Cursor, PostId
from tui_blog.model.post import Author, BodyFormat
from tui_blog.storage.archive.manifest import Manifest, write_manifest
from tui_blog.text import clean

_MEMO = "memo_"
_CAN = "can_"
_FLAGS = tuple(one.name for one in fields(Capabilities) if one.type in ("bool", bool))


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorState:
    """What is known of a blog since it was last reached."""

    name: str
    home: str
    """The blog's own address."""
    id_prefix: str
    user: str = ""
    """Who logs in there; empty for a guest."""
    cursor: Cursor | None = None
    """Up to where the copy goes; `None` before the first pull brought something."""
    memo: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """As `CopiedSource.memo`."""
    capabilities: Capabilities = field(default_factory=Capabilities)
    unsettled: frozenset[PostId] = frozenset()
    """Posts whose threads are still to be read again whole; a pull that ends leaves none."""
    is_whole: bool = False
    """A pull came to its end: what is not here, the blog did not have."""
    hidden_posts: int = 0
    """How many more posts the blog counts than it shows."""
    hidden_comments: int = 0
    """How many more comments the blog counts than it shows."""


def read_state(manifest: Manifest) -> MirrorState | None:
    """Read what a manifest says; `None` where it is not that of a mirror."""
    told = manifest.fields
    home, cursor = _text(told, "url"), _text(told, "cursor")
    if not (home and manifest.id_prefix):
        return None
    return MirrorState(
        name=manifest.name,
        home=home,
        id_prefix=manifest.id_prefix,
        user=_text(told, "user"),
        cursor=Cursor(cursor) if cursor else None,
        memo=MappingProxyType(
            {key.removeprefix(_MEMO): _text(told, key) for key in told if key.startswith(_MEMO)}
        ),
        capabilities=_capabilities(told),
        unsettled=frozenset(map(PostId, _texts(told, "unsettled"))),
        is_whole=told.get("is_whole") is True,
        hidden_posts=_number(told, "hidden_posts") or 0,
        hidden_comments=_number(told, "hidden_comments") or 0,
    )


def write_state(root: Path, state: MirrorState) -> None:
    """Write the manifest; nothing where it says the same already.

    Raises:
        OSError: It is as it was.
    """
    able = state.capabilities
    told: dict[str, str | bool | int | tuple[str, ...]] = {
        "name": state.name,
        "url": state.home,
        "id_prefix": state.id_prefix,
        "source_kind": able.source_kind,
        "comment_formats": tuple(sorted(able.comment_formats)),
        "is_whole": state.is_whole,
        "hidden_posts": state.hidden_posts,
        "hidden_comments": state.hidden_comments,
    }
    texts = {
        "user": state.user,
        "cursor": state.cursor,
        "refusal": able.refusal,
        "notice": able.notice,
    }
    if able.identity is not None:
        texts |= {"identity": able.identity.name, "identity_id": able.identity.id}
    texts |= {f"{_MEMO}{key}": value for key, value in state.memo.items()}
    told |= {key: text for key, text in texts.items() if text}
    if state.unsettled:
        told["unsettled"] = tuple(sorted(state.unsettled))
    told |= {f"{_CAN}{name}": True for name in _FLAGS if getattr(able, name)}
    if able.held_first is not None:
        told["held_first"] = able.held_first
    if able.max_comment_bytes is not None:
        told["max_comment_bytes"] = able.max_comment_bytes
    write_manifest(root, told)


def _capabilities(told: Mapping[str, object]) -> Capabilities:
    identity = clean.field(_text(told, "identity"))
    known = {one.value: one for one in BodyFormat}
    flags = {name: told.get(f"{_CAN}{name}") is True for name in _FLAGS}
    held_first = told.get("held_first")
    return Capabilities(
        source_kind=clean.field(_text(told, "source_kind")),
        refusal=clean.field(_text(told, "refusal")),
        notice=clean.field(_text(told, "notice")),
        held_first=held_first if isinstance(held_first, bool) else None,
        identity=Author(name=identity, id=_text(told, "identity_id") or None) if identity else None,
        comment_formats=frozenset(
            known[one] for one in _texts(told, "comment_formats") if one in known
        ),
        max_comment_bytes=_number(told, "max_comment_bytes"),
        **flags,
    )


def _text(told: Mapping[str, object], key: str) -> str:
    value = told.get(key, "")
    return value if isinstance(value, str) else ""


def _texts(told: Mapping[str, object], key: str) -> list[str]:
    value = told.get(key)
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _number(told: Mapping[str, object], key: str) -> int | None:
    value = told.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
