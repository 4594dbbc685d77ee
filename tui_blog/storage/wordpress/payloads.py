"""From WordPress's JSON to model objects, in one step. The only place that knows its fields.

Optional fields that are missing or of an odd type are taken as not told; a row without what makes
it a row (its id) is a `BadResponseError`. PHP writes an empty object as ``[]``, so both are read.

Source: REST API handbook, "Posts" and "Comments"; recorded answers in tests/data/wordpress/.
"""

import html
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeGuard

from tui_blog.model.comment import Comment, CommentKind, CommentStatus
from tui_blog.model.errors import BadResponseError
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Author, Body, BodyFormat, Post, PostSummary
from tui_blog.text import clean

POST_FIELDS = (
    "id,type,date_gmt,modified_gmt,slug,link,title,author,comment_status,content.protected"
)
"""What a list of posts asks for: everything but the body."""
POST_FIELDS_FULL = (
    "id,type,date_gmt,modified_gmt,slug,link,title,author,comment_status,content,_links,_embedded"
)
"""What one post asks for; author and tags come embedded."""
COMMENT_FIELDS = "id,post,parent,author,author_name,author_url,date_gmt,content,link,status,type"
"""What a list of comments asks for."""
ROOT_FIELDS = "name,url,home,namespaces,authentication"
"""What is asked of the API's root."""

_STAMP_CHARS = len("2026-01-31T10:00:00")
_TAG = re.compile(r"</?[A-Za-z!][^<>]*>")
_STATUS = {
    "approved": CommentStatus.APPROVED,
    "approve": CommentStatus.APPROVED,
    "hold": CommentStatus.HELD,
    "spam": CommentStatus.SPAM,
    "trash": CommentStatus.TRASHED,
}
_KINDS = {
    "": CommentKind.COMMENT,
    "comment": CommentKind.COMMENT,
    "pingback": CommentKind.MENTION,
    "trackback": CommentKind.MENTION,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BlogRoot:
    """What the API's root says of a blog."""

    name: str
    """Cleaned; may be empty."""
    home: str
    """Address of the blog; may be empty."""
    takes_passwords: bool
    """Application Passwords are switched on."""
    password_page: str = ""
    """Where a person makes one, as the blog says: not vetted; empty when it does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who the server says we are."""

    id: int
    name: str
    is_moderator: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiProblem:
    """WordPress's own words for a refusal."""

    code: str
    message: str
    """Cleaned, one line; may be empty."""


def read_json(text: str) -> object:
    """Parse JSON, strictly.

    Raises:
        BadResponseError: It is not JSON, nests too deep, or holds numbers that are none.
    """
    try:
        parsed: object = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BadResponseError("The blog's answer is not valid JSON.") from error
    return parsed


def root_from_json(value: object) -> BlogRoot | None:
    """Read the API's root; `None` when this is not a WordPress with REST version 2."""
    root = _mapping(value)
    namespaces = root.get("namespaces")
    if not isinstance(namespaces, list) or "wp/v2" not in namespaces:
        return None
    authentication = _mapping(root.get("authentication"))
    passwords = _mapping(authentication.get("application-passwords"))
    return BlogRoot(
        name=one_line(root.get("name")),
        home=_string(root.get("home")),
        takes_passwords="application-passwords" in authentication,
        password_page=_string(_mapping(passwords.get("endpoints")).get("authorization")),
    )


def account_from_json(value: object) -> Account:
    """Read the answer of ``users/me``."""
    user = _mapping(value)
    return Account(
        id=_id(user),
        name=one_line(user.get("name")),
        is_moderator=_mapping(user.get("capabilities")).get("moderate_comments") is True,
    )


def authors_from_json(value: object) -> dict[int, Author]:
    """Read a list of users, by their number."""
    return {_id(row): _author(_id(row), row) for row in _rows(value)}


def posts_from_json(value: object, authors: dict[int, Author]) -> tuple[PostSummary, ...]:
    """Read a list of posts, in its order."""
    return tuple(_summary(row, authors) for row in _rows(value))


def full_posts_from_json(value: object) -> tuple[Post, ...]:
    """Read a list of posts with bodies, in its order."""
    return tuple(post_from_json(row) for row in _rows(value))


def author_numbers(value: object) -> set[int]:
    """Tell which users wrote the posts of a list."""
    return {row["author"] for row in _rows(value) if _is_number(row.get("author"))}


def post_from_json(value: object) -> Post:
    """Read one post with its body, embedded author and tags."""
    row = _mapping(value)
    embedded = _mapping(row.get("_embedded"))
    authors = {
        user["id"]: _author(user["id"], user)
        for user in map(_mapping, _list(embedded.get("author")))
        if _is_number(user.get("id"))
    }
    source = _whole(_mapping(row.get("content")).get("rendered"))
    return Post(
        summary=_summary(row, authors, tags=_tags(embedded)),
        body=Body(source=source, format=BodyFormat.HTML),
    )


def comments_from_json(value: object, own_id: int | None) -> tuple[Comment, ...]:
    """Read a list of comments, in its order; kinds that are none for readers are left out.

    Args:
        value: A list.
        own_id: The user number that is ours; `None` for nobody.
    """
    return tuple(
        comment_from_json(row, own_id) for row in _rows(value) if _string(row.get("type")) in _KINDS
    )


def comment_from_json(value: object, own_id: int | None) -> Comment:
    """Read one comment."""
    row = _mapping(value)
    number, post, parent, author = _id(row), row.get("post"), row.get("parent"), row.get("author")
    status = _STATUS.get(_string(row.get("status")), CommentStatus.APPROVED)
    return Comment(
        id=comment_id(number),
        post_id=post_id(post if _is_number(post) else 0),
        parent_id=comment_id(parent) if _is_number(parent) and parent > 0 else None,
        author=Author(
            name=one_line(row.get("author_name")),
            id=author_id(author) if _is_number(author) and author > 0 else None,
            url=_address(row.get("author_url")),
        ),
        created_at=_moment(row.get("date_gmt")),
        body=Body(
            source=_whole(_mapping(row.get("content")).get("rendered")), format=BodyFormat.HTML
        ),
        status=status,
        kind=_KINDS.get(_string(row.get("type")), CommentKind.COMMENT),
        own=own_id is not None and author == own_id,
        permalink=_address(row.get("link")),
    )


def raw_content_from_json(value: object) -> str | None:
    """Return a comment's content as stored; `None` when this account is not told."""
    raw = _mapping(_mapping(value).get("content")).get("raw")
    return raw if isinstance(raw, str) else None


def links_from_json(value: object) -> tuple[tuple[PostId, str], ...]:
    """Read which posts a list holds, and their addresses."""
    return tuple((post_id(_id(row)), _string(row.get("link"))) for row in _rows(value))


def changes_from_json(value: object) -> list[tuple[str, str]]:
    """Read which posts a list holds, by their numbers, and when each was changed."""
    return [(str(_id(row)), _string(row.get("modified_gmt"))) for row in _rows(value)]


def problem_from_json(value: object) -> ApiProblem | None:
    """Read an error answer; `None` when it is none of WordPress's."""
    problem = _mapping(value)
    code = problem.get("code")
    if not isinstance(code, str) or not code:
        return None
    return ApiProblem(code=clean.field(code), message=one_line(problem.get("message")))


def one_line(value: object) -> str:
    """Turn rendered HTML into one clean line: tags dropped, entities read, controls removed."""
    text = _string(value)
    if "<" in text or "&" in text:
        text = html.unescape(_TAG.sub("", text))
    return clean.field(text).strip()


def post_id(number: int) -> PostId:
    """Make a post's id from WordPress's number."""
    return PostId(f"wp:{number}")


def comment_id(number: int) -> CommentId:
    """Make a comment's id from WordPress's number."""
    return CommentId(f"wp:{number}")


def author_id(number: int) -> str:
    """Make an account's id from WordPress's number."""
    return f"wp:{number}"


def number_of(identifier: str) -> int | None:
    """Return WordPress's number out of an id; `None` when the id is not one of ours."""
    prefix, _, digits = identifier.partition(":")
    if prefix != "wp" or not (digits.isascii() and digits.isdigit()) or len(digits) > 18:
        return None
    return int(digits)


def _summary(
    row: dict[str, Any], authors: dict[int, Author], *, tags: tuple[str, ...] = ()
) -> PostSummary:
    author = row.get("author")
    number = author if _is_number(author) and author > 0 else None
    comment_status = row.get("comment_status")
    return PostSummary(
        id=post_id(_id(row)),
        title=one_line(_mapping(row.get("title")).get("rendered")),
        slug=clean.field(_string(row.get("slug"))),
        permalink=_address(row.get("link")),
        author=None if number is None else authors.get(number, _author(number, {})),
        published_at=_moment(row.get("date_gmt")),
        modified_at=_moment(row.get("modified_gmt")),
        tags=tags,
        comments_open=comment_status == "open" if isinstance(comment_status, str) else None,
        protected=_mapping(row.get("content")).get("protected") is True,
    )


def _author(number: int, row: dict[str, Any]) -> Author:
    return Author(
        name=one_line(row.get("name")),
        id=author_id(number),
        url=_address(row.get("url")),
    )


def _tags(embedded: dict[str, Any]) -> tuple[str, ...]:
    terms = [
        term
        for group in _list(embedded.get("wp:term"))
        for term in map(_mapping, _list(group))
        if term.get("taxonomy") == "post_tag"
    ]
    return tuple(name for name in (one_line(term.get("name")) for term in terms) if name)


def _moment(value: object) -> datetime | None:
    """Read a ``…_gmt`` field; drafts and broken rows have none, or the year 0."""
    if not isinstance(value, str):
        return None
    try:
        # As WordPress writes them they have no zone, and are read fastest with one.
        moment = datetime.fromisoformat(f"{value}+00:00" if len(value) == _STAMP_CHARS else value)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _whole(value: object) -> str:
    """A body as received; half characters, which JSON can spell, are replaced."""
    text = _string(value)
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _address(value: object) -> str | None:
    return clean.field(html.unescape(_string(value)), max_chars=2_000) or None


def _id(row: dict[str, Any]) -> int:
    number = row.get("id")
    if not _is_number(number) or number <= 0:
        raise BadResponseError("The blog's answer has a row without an id.")
    return int(number)


def _rows(value: object) -> list[dict[str, Any]]:
    if not isinstance(value, list):
        raise BadResponseError("The blog answered something else where a list was expected.")
    return [_mapping(row) for row in value]


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _refuse_constant(name: str) -> float:
    msg = f"{name} is no JSON"
    raise ValueError(msg)
