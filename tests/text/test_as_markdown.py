"""Blocks written as Markdown: whoever reads that again has what was there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_blog.model.post import Body, BodyFormat
from tui_blog.text.as_markdown import as_markdown
from tui_blog.text.blocks import Block, Paragraph
from tui_blog.text.document import parse_body
from tui_blog.text.excerpt import plain_text
from tui_blog.text.runs import Run


def read(source: str, body_format: BodyFormat = BodyFormat.MARKDOWN) -> tuple[Block, ...]:
    return parse_body(Body(source=source, format=body_format))


@pytest.mark.parametrize(
    ("html", "written"),
    [
        ("<p>One <b>two</b> <i>three</i> <s>four</s></p>", "One **two** *three* ~~four~~"),
        ("<p>One<br>two</p>", "One\\\ntwo"),
        ("<h2>A <em>head</em></h2><p>Text</p>", "## A *head*\n\nText"),
        ('<p>See <a href="https://e.example/x">there</a>.</p>', "See [there](https://e.example/x)."),
        ('<p><a href="https://e.example/(x)">y</a></p>', "[y](<https://e.example/(x)>)"),
        ("<p>https://e.example/x</p>", "<https://e.example/x>"),
        ("<p>a <code>b`c</code></p>", "a ``b`c``"),
        ("<p>a <code>`c</code></p>", "a `` `c ``"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ("<ol start=3><li>a</li><li><p>b</p><p>c</p></li></ol>", "3. a\n4. b\n\n   c"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<pre><code class='language-py'>x = 1\n\ny</code></pre>", "```py\nx = 1\n\ny\n```"),
        ("<pre>```\nx\n```</pre>", "````\n```\nx\n```\n````"),
        ("<p>a</p><hr><p>b</p>", "a\n\n---\n\nb"),
        (
            "<table><tr><th>a<th align=right>b</tr><tr><td>1<td>2|3</tr></table>",
            "| a | b |\n| --- | --: |\n| 1 | 2\\|3 |",
        ),
        ("<dl><dt>Term</dt><dd>What it is</dd></dl>", "**Term**\n\nWhat it is"),
        ("<p>*a* # [b] &amp;amp; 1 &lt; 2</p>", "\\*a\\* # \\[b\\] \\&amp; 1 \\< 2"),
        ("<p># a<br>1. b<br>- c<br>2) d</p>", "\\# a\\\n1\\. b\\\n\\- c\\\n2\\) d"),
        (
            "<figure><img src=https://e.example/p alt='A p'><figcaption>So</figcaption></figure>",
            "[\\[image: A p – e.example\\]](https://e.example/p)\n\nSo",
        ),
        ("<ul><li></li><li><input type=checkbox checked>a</li></ul>", "-\n- [x] a"),
        (
            "<iframe src='https://v.example/1' title='Film'></iframe>",
            "[\\[embed: v.example – Film\\]](https://v.example/1)",
        ),
        ("<h2>A<br>head</h2>", "## A head"),
        ("<dl><dt>A<br>term</dt><dd>b</dd></dl>", "**A term**\n\nb"),
        (
            "<table><caption>A<br>b</caption><tr><th>a</tr><tr><td>1<br>2 <code>3|4</code></table>",
            "A b\n\n| a |\n| --- |\n| 1 2 `3\\|4` |",
        ),
        ("<pre data-lang='a`b'>x</pre>", "```ab\nx\n```"),
        ("", ""),
    ],
)  # fmt: skip
def test_html_is_written_as_the_markdown_one_would_write(html: str, written: str) -> None:
    """What one saves of a blog would lose its form, or be full of signs."""
    assert as_markdown(read(html, BodyFormat.HTML)) == written


_MARKDOWN = """\
# Title

Words with **strong**, *emphasis*, ~~gone~~ and `code`, and [a link](https://e.example/).

1. one
2. two

   more of two
   - inner

- [x] done
- [ ] open

> quoted
>
> > deeper

| a | b |
| --- | :-: |
| 1 | *2* |
| `3\\|4` | 5\\|6 |

```python
x = "```"
```

Text[^1]

[^1]: The note

---

日本語の文。次の文。
"""


def test_what_is_written_reads_as_the_same_blocks() -> None:
    """Saving and opening again would change a post."""
    blocks = read(_MARKDOWN)

    assert read(as_markdown(blocks)) == blocks


@given(st.text(st.sampled_from("ab1 *_`[]()<>#+-=.~|\\&!:;>x")))
def test_no_sign_in_a_text_becomes_a_mark(text: str) -> None:
    """A sentence with a star in it would come back as something else."""
    blocks = read(" ".join(text.split()), BodyFormat.TEXT)
    blocks = tuple(block for block in blocks if isinstance(block, Paragraph))[:1]

    assert plain_text(read(as_markdown(blocks))) == plain_text(blocks)


def test_what_this_program_says_is_left_out() -> None:
    """A warning to the reader would stand in the file as the author's words."""
    from tui_blog.text.runs import Mark

    assert as_markdown([Paragraph((Run("a"), Run(" ≠", Mark.WARNING)))]) == "a"
