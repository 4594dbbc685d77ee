"""Hosts that look like others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_blog.text import links
from tui_blog.text.lookalikes import Disguise, find_disguise

LOOKS_LIKE, MIXED, LETTERS = Disguise.LOOKS_LIKE, Disguise.MIXED, Disguise.LETTERS


@pytest.mark.parametrize(
    ("host", "how", "plain"),
    [
        ("xn--80ak6aa92e.com", LOOKS_LIKE, "apple.com"),  # all of it Cyrillic
        ("раураl.example", LOOKS_LIKE, "paypal.example"),  # all but the last letter
        ("gοogle.example", LOOKS_LIKE, "google.example"),  # one Greek letter
        ("օpera.example", LOOKS_LIKE, "opera.example"),  # one Armenian letter
        ("ɡit.example", LOOKS_LIKE, "git.example"),  # a letter of phonetics
        ("login.аррӏе.рф", LOOKS_LIKE, "login.apple.рф"),
        ("bаnk-ж.example", MIXED, "bаnk-ж.example"),
        ("münchen.example", LETTERS, "munchen.example"),
        ("łódź.example", LETTERS, "lodz.example"),
        ("пример.рф", LETTERS, "пример.рф"),
        ("пример.com", LETTERS, "пример.com"),
        ("例え.example", LETTERS, "例え.example"),
        ("xn--999999999.example", LETTERS, "xn--999999999.example"),  # no Punycode at all
    ],
)
def test_a_host_in_disguise_is_told(host: str, how: Disguise, plain: str) -> None:
    """The reader would take it for one that is trusted."""
    address = links.vet(f"https://{host}/")
    assert address is not None

    found = find_disguise(address)

    assert found is not None
    assert (found.how, found.plain) == (how, plain)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/xn--80ak6aa92e.com",
        "https://bank.example/",
        "https://[2001:db8::1]/",
        "mailto:ada@example.org",
    ],
)
def test_a_plain_host_is_not_suspected(address: str) -> None:
    """A warning that is always there is not read."""
    assert find_disguise(address) is None


def test_the_host_of_a_mailbox_counts() -> None:
    """A mail would go to somebody else."""
    found = find_disguise("mailto:help@xn--80ak6aa92e.com")

    assert found is not None
    assert found.plain == "apple.com"


@given(st.text(max_size=60))
def test_any_host_can_be_judged(text: str) -> None:
    """A strange host would end the program."""
    for host in (text, f"xn--{text}", f"xn--{text}.example"):
        address = links.vet(f"https://{host}/")
        found = None if address is None else find_disguise(address)
        assert found is None or found.host
