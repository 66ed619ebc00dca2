"""Kazakhstan's merchandise trade by country, from its Bureau of National Statistics.

Writes `trade_kazakhstan`, 2018-2023. Each of the five workbooks "Main indicators of foreign trade
by country" holds its year and the year before; the newest workbook that has a year is taken and
named in `edition`. A year is never put together from two workbooks.

Traps:
- The row of the European Union includes the United Kingdom until the workbook of 2022, so it is
  not used: the member states are.
- Names of rows change a little (Czech Republic, Latvia); each must be there once.
- Turnover is exports and imports, which is checked.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from analysis.builders.excel import Sheet, workbook
from analysis.builders.trade_flows import (
    EXPORT,
    IMPORT,
    WORLD,
    YEARLY,
    check_about,
    million,
    table,
)
from analysis.errors import InputError

TABLES = ("trade_kazakhstan",)

FOLDER = Path("trade/raw/national_kaz")
TITLE = "Основные показатели внешней торговли"
FILES = {
    2019: f"{TITLE}_2019.xls", 2020: f"{TITLE}_2020.xls", 2021: f"{TITLE}_2021.xls",
    2022: f"{TITLE} по странам_2022.xls", 2023: f"{TITLE} по странам_2023.xls",
}  # fmt: skip
ADDRESS = "https://stat.gov.kz/ru/industries/economy/foreign-market/"
SHEET = re.compile(r"(?:12_)?(20[0-9]{2})")
KAZAKHSTAN = "KAZ"
WORLD_LABEL = re.compile(r"Всего(?: в том числе)?")
UNIT = r"тыс\. долларов США"
PARTNERS = {
    "ARM": "Армения", "BLR": "Беларусь", "KGZ": "Кыргызстан", "RUS": "Россия",
    "AZE": "Азербайджан", "MDA": "Молдова, Республика", "TJK": "Таджикистан",
    "TKM": "Туркменистан", "UKR": "Украина", "UZB": "Узбекистан", "GEO": "Грузия",
    "CHN": "Китай", "TUR": "Турция",
    "AUT": "Австрия", "BEL": "Бельгия", "BGR": "Болгария", "CYP": "Кипр",
    "CZE": "Чешская Республика", "DEU": "Германия", "DNK": "Дания", "EST": "Эстония",
    "ESP": "Испания", "FIN": "Финляндия", "FRA": "Франция", "GRC": "Греция", "HRV": "Хорватия",
    "HUN": "Венгрия", "IRL": "Ирландия", "ITA": "Италия", "LTU": "Литва", "LUX": "Люксембург",
    "LVA": "Республика Латвия", "MLT": "Мальта", "NLD": "Нидерланды", "POL": "Польша",
    "PRT": "Португалия", "ROU": "Румыния", "SWE": "Швеция", "SVN": "Словения", "SVK": "Словакия",
}  # fmt: skip
SLACK = 1e-4
# Small rows are rounded to a tenth of a thousand in the oldest workbook.
FREE_BELOW = 1000.0


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the table from the workbooks below `raw`.

    Returns
    -------
    `trade_kazakhstan`: reporter (KAZ), partner (WLD is the world), year, flow, value (million
    current US$), edition (year of the workbook).

    Raises
    ------
    InputError
        Where a workbook is missing or broken, a heading or row is not there once, a cell is no
        number, or turnover is not exports and imports.
    """
    pages: dict[int, tuple[int, Sheet]] = {}
    for edition, name in sorted(FILES.items()):
        pages |= {year: (edition, page) for year, page in _pages(raw / FOLDER / name, edition)}
    rows = [
        {"reporter": KAZAKHSTAN, "partner": partner, "year": year, "flow": flow,
         "value": million(value), "edition": edition}
        for year, (edition, page) in pages.items()
        for partner, flow, value in _cells(page, year)
    ]  # fmt: skip
    return {"trade_kazakhstan": table(raw / FOLDER, rows, [*YEARLY, "edition"], YEARLY[:-1])}


def _pages(path: Path, edition: int) -> list[tuple[int, Sheet]]:
    """Year and sheet of the two years of a workbook."""
    sheets = workbook(path, ADDRESS)
    found = [(int(match[1]), page) for name, page in sheets.items()
             if (match := SHEET.fullmatch(name))]  # fmt: skip
    if sorted(year for year, _ in found) != [edition - 1, edition]:
        rule = f"the sheets should be {edition - 1} and {edition}, they are {', '.join(sheets)}"
        raise InputError(path, rule)
    return found


def _cells(page: Sheet, year: int) -> list[tuple[str, str, float]]:
    """Partner, flow and value (thousand US$) of one year."""
    page.find(rf"(?:за )?(?:январь-декабрь )?{year} (?:год|года)", columns=[0])
    page.find(UNIT)
    heading, turnover = page.find("Товарооборот")
    columns = {EXPORT: page.find("экспорт", rows=[heading])[1],
               IMPORT: page.find("импорт", rows=[heading])[1]}  # fmt: skip
    for column in (turnover, *columns.values()):
        if page.text(heading + 1, column).lower() != "всего":
            raise page.error("the column should be headed 'всего'", heading + 1, column)
    labels = page.labels(0, heading + 1)
    world = [rows[0] for label, rows in labels.items() if WORLD_LABEL.fullmatch(label)]
    if len(world) != 1:
        raise page.error(f"{len(world)} rows are labelled 'Всего', one should be", column=0)
    rows = {WORLD: world[0]} | {p: page.only(labels, label) for p, label in PARTNERS.items()}
    cells = []
    for partner, row in rows.items():
        values = {flow: page.number(row, column) for flow, column in columns.items()}
        whole = page.number(row, turnover)
        if whole > FREE_BELOW:
            check_about(lambda rule, at=row: page.error(rule, at, turnover), whole,
                        sum(values.values()), SLACK, "turnover should be exports and imports")
        cells += [(partner, flow, value) for flow, value in values.items()]
    return cells
