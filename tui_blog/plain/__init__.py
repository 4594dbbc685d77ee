"""The plain commands: lists, posts and threads as text or JSON, and answering from a pipe."""
