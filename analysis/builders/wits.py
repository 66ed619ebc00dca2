"""Merchandise trade as the states report it, from the World Bank's WITS trade summaries.

Writes `trade_wits` (vintage with data to 2021) and `trade_wits_2019` (vintage to 2019). Source:
World Integrated Trade Solution, "trade summary, all countries, all years", a CSV file a reporter,
made from UN Comtrade. The two vintages are two tables: they differ in revised years, and the newer
one has Latvia 2000-2005 about 1.42 times too high.

Traps:
- A partner stands in the file only if it was ever among the five largest, and its cell is empty in
  the years when it was not: an empty cell is "not among the five, or not reported", never zero.
- Years are columns, newest first. Numbers are padded with blanks.
- The files also hold shares, products and tariffs; a line is known by its indicator.
- Partners before 1992 (the Soviet Union) are left out. Uzbekistan has no file, Tajikistan none in
  the older vintage.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis.builders.cells import number
from analysis.builders.reading import csv_rows, decode, read_bytes
from analysis.builders.trade_flows import EXPORT, IMPORT, WORLD, YEARLY, table, year_columns
from analysis.errors import InputError

TABLES = ("trade_wits", "trade_wits_2019")

ADDRESS = "https://wits.worldbank.org/ (wits_en_trade_summary_allcountries_allyears.zip)"
FILE = "en_{code}_AllYears_WITS_Trade_Summary.CSV"
NAMES = {
    "ARM": "Armenia", "AZE": "Azerbaijan", "BLR": "Belarus", "EST": "Estonia", "GEO": "Georgia",
    "KAZ": "Kazakhstan", "KGZ": "Kyrgyz Republic", "LTU": "Lithuania", "LVA": "Latvia",
    "MDA": "Moldova", "RUS": "Russian Federation", "TJK": "Tajikistan", "TKM": "Turkmenistan",
    "UKR": "Ukraine",
}  # fmt: skip
VINTAGES = {
    "trade_wits": (Path("trade/raw/wits_trade_summary"), tuple(NAMES)),
    "trade_wits_2019": (
        Path("trade/raw/wits_trade_summary_2019vintage"), tuple(c for c in NAMES if c != "TJK")
    ),
}  # fmt: skip
PARTNERS = {name: code for code, name in NAMES.items()} | {
    "Uzbekistan": "UZB", "China": "CHN", "Turkey": "TUR",
}  # fmt: skip
# Partners that the book does not use. A name that is in neither list is an error, so that none of
# ours is lost when the publisher renames it.
NOT_USED = {
    "Afghanistan", "Australia", "Belgium", "Belgium-Luxembourg", "Bermuda",
    "British Virgin Islands", "Bulgaria", "Canada", "Croatia", "Cuba", "Czech Republic", "Denmark",
    "Egypt, Arab Rep.", "Finland", "France", "Germany", "Greece", "Guinea", "Hong Kong, China",
    "Iceland", "India", "Indonesia", "Iran, Islamic Rep.", "Iraq", "Israel", "Italy", "Japan",
    "Korea, Rep.", "Netherlands", "Other Asia, nes", "Poland", "Romania", "Saudi Arabia",
    "Singapore", "Soviet Union", "Spain", "Special Categories", "Sweden", "Switzerland",
    "Thailand", "United Arab Emirates", "United Kingdom", "United States", "Unspecified", "Vietnam",
}  # fmt: skip
TOTALS = {"Exports (in US$ Mil)": EXPORT, "Imports (in US$ Mil)": IMPORT}
TOP_FIVE = {"Trade (US$ Mil)-Top 5 Export Partner": EXPORT,
            "Trade (US$ Mil)-Top 5 Import Partner": IMPORT}  # fmt: skip
WORLD_NAME, ALL_PRODUCTS = "World", "All Products"
NEEDED = ("Reporter", "Partner", "Product categories", "Indicator Type", "Indicator")
FIRST_YEAR = 1992
MOST = 1e7


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the two tables from the files below `raw`.

    Returns
    -------
    `trade_wits` and `trade_wits_2019`: reporter, partner (WLD is the world), year, flow, value
    (million current US$; exports f.o.b., imports c.i.f.).

    Raises
    ------
    InputError
        Where a file is missing, no CSV, of another reporter, lacks a total, or holds an unknown
        partner or a cell that is no number.
    """
    return {
        name: table(raw / folder, [r for c in codes for r in _rows(raw / folder, c)],
                    YEARLY, YEARLY[:-1])
        for name, (folder, codes) in VINTAGES.items()
    }  # fmt: skip


def _rows(folder: Path, code: str) -> list[dict]:
    """Rows of one reporter."""
    path = folder / FILE.format(code=code)
    text = decode(path, read_bytes(path, ADDRESS))
    rows, lacking, seen = [], set(TOTALS), {}
    for line, cells in csv_rows(path, text, NEEDED):
        if cells["Reporter"] != NAMES[code]:
            rule = f"{cells['Reporter']!r} should be {NAMES[code]!r}"
            raise InputError(path, rule, row=line, column="Reporter")
        key = _key(path, line, cells)
        if not key:
            continue
        lacking.discard(cells["Indicator"])
        if key in seen:
            rule = f"{' '.join(key)} stands in row {seen[key]}, too"
            raise InputError(path, rule, row=line, column="Indicator")
        seen[key] = line
        rows += [{"reporter": code, "partner": key[0], "flow": key[1], "year": y, "value": v}
                 for y, v in _values(path, line, cells)]  # fmt: skip
    if lacking:
        raise InputError(path, f"no line of the indicator {sorted(lacking)[0]!r}")
    return rows


def _key(path: Path, line: int, cells: dict[str, str]) -> tuple[str, str] | None:
    """Partner and flow of a line, None where the book does not use it."""
    indicator, partner = cells["Indicator"], cells["Partner"]
    flow = TOTALS.get(indicator) or TOP_FIVE.get(indicator)
    if not flow:
        return None
    if cells["Product categories"] != ALL_PRODUCTS or cells["Indicator Type"].lower() != flow:
        rule = f"{indicator!r} should be of {ALL_PRODUCTS!r} and type {flow}"
        raise InputError(path, rule, row=line, column="Indicator Type")
    if indicator in TOTALS:
        if partner != WORLD_NAME:
            raise InputError(path, f"{partner!r} should be World", row=line, column="Partner")
        return WORLD, flow
    if partner not in PARTNERS and partner not in NOT_USED:
        raise InputError(path, f"{partner!r} is an unknown partner", row=line, column="Partner")
    return (PARTNERS[partner], flow) if partner in PARTNERS else None


def _values(path: Path, line: int, cells: dict[str, str]) -> Iterator[tuple[int, float]]:
    """Year and value of each cell that is not empty."""
    for year in year_columns(path, cells, NEEDED):
        text = cells[year].strip()
        if text and int(year) >= FIRST_YEAR:
            yield int(year), number(path, text, row=line, column=year, low=0, high=MOST)
