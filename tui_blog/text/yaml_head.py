"""YAML heads that need a real parser. Importing this loads PyYAML."""

from collections.abc import Mapping

import yaml

from tui_blog.text.front_matter import FrontMatterError

MAX_DEPTH = 8
"""Levels of lists and tables in one another; deeper ones are refused."""
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def load_yaml(raw: str) -> Mapping[str, object] | None:
    """Read a YAML block; every scalar is text, anchors and aliases are refused.

    Returns:
        The fields; empty for a block that says nothing; `None` for text or a list, which is
        YAML but no metadata.

    Raises:
        FrontMatterError: It is not YAML, uses anchors, or is nested too deep.
    """
    try:
        _check(raw)
        fields: object = yaml.load(raw, Loader=_Loader)  # noqa: S506  BaseLoader makes text only
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = "" if mark is None else f" in its line {mark.line + 1}"
        raise FrontMatterError(f"the head is not YAML{where}") from error
    except UnicodeEncodeError as error:
        raise FrontMatterError("the head holds characters that are no text") from error
    if fields is None or fields == "":
        return {}
    if not isinstance(fields, dict):
        return None
    return {str(key): value for key, value in fields.items()}


def _check(raw: str) -> None:
    """Refuse what is small here and large once it is loaded."""
    depth = 0
    for event in yaml.parse(raw, Loader=_Loader):
        if getattr(event, "anchor", None) is not None:
            raise FrontMatterError("the head uses anchors, which are not read")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise FrontMatterError("the head is nested too deep")
