"""What the program talks about: posts, comments, threads, changes. No I/O, no third parties."""
