"""The style sheets of the dialogs in which something is taken along."""

from textual.types import CSSPathType

from tui_blog.resources import styles_folder

TAKING_STYLES: CSSPathType = [styles_folder() / f"{name}.tcss" for name in ("dialogs", "taking")]
"""In the order in which they count."""
