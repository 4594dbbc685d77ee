"""How much of an archive's files is read and written."""

MAX_POST_BYTES = 4 * 1024 * 1024
"""How much of a post's file is read."""
MAX_COMMENT_BYTES = 256 * 1024
"""UTF-8 bytes that a comment may have."""
