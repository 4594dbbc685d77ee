"""What can be typed behind `tui-blog`, and the help that tells of it."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from itertools import islice

from tui_blog import __version__
from tui_blog.plain.command_names import COMMANDS

_MIDDLE = 7
_USAGE = f"""tui-blog [--plain] [TARGET]
       tui-blog COMMAND ...

commands: {", ".join(COMMANDS[:_MIDDLE])},
          {", ".join(COMMANDS[_MIDDLE:])}"""
_MOST_HITS = 100_000
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
        "  tui-blog outbox\n  tui-blog outbox retry 1f0a\n  tui-blog outbox drop 1f0a",
    ),
    "news": (
        "Tell what is new since you last read; ends with 2 for something, 0 for nothing.",
        "  tui-blog news\n  tui-blog news garden --json",
    ),
    "waiting": (
        "List the replies you have not answered; ends with 2 for some, 0 for none.",
        "  tui-blog waiting\n  tui-blog waiting garden --json",
    ),
    "why": (
        "Say which rule of config.toml is about a comment; ends with 1 for none.",
        "  tui-blog why 1 wp:812\n  tui-blog why garden wp:812 --json",
    ),
    "filters": (
        "Tell what each rule of config.toml would do to comments; nothing is changed.",
        "  tui-blog filters\n  tui-blog filters garden --json",
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
    "search": (
        "Search the posts and comments of all blogs that have files here, newest first.",
        """\
  tui-blog search first frost
  tui-blog search '"first frost" -snow from:mara after:2024-03'
  tui-blog search is:unread has:link in:garden tag:notes before:7d sort:rank
  tui-blog search is:starred
  tui-blog search is:hidden casino

All words have to be there. A minus turns a term round; a star lets a word
go on.""",
    ),
    "config": (
        "List the settings that hold, and where each is set; or print a sample.",
        "  tui-blog config\n  tui-blog config --json\n  tui-blog config --sample",
    ),
    "archive": (
        "Look for damaged files and set them right, or forget what deleted comments said.",
        """\
  tui-blog archive check
  tui-blog archive repair garden
  tui-blog archive reindex
  tui-blog archive forget garden                      (lists them)
  tui-blog archive forget garden --comment wp:812
  tui-blog archive forget garden --all --yes""",
    ),
    "keys": (
        "List the keys of the reader, as the settings have them, or as a preset has them.",
        "  tui-blog keys\n  tui-blog keys --preset vim --markdown",
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
    if argv and argv[0] == "search":
        return _command_parser("search").parse_args(_parted(argv[1:]))
    if argv and argv[0] in COMMANDS:
        return _command_parser(argv[0]).parse_args(argv[1:])
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
    if command == "keys":
        from tui_blog.config import PRESET_NAMES

        parser.add_argument(
            "--preset", choices=PRESET_NAMES, help="that one, without your own [keys]"
        )
        kind = parser.add_mutually_exclusive_group()
        kind.add_argument("--json", action="store_true", help='print JSON ("format": 1)')
        kind.add_argument("--markdown", action="store_true", help="print tables in Markdown")
        return parser
    if command == "search":
        parser.add_argument("query", metavar="QUERY", nargs="+", help="what to look for")
        parser.add_argument("--blog", metavar="NAME", help="only blogs whose name has this in it")
        parser.add_argument("--limit", metavar="N", type=_count, default=50, help="hits; else 50")
        parser.add_argument("--all", action="store_true", help="what your filters hide, too")
        parser.add_argument("--json", action="store_true", help='print JSON ("format": 1)')
        return parser
    if command == "archive":
        verbs = ("check", "repair", "reindex", "forget")
        parser.add_argument("verb", choices=verbs, help="what to do")
        parser.add_argument(
            "blogs",
            metavar="BLOG",
            nargs="*",
            help="configured or added blogs; else all of them; to forget, exactly one",
        )
        which = parser.add_argument_group("what to forget")
        which.add_argument("--all", action="store_true", help="all that the blog has deleted")
        which.add_argument("--post", metavar="POST", help="only on this post")
        which.add_argument(
            "--comment", metavar="ID", action="append", default=[], help="this one; may be repeated"
        )
        which.add_argument("--yes", action="store_true", help="without asking")
        return parser
    if command == "why":
        parser.add_argument(
            "which",
            metavar="BLOG|POST",
            help="a configured or added blog, or a post by number, id, slug or address",
        )
        parser.add_argument("comment", metavar="COMMENT-ID", help="comments POST shows them")
        parser.add_argument("--blog", metavar="TARGET", help="where the post is")
        parser.add_argument("--json", action="store_true", help='print JSON ("format": 1)')
        return parser
    if command in ("news", "waiting", "filters"):
        if command == "news":
            parser.add_argument("--all", action="store_true", help="what your filters hide, too")
        elif command == "waiting":
            parser.add_argument(
                "--all", action="store_true", help="what is put off or your filters hide, too"
            )
        parser.add_argument(
            "blogs", metavar="BLOG", nargs="*", help="configured or added blogs; else all of them"
        )
        parser.add_argument("--json", action="store_true", help='print JSON ("format": 1)')
        return parser
    if command == "config":
        parser.add_argument(
            "--sample", action="store_true", help="print a file that explains all settings"
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
    if command == "comments":
        parser.add_argument("--all", action="store_true", help="what your filters hide, too")
    if command == "reply":
        parser.add_argument("--to", metavar="ID", help="the comment to answer; else the post")
    parser.add_argument(
        "--blog",
        metavar="TARGET",
        help="a configured blog, an address, or a folder of posts; else as for tui-blog alone",
    )
    parser.add_argument("--json", action="store_true", help='print JSON ("format": 1)')
    return parser


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= _MOST_HITS):
        raise ArgumentTypeError(f"a number from 1 to {_MOST_HITS:,} is needed, not {text}")
    return int(text)
