"""YAML heads that need a real parser. Importing this loads PyYAML."""

from collections.abc import Mapping

import yaml

from tui_blog.text.front_matter import FrontMatterError

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def load_yaml(raw: str) -> Mapping[str, object]:
    """Read a YAML block; every scalar is text, anchors and aliases are refused.

    Raises:
        FrontMatterError: It is not YAML, not a table, or uses anchors.
    """
    try:
        for token in yaml.scan(raw, Loader=_Loader):
            if isinstance(token, yaml.AnchorToken | yaml.AliasToken):
                raise FrontMatterError("the head uses anchors, which are not read")
        fields = yaml.load(raw, Loader=_Loader)  # noqa: S506  BaseLoader makes text only
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = "" if mark is None else f" in its line {mark.line + 1}"
        raise FrontMatterError(f"the head is not YAML{where}") from error
    except RecursionError as error:
        raise FrontMatterError("the head is nested too deep") from error
    if fields is None or fields == "":
        return {}
    if not isinstance(fields, dict):
        raise FrontMatterError("the head is not a table of keys")
    return {str(key): value for key, value in fields.items()}
