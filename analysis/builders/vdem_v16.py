"""V-Dem's index of electoral democracy, version 16, for 15 states since 1991.

Writes `vdem_v16`. Source: Our World in Data's export of the index (CSV: Entity, Code, Year,
Electoral Democracy Index, ...). Its last year, 2025, makes it version 16 of V-Dem; the file does
not say.

Traps:
- Our World in Data imputes values for years before a state was independent: used from 1991.
- Estimates without their intervals; never join them to version 15 (table `vdem`).
- The last line has no end.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.builders.cells import number, only_once, year
from analysis.builders.reading import csv_rows, decode, read_bytes
from analysis.builders.vdem import COUNTRIES
from analysis.errors import InputError

TABLES = ("vdem_v16",)

FILE = Path("macro/raw/owid_vdem_v16/electoral-democracy-index.csv")
ADDRESS = "https://ourworldindata.org/grapher/electoral-democracy-index"
INDEX = "Electoral Democracy Index"
COLUMNS = ("Entity", "Code", "Year", INDEX)
FIRST_YEAR = 1991


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the table from the export below `raw`.

    Parameters
    ----------
    raw
        Root of the publishers' files.

    Returns
    -------
    `vdem_v16`: country, year, value (0 to 1, higher is more democratic), sorted by the first two.

    Raises
    ------
    InputError
        Where the file is missing, cut, of another layout, or a row is double or impossible.
    """
    path = raw / FILE
    seen: dict[tuple, int] = {}
    rows = []
    for line, cells in csv_rows(path, decode(path, read_bytes(path, ADDRESS)), COLUMNS):
        code = cells["Code"]
        if code not in COUNTRIES:
            continue
        if cells["Entity"] != COUNTRIES[code]:
            rule = f"{cells['Entity']!r} should be {COUNTRIES[code]!r}, the name of {code}"
            raise InputError(path, rule, row=line, column="Entity")
        when = year(path, cells["Year"], row=line, column="Year")
        only_once(path, seen, (code, when), row=line, column="Year")
        value = number(path, cells[INDEX], row=line, column=INDEX, low=0, high=1)
        if when >= FIRST_YEAR:
            rows.append((code, when, value))
    missing = sorted(set(COUNTRIES) - {code for code, _, _ in rows})
    if missing:
        raise InputError(path, f"no row of {', '.join(missing)}")
    table = pd.DataFrame(rows, columns=["country", "year", "value"])
    return {"vdem_v16": table.sort_values(["country", "year"], ignore_index=True)}
