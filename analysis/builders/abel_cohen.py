"""Estimates of migration between the 15 states in five-year periods, by Abel and Cohen.

Writes `migration_flows_abel_cohen`. Source: Abel and Cohen (2019, updated), figshare
doi:10.6084/m9.figshare.7731233, in the JSON layout of the site migration-visualization
(github.com/X80110/migration-visualization): one file a method, `matrix[first year][origin]
[destination]` in the order of `names`, with the totals of each name beside it.

These are no counts: both methods compute which flows would lead from one estimated migrant stock to
the next. The pseudo-Bayesian one has large flows both ways.

Traps:
- Regions stand among the names; `regions` gives their positions.
- Rows are origins: nothing in the file says so but its totals, so the sums are checked against
  `total_outflow` and `total_inflow` (cells are rounded, so sums may differ by ROUNDING).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.builders.cells import natural
from analysis.builders.reading import read_bytes, read_json
from analysis.errors import InputError

TABLES = ("migration_flows_abel_cohen",)

FOLDER = Path("migration/raw/abel_cohen_X80110")
ADDRESS = "https://github.com/X80110/migration-visualization (json/)"
METHODS = ("da_min_closed", "da_pb_closed")
COUNTRIES = {
    "Russia": "RUS", "Ukraine": "UKR", "Belarus": "BLR", "Moldova": "MDA", "Georgia": "GEO",
    "Armenia": "ARM", "Azerbaijan": "AZE", "Kazakhstan": "KAZ", "Kyrgyzstan": "KGZ",
    "Tajikistan": "TJK", "Turkmenistan": "TKM", "Uzbekistan": "UZB", "Estonia": "EST",
    "Latvia": "LVA", "Lithuania": "LTU",
}  # fmt: skip
NEEDED = {"names": list, "regions": list, "matrix": dict, "total_inflow": dict,
          "total_outflow": dict}  # fmt: skip
PERIOD = 5
FIRST_YEAR, LAST_YEAR = 1990, 2100
# 230 cells, each rounded to a whole person.
ROUNDING = 25
MOST = 10**10  # persons; more than there are


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the table from the files of both methods below `raw`.

    Parameters
    ----------
    raw
        Root of the publishers' files.

    Returns
    -------
    `migration_flows_abel_cohen`: method, origin, destination, period_start, period_end (years, at
    their middle), value (persons in the five years), sorted by these.

    Raises
    ------
    InputError
        Where a file is missing, no JSON, or a matrix is not square, has impossible cells or does
        not add up to its totals. `row` names period and origin, `column` the destination.
    """
    folder = raw / FOLDER
    rows = [row for m in METHODS for row in _rows(folder / f"flow_{m}.json", m)]
    columns = ["method", "origin", "destination", "period_start", "period_end", "value"]
    table = pd.DataFrame(rows, columns=columns)
    return {"migration_flows_abel_cohen": table.sort_values(columns[:5], ignore_index=True)}


def _rows(path: Path, method: str) -> list[tuple]:
    content = _read(path)
    names = content["names"]
    places = {name: names.index(name) for name in COUNTRIES}
    rows = []
    for period, matrix in content["matrix"].items():
        start = _start(path, period)
        _check_matrix(path, period, matrix, names)
        _check_totals(path, period, content, places)
        rows += [
            (method, COUNTRIES[origin], COUNTRIES[destination], start, start + PERIOD,
             matrix[places[origin]][places[destination]])
            for origin in COUNTRIES for destination in COUNTRIES if origin != destination
        ]  # fmt: skip
    if not rows:
        raise InputError(path, "the matrix has no period", column="matrix")
    return rows


def _read(path: Path) -> dict:
    content = read_json(path, read_bytes(path, ADDRESS),
                        object_pairs_hook=lambda pairs: _only_once(path, pairs))  # fmt: skip
    for key, kind in NEEDED.items():
        if not isinstance(content, dict) or not isinstance(content.get(key), kind):
            raise InputError(path, f"{key} should be there, as a {kind.__name__}", column=key)
    for name in COUNTRIES:
        if content["names"].count(name) != 1:
            rule = f"{name} should stand once, not {content['names'].count(name)} times"
            raise InputError(path, rule, column="names")
    if not all(_is_count(r) and r < len(content["names"]) for r in content["regions"]):
        raise InputError(path, "should be positions in names", column="regions")
    return content


def _only_once(path: Path, pairs: list[tuple[str, object]]) -> dict:
    """A JSON object, whose keys may not repeat."""
    keys = [key for key, _ in pairs]
    double = next((key for key in keys if keys.count(key) > 1), None) if len(keys) < 50 else None
    if double or len(set(keys)) != len(keys):
        raise InputError(path, f"a key stands twice: {double or 'in a list of totals'}")
    return dict(pairs)


def _start(path: Path, period: str) -> int:
    start = natural(period)
    if start is None or start % PERIOD or not FIRST_YEAR <= start <= LAST_YEAR:
        rule = f"{period!r} is not the first year of a period of {PERIOD} years"
        raise InputError(path, rule, column="matrix")
    return start


def _check_matrix(path: Path, period: str, matrix: object, names: list[str]) -> None:
    if not isinstance(matrix, list) or len(matrix) != len(names):
        raise InputError(path, f"should have {len(names)} rows", row=period, column="matrix")
    for name, row in zip(names, matrix, strict=True):
        if not isinstance(row, list) or len(row) != len(names):
            rule = f"the row should have {len(names)} cells"
            raise InputError(path, rule, row=f"{period} {name}", column="matrix")
        spoilt = next((i for i, cell in enumerate(row) if not _is_count(cell)), None)
        if spoilt is not None:
            rule = f"{row[spoilt]!r} is not a number of persons"
            raise InputError(path, rule, row=f"{period} {name}", column=names[spoilt])


def _check_totals(path: Path, period: str, content: dict, places: dict[str, int]) -> None:
    """Outflow and inflow of each of our states, as the file prints them, are those of the cells."""
    matrix, regions = content["matrix"][period], set(content["regions"])
    for name, place in places.items():
        others = [i for i in range(len(matrix)) if i not in regions and i != place]
        sums = {"total_outflow": sum(matrix[place][i] for i in others),
                "total_inflow": sum(matrix[i][place] for i in others)}  # fmt: skip
        for key, found in sums.items():
            totals = content[key].get(period)
            printed = totals.get(name) if isinstance(totals, dict) else None
            if not _is_count(printed) or abs(printed - found) > ROUNDING:
                rule = f"{printed!r} should be {found}, the sum of the cells"
                raise InputError(path, rule, row=f"{period} {name}", column=key)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST
