"""The person's blogs: choosing one, and adding one."""

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar, NamedTuple

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import DescendantFocus
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from tui_blog.model.errors import TuiBlogError
from tui_blog.resources import styles_folder
from tui_blog.text import clean
from tui_blog.ui.blog_shelf import BlogEntry
from tui_blog.ui.glyphs import UNICODE_GLYPHS
from tui_blog.ui.keymap import Command, parse_chords, to_bindings
from tui_blog.ui.screens.linking import Linking

_KEYS = "Enter open · a add a blog · Esc back"
_MAX_TITLE_CHARS = 80
_IN_PROFILE = "It is made in your profile page on the blog."
_ON_PAGE = "The blog has a page that makes one: Ctrl+O shows its address and opens it."


class NewBlog(NamedTuple):
    """What was typed to add a blog."""

    address: str
    user: str
    password: str

    def __repr__(self) -> str:
        return f"NewBlog({self.address!r}, {self.user!r}, ***)"


FindPage = Callable[[str], Awaitable[str | None]]
"""Finds where a blog makes application passwords, as `BlogShelf.find_password_page`."""
BlogWish = str | NewBlog | None
"""The name of the blog to open, a blog to add, or nothing."""


def _command(verb: str, keys: str, action: str, description: str) -> Command:
    return Command(
        id=f"blogs.{verb}",
        chords=parse_chords(keys),
        action=action,
        description=description,
        group="Blogs",
    )


class BlogsScreen(ModalScreen[BlogWish]):
    """Lists the blogs; returns the one to open, or to add."""

    COMMAND_TABLE: ClassVar[tuple[Command, ...]] = (
        _command("add", "a,insert", "add", "Add a blog"),
        _command("down", "j", "move(1)", "Next blog"),
        _command("up", "k", "move(-1)", "Previous blog"),
        _command("back", "escape,q,B", "back", "Back"),
    )
    CSS_PATH = styles_folder() / "dialogs.tcss"
    BINDINGS = to_bindings(COMMAND_TABLE)

    _options = getters.query_one(OptionList)

    def __init__(
        self, entries: Sequence[BlogEntry], *, current: str, find_password_page: FindPage
    ) -> None:
        """Set up.

        Args:
            entries: The blogs.
            current: The name of the one that is open.
            find_password_page: See `BlogShelf.find_password_page`.
        """
        super().__init__()
        self._find_password_page = find_password_page
        self._entries = tuple(entries)
        self._current = current

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        heading = "Your blogs" if self._entries else "No blogs yet: a adds one"
        with Vertical(classes="dialog -list -wide"):
            yield Label(Content(heading), classes="dialog--heading")
            yield OptionList(*map(_row, self._entries), markup=False, compact=True)
            yield Label(Content(_KEYS), classes="dialog--keys")

    def on_mount(self) -> None:
        """Start at the blog that is open."""
        self._options.focus()
        names = [entry.name for entry in self._entries]
        if names:
            self._options.highlighted = names.index(self._current) if self._current in names else 0

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._entries[event.option_index].name)

    def action_add(self) -> None:
        """Ask for a blog to add."""
        self.app.push_screen(AddBlogScreen(self._find_password_page), self._added)

    def action_move(self, step: int) -> None:
        """Highlight the next or previous blog."""
        if step > 0:
            self._options.action_cursor_down()
        else:
            self._options.action_cursor_up()

    def action_back(self) -> None:
        """Return without a wish."""
        self.dismiss(None)

    def _added(self, blog: NewBlog | None) -> None:
        if blog is not None:
            self.dismiss(blog)


class AddBlogScreen(ModalScreen[NewBlog | None]):
    """Asks for the address of a blog, and for an account there."""

    COMMAND_TABLE: ClassVar[tuple[Command, ...]] = (
        _command("page", "ctrl+o", "page", "The blog's page that makes a password"),
        _command("cancel", "escape", "cancel", "Back, without adding"),
    )
    CSS_PATH = styles_folder() / "dialogs.tcss"
    BINDINGS = to_bindings(COMMAND_TABLE)
    AUTO_FOCUS = "#blog-address"

    _hint = getters.query_one(".dialog--keys", Label)
    _where = getters.query_one("#blog-page", Label)

    def __init__(self, find_password_page: FindPage) -> None:
        """Set up.

        Args:
            find_password_page: See `BlogShelf.find_password_page`.
        """
        super().__init__()
        self._find_password_page = find_password_page
        self._asked_of = ""
        self._page: str | None = None
        self._linking = Linking(self, glyphs=UNICODE_GLYPHS, tell=self._tell)

    def compose(self) -> ComposeResult:
        """Lay out the three lines to fill in."""
        with Vertical(classes="dialog"):
            yield Label(Content("Add a WordPress blog"), classes="dialog--heading")
            yield Label(Content("Address of the blog, or of any page of it"))
            yield Input(placeholder="https://", id="blog-address", compact=True)
            yield Label(Content("User name there; empty for a guest"))
            yield Input(id="blog-user", compact=True)
            yield Label(Content("Application password"))
            yield Input(id="blog-password", password=True, compact=True)
            yield Label(Content(_IN_PROFILE), id="blog-page")
            yield Label(Content("Enter next, then add · Esc back"), classes="dialog--keys")

    @on(Input.Submitted)
    def _go_on(self, event: Input.Submitted) -> None:
        event.stop()
        address, user, password = (
            self.query_one(f"#blog-{name}", Input) for name in ("address", "user", "password")
        )
        text = address.value.strip()
        if not text:
            self._hint.update(Content("An address is needed."))
            self.set_focus(address)
        elif event.input is address:
            self.set_focus(user)
        elif event.input is user and user.value.strip():
            self.set_focus(password)
        else:
            self.dismiss(NewBlog(text, user.value.strip(), password.value.strip()))

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Look for the page that makes a password once one is asked for."""
        address = self.query_one("#blog-address", Input).value.strip()
        is_asked = event.widget.id == "blog-password" and address not in ("", self._asked_of)
        if is_asked and self.query_one("#blog-user", Input).value.strip():
            self._asked_of, self._page = address, None
            self.run_worker(self._find_page(address), group="page", exclusive=True)

    async def _find_page(self, address: str) -> None:
        from tui_blog.ui.errors import explain

        self._tell("Looking for the page of the blog that makes one …")
        try:
            self._page = await self._find_password_page(address)
        except TuiBlogError as error:
            self._asked_of = ""  # so that it is tried again
            self._tell(explain(error).happened)
        else:
            self._tell(_IN_PROFILE if self._page is None else _ON_PAGE)

    def _tell(self, text: str) -> None:
        self._where.update(Content(text))

    def action_page(self) -> None:
        """Show where the page is, and ask whether to open it."""
        if self._page is not None:
            self._linking.ask(self._page)

    def action_cancel(self) -> None:
        """Return without a blog."""
        self.dismiss(None)


def _row(entry: BlogEntry) -> Option:
    name = clean.field(entry.name)
    title = clean.field(entry.title, max_chars=_MAX_TITLE_CHARS) or name
    place = Content(clean.field(entry.place)).stylize("$foreground 60%")
    return Option(Content.assemble((title, "bold"), "\n  ", name, "  ", place))
