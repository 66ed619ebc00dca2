"""Official rate of the US dollar in roubles, from the Bank of Russia. Read by `exchange_rates`.

Source: the Bank's own export of the rates of one currency (cbr.ru, "Dynamics of the official
exchange rates", file RC_F<from>_T<to>.xlsx): columns nominal, data (date), curs, cdx (currency).

Traps:
- The rouble was redenominated on 1 January 1998: 1 new rouble is 1,000 old ones. The file gives
  the roubles of the day. Here all values are in new roubles: those before 1998 are divided by
  1,000, so that the series does not break.
- A date stands for the day from which the rate holds; days without a new rate have no row (in 1992
  the rate was set twice a week).
- The rate is for `nominal` dollars.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from analysis.builders.cells import only_once
from analysis.builders.excel import Sheet, plain, sheet

FILE = Path("macro/raw/fx_cbr_daily/RC_F01_07_1992_T30_11_2023.xlsx")
ADDRESS = "https://www.cbr.ru/eng/currency_base/dynamics/"
SHEET = "RC"
HEADER = ("nominal", "data", "curs", "cdx")
DOLLAR = plain("Доллар США")
FIRST_DAY = datetime(1992, 7, 1)
NEW_ROUBLE, OLD_FOR_NEW = datetime(1998, 1, 1), 1000
# Rates of the day have at most four decimals (four more for the old rouble).
DECIMALS = 8
# New roubles for a dollar; another unit lies outside.
LOW, HIGH = 0.1, 1000


class Rate(NamedTuple):
    """New roubles for one US dollar from a day (YYYY-MM-DD) on."""

    date: str
    value: float


def rates(raw: Path) -> Iterator[Rate]:
    """All rates in the order of the file. Raises InputError where a cell is not as above."""
    page = sheet(raw / FILE, SHEET, ADDRESS)
    columns = [page.find(name, rows=[0])[1] for name in HEADER]
    seen: dict[tuple, int] = {}
    for row in range(1, len(page.rows)):
        nominal, day, rate, currency = (page.cell(row, column) for column in columns)
        if plain(currency) != DOLLAR:
            raise page.error(f"{plain(currency)!r} should be {DOLLAR!r}", row, columns[3])
        when = _day(page, row, columns[1], day)
        only_once(page.path, seen, (when,), row=f"{SHEET}!{row + 1}", column="data")
        if nominal not in (1, 10, 100):
            raise page.error(f"{nominal!r} is no number of dollars (1, 10, 100)", row, columns[0])
        value = page.number(row, columns[2], minimum=1e-3) / nominal
        value = new_roubles(when, value)
        if not LOW <= value <= HIGH:
            rule = f"{value:g} new roubles for a dollar; should be {LOW:g} to {HIGH:g}"
            raise page.error(rule, row, columns[2])
        yield Rate(f"{when:%Y-%m-%d}", value)
    if not seen:
        raise page.error("the sheet holds no rate")


def _day(page: Sheet, row: int, column: int, day: object) -> datetime:
    if not isinstance(day, datetime) or day < FIRST_DAY or (day.hour, day.minute) != (0, 0):
        raise page.error(f"{plain(day)!r} is no day since {FIRST_DAY:%Y-%m-%d}", row, column)
    return day


def new_roubles(when: datetime, value: float) -> float:
    return round(value / OLD_FOR_NEW if when < NEW_ROUBLE else value, DECIMALS)
