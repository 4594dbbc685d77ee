"""Screens: they connect widgets with services."""
