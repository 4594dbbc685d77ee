"""Run the program with ``python -m tui_blog``."""

from tui_blog.cli import main

if __name__ == "__main__":
    main()
