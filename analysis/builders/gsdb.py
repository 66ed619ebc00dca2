"""Counts of sanctions in force on post-Soviet states, from the Global Sanctions Data Base.

Writes `sanctions_counts`: only counts that this project derives, no case of the database. Source:
Global Sanctions Data Base, version 4, to 2023,
in a copy without a licence (github.com/xintong-utk/civil-wars-research-paper).

Traps:
- A case is a sender's measure, so counts follow the number of senders; a case with several kinds
  counts once in `cases` and once under each kind.
- Several states may share a case, divided by ", "; some names hold a comma of their own ("Gambia,
  The"), which does no harm as none of ours does.
- `begin` and `end` are years, both counted.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd

from analysis.builders.cells import number, only_once, year
from analysis.builders.ex_soviet import STATE_NAMES
from analysis.builders.reading import csv_rows, decode, read_bytes
from analysis.errors import InputError

TABLES = ("sanctions_counts",)

FILE = Path("security/raw/gsdb_v4/GSDB_V4.csv")
ADDRESS = "https://www.globalsanctionsdatabase.com"
FIRST_YEAR, LAST_YEAR = 1991, 2023
RUSSIA = "Russia"
SENDERS = {True: "Russia", False: "other"}
KINDS = ("trade", "financial", "arms", "travel")
NEEDED = ("case_id", "sanctioned_state", "sanctioning_state", "begin", "end", *KINDS)
# Version 4 has so many cases, numbered from 1: fewer mean that the file is cut.
CASES = 1547
COUNTS = ["cases", *KINDS]


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the table from the database below `raw`.

    Parameters
    ----------
    raw
        Root of the publishers' files.

    Returns
    -------
    `sanctions_counts`: country (target), sender (Russia or other), year, cases, trade, financial,
    arms, travel (cases in force in the year).

    Raises
    ------
    InputError
        Where the file is missing, no CSV or cut, or a cell is not what its column holds.
    """
    path = raw / FILE
    text = decode(path, read_bytes(path, ADDRESS))
    if not text.endswith("\n"):
        raise InputError(path, "not a whole file: its last line does not end")
    counts: dict[tuple[str, str, int], Counter] = {}
    seen: dict[tuple, int] = {}
    for line, cells in csv_rows(path, text, NEEDED):
        case = number(path, cells["case_id"], row=line, column="case_id", low=1, high=100_000)
        only_once(path, seen, (case,), row=line, column="case_id")
        _count(path, line, cells, counts)
    if len(seen) != CASES:
        raise InputError(path, f"{len(seen)} cases, version 4 of the database has {CASES}")
    rows = [(*key, *(counts[key][c] for c in COUNTS)) for key in sorted(counts)]
    return {"sanctions_counts": pd.DataFrame(rows, columns=["country", "sender", "year", *COUNTS])}


def _count(path: Path, line: int, cells: dict[str, str], counts: dict) -> None:
    """Add one case to the counts of its targets."""
    begin = year(path, cells["begin"], row=line, column="begin")
    end = year(path, cells["end"], row=line, column="end")
    if end < begin:
        raise InputError(path, f"{end} is before the begin, {begin}", row=line, column="end")
    kinds = [kind for kind in KINDS if _flag(path, line, cells, kind)]
    if not cells["sanctioned_state"] or not cells["sanctioning_state"]:
        raise InputError(path, "the cell is empty", row=line, column="sanctioned_state")
    sender = SENDERS[RUSSIA in cells["sanctioning_state"].split(", ")]
    for name in set(cells["sanctioned_state"].split(", ")) & set(STATE_NAMES):
        for when in range(max(begin, FIRST_YEAR), min(end, LAST_YEAR) + 1):
            counts.setdefault((STATE_NAMES[name], sender, when), Counter()).update(
                ["cases", *kinds]
            )


def _flag(path: Path, line: int, cells: dict[str, str], column: str) -> bool:
    if cells[column] not in ("0", "1"):
        raise InputError(path, f"{cells[column]!r} is neither 0 nor 1", row=line, column=column)
    return cells[column] == "1"
