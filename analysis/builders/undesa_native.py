"""International migrant stock from UN DESA's own workbook.

Renews the rows of one revision in `migrant_stock`; those of other revisions stay as they are in the
table in place, and so does `migrant_stock_empirical`, which the workbook does not hold.

Where this was read (the live site could not be asked):
- https://www.un.org/development/desa/pd/content/international-migrant-stock, the page, and
  https://www.un.org/development/desa/pd/sites/www.un.org.development.desa.pd/files/
  undesa_pd_2024_ims_stock_by_sex_destination_and_origin.xlsx (6 MB, dated 27 January 2025): public
  notes of people who opened them on 17 and 18 September 2026;
- sheet "Table 1": headings in the eleventh row, "Location code of destination" and "Location code
  of origin" (M49 numbers, the world 900), then the years 1990 to 2024 three times, both sexes
  first: several public programs that read the workbook.

Traps:
- The site refuses programs that do not name themselves in the usual form (403).
- Cells may hold text ("..") where nothing is published: no row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path

import pandas as pd

from analysis.builders import undesa
from analysis.builders.cells import natural
from analysis.builders.excel import Sheet, sheet
from analysis.builders.native import MEGABYTE, Ask, Download, Edition, newest, receipt
from analysis.errors import InputError
from analysis.records import record
from analysis.tables import load

TABLES = ("migrant_stock",)

FOLDER = "migration/raw/undesa_ims"
PAGE = "https://www.un.org/development/desa/pd/content/international-migrant-stock"
FILES = "https://www.un.org/development/desa/pd/sites/www.un.org.development.desa.pd/files/"
NAME = re.compile(r"undesa_pd_(20[0-9]{2})_ims_stock_by_sex_destination_and_origin\.xlsx")
TABLE = "Table 1"
DESTINATION, ORIGIN = r"Location code of destination.*", r"Location code of origin.*"
BOTH_SEXES = re.compile("both sexes", re.IGNORECASE)
YEAR = re.compile("(?:19|20)[0-9]{2}")
WORLD = 900
HEAD = 30  # the headings stand within so many rows
NOT_PUBLISHED = ("", "..", "...", "-")


def downloads(ask: Ask) -> Iterator[Download]:
    """The workbook of the newest revision that the page names."""
    where = Download(PAGE, f"{FOLDER}/page.html", "html", PAGE, 10 * MEGABYTE)
    names = {m[1]: m[0] for m in NAME.finditer(ask(where).decode("utf-8", "replace"))}
    if not names:
        raise InputError(PAGE, "the page names no workbook by destination and origin")
    name = names[max(names)]
    yield Download(f"{FILES}{name}", f"{FOLDER}/{name}", "xlsx", PAGE, 50 * MEGABYTE)


def present(raw: Path) -> bool:
    """Whether a workbook lies below `raw`."""
    return newest(raw / FOLDER, _revision) is not None


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """The table in place with one revision from the newest workbook below `raw`."""
    path = _file(raw)
    revision = int(_revision(path.name))
    new = pd.DataFrame(_rows(sheet(path, TABLE, PAGE)),
                       columns=["destination", "origin", "year", "value"])  # fmt: skip
    if new.empty:
        raise InputError(path, f"sheet {TABLE} has no row of the fifteen states")
    for destination in undesa.COUNTRIES:
        undesa.check_world(path, new[new["destination"] == destination])
    table = load(TABLES[0])
    new = new.assign(revision=revision)[list(table.columns)]
    whole = pd.concat([table[table["revision"] != revision], new])
    key = ["revision", "destination", "origin", "year"]
    return {TABLES[0]: whole.sort_values(key, ignore_index=True)}


def edition(raw: Path) -> Edition:
    """The revision; dated by the server, but not before the copy that the book has of it."""
    path = _file(raw)
    revision = _revision(path.name)
    stamp = receipt(path).get("last_modified")
    date = parsedate_to_datetime(stamp).date().isoformat() if stamp else revision
    ours = record(TABLES[0]).resource["vintage"]
    known = revision in {str(r) for r in undesa.REVISIONS}
    return Edition(
        vintage=max(date, ours) if known else date,
        address=f"{FILES}{path.name}",
        files=(path,),
        citation="United Nations Department of Economic and Social Affairs, Population Division "
        f"({revision}). International Migrant Stock {revision}. {PAGE}.",
        part=True,
    )


def _revision(name: str) -> str | None:
    found = NAME.fullmatch(name)
    return found[1] if found else None


def _file(raw: Path) -> Path:
    path = newest(raw / FOLDER, _revision)
    if path is None:
        raise InputError(raw / FOLDER, f"no workbook by destination and origin; see {PAGE}")
    return path


def _rows(page: Sheet) -> Iterator[tuple[str, str, int, int]]:
    heading, destination = page.find(DESTINATION, rows=range(HEAD))
    _, origin = page.find(ORIGIN, rows=[heading])
    years = _years(page, heading, origin)
    codes = {number: code for code, number in undesa.COUNTRIES.items()}
    origins = codes | {WORLD: undesa.WORLD}
    seen = set()
    for row in range(heading + 1, len(page.rows)):
        here, there = _code(page, row, destination), _code(page, row, origin)
        if here not in codes or there not in origins or here == there:
            continue
        if (here, there) in seen:
            raise page.error(f"{here} from {there} stands twice", row, origin)
        seen.add((here, there))
        for column, year in years.items():
            value = page.number(row, column, missing=NOT_PUBLISHED)
            if value is None:
                continue
            if value % 1 or value > undesa.MOST_PERSONS:
                raise page.error(f"{value:g} is no possible number of persons", row, column)
            yield codes[here], origins[there], year, int(value)


def _years(page: Sheet, heading: int, origin: int) -> dict[int, int]:
    """Columns of the years of both sexes: the first of the three blocks."""
    years: dict[int, int] = {}
    for column in range(origin + 1, len(page.rows[heading])):
        text = page.text(heading, column)
        if not YEAR.fullmatch(text) or int(text) in years.values():
            break
        years[column] = int(text)
    if not years:
        raise page.error("no year stands right of the code of origin", heading, origin + 1)
    above = " ".join(page.text(row, c) for row in range(heading) for c in list(years)[:1])
    if not BOTH_SEXES.search(above):
        raise page.error("the first block of years is not headed 'both sexes'", heading, origin + 1)
    return years


def _code(page: Sheet, row: int, column: int) -> int | None:
    text = page.text(row, column)
    return natural(text)
