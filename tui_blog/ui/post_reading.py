"""Making blocks of a post that is about to be shown: as much of it as is waited for."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from tui_blog.model.post import Post
from tui_blog.text.blocks import Block
from tui_blog.text.document import parse_beginning, parse_body

_VERY_LONG_CHARS = 150_000
"""A post that is longer is read beside the keys, which would wait for it."""


async def read_post(post: Post) -> tuple[Sequence[Block], Callable[[], Sequence[Block]] | None]:
    """Read a post, or the beginning of a long one.

    Returns:
        Its blocks; or the first of them, and what reads all.
    """
    base = post.summary.permalink
    read_all = partial(parse_body, post.body, base=base)
    if len(post.body.source) > _VERY_LONG_CHARS:
        return await asyncio.to_thread(read_all), None
    beginning = parse_beginning(post.body, base=base)
    return (beginning, read_all) if beginning else (read_all(), None)
