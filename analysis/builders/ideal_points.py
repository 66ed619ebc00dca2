"""Ideal points of 18 states by year, from Voeten's estimates (edition of July 2025).

Writes `ideal_points`. Source: United Nations General Assembly Ideal Points by Erik Voeten,
doi:10.7910/DVN/LEJUQZ, a Stata file. Of its three estimates we take `idealpointfp` (votes on whole
resolutions): the only one that reaches 2024.

Traps:
- The file counts by calendar year, older editions by session: never join the two.
- Country codes are ISO 3166-1 alpha-3 in `iso3c`, but the numbers in `ccode` are those of the
  Correlates of War; the name must fit the code (Turkey keeps its old name, the USSR is "Russia").
- A state that cast too few votes in a year has no row, or a row without any number: left out.
- Numbers are single precision; each is written with the fewest digits that give it back.
"""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import pandas as pd

from analysis.builders.reading import read_bytes
from analysis.errors import InputError

TABLES = ("ideal_points",)

FILE = Path("votes/raw/ideal_points/IdealpointsJuly2025.dta")
ADDRESS = "https://doi.org/10.7910/DVN/LEJUQZ"
# pandas reads a file that is cut behind its data without a word.
END = b"</stata_dta>"
FIRST_YEAR, LAST_YEAR = 1991, 2024
COUNTRIES = {
    "RUS": "Russia", "UKR": "Ukraine", "BLR": "Belarus", "MDA": "Moldova", "GEO": "Georgia",
    "ARM": "Armenia", "AZE": "Azerbaijan", "KAZ": "Kazakhstan", "KGZ": "Kyrgyzstan",
    "TJK": "Tajikistan", "TKM": "Turkmenistan", "UZB": "Uzbekistan", "EST": "Estonia",
    "LVA": "Latvia", "LTU": "Lithuania", "USA": "United States", "CHN": "China", "TUR": "Turkey",
}  # fmt: skip
ESTIMATES = {"idealpointfp": "ideal_point", "q5fp": "low", "q95fp": "high"}
COUNT = {"nvotesfp": "votes"}
NEEDED = ["iso3c", "countryname", "year", *ESTIMATES, *COUNT]


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the table from the Stata file below `raw`.

    Parameters
    ----------
    raw
        Root of the publishers' files.

    Returns
    -------
    `ideal_points`: country, year, ideal_point, low, high (points of the scale; higher is nearer to
    the Western pole), votes (count), sorted by country and year.

    Raises
    ------
    InputError
        Where the file is missing or no Stata file, or a row is incomplete, double or contradicts
        itself. `row` counts observations from 1.
    """
    path = raw / FILE
    return make_tables(path, _read(path), COUNTRIES, LAST_YEAR)


def make_tables(
    path: Path, frame: pd.DataFrame, names: dict[str, str], last_year: int
) -> dict[str, pd.DataFrame]:
    """The table from the columns `NEEDED`, whatever they were read from; `names` by code."""
    ours = frame[frame["iso3c"].isin(names) & frame["year"].between(FIRST_YEAR, last_year)]
    ours = ours[ours[[*ESTIMATES, *COUNT]].notna().any(axis=1)]
    _check(path, ours, names)
    table = pd.DataFrame({"country": ours["iso3c"], "year": ours["year"].astype("int64")})
    for theirs, name in ESTIMATES.items():
        table[name] = ours[theirs].astype("float32").astype("str").astype("float64")
    table["votes"] = ours["nvotesfp"].astype("int64")
    table = table.sort_values(["country", "year"], ignore_index=True)
    return {"ideal_points": table}


def _read(path: Path) -> pd.DataFrame:
    content = read_bytes(path, ADDRESS)
    if not content.rstrip().endswith(END):
        raise InputError(path, f"not a whole Stata file: it does not end in {END.decode()}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", UnicodeWarning)  # a text that is no UTF-8
            frame = pd.read_stata(io.BytesIO(content), convert_categoricals=False)
    except Exception as error:  # pandas fails on a spoilt file in many ways, AttributeError too
        raise InputError(path, f"not a whole Stata file: {error}") from None
    check_columns(path, frame)
    return frame


def check_columns(path: Path, frame: pd.DataFrame) -> None:
    """The columns that we need must be there, and those of numbers hold numbers."""
    missing = [c for c in NEEDED if c not in frame.columns]
    if missing:
        raise InputError(path, f"the file lacks the columns {', '.join(missing)}")
    for column in ("year", *ESTIMATES, *COUNT):
        if not pd.api.types.is_numeric_dtype(frame[column]):
            raise InputError(path, "the column holds no numbers", column=column)


def _check(path: Path, ours: pd.DataFrame, known: dict[str, str]) -> None:
    empty = ours[[*ESTIMATES, *COUNT]].isna()
    names = ours["iso3c"].map(known)
    rules = [
        ("countryname", ours["countryname"] != names, "the name of its code"),
        ("year", ours["year"] % 1 != 0, "a whole year"),
        ("year", ours.duplicated(["iso3c", "year"]), "the only row of its country and year"),
        *((column, empty[column], "given, as other estimates of the row are") for column in empty),
        ("nvotesfp", ours["nvotesfp"] % 1 != 0, "a whole number"),
        ("idealpointfp", ~ours["idealpointfp"].between(ours["q5fp"], ours["q95fp"]),
         "between q5fp and q95fp"),
    ]  # fmt: skip
    for column, broken, rule in rules:
        if broken.any():
            row = ours[broken].iloc[0]
            found = f"{row['iso3c']} {row['year']:g}: {row[column]!r} should be {rule}"
            raise InputError(path, found, row=int(row.name) + 1, column=column)
