"""Russia's merchandise trade as its customs service counts it, from Rosstat's workbooks.

Writes `trade_rosstat` (yearly 1994-2021: world, CIS, six states), `trade_rosstat_monthly` (monthly
2006-2021: seven states) and `trade_fcs` (world and continents 2021-2023). Publishers: Rosstat
(94itog.xlsx, 96stran.xlsx) and the Federal Customs Service (the two other workbooks).

Traps:
- The yearly workbook has one sheet a year; Ukraine, Moldova, Azerbaijan, Turkmenistan, Georgia and
  the Baltic states are not in it. "Far abroad" and CIS add up to the world, which is checked.
- The monthly workbook stacks the years in one column; its headings mix Latin letters into Russian
  words and misspell "dollars". "…" is a month without a figure, not a zero.
- The two differ by up to some per cent (revisions): never join them.
- The customs service ended figures by country in 2022. Its totals of 2022 exist in two states, the
  first publication and the one of a year later: `edition` keeps them apart.
- The workbook of continents is in billions, the others are in millions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis.builders.excel import Sheet, plain, sheet, workbook
from analysis.builders.trade_flows import (
    CIS,
    EXPORT,
    IMPORT,
    WORLD,
    YEARLY,
    check_about,
    shifted,
    table,
)  # fmt: skip
from analysis.errors import InputError

TABLES = ("trade_rosstat", "trade_rosstat_monthly", "trade_fcs")

FOLDER = Path("trade/raw/rosstat_fcs")
YEARS_FILE, MONTHS_FILE = "94itog.xlsx", "96stran.xlsx"
FIRST_FILE, AREAS_FILE = "ПубликацияТСТВ_2022.xlsx", "страны122023.xlsx"
ADDRESS = "https://rosstat.gov.ru/statistics/vneshnyaya_torgovlya"
FCS_ADDRESS = "https://customs.gov.ru/statistic/vneshn-torg/vneshn-torg-countries"
RUSSIA = "RUS"
MILLION_USD = r"\(млн (доллалов|долларов) США\)"
BLOCKS = {"Экспорт": EXPORT, "Импорт": IMPORT}
FAR, NEAR = "со странами дальнего зарубежья", "со странами СНГ"
STATES = {"Армения": "ARM", "Беларусь": "BLR", "Казахстан": "KAZ", "Киргизия": "KGZ",
          "Таджикистан": "TJK", "Узбекистан": "UZB"}  # fmt: skip
BLOCK_ROWS = 2 + len(STATES)
# Parts are rounded, and revised apart: in 2017 they give 5 of 357,266 million less.
ROUNDING = 1e-4
MONTHLY = {"Беларусь": "BLR", "Казахстан": "KAZ", "Украина": "UKR", "Узбекистан": "UZB",
           "Азербайджан": "AZE", "Китай": "CHN", "Турция": "TUR"}  # fmt: skip
NO_FIGURE = "…"
MONTHS = ("январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь",
          "октябрь", "ноябрь", "декабрь")  # fmt: skip
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
PERIOD = re.compile(r"январь ?- ?декабрь ((?:19|20)[0-9]{2})(?: г\.)?", re.IGNORECASE)
AREAS = {"Весь мир": WORLD, "ЕВРОПА": "Europe", "АЗИЯ": "Asia", "АФРИКА": "Africa",
         "АМЕРИКА": "America", "ОКЕАНИЯ": "Oceania"}  # fmt: skip
FIRST, LATER = "2022-12", "2023-12"


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the three tables from the workbooks below `raw`.

    Returns
    -------
    `trade_rosstat`: reporter (RUS), partner, year, flow, value (million current US$);
    `trade_rosstat_monthly`: the same with month (YYYY-MM) for year; `trade_fcs`: with edition, the
    last month of the publication.

    Raises
    ------
    InputError
        Where a workbook is missing or broken, a heading is not the expected one, a cell is no
        number, parts do not add up, or a figure is given twice.
    """
    folder = raw / FOLDER
    monthly = ["reporter", "partner", "month", "flow", "value"]
    editions = [*YEARLY[:-1], "edition", "value"]
    by_area = [*_first_totals(folder / FIRST_FILE), *_areas(folder / AREAS_FILE)]
    return {
        "trade_rosstat": table(
            folder / YEARS_FILE, list(_years(folder / YEARS_FILE)), YEARLY, YEARLY[:-1]
        ),
        "trade_rosstat_monthly": table(
            folder / MONTHS_FILE, list(_months(folder / MONTHS_FILE)), monthly, monthly[:-1]
        ),
        "trade_fcs": table(folder / AREAS_FILE, by_area, editions, editions[:-1]),
    }


def _row(partner: str, flow: str, value: float, **when: object) -> dict[str, object]:
    return {"reporter": RUSSIA, "partner": partner, "flow": flow, "value": value, **when}


def _years(path: Path) -> Iterator[dict]:
    """Rows of the yearly workbook."""
    pages = {n: p for n, p in workbook(path, ADDRESS).items() if YEAR.fullmatch(n)}
    if not pages:
        raise InputError(path, "no sheet is named by a year")
    gaps = set(range(int(min(pages)), int(max(pages)))) - {int(name) for name in pages}
    if gaps:
        raise InputError(path, f"no sheet is named {min(gaps)}, others before and after are")
    for name, page in pages.items():
        page.find(MILLION_USD)
        heading, column = page.find(name)
        for title, flow in BLOCKS.items():
            top, _ = page.find(title, columns=[0])
            if top < heading:
                raise page.error(f"{title!r} stands above the year", top, 0)
            yield from _block(page, top, column, flow, int(name))


def _block(page: Sheet, top: int, column: int, flow: str, year: int) -> Iterator[dict]:
    """World, CIS and states of one flow in one year."""
    labels = {page.text(r, 0): r for r in range(top + 1, top + 1 + BLOCK_ROWS)}
    missing = [label for label in (FAR, NEAR, *STATES) if plain(label) not in labels]
    if missing:
        raise page.error(f"the rows below lack {missing[0]!r}", top, 0)
    world, far, near = (page.number(row, column) for row in
                        (top, labels[plain(FAR)], labels[plain(NEAR)]))  # fmt: skip
    check_about(lambda rule: page.error(rule, top, column), world, far + near, ROUNDING,
                "the world should be the far abroad and the CIS")  # fmt: skip
    yield _row(WORLD, flow, world, year=year)
    yield _row(CIS, flow, near, year=year)
    for label, code in STATES.items():
        yield _row(code, flow, page.number(labels[plain(label)], column), year=year)


def _months(path: Path) -> Iterator[dict]:
    """Rows of the monthly workbook."""
    spans = set()
    for name, flow in BLOCKS.items():
        page = sheet(path, name, ADDRESS)
        page.find(MILLION_USD)
        heading, _ = page.find("Беларусь")
        columns = {code: page.find(label, rows=[heading])[1] for label, code in MONTHLY.items()}
        calendar = list(_calendar(page, heading + 1))
        spans.add(tuple(month for _, month in calendar))
        if len(spans) > 1:
            raise page.error("the months should be those of the sheet before")
        for row, month in calendar:
            for code, column in columns.items():
                value = page.number(row, column, missing=[NO_FIGURE])
                if value is not None:
                    yield _row(code, flow, value, month=month)


def _calendar(page: Sheet, first: int) -> Iterator[tuple[int, str]]:
    """Row and month of each row from `first` on: a year, then its months in order."""
    year, expected = 0, 0
    for row in range(first, len(page.rows)):
        label = page.text(row, 0)
        if not label and not any(page.text(row, c) for c in range(len(page.rows[row]))):
            continue
        if YEAR.fullmatch(label):
            if expected or (year and int(label) != year + 1):
                raise page.error(f"{label!r} does not follow on the months of {year}", row, 0)
            year = int(label)
        elif year and label.lower() == plain(MONTHS[expected]):
            expected = (expected + 1) % len(MONTHS)
            yield row, f"{year}-{expected or len(MONTHS):02}"
        else:
            raise page.error(f"{label!r} should be {MONTHS[expected]!r} or a year", row, 0)


def _first_totals(path: Path) -> Iterator[dict]:
    """World totals as first published after the end of 2022."""
    page = next(iter(workbook(path, FCS_ADDRESS).values()))
    page.find(r"\(миллионов долларов США\)")
    row, _ = page.find("ВСЕГО", columns=[0])
    for column, year, heading in _periods(page, row):
        titles = {page.text(heading + 1, c): c for c in range(column, column + 3)}
        values = {}
        for title in ("ОБОРОТ", "ЭКСПОРТ", "ИМПОРТ"):
            if plain(title) not in titles:
                raise page.error(f"no column {title!r} below the period", heading + 1, column)
            values[title] = page.number(row, titles[plain(title)])
        check_about(lambda rule, at=column: page.error(rule, row, at), values["ОБОРОТ"],
                    values["ЭКСПОРТ"] + values["ИМПОРТ"], ROUNDING,
                    "turnover should be exports and imports")  # fmt: skip
        yield _row(WORLD, EXPORT, values["ЭКСПОРТ"], year=year, edition=FIRST)
        yield _row(WORLD, IMPORT, values["ИМПОРТ"], year=year, edition=FIRST)


def _areas(path: Path) -> Iterator[dict]:
    """World and continents of 2022 and 2023, in billions in the file."""
    page = next(iter(workbook(path, FCS_ADDRESS).values()))
    page.find(r"Экспорт и импорт товаров Российской Федерации.*млрд.*долл.*", columns=[0])
    labels = page.labels(0)
    rows = {code: page.only(labels, label) for label, code in AREAS.items()}
    found = list(_periods(page, rows[WORLD]))
    starts = {flow: page.find(title)[1] for title, flow in BLOCKS.items()}
    for column, year, _ in found:
        above = {start: flow for flow, start in starts.items() if start <= column}
        if not above:
            raise page.error("neither exports nor imports", rows[WORLD], column)
        flow = above[max(above)]
        values = {code: page.number(row, column) for code, row in rows.items()}
        # The continents leave out what has no country of origin or destination.
        for code, value in values.items():
            if value > values[WORLD]:
                raise page.error("a part is larger than the world", rows[code], column)
            yield _row(code, flow, shifted(value, 3), year=year, edition=LATER)


def _periods(page: Sheet, below: int) -> Iterator[tuple[int, int, int]]:
    """Column, year and row of each heading "January - December" above a row."""
    found = 0
    for row in range(below):
        for column in range(len(page.rows[row])):
            text = page.text(row, column)
            if not text.lower().startswith(plain(MONTHS[0])):
                continue
            match = PERIOD.fullmatch(text)
            if not match:
                raise page.error(f"{text!r} is no whole year", row, column)
            found += 1
            yield column, int(match[1]), row
    if not found:
        raise page.error("no heading reads 'Январь - декабрь' and a year")
