"""World Development Indicators of the World Bank: 36 annual series of 15 states.

Writes `wdi` (a row a country, year and indicator) and `wdi_indicators` (a row an indicator).
Source: World Development Indicators, in the layout of the mirror
github.com/datasets/world-development-indicators: a folder an indicator with `data.csv` (Country
Name, Country Code, Year, Value) and `datapackage.json` (title, keywords).

Another layout (the World Bank's bulk CSV, its API) shares everything but `_cells` and
`_descriptions`: give `make_tables` its cells and titles.

Traps:
- Line ends are CRLF in most files, LF in one.
- The mirror does not carry the World Bank's "Last Updated Date"; `vintage` is the date of the last
  commit that changed the file.
- A change of base ("constant 2015 US$") shows only in the title: a title that is not the expected
  one is an error, so that no unit changes unseen.
- A file cut at the end of a line is still valid CSV. Countries stand in the order of their names,
  so the last must begin with Z.
- Missing values have no row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.builders.cells import number, only_once, year
from analysis.builders.reading import csv_rows, decode, read_bytes, read_json
from analysis.errors import InputError

TABLES = ("wdi", "wdi_indicators")

FOLDER = Path("macro/raw/wdi_datahub")
DATA, DESCRIPTION = "data.csv", "datapackage.json"
ADDRESS = "https://github.com/datasets/world-development-indicators"
COLUMNS = ("Country Name", "Country Code", "Year", "Value")
FIRST_YEAR = 1985
LAST_LETTER = "Z"
# Names as the World Bank writes them.
COUNTRIES = {
    "ARM": "Armenia", "AZE": "Azerbaijan", "BLR": "Belarus", "EST": "Estonia", "GEO": "Georgia",
    "KAZ": "Kazakhstan", "KGZ": "Kyrgyz Republic", "LTU": "Lithuania", "LVA": "Latvia",
    "MDA": "Moldova", "RUS": "Russian Federation", "TJK": "Tajikistan", "TKM": "Turkmenistan",
    "UKR": "Ukraine", "UZB": "Uzbekistan",
}  # fmt: skip


@dataclass(frozen=True)
class Indicator:
    """What we rely on: title and unit, vintage of the file, and what values are possible."""

    title: str
    unit: str
    low: float
    high: float
    vintage: str = "2026-07-01"


US, GDP_SHARE = "current US$", "% of GDP"
TRILLION = 1e12
INDICATORS = {
    "BN.CAB.XOKA.CD": Indicator("Current account balance (BoP, current US$)", US,
                                -TRILLION, TRILLION),
    "BX.KLT.DINV.CD.WD": Indicator("Foreign direct investment, net inflows (BoP, current US$)", US,
                                   -TRILLION, TRILLION),
    "BX.TRF.PWKR.CD.DT": Indicator("Personal remittances, received (current US$)", US,
                                   0, TRILLION),
    "DT.DOD.DECT.CD": Indicator("External debt stocks, total (DOD, current US$)", US,
                                0, TRILLION, "2025-12-17"),
    "DT.ODA.ODAT.CD": Indicator("Net official development assistance received (current US$)", US,
                                -TRILLION / 10, TRILLION / 10),
    "EG.IMP.CONS.ZS": Indicator("Energy imports, net (% of energy use)", "% of energy use",
                                -1000, 150),
    "EG.USE.PCAP.KG.OE": Indicator("Energy use (kg of oil equivalent per capita)",
                                   "kg of oil equivalent per person", 0, 20_000),
    "FI.RES.TOTL.CD": Indicator("Total reserves (includes gold, current US$)", US, 0, TRILLION),
    "FP.CPI.TOTL.ZG": Indicator("Inflation, consumer prices (annual %)", "% a year", -50, 20_000),
    "GC.DOD.TOTL.GD.ZS": Indicator("Central government debt, total (% of GDP)", GDP_SHARE, 0, 300),
    "MS.MIL.XPND.GD.ZS": Indicator("Military expenditure (% of GDP)", GDP_SHARE, 0, 60),
    "MS.MIL.XPND.ZS": Indicator("Military expenditure (% of general government expenditure)",
                                "% of general government expenditure", 0, 100),
    "NE.EXP.GNFS.ZS": Indicator("Exports of goods and services (% of GDP)", GDP_SHARE, 0, 300),
    "NE.IMP.GNFS.ZS": Indicator("Imports of goods and services (% of GDP)", GDP_SHARE, 0, 300),
    "NY.GDP.DEFL.KD.ZG": Indicator("Inflation, GDP deflator (annual %)", "% a year", -50, 20_000),
    "NY.GDP.MKTP.CD": Indicator("GDP (current US$)", US, 1e8, 10 * TRILLION),
    "NY.GDP.MKTP.KD.ZG": Indicator("GDP growth (annual %)", "% a year", -60, 60),
    "NY.GDP.PCAP.CD": Indicator("GDP per capita (current US$)", US, 10, 200_000),
    "NY.GDP.PCAP.KD.ZG": Indicator("GDP per capita growth (annual %)", "% a year", -60, 60,
                                   "2026-05-01"),
    "NY.GDP.PCAP.PP.CD": Indicator("GDP per capita, PPP (current international $)",
                                   "current international $", 10, 200_000),
    "NY.GDP.TOTL.RT.ZS": Indicator("Total natural resources rents (% of GDP)", GDP_SHARE, 0, 100),
    "NY.GNP.ATLS.CD": Indicator("GNI, Atlas method (current US$)", US, 1e8, 10 * TRILLION),
    "NY.GNP.PCAP.CD": Indicator("GNI per capita, Atlas method (current US$)", US, 10, 200_000),
    "PA.NUS.FCRF": Indicator("Official exchange rate (LCU per US$, period average)",
                             "local currency per US$", 1e-6, 100_000),
    "SI.POV.GINI": Indicator("Gini index", "0 to 100", 0, 100, "2026-05-01"),
    "SL.UEM.TOTL.ZS": Indicator(
        "Unemployment, total (% of total labor force) (modeled ILO estimate)",
        "% of the labour force", 0, 100),
    "SM.POP.NETM": Indicator("Net migration", "persons", -2e7, 2e7),
    "SM.POP.TOTL": Indicator("International migrant stock, total", "persons", 0, 5e7),
    "SP.DYN.LE00.IN": Indicator("Life expectancy at birth, total (years)", "years", 20, 100),
    "SP.POP.GROW": Indicator("Population growth (annual %)", "% a year", -30, 30),
    "SP.POP.TOTL": Indicator("Population, total", "persons", 500_000, 2e8),
    "SP.URB.TOTL.IN.ZS": Indicator("Urban population (% of total population)", "% of population",
                                   0, 100),
    "TG.VAL.TOTL.GD.ZS": Indicator("Merchandise trade (% of GDP)", GDP_SHARE, 0, 1000),
    "TM.VAL.MRCH.CD.WT": Indicator("Merchandise imports (current US$)", US, 0, TRILLION),
    "TX.VAL.FUEL.ZS.UN": Indicator("Fuel exports (% of merchandise exports)",
                                   "% of merchandise exports", 0, 100),
    "TX.VAL.MRCH.CD.WT": Indicator("Merchandise exports (current US$)", US, 0, TRILLION),
}  # fmt: skip


class Cell(NamedTuple):
    """One value of any country and year, with the place that errors name."""

    file: Path
    row: int
    code: str
    country: str
    name: str
    year: str
    value: str


class Description(NamedTuple):
    """What the publisher says of an indicator."""

    file: Path
    title: str
    topic: str


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make both tables from the folders below `raw`.

    Parameters
    ----------
    raw
        Root of the publishers' files.

    Returns
    -------
    `wdi`: country, year, indicator, value (unit by indicator), sorted by these; `wdi_indicators`:
    code, title, unit, vintage, topic, sorted by code.

    Raises
    ------
    InputError
        Where a file is missing, cut or of another layout, a title is not the expected one, or a
        cell is double, no number or impossible.
    """
    folder = raw / FOLDER
    return make_tables(_cells(folder), {code: _description(folder, code) for code in INDICATORS})


def make_tables(
    cells: Iterable[Cell], descriptions: dict[str, Description]
) -> dict[str, pd.DataFrame]:
    """Both tables from cells and descriptions, whatever the layout that they were read from."""
    indicators = [_indicator(code, descriptions[code]) for code in sorted(INDICATORS)]
    seen: dict[tuple, int] = {}
    rows = [row for cell in cells if (row := _row(cell, seen)) is not None]
    table = pd.DataFrame(rows, columns=["country", "year", "indicator", "value"])
    _check_complete(table, descriptions)
    table = table.sort_values(["country", "year", "indicator"], ignore_index=True)
    return {"wdi": table, "wdi_indicators": pd.DataFrame(indicators)}


def _row(cell: Cell, seen: dict[tuple, int]) -> tuple[str, int, str, float] | None:
    """The table's row for a cell, None where country or year are not ours."""
    if cell.country not in COUNTRIES:
        return None
    if cell.name != COUNTRIES[cell.country]:
        rule = f"{cell.name!r} should be {COUNTRIES[cell.country]!r}, the name of {cell.country}"
        raise InputError(cell.file, rule, row=cell.row, column="Country Name")
    when = year(cell.file, cell.year, row=cell.row, column="Year")
    only_once(cell.file, seen, (cell.code, cell.country, when), row=cell.row, column="Year")
    known = INDICATORS[cell.code]
    value = number(cell.file, cell.value, row=cell.row, column="Value",
                   low=known.low, high=known.high)  # fmt: skip
    if when < FIRST_YEAR:
        return None
    return cell.country, when, cell.code, value


def _indicator(code: str, found: Description) -> dict[str, str]:
    known = INDICATORS[code]
    if found.title != known.title:
        rule = f"the title of {code} is {found.title!r}, not {known.title!r}: is its unit the same?"
        raise InputError(found.file, rule, column="title")
    return {"code": code, "title": known.title, "unit": known.unit, "vintage": known.vintage,
            "topic": found.topic}  # fmt: skip


def _check_complete(table: pd.DataFrame, descriptions: dict[str, Description]) -> None:
    missing = sorted(set(INDICATORS) - set(table["indicator"]))
    if missing:
        file = descriptions[missing[0]].file.with_name(DATA)
        raise InputError(file, f"no value of {missing[0]} for any state of the book")


def _cells(folder: Path) -> Iterator[Cell]:
    """All cells of all indicators, as the mirror lays them out."""
    for code in INDICATORS:
        path = folder / code.lower() / DATA
        text = decode(path, read_bytes(path, ADDRESS))
        if not text.endswith("\n"):
            raise InputError(path, "not a whole file: its last line does not end")
        last = ""
        for line, cells in csv_rows(path, text, COLUMNS):
            last = cells["Country Name"]
            yield Cell(path, line, code, cells["Country Code"], last, cells["Year"],
                       cells["Value"])  # fmt: skip
        if not last.startswith(LAST_LETTER):
            rule = f"not a whole file: its last country is {last!r}, not one in {LAST_LETTER}"
            raise InputError(path, rule)


def _description(folder: Path, code: str) -> Description:
    path = folder / code.lower() / DESCRIPTION
    content = read_json(path, read_bytes(path, ADDRESS))
    title = content.get("title") if isinstance(content, dict) else None
    keywords = content.get("keywords") if isinstance(content, dict) else None
    if not isinstance(title, str):
        raise InputError(path, "the description has no title", column="title")
    if not isinstance(keywords, list) or not all(isinstance(k, str) for k in keywords):
        raise InputError(path, "the keywords are no list of texts", column="keywords")
    if content.get("name") != code.lower():
        rule = f"{content.get('name')!r} should be {code.lower()!r}, the name of the folder"
        raise InputError(path, rule, column="name")
    return Description(path, title, "; ".join(k.strip() for k in keywords))
