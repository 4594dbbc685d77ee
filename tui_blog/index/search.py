"""Searching the index: from a query to hits, newest first, each with the line that matches."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from tui_blog.index.language import Kind, Query, Term
from tui_blog.index.schema import DATE_SHIFT, INDEXED_BEGINNING
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.own_tags import parse_tags
from tui_blog.text import clean
from tui_blog.text.words import folded, folded_with_places, joined, segmented

LINE_CHARS = 200
"""What is shown of a line at most."""
_BEFORE_CHARS = 60
_NO_LIMIT = -1
_NEXT_WORD = "SELECT term FROM spellings WHERE term >= ? LIMIT 1"
_MOST_SPELLINGS = 40
_FOLDED = "folded"
_HAS_TAG = "has_tag"
_UNREAD = (
    "NOT EXISTS (SELECT 1 FROM reading.seen AS seen WHERE seen.blog = posts.blog "
    "AND seen.post = posts.post AND seen.comment = texts.comment)"
)
_MARKED = (
    "texts.id IN (SELECT marked.id FROM {table} AS own CROSS JOIN posts AS of_it ON"
    " of_it.blog = own.blog AND of_it.post = own.post CROSS JOIN texts AS marked"
    " ON marked.post = of_it.id AND marked.comment = own.comment{condition})"
)
_STARRED = _MARKED.format(table="stars", condition="")
_OWN_TAG = _MARKED.format(table="tags", condition=f" WHERE {_HAS_TAG}(own.version, ?)")
_BLOG_TAG = "posts.id IN (SELECT id FROM posts WHERE instr(folded(tags), ?) > 0)"
_COLUMNS_OF_HITS = (
    "posts.blog, blogs.name, posts.post, texts.comment, posts.title, texts.author, texts.id, "
    "texts.text, texts.author_id, texts.is_own, texts.links, posts.author_id"
)
_NOT_IN_PHRASES = dict.fromkeys([*map(ord, '"*\0'), *range(0xD800, 0xE000)], " ")


class Piece(NamedTuple):
    """A part of a line that is shown; clean."""

    text: str
    is_match: bool


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A post or a comment that was found. All that is shown of it is clean."""

    blog: str
    """The key of its archive."""
    blog_name: str
    post_id: PostId
    comment_id: CommentId | None
    """`None` for the post itself."""
    title: str
    """That of the post."""
    author: str
    date: datetime | None
    """Aware, UTC; `None` where the source knows none."""
    text: str = field(repr=False)
    """As it is in the index."""
    query: Query = field(repr=False)
    """What was looked for."""

    @cached_property
    def line(self) -> tuple[Piece, ...]:
        """The first line with most of the words; found when it is asked for: few are shown."""
        return _line(self.text, self.query)

    @property
    def line_text(self) -> str:
        """The line without its marks."""
        return "".join(piece.text for piece in self.line)


class FoundText(NamedTuple):
    """What is known of a post or comment that was found, so that filters can look at it."""

    blog: str
    """The key of its archive."""
    blog_name: str
    post: str
    comment: str
    """Empty for the post itself."""
    title: str
    author: str
    number: int
    """Begins with its date; see `schema`."""
    text: str
    author_id: str
    """Empty where none is known, here and below."""
    is_own: int
    links: int
    post_author_id: str


def search(
    connection: sqlite3.Connection,
    query: Query,
    *,
    blogs: Sequence[str],
    limit: int = 50,
    is_wanted: Callable[[FoundText], bool] | None = None,
) -> list[Hit]:
    """Find the newest texts that a query means, or the best ones where it says so.

    Args:
        connection: The index; `interrupt` called on it from another thread ends the search. Where
            the query asks for what is unread, `attach_reading` was called with it.
        query: What to look for; one without terms finds the newest texts.
        blogs: The keys of the archives to search.
        limit: How many hits at most.
        is_wanted: Asked about each hit, in their order; `None` for all.

    Raises:
        sqlite3.OperationalError: It was interrupted.
        sqlite3.DatabaseError: The index is damaged.
    """
    _add_functions(connection)
    spelled = _spelled(connection, query)
    sql, values = _statement(
        spelled, blogs, has_own_tags=_has_own_tags(connection), what=_COLUMNS_OF_HITS
    )
    most = limit if is_wanted is None else _NO_LIMIT
    found = connection.execute(f"{sql} {_order(spelled)} LIMIT ?", [*values, most])
    rows: Iterable[FoundText] = map(FoundText._make, found)
    if is_wanted is not None:
        rows = islice(filter(is_wanted, rows), limit)
    return [_hit(row, query) for row in rows]


def search_posts(
    connection: sqlite3.Connection,
    query: Query,
    *,
    blog: str,
    limit: int,
    is_wanted: Callable[[FoundText], bool] | None = None,
) -> list[PostId]:
    """Find the newest posts of a blog that have anything a query means: in them, or in a comment.

    Args:
        connection: As `search` takes it.
        query: What to look for.
        blog: The key of its archive.
        limit: How many posts at most.
        is_wanted: Asked about each text that is found; `None` for all.

    Raises:
        sqlite3.DatabaseError: As `search`.
    """
    _add_functions(connection)
    wanted: set[str] = set()
    what = "posts.id" if is_wanted is None else _COLUMNS_OF_HITS
    query = _spelled(connection, query)
    found, values = _statement(query, [blog], has_own_tags=_has_own_tags(connection), what=what)
    if is_wanted is not None:
        rows = map(FoundText._make, connection.execute(found, values))
        wanted = {row.post for row in rows if is_wanted(row)}
        found, values = "SELECT id FROM posts WHERE blog = ?", [blog]
    sql = (
        f"SELECT posts.post FROM posts JOIN texts ON texts.post = posts.id AND texts.comment = '' "  # noqa: S608
        f"WHERE posts.id IN ({found}) ORDER BY texts.id DESC"
    )
    posts: Iterable[str] = (post for (post,) in connection.execute(sql, values))
    if is_wanted is not None:
        posts = filter(wanted.__contains__, posts)
    return list(map(PostId, islice(posts, limit)))


def _add_functions(connection: sqlite3.Connection) -> None:
    connection.create_function(_FOLDED, 1, _folded_value, deterministic=True)
    connection.create_function(_HAS_TAG, 2, _has_tag, deterministic=True)


def _has_own_tags(connection: sqlite3.Connection) -> bool:
    """Say whether the person gave any tags, as far as `attach_reading` made that known."""
    try:
        return connection.execute("SELECT 1 FROM tags LIMIT 1").fetchone() is not None
    except sqlite3.OperationalError:
        return False


def _order(query: Query) -> str:
    match = _match(query.terms)
    if match and query.by_rank:
        return "ORDER BY words.rank"
    return f"ORDER BY {'words.rowid' if match else 'texts.id'} DESC"


def _statement(
    query: Query, blogs: Sequence[str], *, has_own_tags: bool, what: str
) -> tuple[str, list[object]]:
    """Return the statement that finds texts, without an order, and its values."""
    match = _match(query.terms)
    number = "words.rowid" if match else "texts.id"
    values: list[object] = []
    conditions = [f"posts.blog IN ({', '.join('?' * len(blogs))})"]
    values += blogs
    if match:
        conditions.append("words MATCH ?")
        values.append(match)
    for term in query.terms:
        condition, value = _condition(
            term, number, has_match=bool(match), has_own_tags=has_own_tags
        )
        if condition:
            conditions.append(f"NOT ({condition})" if term.is_negated else condition)
            values += value
    # The newest texts are looked at first, and no more than it takes; SQLite would often begin with
    # the posts and sort. With a tag that is the better way, as it is on few posts.
    has_tag = any(term.kind is Kind.TAG and not term.is_negated for term in query.terms)
    join = "JOIN" if has_tag and not (match or has_own_tags) else "CROSS JOIN"
    tables = f"words {join} texts ON texts.id = words.rowid" if match else "texts"
    where = f"WHERE {' AND '.join(conditions)}"
    sql = (
        f"SELECT {what} FROM {tables} {join} posts ON posts.id = texts.post "  # noqa: S608
        f"{join} blogs ON blogs.key = posts.blog {where}"
    )
    return sql, values


def _match(terms: Sequence[Term]) -> str:
    """Return the full-text part of a query; empty where no word has to be there."""
    wanted = [term for term in terms if term.kind is Kind.WORDS and not term.is_negated]
    unwanted = [term for term in terms if term.kind is Kind.WORDS and term.is_negated]
    if not wanted:
        return ""
    match = " AND ".join(map(_phrase, wanted))
    if unwanted:
        match = f"({match}) NOT ({' OR '.join(map(_phrase, unwanted))})"
    return match


def _spelled(connection: sqlite3.Connection, query: Query) -> Query:
    """Look up what the beginnings of words may go on with.

    SQLite would gather all texts with any word that begins so before it gives the newest of them;
    those of a word that is whole it gives one after the other.
    """

    def look_up(term: Term) -> Term:
        beginning = term.value.rstrip("*").lower()
        is_simple = term.is_prefix and beginning.isascii() and beginning.isalnum()
        if not is_simple or len(beginning) <= INDEXED_BEGINNING:
            return term
        words: list[str] = []
        at = beginning
        while (word := connection.execute(_NEXT_WORD, (at,)).fetchone()) is not None:
            if not word[0].startswith(beginning):
                break
            if len(words) == _MOST_SPELLINGS:
                return term
            words.append(word[0])
            at = f"{word[0]}\0"
        return replace(term, spellings=tuple(words))

    return replace(query, terms=tuple(map(look_up, query.terms)))


def _phrase(term: Term) -> str:
    if term.spellings:
        return "(" + " OR ".join([f'"{word}"' for word in term.spellings]) + ")"
    # Quoted it is nothing but words to SQLite, whatever else it holds.
    text = segmented(term.value).translate(_NOT_IN_PHRASES)
    return f'"{text.strip()}"{"*" if term.is_prefix else ""}'


def _condition(
    term: Term, number: str, *, has_match: bool, has_own_tags: bool
) -> tuple[str, list[object]]:
    match term.kind:
        case Kind.WORDS:
            if has_match or not term.is_negated:
                return "", []  # it is in the full-text part
            return "texts.id IN (SELECT rowid FROM words WHERE words MATCH ?)", [_phrase(term)]
        case Kind.PART:
            # Each text is looked through: an index of all threes of letters would be larger than
            # all the rest, and take longer to make.
            return f"instr({_FOLDED}(texts.text), ?) > 0", [term.value]
        case Kind.AUTHOR:
            return f"instr({_FOLDED}(texts.author), ?) > 0", [term.value]
        case Kind.BLOG:
            return f"instr({_FOLDED}(blogs.name), ?) > 0", [term.value]
        case Kind.TAG if has_own_tags:
            return f"({_BLOG_TAG} OR {_OWN_TAG})", [f"\n{term.value}\n", term.value]
        case Kind.TAG:
            return f"instr({_FOLDED}(posts.tags), ?) > 0", [f"\n{term.value}\n"]
        case Kind.BEFORE:
            return f"{number} < ?", [_first_number(term.moment)]
        case Kind.AFTER:
            return f"{number} >= ?", [_first_number(term.moment)]
        case Kind.MINE:
            return "texts.is_own", []
        case Kind.UNREAD:
            return _UNREAD, []
        case Kind.STARRED:
            return _STARRED, []
        case Kind.LINK:
            return "texts.has_link", []
        case Kind.HIDDEN:
            return "", []  # the filters themselves are asked


def _first_number(moment: datetime | None) -> int:
    return int((moment or datetime.fromtimestamp(0, UTC)).timestamp()) << DATE_SHIFT


def _folded_value(text: object) -> str:
    return folded(text) if isinstance(text, str) else ""


def _has_tag(written: object, tag: str) -> bool:
    return isinstance(written, str) and tag in map(folded, parse_tags(written))


def date_of(number: int) -> datetime | None:
    """Return the date in the number of a text; `None` where it has none."""
    seconds = number >> DATE_SHIFT
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def _hit(row: FoundText, query: Query) -> Hit:
    text = row.text if row.comment else row.text.partition("\n")[2] or row.text
    return Hit(
        blog=row.blog,
        blog_name=clean.field(row.blog_name),
        post_id=PostId(row.post),
        comment_id=CommentId(row.comment) if row.comment else None,
        title=row.title,
        author=row.author,
        date=date_of(row.number),
        text=text,
        query=query,
    )


def _line(text: str, query: Query) -> tuple[Piece, ...]:
    """Choose the line to show of a text, and mark the words in it."""
    words = [word for phrase in query.words for word in joined(phrase)]
    sought = [*words, *query.parts]
    first = ""
    best, most = "", 0
    for line in text.split("\n"):
        first = first or line.strip()
        if not sought:
            if first:
                break
            continue
        in_line = folded(line)
        count = sum(word in in_line for word in sought)
        if count > most:
            best, most = line, count
            if count == len(sought):
                break
    return _marked(clean.field(best or first, max_chars=100_000), words, query.parts)


def _marked(line: str, words: Sequence[str], parts: Sequence[str]) -> tuple[Piece, ...]:
    in_line, places = folded_with_places(line)
    spans = sorted(_spans(in_line, places, words, parts))
    start = max(0, spans[0][0] - _BEFORE_CHARS) if spans else 0
    if start:
        start = line.find(" ", start, spans[0][0]) + 1 or start
    end = start + LINE_CHARS
    pieces: list[Piece] = [Piece("…", is_match=False)] if start else []
    done = start
    for first, last in spans:
        if first < done or last > end:
            continue
        if first > done:
            pieces.append(Piece(line[done:first], is_match=False))
        pieces.append(Piece(line[first:last], is_match=True))
        done = last
    rest = line[done:end] + ("…" if end < len(line) else "")
    if rest:
        pieces.append(Piece(rest, is_match=False))
    return tuple(pieces)


def _spans(
    in_line: str, places: Sequence[int], words: Sequence[str], parts: Sequence[str]
) -> set[tuple[int, int]]:
    """Return where words begin in the line that was folded, and where parts of words stand."""
    spans = set()
    for word in (*words, *parts):
        at = in_line.find(word)
        while at >= 0:
            is_begin = at == 0 or not in_line[at - 1].isalnum() or not word.isascii()
            if is_begin or word in parts:
                # Marks behind the last letter belong to it.
                end = max(places[at + len(word) - 1] + 1, places[at + len(word)])
                spans.add((places[at], end))
            at = in_line.find(word, at + 1)
    return spans
