"""Regimes and their episodes of change: V-Dem's Episodes of Regime Transformation, version 15.

Writes `regimes` (a row a country and year) and `regime_episodes` (a row an episode). Source:
inst/ert.csv of the R package ERT (V-Dem Institute), a row a country and year, written by R.

Traps:
- An episode stands in each of its years with the same start, end and outcome: they must agree.
- The name of an episode is country_start_end.
- Missing values are written NA. Texts are quoted, the first column is a row number without name.
- 1990 and most of 1991 are not independent states; Russia before 1992 is the Soviet Union.
- An episode that lasts at the end of the data is "censored": its last year is not its end.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.builders.cells import number, only_once, year
from analysis.builders.reading import csv_rows, decode, read_bytes
from analysis.builders.vdem import COUNTRIES
from analysis.errors import InputError

TABLES = ("regimes", "regime_episodes")

FILE = Path("macro/raw/vdem_ert_v15/ert.csv")
ADDRESS = "https://github.com/vdeminstitute/ERT (inst/ert.csv)"
CODE, NAME, YEAR, REGIME = "country_text_id", "country_name", "year", "v2x_regime"
NOT_GIVEN = "NA"
FIRST_YEAR = 1990
# Regimes of the World and outcomes of episodes, numbered as in the codebook of version 15.
REGIMES = ("closed autocracy", "electoral autocracy", "electoral democracy", "liberal democracy")
KINDS = {"dem": "democratization", "aut": "autocratization"}
OUTCOMES = {
    "dem": ("", "democratic transition", "preempted democratic transition",
            "stabilized electoral autocracy", "reverted liberalization", "deepened democracy",
            "outcome censored"),
    "aut": ("", "democratic breakdown", "preempted democratic breakdown", "diminished democracy",
            "averted regression", "regressed autocracy", "outcome censored"),
}  # fmt: skip
PARTS = ("ep", "ep_id", "ep_start_year", "ep_end_year", "ep_outcome", "ep_censored")
COLUMNS = (CODE, NAME, YEAR, REGIME, *(f"{kind}_{part}" for kind in KINDS for part in PARTS))


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make both tables from the CSV below `raw`.

    Parameters
    ----------
    raw
        Root of the publishers' files.

    Returns
    -------
    `regimes`: country, year, regime (0 closed autocracy to 3 liberal democracy). `regime_episodes`:
    episode, country, kind, first_year, last_year, outcome, censored (yes, no: lasts at the end of
    the data). Sorted by country and year, and by episode and kind.

    Raises
    ------
    InputError
        Where the file is missing, cut, of another layout, or a row is double, impossible or
        contradicts another of its episode.
    """
    path = raw / FILE
    text = decode(path, read_bytes(path, ADDRESS))
    if not text.endswith("\n"):
        raise InputError(path, "not a whole file: its last line does not end")
    regimes: list[tuple] = []
    episodes: dict[tuple, tuple] = {}
    years: dict[tuple, set[int]] = {}
    seen: dict[tuple, int] = {}
    for line, cells in csv_rows(path, text, COLUMNS):
        code = cells[CODE]
        if code not in COUNTRIES:
            continue
        if cells[NAME] != COUNTRIES[code]:
            rule = f"{cells[NAME]!r} should be {COUNTRIES[code]!r}, the name of {code}"
            raise InputError(path, rule, row=line, column=NAME)
        when = year(path, cells[YEAR], row=line, column=YEAR)
        only_once(path, seen, (code, when), row=line, column=YEAR)
        if when >= FIRST_YEAR and cells[REGIME] != NOT_GIVEN:
            regimes.append((code, when, _whole(path, line, cells, REGIME, len(REGIMES) - 1)))
        for kind in KINDS:
            if row := _episode(path, line, cells, kind, when):
                _same(path, line, kind, episodes.setdefault(row[:3], row), row)
                years.setdefault(row[:3], set()).add(when)
    _check_years(path, episodes, years)
    if not regimes:
        raise InputError(path, "no row of any state of the book")
    kept = [row for row in episodes.values() if row[4] >= FIRST_YEAR]
    columns = ["episode", "country", "kind", "first_year", "last_year", "outcome", "censored"]
    return {
        "regimes": pd.DataFrame(regimes, columns=["country", "year", "regime"]).sort_values(
            ["country", "year"], ignore_index=True
        ),
        "regime_episodes": pd.DataFrame(kept, columns=columns).sort_values(
            ["episode", "kind"], ignore_index=True
        ),
    }


def _whole(path: Path, line: int, cells: dict[str, str], column: str, high: int) -> int:
    value = number(path, cells[column], row=line, column=column, low=0, high=high)
    if value % 1:
        raise InputError(path, f"{cells[column]!r} is no whole number", row=line, column=column)
    return int(value)


def _episode(path: Path, line: int, cells: dict[str, str], kind: str, when: int) -> tuple | None:
    """The episode of a row, None where the year is in none."""
    column = f"{kind}_ep"
    if cells[column] == NOT_GIVEN or not _whole(path, line, cells, column, 1):
        return None
    code = cells[CODE]
    first, last = (year(path, cells[f"{column}_{end}_year"], row=line,
                        column=f"{column}_{end}_year") for end in ("start", "end"))  # fmt: skip
    name = cells[f"{column}_id"]
    if name != f"{code}_{first}_{last}" or not first <= when <= last:
        rule = f"{name!r} should be {code}_{first}_{last} and hold the year {when}"
        raise InputError(path, rule, row=line, column=f"{column}_id")
    outcome = _whole(path, line, cells, f"{column}_outcome", len(OUTCOMES[kind]) - 1)
    if not outcome:
        raise InputError(path, "an episode without outcome", row=line, column=f"{column}_outcome")
    censored = _whole(path, line, cells, f"{column}_censored", 1)
    return name, code, KINDS[kind], first, last, OUTCOMES[kind][outcome], ("no", "yes")[censored]


def _same(path: Path, line: int, kind: str, earlier: tuple, row: tuple) -> None:
    if earlier != row:
        rule = f"{row[0]}: {row[5]}, censored {row[6]}; before: {earlier[5]}, {earlier[6]}"
        raise InputError(path, rule, row=line, column=f"{kind}_ep_outcome")


def _check_years(path: Path, episodes: dict[tuple, tuple], years: dict[tuple, set[int]]) -> None:
    for key, row in episodes.items():
        missing = sorted(set(range(row[3], row[4] + 1)) - years[key])
        if missing:
            raise InputError(path, f"{row[0]}: no row of its year {missing[0]}", column=YEAR)
