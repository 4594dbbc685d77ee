"""Dates for people: how long ago, and which day."""

from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import assert_never

from tui_blog.text.patterns import Pattern

_MINUTE_S = 60
_HOUR_S = 60 * _MINUTE_S
_DAY_S = 24 * _HOUR_S
_MONTH_DAYS = 30.44
_MONTHS_FROM_DAYS = 61
_YEARS_FROM_DAYS = 731
"""Before that many days it is not two months, or not two years."""
_SPAN = Pattern(r"(\d{1,5})([hdwmy])").fullmatch
_SPAN_HOURS = {"h": 1, "d": 24, "w": 24 * 7, "m": 24 * 30, "y": 24 * 365}


class DateStyle(StrEnum):
    """How to tell when something was."""

    AGE = "age"
    """How long ago, as short as can be."""
    WORDS = "words"
    """How long ago, as one says it."""
    DATE = "date"
    """The day."""
    ISO = "iso"
    """The day in figures."""


def tell_date(then: datetime, now: datetime, style: DateStyle) -> str:
    """Return when something was.

    Args:
        then: When it was; aware.
        now: The present; aware.
        style: How to tell it; days are those of the zone that `then` is in.

    Returns:
        "3 d", "3 days ago", "2 May 2024" or "2024-05-02".
    """
    match style:
        case DateStyle.AGE:
            return age(then, now)
        case DateStyle.WORDS:
            return age_in_words(then, now)
        case DateStyle.DATE:
            return date_text(then)
        case DateStyle.ISO:
            return f"{then:%Y-%m-%d}"
        case _:
            assert_never(style)


def age(then: datetime, now: datetime) -> str:
    """Return how long ago something was, in one unit and as short as can be.

    Args:
        then: When it was; aware.
        now: The present; aware.

    Returns:
        "just now", "5 min", "3 h", "2 d", "4 mo", "3 y"; the date for what lies in the future.
    """
    seconds = (now - then).total_seconds()
    if seconds <= -_MINUTE_S:
        return date_text(then)
    if seconds < _MINUTE_S:
        return "just now"
    if seconds < _HOUR_S:
        return f"{int(seconds // _MINUTE_S)} min"
    if seconds < _DAY_S:
        return f"{int(seconds // _HOUR_S)} h"
    days = int(seconds // _DAY_S)
    if days < _MONTHS_FROM_DAYS:
        return f"{days} d"
    if days < _YEARS_FROM_DAYS:
        return f"{int(days / _MONTH_DAYS)} mo"
    return f"{int(days / 365.25)} y"


def age_in_words(then: datetime, now: datetime) -> str:
    """Return how long ago something was, as one says it.

    Args:
        then: When it was; aware.
        now: The present; aware.

    Returns:
        "just now", "1 minute ago", "3 hours ago", "2 years ago"; "on" and the date for what lies in
        the future.
    """
    number, _, unit = age(then, now).partition(" ")
    if unit == "now":
        return "just now"
    word = _UNIT_WORDS.get(unit)
    if word is None:
        return f"on {date_text(then)}"
    return f"{number} {word} ago" if number == "1" else f"{number} {word}s ago"


def time_left(seconds: float) -> str:
    """Return a duration that is a guess, rounded up: "5 s", "3 min", "2 h"."""
    if seconds < _MINUTE_S:
        return f"{max(1, ceil(seconds))} s"
    if seconds < _HOUR_S:
        return f"{ceil(seconds / _MINUTE_S)} min"
    return f"{ceil(seconds / _HOUR_S)} h"


def parse_span(text: str) -> timedelta | None:
    """Read a time span: "12h", "7d", "2w", "6m", "1y"; `None` for anything else."""
    found = _SPAN(text.strip().lower())
    return None if found is None else timedelta(hours=int(found[1]) * _SPAN_HOURS[found[2]])


def date_text(then: datetime) -> str:
    """Return a day in the zone the time is given in: "2 May 2024"."""
    return f"{then.day} {_MONTHS[then.month - 1]} {then.year}"


_UNIT_WORDS = {"min": "minute", "h": "hour", "d": "day", "mo": "month", "y": "year"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
