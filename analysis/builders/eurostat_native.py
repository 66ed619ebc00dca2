"""Exports of the European Union from Eurostat's own API.

Makes `trade_eurostat`, one of the tables of `eurostat`. The members' months stay: they come from an
extraction by hand, and asking for all members and months goes beyond what the API gives at once.

Where this was read (the live API could not be asked):
- https://ec.europa.eu/eurostat/api/comext/dissemination/statistics/1.0/data/DS-045409 with freq,
  reporter, partner, product=TOTAL, flow (1 imports, 2 exports), indicators=VALUE_IN_EUROS,
  sinceTimePeriod, parameters repeated for more partners; reporter EU27_2020; a cube's `updated`:
  requests quoted in public notes and programs of 2026, one of them (DE from TJ, TOTAL, by year)
  cited with "data as of 15.09.2026";
- the answer is JSON-stat: `id`, `size`, `dimension.<id>.category.index`, `value` by the number of
  the cell: public programs that decode it.

Traps:
- The running year has few months, and the last one is not whole before April.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd

from analysis.builders import eurostat
from analysis.builders.cells import natural
from analysis.builders.native import MEGABYTE, Ask, Download, Edition, iso_day
from analysis.builders.reading import read_bytes, read_json
from analysis.builders.trade_flows import EU, EXPORT, YEARLY, table
from analysis.errors import InputError

TABLES = ("trade_eurostat",)

FILE = Path("trade/raw/eurostat_api/DS-045409_EU27_2020_exports.json")
PAGE = "https://ec.europa.eu/eurostat/databrowser/product/view/ds-045409"
API = "https://ec.europa.eu/eurostat/api/comext/dissemination/statistics/1.0/data/DS-045409"
FIRST_YEAR = 2010
WHOLE_FROM = (4, 1)  # month and day of the next year from which a year is whole
# Eurostat's codes of partners.
PARTNERS = {
    "AM": "ARM", "AZ": "AZE", "BY": "BLR", "CN": "CHN", "GE": "GEO", "KG": "KGZ", "KZ": "KAZ",
    "MD": "MDA", "RU": "RUS", "TJ": "TJK", "TM": "TKM", "TR": "TUR", "UA": "UKR", "UZ": "UZB",
}  # fmt: skip
FIXED = {"freq": "A", "reporter": "EU27_2020", "product": "TOTAL", "flow": "2",
         "indicators": "VALUE_IN_EUROS"}  # fmt: skip
FREE = ("partner", "time")


def downloads(_ask: Ask) -> Iterator[Download]:
    """One answer with all partners and years."""
    query = "&".join([
        "format=JSON", "lang=EN", *(f"{k}={v}" for k, v in FIXED.items()),
        *(f"partner={code}" for code in PARTNERS), f"sinceTimePeriod={FIRST_YEAR}",
    ])  # fmt: skip
    yield Download(f"{API}?{query}", FILE.as_posix(), "json", PAGE, 20 * MEGABYTE)


def present(raw: Path) -> bool:
    """Whether an answer of the API lies below `raw`."""
    return (raw / FILE).exists()


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the table from the answer below `raw`; columns as in `eurostat.build`."""
    path = raw / FILE
    rows = list(_rows(path, _cube(path)))
    for year in {row["year"] for row in rows}:
        missing = set(PARTNERS.values()) - {r["partner"] for r in rows if r["year"] == year}
        if missing:
            raise InputError(path, f"no value of the partner {min(missing)} in {year}")
    return {"trade_eurostat": table(path, rows, YEARLY, YEARLY[:-1])}


def edition(raw: Path) -> Edition:
    """The edition by the cube's own date."""
    path = raw / FILE
    cube = _cube(path)
    return Edition(
        vintage=_updated(path, cube),
        address=API,
        files=(path,),
        citation="Eurostat, Comext, EU trade since 1988 by HS2-4-6 and CN8 (DS-045409), exports of "
        f"the EU of 27, updated {_updated(path, cube)}, {PAGE}.",
    )


def _updated(path: Path, cube: dict) -> str:
    return iso_day(path, cube.get("updated"), "updated")


def _cube(path: Path) -> dict:
    cube = read_json(path, read_bytes(path, API))
    try:
        indexes = {d: _names(cube["dimension"][d]["category"]["index"]) for d in cube["id"]}
        known = (
            [type(size) for size in cube["size"]] == [int] * len(cube["id"])
            and isinstance(cube["value"], dict)
            and all(isinstance(name, str) for names in indexes.values() for name in names.values())
        )
    except (AttributeError, KeyError, TypeError):
        known = False
    if not known or not {*FIXED, *FREE} <= set(indexes):
        wanted = ", ".join([*FIXED, *FREE])
        raise InputError(path, f"not a cube (id, size, dimension, value) with {wanted}")
    return cube


def _rows(path: Path, cube: dict) -> Iterator[dict]:
    """A row a cell of a whole year."""
    names = {d: _names(cube["dimension"][d]["category"]["index"]) for d in cube["id"]}
    updated = date.fromisoformat(_updated(path, cube))
    for cell, value in cube["value"].items():
        place = _place(path, cell, cube, names)
        wrong = next((d for d, v in FIXED.items() if place[d] != v), None)
        if wrong or place["partner"] not in PARTNERS:
            column = wrong or "partner"
            raise InputError(path, f"{place[column]!r} was not asked", row=cell, column=column)
        year = natural(place["time"]) or 0
        if not FIRST_YEAR <= year <= updated.year:
            raise InputError(path, f"{place['time']!r} is no year asked", row=cell, column="time")
        if value is None or updated < date(year + 1, *WHOLE_FROM):
            continue
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value % 1:
            rule = f"{value!r} is no whole number of euros"
            raise InputError(path, rule, row=cell, column="value")
        if not 0 <= value <= eurostat.MOST:
            raise InputError(path, f"{value} is not possible", row=cell, column="value")
        yield {"reporter": EU, "partner": PARTNERS[place["partner"]], "year": year,
               "flow": EXPORT, "value": int(value)}  # fmt: skip


def _names(index: dict | list) -> dict[int, str]:
    return dict(enumerate(index)) if isinstance(index, list) else {v: k for k, v in index.items()}


def _place(path: Path, cell: str, cube: dict, names: dict[str, dict[int, str]]) -> dict[str, str]:
    """What a cell is of: the last dimension runs first."""
    place, rest = {}, natural(cell)
    if rest is None:
        raise InputError(path, "the key of a value is no number of a cell", row=cell)
    for dimension, size in reversed(list(zip(cube["id"], cube["size"], strict=True))):
        rest, position = divmod(rest, size) if size else (-1, -1)
        place[dimension] = names[dimension].get(position, "")
    if rest != 0:
        raise InputError(path, "the cell lies outside of the cube", row=cell)
    return place
