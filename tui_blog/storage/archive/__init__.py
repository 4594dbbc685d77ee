"""Plain files as a source: the archive, and any folder of posts."""
