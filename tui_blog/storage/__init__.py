"""Sources of posts and comments behind one contract."""
