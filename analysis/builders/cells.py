"""Cells of publishers' text files: numbers, years and months, or an InputError that names the cell.

Python's own `float` takes "nan", "1_000" and blanks; a publisher's file should hold none of them.
"""

from __future__ import annotations

import math
import re
from pathlib import Path

from analysis.errors import InputError

NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
NATURAL = re.compile(r"[0-9]{1,9}")
YEAR = re.compile(r"[12][0-9]{3}")
MONTH = re.compile(r"[12][0-9]{3}-(?:0[1-9]|1[0-2])")


def number(
    path: Path, text: str, *, row: int | str, column: str,
    low: float = float("-inf"), high: float = float("inf"),
) -> float:  # fmt: skip
    """A number written in ASCII digits that lies within low and high (both allowed)."""
    if not NUMBER.fullmatch(text):
        raise InputError(path, f"{text!r} is not a number", row=row, column=column)
    value = float(text)
    if not (math.isfinite(value) and low <= value <= high):
        rule = f"{text} is not possible: it should lie between {low:g} and {high:g}"
        raise InputError(path, rule, row=row, column=column)
    return value


def natural(text: str) -> int | None:
    """A number of at most nine ASCII digits, None where the text is none."""
    return int(text) if NATURAL.fullmatch(text) else None


def year(path: Path, text: str, *, row: int | str, column: str) -> int:
    """A year of four digits."""
    if not YEAR.fullmatch(text):
        raise InputError(path, f"{text!r} is not a year", row=row, column=column)
    return int(text)


def month(path: Path, text: str, *, row: int | str, column: str) -> str:
    """A month written YYYY-MM, unchanged."""
    if not MONTH.fullmatch(text):
        raise InputError(path, f"{text!r} is not a month YYYY-MM", row=row, column=column)
    return text


def printed(value: object) -> str:
    """A cell as an error shows it: texts quoted, numbers plain."""
    return repr(value) if isinstance(value, str) else f"{value:g}"


def only_once(path: Path, seen: dict, key: tuple, *, row: int | str, column: str) -> None:
    """Note a row's key in `seen`, where it may not be yet."""
    if key in seen:
        rule = f"{' '.join(map(str, key))} stands twice, first in row {seen[key]}"
        raise InputError(path, rule, row=row, column=column)
    seen[key] = row
