"""Refugees, asylum claims and solutions from UNHCR's own API.

Makes the tables of `unhcr` but `forced_displacement_flows`, which the API does not offer (it comes
from UNHCR's R package).

Where this was read (the live API could not be asked):
- https://api.unhcr.org/population/v1/{population, asylum-applications, solutions, idmc}/ with
  limit, page, yearFrom, yearTo, coo_all and coa_all, described at
  https://api.unhcr.org/docs/refugee-statistics.html; the columns of each, the number of rows
  (138,893 of population) and codes: public notes that counted them on 4 October 2026; an answer
  (`page`, `maxPages`, `items`) quoted in several public notes.

Traps:
- `coo` and `coa` are UNHCR's own codes and coo_all=true overrides them: all pairs are asked for.
- Numbers come as 5, "0" or "-" (not given).
- An answer is made when asked: pages that do not belong together differ in `maxPages`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from analysis.builders import unhcr
from analysis.builders.native import MEGABYTE, Ask, Download, Edition, listing
from analysis.builders.reading import read_bytes, read_json
from analysis.errors import InputError

TABLES = tuple(t for t in unhcr.TABLES if t != "forced_displacement_flows")

FOLDER = "migration/raw/unhcr_api"
PAGE = "https://www.unhcr.org/refugee-statistics/download/"
API = "https://api.unhcr.org/population/v1"
# The API's names of what the R package calls so.
ENDPOINTS = {"population": "population", "asylum_applications": "asylum-applications",
             "solutions": "solutions", "idmc": "idmc"}  # fmt: skip
ROWS = 10_000
MOST_PAGES = 200
NOT_GIVEN = ("-", "", None)


def downloads(ask: Ask) -> Iterator[Download]:
    """All pages of all endpoints."""
    for endpoint in ENDPOINTS.values():
        first = _page(endpoint, 1)
        for number in range(1, _pages(first.address, listing(first, ask(first))) + 1):
            yield _page(endpoint, number)


def present(raw: Path) -> bool:
    """Whether answers of the API lie below `raw`."""
    return any((raw / FOLDER).glob("*.json"))


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the tables from the answers below `raw`; columns as in `unhcr.build`."""
    def read(name: str, needed: dict[str, str]) -> tuple[Path, pd.DataFrame]:
        return _first(raw, name), _frame(raw, name, needed)

    return unhcr.make_tables(read)


def edition(raw: Path) -> Edition:
    """The edition by its last year: persons are counted at its end."""
    years = _frame(raw, "population", {"year": "number"})["year"]
    last = int(years.max())
    return Edition(
        vintage=f"{last}-12-31",
        address=API,
        files=(_first(raw, "population"),),
        citation="UNHCR Refugee Population Statistics Database, data to the end of "
        f"{last}, {API}/.",
        title=f"Refugee Data Finder, data to the end of {last}",
    )


def _page(endpoint: str, number: int) -> Download:
    query = (
        f"limit={ROWS}&page={number}&yearFrom={unhcr.FIRST_YEAR}&yearTo={datetime.now(UTC).year}"
        "&coo_all=true&coa_all=true"
    )
    return Download(f"{API}/{endpoint}/?{query}", f"{FOLDER}/{endpoint}-{number}.json", "json",
                    PAGE, 50 * MEGABYTE)  # fmt: skip


def _first(raw: Path, name: str) -> Path:
    return raw / FOLDER / f"{ENDPOINTS[name]}-1.json"


def _pages(where: Path | str, content: object) -> int:
    pages = content.get("maxPages") if isinstance(content, dict) else None
    if not isinstance(pages, int) or not 1 <= pages <= MOST_PAGES:
        raise InputError(where, f"{pages!r} is no number of pages", column="maxPages")
    return pages


def _frame(raw: Path, name: str, needed: dict[str, str]) -> pd.DataFrame:
    """The needed columns of all pages of an endpoint."""
    first = _first(raw, name)
    pages = _pages(first, read_json(first, read_bytes(first, API)))
    items: list[dict] = []
    for number in range(1, pages + 1):
        items += _items(raw / FOLDER / f"{ENDPOINTS[name]}-{number}.json", number, pages, needed)
    frame = pd.DataFrame(items, columns=list(needed))
    for column, kind in needed.items():
        if kind == "number":
            frame[column] = _numbers(first, frame[column])
    return frame


def _items(path: Path, number: int, pages: int, needed: dict[str, str]) -> list[dict]:
    content = read_json(path, read_bytes(path, API))
    if _pages(path, content) != pages or content.get("page") != number:
        found = f"page {content.get('page')} of {content.get('maxPages')}"
        raise InputError(path, f"{found} should be page {number} of {pages}")
    items = content.get("items")
    if not isinstance(items, list) or not all(isinstance(i, dict) for i in items):
        raise InputError(path, "the answer has no list of items", column="items")
    for row, item in enumerate(items, start=1):
        missing = [c for c in needed if c not in item]
        if missing:
            raise InputError(path, "the item lacks this column", row=row, column=missing[0])
    return items


def _numbers(path: Path, column: pd.Series) -> pd.Series:
    given = column.where(~column.isin(NOT_GIVEN))
    numbers = pd.to_numeric(given, errors="coerce").astype("float64")
    numbers = numbers.where(numbers.abs() < float("inf"))
    wrong = column[given.notna() & numbers.isna()]
    if len(wrong):
        rule = f"{wrong.iloc[0]!r} is not a number"
        raise InputError(path, rule, row=int(wrong.index[0]) + 1, column=str(column.name))
    return numbers
