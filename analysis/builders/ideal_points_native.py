"""Ideal points from the newest version in Harvard Dataverse.

Makes the table of `ideal_points` from doi:10.7910/DVN/LEJUQZ.

Where this was read (the live site could not be asked):
- the dataset as JSON, /api/datasets/:persistentId/?persistentId=doi:..., with
  `data.latestVersion.files[].dataFile` (`id`, `filename`, `originalFileName`, `tabularData`,
  `checksum`) and `releaseTime`: guides.dataverse.org (native API), answers quoted in public code;
- /api/access/datafile/ID, and `format=original` for a file that Dataverse turned into .tab, whose
  checksum is that of the original: guides.dataverse.org (data access API);
- version 38 (3 April 2026) has `Idealpointestimates1946-2025.tab`, version 39 (30 July 2026) also
  `IdealpointestimatesFP_2026FP.csv` (md5 verified by a public script that downloads it); columns
  ccode, iso3c, Countryname, year, NVotesFP, IdealPointFP, Q5%FP ... Q95%FP: public scripts that
  read them. The columns of the .csv but for `iso3c`, `year` and `IdealPointFP` were not seen.

Traps:
- Names of columns change their case and signs between editions: `Q5%FP` was `q5fp`.
- Other files of the dataset hold dyads, agreement scores and codebooks.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis.builders import ideal_points
from analysis.builders.native import MEGABYTE, Ask, Download, Edition, iso_day, listing
from analysis.builders.reading import decode, read_bytes, read_json
from analysis.errors import InputError

TABLES = ideal_points.TABLES

FOLDER = "votes/raw/dataverse_LEJUQZ"
DATASET = f"{FOLDER}/dataset.json"
PAGE = ideal_points.ADDRESS
SERVER = "https://dataverse.harvard.edu"
LISTING = f"{SERVER}/api/datasets/:persistentId/?persistentId=doi:10.7910/DVN/LEJUQZ"
NAME = re.compile(r"ideal_?point_?s?_?estimates.*\.(csv|tab|tsv)|idealpoints\w*\.(csv|tab|tsv)",
                  re.IGNORECASE)  # fmt: skip
NOT_OURS = re.compile("dyad|all|legacy|codebook", re.IGNORECASE)
LAST_YEAR = 2100
# Names that newer editions may give to the same codes.
OTHER_NAMES = {"Türkiye": "Turkey", "Turkiye": "Turkey", "Russian Federation": "Russia",
               "Republic of Moldova": "Moldova",
               "United States of America": "United States"}  # fmt: skip
HASHES = {"MD5": "md5", "SHA-256": "sha256"}


def downloads(ask: Ask) -> Iterator[Download]:
    """The description of the newest version, and its newest file of estimates."""
    where = Download(LISTING, DATASET, "json", PAGE, 10 * MEGABYTE)
    version = _version(LISTING, listing(where, ask(where)))
    found = [f["dataFile"] for f in version["files"] if _is_ours(f)]
    if not found:
        raise InputError(LISTING, f"the newest version lists no file of estimates; look at {PAGE}")
    file = max(found, key=lambda f: f["id"])
    original = "?format=original" if file.get("tabularData") else ""
    yield where
    yield Download(
        f"{SERVER}/api/access/datafile/{file['id']}{original}",
        f"{FOLDER}/{_name(file)}", "csv", PAGE, 50 * MEGABYTE, _hash(file),
    )  # fmt: skip


def present(raw: Path) -> bool:
    """Whether a version lies below `raw`."""
    return (raw / DATASET).exists()


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the table from the version below `raw`; columns as in `ideal_points.build`."""
    path = _file(raw)
    frame = _read(path)
    frame["countryname"] = frame["countryname"].replace(OTHER_NAMES)
    return ideal_points.make_tables(path, frame, ideal_points.COUNTRIES, LAST_YEAR)


def edition(raw: Path) -> Edition:
    """The version by its number and date of release."""
    version = _described(raw)
    path = _file(raw)
    vintage = iso_day(raw / DATASET, version.get("releaseTime"), "releaseTime")
    number = f"{version.get('versionNumber')}.{version.get('versionMinorNumber')}"
    return Edition(
        vintage=vintage,
        address=PAGE,
        files=(path, raw / DATASET),
        citation="Voeten, Erik. United Nations General Assembly Ideal Points. Harvard Dataverse, "
        f"{PAGE}, version {number} ({vintage}), file {path.name}. Method: Bailey, Strezhnev and "
        "Voeten (2017), Journal of Conflict Resolution 61 (2), 430-456.",
    )


def _described(raw: Path) -> dict:
    path = raw / DATASET
    return _version(path, read_json(path, read_bytes(path, LISTING)))


def _version(where: Path | str, content: object) -> dict:
    try:
        version = content["data"]["latestVersion"]
        files = version["files"]
        known = all(isinstance(f["dataFile"]["id"], int) and _name(f["dataFile"]) for f in files)
    except (KeyError, TypeError):
        known = False
    if not known:
        raise InputError(where, "the description of the dataset has not data.latestVersion.files")
    return version


def _is_ours(file: dict) -> bool:
    name = _name(file["dataFile"])
    free = not file.get("restricted")
    return bool(free and NAME.fullmatch(name) and not NOT_OURS.search(name))


def _name(file: dict) -> str:
    return Path(str(file.get("originalFileName") or file.get("filename") or "")).name


def _hash(file: dict) -> str | None:
    printed = file.get("checksum") or {}
    kind = HASHES.get(printed.get("type"))
    return f"{kind}:{printed['value'].lower()}" if kind and printed.get("value") else None


def _file(raw: Path) -> Path:
    """The file of the described version; the newest where it has several."""
    files = [f["dataFile"] for f in _described(raw)["files"] if _is_ours(f)]
    here = [f for f in files if (raw / FOLDER / _name(f)).exists()]
    if not here:
        raise InputError(raw / DATASET, f"no file of this version lies beside it; see {PAGE}")
    return raw / FOLDER / _name(max(here, key=lambda f: f["id"]))


def _read(path: Path) -> pd.DataFrame:
    text = decode(path, read_bytes(path, PAGE)).removeprefix("\ufeff")
    if not text.endswith("\n"):
        raise InputError(path, "not a whole file: its last line does not end")
    separator = "\t" if "\t" in text.partition("\n")[0] else ","
    try:
        frame = pd.read_csv(io.StringIO(text), sep=separator, dtype={"iso3c": "str"},
                            keep_default_na=False, na_values=["", "NA", "NaN"])  # fmt: skip
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        raise InputError(path, f"not a table: {error}") from None
    frame.columns = [re.sub(r"[^a-z0-9]", "", str(c).lower()) for c in frame.columns]
    twice = frame.columns[frame.columns.duplicated()]
    if len(twice):
        raise InputError(path, f"two columns are named {twice[0]}")
    ideal_points.check_columns(path, frame)
    return frame
