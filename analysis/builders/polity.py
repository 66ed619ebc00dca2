"""Polity5 scores of 15 states, 1991 to 2018.

Writes `polity`. Source: Polity5 (Center for Systemic Peace, Marshall and Gurr), as the R package
democracyData carries it (object `polity5`).

Traps:
- Country codes are Polity's own (LAT, MLD, KZK...); the Soviet Union (USR, to 1991) is left out, so
  Russia begins in 1992.
- `polity` uses -66, -77 and -88 for interruption, interregnum and transition: no scores.
  `polity2` replaces them by rules (interpolation): do not read a trend into such years.
- Updated for few states after 2018 (not for ours).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.builders.cells import printed
from analysis.builders.rdata import read_frame
from analysis.errors import InputError

TABLES = ("polity",)

FILE = Path("macro/raw/democracydata/polity5.rda")
ADDRESS = "https://github.com/xmarquez/democracyData (data/polity5.rda)"
OBJECT = "polity5"
FIRST_YEAR = 1991
# Polity's code and name of each state.
COUNTRIES = {
    "ARM": ("ARM", "Armenia"), "AZE": ("AZE", "Azerbaijan"), "BLR": ("BLR", "Belarus"),
    "EST": ("EST", "Estonia"), "GRG": ("GEO", "Georgia"), "KYR": ("KGZ", "Kyrgyzstan"),
    "KZK": ("KAZ", "Kazakhstan"), "LAT": ("LVA", "Latvia"), "LIT": ("LTU", "Lithuania"),
    "MLD": ("MDA", "Moldova"), "RUS": ("RUS", "Russia"), "TAJ": ("TJK", "Tajikistan"),
    "TKM": ("TKM", "Turkmenistan"), "UKR": ("UKR", "Ukraine"), "UZB": ("UZB", "Uzbekistan"),
}  # fmt: skip
CODE, NAME, YEAR = "scode", "polity_annual_country", "year"
SCORES = ("polity", "polity2")
NEEDED = {CODE: "text", NAME: "text"} | dict.fromkeys((YEAR, *SCORES), "number")
SPECIAL = (-66, -77, -88)


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the table from the R file below `raw`.

    Parameters
    ----------
    raw
        Root of the publishers' files.

    Returns
    -------
    `polity`: country, year, polity (-10 to 10, or -66, -77, -88), polity2 (-10 to 10), sorted by
    country and year.

    Raises
    ------
    InputError
        Where the file is missing, no R data or of another layout, or a row is double or impossible.
        `row` counts observations from 1.
    """
    path = raw / FILE
    frame = read_frame(path, ADDRESS, OBJECT, NEEDED)
    ours = frame[frame[CODE].isin(COUNTRIES) & frame[YEAR].ge(FIRST_YEAR)]
    if ours.empty:
        raise InputError(path, "no score of any state of the book")
    _check(path, ours)
    table = pd.DataFrame({"country": ours[CODE].map(lambda code: COUNTRIES[code][0])})
    for column in (YEAR, *SCORES):
        table[column] = ours[column].astype("int64")
    return {"polity": table.sort_values(["country", "year"], ignore_index=True)}


def _check(path: Path, ours: pd.DataFrame) -> None:
    names = ours[CODE].map(lambda code: COUNTRIES[code][1])
    score = ours[[*SCORES]].isin(range(-10, 11))
    rules = [
        (NAME, ours[NAME] != names, "the name of its code"),
        (YEAR, ours[YEAR] % 1 != 0, "a whole year"),
        (YEAR, ours.duplicated([CODE, YEAR]), "the only row of its country and year"),
        ("polity", ~(score["polity"] | ours["polity"].isin(SPECIAL)),
         "a score from -10 to 10, or -66, -77, -88"),
        ("polity2", ~score["polity2"], "a score from -10 to 10"),
    ]  # fmt: skip
    for column, broken, rule in rules:
        if broken.any():
            row = ours[broken].iloc[0]
            found = f"{row[CODE]} {row[YEAR]:g}: {printed(row[column])} should be {rule}"
            raise InputError(path, found, row=int(row.name) + 1, column=column)
