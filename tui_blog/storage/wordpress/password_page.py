"""The blog's own page where a person makes an application password for this program.

Source: WordPress handbook, "Application Passwords: authorization flow"; seen with WordPress 6.1.9,
2026-11: without ``success_url`` the page shows the password, to be copied.
"""

from urllib.parse import urlencode, urlsplit, urlunsplit

from tui_blog.model.errors import BadResponseError
from tui_blog.storage.origin import is_safe_for_secrets, is_upgrade, origin_of
from tui_blog.storage.wordpress.discovery import upgraded
from tui_blog.text import links

APP_NAME = "tui-blog"
"""What the blog calls the password in the person's profile."""
APP_ID = "6f1d0c1e-9a53-4d57-8f0b-3c1f5e2a7b94"
"""Tells this program from others that bear the same name; the same everywhere, as it should be."""


def password_page(named: str, *, given: str, reached: str) -> str | None:
    """Return the address to open in a browser.

    Args:
        named: What the blog names, not vetted; empty when it names none.
        given: The blog's address as it was typed.
        reached: Where that led.

    Returns:
        An address of the blog's own origin, over https or on this machine; `None` where the blog
        names no such page.

    Raises:
        BadResponseError: What it names lies elsewhere, and is not to be opened.
    """
    if not named:
        return None
    own = reached if is_upgrade(origin_of(given) or "", origin_of(reached) or "") else given
    address = links.vet(upgraded(named, own)) or ""
    if origin_of(address) != origin_of(own):
        raise BadResponseError(
            "The blog says that application passwords are made on a page of another site "
            f"({links.display_host(address) or 'its address makes no sense'}). It is not opened; "
            "your profile page on the blog makes one too."
        )
    if not is_safe_for_secrets(address):
        return None
    asked = urlencode({"app_name": APP_NAME, "app_id": APP_ID})
    parts = urlsplit(address)
    query = f"{parts.query}&{asked}" if parts.query else asked
    return urlunsplit(parts._replace(query=query, fragment=""))
