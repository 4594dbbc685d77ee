import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_blog.text import links

_BASE = "https://blog.example/2024/post/"


@pytest.mark.parametrize(
    ("address", "vetted"),
    [
        ("https://a.example/b?c=d#e", "https://a.example/b?c=d#e"),
        ("http://a.example", "http://a.example/"),
        ("HTTPS://A.Example:8443/x", "https://a.example:8443/x"),
        ("  https://a.example/\n", "https://a.example/"),
        ("/about", "https://blog.example/about"),
        ("../other/", "https://blog.example/2024/other/"),
        ("//cdn.example/x", "https://cdn.example/x"),
        ("https://a.example/a b/é?q=ü", "https://a.example/a%20b/%C3%A9?q=%C3%BC"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
        ("https://user:secret@a.example/", "https://a.example/"),
        ("https://good.example\\@evil.example/", "https://good.example/@evil.example/"),
        ("https:\\\\evil.example", "https://evil.example/"),
        ("https://[2001:db8::1]/x", "https://[2001:db8::1]/x"),
        ("mailto:a@b.example?body=x", "mailto:a@b.example"),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("\x01javascript:alert(1)", None),
        ("vbscript:x", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("ssh://-oProxyCommand=x", None),
        ("tel:+49", None),
        ("ftp://a.example/", None),
        ("https://", None),
        ("https:///x", None),
        ("https://-x.example/", None),
        ("https://a..example/", None),
        ("https://a.example:99999/", None),
        ("https://a.example:port/", None),
        ("https://[::1", None),
        ("https://a%00.example/", None),
        ("https://a\x1b.example/", None),
        ("mailto:a@b.example,c@d.example", None),
        ("mailto:-rf", None),
        ("", None),
        ("   ", None),
        ("https://a.example/" + "x" * 5000, None),
    ],
)
def test_vet_lets_through_only_what_is_safe_to_open(address: str, vetted: str | None) -> None:
    """A click would open something else than the web or a mail."""
    assert links.vet(address, base=_BASE) == vetted


@pytest.mark.parametrize("address", ["about", "/about", "#part", "-rf", "../../etc/passwd"])
def test_vet_without_base_refuses_relative_addresses(address: str) -> None:
    """A relative address would be opened as a file."""
    assert links.vet(address) is None


@given(address=st.text(), base=st.sampled_from([None, _BASE]))
def test_vetted_addresses_are_printable_ascii_and_stable(address: str, base: str | None) -> None:
    """The terminal, or the browser's command line, would get what it must not."""
    for candidate in (address, f"https://{address}", f"https://a.example/{address}"):
        vetted = links.vet(candidate, base=base)
        if vetted is not None:
            assert vetted.startswith(("https://", "http://", "mailto:"))
            assert all("\x21" <= char <= "\x7e" for char in vetted)
            assert links.vet(vetted) == vetted


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://a.example/x", "a.example"),
        ("https://xn--mnchen-3ya.example/", "münchen.example"),
        ("https://xn--80ak6aa92e.com/", "xn--80ak6aa92e.com"),
        ("https://xn--e1afmkfd.xn--p1ai/", "пример.рф"),
        ("mailto:a@b.example", "a@b.example"),
        ("https://[::1", ""),
        ("nonsense", ""),
    ],
)
def test_display_host_hides_nothing(address: str, host: str) -> None:
    """Letters that look alike would pass for a host the reader trusts."""
    assert links.display_host(address) == host


@pytest.mark.parametrize(
    ("text", "address", "misleading"),
    [
        ("https://bank.example/", "https://evil.example/", True),
        ("https://bank.example@evil.example/", "https://evil.example/", True),
        ("https://bank.example:443@evil.example/", "https://evil.example/", True),
        ("www.bank.example@evil.example", "https://evil.example/", True),
        ("https://ada@evil.example/", "https://evil.example/", False),
        ("see www.bank.example for more", "https://evil.example/", True),
        ("bank.example", "https://evil.example/", True),
        ("bank.example", "https://bank.example.evil.example/", True),
        ("https:\\\\bank.example", "https://evil.example/", True),
        ("bank.example", "https://www.bank.example/login", False),
        ("BANK.example.", "https://bank.example/", False),
        ("münchen.example", "https://xn--mnchen-3ya.example/", False),
        ("Node.js", "https://nodejs.example/", False),
        ("read this", "https://evil.example/", False),
        ("a@bank.example", "mailto:a@bank.example", False),
        ("bank.example", "mailto:a@evil.example", True),
        ("a@bank.example", "mailto:a@evil.example", True),
        ("a@bank.example", "https://evil.example/", True),
        ("first.last@bank.example", "https://bank.example/contact", False),
        ("https://[", "https://evil.example/", True),
    ],
)
def test_misleading_link_is_found(text: str, address: str, misleading: bool) -> None:
    """The reader would open another host than the one that is shown."""
    assert links.is_misleading(text, address) is misleading


def test_shown_address_is_whole_and_clean() -> None:
    """A long address must not hide where it leads behind an ellipsis."""
    address = "https://a.example/" + "x" * 1000

    assert links.shown_address(address) == address
    assert links.shown_address("https://a.example/\x1b[31m") == "https://a.example/"
