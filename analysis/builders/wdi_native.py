"""World Development Indicators from the World Bank's own API.

Makes the tables of `wdi` (`wdi`, `wdi_indicators`): for each indicator one answer with its values
for the states of the book, and one with its topics. The bulk file WDI_CSV.zip holds the same in 280
megabytes and is not needed.

Where this was read (the live API could not be asked):
- /v2/country/ARM;AZE/indicator/CODE?format=json&per_page=20000&source=2 and the answer's two parts,
  a header (page, pages, total, sourceid, lastupdated) and rows (indicator.id and .value,
  country.value, countryiso3code, date, value or null): an answer of 2026 quoted in public notes
  ("the response I fetched") and several public programs that read it;
- `lastupdated` 2026-07-13 for source 2: public notes of September 2026;
- /v2/indicator/CODE?format=json with `topics`: public programs.

Traps:
- A wrong request is answered 200 with one part, {"message": ...}.
- Rows without a value are null: they have no row in the table.
- Numbers are read as they are written, digit for digit.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis.builders import wdi
from analysis.builders.native import MEGABYTE, Ask, Download, Edition, iso_day
from analysis.builders.reading import read_bytes, read_json
from analysis.errors import InputError

TABLES = wdi.TABLES

FOLDER = "macro/raw/wdi_api"
PAGE = "https://data.worldbank.org/indicator"
API = "https://api.worldbank.org/v2"
DATABASE = "2"  # the World Development Indicators
PARTS = 2


def downloads(ask: Ask) -> Iterator[Download]:
    """Two answers an indicator."""
    states = ";".join(sorted(wdi.COUNTRIES))
    for code in wdi.INDICATORS:
        page = f"{PAGE}/{code}"
        query = f"format=json&per_page=20000&source={DATABASE}"
        yield Download(f"{API}/country/{states}/indicator/{code}?{query}",
                       f"{FOLDER}/{code}.json", "json", page, 20 * MEGABYTE)  # fmt: skip
        yield Download(f"{API}/indicator/{code}?format=json", f"{FOLDER}/{code}.about.json",
                       "json", page, MEGABYTE)  # fmt: skip


def present(raw: Path) -> bool:
    """Whether answers of the API lie below `raw`."""
    return any((raw / FOLDER).glob("*.json"))


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make both tables from the answers below `raw`; columns as in `wdi.build`."""
    answers = {code: _answer(raw, code) for code in wdi.INDICATORS}
    cells = [cell for code, answer in answers.items() for cell in _cells(raw, code, answer)]
    about = {code: _description(raw, code, answer) for code, answer in answers.items()}
    tables = wdi.make_tables(cells, about)
    dates = {code: _updated(raw, code, answer) for code, answer in answers.items()}
    tables["wdi_indicators"]["vintage"] = tables["wdi_indicators"]["code"].map(dates)
    return tables


def edition(raw: Path) -> Edition:
    """The edition by the latest `lastupdated`."""
    dates = [_updated(raw, code, _answer(raw, code)) for code in wdi.INDICATORS]
    files = tuple(_path(raw, code) for code in wdi.INDICATORS)
    vintage = max(dates)
    return Edition(
        vintage=vintage,
        address=API,
        files=files,
        citation="World Bank. World Development Indicators. Washington, D.C. "
        f"Indicators API, {API}, last updated {vintage}.",
    )


def _path(raw: Path, code: str) -> Path:
    return raw / FOLDER / f"{code}.json"


def _answer(raw: Path, code: str) -> tuple[dict, list[dict]]:
    """Header and rows of an answer, checked to be all of one page."""
    path = _path(raw, code)
    head, rows = _two_parts(path)
    if head.get("pages") != "1" or head.get("total") != str(len(rows)):
        found = f"{len(rows)} of {head.get('total')} on page 1 of {head.get('pages')}"
        raise InputError(path, f"not all rows of the indicator: {found}")
    if head.get("sourceid") != DATABASE:
        rule = f"{head.get('sourceid')!r} should be {DATABASE!r}, the number of the WDI"
        raise InputError(path, rule, column="sourceid")
    return head, rows


def _two_parts(path: Path) -> tuple[dict, list[dict]]:
    content = read_json(path, read_bytes(path, API), parse_float=str, parse_int=str)
    if (
        not isinstance(content, list) or len(content) != PARTS or not isinstance(content[0], dict)
        or not isinstance(content[1], list) or not all(isinstance(r, dict) for r in content[1])
    ):  # fmt: skip
        raise InputError(path, f"not an answer of two parts: {content!r:.200}")
    return content[0], content[1]


def _cells(raw: Path, code: str, answer: tuple[dict, list[dict]]) -> Iterator[wdi.Cell]:
    path = _path(raw, code)
    for number, row in enumerate(answer[1], start=1):
        try:
            of, name = row["indicator"]["id"], row["country"]["value"]
            country, year, value = row["countryiso3code"], row["date"], row["value"]
            known = {type(text) for text in (of, name, country, year)} == {str}
        except (KeyError, TypeError):
            known = False
        if not known or not isinstance(value, str | None):
            rule = "the row lacks indicator.id, country.value, countryiso3code, date or value"
            raise InputError(path, rule, row=number)
        if of != code:
            rule = f"{of!r} should be {code!r}"
            raise InputError(path, rule, row=number, column="indicator.id")
        if value is not None:
            yield wdi.Cell(path, number, code, country, name, str(year), str(value))


def _description(raw: Path, code: str, answer: tuple[dict, list[dict]]) -> wdi.Description:
    path = _path(raw, code)
    try:
        title = answer[1][0]["indicator"]["value"]
    except (IndexError, KeyError, TypeError):
        raise InputError(path, "the answer has no row with indicator.value") from None
    about = path.with_name(f"{code}.about.json")
    _, rows = _two_parts(about)
    try:
        topics = [str(topic["value"]).strip() for topic in rows[0]["topics"] if topic.get("value")]
    except (AttributeError, IndexError, KeyError, TypeError):
        raise InputError(about, "the description has no topics", column="topics") from None
    return wdi.Description(path, str(title), "; ".join(topics))


def _updated(raw: Path, code: str, answer: tuple[dict, list[dict]]) -> str:
    return iso_day(_path(raw, code), answer[0].get("lastupdated"), "lastupdated")
