"""What stands on screen beside the place where one reads, kept for the next start."""

import json
from dataclasses import asdict, dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The panes of a blog as they were left."""

    beside: str = ""
    """The pane that stands beside the list where there are two; empty: as usual."""
    is_zoomed: bool = False
    """One pane stood alone."""
    is_mapped: bool = False
    """The map of the thread was shown."""
    listed: str = ""
    """The id of the post under the cursor of the list; empty where there was none."""
    list_row: int = 0
    """Rows between the top of the list's pane and that post; may be negative."""
    search: str = ""
    """What is searched for in `search_pane`; empty where no search is live."""
    search_pane: str = ""


USUAL = Frame()
"""Of a blog that was never left."""


def frame_written(frame: Frame) -> str:
    """Return a frame as a line of text."""
    return json.dumps(asdict(frame))


def frame_read(text: object) -> Frame:
    """Read what `frame_written` made; what is not known is as usual."""
    try:
        found = json.loads(text if isinstance(text, str) else "")
    except ValueError:
        return USUAL
    if not isinstance(found, dict):
        return USUAL
    usual = asdict(USUAL)
    known = {
        one.name: found[one.name]
        for one in fields(Frame)
        if type(found.get(one.name)) is type(usual[one.name])
    }
    return Frame(**known)
