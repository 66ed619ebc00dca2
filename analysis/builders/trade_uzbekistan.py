"""Uzbekistan's merchandise trade by country, from its Statistics Agency.

Writes `trade_uzbekistan`, 2010-2023. Two CSV files of its SDMX service: 1105 (exports) and 1176
(imports), in thousand US$, a line a country, a column a year.

Traps:
- No line of the world: WLD is the sum of all lines, "other countries" included, made here because
  the other lines are not held. 0.0 is the publisher's zero or less than 50 dollars: kept.
- Lines are found by their code (the ISO number) and the Russian name must fit; in the line of
  Slovakia the English and the Russian name stand in each other's place.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis.builders.cells import number
from analysis.builders.reading import csv_rows, decode, read_bytes
from analysis.builders.trade_flows import (
    EXPORT,
    IMPORT,
    WORLD,
    YEARLY,
    million,
    table,
    total,
    year_columns,
)
from analysis.errors import InputError

TABLES = ("trade_uzbekistan",)

FOLDER = Path("trade/raw/national_uzb")
FILES = {EXPORT: "sdmx_data_1105.csv", IMPORT: "sdmx_data_1176.csv"}
ADDRESS = "https://stat.uz/en/official-statistics/merchandise-trade"
UZBEKISTAN = "UZB"
BYTE_ORDER_MARK = "\ufeff"
CODE, NAME = "Code", "Klassifikator_ru"
HEADER = (CODE, "Klassifikator", NAME, "Klassifikator_en")
# ISO 3166-1 numbers and the Russian names of the lines.
PARTNERS = {
    "051": ("ARM", "Армения"), "031": ("AZE", "Азербайджан"), "112": ("BLR", "Беларусь"),
    "233": ("EST", "Эстония"), "268": ("GEO", "Грузия"), "398": ("KAZ", "Казахстан"),
    "417": ("KGZ", "Кыргызстан"), "440": ("LTU", "Литва"), "428": ("LVA", "Латвия"),
    "498": ("MDA", "Республика Молдова"), "643": ("RUS", "Россия"),
    "762": ("TJK", "Таджикистан"), "795": ("TKM", "Туркменистан"), "804": ("UKR", "Украина"),
    "156": ("CHN", "Китай"), "792": ("TUR", "Турция"), "040": ("AUT", "Австрия"),
    "056": ("BEL", "Бельгия"), "100": ("BGR", "Болгария"), "196": ("CYP", "Кипр"),
    "203": ("CZE", "Чехия"), "276": ("DEU", "Германия"), "208": ("DNK", "Дания"),
    "724": ("ESP", "Испания"), "246": ("FIN", "Финляндия"), "250": ("FRA", "Франция"),
    "300": ("GRC", "Греция"), "191": ("HRV", "Хорватия"), "348": ("HUN", "Венгрия"),
    "372": ("IRL", "Ирландия"), "380": ("ITA", "Италия"), "442": ("LUX", "Люксембург"),
    "470": ("MLT", "Мальта"), "528": ("NLD", "Нидерланды"), "616": ("POL", "Польша"),
    "620": ("PRT", "Португалия"), "642": ("ROU", "Румыния"), "703": ("SVK", "Slovakia"),
    "705": ("SVN", "Словения"), "752": ("SWE", "Швеция"),
}  # fmt: skip
MOST = 1e9


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the table from the two files below `raw`.

    Returns
    -------
    `trade_uzbekistan`: reporter (UZB), partner (WLD is the sum of all lines), year, flow, value
    (million current US$).

    Raises
    ------
    InputError
        Where a file is missing or no CSV, a code is not there once or has another name, or a cell
        is no number.
    """
    rows = [row for flow, name in FILES.items() for row in _rows(raw / FOLDER / name, flow)]
    return {"trade_uzbekistan": table(raw / FOLDER, rows, YEARLY, YEARLY[:-1])}


def _rows(path: Path, flow: str) -> Iterator[dict]:
    text = decode(path, read_bytes(path, ADDRESS)).removeprefix(BYTE_ORDER_MARK)
    seen: dict[str, int] = {}
    world: dict[int, list[float]] = {}
    for line, cells in csv_rows(path, text, HEADER):
        code = cells[CODE]
        if code in seen:
            rule = f"the code {code!r} stands in row {seen[code]}, too"
            raise InputError(path, rule, row=line, column=CODE)
        seen[code] = line
        partner, name = PARTNERS.get(code, (None, None))
        if partner and cells[NAME].strip() != name:
            rule = f"{cells[NAME]!r} should be {name!r}, the name of code {code}"
            raise InputError(path, rule, row=line, column=NAME)
        for year, value in _values(path, line, cells):
            world.setdefault(year, []).append(value)
            if partner:
                yield _row(partner, year, flow, value)
    missing = [name for code, (_, name) in PARTNERS.items() if code not in seen]
    if missing:
        raise InputError(path, f"no line of {missing[0]!r}")
    for year, values in world.items():
        yield _row(WORLD, year, flow, total(values))


def _row(partner: str, year: int, flow: str, thousands: float) -> dict:
    return {"reporter": UZBEKISTAN, "partner": partner, "year": year, "flow": flow,
            "value": million(thousands)}  # fmt: skip


def _values(path: Path, line: int, cells: dict[str, str]) -> list[tuple[int, float]]:
    years = year_columns(path, cells, HEADER)
    return [(int(y), number(path, cells[y], row=line, column=y, low=0, high=MOST)) for y in years]
