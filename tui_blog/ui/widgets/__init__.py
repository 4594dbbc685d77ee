"""Widgets: they draw, and tell what the person wants."""
