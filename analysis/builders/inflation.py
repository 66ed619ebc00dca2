"""Monthly consumer prices from the World Bank's database of inflation: headline and food.

Writes `prices_monthly`. Source: A Global Database of Inflation (Ha, Kose and Ohnsorge 2023), April
2024: sheets of the workbook as CSV, a country a row, a month a column (YYYYMM).

Traps:
- Base periods differ by country: only changes compare. They are not stored here; see
  `analysis.economy.yoy`.
- Indices are given to 0.1: where prices rose a thousandfold since, early values are 0.0 or 0.1.
- A series may be a rate and not an index ("Indicator Type").
- The sheets end in notes, and the heading "Note" may stand twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis.builders.cells import number, only_once
from analysis.builders.reading import csv_rows, decode, read_bytes
from analysis.errors import InputError

TABLES = ("prices_monthly",)

FOLDER = Path("macro/raw/wb_global_inflation")
ADDRESS = "https://www.worldbank.org/en/research/brief/inflation-database"
# Our name, file, name of the series in it, states that have one.
SERIES = (
    ("food", "Food price index, monthly.csv", "Food Price Index",
     "ARM AZE BLR EST GEO KGZ LTU LVA MDA RUS UKR"),
    ("headline", "Headline consumer price index, monthly.csv", "Headline Consumer Price Index",
     "ARM AZE BLR EST GEO KAZ KGZ LTU LVA MDA RUS TJK UKR UZB"),
)  # fmt: skip
# Names as the database writes them; Turkmenistan is not in it.
COUNTRIES = {
    "ARM": "Armenia", "AZE": "Azerbaijan", "BLR": "Belarus", "EST": "Estonia", "GEO": "Georgia",
    "KAZ": "Kazakhstan", "KGZ": "Kyrgyz Republic", "LTU": "Lithuania", "LVA": "Latvia",
    "MDA": "Moldova, Rep.", "RUS": "Russian Federation", "TJK": "Tajikistan",
    "TKM": "Turkmenistan", "UKR": "Ukraine", "UZB": "Uzbekistan",
}  # fmt: skip
NAMES = ("Country Code", "Country", "Indicator Type", "Series Name")
INDEX = "Index"
MONTH_HEADING = re.compile(r"(19|20)[0-9]{2}(0[1-9]|1[0-2])")
FIRST_HEADING = "197001"
LARGEST = 2000


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the table from the sheets below `raw`.

    Parameters
    ----------
    raw
        Root of the publishers' files.

    Returns
    -------
    `prices_monthly`: country, series (food, headline), month (YYYY-MM), value (index, base by
    country and series), sorted by these.

    Raises
    ------
    InputError
        Where a sheet is missing, cut or of another layout, a row is double, missing or no index, or
        a cell is no number or impossible.
    """
    rows = [row for series in SERIES for row in _sheet(raw / FOLDER, *series)]
    table = pd.DataFrame(rows, columns=["country", "series", "month", "value"])
    return {
        "prices_monthly": table.sort_values(["country", "series", "month"], ignore_index=True)
    }


def _sheet(folder: Path, ours: str, file: str, title: str, states: str) -> Iterator[tuple]:
    path = folder / file
    text = decode(path, read_bytes(path, ADDRESS))
    if not text.endswith("\n"):
        raise InputError(path, "not a whole file: its last line does not end")
    months = _months(path, text)
    seen: dict[tuple, int] = {}
    for line, cells in csv_rows(path, text, [*NAMES, *months]):
        code = cells["Country Code"]
        if code not in COUNTRIES:
            continue
        only_once(path, seen, (code,), row=line, column="Country Code")
        expected = (COUNTRIES[code], INDEX, title)
        for column, wanted in zip(NAMES[1:], expected, strict=True):
            if cells[column] != wanted:
                rule = f"{cells[column]!r} should be {wanted!r}"
                raise InputError(path, rule, row=line, column=column)
        for heading in months:
            if cells[heading]:
                value = number(path, cells[heading], row=line, column=heading, low=0, high=LARGEST)
                yield code, ours, f"{heading[:4]}-{heading[4:]}", value
    missing = sorted(set(states.split()) - {code for code, in seen})
    if missing:
        raise InputError(path, f"no row of {', '.join(missing)}")


def _months(path: Path, text: str) -> list[str]:
    """Headings of the months, which must follow one another without a gap."""
    header = text.split("\n", 1)[0].rstrip("\r").split(",")
    found = [heading for heading in header if MONTH_HEADING.fullmatch(heading)]
    wanted = FIRST_HEADING
    for heading in found:
        if heading != wanted:
            raise InputError(path, f"the month {wanted} should come here", row=1, column=heading)
        year, month = int(heading[:4]), int(heading[4:])
        wanted = f"{year + month // 12}{month % 12 + 1:02}"
    if not found:
        raise InputError(path, "the header names no month YYYYMM", row=1)
    return found
