"""Bilateral trade from the Correlates of War project, 1992-2014.

Writes `trade_cow`. Source: Correlates of War Trade Data Set v4.0 (Barbieri and Keshk), as R data
frames that S. V. Miller keeps: cow_trade_ddy.rds (directed dyads, whole millions) and
cow_trade_sy.rda (totals of states).

Traps:
- flow1 is what ccode1 imports from ccode2. Only imports are held; what a state exports to another
  is the import of the other, and analysis.trade turns the row round. The totals of states (WLD)
  have both flows.
- Zeros are dropped: they are missing figures (Russia with Ukraine and others in 1992-1993) or less
  than half a million; one cannot tell which. So are cells that are empty.
- States have numbers of the Correlates of War; Germany is 255 since 1990.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.builders.rdata import read_frame, read_rds
from analysis.builders.trade_flows import EXPORT, IMPORT, STATES, WORLD, YEARLY, table
from analysis.errors import InputError

TABLES = ("trade_cow",)

FOLDER = Path("trade/raw/cow_trade_4.0")
DYADS, TOTALS, TOTALS_NAME = "cow_trade_ddy.rds", "cow_trade_sy.rda", "cow_trade_sy"
ADDRESS = "https://correlatesofwar.org/data-sets/bilateral-trade/"
FIRST_YEAR = 1992
CODES = {
    365: "RUS", 369: "UKR", 370: "BLR", 359: "MDA", 372: "GEO", 371: "ARM", 373: "AZE",
    705: "KAZ", 703: "KGZ", 702: "TJK", 701: "TKM", 704: "UZB", 366: "EST", 367: "LVA",
    368: "LTU", 710: "CHN", 640: "TUR", 305: "AUT", 211: "BEL", 355: "BGR", 352: "CYP",
    316: "CZE", 255: "DEU", 390: "DNK", 230: "ESP", 375: "FIN", 220: "FRA", 350: "GRC",
    344: "HRV", 310: "HUN", 205: "IRL", 325: "ITA", 212: "LUX", 338: "MLT", 210: "NLD",
    290: "POL", 235: "PRT", 360: "ROU", 317: "SVK", 349: "SVN", 380: "SWE",
}  # fmt: skip
NUMBERS = ("ccode1", "ccode2", "year", "flow1")
MOST = 1e7


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the table from the two R files below `raw`.

    Returns
    -------
    `trade_cow`: reporter, partner (WLD is the world), year, flow (import; for WLD also export),
    value (million current US$; dyads in whole millions).

    Raises
    ------
    InputError
        Where a file is missing or broken, lacks a column, holds a negative or broken number, a
        state of ours is missing, or a dyad stands twice.
    """
    dyads, totals = _dyads(raw / FOLDER / DYADS), _totals(raw / FOLDER / TOTALS)
    rows = pd.concat([dyads, totals], ignore_index=True)
    return {"trade_cow": table(raw / FOLDER / DYADS, rows, YEARLY, YEARLY[:-1])}


def _dyads(path: Path) -> pd.DataFrame:
    frame = read_rds(path, ADDRESS)
    missing = [c for c in NUMBERS if c not in frame.columns]
    if missing:
        raise InputError(path, f"the data frame lacks the columns {', '.join(missing)}")
    for column in NUMBERS:
        if not pd.api.types.is_numeric_dtype(frame[column]):
            raise InputError(path, "the column holds no numbers", column=column)
    frame = frame[frame["year"] >= FIRST_YEAR]
    frame = frame.assign(reporter=frame["ccode1"].map(CODES), partner=frame["ccode2"].map(CODES))
    ours = frame["reporter"].isin(STATES) | frame["partner"].isin(STATES)
    frame = frame[ours & frame["reporter"].notna() & frame["partner"].notna()]
    _check_states(path, frame["reporter"])
    _check(path, frame, "flow1")
    if (frame["flow1"].dropna() % 1 != 0).any():
        raise InputError(path, "flows should be whole millions", column="flow1")
    frame = frame[frame["flow1"] > 0]
    return frame.assign(flow=IMPORT, value=frame["flow1"])[YEARLY]


def _totals(path: Path) -> pd.DataFrame:
    needed = dict.fromkeys(("ccode", "year", "imports", "exports"), "number")
    frame = read_frame(path, ADDRESS, TOTALS_NAME, needed)
    frame = frame.assign(reporter=frame["ccode"].map(CODES), partner=WORLD)
    frame = frame[frame["reporter"].isin(STATES) & (frame["year"] >= FIRST_YEAR)]
    _check_states(path, frame["reporter"])
    parts = []
    for column, flow in (("imports", IMPORT), ("exports", EXPORT)):
        _check(path, frame, column)
        given = frame[frame[column] > 0]
        # Six decimals are a dollar; the rest is noise of the publisher's sums.
        parts.append(given.assign(flow=flow, value=given[column].round(6))[YEARLY])
    return pd.concat(parts, ignore_index=True)


def _check_states(path: Path, found: pd.Series) -> None:
    missing = sorted(set(STATES) - set(found))
    if missing:
        raise InputError(path, f"no row of {missing[0]} since {FIRST_YEAR}")


def _check(path: Path, frame: pd.DataFrame, column: str) -> None:
    """Values within limits (or empty), and each year a whole number."""
    for name, wrong in (
        (column, frame[column].notna() & ~frame[column].between(0, MOST)),
        ("year", (frame["year"] % 1 != 0) | (frame["year"] > 2100)),
    ):
        if wrong.any():
            row = frame[wrong].iloc[0]
            place = f"{row['reporter']} {row['partner']} {row['year']:g}"
            rule = f"{place}: {row[name]!r} is impossible"
            raise InputError(path, rule, row=int(row.name) + 1, column=name)
