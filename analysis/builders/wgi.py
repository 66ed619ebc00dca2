"""Worldwide Governance Indicators of the World Bank for 15 states since 1996.

Writes `wgi`. Two editions side by side, never joined:
- "2023": the World Bank's workbook of the 2023 update, six estimates, 1996 to 2022 (a sheet an
  indicator; the year stands above the heading of each column).
- "2024": Voice and Accountability only, 1996 to 2023, as the R package democracyData carries it
  (object `wgi`); that it is the 2024 update follows from its last year, the file does not say.

Traps:
- 1997, 1999 and 2001 are missing by design: the indicators were made every second year.
- Each update revises all years.
- Codes are the World Bank's (ROM, ADO...), for our states those of ISO 3166-1 alpha-3.
- An estimate has no unit and ranges from about -2.5 to 2.5 (legend of the workbook).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis.builders.cells import printed
from analysis.builders.excel import Sheet, workbook
from analysis.builders.rdata import read_frame
from analysis.builders.wdi import COUNTRIES
from analysis.errors import InputError

TABLES = ("wgi",)

WORKBOOK = Path("macro/raw/wgi/wgidataset.xlsx")
WORKBOOK_ADDRESS = "https://www.govindicators.org"
R_FILE = Path("macro/raw/democracydata/wgi.rda")
R_ADDRESS = "https://github.com/xmarquez/democracyData (data/wgi.rda)"
OBJECT = "wgi"
# Code of the indicator, sheet, and title in the first cell of the sheet.
SHEETS = {
    "CC": ("ControlofCorruption", "Control of Corruption"),
    "GE": ("GovernmentEffectiveness", "Government Effectiveness"),
    "PV": ("Political StabilityNoViolence", "Political Stability and Absence of Violence"),
    "RL": ("RuleofLaw", "Rule of Law"),
    "RQ": ("RegulatoryQuality", "Regulatory Quality"),
    "VA": ("VoiceandAccountability", "Voice and Accountability"),
}
R_INDICATOR = "VA"
TITLE_PAGE, TITLE = "Introduction", "The Worldwide Governance Indicators, 2023 Update"
NAME, CODE, ESTIMATE, ERROR = "Country/Territory", "Code", "Estimate", "StdErr"
MISSING = ("#N/A", "")
FIRST_YEAR, NEVER = 1996, (1997, 1999, 2001)
YEARS = set(range(FIRST_YEAR, 2101)) - set(NEVER)
COLUMNS = ["country", "year", "indicator", "edition", "value", "standard_error"]
WIDEST = 4


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the table from the workbook and the R file below `raw`.

    Parameters
    ----------
    raw
        Root of the publishers' files.

    Returns
    -------
    `wgi`: country, year, indicator (CC, GE, PV, RL, RQ, VA), edition, value and standard_error (no
    unit, about -2.5 to 2.5, higher is better governed), sorted by the first four.

    Raises
    ------
    InputError
        Where a file is missing or broken, a sheet, heading, year or state is not where it should
        be, or a value is double, missing or impossible.
    """
    sheets = workbook(raw / WORKBOOK, WORKBOOK_ADDRESS)
    missing = [n for n in (TITLE_PAGE, *(s for s, _ in SHEETS.values())) if n not in sheets]
    if missing:
        raise InputError(raw / WORKBOOK, f"no sheet {missing[0]!r}; there are {', '.join(sheets)}")
    sheets[TITLE_PAGE].find(TITLE)
    rows = [row for code, (name, title) in SHEETS.items()
            for row in _sheet(sheets[name], code, title)]  # fmt: skip
    table = pd.concat([pd.DataFrame(rows, columns=COLUMNS), _voice(raw / R_FILE)])
    return {"wgi": table.sort_values(COLUMNS[:4], ignore_index=True)}


def _sheet(page: Sheet, indicator: str, title: str) -> Iterator[tuple]:
    if not page.text(0, 0).startswith(title):
        raise page.error(f"{page.text(0, 0)!r} should begin with {title!r}", 0, 0)
    header, names = page.find(NAME)
    codes = page.find(CODE, rows=[header])[1]
    columns = _columns(page, header)
    labels = page.labels(codes, header + 1)
    for country, name in COUNTRIES.items():
        row = page.only(labels, country)
        if page.text(row, names) != name:
            raise page.error(f"{page.text(row, names)!r} should be {name!r}", row, names)
        for year, (estimate, error) in columns.items():
            value = page.number(row, estimate, missing=MISSING, minimum=-WIDEST)
            deviation = page.number(row, error, missing=MISSING)
            if (value is None) != (deviation is None):
                raise page.error("estimate and standard error should go together", row, estimate)
            if value is not None:
                if value > WIDEST or not 0 < deviation < WIDEST:
                    raise page.error(f"{value:g} ± {deviation:g} is not possible", row, estimate)
                yield country, year, indicator, "2023", value, deviation


def _columns(page: Sheet, header: int) -> dict[int, tuple[int, int]]:
    """Columns of estimate and standard error of each year, which stands above each heading."""
    found: dict[str, dict[int, int]] = {ESTIMATE: {}, ERROR: {}}
    for column in range(len(page.rows[header])):
        heading = page.text(header, column)
        if heading not in found:
            continue
        year = page.cell(header - 1, column)
        if year not in YEARS:
            raise page.error(f"{year!r} is no year of the indicators", header - 1, column)
        if int(year) in found[heading]:
            raise page.error(f"{heading} of {year} stands twice", header, column)
        found[heading][int(year)] = column
    if not found[ESTIMATE] or set(found[ESTIMATE]) != set(found[ERROR]):
        raise page.error(f"{ESTIMATE} and {ERROR} should stand for the same years", header)
    gaps = set(range(FIRST_YEAR, max(found[ESTIMATE]) + 1)) - set(found[ESTIMATE]) - set(NEVER)
    if gaps:
        raise page.error(f"no columns of {min(gaps)}", header - 1)
    return {year: (found[ESTIMATE][year], found[ERROR][year]) for year in found[ESTIMATE]}


def _voice(path: Path) -> pd.DataFrame:
    """Voice and Accountability as democracyData has it."""
    needed = {"wb_code": "text", "wb_country": "text"}
    needed |= dict.fromkeys(("year", ESTIMATE, ERROR), "number")
    frame = read_frame(path, R_ADDRESS, OBJECT, needed)
    ours = frame[frame["wb_code"].isin(COUNTRIES)]
    names = ours["wb_code"].map(COUNTRIES)
    rules = [
        ("wb_country", ours["wb_country"] != names, "the name of its code"),
        ("year", ~ours["year"].isin(YEARS), "a year of the indicators"),
        ("year", ours.duplicated(["wb_code", "year"]), "the only row of its country and year"),
        (ESTIMATE, ~ours[ESTIMATE].between(-WIDEST, WIDEST), "an estimate"),
        (ERROR, ~(ours[ERROR].gt(0) & ours[ERROR].lt(WIDEST)), "a standard error"),
    ]  # fmt: skip
    for column, broken, rule in rules:
        if broken.any():
            row = ours[broken].iloc[0]
            cell = printed(row[column])
            found = f"{row['wb_code']} {row['year']:g}: {cell} should be {rule}"
            raise InputError(path, found, row=int(row.name) + 1, column=column)
    if set(ours["wb_code"]) != set(COUNTRIES):
        raise InputError(path, f"no row of {min(set(COUNTRIES) - set(ours['wb_code']))}")
    table = {"country": ours["wb_code"], "year": ours["year"].astype("int64"),
             "indicator": R_INDICATOR, "edition": "2024", "value": ours[ESTIMATE],
             "standard_error": ours[ERROR]}  # fmt: skip
    return pd.DataFrame(table)
