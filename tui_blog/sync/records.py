"""Small private JSON files that hold what a person wrote: how they are written and read."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from tui_blog.files import make_folder, write_atomic

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
"""Permissions: nobody else reads what is not published yet."""

Record = dict[str, object]
"""What such a file holds, by key."""

_SCHEMA = 1
_Choice = TypeVar("_Choice", bound=StrEnum)


class RecordError(ValueError):
    """A file can't be understood; the message is a sentence that says why."""


def save_record(path: Path, record: Record) -> None:
    """Put a record in the place of a file; its folder is made if need be.

    Raises:
        OSError: What was there still is.
    """
    make_folder(path.parent, mode=PRIVATE_FOLDER)
    numbered = {"schema": _SCHEMA, **record}
    data = json.dumps(numbered, ensure_ascii=True, sort_keys=True, indent=1).encode()
    write_atomic(path, data, mode=PRIVATE_FILE)


def find_record(path: Path) -> Record | None:
    """Read a record; `None` when there is no such file.

    Raises:
        RecordError: The file is there and can't be read.
    """
    try:
        found: object = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RecordError(f"The system says: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise RecordError("It is damaged.") from error
    if not isinstance(found, dict):
        raise RecordError("It is damaged.")
    record: Record = found
    schema = record.get("schema")
    if isinstance(schema, int) and schema > _SCHEMA:
        raise RecordError("A newer version of the program wrote it.")
    if schema != _SCHEMA:
        raise RecordError("It is damaged.")
    return record


def text_of(record: Record, key: str) -> str:
    """Return a text, or raise `RecordError`."""
    value = record.get(key)
    if not isinstance(value, str):
        raise RecordError("It is damaged.")
    return value


def optional_text_of(record: Record, key: str) -> str | None:
    """Return a text or `None`, as it was written, or raise `RecordError`."""
    return None if key in record and record[key] is None else text_of(record, key)


def number_of(record: Record, key: str) -> int:
    """Return a whole number, or raise `RecordError`."""
    value = record.get(key)
    if not isinstance(value, int):
        raise RecordError("It is damaged.")
    return value


def time_of(record: Record, key: str) -> datetime:
    """Return a time, aware and in UTC, or raise `RecordError`."""
    try:
        time = datetime.fromisoformat(text_of(record, key))
        if time.tzinfo is None:
            raise RecordError("It is damaged.")
        return time.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise RecordError("It is damaged.") from error


def optional_time_of(record: Record, key: str) -> datetime | None:
    """Return a time or `None`, as it was written, or raise `RecordError`."""
    return None if key in record and record[key] is None else time_of(record, key)


def choice_of(record: Record, key: str, kind: type[_Choice]) -> _Choice:
    """Return a member of a closed set, or raise `RecordError`."""
    try:
        return kind(text_of(record, key))
    except ValueError as error:
        raise RecordError("It is damaged.") from error
