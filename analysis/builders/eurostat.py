"""Trade of the European Union and its members with post-Soviet states, from Eurostat, in euros.

Writes `trade_eurostat` (exports of the EU of 27 by year, 2010-2023) and `trade_eurostat_members`
(each member with seven states by month, 2020-2022). Values are euros, not converted.

Traps:
- The yearly files are extractions of Comext, a file a year; one of them has French labels. Which
  year a file holds stands in its rows, not in its name.
- Both are totals of all products. The workbook also has sheets of mineral fuels: a sheet is known
  by the labels above its table.
- ":" is "not available": left out. The last month has no figure, the one before may be incomplete.
- Labels of reporters carry notes in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis.builders.cells import number
from analysis.builders.excel import Sheet, workbook
from analysis.builders.reading import csv_rows, decode, read_bytes
from analysis.builders.trade_flows import EU, EXPORT, IMPORT, YEARLY, table
from analysis.errors import InputError, MissingFileError

TABLES = ("trade_eurostat", "trade_eurostat_members")

FOLDER = Path("trade/raw/eurostat_marylev")
FILES = "Relational_View_*.csv"
ADDRESS = "https://ec.europa.eu/eurostat/comext/newxtweb/ (Comext, DS-045409)"
MEMBERS_FILE = Path("trade/raw/eurostat_vzemlys/eu_total_trade_4630244_spreadsheet.xlsx")
REPORTER = re.compile(r"(?:European Union - 27 countries|Union européenne - 27 pays) \(.*\)")
NEEDED = ("REPORTER", "PARTNER", "PRODUCT", "FLOW", "STAT_PROCEDURE", "PERIOD", "VALUE_IN_EUR")
RULES = {
    "REPORTER": REPORTER,
    "PRODUCT": re.compile(r"(?:TOTAL-)?Total"),
    "FLOW": re.compile(r"(?:2-)?EXPORT(?:ATION)?"),
    "STAT_PROCEDURE": re.compile(r"(?:T-)?Total"),
}
PERIOD = re.compile(r"(?:(20[0-9]{2})52-)?Jan\.-Dec\. (20[0-9]{2})")
# English and French labels of Comext.
PARTNERS = {
    "Armenia": "ARM", "Azerbaijan": "AZE", "Belarus (Belorussia)": "BLR", "Georgia": "GEO",
    "Kazakhstan": "KAZ", "Kyrgyzstan": "KGZ", "Moldova, Republic of": "MDA",
    "Russian Federation (Russia)": "RUS", "Tajikistan": "TJK", "Turkmenistan": "TKM",
    "Ukraine": "UKR", "Uzbekistan": "UZB", "China": "CHN", "Türkiye": "TUR",
    "Azerbaïdjan": "AZE", "Biélorussie (Belarus)": "BLR", "Moldavie, République de": "MDA",
    "Russie, Fédération de": "RUS", "Tadjikistan": "TJK", "Turkménistan": "TKM", "Chine": "CHN",
    "Turquie": "TUR",
}  # fmt: skip
MOST = 1e12
# The workbook of the members: a sheet a product and flow, labels above the table.
TIME, PRODUCT, FLOW, INDICATORS = "TIME", r"PRODUCT \[PRODUCT\]", "FLOW", "INDICATORS"
ALL_PRODUCTS, EUROS = "Total [TOTAL]", "VALUE_IN_EUROS"
REPORTERS_HEAD, PARTNERS_HEAD = r"REPORTER \(Labels\)", r"PARTNER \(Labels\)"
FLOWS = {"IMPORT": IMPORT, "EXPORT": EXPORT}
SHEET = re.compile(r"Sheet [0-9]+")
MONTH = re.compile(r"20[0-9]{2}-(?:0[1-9]|1[0-2])")
END, NOT_AVAILABLE = "Special value", ":"
MEMBERS = {
    "Austria": "AUT", "Belgium": "BEL", "Bulgaria": "BGR", "Croatia": "HRV", "Cyprus": "CYP",
    "Czechia": "CZE", "Denmark": "DNK", "Estonia": "EST", "Finland": "FIN", "France": "FRA",
    "Germany": "DEU", "Greece": "GRC", "Hungary": "HUN", "Ireland": "IRL", "Italy": "ITA",
    "Latvia": "LVA", "Lithuania": "LTU", "Luxembourg": "LUX", "Malta": "MLT",
    "Netherlands": "NLD", "Poland": "POL", "Portugal": "PRT", "Romania": "ROU", "Slovakia": "SVK",
    "Slovenia": "SVN", "Spain": "ESP", "Sweden": "SWE",
}  # fmt: skip
MONTHLY = ["reporter", "partner", "month", "flow", "value"]


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the two tables from the files below `raw`.

    Returns
    -------
    `trade_eurostat`: reporter (EUU), partner, year, flow (export), value (euros);
    `trade_eurostat_members`: reporter, partner, month (YYYY-MM), flow, value (euros).

    Raises
    ------
    InputError
        Where a file is missing or broken, is not of all products, a label is unknown, a partner
        lacks in a year, or a cell is no whole number.
    """
    folder, path = raw / FOLDER, raw / MEMBERS_FILE
    return {
        "trade_eurostat": table(folder, list(_years(folder)), YEARLY, YEARLY[:-1]),
        "trade_eurostat_members": table(path, list(_members(path)), MONTHLY, MONTHLY[:-1]),
    }


def _years(folder: Path) -> Iterator[dict]:
    paths = sorted(folder.glob(FILES))
    if not paths:
        raise MissingFileError(folder / FILES, f"no such file; they come from {ADDRESS}")
    read: dict[int, Path] = {}
    for path in paths:
        rows = list(_year(path))
        years, partners = {r["year"] for r in rows}, {r["partner"] for r in rows}
        missing = sorted(set(PARTNERS.values()) - partners)
        if missing:
            raise InputError(path, f"no row of the partner {missing[0]}")
        if len(years) != 1 or years & set(read):
            raise InputError(path, f"holds {sorted(years)}: a file should hold a year of its own")
        read[years.pop()] = path
        yield from rows


def _year(path: Path) -> Iterator[dict]:
    text = decode(path, read_bytes(path, ADDRESS)).removeprefix("\ufeff")
    for line, cells in csv_rows(path, text, NEEDED):
        for column, rule in RULES.items():
            if not rule.fullmatch(cells[column]):
                raise InputError(path, f"{cells[column][:40]!r} is not {rule.pattern!r}",
                                 row=line, column=column)  # fmt: skip
        period = PERIOD.fullmatch(cells["PERIOD"])
        if not period or period[1] not in (None, period[2]):
            raise InputError(path, f"{cells['PERIOD']!r} is no whole year", row=line,
                             column="PERIOD")  # fmt: skip
        if cells["PARTNER"] in PARTNERS:
            value = number(path, cells["VALUE_IN_EUR"], row=line, column="VALUE_IN_EUR", low=0,
                           high=MOST)  # fmt: skip
            yield {"reporter": EU, "partner": PARTNERS[cells["PARTNER"]], "year": int(period[2]),
                   "flow": EXPORT, "value": _whole(value, path, line)}  # fmt: skip


def _whole(value: float, path: Path, line: int) -> int:
    if value % 1:
        raise InputError(path, f"{value} is no whole number of euros", row=line,
                         column="VALUE_IN_EUR")  # fmt: skip
    return int(value)


def _members(path: Path) -> Iterator[dict]:
    found = set()
    for name, page in workbook(path, ADDRESS).items():
        if not SHEET.fullmatch(name) or _label(page, PRODUCT) != ALL_PRODUCTS:
            continue
        flow = FLOWS.get(_label(page, FLOW))
        if not flow or flow in found or _label(page, INDICATORS) != EUROS:
            raise page.error("the sheet should hold imports or exports in euros, and only once")
        found.add(flow)
        yield from _sheet(page, flow)
    if len(found) != len(FLOWS):
        raise InputError(path, "lacks the sheet of imports or of exports of all products")


def _label(page: Sheet, name: str) -> str:
    """The label of a dimension, which stands right of its name above the table."""
    row, column = page.find(name, columns=[0])
    return next((t for c in range(column + 1, len(page.rows[row])) if (t := page.text(row, c))), "")


def _sheet(page: Sheet, flow: str) -> Iterator[dict]:
    time, _ = page.find(TIME, columns=[0])
    heading, _ = page.find(REPORTERS_HEAD, columns=[0])
    page.find(PARTNERS_HEAD, rows=[heading], columns=[1])
    end, _ = page.find(END, columns=[0])
    months = {c: page.text(time, c) for c in range(2, len(page.rows[time])) if page.text(time, c)}
    for column, month in months.items():
        if not MONTH.fullmatch(month):
            raise page.error(f"{month!r} is no month", time, column)
    reporters = set()
    for row in range(heading + 1, end):
        if not any(page.rows[row]):
            continue
        reporter = MEMBERS.get(page.text(row, 0).partition(" (")[0])
        partner = PARTNERS.get(page.text(row, 1))
        if not reporter or not partner:
            column = 1 if reporter else 0
            raise page.error(f"{page.text(row, column)!r} is an unknown label", row, column)
        reporters.add(reporter)
        for column, month in months.items():
            value = page.number(row, column, missing=[NOT_AVAILABLE])
            if value is None:
                continue
            if value % 1:
                raise page.error(f"{value} is no whole number of euros", row, column)
            yield {"reporter": reporter, "partner": partner, "month": month, "flow": flow,
                   "value": int(value)}  # fmt: skip
    if len(reporters) != len(MEMBERS):
        raise page.error(f"{len(reporters)} members are reporters, {len(MEMBERS)} should be")
