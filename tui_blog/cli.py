"""The command line: what was asked for, and what the process ends with.

Everything heavy is imported when it is needed: ``--version`` and ``--help`` load nothing of it.
"""

import contextlib
import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from io import TextIOWrapper
from typing import TYPE_CHECKING, NamedTuple, NoReturn, TextIO

from tui_blog.model.errors import (
    AuthError,
    BadResponseError,
    BusyError,
    ConfigError,
    DamagedError,
    ForbiddenError,
    NewerFormatError,
    NotFoundError,
    OutcomeUnknownError,
    TransientError,
    TuiBlogError,
    UsageError,
)
from tui_blog.plain.terminal import is_terminal, text_width

if TYPE_CHECKING:
    from argparse import Namespace

    from tui_blog.config import Config
    from tui_blog.first_paint import FirstPaint
    from tui_blog.model.post import Post
    from tui_blog.paths import Paths
    from tui_blog.plain.ending import Ending
    from tui_blog.plain.output import Output
    from tui_blog.storage.secrets import SecretSource
    from tui_blog.sync.service import BlogService
    from tui_blog.wiring import Library

EXIT_OK = 0
EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_SOMETHING = 2
"""`news` and `waiting` found something."""
EXIT_OFFLINE = 3
EXIT_CREDENTIALS = 4
EXIT_DAMAGED = 5
EXIT_BUG = 70
EXIT_INTERRUPT = 130


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
            arguments = _parse(argv)
            if arguments.command:
                return _run_command(arguments)
            return _run_app(arguments, first_paint)
    except TuiBlogError as error:
        _say("\n".join(filter(None, (str(error) or "That did not work.", _hint(error)))))
        return exit_code(error)
    except BrokenPipeError:
        _forget(sys.stdout)  # whoever read this has seen enough
        return EXIT_OK
    except KeyboardInterrupt:
        return EXIT_INTERRUPT
    except OSError as error:
        _forget(sys.stdout)
        where = "" if error.filename is None else f": {error.filename}"
        _say(f"{error.strerror or 'It failed'}{where}")
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


def _run_app(arguments: "Namespace", first_paint: "FirstPaint | None") -> int:
    # A mistyped target is told also where there is no terminal; but nothing is set up for nobody.
    has_terminal = is_terminal(sys.stdin) and is_terminal(sys.stderr)
    if not has_terminal and arguments.target is None:
        raise UsageError(f"tui-blog needs a terminal to read in. {_instead(None)}")
    gc.disable()  # what imports make stays anyway; the app turns collection on again
    start = _prepare()
    source = start.library.open(arguments.target, is_copied=True)
    if not has_terminal:
        raise UsageError(f"tui-blog needs a terminal to read in. {_instead(arguments.target)}")
    if os.environ.get("TERM") == "dumb":
        raise UsageError(f"This terminal can only print (TERM=dumb). {_instead(arguments.target)}")
    from tui_blog.app import run_app

    state_folder = start.paths.state_folder
    return run_app(
        source,
        config=start.config,
        write_report=_report,
        editor_folder=state_folder / "editor",
        shelf=start.library,
        first_paint=first_paint,
    )


def _instead(target: str | None) -> str:
    from shlex import quote

    blog = "" if target is None else f" --blog {quote(target)}"
    return (
        f"Without one there are: tui-blog list{blog}, tui-blog show POST{blog}, "
        f"tui-blog comments POST{blog}, tui-blog reply POST{blog}."
    )


class _Start(NamedTuple):
    """What every command begins with."""

    paths: "Paths"
    config: "Config"
    library: "Library"


def _prepare() -> _Start:
    from tui_blog.config import load_config
    from tui_blog.paths import default_paths
    from tui_blog.plain.arguments import COMMANDS
    from tui_blog.wiring import Library

    paths = default_paths()
    config = load_config(paths.config_file)
    return _Start(paths, config, Library(config, paths, environ=os.environ, other_words=COMMANDS))


def _run_command(arguments: "Namespace") -> int:
    if sys.stdout is None:
        raise UsageError("There is no standard output to print to.")
    from tui_blog.plain.ending import Ending

    ending = Ending()
    start = _prepare()
    for problem in start.config.problems:
        _say(problem)
    match arguments.command:
        case "add" | "sync":
            work = _copy_command(arguments, start, ending)
        case "news" | "waiting":
            work = _news_command(arguments, start)
        case "outbox":
            work = _outbox_command(arguments, start)
        case "search" | "archive":
            work = _files_command(arguments, start)
        case _:
            work = _blog_command(arguments, start, ending)
    code = ending.run(work)
    sys.stdout.flush()
    return code


def _output(*, as_json: bool = False) -> "Output":
    from tui_blog.plain.output import Output

    return Output(
        stream=sys.stdout,
        say=_say,
        width_cells=text_width(),
        as_json=as_json,
        is_live=is_terminal(sys.stderr),
    )


async def _copy_command(arguments: "Namespace", start: _Start, ending: "Ending") -> int:
    from tui_blog.plain import syncing
    from tui_blog.plain.terminal import Questions

    library = start.library
    if arguments.command == "sync":
        names = arguments.blogs or library.names
        if not names:
            raise UsageError("There is no blog to sync yet: tui-blog add ADDRESS adds one.")
        failure = await syncing.sync_blogs(
            names,
            lambda name: library.open(name, is_copied=True).service,
            _output(),
            is_full=arguments.full,
        )
        return EXIT_OK if failure is None else exit_code(failure)
    from tui_blog.storage.origin import full_address
    from tui_blog.ui.browser import find_opener

    address = full_address(arguments.address)

    def make(user: str, secret: "SecretSource | None") -> "tuple[BlogService, str]":
        source = library.add(address, user=user, secret=secret)
        return source.service, source.label

    await syncing.add_blog(
        address,
        make,
        Questions(ending),
        _output(),
        user=arguments.user,
        secrets_file=start.paths.own_secrets_file,
        page=syncing.PasswordPage(find=library.find_password_page, open=find_opener(os.environ)),
    )
    return EXIT_OK


async def _outbox_command(arguments: "Namespace", start: _Start) -> int:
    from tui_blog.plain.outbox import (
        OutboxVerb,
        drop_from_outbox,
        edit_in_outbox,
        list_outbox,
        retry_outbox,
    )
    from tui_blog.ui.editor import EditedText, edit_text, editor_of_this_process

    library, output = start.library, _output(as_json=arguments.json)
    names = [arguments.blog] if arguments.blog else [one.name for one in library.list_blogs()]

    def open_service(name: str) -> "BlogService":
        return library.open_blog(name).service

    def edit(text: str) -> EditedText:
        folder = start.paths.state_folder / "editor"
        return edit_text(text, editor_of_this_process(), folder=folder)

    if (arguments.id is None) == (arguments.verb in (OutboxVerb.DROP, OutboxVerb.EDIT)):
        raise UsageError("drop and edit, and only they, take the id of an entry; list shows them.")
    match OutboxVerb(arguments.verb):
        case OutboxVerb.LIST:
            await list_outbox(names, open_service, output)
        case OutboxVerb.DROP:
            await drop_from_outbox(arguments.id, names, open_service, output)
        case OutboxVerb.EDIT:
            await edit_in_outbox(arguments.id, names, open_service, output, edit=edit)
        case OutboxVerb.RETRY:
            failure = await retry_outbox(names, open_service, output)
            return EXIT_OK if failure is None else exit_code(failure)
    return EXIT_OK


async def _files_command(arguments: "Namespace", start: _Start) -> int:
    """Work in a thread on what lies here, until it is done or a signal comes."""
    from asyncio import to_thread
    from threading import Event

    is_over = Event()
    run = _search if arguments.command == "search" else _look_after_archives
    try:
        return await to_thread(run, arguments, start, lambda: not is_over.is_set())
    finally:
        is_over.set()


def _search(arguments: "Namespace", start: _Start, is_wanted: Callable[[], bool]) -> int:
    from tui_blog.plain.searching import print_hits

    text = " ".join(arguments.query)
    if arguments.blog:
        text += f' in:"{arguments.blog}"'
    output = _output(as_json=arguments.json)
    found = print_hits(
        start.library.finder, text, output, limit=arguments.limit, is_wanted=is_wanted
    )
    return EXIT_OK if found else EXIT_FAILED


def _look_after_archives(
    arguments: "Namespace", start: _Start, is_wanted: Callable[[], bool]
) -> int:
    from tui_blog.plain.archives import (
        ArchiveVerb,
        check_archives,
        make_index_anew,
        repair_archives,
    )

    library, output = start.library, _output()
    archives = library.list_archives(arguments.blogs)
    match ArchiveVerb(arguments.verb):
        case ArchiveVerb.CHECK:
            return EXIT_DAMAGED if check_archives(archives, output) else EXIT_OK
        case ArchiveVerb.REPAIR:
            repair_archives(archives, output)
        case ArchiveVerb.REINDEX:
            make_index_anew(library.finder, output, is_wanted=is_wanted)
    return EXIT_OK


async def _news_command(arguments: "Namespace", start: _Start) -> int:
    from tui_blog.plain.news import print_news, print_waiting

    library = start.library
    names = arguments.blogs or library.names or [one.name for one in library.list_blogs()]
    print_all = print_news if arguments.command == "news" else print_waiting
    return (
        EXIT_SOMETHING
        if await print_all(
            [library.open_blog(name).service for name in names], _output(as_json=arguments.json)
        )
        else EXIT_OK
    )


async def _blog_command(arguments: "Namespace", start: _Start, ending: "Ending") -> int:
    from tui_blog.plain import finding, reading, replying
    from tui_blog.plain.terminal import StandardInput

    which = getattr(arguments, "post", None)
    target = arguments.blog
    if target is None and which is not None and finding.is_address(which):
        which, target = None, which
    source = start.library.open(target)
    service, find_start = source.service, source.find_start
    output = _output(as_json=bool(arguments.json))

    async def load_post() -> "Post":
        await _open(service)
        return await finding.load_meant_post(service, which, find_start=find_start)

    try:
        match arguments.command:
            case "list":
                await _open(service)
                await reading.print_list(service, output)
            case "show":
                reading.print_post(await load_post(), output)
            case "comments":
                await reading.print_comments(service, await load_post(), output)
            case _:
                reply = replying.Reply(
                    service=service,
                    text_input=StandardInput(ending),
                    output=output,
                    unsent_folder=start.paths.unsent_folder,
                )
                await reply.send(load_post, which=which, to=arguments.to)
    finally:
        await service.aclose()
    return EXIT_OK


async def _open(service: "BlogService") -> None:
    """Open a blog; one that is not at its address is something else than a missing post."""
    try:
        await service.open()
    except NotFoundError as error:
        raise BadResponseError(str(error)) from error


def _report(error: BaseException) -> str:
    from tui_blog.paths import default_paths
    from tui_blog.report import write_report

    try:
        folder = default_paths().state_folder
    except UsageError as homeless:
        return f"tui-blog met an error of its own and had to stop. {homeless}"
    return write_report(error, folder)


def _say(text: str) -> None:
    """Tell the person something; what is foreign in it can't act on the terminal."""
    if sys.stderr is None:
        return
    from tui_blog.text import clean

    said = clean.body(text)
    if is_terminal(sys.stderr):
        said = "\n".join(map(_wrapped, said.splitlines()))
    with contextlib.suppress(OSError):
        sys.stderr.write(f"{said}\n")
        sys.stderr.flush()


def _wrapped(line: str) -> str:
    """Break a line between words; an address stays whole, to be copied."""
    from textwrap import fill

    return fill(line, text_width(), break_long_words=False, break_on_hyphens=False)


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
