"""A WordPress in memory, for what a real server can't be made to do on demand.

It knows the part of the REST API that the adapter uses, and answers as WordPress 6.1.9 does. What
it says is held against the real server by the one conformance body that runs over both.
"""

import base64
import html
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import httpx

Answerer = Callable[[httpx.Request], httpx.Response]
Row = dict[str, object]

ADDRESS = "https://blog.example"


@dataclass(kw_only=True)
class FakeUser:
    """Somebody with an account."""

    id: int
    name: str
    password: str
    moderator: bool = False


@dataclass(kw_only=True)
class FakeWordPress:
    """The blog; change its fields to change what it does."""

    address: str = ADDRESS
    users: dict[str, FakeUser] = field(default_factory=dict)
    posts: list[Row] = field(default_factory=list)
    comments: list[Row] = field(default_factory=list)
    first_status: str = "approved"
    """The status that a reader's comment gets."""
    plain_addresses: bool = False
    members_only: bool = False
    marks_everybody: bool = False
    """Something before it says of all answers that they are not to be cached."""
    marks_logins: bool = True
    """Answers to who is logged in are not to be cached, as WordPress says."""
    password_page: str = ""
    """Where it says that application passwords are made."""
    guests: bool = False
    """Takes comments of nobody in particular."""
    guests_said: list[tuple[int, int, str, str, str]] = field(default_factory=list)
    """What came through the form: post, parent, name, e-mail address and text."""
    faults: list[Callable[[httpx.Request, Answerer], httpx.Response]] = field(default_factory=list)
    """What happens to the next requests, one each, instead of an honest answer."""
    requests: list[httpx.Request] = field(default_factory=list)
    """Everything that was asked."""

    def transport(self) -> httpx.MockTransport:
        """Make what an adapter uses instead of the network."""
        return httpx.MockTransport(self._handle)

    def add_post(self, title: str = "A post", *, comments_open: bool = True, **more: object) -> int:
        """Publish a post; returns its number."""
        number = 100 + len(self.posts)
        self.posts.append(
            {
                "id": number,
                "type": "post",
                "date_gmt": f"2026-01-{1 + len(self.posts) % 28:02}T10:00:00",
                "modified_gmt": "2026-02-01T10:00:00",
                "slug": f"post-{number}",
                "link": f"{self.address}/post-{number}/",
                "title": {"rendered": html.escape(title, quote=False)},
                "author": 1,
                "comment_status": "open" if comments_open else "closed",
                "content": {"rendered": "<p>Words.</p>\n", "protected": False},
                **more,
            }
        )
        return number

    def add_comment(self, post: int, text: str, *, parent: int = 0, **more: object) -> int:
        """Store a guest's comment; returns its number."""
        number = 1000 + len(self.comments)
        minute, second = divmod(len(self.comments), 60)
        self.comments.append(
            {
                "id": number,
                "post": post,
                "parent": parent,
                "author": 0,
                "author_name": "Guest",
                "author_url": "",
                "date_gmt": f"2026-03-01T10:{minute:02}:{second:02}",
                "content": {"rendered": f"<p>{text}</p>\n", "raw": text},
                "link": f"{self.address}/post-{post}/#comment-{number}",
                "status": "approved",
                "type": "comment",
                **more,
            }
        )
        return number

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self.faults:
            return self.faults.pop(0)(request, self._marked)
        return self._marked(request)

    def _marked(self, request: httpx.Request) -> httpx.Response:
        """Answer as WordPress does: what is for somebody in particular is not to be cached."""
        answered = self._answer(request)
        if self.marks_everybody or (self.marks_logins and self._user(request) is not None):
            answered.headers["cache-control"] = "no-cache, must-revalidate, max-age=0"
        return answered

    def _answer(self, request: httpx.Request) -> httpx.Response:
        route = request.url.params.get("rest_route")
        if route is None and not self.plain_addresses and "/wp-json" in request.url.path:
            route = request.url.path.partition("/wp-json")[2] or "/"
        if route is None:
            return self._page(request)
        if self.members_only and self._user(request) is None:
            return refusal(401, "rest_not_logged_in")
        if route == "/":
            return answer(
                {
                    "name": "A &amp; B",
                    "home": self.address,
                    "namespaces": ["wp/v2"],
                    "authentication": {
                        "application-passwords": {
                            "endpoints": {"authorization": self.password_page}
                        }
                    },
                }
            )
        kind, _, number = route.removeprefix("/wp/v2/").partition("/")
        if request.method == "POST":
            return self._change(request, number)
        if kind == "users":
            return self._people(request, number)
        rows = self.posts if kind == "posts" else self.comments if kind == "comments" else []
        return self._one(request, kind, rows, number) if number else self._list(request, rows)

    def _page(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return self._take_form(dict(parse_qsl(request.content.decode(), True)))
        link = f"{self.address}/wp-json/"
        if self.plain_addresses:
            link = f"{self.address}/index.php?rest_route=/"
        links = [f'<{link}>; rel="https://api.w.org/"']
        found = [post for post in self.posts if f"/{post['slug']}/" == request.url.path]
        links += [f"<{self.address}/?p={post['id']}>; rel=shortlink" for post in found]
        status = 200 if found or request.url.path == "/" else 404
        text = "".join(comment_form(self.address, post["id"]) for post in found)
        return page(f"<html>{text}</html>", status=status, headers={"link": ", ".join(links)})

    def _take_form(self, fields: dict[str, str]) -> httpx.Response:
        post, parent = int(fields["comment_post_ID"]), int(fields["comment_parent"])
        who = (post, parent, fields["author"], fields["email"], fields["comment"])
        if who in self.guests_said:
            return page(died("Duplicate comment detected"), status=409)
        if not (fields["author"] and "@" in fields["email"]):
            return page(died(f"No good address: {fields['email']}"))
        self.guests_said.append(who)
        name, text = fields["author"], fields["comment"]
        number = self.add_comment(
            post, text, parent=parent, author_name=name, status=self.first_status
        )
        is_held = self.first_status == "hold"
        query = f"?unapproved={number}&moderation-hash=abc" if is_held else ""
        place = f"{self.address}/post-{post}/{query}#comment-{number}"
        return page("", status=302, headers={"location": place})

    def _user(self, request: httpx.Request) -> FakeUser | None:
        _, _, encoded = request.headers.get("authorization", "").partition(" ")
        login, _, password = base64.b64decode(encoded).decode().partition(":")
        user = self.users.get(login)
        return user if user is not None and user.password == password else None

    def _people(self, request: httpx.Request, which: str) -> httpx.Response:
        user = self._user(request)
        if which == "me":
            if user is None:
                return refusal(401, "rest_not_logged_in")
            capabilities: Row = {"read": True, "moderate_comments": user.moderator}
            return answer({"id": user.id, "name": user.name, "capabilities": capabilities})
        wanted = request.url.params.get("include", "").split(",")
        people = [user for user in self.users.values() if str(user.id) in wanted]
        return answer([{"id": user.id, "name": user.name, "url": ""} for user in people])

    def _one(
        self, request: httpx.Request, kind: str, rows: Iterable[Row], number: str
    ) -> httpx.Response:
        row = next((row for row in rows if str(row["id"]) == number), None)
        if row is None:
            return refusal(404, f"rest_{kind.removesuffix('s')}_invalid_id".replace("page", "post"))
        user = self._user(request)
        is_own = user is not None and row["author"] == user.id
        if kind == "comments" and row["status"] != "approved" and not is_own:
            return refusal(403, "rest_cannot_read")
        return answer(row)

    def _list(self, request: httpx.Request, rows: Iterable[Row]) -> httpx.Response:
        wanted = request.url.params
        user = self._user(request)
        if wanted.get("status") == "all" and not (user and user.moderator):
            return refusal(403 if user else 401, "rest_forbidden_param")
        statuses = ("approved", "hold") if wanted.get("status") == "all" else ("approved",)
        found = [
            row
            for row in rows
            if row.get("status", "approved") in statuses
            and (str(row.get("post")) in wanted.get("post", str(row.get("post"))).split(","))
            and str(row.get("parent")) == wanted.get("parent", str(row.get("parent")))
            and row.get("slug") == wanted.get("slug", row.get("slug"))
            and wanted.get("search", "").casefold() in json.dumps(row).casefold()
            and str(row["id"]) in wanted.get("include", str(row["id"])).split(",")
            and wanted.get("after", "") < f"{row['date_gmt']}Z"
            and f"{row['date_gmt']}Z" < wanted.get("before", "a")
        ]
        orders = {"id": "id", "modified": "modified_gmt"}
        key = orders.get(wanted.get("orderby", ""), "date_gmt")
        found.sort(key=lambda row: (str(row[key]), str(row["id"])))
        if wanted.get("order", "desc") == "desc":
            found.reverse()
        number, size = int(wanted.get("page", "1")), int(wanted.get("per_page", "10"))
        pages = -(-len(found) // size)
        first = int(wanted.get("offset", (number - 1) * size))
        headers = {"x-wp-total": str(len(found)), "x-wp-totalpages": str(pages)}
        return answer(found[first : first + size], headers=headers)

    def _change(self, request: httpx.Request, number: str) -> httpx.Response:
        user, fields = self._user(request), json.loads(request.content)
        if number:
            is_removal = "x-http-method-override" in request.headers
            return self._moderate(user, number, {"status": "trash"} if is_removal else fields)
        if user is None and not self.guests:
            return refusal(401, "rest_comment_login_required")
        post = next((row for row in self.posts if row["id"] == fields["post"]), None)
        if post is None:
            return refusal(403, "rest_comment_invalid_post_id")
        if post["comment_status"] != "open":
            return refusal(403, "rest_comment_closed")
        author = 0 if user is None else user.id
        said = (author, fields["post"], fields["parent"], fields["content"])
        for row in self.comments:
            content = row["content"]
            assert isinstance(content, dict)
            if (row["author"], row["post"], row["parent"], content["raw"]) == said:
                return refusal(409, "comment_duplicate")
        made = self.add_comment(
            fields["post"],
            fields["content"],
            parent=fields["parent"],
            author=author,
            author_name="" if user is None else user.name,
            status=self.first_status,
        )
        stored = {**self.comments[-1], "content": {"rendered": f"<p>{fields['content']}</p>"}}
        return answer(stored, status=201, headers={"location": f"/comments/{made}"})

    def _moderate(self, user: FakeUser | None, number: str, fields: Row) -> httpx.Response:
        if user is None or not user.moderator:
            return refusal(403, "rest_cannot_edit")
        row = next((row for row in self.comments if str(row["id"]) == number), None)
        if row is None:
            return refusal(404, "rest_comment_invalid_id")
        if fields.get("status") == row["status"] == "trash":
            return refusal(410, "rest_already_trashed")
        if "content" in fields:
            row["content"] = {"rendered": f"<p>{fields['content']}</p>", "raw": fields["content"]}
        row["status"] = fields.get("status", row["status"])
        return answer(row)


def comment_form(address: str, post: object) -> str:
    """Write a post's comment form as WordPress does."""
    return (
        f'<form action="{address}/wp-comments-post.php" method="post" id="commentform">'
        '<textarea name="comment" required></textarea><input name="author" required>'
        '<input name="email" type="email" required><input name="url" type="url">'
        '<input name="submit" type="submit" value="Post Comment">'
        f"<input type='hidden' name='comment_post_ID' value='{post}'>"
        "<input type='hidden' name='comment_parent' value='0'></form>"
    )


def died(sentence: str) -> str:
    """Write a refusal of the form as WordPress does."""
    return (
        f'<body id="error-page"><div class="wp-die-message"><p>{sentence}</p></div>'
        "<p><a href='javascript:history.back()'>&laquo; Back</a></p></body>"
    )


class _Chunks(httpx.AsyncByteStream):
    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks

    async def __aiter__(self):  # type: ignore[no-untyped-def]  # an async generator's type says no more
        for chunk in self._chunks:
            yield chunk


def page(
    text: str | Iterable[bytes],
    *,
    status: int = 200,
    kind: str = "text/html; charset=UTF-8",
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    """Make an answer that is no JSON, or is given in pieces."""
    chunks = [text.encode()] if isinstance(text, str) else text
    return httpx.Response(
        status, headers={"content-type": kind, **(headers or {})}, stream=_Chunks(chunks)
    )


def answer(
    value: object, *, status: int = 200, headers: dict[str, str] | None = None
) -> httpx.Response:
    """Make a JSON answer."""
    return page(json.dumps(value), status=status, kind="application/json", headers=headers)


def refusal(status: int, code: str, *, headers: dict[str, str] | None = None) -> httpx.Response:
    """Make an error answer as WordPress writes it."""
    message = "Sorry, you&#8217;re <strong>not</strong> allowed."
    value = {"code": code, "message": message, "data": {"status": status}}
    return answer(value, status=status, headers=headers)
