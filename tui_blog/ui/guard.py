"""The second net: no control character of foreign text reaches the terminal.

The first net is `tui_blog.text.clean`. What slips past it is stopped here, on the way from the
widgets to the screen: an app adds the guard to what `get_line_filters` returns, and Textual passes
every line of every widget through it, borders and titles too: in `Widget.render_lines`, once for
each strip. A widget that overrides `render_lines` without calling the inherited one draws past all
filters; it passes its strips through `get_line_filters` itself, as `Strip.apply_filter` does.

Sources: ECMA-48 (control functions); Unicode Standard Annex 9 (bidirectional controls).
"""

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from tui_blog.text.patterns import Pattern

REPLACEMENT = "�"
"""What stands in place of a stopped character."""

# C0, DEL, C1; line and paragraph separator; embeddings and overrides; surrogates. Isolates,
# joiners and direction marks are text that `clean` lets through.
_FORBIDDEN = "\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\ud800-\\udfff"
_find_forbidden = Pattern(f"[{_FORBIDDEN}]").search
_replace_forbidden = Pattern(f"[{_FORBIDDEN}]").subn
_is_plain_address = Pattern(r"[!-~]*").fullmatch


class GuardError(AssertionError):
    """Foreign text came to the screen without having been cleaned. A bug; raised in tests only."""


class ControlGuard(LineFilter):
    """Stops control characters and unfit link targets on their way to the terminal."""

    def __init__(self, *, strict: bool = False) -> None:
        """Set up.

        Args:
            strict: Raise `GuardError` rather than replace: what a test does.
        """
        super().__init__()
        self.strict = strict
        self.stopped = 0
        """Characters replaced and link targets removed so far."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Check the segments of one line; called by Textual.

        Returns:
            The same list when there is nothing to stop, as nearly always.
        """
        text = "".join([segment.text for segment in segments])
        # `isprintable` is the fastest question there is; it is also false for harmless things.
        if not text.isprintable() and _find_forbidden(text) is not None:
            return self._clean_segments(segments)
        for segment in segments:
            style = segment.style
            if style is not None and style.link and not _is_plain_address(style.link):
                return self._clean_segments(segments)
        return segments

    def _clean_segments(self, segments: list[Segment]) -> list[Segment]:
        cleaned = []
        for segment in segments:
            text, style, _control = segment
            new_text, replaced = _replace_forbidden(REPLACEMENT, text)
            if replaced:
                self._count(replaced, f"control character in {text!r}")
                new_text = _fit(new_text, segment.cell_length)
            if style is not None and style.link and not _is_plain_address(style.link):
                self._count(1, f"unfit link target {style.link!r}")
                style = style.update_link(None)
            if new_text:
                cleaned.append(Segment(new_text, style))
        return cleaned

    def _count(self, number: int, what: str) -> None:
        if self.strict:
            raise GuardError(f"{what}: it was not cleaned on its way to the screen")
        self.stopped += number


def _fit(text: str, cells: int) -> str:
    """Cut a text to the width its segment had: a stopped character was zero cells wide."""
    ((fitted, _style, _control),) = Segment.adjust_line_length([Segment(text)], cells)
    return fitted
