"""``tui-blog search``: what is found in all blogs that have files here."""

from collections.abc import Callable

from tui_blog.index.build import Progress
from tui_blog.index.finder import Finder
from tui_blog.index.search import Hit
from tui_blog.model.errors import DamagedError
from tui_blog.plain.output import Output
from tui_blog.plain.progress import showing_progress
from tui_blog.text import clean
from tui_blog.text.age import date_text

IsWanted = Callable[[], bool]
"""Says whether the person still wants it."""


def print_hits(
    finder: Finder,
    text: str,
    output: Output,
    *,
    limit: int,
    is_wanted: IsWanted,
    with_hidden: bool = False,
) -> int:
    """Bring the index up to date, search it, and print what is found.

    Args:
        finder: Searches.
        text: What for; see `tui_blog.index.language`.
        output: Where to print.
        limit: How many hits at most.
        is_wanted: See `Finder.update`.
        with_hidden: See `Finder.search`.

    Returns:
        How many were found.

    Raises:
        UsageError: A filter makes no sense.
        ReadOnlyError: There can be no index.
    """
    # A mistake in the query is told before anything is waited for.
    try:
        finder.search(text, limit=1)
    except DamagedError as error:
        output.say(str(error))
    update_index(finder, output, is_wanted=is_wanted)
    hits = finder.search(text, limit=limit, with_hidden=with_hidden)
    if output.as_json:
        output.print_json({"query": text, "hits": [_record(hit) for hit in hits]})
    else:
        for number, hit in enumerate(hits):
            if number:
                output.print_line()
            _print(hit, output)
    if not hits:
        output.say("Nothing was found.")
    elif len(hits) == limit and not output.as_json:
        output.say(f"These are the first {limit}; --limit N shows more.")
    return len(hits)


def update_index(finder: Finder, output: Output, *, is_wanted: IsWanted) -> None:
    """Bring the index up to date, and show how far it is.

    Args:
        finder: Searches.
        output: Where to show it.
        is_wanted: See `Finder.update`.

    Raises:
        ReadOnlyError: There can be no index.
    """
    with showing_progress(output, what="posts") as show:

        def tell(progress: Progress) -> None:
            show(progress.done, progress.total)

        try:
            finder.update(tell, is_wanted=is_wanted)
        except DamagedError as error:
            output.say(str(error))
            finder.update(tell, is_wanted=is_wanted)


def _print(hit: Hit, output: Output) -> None:
    told = [hit.blog_name, "post" if hit.comment_id is None else "comment", hit.author]
    if hit.date is not None:
        told.append(date_text(hit.date))
    output.print_line(clean.field(hit.title, max_chars=output.width_cells) or "(no title)")
    output.print_line(f"  {' · '.join(part for part in map(clean.field, told) if part)}")
    output.print_line(f"  {clean.field(hit.line_text)}")
    ids = hit.post_id if hit.comment_id is None else f"{hit.post_id} {hit.comment_id}"
    output.print_line(f"  {clean.field(ids)}")


def _record(hit: Hit) -> dict[str, object]:
    return {
        "blog": hit.blog_name,
        "post_id": hit.post_id,
        "comment_id": hit.comment_id,
        "title": hit.title,
        "author": hit.author,
        "date": None if hit.date is None else hit.date.isoformat(),
        "line": hit.line_text,
    }
