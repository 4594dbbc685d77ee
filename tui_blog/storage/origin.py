"""Addresses of blogs: origins, which credentials are bound to, and what lies in what. Pure."""

import ipaddress
from urllib.parse import SplitResult, urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}


def origin_of(address: str) -> str | None:
    """Return an address's origin, lower case and without a default port.

    Returns:
        For example ``https://blog.example`` or ``http://127.0.0.1:8080``; `None` for anything
        that is no http or https address with a host.
    """
    parts = _split(address)
    if parts is None or parts.hostname is None:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    if parts.port is None or parts.port == _DEFAULT_PORTS[parts.scheme]:
        return f"{parts.scheme}://{host}"
    return f"{parts.scheme}://{host}:{parts.port}"


def is_loopback(address: str) -> bool:
    """Whether an address names this machine itself."""
    parts = _split(address)
    if parts is None or parts.hostname is None:
        return False
    if parts.hostname == "localhost":
        return True
    try:
        return ipaddress.ip_address(parts.hostname).is_loopback
    except ValueError:
        return False


def is_safe_for_secrets(address: str) -> bool:
    """Whether a password may be sent there: over https, or to this machine itself."""
    parts = _split(address)
    return parts is not None and (parts.scheme == "https" or is_loopback(address))


def is_upgrade(old: str, new: str) -> bool:
    """Whether one origin is the other one moved from http to https, on the same host."""
    before, after = _split(old), _split(new)
    if before is None or after is None or before.hostname != after.hostname:
        return False
    if (before.scheme, after.scheme) != ("http", "https"):
        return False
    return is_loopback(new) or (before.port in (None, 80) and after.port in (None, 443))


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        known = parts.scheme in _DEFAULT_PORTS and bool(parts.hostname)
        _ = parts.port  # raises for a port that is no number
    except ValueError:
        return None
    return parts if known else None


def full_address(typed: str) -> str:
    """Complete an address as people type it: ``blog.example`` is ``https://blog.example``."""
    text = typed.strip()
    return text if "://" in text else f"https://{text}"


def lies_in(address: str, home: str) -> bool:
    """Tell whether an address is a page of a blog, by whatever scheme it came."""
    try:
        here, blog = urlsplit(address), urlsplit(home)
    except ValueError:
        return False
    if here.netloc.casefold() != blog.netloc.casefold():
        return False
    return path_of(address).startswith(path_of(home))


def path_of(address: str) -> str:
    """Return an address's path with a slash at its end; nothing for no address."""
    try:
        return f"{urlsplit(address).path.rstrip('/')}/" if address else ""
    except ValueError:
        return ""
