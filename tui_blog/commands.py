"""The plain commands: each is given what it works on, and ends with a code."""

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from tui_blog.model.errors import BadResponseError, NotFoundError, TuiBlogError, UsageError
from tui_blog.plain.exit_codes import (
    EXIT_DAMAGED,
    EXIT_FAILED,
    EXIT_OK,
    EXIT_SOMETHING,
    exit_code,
)
from tui_blog.plain.talk import say
from tui_blog.plain.terminal import is_terminal, text_width

if TYPE_CHECKING:
    from argparse import Namespace

    from tui_blog.config import Config
    from tui_blog.model.post import Post
    from tui_blog.paths import Paths
    from tui_blog.plain.ending import Ending
    from tui_blog.plain.output import Output
    from tui_blog.storage.secrets import SecretSource
    from tui_blog.sync.service import BlogService
    from tui_blog.wiring import Library


class Start(NamedTuple):
    """What every command begins with."""

    paths: "Paths"
    config: "Config"
    library: "Library"


def prepare() -> Start:
    """Read the settings, and find the blogs.

    Raises:
        UsageError: There is no home folder.
    """
    from tui_blog.config import load_config
    from tui_blog.paths import default_paths
    from tui_blog.plain.command_names import COMMANDS
    from tui_blog.wiring import Library

    paths = default_paths()
    config = load_config(paths.config_file)
    return Start(paths, config, Library(config, paths, environ=os.environ, other_words=COMMANDS))


def run_command(arguments: "Namespace") -> int:
    """Do what a plain command is for.

    Args:
        arguments: As `plain.arguments.parse` gives them; `command` is set.

    Returns:
        What the process ends with.

    Raises:
        TuiBlogError: It did not work; the text says what to tell.
    """
    if sys.stdout is None:
        raise UsageError("There is no standard output to print to.")
    if arguments.command == "keys":
        return _keys_command(arguments)
    from tui_blog.plain.ending import Ending

    ending = Ending()
    start = prepare()
    for problem in start.config.problems:
        say(problem)
    match arguments.command:
        case "add" | "sync":
            work = _copy_command(arguments, start, ending)
        case "news" | "waiting":
            work = _news_command(arguments, start)
        case "why" | "filters":
            work = _filter_command(arguments, start)
        case "outbox":
            work = _outbox_command(arguments, start)
        case "config":
            work = _config_command(arguments, start)
        case "archive" if arguments.verb == "forget":
            work = _forget_command(arguments, start, ending)
        case "search" | "archive":
            work = _files_command(arguments, start)
        case _:
            work = _blog_command(arguments, start, ending)
    code = ending.run(work)
    sys.stdout.flush()
    return code


def _keys_command(arguments: "Namespace") -> int:
    """Print the keys; no blog is needed for it."""
    from tui_blog.config import load_config
    from tui_blog.paths import default_paths
    from tui_blog.plain.keys import print_keys

    output = _output(as_json=arguments.json)
    if arguments.preset is not None:
        print_keys(arguments.preset, {}, output, as_markdown=arguments.markdown)
    else:
        config = load_config(default_paths().config_file)
        for problem in config.problems:
            say(problem)
        print_keys(config.preset, config.keys, output, as_markdown=arguments.markdown)
    sys.stdout.flush()
    return EXIT_OK


def _output(*, as_json: bool = False) -> "Output":
    from tui_blog.plain.output import Output

    return Output(
        stream=sys.stdout,
        say=say,
        width_cells=text_width(),
        as_json=as_json,
        is_live=is_terminal(sys.stderr),
    )


async def _copy_command(arguments: "Namespace", start: Start, ending: "Ending") -> int:
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


async def _outbox_command(arguments: "Namespace", start: Start) -> int:
    from tui_blog.plain.outbox import (
        OutboxVerb,
        drop_from_outbox,
        edit_in_outbox,
        list_outbox,
        retry_in_outbox,
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

    failure: TuiBlogError | None = None
    verb = OutboxVerb(arguments.verb)
    if verb in (OutboxVerb.DROP, OutboxVerb.EDIT) and arguments.id is None:
        raise UsageError(f"{verb} takes the id of an entry; list shows them.")
    if verb is OutboxVerb.LIST and arguments.id is not None:
        raise UsageError("list takes no id of an entry.")
    match verb:
        case OutboxVerb.LIST:
            await list_outbox(names, open_service, output)
        case OutboxVerb.DROP:
            await drop_from_outbox(arguments.id, names, open_service, output)
        case OutboxVerb.EDIT:
            await edit_in_outbox(arguments.id, names, open_service, output, edit=edit)
        case OutboxVerb.RETRY if arguments.id is not None:
            failure = await retry_in_outbox(arguments.id, names, open_service, output)
        case OutboxVerb.RETRY:
            failure = await retry_outbox(names, open_service, output)
    return EXIT_OK if failure is None else exit_code(failure)


async def _config_command(arguments: "Namespace", start: Start) -> int:
    from tui_blog.plain.configuring import print_config, sample

    if arguments.sample:
        sys.stdout.write(sample())
    else:
        from tui_blog.plain.keys import refused_keys
        from tui_blog.ui.settings_check import check_settings, theme_names

        config, output = start.config, _output(as_json=arguments.json)
        wrong = check_settings(config, key_problems=refused_keys(config), themes=theme_names())
        for problem in wrong.values():
            say(problem)
        print_config(
            start.paths.config_file,
            config,
            output,
            environ=os.environ,
            problems=[*wrong.values()],
        )
    return EXIT_OK


async def _files_command(arguments: "Namespace", start: Start) -> int:
    """Work in a thread on what lies here, until it is done or a signal comes."""
    from asyncio import to_thread
    from threading import Event

    is_over = Event()
    run = _search if arguments.command == "search" else _look_after_archives
    try:
        return await to_thread(run, arguments, start, lambda: not is_over.is_set())
    finally:
        is_over.set()


def _search(arguments: "Namespace", start: Start, is_wanted: Callable[[], bool]) -> int:
    from tui_blog.plain.searching import print_hits

    text = " ".join(arguments.query)
    if arguments.blog:
        # In front: behind a phrase without its end it would be a part of that.
        text = f'in:"{arguments.blog.replace(chr(34), " ")}" {text}'
    output = _output(as_json=arguments.json)
    found = print_hits(
        start.library.finder,
        text,
        output,
        limit=arguments.limit,
        is_wanted=is_wanted,
        with_hidden=arguments.all,
    )
    return EXIT_OK if found else EXIT_FAILED


def _look_after_archives(
    arguments: "Namespace", start: Start, is_wanted: Callable[[], bool]
) -> int:
    from tui_blog.plain.archives import (
        ArchiveVerb,
        check_archives,
        make_index_anew,
        repair_archives,
    )

    if arguments.all or arguments.post is not None or arguments.comment or arguments.yes:
        raise UsageError("--all, --post, --comment and --yes belong to archive forget.")
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


async def _forget_command(arguments: "Namespace", start: Start, ending: "Ending") -> int:
    from tui_blog.plain.forgetting import Wish, forget_comments
    from tui_blog.plain.terminal import Questions

    if len(arguments.blogs) != 1:
        raise UsageError("forget takes the name of one blog; archive check lists them.")
    (archive,) = start.library.list_archives(arguments.blogs)
    source = start.library.open_blog(archive.name)
    wish = Wish(
        post=arguments.post,
        comments=tuple(arguments.comment),
        all=arguments.all,
        is_sure=arguments.yes,
    )
    questions = Questions(ending)
    return await forget_comments(
        source.service, wish, questions, _output(), find_start=source.find_start
    )


async def _news_command(arguments: "Namespace", start: Start) -> int:
    from datetime import UTC, datetime

    from tui_blog.plain.news import print_news, print_waiting

    library, output = start.library, _output(as_json=arguments.json)
    names = arguments.blogs or library.names or [one.name for one in library.list_blogs()]
    blogs = [library.open_blog(name) for name in names]
    now, rules = datetime.now(UTC), () if arguments.all else start.config.filters
    if arguments.command == "news":
        found = await print_news(blogs, output, now=now, rules=rules)
    else:
        found = await print_waiting(blogs, output, now=now, with_put_off=arguments.all, rules=rules)
    return EXIT_SOMETHING if found else EXIT_OK


async def _filter_command(arguments: "Namespace", start: Start) -> int:
    from tui_blog.plain.filtering import Settings, explain_comment, try_rules

    library, output = start.library, _output(as_json=arguments.json)
    settings = Settings(rules=start.config.filters, path=start.paths.config_file)
    if arguments.command == "why":
        is_found = await explain_comment(arguments, library, settings, output)
        return EXIT_OK if is_found else EXIT_FAILED
    await try_rules(arguments.blogs, library, settings, output)
    return EXIT_OK


async def _blog_command(arguments: "Namespace", start: Start, ending: "Ending") -> int:
    from datetime import UTC, datetime

    from tui_blog.plain import finding, reading, replying
    from tui_blog.plain.terminal import StandardInput
    from tui_blog.sync.unwanted import find_unwanted

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
                post, rules = await load_post(), () if arguments.all else start.config.filters
                unwanted = await find_unwanted(
                    service, rules, blog=source.blog_name, now=datetime.now(UTC)
                )
                await reading.print_comments(service, post, output, unwanted)
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
