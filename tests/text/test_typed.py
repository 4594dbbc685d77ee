"""Comments as they could have been typed."""

import pytest

from tui_blog.model.post import Body, BodyFormat
from tui_blog.text.typed import typed_text


@pytest.mark.parametrize(
    ("source", "typed"),
    [
        ("<p>One.</p>\n<p>Two &amp; a &lt; b.<br />\nThree</p>", "One.\n\nTwo & a < b.\nThree"),
        (
            '<p>See <a href="https://a.example/">https://a.example/</a></p>',
            "See https://a.example/",
        ),
        ("<p>&gt; quoted</p>", "> quoted"),
        ("<p>so <strong>bold</strong></p>", None),
        ('<p><a href="https://a.example/">here</a></p>', None),
        ("<ul><li>one</li></ul>", None),
        ("<pre><code>x</code></pre>", None),
    ],
)
def test_html_is_edited_as_text_unless_something_would_be_lost(
    source: str, typed: str | None
) -> None:
    """Formatting would be gone for good after a correction."""
    assert typed_text(Body(source=source, format=BodyFormat.HTML)) == typed


@pytest.mark.parametrize("body_format", [BodyFormat.MARKDOWN, BodyFormat.TEXT])
def test_what_is_kept_as_typed_is_edited_as_it_is(body_format: BodyFormat) -> None:
    """Editing must not change what one does not touch."""
    source = "a *b* <i>\n\n> c "
    assert typed_text(Body(source=source, format=body_format)) == source
