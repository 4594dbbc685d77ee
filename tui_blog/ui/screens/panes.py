"""A screen of three panes: focus, columns, key chords, moving, folding, searching.

It knows nothing of blogs; the reader screen fills the panes.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import actions, events, getters, on
from textual.app import ComposeResult
from textual.geometry import Region
from textual.strip import Strip
from textual.timer import Timer
from textual.widgets import Static

from tui_blog.ui.commands import active_commands
from tui_blog.ui.counts import MOST_REPEATS, Count
from tui_blog.ui.glyphs import Glyphs
from tui_blog.ui.keymap import (
    Chord,
    Command,
    describe_chord,
    key_table,
    may_quit_with,
    quitting_key,
    remap,
    to_bindings,
)
from tui_blog.ui.reading_commands import READING_COMMANDS
from tui_blog.ui.screens.columns import count_columns, set_list_width, show_only, too_small
from tui_blog.ui.screens.ending import EndingScreen
from tui_blog.ui.screens.searching import Searching
from tui_blog.ui.sequences import Cancelled, Chosen, Ignored, KeySequences, Waiting
from tui_blog.ui.widgets.document import DocumentView
from tui_blog.ui.widgets.document_parts import DocumentParts
from tui_blog.ui.widgets.key_footer import KeyFooter
from tui_blog.ui.widgets.key_hints import KeyHints
from tui_blog.ui.widgets.pane_frame import PaneFrame, Panes
from tui_blog.ui.widgets.post_list import PostList
from tui_blog.ui.widgets.post_pane import PostPane
from tui_blog.ui.widgets.status_line import StatusLine
from tui_blog.ui.widgets.thread_pane import ThreadPane
from tui_blog.ui.widgets.unscrolled import never_scrolled

if TYPE_CHECKING:
    from tui_blog.ui.widgets.search_bar import SearchBar

PANE_IDS = ("posts", "post", "thread")
"""The panes, from left to right."""
_CHORD_HINT_S = 0.4


class PanesScreen(EndingScreen):
    """Post list, post pane and thread in one, two or three columns."""

    COMMAND_TABLE: ClassVar[tuple[Command, ...]] = READING_COMMANDS
    BINDINGS = to_bindings(READING_COMMANDS)
    AUTO_FOCUS = "#posts"
    virtual_size = never_scrolled()

    posts_frame = getters.query_one("#posts-frame", PaneFrame)
    post_frame = getters.query_one("#post-frame", PaneFrame)
    thread_frame = getters.query_one("#thread-frame", PaneFrame)
    post_list = getters.query_one("#posts", PostList)
    post_pane = getters.query_one("#post", PostPane)
    thread_pane = getters.query_one("#thread", ThreadPane)
    status_line = getters.query_one("#status", StatusLine)
    key_hints = getters.query_one("#hints", KeyHints)
    key_footer = getters.query_one("#keys", KeyFooter)

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        glyphs: Glyphs,
        keys: Mapping[str, str],
        width_cells: int,
    ) -> None:
        """Prepare the panes.

        Args:
            clock: The time of now.
            glyphs: The signs to draw with.
            keys: The person's own keys, checked.
            width_cells: The terminal's, as far as it is known yet.
        """
        super().__init__()
        self._most_columns = glyphs.look.most_columns
        self._columns = count_columns(width_cells, at_most=self._most_columns)
        self._clock = clock
        self._glyphs = glyphs
        self._commands = remap(READING_COMMANDS, keys)
        self._chords = KeySequences(self._commands, READING_COMMANDS)
        self._searching = Searching()
        self._active_id = self._search_pane_id = PANE_IDS[0]
        self._right_id = PANE_IDS[1]
        self._chord_hint: Timer | None = None
        self._search_bar: SearchBar | None = None
        self._count = Count()
        self._last_key = ""
        self._was_shown = False
        self.advise: Callable[[str], None] | None = None
        """Is told each key that ends no chord, and may say something about it."""

    @property
    def active_pane(self) -> DocumentView:
        """The pane that keys speak to: the one with the focus, or that had it last."""
        return self.query_one(f"#{self._active_id}", DocumentView)

    @property
    def pane_beside(self) -> str:
        """The pane that stands beside the list where two have room."""
        return self._right_id

    def put_beside(self, pane_id: str) -> None:
        """Let another pane stand there."""
        self._right_id = pane_id
        self._arrange()

    @property
    def searching(self) -> Searching:
        """The search in a pane."""
        return self._searching

    @property
    def passing_rows(self) -> tuple[int, ...]:
        """The rows, from 0, that tell what is going on and may not be so at the next start."""
        return (self.status_line.region.y,) if self.status_line.state else ()

    def compose(self) -> ComposeResult:
        """Lay out the panes, and the lines below them."""
        yield DocumentParts()
        posts = PostList(clock=self._clock, glyphs=self._glyphs, id="posts")
        post = PostPane(clock=self._clock, glyphs=self._glyphs, id="post")
        thread = ThreadPane(clock=self._clock, glyphs=self._glyphs, id="thread")
        with Panes(id="panes"):
            yield PaneFrame(posts, heading="Posts", id="posts-frame")
            yield PaneFrame(post, heading="Post", id="post-frame")
            yield PaneFrame(thread, heading="Thread", id="thread-frame")
        yield Static("", id="too-small", markup=False)
        yield KeyHints(id="hints")
        yield StatusLine(clock=self._clock, id="status")
        yield KeyFooter(glyphs=self._glyphs, id="keys")

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the ground, which is hardly ever seen, as one strip for all rows."""
        ground = Strip.blank(crop.width, self.rich_style)
        for line_filter in self.get_line_filters():
            ground = ground.apply_filter(line_filter, self.background_colors[1])
        return [ground] * crop.height

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Keep the styles that each widget was given when it was mounted, a moment ago."""
        if not self._was_shown:
            event.refresh_styles = False
        self._was_shown = True

    def on_mount(self) -> None:
        """Begin with the list."""
        self._arrange()
        self.key_footer.commands = self._commands

    def on_resize(self, event: events.Resize) -> None:
        """Show as many panes as have room now; say so when the terminal is too small to read in.

        The screen is laid out behind this, once for all: Textual tells of each size again.
        """
        if event.size == self.outer_size:
            event.prevent_default()
        self._columns = count_columns(event.size.width, at_most=self._most_columns)
        self._arrange()
        problem, message = too_small(event.size), self.query_one("#too-small", Static)
        if problem:
            key = quitting_key(self._commands, "app.quit", glyphs=self._glyphs)
            message.update(f"{problem} {key} quits.")
        usual = (self.query_one("#panes"), self.status_line, self.key_footer)
        show_only([message] if problem else usual, among=(message, *usual))
        if not problem and self.focused is None:  # what is hidden loses the focus
            self.active_pane.focus(scroll_visible=False)

    def focus_pane(self, pane_id: str) -> None:
        """Give a pane the focus, and show it where not all panes are shown."""
        self._activate(pane_id)
        self.query_one(f"#{pane_id}", DocumentView).focus()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Remember which pane has the focus."""
        pane_id = event.widget.id
        if pane_id in PANE_IDS:
            self._activate(pane_id)

    def _activate(self, pane_id: str) -> None:
        self._active_id = pane_id
        if pane_id != "posts":
            self._right_id = pane_id
        self._arrange()
        self._chords.cancel()
        self._count.take()
        self.show_position()

    def _arrange(self) -> None:
        """Show the panes that have room."""
        columns = 1 if self.has_class("-zoomed") else self._columns
        shown = {self._active_id} if columns == 1 else {"posts", self._right_id}
        if columns == len(PANE_IDS):
            shown.update(PANE_IDS)
        frames = (self.posts_frame, self.post_frame, self.thread_frame)
        show_only((self.query_one(f"#{pane_id}-frame") for pane_id in shown), among=frames)
        set_list_width(self.posts_frame, columns)

    def show_position(self) -> None:
        """Say where in the pane one is."""

    @on(KeyFooter.Chosen)
    async def _run_clicked(self, event: KeyFooter.Chosen) -> None:
        await self.run_action(event.command.action)

    # Chords of two keys.

    async def on_key(self, event: events.Key) -> None:
        """Read chords; all other keys go on to the bindings."""
        self._last_key = event.key
        if self._search_bar is not None and self._search_bar.is_open:
            return
        if self.query_one("#too-small").display and not may_quit_with(event.key, self._commands):
            event.stop()
            event.prevent_default()  # one would not see what it does
            return
        self.status_line.outdate()
        if not self._chords.pending and self._count.feed(event.key):
            event.stop()
            event.prevent_default()
            self.status_line.say(self._count.text)
            return
        step = self._chords.feed(event.key)
        self._stop_chord_hint()
        if isinstance(step, Waiting):
            event.stop()
            event.prevent_default()
            self._chord_hint = self.set_timer(
                _CHORD_HINT_S, lambda: self._show_continuations(step.prefix)
            )
            return
        count = self._take_count()
        if isinstance(step, Ignored):
            if self.advise is not None:
                self.advise(event.key)
            # A search has its keys before others; Textual orders bindings of one key as it likes.
            is_ours = count is not None or self._searching.is_live
            command = self._command_of(event.key) if is_ours else None
            if count is not None and event.key == "escape":
                step = Cancelled("")
            elif command is None:
                return
            else:
                step = Chosen(command, command.action)
        event.stop()
        event.prevent_default()
        match step:
            case Chosen(command, action):
                await self._run(command, action, count)
            case Cancelled(message):
                self.status_line.say(message)

    def _take_count(self) -> int | None:
        """Return the number that was typed, and take it off the screen."""
        if self._count.text:
            self.status_line.say("")
        return self._count.take()

    def _command_of(self, key: str) -> Command | None:
        """Return the command that one key gives now, if a number makes a difference to it."""
        for command in self._commands:
            if command.counted and (key,) in command.chords:
                _, name, parameters = actions.parse(command.action)
                if self.check_action(name, parameters):
                    return command
        return None

    async def _run(self, command: Command, action: str, count: int | None) -> None:
        if count is None or not command.counted:
            await self.run_action(action)
        elif "{count}" in command.counted:
            await self.run_action(command.counted.replace("{count}", str(count)))
        else:
            for _ in range(min(count, MOST_REPEATS)):
                await self.run_action(action)

    def _show_continuations(self, prefix: Chord) -> None:
        if self._chords.pending != prefix:
            return  # the next key came while the timer was going off
        continuations = self._chords.continuations(prefix, self._glyphs)
        self.key_hints.show_keys(describe_chord(prefix, self._glyphs), continuations)

    def _stop_chord_hint(self) -> None:
        if self._chord_hint is not None:
            self._chord_hint.stop()
            self._chord_hint = None
            self.key_hints.hide()

    # Help and leaving.

    def action_help(self) -> None:
        """Show the keys, here and now."""
        from tui_blog.ui.screens.help import HelpScreen

        active = [entry.command for entry in active_commands(self)]
        table = key_table(active, self._glyphs)
        self.app.push_screen(HelpScreen(table, is_spoken=self._glyphs.spoken))

    async def action_back(self) -> None:
        """End a search, or go one pane back; from the list, quit, but never for Esc."""
        if self._searching.is_live:
            self._searching.end()
            self.status_line.say("")
        elif self.has_class("-zoomed"):
            self.action_zoom()
        elif self._active_id != "posts":
            self.focus_pane(PANE_IDS[PANE_IDS.index(self._active_id) - 1])
        elif self._last_key == "escape":
            key = quitting_key(self._commands, "app.back", "app.quit", glyphs=self._glyphs)
            self.status_line.say(f"Nothing to go back to; {key} quits.")
        else:
            await self.app.action_quit()

    # Moving.

    async def action_pane(self, name: str) -> None:
        """Run an action of the pane with the focus."""
        await self.active_pane.run_action(name)
        self.show_position()

    async def action_thread(self, name: str) -> None:
        """Run an action of the thread pane."""
        await self.thread_pane.run_action(name)
        self.show_position()

    def action_move_by(self, count: int) -> None:
        """Move by some items, or lines of a post."""
        self.active_pane.move_by(count)
        self.show_position()

    def action_go_to(self, number: int) -> None:
        """Go to an item, or a line of a post, by its number from 1."""
        self.active_pane.go_to_number(number)
        self.show_position()

    def action_go_to_percent(self, percent: int) -> None:
        """Go to a place by how much lies before it, out of a hundred."""
        self.active_pane.go_to_share(min(percent, 100) / 100)
        self.show_position()

    async def action_beside(self, name: str) -> None:
        """Go to a sibling in the thread; elsewhere to a post beside this one."""
        pane = self.thread_pane if self._active_id == "thread" else self.post_list
        await pane.run_action(name)
        self.show_position()

    async def action_choose(self) -> None:
        """Choose what is under the cursor; in a post, go on to its thread."""
        if self._active_id == "post":
            self.focus_pane("thread")
        else:
            await self.active_pane.run_action("choose")

    async def action_go_in(self) -> None:
        """Unfold, or go to the first reply; elsewhere one pane to the right."""
        if self._active_id == "thread":
            self.thread_pane.action_unfold_or_in()
        else:
            await self.action_choose()

    def action_go_out(self) -> None:
        """Fold, or go to the parent; where that ends, one pane to the left."""
        if self._active_id == "thread" and self.thread_pane.fold_or_out():
            self.show_position()
        elif self._active_id != "posts":
            self.focus_pane(PANE_IDS[PANE_IDS.index(self._active_id) - 1])

    def action_read_on(self) -> None:
        """Read on: one page, then the next pane, then the next post."""
        pane = self.active_pane
        if pane is self.post_list:
            self.focus_pane("post")
        elif not pane.is_at_end:
            pane.action_page_down()
        elif pane is self.post_pane:
            self.focus_pane("thread")
        else:
            self.post_list.action_next_sibling()
        self.show_position()

    def action_next_pane(self) -> None:
        """Go to the next pane."""
        self._step_pane(1)

    def action_previous_pane(self) -> None:
        """Go to the pane before."""
        self._step_pane(-1)

    def action_pane_beside(self, step: int) -> None:
        """Go to a pane on the left or the right, if there is one."""
        index = PANE_IDS.index(self._active_id) + step
        if 0 <= index < len(PANE_IDS):
            self.focus_pane(PANE_IDS[index])

    def action_zoom(self) -> None:
        """Show one pane alone, or all again."""
        self.set_class(not self.has_class("-zoomed"), "-zoomed", update=False)  # no style asks
        self._arrange()

    def action_shift_code(self, cells: int) -> None:
        """Move wide code sideways."""
        self.active_pane.action_shift_code(cells)

    def _step_pane(self, step: int) -> None:
        index = PANE_IDS.index(self._active_id) + step
        self.focus_pane(PANE_IDS[index % len(PANE_IDS)])

    # Folding.

    def action_fold(self, what: str) -> None:
        """Fold or unfold in the thread."""
        thread = self.thread_pane
        match what:
            case "toggle":
                thread.fold_toggle()
            case "close":
                thread.fold_close()
            case "open":
                thread.fold_open()
            case "open_branch":
                thread.fold_open_branch()
            case "chain":
                thread.fold_chain()
            case "seen":
                thread.fold_seen()
            case "close_all":
                thread.fold_to_level(1)
            case "open_all":
                thread.unfold_all()
            case "toggle_all" if thread.folded:
                thread.unfold_all()
            case "toggle_all":
                thread.fold_to_level(1)
        self.show_position()

    def action_fold_level(self, level: int) -> None:
        """Show this many levels of the thread."""
        self.thread_pane.fold_to_level(level)
        self.show_position()

    # Searching.

    async def action_search(self) -> None:
        """Open the search line for the pane with the focus."""
        if self._search_bar is None:
            from tui_blog.ui.widgets.search_bar import SearchBar

            self._search_bar = SearchBar(id="search")
            await self.mount(self._search_bar)
        self._search_pane_id = self._active_id
        self._searching.begin(self.active_pane)
        self._search_bar.open()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Go to matches only while there is a search: its keys mean something else otherwise."""
        del parameters  # the same for both directions
        return action != "search_again" or self._searching.is_live

    def action_search_again(self, forward: bool) -> None:
        """Go to the next or the previous match."""
        note = self._searching.again(forward=forward)
        if note:
            self.status_line.say(f"Search: {note}")
        self.show_position()

    def on_search_bar_changed(self, event: "SearchBar.Changed") -> None:
        """Show the first match of what is typed so far."""
        event.search_bar.say(self._searching.look_for(event.text))

    def on_search_bar_submitted(self, event: "SearchBar.Submitted") -> None:
        """Keep the search, so that it can be gone on with; nothing typed is what was typed last."""
        note = self._searching.look_for(event.text or self._searching.last)
        if not self._searching.is_live:
            self._searching.end()
        elif note:
            self.status_line.say(f"Search: {note}")
        self._after_search()

    def on_search_bar_cancelled(self) -> None:
        """Go back to where the search began."""
        self._searching.give_up()
        self._after_search()

    def _after_search(self) -> None:
        # Textual has given the focus of the closed search line to whatever stands beside it.
        self.focus_pane(self._search_pane_id)
        self.show_position()
