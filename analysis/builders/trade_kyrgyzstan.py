"""Kyrgyzstan's merchandise trade by country, from its National Statistical Committee.

Writes `trade_kyrgyzstan`, 1994-2023. Two workbooks: 4.03.00.18 (exports) and 4.03.00.20 (imports),
in thousand US$, with names in Kyrgyz, Russian and English; rows are found by the English names.

Traps:
- "-" is "nothing recorded": left out, not zero.
- The heading of the last year carries a footnote mark ("2023 1": preliminary).
- The rows of the European Union count its members of the time: the member states are used.
- 4.03.00.17 is in soms and is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis.builders.excel import Sheet, sheet
from analysis.builders.trade_flows import EXPORT, IMPORT, WORLD, YEARLY, million, table

TABLES = ("trade_kyrgyzstan",)

FOLDER = Path("trade/raw/national_kgz")
# File, sheet and title of each flow.
FILES = {
    EXPORT: ("4.03.00.18  Географическое распределение экспорта товаров     ..xlsx", "Лист1",
             r"4\.03\.00\.18: Geographic distribution of exports of goods"),
    IMPORT: ("4.03.00.20 Географическое распределение импорта товаров..xlsx", "import",
             r"4\.03\.00\.20: Geographic distribution of imports of goods"),
}  # fmt: skip
ADDRESS = "https://stat.gov.kg/ru/opendata/"
KYRGYZSTAN = "KGZ"
UNIT = r"\(thousand US dollars\)"
YEAR = re.compile(r"((?:19|20)[0-9]{2})(?: 1)?")
FIRST_YEAR = "1994"
NOTHING = "-"
PARTNERS = {
    WORLD: "Total", "ARM": "Armenia", "AZE": "Azerbaijan", "BLR": "Belarus", "EST": "Estonia",
    "GEO": "Georgia", "KAZ": "Kazakhstan", "LTU": "Lithuania", "LVA": "Latvia", "MDA": "Moldova",
    "RUS": "Russia", "TJK": "Tajikistan", "TKM": "Turkmenistan", "UKR": "Ukraine",
    "UZB": "Uzbekistan", "CHN": "China", "TUR": "Turkey",
    "AUT": "Austria", "BEL": "Belgium", "BGR": "Bulgaria", "CYP": "Cyprus",
    "CZE": "Czech Republic", "DEU": "Germany", "DNK": "Denmark", "ESP": "Spain", "FIN": "Finland",
    "FRA": "France", "GRC": "Greece", "HRV": "Croatia", "HUN": "Hungary", "IRL": "Ireland",
    "ITA": "Italy", "LUX": "Luxembourg", "MLT": "Malta", "NLD": "Netherlands", "POL": "Poland",
    "PRT": "Portugal", "ROU": "Romania", "SVK": "Slovakia", "SVN": "Slovenia", "SWE": "Sweden",
}  # fmt: skip


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the table from the two workbooks below `raw`.

    Returns
    -------
    `trade_kyrgyzstan`: reporter (KGZ), partner (WLD is the world), year, flow, value (million
    current US$).

    Raises
    ------
    InputError
        Where a workbook is missing or broken, a heading or row is not there once, the years have
        a gap, or a cell is neither a number nor "-".
    """
    rows = [
        {"reporter": KYRGYZSTAN, "flow": flow, **row}
        for flow, (name, page, title) in FILES.items()
        for row in _rows(sheet(raw / FOLDER / name, page, ADDRESS), title)
    ]
    return {"trade_kyrgyzstan": table(raw / FOLDER, rows, YEARLY, YEARLY[:-1])}


def _rows(page: Sheet, title: str) -> Iterator[dict]:
    _, names = page.find(title)
    page.find(UNIT, columns=[names])
    heading, first = page.find(FIRST_YEAR)
    labels = page.labels(names, heading + 1)
    years = _years(page, heading, first)
    for partner, label in PARTNERS.items():
        row = page.only(labels, label)
        for column, year in years.items():
            value = page.number(row, column, missing=[NOTHING])
            if value is not None:
                yield {"partner": partner, "year": year, "value": million(value)}


def _years(page: Sheet, heading: int, first: int) -> dict[int, int]:
    """Year of each column."""
    years: dict[int, int] = {}
    for column in range(first, len(page.rows[heading])):
        text = page.text(heading, column)
        if not text:
            continue
        match = YEAR.fullmatch(text)
        if not match or int(match[1]) != int(FIRST_YEAR) + column - first:
            raise page.error(f"{text!r} should be the next year", heading, column)
        years[column] = int(match[1])
    return years
