"""Markdown is read in several threads at once: posts, comments, rules about them."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tui_blog.text.markdown import _parser, markdown_blocks

TEXT = "# a\n\n*b* c\n\n- x"


@pytest.fixture(autouse=True)
def _impatient_threads() -> Iterator[None]:
    """Let threads take turns as often as can be."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_the_first_texts_of_several_threads_are_all_read_whole() -> None:
    """The first post could be empty, or end the program, when its comments are read meanwhile."""
    expected = markdown_blocks(TEXT, None)

    with ThreadPoolExecutor(4) as threads:
        for _ in range(300):
            _parser.cache_clear()
            _parser(with_tables=True)
            for blocks in threads.map(lambda _: markdown_blocks(TEXT, None), range(4)):
                assert blocks == expected
