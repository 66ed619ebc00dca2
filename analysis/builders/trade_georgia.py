"""Georgia's total merchandise trade by year, from Geostat.

Writes `trade_georgia`, 1995-2023: totals only, the workbook has no partners. A last year that
lacks its December is left out (2024 ends in October); a year must be the sum of its months.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis.builders.excel import Sheet, workbook
from analysis.builders.trade_flows import EXPORT, IMPORT, WORLD, YEARLY, check_about, table

TABLES = ("trade_georgia",)

FILE = Path("trade/raw/national_geo/FTrade_1995-2024.xlsx")
ADDRESS = "https://www.geostat.ge/en/modules/categories/765/external-merchandise-trade"
GEORGIA = "GEO"
TITLE, UNIT = r"Georgian Exports and Imports in 1995-20[0-9]{2}", r"\(Mill\. USD\)"
BLOCKS = {"Total Exports": EXPORT, "Total Imports": IMPORT}
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip
FIRST_YEAR = "1995"
YEAR = re.compile(r"((?:19|20)[0-9]{2})(\*?)")
SLACK = 1e-6


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the table from the workbook below `raw`.

    Returns
    -------
    `trade_georgia`: reporter (GEO), partner (WLD), year, flow, value (million current US$).

    Raises
    ------
    InputError
        Where the workbook is missing or broken, a heading or row is not there, the years have a
        gap, a cell is no number, or the months do not add up to the year.
    """
    path = raw / FILE
    page = next(iter(workbook(path, ADDRESS).values()))
    return {"trade_georgia": table(path, list(_rows(page)), YEARLY, YEARLY[:-1])}


def _rows(page: Sheet) -> Iterator[dict]:
    page.find(TITLE)
    page.find(UNIT)
    heading, first = page.find(FIRST_YEAR)
    for title, flow in BLOCKS.items():
        top, _ = page.find(title, columns=[0])
        for offset, month in enumerate(MONTHS, start=2):
            if page.text(top + offset, 0) != month:
                found = f"{page.text(top + offset, 0)!r} should be {month!r}"
                raise page.error(found, top + offset, 0)
        years = _years(page, heading, first)
        for column, year in years.items():
            months = range(top + 2, top + 2 + len(MONTHS))
            if year == max(years.values()) and not page.text(months[-1], column):
                continue
            value = page.number(top, column)
            check_about(lambda rule, r=top, c=column: page.error(rule, r, c), value,
                        sum(page.number(row, column) for row in months), SLACK,
                        "the year should be the sum of its months")  # fmt: skip
            yield {"reporter": GEORGIA, "partner": WORLD, "year": year, "flow": flow,
                   "value": value}  # fmt: skip


def _years(page: Sheet, heading: int, first: int) -> dict[int, int]:
    """Year of each column; a star marks preliminary data."""
    years: dict[int, int] = {}
    for column in range(first, len(page.rows[heading])):
        text = page.text(heading, column)
        match = YEAR.fullmatch(text)
        if text and (not match or int(match[1]) != int(FIRST_YEAR) + column - first):
            raise page.error(f"{text!r} should be the next year", heading, column)
        if match:
            years[column] = int(match[1])
    return years
