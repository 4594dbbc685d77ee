"""The Textual app: one blog on the reader screen, and an end that loses nothing."""

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import aclosing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

from textual import events, on
from textual.app import App, SystemCommand, UnknownModeError
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.screen import Screen
from textual.worker import WorkerError

from tui_blog.config import PRESET_NAMES, Config
from tui_blog.first_paint import FirstPaint
from tui_blog.model.errors import StorageError, TuiBlogError, UsageError
from tui_blog.model.ids import ChangeId
from tui_blog.resources import styles_folder
from tui_blog.ui.beginning import Beginning
from tui_blog.ui.blog_shelf import BlogShelf, Source
from tui_blog.ui.commands import CommandProvider, open_palette
from tui_blog.ui.composer_keys import COMPOSER_COMMANDS
from tui_blog.ui.ending import Ending
from tui_blog.ui.garbage import Garbage
from tui_blog.ui.glyphs import Glyphs
from tui_blog.ui.guard import ControlGuard
from tui_blog.ui.key_words import key_for
from tui_blog.ui.keymap import textual_keymap
from tui_blog.ui.loading_ahead import LoadingAhead
from tui_blog.ui.looks import glyphs_for, nets_for
from tui_blog.ui.notify import toast
from tui_blog.ui.reading_commands import READING_COMMANDS
from tui_blog.ui.screens.delivering import tell_undelivered
from tui_blog.ui.screens.reader import ReaderScreen
from tui_blog.ui.terminal_cursor import CursorFollows
from tui_blog.ui.terminal_size import tell_screen

if TYPE_CHECKING:
    from tui_blog.index.search import Hit
    from tui_blog.model.ids import CommentId, PostId
    from tui_blog.sync.entries import Entry
    from tui_blog.ui.screens.blogs import BlogWish, NewBlog

STYLES = ("base", "reader", "thread")
"""What is needed from the first frame on; dialogs and composer bring their own."""
EXIT_BUG = 70
EXIT_INTERRUPT = 128 + signal.SIGINT
_SWITCH_S = 0.001
"""How long a thread that reads or writes a copy may keep a key waiting, each time it has its turn;
Python's own 5 ms add up to more than a frame."""
_TERMINAL_CHECK_S = 2.0


@runtime_checkable
class KeepsText(Protocol):
    """A screen on which one types."""

    def save_now(self) -> None:
        """Put what was typed on disk, at once."""
        ...


class TuiBlogApp(CursorFollows):
    """The program on the terminal."""

    TITLE = "tui-blog"
    COMMAND_PALETTE_BINDING = "ctrl+backslash"
    COMMANDS = App.COMMANDS | {CommandProvider}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", "Copy, or quit", show=False, priority=True),
    ]

    def __init__(
        self,
        source: Source,
        *,
        config: Config,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        strict_guard: bool = False,
        write_report: Callable[[BaseException], str] | None = None,
        editor_folder: Path | None = None,
        shelf: BlogShelf | None = None,
        first_paint: FirstPaint | None = None,
        told_file: Path | None = None,
    ) -> None:
        """Set up for one blog.

        Args:
            source: The blog; it is opened by the reader screen and closed at the end.
            config: The person's settings.
            clock: The time of now.
            strict_guard: Raise where foreign text was not cleaned: for tests.
            write_report: Writes a crash report and returns what to tell the person.
            editor_folder: Where the person's editor gets its file; `None` for the system's own
                place for such files.
            shelf: The person's other blogs; `None` where there is only this one.
            first_paint: What stands on the terminal until the app draws; `None` for nothing.
            told_file: Keeps what is told only once; `None` to tell nothing of that kind.
        """
        self._ending = Ending(self.end, keep=self._keep_typed_text)
        self._beginning = Beginning(self, first_paint, self._ending, is_plain=config.plain)
        self._garbage = Garbage(self, touched_at=lambda: self._beginning.touched_at)
        self._loading_ahead = LoadingAhead(self, touched_at=lambda: self._beginning.touched_at)
        names = (*STYLES, "plain") if config.plain else STYLES
        styles = styles_folder()
        super().__init__(
            self._beginning.driver_class, css_path=[styles / f"{name}.tcss" for name in names]
        )
        self.is_plain = config.plain
        self.set_class(config.plain, "-plain")
        self._glyphs = glyphs_for(config, os.environ)
        self._source = source
        self._config = config
        self._clock = clock
        self._guard = ControlGuard(strict=strict_guard)
        self._nets = (*nets_for(self._glyphs), self._guard)
        self._write_report = write_report
        self._editor_folder = editor_folder
        self._shelf = shelf
        self._told_file = told_file
        self._blogs_opened = 0
        self._is_leaving = False
        self._looked_for = ""
        self._keys: Mapping[str, str] = {}
        self._key_problems: Sequence[str] = ()
        if config.keys or config.preset != PRESET_NAMES[0]:
            from tui_blog.ui.presets import keys_in_force

            scopes = [READING_COMMANDS, COMPOSER_COMMANDS]
            self._keys, self._key_problems = keys_in_force(config.preset, config.keys, scopes)
        self.exit_code = 0
        """What the process ends with."""

    @property
    def glyphs(self) -> Glyphs:
        """The signs to draw with."""
        return self._glyphs

    @property
    def checked_keys(self) -> Mapping[str, str]:
        """All keys, where the person has others than the usual ones; else empty."""
        return self._keys

    @property
    def keymap_name(self) -> str:
        """What the person's keys are called."""
        own = ", with keys of your own" if self._config.keys else ""
        return f"preset {self._config.preset}{own}"

    def get_default_screen(self) -> Screen[None]:
        """Begin on the reader screen."""
        return self._reader()

    def _reader(self) -> ReaderScreen:
        reader = ReaderScreen(
            self._source.service,
            find_start=self._source.find_start,
            clock=self._clock,
            glyphs=self._glyphs,
            keys=self._keys,
            touched_at=lambda: self._beginning.touched_at,
            width_cells=self.size.width,
            editor_folder=self._editor_folder,
            undo_send_s=self._config.undo_send_s,
            share_config=self._config.share,
        )
        if self._config.filters:
            from tui_blog.ui.screens.filtering import filtering_for

            rules, blog = self._config.filters, self._source.blog_name
            reader.filtering = filtering_for(reader, rules, blog=blog, clock=self._clock)
        if self._told_file is not None:
            from tui_blog.ui.screens.advising import Advising
            from tui_blog.ui.told_once import ToldOnce

            told, preset = ToldOnce(self._told_file), self._config.preset
            reader.advise = Advising(reader, told, preset=preset).look
        return reader

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer of Textual's own commands only what has no command of ours."""
        del screen  # the same everywhere
        yield SystemCommand("Theme", "Change the colours", self.action_change_theme)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Put the guard behind Textual's own filters."""
        return (*super().get_line_filters(), *self._nets)

    def on_mount(self) -> None:
        """Apply the settings, and watch over the terminal."""
        self.set_keymap(textual_keymap(self._keys))
        theme = self._config.theme
        if not self._config.animation:
            self.animation_level = "none"
        if theme in self.available_themes:
            self.theme = theme
        self._tell_mistakes()
        # The shell has had the terminal: nothing of what was drawn stands there any more.
        self.app_resume_signal.subscribe(self, lambda _app: self.action_redraw())
        if not self.is_headless:
            self.set_interval(_TERMINAL_CHECK_S, self._ending.check_terminal)
        self._beginning.hold()
        self.call_after_refresh(self._ending.app_is_up)
        # Without a terminal there may be many apps, one by one.
        self.call_after_refresh(gc.enable if self.is_headless else self._garbage.begin)

    def on_resize(self, event: events.Resize) -> None:
        """Draw in the new size at once."""
        tell_screen(self, event)

    @on(ReaderScreen.Listed)
    def _begin_to_listen(self) -> None:
        self._beginning.listen()

    @on(ReaderScreen.Settled)
    def _begin_with(self, event: ReaderScreen.Settled) -> None:
        """Show the first frame now that it is complete, and keep it for the next start."""
        if self.screen is event.reader and not self._blogs_opened:
            self._beginning.settle(lambda: event.reader.passing_rows)
            if not self.is_headless:
                self._loading_ahead.begin()

    def keep_first_frame(self) -> None:
        """Keep the first frame for the next start; for when the app has ended."""
        self._beginning.keep_frame()

    def action_forget_first_frame(self) -> None:
        """Keep no frame for the next start: it may show what is forgotten."""
        self._beginning.forget_frame()

    async def on_unmount(self) -> None:
        """Let go of connections and locks."""
        await self._source.service.aclose()
        self._ending.all_is_kept(self.exit_code or self.return_code or 0)

    def action_interrupt(self) -> None:
        """Copy what is selected; with nothing selected, end as Ctrl+C ends programs."""
        selected = self._selected_text()
        if selected:
            self.copy_to_clipboard(selected)
        else:
            self.end(EXIT_INTERRUPT)

    def _tell_mistakes(self) -> None:
        """Say what of the settings is not used."""
        themes, config = self.available_themes, self._config
        if config.problems or self._key_problems or config.theme not in themes:
            from tui_blog.ui.settings_check import check_settings, shorten

            more = check_settings(config, key_problems=self._key_problems, themes=themes)
            for problem in shorten([*config.problems, *more.values()]):
                toast(self, problem, severity="warning")

    def action_redraw(self) -> None:
        """Draw everything again, whatever stands on the terminal by now."""
        self.refresh()

    def action_command_palette(self) -> None:
        """List what can be done, to type or to choose."""
        open_palette(self)

    def action_blogs(self) -> None:
        """List the person's blogs, to open or add one."""
        from tui_blog.ui.screens.blogs import BlogsScreen

        if self._shelf is None:
            toast(self, "There is only this blog here.", severity="warning")
            return
        entries = self._shelf.list_blogs()

        def fulfil_later(wish: "BlogWish") -> None:
            self.call_later(self._fulfil, wish)  # the list is still there when it tells its wish

        find_page = self._shelf.find_password_page
        screen = BlogsScreen(entries, current=self._source.label, find_password_page=find_page)
        self.push_screen(screen, fulfil_later)

    def action_find(self) -> None:
        """Search everything that is here, and go to what is chosen."""
        from tui_blog.ui.screens.finding import FindScreen

        if self._shelf is None:
            toast(self, "There is only this blog here.", severity="warning")
            return
        screen = FindScreen(
            self._shelf.finder,
            text=self._looked_for,
            clock=self._clock,
            glyphs=self._glyphs,
        )

        def go(found: "Hit | str | None") -> None:
            self._looked_for = screen.text
            if isinstance(found, str):
                self.call_later(self._list_found, found)
            elif found is not None:
                self.call_later(self._go_to, found)  # the list is still there when it tells

        self.push_screen(screen, go)

    def action_list(self, what: str) -> None:
        """List something over all blogs that are here, and go to what is chosen."""
        from tui_blog.ui.screens.lists import make_list

        if self._shelf is None:
            toast(self, "There is only this blog here.", severity="warning")
            return

        def go(entry: "Entry | None") -> None:
            if entry is not None:
                self.call_later(self._go_to, entry)  # the list is still there when it tells

        current, rules = self._source.service, self._config.filters
        made = make_list(what, self._shelf, current, self._clock, self._glyphs, rules)
        self.push_screen(made, go)

    def _list_found(self, text: str) -> None:
        if self._shelf is not None and isinstance(self.screen, ReaderScreen):
            self.screen.focus_pane("posts")
            self.screen.listing.show_found(text, self._shelf.finder.find_posts)

    def _go_to(self, hit: "Hit | Entry") -> None:
        """Open what was found, in another blog if need be."""
        if hit.blog == self._source.service.key and isinstance(self.screen, ReaderScreen):
            self.screen.go_to(hit.post_id, hit.comment_id)
        elif self._shelf is not None:
            try:
                source = self._shelf.open_blog(hit.blog_name)
            except UsageError as error:
                toast(self, str(error), severity="warning")
                return
            switching = self._switch_to(source, start=(hit.post_id, hit.comment_id))
            self.run_worker(switching, group="switch", exclusive=True)

    def _fulfil(self, wish: "BlogWish") -> None:
        if self._shelf is None or wish is None:
            return
        if not isinstance(wish, str):
            self.run_worker(self._add(self._shelf, wish), group="add", exclusive=True)
            return
        try:
            source = self._shelf.open_blog(wish)
        except UsageError as error:
            toast(self, str(error), severity="warning")
            return
        self.run_worker(self._switch_to(source), group="switch", exclusive=True)

    async def _add(self, shelf: BlogShelf, new: "NewBlog") -> None:
        """Add a blog once it has answered, and open it."""
        from tui_blog.sync.mirror import Pulled
        from tui_blog.ui.errors import explain

        toast(self, f"Looking for the blog at {new.address} …")
        try:
            source = shelf.add_blog(new.address, user=new.user, password=new.password)
        except UsageError as error:
            toast(self, str(error), severity="error")
            return
        service = source.service
        try:
            await service.open()
            async with aclosing(service.sync()) as events:
                async for event in events:
                    if isinstance(event, Pulled):  # it is there, and took the password
                        break
        except StorageError as error:
            toast(self, f"Not added. {explain(error).text}", severity="error")
            return
        finally:
            await service.aclose()
        if new.password:
            try:
                shelf.keep_password(new.address, new.password)
            except (OSError, TuiBlogError) as error:
                toast(self, f"The password could not be kept: {error}", severity="warning")
        self._fulfil(source.label)

    async def _switch_to(
        self, source: Source, *, start: "tuple[PostId, CommentId | None] | None" = None
    ) -> None:
        """Open another blog; what was under way on the one before is given up first."""
        if isinstance(self.screen, ReaderScreen):
            self.screen.leave()
        for worker in self.workers.cancel_node(self.screen):
            with suppress(WorkerError):
                await worker.wait()
        before, self._source = self._source, source
        mode_before = self.current_mode
        self._blogs_opened += 1
        mode = f"blog-{self._blogs_opened}"
        reader = self._reader()
        if start is not None:
            reader.start_at(*start)
        self.add_mode(mode, lambda: reader)
        await self.switch_mode(mode)
        with suppress(UnknownModeError):  # the first one has to stay
            await self.remove_mode(mode_before)
        await before.service.aclose()

    async def action_quit(self) -> None:
        """Quit; what was sent just now leaves first, unless the person can't wait for it."""
        sender = self._source.service.sender
        fresh = [entry.change.change_id for entry in sender.list_undoable()]
        if not fresh or self._is_leaving:
            self.end(0)
            return
        self._is_leaving = True
        key = key_for(self, "app.quit")
        toast(self, f"Sending what you wrote, then leaving. {key} leaves at once.")
        self.run_worker(self._send_and_leave(fresh), group="leave")

    def action_suspend_process(self) -> None:
        """Let the shell have the terminal; nothing runs here meanwhile, so all is kept first."""
        self._keep_typed_text()
        super().action_suspend_process()

    async def _send_and_leave(self, fresh: Iterable[ChangeId]) -> None:
        for change_id in fresh:
            with suppress(StorageError):  # it is kept, and said at the end
                await self._source.service.sender.deliver(change_id)
        self.end(0)

    def end(self, exit_code: int) -> None:
        """Keep what was typed, and end."""
        self._keep_typed_text()
        self.exit_code = exit_code
        # What comes now has no screen to be shown on: it is taken apart while others wait.
        self.workers.cancel_all()
        self.exit(return_code=exit_code, message=self.farewell or None)

    @property
    def source(self) -> Source:
        """The blog that is read."""
        return self._source

    @property
    def farewell(self) -> str:
        """Say what has not reached the blog; empty when everything has."""
        return tell_undelivered(
            self._source.service.outbox.list_all(), key=key_for(self, "comment.pending")
        )

    def _selected_text(self) -> str:
        text = getattr(self.focused, "selected_text", "") or self.screen.get_selected_text()
        return text if isinstance(text, str) else ""

    def _keep_typed_text(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, KeepsText):
                screen.save_now()

    def _handle_exception(self, error: Exception) -> None:
        # Textual has no public way to end without a traceback that shows the values of variables,
        # and those may be passwords or a stranger's text.
        if self.is_headless or self._write_report is None:
            super()._handle_exception(error)
            return
        self._keep_typed_text()
        self.exit_code = EXIT_BUG
        self.panic(self._write_report(error))


def run_app(
    source: Source,
    *,
    config: Config,
    write_report: Callable[[BaseException], str],
    editor_folder: Path,
    shelf: BlogShelf,
    first_paint: FirstPaint | None,
    told_file: Path,
) -> int:
    """Run the app until it ends, and keep the frame it began with.

    Returns:
        The exit code of the process.
    """
    app = TuiBlogApp(
        source,
        config=config,
        write_report=write_report,
        editor_folder=editor_folder,
        shelf=shelf,
        first_paint=first_paint,
        told_file=told_file,
    )
    sys.setswitchinterval(_SWITCH_S)
    try:
        app.run()
    except OSError:
        if not app.exit_code:  # else the terminal is gone, and nobody there to hear last words
            raise
    app.keep_first_frame()
    return app.exit_code or app.return_code or 0
