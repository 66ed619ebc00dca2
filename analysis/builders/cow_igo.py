"""Memberships by year to 2014, from the Correlates of War list of organisations.

Writes `igo_cow`. Source: Intergovernmental Organizations v3.0 (Pevehouse and others 2020), its
state-year form in the R package igoR (github.com/dieghernan/igoR), data frame
`state_year_format3`: a row a state and year, a column an organisation.

Traps:
- Codes: 0 no member, 1 full, 2 associate, 3 observer, -1 the organisation does not exist in the
  year, -9 missing.
- Columns are acronyms in small letters: `eaec` is the Eurasian Economic Community (the book's
  EurAsEC), `caecc` the Central Asian Economic Cooperation.
- The file contradicts dated sources (see `analysis.memberships.disagreements`): kept as it is.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.builders import observations
from analysis.builders.ex_soviet import STATE_NUMBERS
from analysis.builders.rdata import read_frame

TABLES = ("igo_cow",)

FILE = Path("security/raw/igoR_COW_IGO_v3/state_year_format3.rda")
ADDRESS = "https://github.com/dieghernan/igoR"
FIRST_YEAR, LAST_YEAR = 1991, 2014
ORGANISATIONS = {
    "bsec": "BSEC", "caecc": "CAECC", "cis": "CIS", "coe": "Council of Europe", "csto": "CSTO",
    "eaec": "EurAsEC", "eu": "EU", "nato": "NATO", "osce": "OSCE", "sco": "SCO",
}  # fmt: skip
STATUS = {1: "member", 2: "associate", 3: "observer"}
ABSENT = {0, -1, -9}


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the table from the R file below `raw`.

    Parameters
    ----------
    raw
        Root of the publishers' files.

    Returns
    -------
    `igo_cow`: organisation, country, year, status (member, associate, observer); no row where the
    state had none.

    Raises
    ------
    InputError
        Where the file is missing or no R data, a state-year is double, or a code is unknown. `row`
        counts observations from 1.
    """
    path = raw / FILE
    types = dict.fromkeys(["ccode", "year", *ORGANISATIONS], "number")
    frame = read_frame(path, ADDRESS, "state_year_format3", types)
    ours = frame[frame["ccode"].isin(STATE_NUMBERS) & (frame["year"] >= FIRST_YEAR)]
    observations.some(path, ours, "the fifteen states")
    observations.only_once(path, ours, ["ccode", "year"])
    years = observations.whole(path, ours, "year", FIRST_YEAR, LAST_YEAR)
    parts = []
    for column, organisation in ORGANISATIONS.items():
        known = ours[column].isin({*STATUS, *ABSENT})
        observations.require(path, ours, known, column, f"one of {sorted({*STATUS, *ABSENT})}")
        part = pd.DataFrame({
            "organisation": organisation, "country": ours["ccode"].map(STATE_NUMBERS),
            "year": years, "status": ours[column].map(STATUS),
        })  # fmt: skip
        parts.append(part.dropna())
    table = pd.concat(parts).sort_values(["organisation", "country", "year"], ignore_index=True)
    return {"igo_cow": table}
