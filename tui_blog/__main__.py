"""Run the program: ``tui-blog``, or ``python -m tui_blog``.

The first paint comes before everything else is imported, and is taken away if the start fails.
"""

import os
import sys

from tui_blog.first_paint import FirstPaint


def main() -> None:
    """Run the program and end the process."""
    first_paint = FirstPaint(sys.argv[1:], os.environ)
    try:
        first_paint.paint()
        from tui_blog.cli import main as run_program

        run_program(first_paint=first_paint)
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        first_paint.take_down()


if __name__ == "__main__":
    main()
