"""What a table covers: which states in which years. The catalogue draws it."""

from __future__ import annotations

import pandas as pd

from analysis.countries import COUNTRIES

STATE_COLUMNS = ("country", "reporter", "host", "origin", "destination", "asylum", "partner")
TIME_COLUMNS = ("year", "date", "month", "start")


def coverage(frame: pd.DataFrame) -> pd.DataFrame | None:
    """States of the book by years: True where the table has at least one row.

    A row counts for every state that one of its columns names. None for a table that has no
    column of states or none of time.
    """
    states = [column for column in STATE_COLUMNS if column in frame]
    time = next((column for column in TIME_COLUMNS if column in frame), None)
    if not states or time is None:
        return None
    years = _years(frame[time])
    pairs = pd.concat([pd.DataFrame({"state": frame[s], "year": years}) for s in states]).dropna()
    pairs = pairs[pairs["state"].isin(COUNTRIES)].drop_duplicates().astype({"year": int})
    if pairs.empty:
        return None
    grid = pairs.assign(covered=True).pivot(index="state", columns="year", values="covered")
    every_year = range(grid.columns.min(), grid.columns.max() + 1)
    grid = grid.reindex(index=list(COUNTRIES), columns=every_year)
    return grid.notna()


def in_words(grid: pd.DataFrame) -> str:
    """The coverage as a sentence, for those who do not see the picture."""
    count = grid.sum(axis=1)
    missing = [COUNTRIES[code].name for code in count.index if not count[code]]
    text = (f"{(count > 0).sum()} of {len(count)} states, {grid.columns[0]} to {grid.columns[-1]}; "
            f"from {count[count > 0].min()} to {count.max()} years a state")
    return text + (f"; none for {', '.join(missing)}" if missing else "")


def _years(time: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(time):
        return time.dt.year
    if pd.api.types.is_numeric_dtype(time):
        return time
    return pd.to_numeric(time.astype("str").str[:4], errors="coerce")
