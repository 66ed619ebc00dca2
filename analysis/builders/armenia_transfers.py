"""Money transfers of individuals to and from Armenia by country and month, since 2013.

Writes `armenia_transfers`. Source: Central Bank of Armenia, Money transfers of individuals by
countries (workbook, sheet "monthly in USD"): what went through commercial banks of Armenia, money
transfer companies included, in thousand US$.

The sheet: years in the row of "(thousand USD)", below them the months, each six columns wide
(total, and from its fourth column "of which non-commercial"), below them Inflow, Outflow, Net
inflow; countries down.

Traps:
- "Non-commercial" is part of the total: never add the two.
- Net inflow is the difference of the two others: checked, not kept.
- A year stands only above its January.
- Columns behind the last month hold nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.builders.cells import natural
from analysis.builders.excel import Sheet, sheet
from analysis.errors import InputError

TABLES = ("armenia_transfers",)

FILE = Path("migration/raw/cba_armenia_transfers/transfers_by_countries.xlsx")
SHEET = "monthly in USD"
ADDRESS = (
    "https://www.cba.am/stat/stat_data_eng/5_Money_transfers_of_individuals_by_countries-eng.xlsx"
)
TITLE = "Total money transfers of individuals sent to and received from abroad.*in USD"
UNIT = "(thousand USD)"
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip
NON_COMMERCIAL = "of which non-commercial"
KINDS = ("Inflow", "Outflow", "Net inflow")
WIDTH = 2 * len(KINDS)
FIRST_YEAR, LAST_YEAR = 2013, 2100
# Thousand US$: the sheet has two decimals, so a difference of two cells may be off by this.
ROUNDING = 0.02
PARTNERS = {
    "Russian Federation": "RUS", "Ukraine": "UKR", "Belarus": "BLR", "Georgia": "GEO",
    "Kazakhstan": "KAZ", "Kyrgyzstan": "KGZ", "Uzbekistan": "UZB", "Latvia": "LVA",
    "Lithuania": "LTU", "USA": "USA", "Total": "WLD",
}  # fmt: skip


class Month(NamedTuple):
    """A month of the sheet and the first of its six columns."""

    month: str
    column: int


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the table from the workbook below `raw`.

    Parameters
    ----------
    raw
        Root of the publishers' files.

    Returns
    -------
    `armenia_transfers`: partner (WLD: all countries), direction (inflow to, outflow from Armenia),
    purpose (total; non-commercial, a part of it), month (YYYY-MM), value (thousand US$), sorted by
    these.

    Raises
    ------
    InputError
        Where the workbook is missing or spoilt, a heading is not where the others put it, a
        month or country is missing or double, or a cell is no number or contradicts another.
    """
    page = sheet(raw / FILE, SHEET, ADDRESS)
    page.find(TITLE)
    top, left = page.find(r"\(thousand USD\)")
    labels = page.labels(left, top + 3)
    rows = []
    for label, partner in PARTNERS.items():
        row = page.only(labels, label)
        for when in _months(page, top, left):
            for offset, purpose in ((0, "total"), (len(KINDS), "non-commercial")):
                inflow, outflow = _pair(page, row, when.column + offset)
                rows.append((partner, "inflow", purpose, when.month, inflow))
                rows.append((partner, "outflow", purpose, when.month, outflow))
    columns = ["partner", "direction", "purpose", "month", "value"]
    table = pd.DataFrame(rows, columns=columns).sort_values(columns[:4], ignore_index=True)
    _check_parts(page.path, table)
    return {"armenia_transfers": table}


def _months(page: Sheet, top: int, left: int) -> list[Month]:
    """All months of the sheet, in order and without a gap."""
    found = list(_headings(page, top, left))
    expected = [f"{FIRST_YEAR + i // 12}-{i % 12 + 1:02d}" for i in range(len(found))]
    for when, month in zip(found, expected, strict=True):
        if when.month != month:
            raise page.error(f"{when.month} stands where {month} should", top + 1, when.column)
    if not found:
        raise page.error("no month has a heading", top + 1)
    return found


def _headings(page: Sheet, top: int, left: int) -> Iterator[Month]:
    year, width = None, max(len(row) for row in page.rows)
    column = left + 1
    while column < width:
        if text := page.text(top, column):
            year = natural(text)
            if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
                raise page.error(f"{text!r} is not a year", top, column)
        name = page.text(top + 1, column)
        if not name and not any(page.text(top + 2, c) for c in range(column, width)):
            return
        if name not in MONTHS or year is None:
            raise page.error(f"{name!r} is not a month of a year", top + 1, column)
        _check_group(page, top, column)
        yield Month(f"{year}-{MONTHS.index(name) + 1:02d}", column)
        column += WIDTH


def _check_group(page: Sheet, top: int, column: int) -> None:
    """The six columns of a month have the headings that we rely on."""
    part = page.text(top + 1, column + len(KINDS))
    if part != NON_COMMERCIAL:
        rule = f"{part!r} should be {NON_COMMERCIAL!r}"
        raise page.error(rule, top + 1, column + len(KINDS))
    for i in range(WIDTH):
        found, kind = page.text(top + 2, column + i), KINDS[i % len(KINDS)]
        if found != kind:
            raise page.error(f"{found!r} should be {kind!r}", top + 2, column + i)
        if i and page.text(top, column + i):
            raise page.error("a year amid a month", top, column + i)


def _pair(page: Sheet, row: int, column: int) -> tuple[float, float]:
    """Inflow and outflow, whose difference must be the net inflow beside them."""
    inflow, outflow = page.number(row, column), page.number(row, column + 1)
    net = page.number(row, column + 2, minimum=float("-inf"))
    if abs(inflow - outflow - net) > ROUNDING:
        rule = f"net inflow {net:g} should be {inflow:g} - {outflow:g}"
        raise page.error(rule, row, column + 2)
    return inflow, outflow


def _check_parts(path: Path, table: pd.DataFrame) -> None:
    """What is non-commercial is part of the total."""
    grid = table.pivot(index=["partner", "direction", "month"], columns="purpose", values="value")
    over = grid["non-commercial"] > grid["total"] + ROUNDING
    if over.any():
        partner, direction, month = grid.index[over.argmax()]
        rule = f"{direction}, {partner}: the non-commercial part is more than the total"
        raise InputError(path, rule, row=f"{SHEET} {month}")
