"""Armenia's merchandise trade by country and month, and its trade in natural gas.

Writes `trade_armenia_monthly` (2007-2024, from ARMSTAT, the Statistical Committee of Armenia) and
`armenia_gas` (2010-2023, HS 271121, from UN Comtrade). Both are copies that A. Tavadyan keeps.

Traps:
- Imports stand twice, by country of origin and by country of consignment: `basis` keeps them
  apart. Exports stand once, on a basis that the copy does not name.
- No line of the world: WLD is the sum of all lines of a month, made here because the other lines
  are not held. A month without a line of a country is a month without trade recorded.
- The gas file has imports and re-exports; weights are in kg, here in tonnes. A month without a
  line is missing or without trade: the file does not say which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis.builders.cells import number, only_once
from analysis.builders.reading import csv_rows, decode, read_bytes
from analysis.builders.trade_flows import EXPORT, IMPORT, WORLD, million, shifted, table, total
from analysis.errors import InputError

TABLES = ("trade_armenia_monthly", "armenia_gas")

FOLDER = Path("trade/raw/national_arm")
FILE, GAS_FILE = "arm_trade_country.csv", "natural_gas_trade_armenia.csv"
ADDRESS = "https://github.com/tavad/tvyal_newsletter"
ARMENIA = "ARM"
BYTE_ORDER_MARK = "\ufeff"
# Flow and basis of each column of values.
MEASURES = {"export": (EXPORT, "not stated"), "import_origin": (IMPORT, "origin"),
            "import_consignment": (IMPORT, "consignment")}  # fmt: skip
PARTNERS = {
    "Azerbaijan": "AZE", "Belarus": "BLR", "Estonia": "EST", "Georgia": "GEO",
    "Kazakhstan": "KAZ", "Kyrgyzstan": "KGZ", "Latvia": "LVA", "Lithuania": "LTU",
    "Moldova, Republic of": "MDA", "Russian Federation": "RUS", "Tajikistan": "TJK",
    "Turkmenistan": "TKM", "Ukraine": "UKR", "Uzbekistan": "UZB", "China": "CHN", "Turkey": "TUR",
    "Austria": "AUT", "Belgium": "BEL", "Bulgaria": "BGR", "Croatia": "HRV", "Cyprus": "CYP",
    "Czech Rep.": "CZE", "Denmark": "DNK", "Finland": "FIN", "France": "FRA", "Germany": "DEU",
    "Greece": "GRC", "Hungary": "HUN", "Ireland": "IRL", "Italy": "ITA", "Luxembourg": "LUX",
    "Malta": "MLT", "Netherlands": "NLD", "Poland": "POL", "Portugal": "PRT", "Romania": "ROU",
    "Slovakia": "SVK", "Slovenia": "SVN", "Spain": "ESP", "Sweden": "SWE",
}  # fmt: skip
COLUMNS = ["reporter", "partner", "month", "flow", "basis", "value"]
YEAR, MONTH_NUMBER = re.compile(r"20[0-9]{2}"), re.compile(r"[1-9]|1[0-2]")
GAS_COLUMNS = ["reporter", "partner", "month", "flow", "value", "weight"]
GAS_FLOWS = {"Import": IMPORT, "Re-export": "re-export"}
GAS_PARTNERS = {"RUS": "Russian Federation", "IRN": "Iran", "GEO": "Georgia", "_X": "Areas, nes"}
GAS = "271121"
GAS_NEEDED = ("year", "month", "trade_flow", "reporter", "partner_iso", "partner",
              "commodity_code", "netweight_kg", "trade_value_us")  # fmt: skip
MOST = 1e8


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the two tables from the files below `raw`.

    Returns
    -------
    `trade_armenia_monthly`: reporter (ARM), partner (WLD is the sum of all lines), month (YYYY-MM),
    flow, basis (origin, consignment; not stated for exports), value (million current US$);
    `armenia_gas`: reporter, partner, month, flow (import, re-export), value (million current US$),
    weight (tonnes).

    Raises
    ------
    InputError
        Where a file is missing or no CSV, a month of a partner stands twice, a partner never
        occurs, or a cell is no number.
    """
    path, gas = raw / FOLDER / FILE, raw / FOLDER / GAS_FILE
    return {
        "trade_armenia_monthly": table(path, list(_rows(path)), COLUMNS, COLUMNS[:-1]),
        "armenia_gas": table(gas, list(_gas(gas)), GAS_COLUMNS, GAS_COLUMNS[:4]),
    }


def _text(path: Path) -> str:
    return decode(path, read_bytes(path, ADDRESS)).removeprefix(BYTE_ORDER_MARK)


def _rows(path: Path) -> Iterator[dict]:
    seen: dict[tuple, int] = {}
    world: dict[tuple[str, str], list[float]] = {}
    for line, cells in csv_rows(path, _text(path), ("country", "year", "month", *MEASURES)):
        month = _month(path, line, cells)
        only_once(path, seen, (cells["country"], month), row=line, column="country")
        for column in MEASURES:
            value = number(path, cells[column], row=line, column=column, low=0, high=MOST)
            world.setdefault((month, column), []).append(value)
            if cells["country"] in PARTNERS:
                yield _row(PARTNERS[cells["country"]], month, column, million(value))
    missing = set(PARTNERS) - {country for country, _ in seen}
    if missing:
        raise InputError(path, f"no line of {min(missing)!r}")
    months = sorted({month for month, _ in world})
    expected = pd.period_range(months[0], months[-1], freq="M").astype(str)
    if months != list(expected):
        raise InputError(path, f"no line of the month {min(set(expected) - set(months))}")
    for (month, column), values in world.items():
        yield _row(WORLD, month, column, million(total(values)))


def _row(partner: str, month: str, column: str, value: float) -> dict:
    flow, basis = MEASURES[column]
    return {"reporter": ARMENIA, "partner": partner, "month": month, "flow": flow, "basis": basis,
            "value": value}  # fmt: skip


def _month(path: Path, line: int, cells: dict[str, str]) -> str:
    for column, rule in (("year", YEAR), ("month", MONTH_NUMBER)):
        if not rule.fullmatch(cells[column]):
            raise InputError(path, f"{cells[column]!r} is no {column}", row=line, column=column)
    return f"{cells['year']}-{int(cells['month']):02}"


def _gas(path: Path) -> Iterator[dict]:
    for line, cells in csv_rows(path, _text(path), GAS_NEEDED):
        expected = {"reporter": "Armenia", "commodity_code": GAS,
                    "partner": GAS_PARTNERS.get(cells["partner_iso"])}  # fmt: skip
        for column, text in expected.items():
            if cells[column] != text:
                rule = f"{cells[column]!r} should be {text!r}"
                raise InputError(path, rule, row=line, column=column)
        if cells["trade_flow"] not in GAS_FLOWS:
            rule = f"{cells['trade_flow']!r} is neither import nor re-export"
            raise InputError(path, rule, row=line, column="trade_flow")
        value, weight = (number(path, cells[c], row=line, column=c, low=0, high=1e10)
                         for c in ("trade_value_us", "netweight_kg"))  # fmt: skip
        yield {
            "reporter": ARMENIA, "partner": cells["partner_iso"],
            "month": _month(path, line, cells), "flow": GAS_FLOWS[cells["trade_flow"]],
            "value": shifted(value, -6), "weight": shifted(weight, -3),
        }  # fmt: skip
