"""What may be done on a WordPress blog: by an account, by a guest, by nobody in particular."""

from dataclasses import replace

from tui_blog.config import Identity
from tui_blog.model.capabilities import Capabilities
from tui_blog.model.post import Author, BodyFormat
from tui_blog.storage.wordpress import payloads
from tui_blog.storage.wordpress.encoding import MAX_STORED_BYTES
from tui_blog.storage.wordpress.payloads import Account

_COMMON = Capabilities(
    source_kind="WordPress",
    comment_formats=frozenset({BodyFormat.TEXT}),
    max_comment_bytes=MAX_STORED_BYTES,
    search=True,
)


def of_account(account: Account) -> Capabilities:
    """What somebody may do who is logged in."""
    return replace(
        _COMMON,
        add_comments=True,
        reply_to_comments=True,
        edit_own=account.is_moderator,
        delete_own=account.is_moderator,
        moderate=account.is_moderator,
        held_first=False if account.is_moderator else None,
        identity=Author(name=account.name, id=payloads.author_id(account.id)),
    )


def account_in(known: Capabilities) -> Account | None:
    """Return the account of which these are the capabilities; `None` where they do not tell."""
    identity = known.identity
    number = None if identity is None or identity.id is None else payloads.number_of(identity.id)
    if identity is None or number is None:
        return None
    return Account(id=number, name=identity.name, is_moderator=known.moderate)


def without_password(user: str) -> Capabilities:
    """What may be done where an account is named, and there is no password for it."""
    name = payloads.one_line(user)
    return replace(
        _COMMON,
        needs_login=True,
        refusal=f"To comment as {name} one has to log in, and there is no password for {name}.",
    )


def of_guest(guest: Identity) -> Capabilities:
    """What somebody may do who has no account there: comment, through the posts' own forms.

    Whether the blog's form wants an e-mail address only the form tells; most do.
    """
    if not guest.name:
        return replace(
            _COMMON,
            needs_login=True,
            refusal='To comment here without an account, put name = "…" and email = "…" under '
            "[identity] in config.toml.",
        )
    told = "the blog gets your e-mail address" if guest.email else "most blogs want an e-mail too"
    return replace(
        _COMMON,
        add_comments=True,
        reply_to_comments=True,
        notice=f"You comment as a guest; {told}.",
        identity=Author(name=payloads.one_line(guest.name), url=guest.url or None),
    )
