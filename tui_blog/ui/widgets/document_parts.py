"""The styles of the parts of documents, kept once for all documents of a screen.

Textual works a component class out for each widget that names it, each time that anything above
the widget changes its classes. With some twenty parts and three panes that took a third of the
start; here it happens once.
"""

from typing import ClassVar

from textual.widget import Widget

PART_NAMES = (
    "heading",
    "subheading",
    "quote",
    "code",
    "caption",
    "bullet",
    "border",
    "label",
    "link",
    "warning",
    "title",
    "author",
    "badge",
    "own",
    "meta",
    "state",
    "problem",
    "guide",
    "match",
    "highlight",
    "hint",
)
"""Component classes of a document, each as ``document--NAME``."""


class DocumentParts(Widget):
    """Is never seen. A screen with documents has one; the first document adds it if need be."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"document--{name}" for name in PART_NAMES}
    DEFAULT_CSS = "DocumentParts { display: none; }"
