"""Stars and tags of one blog, kept in memory so that they can be drawn at once."""

from typing import TYPE_CHECKING, NamedTuple

from tui_blog.model.ids import CommentId, PostId
from tui_blog.ui.glyphs import Glyphs

if TYPE_CHECKING:
    from tui_blog.sync.journal import Act
    from tui_blog.sync.reader_memory import ReaderMemory


class Labels(NamedTuple):
    """What the person put on a post or comment."""

    is_starred: bool = False
    tags: str = ""
    """As `model.own_tags.written` writes them; empty for none."""


NO_LABELS = Labels()


def label_words(labels: Labels, glyphs: Glyphs) -> list[str]:
    """Return what is shown for labels, each with its sign, or in words alone."""
    if glyphs.spoken:
        words = ["starred"] if labels.is_starred else []
        return [*words, f"tagged {labels.tags}"] if labels.tags else words
    star = [f"{glyphs.star} starred"] if labels.is_starred else []
    return [*star, f"{glyphs.tag} {labels.tags}"] if labels.tags else star


class OwnMarks:
    """Knows the labels of all posts and comments of a blog; the post itself is ``''``."""

    def __init__(self) -> None:
        """Begin with none."""
        self._stars: set[tuple[PostId, CommentId]] = set()
        self._tags: dict[tuple[PostId, CommentId], str] = {}

    async def load(self, memory: "ReaderMemory") -> None:
        """Read them from disk."""
        from tui_blog.sync.journal import Part

        self._stars = set(await memory.load_states(Part.STARS))
        self._tags = await memory.load_states(Part.TAGS)

    def of(self, post: PostId, comment: CommentId) -> Labels:
        """Return the labels of a comment, or of the post itself."""
        if not (self._stars or self._tags):
            return NO_LABELS
        key = (post, comment)
        return Labels(is_starred=key in self._stars, tags=self._tags.get(key, ""))

    def put(self, post: PostId, comment: CommentId, labels: Labels) -> None:
        """Note other labels."""
        key = (post, comment)
        self._stars.discard(key)
        if labels.is_starred:
            self._stars.add(key)
        self._tags.pop(key, None)
        if labels.tags:
            self._tags[key] = labels.tags

    def apply(self, act: "Act") -> None:
        """Take over what undoing or redoing has changed on disk."""
        from tui_blog.sync.journal import Part

        for one in act.changed:
            labels = self.of(one.post, one.comment)
            if one.part is Part.STARS:
                labels = labels._replace(is_starred=one.version is not None)
            elif one.part is Part.TAGS:
                labels = labels._replace(tags=one.version or "")
            self.put(one.post, one.comment, labels)
