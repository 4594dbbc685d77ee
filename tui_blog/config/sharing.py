"""The section `[share]`: one's own server, and targets of one's own."""

from collections.abc import Mapping

from tui_blog.config.settings import ShareConfig
from tui_blog.config.values import Values
from tui_blog.text import clean
from tui_blog.text.sharing import FIELDS, CommandTarget, WebTarget, unknown_fields

OwnTarget = WebTarget | CommandTarget
_TARGET_KEYS = ("url", "command")
_INSTANCE = "mastodon"
_INSTEAD = "this target is left out"


def read_share(values: Values, top: Mapping[str, object]) -> ShareConfig:
    """Read the section.

    Args:
        values: Takes the values, and is told what is wrong.
        top: All of the file.
    """
    table = values.table(top, "share", instead="the usual targets are there")
    instance = ""
    targets: list[OwnTarget] = []
    for name, value in table.items():
        if isinstance(value, dict):
            target = _target(values, name, value)
            targets += [] if target is None else [target]
        elif name == _INSTANCE:
            key = ("share", _INSTANCE)
            instance = values.address(table, key, instead="you are asked") or ""
        else:
            values.complain(("share", name), f"must be a table: [share.{name}]", _INSTEAD)
    return ShareConfig(mastodon=instance.rstrip("/"), targets=tuple(targets))


def _target(values: Values, name: str, table: Mapping[str, object]) -> OwnTarget | None:
    where, shown = ("share", name), clean.field(name, max_chars=40)
    values.refuse_unknown(table, _TARGET_KEYS, where)
    if ("url" in table) == ("command" in table) or not shown:
        values.complain(where, "needs either url or command", _INSTEAD)
        return None
    template = values.address(table, (*where, "url"), instead=_INSTEAD)
    command = values.command(table, (*where, "command"), instead=_INSTEAD)
    for part in (template or "", *command):
        for unknown in unknown_fields(part):
            known = ", ".join(f"{{{field}}}" for field in FIELDS)
            values.complain(where, f"has {{{unknown}}}; there are {known}", _INSTEAD)
            return None
    if template is not None:
        server = template.split("/", 3)[2]
        if "{" in server:
            values.complain(where, "must name its host, without braces", _INSTEAD)
            return None
        return WebTarget(name=shown, template=template)
    if command and "{" in command[0]:
        values.complain(where, "must name its program, without braces", _INSTEAD)
        return None
    return CommandTarget(name=shown, command=command) if command else None
