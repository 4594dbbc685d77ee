"""The sections of the settings, each read into what it means."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from tui_blog.config.settings import BlogConfig, Config, Identity, ShareConfig
from tui_blog.config.top_level import SETTINGS
from tui_blog.config.values import Values
from tui_blog.text import clean
from tui_blog.text.patterns import Pattern

if TYPE_CHECKING:
    from tui_blog.text.filter_rules import Rule

_NAME = Pattern(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_BLOG_KEYS = ("url", "folder", "user", "password-command", "ssl-ca")
_IDENTITY_KEYS = ("name", "email", "url")
_TABLES = ("keys", "identity", "blogs", "share", "filters")
_TOP_KEYS = (*(setting.key for setting in SETTINGS), *_TABLES)


def read_sections(values: Values, table: Mapping[str, object]) -> Config:
    """Read all of a table.

    Args:
        values: Takes the values, and is told what is wrong.
        table: All of the file.
    """
    values.refuse_unknown(table, _TOP_KEYS, ())
    simple = {setting.field: setting.read(values, table, setting) for setting in SETTINGS}
    config = Config(**simple)  # type: ignore[arg-type]  # each reader returns what its field holds
    keys = values.table(table, "keys", instead="the usual keys are used")
    identity = _identity(values, table)
    blogs = values.table(table, "blogs", instead="no blogs are configured")
    return replace(
        config,
        keys=MappingProxyType({key: text for key in keys if (text := _key(values, keys, key))}),
        identity=identity,
        blogs=tuple(blog for name in blogs if (blog := _blog(values, blogs, name)) is not None),
        share=_share(values, table),
        filters=_filters(values, table),
        problems=values.problems,
    )


def _share(values: Values, top: Mapping[str, object]) -> ShareConfig:
    if "share" not in top:
        return ShareConfig()
    from tui_blog.config.sharing import read_share

    return read_share(values, top)


def _key(values: Values, keys: Mapping[str, object], key: str) -> str:
    return values.text(keys, ("keys", key), instead="its usual keys are used")


def _filters(values: Values, top: Mapping[str, object]) -> "tuple[Rule, ...]":
    if "filters" not in top:
        return ()
    from tui_blog.config.filters import read_filters

    return read_filters(values, top["filters"])


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
