"""Official rates of the National Bank of Ukraine. Read by `exchange_rates`.

Source: the Bank's daily lists as the project github.com/kastaneda/nbu_rates collected them (JSON, a
file a day), here as one CSV of the currencies of interest: date, cc (currency), uah_per_1_unit,
exchangedate_in_file (the date again, as the Bank prints it). Other currencies come as cross rates:
hryvnias for a dollar divided by hryvnias for a unit, both of the same list.

Traps:
- Lists of days off repeat the last one; the lists kept here are those in which any rate changed.
- Some currencies are set anew each banking day, others once a month, others by fits: `DAILY` holds
  the spans that are truly daily. A cross rate between two days on which a monthly rate is set only
  mirrors the hryvnia against the dollar, so of these only the first day of a month is used.
- `EXCLUSIONS`: wrong units, and lists that were frozen after the invasion.
- From 24 February 2022 the hryvnia was fixed by decree (29.2549 for a dollar).
- Rates for one unit have few digits for cheap currencies (the Belarusian rouble of 2000 to 2016:
  three), and so do their cross rates.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from analysis.builders.cells import number, only_once
from analysis.builders.reading import csv_rows, decode, iso_date, unpack_gzip
from analysis.errors import InputError

FILE = Path("macro/raw/fx_nbu_daily/nbu_official_rates_filtered.csv.gz")
ADDRESS = "https://github.com/kastaneda/nbu_rates (NBU open API: https://bank.gov.ua)"
COLUMNS = ("date", "cc", "uah_per_1_unit", "exchangedate_in_file")
DOLLAR, HRYVNIA = "USD", "UAH"
FIRST, LAST = "1996-09-02", "9999-12-31"

# Set anew each banking day; all else is monthly at best.
DAILY = (
    ("UAH", FIRST, LAST),
    ("KZT", FIRST, LAST),
    ("MDL", FIRST, LAST),
    ("RUB", FIRST, LAST),
    ("BYN", FIRST, "2022-02-24"),
    ("AZN", "2014-04-04", "2016-10-31"),
    ("AZN", "2018-08-01", "2021-03-31"),
    ("UZS", "2014-02-01", "2016-10-31"),
)
MONTHLY = ("AMD", "AZN", "BYN", "BYR", "EEK", "EUR", "GEL", "KGS", "LTL", "LVL", "TJS", "TMT",
           "UZS")  # fmt: skip


class Exclusion(NamedTuple):
    """Rates that are not used: currency (all if empty), first and last day, reason."""

    currency: str
    first: str
    last: str
    reason: str


EXCLUSIONS = (
    Exclusion("AZM", FIRST, LAST,
              "unit changes in 2006 from 4,592 to 91 for a dollar: since then neither old nor new"),
    Exclusion("TMM", FIRST, LAST,
              "old manats to 2008, hundredths of new ones from 2009, under one code"),
    Exclusion("BYB", FIRST, LAST, "roubles before the redenomination of 2000, beside BYR"),
    Exclusion("RUR", FIRST, LAST,
              "roubles before and after the redenomination of 1998 under one code; RUB from 2003"),
    Exclusion("TJS", FIRST, "2000-12-31",
              "Tajik roubles, 1,000 to a somoni, under the code of the somoni"),
    Exclusion("BYR", FIRST, "1999-12-31",
              "roubles before the redenomination of 2000 under the code of the later ones"),
    Exclusion("", "2022-02-25", "2022-03-22",
              "the whole list stayed frozen at the values of 24 February 2022"),
    Exclusion("BYN", "2022-02-25", LAST, "not set anew after the invasion"),
    Exclusion("XDR", FIRST, LAST, "special drawing rights: no currency of the states here"),
)  # fmt: skip
KNOWN = {DOLLAR, *(c for c, _, _ in DAILY), *MONTHLY, *(e.currency for e in EXCLUSIONS)}
# A change of unit that nobody noted; the largest true step of a list was 1.9 (UZS, 2017).
LARGEST_STEP = 3


class Rate(NamedTuple):
    """Units of a currency for one US dollar on a day (YYYY-MM-DD)."""

    currency: str
    date: str
    value: float


def rates(raw: Path) -> tuple[list[Rate], list[Rate]]:
    """Daily rates (each day with a new list), and monthly ones (the first day of each month)."""
    path = raw / FILE
    lists = _lists(path)
    daily: list[Rate] = []
    monthly: list[Rate] = []
    before: dict[str, float] = {}
    for day, units in sorted(lists.items()):
        crosses = _crosses(path, day, units)
        if units != before:
            daily += [r for r in crosses if _is_daily(r.currency, day)]
        if day.endswith("-01"):
            monthly += [r for r in crosses if r.currency in MONTHLY
                        and not _is_daily(r.currency, day)]  # fmt: skip
        before = units
    _check_steps(path, daily + monthly)
    return daily, monthly


def _lists(path: Path) -> dict[str, dict[str, float]]:
    """Hryvnias for one unit, by day and currency."""
    text = decode(path, unpack_gzip(path, ADDRESS))
    if not text.endswith("\n"):
        raise InputError(path, "not a whole file: its last line does not end")
    lists: dict[str, dict[str, float]] = defaultdict(dict)
    seen: dict[tuple, int] = {}
    for line, cells in csv_rows(path, text, COLUMNS):
        day = iso_date(path, cells["date"], row=line, column="date")
        if cells["exchangedate_in_file"] != f"{datetime.fromisoformat(day):%d.%m.%Y}":
            rule = f"{cells['exchangedate_in_file']!r} is not the date {day} as DD.MM.YYYY"
            raise InputError(path, rule, row=line, column="exchangedate_in_file")
        if cells["cc"] not in KNOWN:
            raise InputError(path, f"{cells['cc']!r} is no known currency", row=line, column="cc")
        only_once(path, seen, (day, cells["cc"]), row=line, column="cc")
        lists[day][cells["cc"]] = number(path, cells["uah_per_1_unit"], row=line,
                                         column="uah_per_1_unit", low=1e-7, high=1e3)  # fmt: skip
    if not lists:
        raise InputError(path, "the file holds no rate")
    return lists


def _crosses(path: Path, day: str, units: dict[str, float]) -> list[Rate]:
    """Rates to the dollar of one list; none where the list has no dollar (12 days of 1996-97)."""
    if DOLLAR not in units or day < FIRST:
        return []
    hryvnias = units[DOLLAR]
    found = {HRYVNIA: hryvnias} | {c: hryvnias / u for c, u in units.items() if c != DOLLAR}
    return [Rate(c, day, v) for c, v in found.items() if not _is_excluded(c, day)]


def _is_excluded(currency: str, day: str) -> bool:
    return any(e.currency in ("", currency) and e.first <= day <= e.last for e in EXCLUSIONS)


def _is_daily(currency: str, day: str) -> bool:
    return any(c == currency and first <= day <= last for c, first, last in DAILY)


def _check_steps(path: Path, found: list[Rate]) -> None:
    last: dict[str, Rate] = {}
    for rate in sorted(found, key=lambda r: r.date):
        earlier = last.setdefault(rate.currency, rate)
        last[rate.currency] = rate
        if int(rate.date[:4]) - int(earlier.date[:4]) > 1:
            continue  # a gap of years says nothing of the unit
        if not 1 / LARGEST_STEP < rate.value / earlier.value < LARGEST_STEP:
            rule = (f"{rate.currency}: from {earlier.value:g} for a dollar on {earlier.date} to "
                    f"{rate.value:g} on {rate.date}: is the unit the same?")  # fmt: skip
            raise InputError(path, rule, row=rate.date, column="uah_per_1_unit")
