"""Names for what is embedded in posts and never loaded: players, frames, posts of others."""

from tui_blog.text import links
from tui_blog.text.blocks import Embed

_SERVICES = {
    "bandcamp.com": "Bandcamp",
    "bsky.app": "Bluesky",
    "codepen.io": "CodePen",
    "dailymotion.com": "Dailymotion",
    "facebook.com": "Facebook",
    "gist.github.com": "GitHub Gist",
    "google.com": "Google",
    "instagram.com": "Instagram",
    "open.spotify.com": "Spotify",
    "pinterest.com": "Pinterest",
    "reddit.com": "Reddit",
    "slideshare.net": "SlideShare",
    "soundcloud.com": "SoundCloud",
    "ted.com": "TED",
    "tiktok.com": "TikTok",
    "tumblr.com": "Tumblr",
    "twitch.tv": "Twitch",
    "twitter.com": "X",
    "videopress.com": "VideoPress",
    "vimeo.com": "Vimeo",
    "x.com": "X",
    "youtu.be": "YouTube",
    "youtube-nocookie.com": "YouTube",
    "youtube.com": "YouTube",
}


def service_name(host: str) -> str:
    """Return the name of the service a host belongs to; the host itself when not known."""
    name = host
    while name:
        if name in _SERVICES:
            return _SERVICES[name]
        name = name.partition(".")[2]
    return host


def embed_of(address: str, *, base: str | None, title: str = "", kind: str = "") -> Embed | None:
    """Return the line for an embedded address.

    Args:
        address: As it was found, not vetted.
        base: What a relative one is relative to.
        title: One clean line; may be empty.
        kind: "video" or "audio" for a file of that kind; empty for a service.

    Returns:
        `None` when there is nothing to tell.
    """
    href = links.vet(address, base=base)
    host = links.display_host(href) if href else ""
    name = service_name(host)
    service = ", ".join(part for part in (kind, name) if part)
    if not service and not title:
        return None
    return Embed(service=service, href=href, title=title)
