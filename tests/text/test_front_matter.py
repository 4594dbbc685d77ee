import subprocess
import sys
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_blog.text.front_matter import (
    MAX_CHARS,
    FrontMatterError,
    HeadKind,
    needs_more,
    split,
)
from tui_blog.text.simple_yaml import simple_yaml
from tui_blog.text.yaml_head import load_yaml

WORDS = st.sampled_from(
    [
        *"ab#:'\"[],-{}|>\\?=%@`\t~ .\r\u00a0\u2028\x85\ufeff😀\x07é日",
        *(
            "",
            "title",
            "x y",
            "12:30",
            "no",
            "  ",
            " #c",
            ": ",
            "''",
            ", ",
            "- ",
            "&a",
            "*a",
            "!t",
            "...",
        ),
    ]
)
TEXTS = st.lists(WORDS, max_size=6).map("".join)
SIMPLE = st.text("ab1-_/., '\"[]:#é", max_size=8)
LINES = st.one_of(
    st.tuples(st.sampled_from("abcdefgh"), SIMPLE).map(": ".join),
    st.tuples(st.sampled_from(["- ", "  - "]), SIMPLE).map("".join),
    TEXTS,
    st.tuples(st.sampled_from("abcd"), TEXTS).map(lambda parts: f"{parts[0]}: {parts[1]}"),
    st.sampled_from("abcd").map(lambda key: f"{key}:"),
    st.tuples(st.sampled_from(["", " ", "  "]), TEXTS).map(lambda parts: f"{parts[0]}- {parts[1]}"),
    st.lists(TEXTS, max_size=4).map(lambda parts: f"k: [{', '.join(parts)}]"),
)


@given(st.lists(LINES, max_size=6).map("\n".join))
def test_simple_yaml_when_it_reads_a_head_gives_what_the_parser_gives(raw: str) -> None:
    """A head would mean one thing with PyYAML loaded and another without."""
    fields = simple_yaml(raw)

    assert fields is None or fields == load_yaml(raw)


@given(st.lists(TEXTS, max_size=5), st.text(max_size=20))
def test_split_when_text_is_anything_keeps_every_character_or_says_what_is_wrong(
    lines: list[str], tail: str
) -> None:
    """Part of a post would vanish, or its reading would end the program."""
    for fence in ("---", "+++", "{", "Title: x"):
        source = "\n".join([fence, *lines, fence, tail])
        try:
            parts = split(source)
        except FrontMatterError:
            continue
        assert parts.raw + parts.body == source


@pytest.mark.parametrize(
    ("raw", "fields"),
    [
        ("", {}),
        ("# nothing\n\n", {}),
        ("title: Hello world", {"title": "Hello world"}),
        ('title: "It\'s: here" ', {"title": "It's: here"}),
        ("title: 'It''s here'", {"title": "It's here"}),
        ("date: 2024-05-02 12:30:00 +0200", {"date": "2024-05-02 12:30:00 +0200"}),
        ("draft: no", {"draft": "no"}),
        ("tags: [a, 'b, c', \"d\"]", {"tags": ["a", "b, c", "d"]}),
        ("tags: []", {"tags": []}),
        ("tags:\n  - a b\n  # why\n  - 'c'\n\ntitle: x", {"tags": ["a b", "c"], "title": "x"}),
        ("tags:\n- a\n- b", {"tags": ["a", "b"]}),
        ("link: https://blog.example/a#b", {"link": "https://blog.example/a#b"}),
        ("empty:\ntitle: C# and more", {"empty": "", "title": "C# and more"}),
        ("title: 日本語 😀\r\nslug: x\r\n", {"title": "日本語 😀", "slug": "x"}),
    ],
)
def test_simple_yaml_when_a_head_is_ordinary_reads_it_without_a_parser(
    raw: str, fields: dict[str, object]
) -> None:
    """Starting would load PyYAML for folders as they usually are."""
    assert simple_yaml(raw) == fields
    assert load_yaml(raw) == fields


@pytest.mark.parametrize(
    "raw",
    [
        "title: a: b",
        "title: &x a",
        "title: *x",
        "title: |\n  text",
        "author:\n  name: A",
        "title: a\n  and more",
        "title: a\ntitle: b",
        'title: "a\\n"',
        "tags: [a, [b]]",
        "tags:\n  - a\n   - b",
        "? a\n: b",
        "title:\tx",
        "title: x # note",
        "tags: [a,]",
    ],
)
def test_simple_yaml_when_a_head_uses_more_leaves_it_to_the_parser(raw: str) -> None:
    """A form that is only half understood would be read wrongly."""
    assert simple_yaml(raw) is None


def test_split_when_the_head_is_yaml_parts_it_from_the_body() -> None:
    """The list would show file names, and the post its metadata."""
    parts = split("---\nTitle: Hello\nauthor:\n  name: Ada\n---\n\nBody\n---\nmore\n")

    assert parts.kind is HeadKind.YAML
    assert parts.fields == {"title": "Hello", "author": {"name": "Ada"}}
    assert parts.raw == "---\nTitle: Hello\nauthor:\n  name: Ada\n---\n"
    assert parts.body == "\nBody\n---\nmore\n"


def test_split_when_the_head_is_toml_reads_its_types() -> None:
    """Hugo's dates and lists would be lost."""
    parts = split('\ufeff+++\r\ntitle = "Hi"\r\ntags = ["a"]\r\ndraft = true\r\n+++\r\nBody')

    assert parts.kind is HeadKind.TOML
    assert parts.fields == {"title": "Hi", "tags": ["a"], "draft": True}
    assert parts.body == "Body"


def test_split_when_the_head_is_json_reads_it() -> None:
    """Hugo's third form would be shown as text."""
    parts = split('{\n  "title": "Hi", "tags": ["a"]\n}\n\nBody {x}')

    assert parts.kind is HeadKind.JSON
    assert parts.fields == {"title": "Hi", "tags": ["a"]}
    assert parts.body == "Body {x}"


def test_split_when_the_head_is_pelicans_reads_its_lines() -> None:
    """Pelican's metadata would stand above the text as a paragraph."""
    parts = split(
        "Title: My: title\nDate: 2010-12-03 10:20\nSummary: one\n    two\nEmpty:\n\nBody: x\n"
    )

    assert parts.kind is HeadKind.PELICAN
    assert parts.fields == {
        "title": "My: title",
        "date": "2010-12-03 10:20",
        "summary": ["one", "two"],
        "empty": "",
    }
    assert parts.body == "Body: x\n"


@pytest.mark.parametrize(
    "source",
    [
        "",
        "Hello",
        "---\n\nA rule, and then prose.\n",
        "---\nProse between rules.\n\n---\nmore",
        "---\n- a list\n---\n",
        "Note: this is prose.\n\nMore.",
        "{{< figure >}}",
        "----\ntitle: x\n----\n",
        "***\n",
    ],
)
def test_split_when_there_is_no_head_takes_all_as_body(source: str) -> None:
    """The beginning of a post would be taken for metadata, and be gone."""
    parts = split(source)

    assert parts.kind is HeadKind.NONE
    assert parts.body == source
    assert parts.fields == {}


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("---\ntitle: a: b\n---\n", "not YAML in its line 1"),
        ("---\ntitle: x\n", "no end"),
        ("---\na: &x [1]\nb: *x\n---\n", "anchors"),
        ("---\na: " + "[" * 20 + "]" * 20 + "\n---\n", "too deep"),
        ("---\ntitle: \ud800\nb: {}\n---\n", "no text"),
        ("---\ntitle: x\nmore: " + "x" * MAX_CHARS + "\n---\n", "64 KiB"),
        ("+++\ntitle = \n+++\n", "not TOML"),
        ("+++\ntitle = 'x'\n", "no end"),
        ("+++\na = " + "[" * 30_000 + "\n+++\n", "not TOML"),
        ('{"title": }', "not JSON"),
        ('{"a": ' + "[" * 60_000, "not JSON"),
    ],
)
def test_split_when_the_head_is_damaged_says_why(source: str, reason: str) -> None:
    """A damaged post would be shown as whole, or end the program."""
    with pytest.raises(FrontMatterError, match=reason):
        split(source)


def test_split_when_a_head_is_a_bomb_of_aliases_refuses_it() -> None:
    """A small file would fill the memory."""
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 20)]

    with pytest.raises(FrontMatterError, match="anchors"):
        split("\n".join(["---", 'l0: &l0 ["x"]', *levels, "---", ""]))


@pytest.mark.parametrize(
    ("beginning", "expected"),
    [
        ("---\ntitle: x\n", True),
        ("---\ntitle: x\n---\nBody", False),
        ("+++\ntitle = 'x'\n", True),
        ("+++\n+++\n", False),
        ('{"title"', True),
        ("Title: x\n", False),
        ("Body", False),
    ],
)
def test_needs_more_when_a_file_is_cut_tells_whether_the_head_is_whole(
    beginning: str, expected: bool
) -> None:
    """A long head would be taken for damaged in the list, though it is not."""
    assert needs_more(beginning) is expected


def test_reading_an_ordinary_head_loads_no_yaml_parser() -> None:
    """The start would wait for a parser that nothing needs."""
    program = (
        "import sys\n"
        "from tui_blog.text.front_matter import split\n"
        "split('---\\ntitle: x\\ntags: [a, b]\\n---\\n')\n"
        "print(sorted({'yaml', 'tomllib', 'json', 'html.parser'} & set(sys.modules)))\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"


def test_comments_above_what_is_no_key_take_no_time() -> None:
    """One file with line ends of Windows would keep the list of posts from ever coming."""
    begin = process_time()

    head = split("---\r\n" + "# a comment\r\n" * 1000 + "!!!\r\n---\r\nText\r\n")

    assert head.body == "Text\r\n"
    assert process_time() - begin < 5
