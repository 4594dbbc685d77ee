"""The command line: what was asked for, and what the process ends with.

Everything heavy is imported when it is needed: ``--version`` and ``--help`` load nothing of it.
"""

import argparse
import contextlib
import gc
import os
import shutil
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from tui_blog import __version__
from tui_blog.model.errors import (
    AuthError,
    BadResponseError,
    ConfigError,
    DamagedError,
    ForbiddenError,
    OutcomeUnknownError,
    TransientError,
    TuiBlogError,
    UsageError,
)

if TYPE_CHECKING:
    from tui_blog.sync.service import BlogService

EXIT_OK = 0
EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_OFFLINE = 3
EXIT_CREDENTIALS = 4
EXIT_DAMAGED = 5
EXIT_BUG = 70
EXIT_INTERRUPT = 130
_PLAIN_WIDTH = 80
_COMMANDS = ("list", "show", "comments", "reply")
_DESCRIPTION = "Read blogs and their comment threads in the terminal, and answer them."
_EPILOG = """\
examples:
  tui-blog                                  open the first configured blog, or the sample posts
  tui-blog https://blog.example/a-post/     open one post with its comments
  tui-blog ~/site/content                   open a folder of Markdown or HTML posts
  tui-blog list --json                      list the posts for a program
  tui-blog comments 1                       print the thread of the newest post
  echo Thanks! | tui-blog reply 1 --to ID   answer a comment

exit codes: 0 done, 1 failed, 2 wrong use or no terminal, 3 offline or server, 4 credentials,
5 damaged archive, 70 a bug, 128 + signal
"""
_NO_TERMINAL = (
    "tui-blog needs a terminal to read in. Without one: tui-blog list, tui-blog show POST, "
    "tui-blog comments POST, tui-blog reply POST."
)


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the program and end the process."""
    sys.exit(run(sys.argv[1:] if argv is None else list(argv)))


def run(argv: Sequence[str]) -> int:
    """Do what the arguments ask for.

    Returns:
        The exit code of the process.
    """
    gc.disable()  # imports make nothing but garbage-free trees; the app turns it on again
    _speak_utf8()
    arguments = _parse(argv)
    try:
        return _run_command(arguments) if arguments.command else _run_app(arguments)
    except TuiBlogError as error:
        return _fail(error)
    except BrokenPipeError:
        # Whoever read this has seen enough. The interpreter would complain when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_OK
    except KeyboardInterrupt:
        return EXIT_INTERRUPT
    except OSError as error:
        _say(f"{error.strerror or 'It failed'}: {error.filename or 'no file'}")
        return EXIT_FAILED
    except Exception as error:  # the one place where a bug ends in words
        _say(_report(error))
        return EXIT_BUG


def exit_code(error: TuiBlogError) -> int:
    """Return what the process ends with after an error."""
    match error:
        case UsageError() | ConfigError():
            return EXIT_USAGE
        case TransientError() | BadResponseError() | OutcomeUnknownError():
            return EXIT_OFFLINE
        case AuthError() | ForbiddenError():
            return EXIT_CREDENTIALS
        case DamagedError():
            return EXIT_DAMAGED
        case _:
            return EXIT_FAILED


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    if argv and argv[0] in _COMMANDS:
        return _command_parser(argv[0]).parse_args(argv[1:])
    parser = argparse.ArgumentParser(
        prog="tui-blog",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="tui-blog [TARGET]\n       tui-blog list|show|comments|reply ...",
    )
    parser.add_argument("--version", action="version", version=f"tui-blog {__version__}")
    parser.add_argument(
        "target",
        nargs="?",
        metavar="TARGET",
        help="a configured blog, an address, or a folder of posts (./list for one called list)",
    )
    parser.set_defaults(command=None)
    return parser.parse_args(argv)


def _command_parser(command: str) -> argparse.ArgumentParser:
    what = {
        "list": "List the posts.",
        "show": "Print a post.",
        "comments": "Print the comments on a post as an indented thread.",
        "reply": "Send the text on the standard input as a comment, and print its id.",
    }
    parser = argparse.ArgumentParser(prog=f"tui-blog {command}", description=what[command])
    if command != "list":
        parser.add_argument("post", metavar="POST", help="number in the list, id, slug or address")
    if command == "reply":
        parser.add_argument("--to", metavar="ID", help="the comment to answer; else the post")
    parser.add_argument("--blog", metavar="TARGET", help="a configured blog, an address, a folder")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(command=command)
    return parser


def _run_app(arguments: argparse.Namespace) -> int:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        _say(_NO_TERMINAL)
        return EXIT_USAGE
    from tui_blog.app import run_app
    from tui_blog.config import load_config
    from tui_blog.paths import default_paths
    from tui_blog.report import write_report
    from tui_blog.wiring import Library

    paths = default_paths()
    config = load_config(paths.config_file)
    source = Library(config, paths, environ=os.environ).open(arguments.target)
    return run_app(
        source,
        config=config,
        write_report=lambda error: write_report(error, paths.state_folder),
        editor_folder=paths.state_folder / "editor",
    )


def _run_command(arguments: argparse.Namespace) -> int:
    import asyncio

    from tui_blog.config import load_config
    from tui_blog.paths import default_paths
    from tui_blog.wiring import Library

    paths = default_paths()
    config = load_config(paths.config_file)
    for problem in config.problems:
        _say(problem)
    source = Library(config, paths, environ=os.environ).open(arguments.blog)
    gc.enable()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end_by_signal)
    asyncio.run(_command(arguments, source.service))
    sys.stdout.flush()
    return EXIT_OK


async def _command(arguments: argparse.Namespace, service: "BlogService") -> None:
    from tui_blog import plain

    columns = shutil.get_terminal_size((_PLAIN_WIDTH, 24)).columns
    output = plain.Output(
        stream=sys.stdout,
        say=_say,
        width_cells=min(columns, 100) if sys.stdout.isatty() else _PLAIN_WIDTH,
        as_json=arguments.json,
    )
    try:
        await service.open()
        match arguments.command:
            case "list":
                await plain.print_list(service, output)
            case "show":
                await plain.print_post(service, arguments.post, output)
            case "comments":
                await plain.print_comments(service, arguments.post, output)
            case _:
                await plain.reply(
                    service, arguments.post, to=arguments.to, read_text=_read_stdin, output=output
                )
    finally:
        await service.aclose()


def _read_stdin() -> str:
    if sys.stdin.isatty():
        _say("Write your comment; Ctrl+D on a line of its own sends it.")
    return sys.stdin.buffer.read().decode("utf-8", errors="replace")


def _fail(error: TuiBlogError) -> int:
    from tui_blog.ui.errors import explain

    explanation = explain(error)
    hint = "" if isinstance(error, UsageError) else explanation.todo
    _say(f"{explanation.happened}\n{hint}".strip())
    return exit_code(error)


def _report(error: BaseException) -> str:
    from tui_blog.paths import default_paths
    from tui_blog.report import write_report

    return write_report(error, default_paths().state_folder)


def _say(text: str) -> None:
    with contextlib.suppress(OSError):
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def _end_by_signal(number: int, _frame: object) -> NoReturn:
    sys.exit(128 + number)


def _speak_utf8() -> None:
    """Print UTF-8 whatever the locale says: blogs are written in every script."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
