"""What can be typed behind `tui-blog`, and the help that tells of it."""

from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence

from tui_blog import __version__

COMMANDS = ("list", "show", "comments", "reply", "add", "sync", "outbox", "news", "waiting")
"""The plain commands, which need no terminal."""
_USAGE = (
    "tui-blog [TARGET]\n       tui-blog add|sync|outbox|news|waiting|list|show|comments|reply ..."
)
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
  echo Thanks! | tui-blog reply 1 --to ID   answer a comment
"""
_EPILOG = """\
tui-blog list --help, and so on, tells more about one command.

exit codes: 0 done, 1 failed, 2 wrong use or no terminal (news and waiting:
there is something), 3 offline or server, 4 credentials, 5 damaged archive,
70 a bug, 128 + signal
"""
_COMMAND_HELP = {
    "add": (
        "Copy a blog to this computer, to read and answer it offline.",
        "  tui-blog add https://blog.example/\n  tui-blog add --user mara https://blog.example/",
    ),
    "sync": (
        "Send what waits in the outbox, then fetch what is new.",
        "  tui-blog sync\n  tui-blog sync garden blog-example",
    ),
    "outbox": (
        "List what is written here and not delivered; send it, or give it up.",
        "  tui-blog outbox\n  tui-blog outbox retry\n  tui-blog outbox drop 1f0a",
    ),
    "news": (
        "Tell what is new since you last read; ends with 2 for something, 0 for nothing.",
        "  tui-blog news\n  tui-blog news garden --json",
    ),
    "waiting": (
        "List the replies you have not answered; ends with 2 for some, 0 for none.",
        "  tui-blog waiting\n  tui-blog waiting garden --json",
    ),
    "list": (
        "List the posts, newest first.",
        "  tui-blog list\n  tui-blog list --blog https://blog.example/ --json",
    ),
    "show": (
        "Print a post.",
        "  tui-blog show 1\n  tui-blog show https://blog.example/a-post/",
    ),
    "comments": (
        "Print the comments on a post as an indented thread.",
        "  tui-blog comments 1\n  tui-blog comments a-post --blog garden --json",
    ),
    "reply": (
        "Send the text on the standard input as a comment, and print its id.",
        "  echo Thanks! | tui-blog reply 1 --to ID\n  tui-blog reply a-post < comment.md",
    ),
}


def parse(argv: Sequence[str]) -> Namespace:
    """Read the arguments; `command` is `None` where the app is meant.

    Raises:
        SystemExit: They ask for nothing but a text, or make no sense.
    """
    if argv and argv[0] in COMMANDS:
        return _command_parser(argv[0]).parse_args(argv[1:])
    return _app_parser().parse_args(argv)


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
    parser.set_defaults(command=None)
    return parser


def _command_parser(command: str) -> ArgumentParser:
    what, examples = _COMMAND_HELP[command]
    parser = ArgumentParser(
        prog=f"tui-blog {command}",
        description=f"{what}\n\n{examples}",
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(command=command)
    if command == "add":
        parser.add_argument("address", metavar="ADDRESS", help="the blog, or any page of it")
        parser.add_argument(
            "--user",
            metavar="NAME",
            help="who logs in there; empty for a guest; asked for on a terminal",
        )
        return parser
    if command == "sync":
        parser.add_argument(
            "--full", action="store_true", help="read everything again: finds edited comments"
        )
        parser.add_argument(
            "blogs", metavar="BLOG", nargs="*", help="configured or added blogs; else all of them"
        )
        return parser
    if command in ("news", "waiting"):
        parser.add_argument(
            "blogs", metavar="BLOG", nargs="*", help="configured or added blogs; else all of them"
        )
        parser.add_argument("--json", action="store_true", help='print JSON ("format": 1)')
        return parser
    if command == "outbox":
        parser.add_argument(
            "verb",
            nargs="?",
            default="list",
            choices=("list", "retry", "edit", "drop"),
            help="else list",
        )
        parser.add_argument("id", metavar="ID", nargs="?", help="of the entry, or how it begins")
        parser.add_argument("--blog", metavar="BLOG", help="only this one; else all of them")
        parser.add_argument("--json", action="store_true", help='print JSON ("format": 1)')
        return parser
    if command != "list":
        parser.add_argument(
            "post",
            metavar="POST",
            nargs="?",
            help="number in the list (1 is the newest), id, slug or address; may be left out when "
            "--blog is the address of a post",
        )
    if command == "reply":
        parser.add_argument("--to", metavar="ID", help="the comment to answer; else the post")
    parser.add_argument(
        "--blog",
        metavar="TARGET",
        help="a configured blog, an address, or a folder of posts; else as for tui-blog alone",
    )
    parser.add_argument("--json", action="store_true", help='print JSON ("format": 1)')
    return parser
