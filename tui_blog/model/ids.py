"""Identifiers: opaque strings that carry the prefix of the adapter that made them.

Examples: ``wp:812``, ``file:2024/hello-world``, ``local:0f8b…`` (made here, not delivered yet).
"""

from typing import NewType

PostId = NewType("PostId", str)
"""A post of one blog."""

CommentId = NewType("CommentId", str)
"""A comment of one blog."""

ChangeId = NewType("ChangeId", str)
"""An intended change; made by the client, unique for ever."""

PageToken = NewType("PageToken", str)
"""Where a page of a listing ended. Only the adapter that made it can read it."""

Cursor = NewType("Cursor", str)
"""How far a pull came. Only the adapter that made it can read it."""
