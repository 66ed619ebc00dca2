"""Data frames that a publisher's file gave: rules of their cells, or an InputError naming the cell.

The rows in messages count the observations from 1.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.errors import InputError

# A publisher's program that adds up binary numbers may miss a whole number by this much.
NOISE = 1e-6


def refuse(path: Path, frame: pd.DataFrame, broken: pd.Series, column: str, rule: str) -> None:
    """Raise InputError at the first row where `broken` is true: its cell should be `rule`."""
    if broken.any():
        row = frame[broken].iloc[0]
        value = row[column]
        rule = f"{repr(value) if isinstance(value, str) else _shown(value)} should be {rule}"
        raise InputError(path, rule, row=int(row.name) + 1, column=column)


def whole(
    path: Path, frame: pd.DataFrame, column: str, low: float = 0, high: float = float("inf")
) -> pd.Series:
    """A column as int64: whole numbers from low to high, none missing."""
    values = frame[column]
    good = ((values - values.round()).abs() < NOISE) & values.between(low, high)
    refuse(path, frame, ~good, column, f"a whole number from {low:g} to {high:g}")
    return values.round().astype("int64")


def only_once(path: Path, frame: pd.DataFrame, key: list[str]) -> None:
    """Each combination of the columns `key` may stand in one row only."""
    double = frame.duplicated(key)
    if double.any():
        row = frame[double].iloc[0]
        rule = f"{' '.join(_shown(row[k]) for k in key)} stands twice"
        raise InputError(path, rule, row=int(row.name) + 1, column=", ".join(key))


def _shown(value: object) -> str:
    """A value as a publisher would write it: R keeps whole numbers as 2023.0."""
    return value if isinstance(value, str) else f"{value:.15g}"
