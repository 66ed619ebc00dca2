"""Indices of democracy of the V-Dem Institute, version 15, for 15 states since 1990.

Writes `vdem`. Source: V-Dem dataset v15, as the R package democracyData carries it (object
`vdem_simple`): seven indices with the bounds of their intervals.

Traps:
- Republics of the Soviet Union are coded from 1990, Russia as the Union's successor before; 1990
  and most of 1991 are therefore not independent states.
- Never join versions: each re-estimates all years. Version 16 is `vdem_v16`.
- A country-year without estimates has a row without numbers: left out.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.builders.cells import printed
from analysis.builders.rdata import read_frame
from analysis.errors import InputError

TABLES = ("vdem",)

FILE = Path("macro/raw/democracydata/vdem_simple.rda")
ADDRESS = "https://github.com/xmarquez/democracyData (data/vdem_simple.rda)"
OBJECT = "vdem_simple"
FIRST_YEAR = 1990
# Names as V-Dem writes them.
COUNTRIES = {
    "ARM": "Armenia", "AZE": "Azerbaijan", "BLR": "Belarus", "EST": "Estonia", "GEO": "Georgia",
    "KAZ": "Kazakhstan", "KGZ": "Kyrgyzstan", "LTU": "Lithuania", "LVA": "Latvia",
    "MDA": "Moldova", "RUS": "Russia", "TJK": "Tajikistan", "TKM": "Turkmenistan",
    "UKR": "Ukraine", "UZB": "Uzbekistan",
}  # fmt: skip
INDICES = ("v2x_api", "v2x_delibdem", "v2x_egaldem", "v2x_libdem", "v2x_mpi", "v2x_partipdem",
           "v2x_polyarchy")  # fmt: skip
BOUNDS = {"low": "_codelow", "high": "_codehigh"}
CODE, NAME, YEAR = "country_text_id", "vdem_country_name", "year"


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the table from the R file below `raw`.

    Parameters
    ----------
    raw
        Root of the publishers' files.

    Returns
    -------
    `vdem`: country, year, index (V-Dem's code), value, low, high (0 to 1, higher is more
    democratic), sorted by the first three.

    Raises
    ------
    InputError
        Where the file is missing, no R data or of another layout, or a row is double, incomplete
        or contradicts itself. `row` counts observations from 1.
    """
    path = raw / FILE
    numbers = [index + end for index in INDICES for end in ("", *BOUNDS.values())]
    needed = {CODE: "text", NAME: "text", YEAR: "number"} | dict.fromkeys(numbers, "number")
    frame = read_frame(path, ADDRESS, OBJECT, needed)
    ours = frame[frame[CODE].isin(COUNTRIES) & frame[YEAR].ge(FIRST_YEAR)]
    _check(path, ours)
    table = pd.concat([_index(path, ours, index) for index in INDICES])
    if table.empty:
        raise InputError(path, "no estimate of any state of the book")
    return {"vdem": table.sort_values(["country", "year", "index"], ignore_index=True)}


def _index(path: Path, ours: pd.DataFrame, index: str) -> pd.DataFrame:
    """Rows of one index."""
    found = pd.DataFrame({"country": ours[CODE], "year": ours[YEAR].astype("int64"),
                          "index": index, "value": ours[index]})  # fmt: skip
    for ours_, theirs in BOUNDS.items():
        found[ours_] = ours[index + theirs]
    numbers = found[["value", *BOUNDS]]
    found, numbers = found[numbers.notna().any(axis=1)], numbers[numbers.notna().any(axis=1)]
    inside = (found["low"].ge(0) & found["low"].le(found["value"])
              & found["value"].le(found["high"]) & found["high"].le(1))  # fmt: skip
    _stop_at(path, found[~inside], index, "an estimate from 0 to 1 between its bounds", "value")
    return found


def _check(path: Path, ours: pd.DataFrame) -> None:
    _stop_at(path, ours[ours[YEAR] % 1 != 0], YEAR, "a whole year")
    _stop_at(path, ours[ours[NAME] != ours[CODE].map(COUNTRIES)], NAME, "the name of its code")
    double = ours[ours.duplicated([CODE, YEAR])]
    _stop_at(path, double, YEAR, "the only row of its country and year")


def _stop_at(
    path: Path, broken: pd.DataFrame, column: str, rule: str, shown: str | None = None
) -> None:
    if len(broken):
        row = broken.iloc[0]
        code, when = row.get(CODE, row.get("country")), row[YEAR]
        found = f"{code} {when:g}: {printed(row[shown or column])} should be {rule}"
        raise InputError(path, found, row=int(row.name) + 1, column=column)
