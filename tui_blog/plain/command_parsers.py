"""What can be typed behind each command, and the help that tells of it."""

from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from collections.abc import Callable
from typing import NamedTuple

_MOST_HITS = 100_000


class _Command(NamedTuple):
    """A command: what it does, how it is typed, and what it takes."""

    what: str
    examples: str
    add_arguments: Callable[[ArgumentParser], None]


def command_parser(command: str) -> ArgumentParser:
    """Make the parser of what follows a command.

    Args:
        command: One of `tui_blog.plain.command_names.COMMANDS`.
    """
    what, examples, add_arguments = _COMMANDS[command]
    parser = ArgumentParser(
        prog=f"tui-blog {command}",
        description=f"{what}\n\n{examples}",
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(command=command)
    add_arguments(parser)
    return parser


def _add(parser: ArgumentParser) -> None:
    parser.add_argument("address", metavar="ADDRESS", help="the blog, or any page of it")
    parser.add_argument(
        "--user",
        metavar="NAME",
        help="who logs in there; empty for a guest; asked for on a terminal",
    )


def _sync(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--full", action="store_true", help="read everything again: finds edited comments"
    )
    _take_blogs(parser)


def _outbox(parser: ArgumentParser) -> None:
    verbs = ("list", "retry", "edit", "drop")
    parser.add_argument("verb", nargs="?", default="list", choices=verbs, help="else list")
    parser.add_argument("id", metavar="ID", nargs="?", help="of the entry, or how it begins")
    parser.add_argument("--blog", metavar="BLOG", help="only this one; else all of them")
    _offer_json(parser)


def _news(parser: ArgumentParser) -> None:
    _offer_all(parser)
    _filters(parser)


def _waiting(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--all", action="store_true", help="what is put off or your filters hide, too"
    )
    _filters(parser)


def _filters(parser: ArgumentParser) -> None:
    _take_blogs(parser)
    _offer_json(parser)


def _why(parser: ArgumentParser) -> None:
    parser.add_argument(
        "which",
        metavar="BLOG|POST",
        help="a configured or added blog, or a post by number, id, slug or address",
    )
    parser.add_argument("comment", metavar="COMMENT-ID", help="comments POST shows them")
    parser.add_argument("--blog", metavar="TARGET", help="where the post is")
    _offer_json(parser)


def _list(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--blog",
        metavar="TARGET",
        help="a configured blog, an address, or a folder of posts; else as for tui-blog alone",
    )
    _offer_json(parser)


def _show(parser: ArgumentParser) -> None:
    _take_post(parser)
    _list(parser)


def _comments(parser: ArgumentParser) -> None:
    _take_post(parser)
    _offer_all(parser)
    _list(parser)


def _search(parser: ArgumentParser) -> None:
    parser.add_argument("query", metavar="QUERY", nargs="+", help="what to look for")
    parser.add_argument("--blog", metavar="NAME", help="only blogs whose name has this in it")
    parser.add_argument("--limit", metavar="N", type=_count, default=50, help="hits; else 50")
    _offer_all(parser)
    _offer_json(parser)


def _config(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--sample", action="store_true", help="print a file that explains all settings"
    )
    _offer_json(parser)


def _archive(parser: ArgumentParser) -> None:
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


def _keys(parser: ArgumentParser) -> None:
    from tui_blog.config import PRESET_NAMES

    parser.add_argument("--preset", choices=PRESET_NAMES, help="that one, without your own [keys]")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--json", action="store_true", help='print JSON ("format": 1)')
    kind.add_argument("--markdown", action="store_true", help="print tables in Markdown")


def _reply(parser: ArgumentParser) -> None:
    _take_post(parser)
    parser.add_argument("--to", metavar="ID", help="the comment to answer; else the post")
    _list(parser)


def _take_post(parser: ArgumentParser) -> None:
    parser.add_argument(
        "post",
        metavar="POST",
        nargs="?",
        help="number in the list (1 is the newest), id, slug or address; may be left out when "
        "--blog is the address of a post",
    )


def _take_blogs(parser: ArgumentParser) -> None:
    parser.add_argument(
        "blogs", metavar="BLOG", nargs="*", help="configured or added blogs; else all of them"
    )


def _offer_all(parser: ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="what your filters hide, too")


def _offer_json(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help='print JSON ("format": 1)')


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= _MOST_HITS):
        raise ArgumentTypeError(f"a number from 1 to {_MOST_HITS:,} is needed, not {text}")
    return int(text)


_COMMANDS = {
    "add": _Command(
        "Copy a blog to this computer, to read and answer it offline.",
        "  tui-blog add https://blog.example/\n  tui-blog add --user mara https://blog.example/",
        _add,
    ),
    "sync": _Command(
        "Send what waits in the outbox, then fetch what is new.",
        "  tui-blog sync\n  tui-blog sync garden blog-example",
        _sync,
    ),
    "outbox": _Command(
        "List what is written here and not delivered; send it, or give it up.",
        "  tui-blog outbox\n  tui-blog outbox retry 1f0a\n  tui-blog outbox drop 1f0a",
        _outbox,
    ),
    "news": _Command(
        "Tell what is new since you last read; ends with 2 for something, 0 for nothing.",
        "  tui-blog news\n  tui-blog news garden --json",
        _news,
    ),
    "waiting": _Command(
        "List the replies you have not answered; ends with 2 for some, 0 for none.",
        "  tui-blog waiting\n  tui-blog waiting garden --json",
        _waiting,
    ),
    "why": _Command(
        "Say which rule of config.toml is about a comment; ends with 1 for none.",
        "  tui-blog why 1 wp:812\n  tui-blog why garden wp:812 --json",
        _why,
    ),
    "filters": _Command(
        "Tell what each rule of config.toml would do to comments; nothing is changed.",
        "  tui-blog filters\n  tui-blog filters garden --json",
        _filters,
    ),
    "list": _Command(
        "List the posts, newest first.",
        "  tui-blog list\n  tui-blog list --blog https://blog.example/ --json",
        _list,
    ),
    "show": _Command(
        "Print a post.",
        "  tui-blog show 1\n  tui-blog show https://blog.example/a-post/",
        _show,
    ),
    "comments": _Command(
        "Print the comments on a post as an indented thread.",
        "  tui-blog comments 1\n  tui-blog comments a-post --blog garden --json",
        _comments,
    ),
    "search": _Command(
        "Search the posts and comments of all blogs that have files here, newest first.",
        """\
  tui-blog search first frost
  tui-blog search '"first frost" -snow from:mara after:2024-03'
  tui-blog search is:unread has:link in:garden tag:notes before:7d sort:rank
  tui-blog search is:starred
  tui-blog search is:hidden casino

All words have to be there. A minus turns a term round; a star lets a word
go on.""",
        _search,
    ),
    "config": _Command(
        "List the settings that hold, and where each is set; or print a sample.",
        "  tui-blog config\n  tui-blog config --json\n  tui-blog config --sample",
        _config,
    ),
    "archive": _Command(
        "Look for damaged files and set them right, or forget what deleted comments said.",
        """\
  tui-blog archive check
  tui-blog archive repair garden
  tui-blog archive reindex
  tui-blog archive forget garden                      (lists them)
  tui-blog archive forget garden --comment wp:812
  tui-blog archive forget garden --all --yes""",
        _archive,
    ),
    "keys": _Command(
        "List the keys of the reader, as the settings have them, or as a preset has them.",
        "  tui-blog keys\n  tui-blog keys --preset vim --markdown",
        _keys,
    ),
    "reply": _Command(
        "Send the text on the standard input as a comment, and print its id.",
        "  echo Thanks! | tui-blog reply 1 --to ID\n  tui-blog reply a-post < comment.md",
        _reply,
    ),
}
