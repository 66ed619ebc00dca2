"""Checks on the rows of a data frame that a publisher's binary file held.

Each raises an InputError that names file, row (observations from 1) and column.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.errors import InputError


def require(path: Path, frame: pd.DataFrame, holds: pd.Series, column: str, rule: str) -> None:
    """Every row must keep the rule; the error shows the first that does not."""
    broken = frame[~holds.to_numpy(dtype=bool)]
    if len(broken):
        found = f"{broken.iloc[0][column]!r} should be {rule}"
        raise InputError(path, found, row=int(broken.index[0]) + 1, column=column)


def whole(path: Path, frame: pd.DataFrame, column: str, low: float, high: float) -> pd.Series:
    """A column of whole numbers between low and high, as integers."""
    values = frame[column]
    holds = values.between(low, high) & (values % 1 == 0)
    require(path, frame, holds, column, f"a whole number from {low:g} to {high:g}")
    return values.astype("int64")


def only_once(path: Path, frame: pd.DataFrame, key: list[str]) -> None:
    """No two rows may share the key."""
    rule = f"the only row of its {', '.join(key)}"
    require(path, frame, ~frame.duplicated(key), key[-1], rule)


def some(path: Path, frame: pd.DataFrame, what: str) -> None:
    """A file without a row of ours is the wrong one or cut."""
    if frame.empty:
        raise InputError(path, f"no row of {what}")
