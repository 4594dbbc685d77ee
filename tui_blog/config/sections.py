"""The sections of the settings, each read into what it means."""

from collections.abc import Mapping
from types import MappingProxyType

from tui_blog.config.settings import UNDO_SEND_S, BlogConfig, Config, Identity
from tui_blog.config.values import Values
from tui_blog.text import clean
from tui_blog.text.patterns import Pattern

_NAME = Pattern(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_BLOG_KEYS = ("url", "folder", "user", "password-command", "ssl-ca")
_IDENTITY_KEYS = ("name", "email", "url")
_TOP_KEYS = ("theme", "undo-send-s", "keys", "identity", "blogs")
_MAX_UNDO_S = 600


def read_sections(values: Values, table: Mapping[str, object]) -> Config:
    """Read all of a table.

    Args:
        values: Takes the values, and is told what is wrong.
        table: All of the file.
    """
    values.refuse_unknown(table, _TOP_KEYS, ())
    theme = values.text(table, ("theme",), instead="the usual theme is used")
    keys = values.table(table, "keys", instead="the usual keys are used")
    identity = _identity(values, table)
    blogs = values.table(table, "blogs", instead="no blogs are configured")
    return Config(
        theme=theme or None,
        undo_send_s=_undo_send_s(values, table),
        keys=MappingProxyType({key: text for key in keys if (text := _key(values, keys, key))}),
        identity=identity,
        blogs=tuple(blog for name in blogs if (blog := _blog(values, blogs, name)) is not None),
        problems=values.problems,
    )


def _key(values: Values, keys: Mapping[str, object], key: str) -> str:
    return values.text(keys, ("keys", key), instead="its usual keys are used")


def _undo_send_s(values: Values, top: Mapping[str, object]) -> float:
    value = top.get("undo-send-s", UNDO_SEND_S)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and 0 <= (seconds := float(str(value))) <= _MAX_UNDO_S:
        return seconds
    values.complain(
        ("undo-send-s",), f"must be a number of seconds, at most {_MAX_UNDO_S}", "5 are used"
    )
    return UNDO_SEND_S


def _identity(values: Values, top: Mapping[str, object]) -> Identity:
    table = values.table(top, "identity", instead="your login name is used")
    values.refuse_unknown(table, _IDENTITY_KEYS, ("identity",))
    name = values.text(table, ("identity", "name"), instead="your login name is used")
    email = values.text(table, ("identity", "email"), instead="none is used")
    return Identity(
        name=clean.field(name),
        email=clean.field(email),
        url=values.address(table, ("identity", "url"), instead="none is used") or "",
    )


def _blog(values: Values, blogs: Mapping[str, object], name: str) -> BlogConfig | None:
    where, instead = ("blogs", name), "this blog is left out"
    table = blogs[name]
    if not isinstance(table, dict):
        values.complain(where, "must be a table with url or folder", instead)
        return None
    if not _NAME.fullmatch(name):
        what = "is no name: it may have letters, digits, -, _ and . and begins with one of "
        values.complain(where, f"{what}the first two", instead)
        return None
    values.refuse_unknown(table, _BLOG_KEYS, where)
    if ("url" in table) == ("folder" in table):
        values.complain(where, "needs either url or folder", instead)
        return None
    url = values.address(table, (*where, "url"), instead=instead)
    folder = values.file(table, (*where, "folder"), instead=instead)
    if url is None and folder is None:
        return None
    return BlogConfig(
        name=name,
        url=url,
        folder=folder,
        user=values.text(table, (*where, "user"), instead="you read as a guest"),
        password_command=values.command(
            table, (*where, "password-command"), instead="no command is run"
        ),
        ca_file=values.file(table, (*where, "ssl-ca"), instead="the usual ones are trusted"),
    )
