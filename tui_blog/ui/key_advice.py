"""Keys that mean something else to who comes from mutt or newsboat, and what to tell them."""

from collections.abc import Mapping
from typing import NamedTuple


class Advice(NamedTuple):
    """What is told of a key, once and never again."""

    command_id: str | None
    """What the key has to give here for this to be true; `None`: nothing."""
    text: str
    """A short sentence; `{area.verb}` in it stands for the key of that command."""


ADVICE: Mapping[str, Advice] = {
    # Only those that lead astray: nothing happens here, or something that surprises.
    "equals_sign": Advice(None, "= is mutt's key: {move.first} goes to the first one here."),
    "asterisk": Advice("star.toggle", "Here * gives a star; {move.last} goes to the last one."),
    "E": Advice(None, "E is newsboat's key: {blog.choose} lists and adds blogs here."),
    "i": Advice(None, "For mutt's i: {app.back} goes back here."),
    "v": Advice(None, "For mutt's v: {link.list} lists the links here."),
    "x": Advice(None, "For mutt's x: {app.back} goes back here, and {app.quit} quits."),
    "minus": Advice(None, "For mutt's -: {move.page_up} goes one page back here."),
    "l": Advice("move.in", "Here l opens; mutt's limit is {search.everything}."),
    "G": Advice("move.last", "Here G goes to the end; mutt's fetch is {blog.sync}."),
    "c": Advice("comment.new", "Here c comments; mutt's change of folder is {blog.choose}."),
    "R": Advice("post.reload", "Here R reloads; mutt's recall is {comment.pending}."),
    "o": Advice("link.browser", "Here o opens the browser; mutt's sort is {order.sort}."),
    "r": Advice("comment.reply", "Here r replies; newsboat's reload is {post.reload}."),
    "u": Advice("comment.undo", "Here u undoes; newsboat's list of links is {link.list}."),
}
"""By the names of keys.

Source: index keys of neomutt 20220429, keys of newsboat 2.21 (their manuals).
"""
