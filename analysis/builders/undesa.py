"""Migrant stock by country of birth: UN DESA, revisions 2020 and 2024, and what lies beneath.

Writes `migrant_stock` (both revisions) and `migrant_stock_empirical` (the censuses, registers and
the World Bank's compilation that one can hold against them). Source: UN DESA International Migrant
Stock, in the files of K. Andreev's application (github.com/kirillfandreev/migrantstock): for each
country of residence, named by its UN number (M49), the files `<number>_Rev2020.RData`,
`<number>_Rev2023.RData` (which holds the revision of 2024) and `<number>_EmpiricalData.ms.RData`.

Traps:
- The two revisions must never stand in one line: `revision` is part of the key, and a file that
  holds another revision than its name says is an error.
- The number of a country, not its name, is its code; names stand in many languages.
- `yearref` is a decimal year: 1990.5 is 1 July 1990. Censuses stand at their own date.
- Files hold sexes and ages, too: both sexes and all ages are code 0, with an age span of 0.
- The world is code 0, "Total"; 900 and above are regions.
- In the revisions the universe of persons is 3 (foreign-born) or 9 (migrants, as published); in
  the empirical data 3 (foreign-born) and 4 (foreign citizens) are kept, refugees are not.
- Some censuses list the country itself among the origins: mostly 0; in Latvia those without
  citizenship of any state. They are kept.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.builders.frames import only_once, refuse, whole
from analysis.builders.rdata import read_frame
from analysis.errors import InputError

TABLES = ("migrant_stock", "migrant_stock_empirical")

FOLDER = Path("migration/raw/undesa_migrantstock_kirillfandreev")
ADDRESS = "https://github.com/kirillfandreev/migrantstock (data/)"
OBJECT = "df"
# Codes of the UN Statistics Division (M49).
COUNTRIES = {
    "RUS": 643, "UKR": 804, "BLR": 112, "MDA": 498, "GEO": 268, "ARM": 51, "AZE": 31, "KAZ": 398,
    "KGZ": 417, "TJK": 762, "TKM": 795, "UZB": 860, "EST": 233, "LVA": 428, "LTU": 440,
}  # fmt: skip
WORLD = "WLD"
ORIGINS = {0: WORLD, **{number: code for code, number in COUNTRIES.items()}}
REVISIONS = {2020: ("Rev2020", "UNPD_2020", 3), 2024: ("Rev2023", "UNPD_2024", 9)}
MID_YEAR = 0.5
CONCEPTS = {3: "foreign-born", 4: "foreign citizens"}
UNIVERSES = {3: "Foreign-born", 4: "Foreigners", 9: "INTERNATIONAL MIGRANTS"}
KINDS = (
    # (beginning of the source code, kind)
    ("Census", "census"),
    ("NSO_Census", "census"),
    ("UNSDDYB_", "census"),
    ("WorldBank", "compilation"),
    ("Eurostat", "yearly statistics"),
    ("OECD", "yearly statistics"),
    ("Archive", "not stated"),
    ("archive_", "not stated"),
    ("1999_Archive", "not stated"),
)
NUMBERS = ("LocID", "LocIDorg", "sex", "age", "agelength", "yearref", "PopulationUniverse",
           "value")  # fmt: skip
NEEDED = {**dict.fromkeys(NUMBERS, "number"), "source": "text"}
MOST_PERSONS = 20_000_000
FIRST_REFERENCE, LAST_REFERENCE = 1950, 2100
DECIMALS = 3


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make both tables from the application's files below `raw`.

    Parameters
    ----------
    raw
        Root of the publishers' files.

    Returns
    -------
    `migrant_stock`: revision, destination, origin (WLD: all), year (on 1 July), value (persons);
    `migrant_stock_empirical`: destination, origin, concept, source, kind, reference_year (decimal),
    value (persons). Sorted by their keys.

    Raises
    ------
    InputError
        Where a file is missing, cut or of another layout, holds another revision or country, or a
        cell is double or impossible. `row` counts observations from 1.
    """
    folder = raw / FOLDER
    _check_codes(folder)
    stock = [_revision(folder, revision, code) for revision in REVISIONS for code in COUNTRIES]
    found = [_empirical(folder, code) for code in COUNTRIES]
    key = ["revision", "destination", "origin", "year"]
    empirical_key = ["destination", "origin", "concept", "source", "reference_year"]
    return {
        "migrant_stock": pd.concat(stock).sort_values(key, ignore_index=True),
        "migrant_stock_empirical": pd.concat(found).sort_values(empirical_key, ignore_index=True),
    }


def _check_codes(folder: Path) -> None:
    """The numbers that this module relies on mean in the source what they mean here."""
    path = folder / "rftLocation.RData"
    frame = read_frame(path, ADDRESS, OBJECT,
                       {"LocID": "number", "ISO3": "text", "Preferred": "number"})  # fmt: skip
    names = frame[frame["Preferred"] == 1].groupby("LocID")["ISO3"].agg(set)
    for code, number in COUNTRIES.items():
        if names.get(number) != {code}:
            raise InputError(path, f"{number} should be the number of {code}", column="LocID")
    path = folder / "rftPopulationUniverse.RData"
    frame = read_frame(path, ADDRESS, OBJECT, {"ID": "number", "Name": "text"})
    known = dict(zip(frame["ID"], frame["Name"], strict=True))
    for number, name in UNIVERSES.items():
        if known.get(number) != name:
            raise InputError(path, f"{number} should be the number of {name!r}", column="ID")


def _read(folder: Path, code: str, ending: str) -> tuple[Path, pd.DataFrame]:
    """Both sexes and all ages of one country's file, from the origins that we keep."""
    path = folder / f"{COUNTRIES[code]}_{ending}.RData"
    frame = read_frame(path, ADDRESS, OBJECT, NEEDED)
    for column in NUMBERS:
        refuse(path, frame, frame[column].isna(), column, "given")
    refuse(path, frame, frame["LocID"] != COUNTRIES[code], "LocID", f"{COUNTRIES[code]}, {code}")
    all_of_them = (frame["sex"] == 0) & (frame["age"] == 0) & (frame["agelength"] == 0)
    frame = frame[all_of_them & frame["LocIDorg"].isin(ORIGINS)]
    return path, frame.assign(origin=frame["LocIDorg"].map(ORIGINS), destination=code)


def _revision(folder: Path, revision: int, code: str) -> pd.DataFrame:
    ending, source, universe = REVISIONS[revision]
    path, frame = _read(folder, code, ending)
    refuse(path, frame, frame["source"] != source, "source", f"{source}: another revision")
    refuse(path, frame, frame["PopulationUniverse"] != universe, "PopulationUniverse",
           f"{universe}, the persons of this revision")  # fmt: skip
    refuse(path, frame, frame["origin"] == code, "LocIDorg", "another country")
    frame = frame.assign(value=whole(path, frame, "value", 0, MOST_PERSONS))
    middle = frame["yearref"] % 1 == MID_YEAR
    refuse(path, frame, ~middle, "yearref", "the middle of a year")
    frame = frame.assign(revision=revision, year=frame["yearref"].astype("int64"))
    only_once(path, frame, ["origin", "year"])
    check_world(path, frame)
    return frame[["revision", "destination", "origin", "year", "value"]]


def check_world(path: Path, frame: pd.DataFrame) -> None:
    """Every year has the total of all origins, and the origins that we keep are within it."""
    grid = frame.pivot(index="year", columns="origin", values="value")
    if WORLD not in grid or grid[WORLD].isna().any() or grid.empty:
        raise InputError(path, "a year lacks the total of all origins", column="LocIDorg")
    parts = grid.drop(columns=WORLD).sum(axis=1)
    over = parts > grid[WORLD]
    if over.any():
        rule = f"in {over.idxmax()} the origins are more than their total"
        raise InputError(path, rule, column="value")


def _empirical(folder: Path, code: str) -> pd.DataFrame:
    path, frame = _read(folder, code, "EmpiricalData.ms")
    frame = frame[frame["PopulationUniverse"].isin(CONCEPTS)]
    frame = frame.assign(value=whole(path, frame, "value", 0, MOST_PERSONS))
    sources = frame["source"].fillna("")
    kinds = sources.map(_kind)
    refuse(path, frame, kinds.isna(), "source", "a source whose kind undesa.KINDS states")
    known = frame["yearref"].between(FIRST_REFERENCE, LAST_REFERENCE)
    refuse(path, frame, ~known, "yearref", f"a year after {FIRST_REFERENCE}")
    table = frame.assign(
        concept=frame["PopulationUniverse"].map(CONCEPTS),
        kind=kinds,
        reference_year=frame["yearref"].round(DECIMALS),
    )
    only_once(path, table, ["origin", "concept", "source", "reference_year"])
    columns = ["destination", "origin", "concept", "source", "kind", "reference_year", "value"]
    return table[columns]


def _kind(source: str) -> str | None:
    """What a source code stands for; UNSDDYB are tables of the UN Demographic Yearbook."""
    return next((kind for begin, kind in KINDS if source.startswith(begin)), None)
