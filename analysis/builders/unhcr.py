"""Refugees, displaced persons, asylum claims and solutions: UNHCR's Refugee Data Finder.

Writes `refugees`, `asylum_applications`, `forced_displacement_flows`, `refugee_solutions` and
`displaced_idmc`. Source: the R package `refugees` of UNHCR (github.com/PopulationStatistics/
refugees), whose data frames are the Refugee Data Finder's tables. Kept: from 1990, every pair with
at least one of the 15 states on either side.

Traps:
- UNHCR's own country codes (`coo`, `coa`) look like ISO codes and are not: ARE is Egypt there. Only
  `coo_iso` and `coa_iso` are read, and for the 15 states the name must fit the code.
- `population` pads with zeros what is not reported: zeros are left out.
- Persons displaced in their own country have it as origin and as country of asylum.
- Host communities (`hst`) are not displaced persons: left out. No pair of ours has any.
- An asylum claim may be counted again at appeal, and in cases or in persons: the publisher's keys
  are kept, nothing is added up.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from analysis.builders.frames import only_once, refuse, whole
from analysis.builders.rdata import read_frame

# A frame and the file that it came from, by its name and the columns it must have.
Reader = Callable[[str, dict[str, str]], tuple[Path, pd.DataFrame]]

TABLES = ("refugees", "asylum_applications", "forced_displacement_flows", "refugee_solutions",
          "displaced_idmc")  # fmt: skip

FOLDER = Path("migration/raw/unhcr_refugees_pkg")
ADDRESS = "https://github.com/PopulationStatistics/refugees (data/)"
FIRST_YEAR = 1990
EARLIEST, LATEST = 1951, 2100
MOST_PERSONS = 50_000_000
# Names as UNHCR writes them.
COUNTRIES = {
    "RUS": "Russian Federation", "UKR": "Ukraine", "BLR": "Belarus", "MDA": "Rep. of Moldova",
    "GEO": "Georgia", "ARM": "Armenia", "AZE": "Azerbaijan", "KAZ": "Kazakhstan",
    "KGZ": "Kyrgyzstan", "TJK": "Tajikistan", "TKM": "Turkmenistan", "UZB": "Uzbekistan",
    "EST": "Estonia", "LVA": "Latvia", "LTU": "Lithuania",
}  # fmt: skip
# AB9 is Abyei in UNHCR's tables.
ISO = "[A-Z]{2}[A-Z9]"
ENDS = {"coo_iso": "origin", "coa_iso": "destination"}
NAMES = {"coo_iso": "coo_name", "coa_iso": "coa_name"}
POPULATION_TYPES = ("refugees", "asylum_seekers", "returned_refugees", "idps", "returned_idps",
                    "stateless", "ooc", "oip")  # fmt: skip
FLOW_TYPES = ("refugees", "asylum_seekers", "refugee_like", "oip")
SOLUTIONS = ("returned_refugees", "resettlement", "naturalisation", "returned_idps")
ASYLUM_KEYS = {"procedure_type": "authority", "app_type": "stage", "dec_level": "level",
               "app_pc": "counted"}  # fmt: skip
ASYLUM_CODES = {"procedure_type": "G|J|U", "app_type": "[A-Z]{1,2}", "dec_level": "[A-Z]{2}",
                "app_pc": "C|P"}  # fmt: skip


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the tables from the package's data files below `raw`.

    Parameters
    ----------
    raw
        Root of the publishers' files.

    Returns
    -------
    All values in persons (asylum claims: persons or cases, column `counted`), sorted by their key.
    `refugees`: origin, destination, population_type, year (at its end), value;
    `forced_displacement_flows`: origin, destination, flow_type, year (during it), value;
    `refugee_solutions`: origin, destination, solution, year (during it), value;
    `asylum_applications`: origin, destination, year, authority, stage, level, counted, value;
    `displaced_idmc`: country, year (at its end), value.

    Raises
    ------
    InputError
        Where a file is missing, cut, no R data, or a cell is double or impossible. `row` counts
        observations from 1.
    """
    def read(name: str, needed: dict[str, str]) -> tuple[Path, pd.DataFrame]:
        path = raw / FOLDER / f"{name}.rda"
        return path, read_frame(path, ADDRESS, name, needed)

    flows = _types(read, "flows", FLOW_TYPES, "flow_type")
    return make_tables(read) | {"forced_displacement_flows": flows}


def make_tables(read: Reader) -> dict[str, pd.DataFrame]:
    """All tables but that of flows, from frames that `read` gives by name and needed columns."""
    return {
        "refugees": _types(read, "population", POPULATION_TYPES, "population_type"),
        "asylum_applications": _asylum(read),
        "refugee_solutions": _types(read, "solutions", SOLUTIONS, "solution"),
        "displaced_idmc": _idmc(read),
    }


def _pairs(
    read: Reader, name: str, values: tuple[str, ...], keys: tuple[str, ...] = ()
) -> tuple[Path, pd.DataFrame]:
    """Rows since FIRST_YEAR with one of the 15 on either side, checked."""
    needed = {"year": "number", **dict.fromkeys([*ENDS, *NAMES.values(), *keys], "text"),
              **dict.fromkeys(values, "number")}  # fmt: skip
    path, frame = read(name, needed)
    whole(path, frame, "year", EARLIEST, LATEST)
    for code in ENDS:
        refuse(path, frame, ~frame[code].str.fullmatch(ISO).fillna(False), code,
               "an ISO code of three letters")  # fmt: skip
        known = frame[code].map(COUNTRIES)
        named = frame[NAMES[code]]
        ours = known.notna() | named.isin(COUNTRIES.values())
        refuse(path, frame, ours & (known != named), NAMES[code], "the name of its ISO code")
    ours = frame["coo_iso"].isin(COUNTRIES) | frame["coa_iso"].isin(COUNTRIES)
    frame = frame[ours & (frame["year"] >= FIRST_YEAR)]
    only_once(path, frame, [*ENDS, "year", *keys])
    return path, frame.rename(columns=ENDS)


def _types(read: Reader, name: str, types: tuple[str, ...], column: str) -> pd.DataFrame:
    """One row a pair, type and year; zeros and gaps are left out."""
    path, frame = _pairs(read, name, types)
    for kind in types:
        given = frame[frame[kind].notna()]
        whole(path, given, kind, 0, MOST_PERSONS)
    long = frame.melt(["origin", "destination", "year"], list(types), column, "value")
    long = long[long["value"] > 0]
    return _sorted(long[["origin", "destination", column, "year", "value"]])


def _asylum(read: Reader) -> pd.DataFrame:
    path, frame = _pairs(read, "asylum_applications", ("applied",), tuple(ASYLUM_KEYS))
    for key, pattern in ASYLUM_CODES.items():
        known = frame[key].str.fullmatch(pattern).fillna(False)
        refuse(path, frame, ~known, key, f"a code like {pattern}")
    whole(path, frame, "applied", 1, MOST_PERSONS)
    frame = frame.rename(columns={**ASYLUM_KEYS, "applied": "value"})
    return _sorted(frame[["origin", "destination", "year", *ASYLUM_KEYS.values(), "value"]])


def _idmc(read: Reader) -> pd.DataFrame:
    path, frame = _pairs(read, "idmc", ("total",))
    refuse(path, frame, frame["origin"] != frame["destination"], "destination",
           "the origin: these persons are displaced in their own country")  # fmt: skip
    whole(path, frame, "total", 1, MOST_PERSONS)
    frame = frame.rename(columns={"origin": "country", "total": "value"})
    return _sorted(frame[["country", "year", "value"]])


def _sorted(table: pd.DataFrame) -> pd.DataFrame:
    """By its key, which is every column but the last; year and value as int64."""
    table = table.astype({"year": "int64", "value": "int64"})
    return table.sort_values(list(table.columns[:-1]), ignore_index=True)
