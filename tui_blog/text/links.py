"""Addresses in foreign text: which may be links, and what a reader is told about them."""

import re
import unicodedata
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from tui_blog.text import clean
from tui_blog.text.patterns import Pattern

MAX_ADDRESS_CHARS = 4096
"""Longer addresses are no links."""
_PORTS = range(1, 65536)
_SAFE_IN_PATH = "%/:@!$&'()*+,;=~"
_SAFE_IN_QUERY = _SAFE_IN_PATH + "?[]"
_TRIMMED = "".join(map(chr, range(0x21)))
_IGNORED = Pattern("[\t\r\n]")
_CONTROL = Pattern("[\x00-\x20\x7f-\x9f]")
_SCHEME = Pattern(r"([A-Za-z][A-Za-z0-9+.-]*):")
_USUAL = Pattern(
    r"https?://(?=.{1,253}/)[a-z0-9]+(?:[.-][a-z0-9]+)+/[A-Za-z0-9~!$&'()*+,;=:@%/._-]*"
    r"(?:\?[A-Za-z0-9~!$&'()*+,;=:@%/?._-]*)?(?:#[A-Za-z0-9~!$&'()*+,;=:@%/?._-]*)?"
)
_HOST = Pattern(r"[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_.])?")
_IPV6 = Pattern(r"[0-9a-f:.]{2,45}")
_MAIL = Pattern(r"[A-Za-z0-9!#$&'*+/=?^_`{|}~.%-]{1,64}@[A-Za-z0-9.-]{1,253}")
_ADDRESS_IN_TEXT = Pattern(r"(?:[a-z][a-z0-9+.-]{1,15}:[/\\]{2}|www\.)[^\s<>\"]+", re.IGNORECASE)
_BARE_HOST = Pattern(
    r"(?:[\w-]{1,63}[.\u3002])+(?P<end>[^\W\d_]{2,24}|xn--[a-z0-9-]{2,59})[.\u3002]?"
    r"(?::\d{1,5})?(?:[/?#]\S*)?",
    re.IGNORECASE,
)
_FILE_ENDINGS = frozenset(
    [
        "bat",
        "bmp",
        "cfg",
        "conf",
        "cpp",
        "csv",
        "css",
        "dll",
        "doc",
        "docx",
        "exe",
        "gif",
        "gz",
        "htm",
        "html",
        "ini",
        "jpeg",
        "jpg",
        "js",
        "json",
        "jsx",
        "log",
        "lua",
        "odt",
        "pdf",
        "php",
        "png",
        "rb",
        "sql",
        "svg",
        "tar",
        "toml",
        "ts",
        "tsx",
        "txt",
        "vue",
        "webp",
        "xls",
        "xlsx",
        "xml",
        "yaml",
        "yml",
    ]
)
_LOOK_ALIKE_SCRIPTS = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"})
_LOOKED_AT_CHARS = 2048


def vet(address: str, *, base: str | None = None) -> str | None:
    """Return an address that may be a link, or `None` if this one may not.

    Args:
        address: Anything that stands where an address should.
        base: The absolute address that relative ones are relative to; `None` when unknown.

    Returns:
        An absolute http, https or mailto address of printable ASCII, without a user name or
        password. Mail addresses come without headers.
    """
    if len(address) > MAX_ADDRESS_CHARS:
        return None
    if _USUAL.fullmatch(address):
        return address
    address = _IGNORED.sub("", address.strip(_TRIMMED))
    if not address:
        return None
    scheme = _SCHEME.match(address)
    if scheme and scheme[1].lower() == "mailto":
        return _vet_mail(address[scheme.end() :])
    if scheme and scheme[1].lower() not in ("http", "https"):
        return None
    # Browsers read a backslash before the query as a slash; whoever does not sees another host.
    end = min((at for at in (address.find("?"), address.find("#")) if at >= 0), default=None)
    address = address[:end].replace("\\", "/") + ("" if end is None else address[end:])
    try:
        if not scheme:
            if base is None and not address.startswith("//"):
                return None
            address = urljoin(base or "https:", address)
        return _vet_web(urlsplit(address))
    except ValueError:
        return None


def display_host(address: str) -> str:
    """Return where an address leads, for people: a host, or the address of a mail.

    Hosts whose letters come from scripts that look alike are shown in their ASCII form. Empty when
    the address names no host.
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme == "mailto":
        return clean.field(parts.path, max_chars=254)
    return clean.field(_readable(host), max_chars=254)


def is_misleading(text: str, address: str) -> bool:
    """Say whether a link's text looks like an address, but of another host than the link's.

    Args:
        text: What the reader sees of the link.
        address: A vetted address.
    """
    shown = _shown_host(text[:_LOOKED_AT_CHARS].strip())
    if shown is None:
        return False
    if address.startswith("mailto:"):
        return shown != _comparable(address.rpartition("@")[2])
    try:
        return shown != _comparable(urlsplit(address).hostname or "")
    except ValueError:
        return True


def shown_address(address: str) -> str:
    """Return an address as it is shown before anything is opened: all of it, clean, one line."""
    return clean.field(address, max_chars=MAX_ADDRESS_CHARS)


def _vet_mail(rest: str) -> str | None:
    recipient = rest.partition("?")[0]
    return f"mailto:{recipient}" if _MAIL.fullmatch(recipient) else None


def _vet_web(parts: SplitResult) -> str | None:
    if parts.scheme not in ("http", "https"):
        return None
    host = _ascii_host(parts.hostname or "")
    if host is None or _CONTROL.search(parts.netloc):
        return None
    port = parts.port
    if port is not None and port not in _PORTS:
        return None
    address = f"{parts.scheme}://{host}" + ("" if port is None else f":{port}")
    address += quote(parts.path, safe=_SAFE_IN_PATH, errors="replace") or "/"
    if parts.query:
        address += "?" + quote(parts.query, safe=_SAFE_IN_QUERY, errors="replace")
    if parts.fragment:
        address += "#" + quote(parts.fragment, safe=_SAFE_IN_QUERY, errors="replace")
    return address if len(address) <= MAX_ADDRESS_CHARS else None


def _ascii_host(host: str) -> str | None:
    if ":" in host:
        return f"[{host}]" if _IPV6.fullmatch(host) else None
    if not host.isascii():
        if len(host) > 253:
            return None
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    return host if _HOST.fullmatch(host) and ".." not in host else None


def _readable(host: str) -> str:
    if "xn--" not in host and host.isascii():
        return host
    try:
        ascii_host = host.encode("idna").decode("ascii")
        unicode_host = ascii_host.encode("ascii").decode("idna")
    except UnicodeError:
        return host
    scripts = {unicodedata.name(char, "?").split()[0] for char in unicode_host if char.isalpha()}
    if len(scripts & _LOOK_ALIKE_SCRIPTS) > 1 or not unicode_host.isprintable():
        return ascii_host
    return unicode_host


def _shown_host(text: str) -> str | None:
    """Return the host that a text claims to lead to, in comparable form, or `None`."""
    try:
        return _named_host(text)
    except ValueError:  # it looks like an address and is none
        return ""


def _named_host(text: str) -> str | None:
    found = _ADDRESS_IN_TEXT.search(text)
    if found:
        claimed = found[0] if "//" in found[0][:20] or "\\" in found[0][:20] else "//" + found[0]
        return _claimed_host(urlsplit(claimed.replace("\\", "/")))
    if _MAIL.fullmatch(text):
        return _comparable(text.rpartition("@")[2])
    bare = _BARE_HOST.fullmatch(text)
    if bare is None or bare["end"].lower() in _FILE_ENDINGS:
        return None
    return _comparable(urlsplit("//" + text).hostname or "")


def _claimed_host(parts: SplitResult) -> str:
    """Return the host that people read in an address: before an @, where one stands there."""
    user = (parts.username or "").lower()
    return _comparable(user if _BARE_HOST.fullmatch(user) else parts.hostname or "")


def _comparable(host: str) -> str:
    host = host.lower().rstrip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return host
    return host.removeprefix("www.")
