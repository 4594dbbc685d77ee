"""What can be typed behind `tui-blog`, and the help that tells of it."""

from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from itertools import islice

from tui_blog import __version__
from tui_blog.plain.command_names import COMMANDS
from tui_blog.plain.command_parsers import command_parser

_MIDDLE = 7
_USAGE = f"""tui-blog [--plain] [TARGET]
       tui-blog COMMAND ...

commands: {", ".join(COMMANDS[:_MIDDLE])},
          {", ".join(COMMANDS[_MIDDLE:])}"""
_DESCRIPTION = """\
Read blogs and their comment threads in the terminal, and answer them.

  tui-blog                                  open your first blog, or else the
                                            sample posts
  tui-blog https://blog.example/a-post/     open one post with its comments
  tui-blog ~/site/content                   open a folder of posts
  tui-blog add https://blog.example/        copy a blog, to read it offline
  tui-blog sync                             send what waits, fetch what is new
  tui-blog news                             tell what is new since you last read
  tui-blog waiting                          list replies you have not answered
  tui-blog list --json                      list the posts for a program
  tui-blog comments 1                       print the thread of the newest post
  tui-blog search tomato from:mara          find posts and comments
  tui-blog filters                          try your rules about comments
  echo Thanks! | tui-blog reply 1 --to ID   answer a comment
  tui-blog keys                             list the keys of the reader
"""
_EPILOG = """\
tui-blog list --help, and so on, tells more about one command.

exit codes: 0 done, 1 failed (why: no rule is about it), 2 wrong use or no
terminal (news and waiting: there is something), 3 offline or server,
4 credentials, 5 damaged archive, 70 a bug, 128 + signal
"""


def parse(argv: Sequence[str]) -> Namespace:
    """Read the arguments; `command` is `None` where the app is meant.

    Raises:
        SystemExit: They ask for nothing but a text, or make no sense.
    """
    if argv and argv[0] == "search":
        return command_parser("search").parse_args(_parted(argv[1:]))
    if argv and argv[0] in COMMANDS:
        return command_parser(argv[0]).parse_args(argv[1:])
    return _app_parser().parse_args(argv)


def _parted(argv: Sequence[str]) -> list[str]:
    """Put options before the query: a word with a minus is none of them."""
    options: list[str] = []
    words: list[str] = []
    rest = iter(argv)
    for argument in rest:
        if argument == "--":
            words += rest
        elif argument in ("--blog", "--limit"):
            options += [argument, *islice(rest, 1)]
        elif argument.startswith("--") or argument == "-h":
            options.append(argument)
        else:
            words.append(argument)
    return [*options, "--", *words] if words else options


def _app_parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="tui-blog",
        usage=_USAGE,
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"tui-blog {__version__}")
    parser.add_argument(
        "target",
        nargs="?",
        metavar="TARGET",
        help="a configured blog, an address, or a folder of posts (./list for one called list)",
    )
    parser.add_argument(
        "--plain",
        action="store_true",
        help="one column of words without lines, for speech and Braille",
    )
    parser.set_defaults(command=None)
    return parser
