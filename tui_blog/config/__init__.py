"""The person's settings: `config.toml`, read and never written.

A mistake in it never keeps the program from starting: a sentence says where it is and what is used
in its place.
"""

from tui_blog.config.loading import load_config
from tui_blog.config.settings import PRESET_NAMES, BlogConfig, Config, Identity, ShareConfig

__all__ = ["PRESET_NAMES", "BlogConfig", "Config", "Identity", "ShareConfig", "load_config"]
