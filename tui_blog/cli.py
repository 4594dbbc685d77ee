"""The command line: what was asked for, and what the process ends with.

Everything heavy is imported when it is needed: ``--version`` and ``--help`` load nothing of it.
"""

import contextlib
import gc
import os
import sys
from collections.abc import Iterator, Sequence
from io import TextIOWrapper
from typing import TYPE_CHECKING, NoReturn, TextIO

from tui_blog.model.errors import (
    AuthError,
    BadResponseError,
    BusyError,
    DamagedError,
    NewerFormatError,
    TransientError,
    TuiBlogError,
    UsageError,
)
from tui_blog.plain.command_names import names_only_target
from tui_blog.plain.exit_codes import EXIT_BUG, EXIT_FAILED, EXIT_INTERRUPT, EXIT_OK, exit_code
from tui_blog.plain.talk import say
from tui_blog.plain.terminal import is_terminal

if TYPE_CHECKING:
    from argparse import Namespace

    from tui_blog.first_paint import FirstPaint


def main(argv: Sequence[str] | None = None, *, first_paint: "FirstPaint | None" = None) -> NoReturn:
    """Run the program and end the process.

    Args:
        argv: The arguments; `None` for those of the process.
        first_paint: What stands on the terminal meanwhile.
    """
    try:
        code = run(sys.argv[1:] if argv is None else list(argv), first_paint=first_paint)
    finally:
        _finish(sys.stdout)
        _finish(sys.stderr)
    sys.exit(code)


def run(argv: Sequence[str], *, first_paint: "FirstPaint | None" = None) -> int:
    """Do what the arguments ask for.

    Args:
        argv: The arguments.
        first_paint: What stands on the terminal meanwhile; taken away before anything is told.

    Returns:
        The exit code of the process.

    Raises:
        SystemExit: The arguments ask for nothing but a text, or make no sense; or a signal came.
    """
    _speak_utf8()
    try:
        with _taking_down(first_paint):
            if names_only_target(argv):
                return _run_app(next(iter(argv), None), first_paint)
            arguments = _parse(argv)
            if arguments.command:
                from tui_blog.commands import run_command

                return run_command(arguments)
            return _run_app(arguments.target, first_paint, is_plain=arguments.plain)
    except TuiBlogError as error:
        say("\n".join(filter(None, (str(error) or "That did not work.", _hint(error)))))
        return exit_code(error)
    except BrokenPipeError:
        _forget(sys.stdout)  # whoever read this has seen enough
        return EXIT_OK
    except KeyboardInterrupt:
        return EXIT_INTERRUPT
    except OSError as error:
        _forget(sys.stdout)
        where = "" if error.filename is None else f": {error.filename}"
        say(f"{error.strerror or 'It failed'}{where}")
        return EXIT_FAILED
    except Exception as error:  # the one place where a bug ends in words
        say(_report(error))
        return EXIT_BUG


def _hint(error: TuiBlogError) -> str:
    """Say what to do now, where that is not plain from what happened."""
    match error:
        case BusyError(retry_after_s=wait_s) if wait_s is not None:
            return f"Try again in {max(1, round(wait_s))} seconds."
        case TransientError():
            return "Try again when the blog can be reached."
        case BadResponseError():
            return "Check that the address is that of a blog."
        case AuthError():
            return (
                "Give the right ones to tui-blog add, or name the account in config.toml (user and "
                "password-command), or in TUI_BLOG_USER and TUI_BLOG_PASSWORD."
            )
        case NewerFormatError():
            return "Update tui-blog; until then it is left alone."
        case DamagedError():
            return "Restore it from a copy."
        case _:
            return ""


def _parse(argv: Sequence[str]) -> "Namespace":
    from tui_blog.plain.arguments import parse

    try:
        return parse(argv)
    except SystemExit:
        if sys.stdout is not None:
            sys.stdout.flush()  # here, where a reader that has gone away is noticed in time
        raise


@contextlib.contextmanager
def _taking_down(first_paint: "FirstPaint | None") -> Iterator[None]:
    try:
        yield
    finally:
        if first_paint is not None:
            first_paint.take_down()


def _run_app(
    target: str | None, first_paint: "FirstPaint | None", *, is_plain: bool = False
) -> int:
    # A mistyped target is told also where there is no terminal; but nothing is set up for nobody.
    has_terminal = is_terminal(sys.stdin) and is_terminal(sys.stderr)
    if not has_terminal and target is None:
        raise UsageError(f"tui-blog needs a terminal to read in. {_instead(None)}")
    gc.disable()  # what imports make stays anyway; the app turns collection on again
    from tui_blog.generated_code import OF_START

    OF_START.begin()
    try:
        return _open_app(target, first_paint, has_terminal=has_terminal, is_plain=is_plain)
    finally:
        OF_START.stop()  # what a start needs was kept soon after it; one that failed is none


def _open_app(
    target: str | None, first_paint: "FirstPaint | None", *, has_terminal: bool, is_plain: bool
) -> int:
    from tui_blog.commands import prepare

    start = prepare()
    source = start.library.open(target, is_copied=True)
    if not has_terminal:
        raise UsageError(f"tui-blog needs a terminal to read in. {_instead(target)}")
    if os.environ.get("TERM") == "dumb":
        raise UsageError(f"This terminal can only print (TERM=dumb). {_instead(target)}")
    from dataclasses import replace

    from tui_blog.app import run_app

    state_folder = start.paths.state_folder
    return run_app(
        source,
        config=replace(start.config, plain=is_plain or start.config.plain),
        write_report=_report,
        editor_folder=state_folder / "editor",
        shelf=start.library,
        first_paint=first_paint,
        told_file=start.paths.told_file,
    )


def _instead(target: str | None) -> str:
    from shlex import quote

    blog = "" if target is None else f" --blog {quote(target)}"
    return (
        f"Without one there are: tui-blog list{blog}, tui-blog show POST{blog}, "
        f"tui-blog comments POST{blog}, tui-blog reply POST{blog}."
    )


def _report(error: BaseException) -> str:
    from tui_blog.paths import default_paths
    from tui_blog.report import write_report

    try:
        folder = default_paths().state_folder
    except UsageError as homeless:
        return f"tui-blog met an error of its own and had to stop. {homeless}"
    return write_report(error, folder)


def _finish(stream: TextIO | None) -> None:
    """Write out what waits; where that fails there is nobody to tell, and the code stays."""
    if stream is None:
        return
    try:
        stream.flush()
    except (OSError, ValueError):
        _forget(stream)


def _forget(stream: TextIO | None) -> None:
    """Let what was not printed be lost: the interpreter would complain when it flushes."""
    if stream is None:
        return
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _speak_utf8() -> None:
    """Print UTF-8 whatever the locale says: blogs are written in every script."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
