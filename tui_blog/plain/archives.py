"""``tui-blog archive``: are the files sound, and what to do where they are not."""

from collections.abc import Iterable
from enum import Enum

from tui_blog.index.archives import Archive
from tui_blog.index.finder import Finder
from tui_blog.model.errors import DamagedError, ReadOnlyError
from tui_blog.plain.output import Output
from tui_blog.plain.searching import IsWanted, update_index
from tui_blog.storage.archive.checking import Problem, check_archive, repair_archive
from tui_blog.text import clean


class ArchiveVerb(Enum):
    """What is done with archives."""

    CHECK = "check"
    REPAIR = "repair"
    REINDEX = "reindex"


def check_archives(archives: Iterable[Archive], output: Output) -> int:
    """Print what is damaged in archives.

    Returns:
        How much that is.

    Raises:
        DamagedError: One of them can't be read at all.
    """
    count = 0
    for archive in archives:
        problems = 0
        try:
            for problem in check_archive(archive.root):
                problems += 1
                output.print_line(_told(archive, problem))
        except OSError as error:
            raise DamagedError(f"{archive.name} can't be read: {error.strerror}.") from error
        if not problems:
            output.print_line(f"{clean.field(archive.name)}: sound")
        count += problems
    if count:
        output.say("tui-blog archive repair sets damaged lines of comments aside.")
    return count


def repair_archives(archives: Iterable[Archive], output: Output) -> None:
    """Set aside what is damaged, and print what that was.

    Raises:
        LockedError: Another program is writing there.
        ReadOnlyError: The disk refuses.
    """
    for archive in archives:
        try:
            problems = repair_archive(archive.root)
        except OSError as error:
            raise ReadOnlyError(
                f"{archive.name} could not be repaired: {error.strerror}. Nothing is lost."
            ) from error
        for problem in problems:
            output.print_line(f"{_told(archive, problem)}; moved to the same name with .damaged")
        if not problems:
            output.print_line(f"{clean.field(archive.name)}: nothing to set aside")


def make_index_anew(finder: Finder, output: Output, *, is_wanted: IsWanted) -> None:
    """Throw the index for searching away, and make it from the files.

    Raises:
        ReadOnlyError: Another program uses it, or the disk refuses.
    """
    finder.discard()
    update_index(finder, output, is_wanted=is_wanted)
    output.print_line("The index for searching is new.")


def _told(archive: Archive, problem: Problem) -> str:
    where = clean.field(problem.path)
    if problem.line is not None:
        where = f"{where}:{problem.line}"
    return clean.field(f"{archive.name}: {where}: {problem.reason}")
