"""Years of armed conflict from the Uppsala Conflict Data Program's own file.

Makes `conflict_years`, one of the tables of `ucdp`, from the UCDP/PRIO Armed Conflict Dataset. The
deaths by country stay: the copy that we have assigns each event to a country by borders of its
time, which the Program's own files do not do.

Where this was read (the live site could not be asked):
- the page https://ucdp.uu.se/downloads/ names the newest ucdp-prio-acd-<version>-csv.zip: two
  public programs that look for it there; the file lies in
  https://ucdp.uu.se/downloads/ucdpprio/ (version 261 of June 2026: a public program);
- columns, codes and many numbers in one cell ("2, 645"): the codebook's names as public code has
  them (incompatibility 1 territory, 2 government, 3 both; type_of_conflict 1 extrasystemic,
  2 interstate, 3 intrastate, 4 internationalised intrastate).

Traps:
- A cell of supporters holds all their numbers; the copy that `ucdp` reads has a row for each pair.
- Dates are ISO, or empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis.builders import ucdp
from analysis.builders.cells import number
from analysis.builders.ex_soviet import STATE_NUMBERS
from analysis.builders.native import MEGABYTE, Ask, Download, Edition, newest
from analysis.builders.reading import csv_rows, decode, iso_date, read_bytes, unpack_zip
from analysis.errors import InputError

TABLES = ("conflict_years",)

FOLDER = "security/raw/ucdp_acd"
PAGE = "https://ucdp.uu.se/downloads/"
ADDRESS = f"{PAGE}ucdpprio/"
NAME = re.compile(r"ucdp-prio-acd-([0-9]{2})([0-9])-csv\.zip")
ISSUES = {"1": "territory", "2": "government", "3": "both"}
# As the copy that `ucdp` reads has them; the first kind has no case since 1974.
KINDS = {"1": "extrasystemic", "2": "interstate", "3": "intrastate", "4": "II"}
CODES = {"incompatibility": ISSUES, "type_of_conflict": KINDS}
PLAIN = ("conflict_id", "year", "intensity_level", "gwno_a", "gwno_b")
SUPPORTERS = ("gwno_a_2nd", "gwno_b_2nd")
EPOCH = pd.Timestamp("1970-01-01")


def downloads(ask: Ask) -> Iterator[Download]:
    """The newest version that the page of downloads names."""
    where = Download(PAGE, f"{FOLDER}/downloads.html", "html", PAGE, 10 * MEGABYTE)
    found = {m[0]: (m[1], m[2]) for m in NAME.finditer(ask(where).decode("utf-8", "replace"))}
    if not found:
        raise InputError(PAGE, "the page names no file ucdp-prio-acd-<version>-csv.zip")
    name = max(found, key=found.__getitem__)
    yield Download(f"{ADDRESS}{name}", f"{FOLDER}/{name}", "zip", PAGE, 50 * MEGABYTE)


def present(raw: Path) -> bool:
    """Whether a version lies below `raw`."""
    return newest(raw / FOLDER, _version) is not None


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the table from the newest version below `raw`; columns as in `ucdp.build`."""
    path = _file(raw)
    text = decode(path, _table(path)).removeprefix("\ufeff")
    if not text.endswith("\n"):
        raise InputError(path, "not a whole file: its last line does not end")
    needed = (*PLAIN, *SUPPORTERS, *CODES, *ucdp.DATES)
    pairs = [pair for line, cells in csv_rows(path, text, needed)
             if _is_ours(cells) for pair in _pairs(path, line, cells)]  # fmt: skip
    frame = pd.DataFrame(pairs, columns=list(needed)).drop_duplicates(ignore_index=True)
    return {"conflict_years": ucdp.conflict_rows(path, frame)}


def edition(raw: Path) -> Edition:
    """The version in the file's name; the year of the version is the vintage."""
    path = _file(raw)
    version = _version(path.name)
    return Edition(
        vintage=f"20{version[:2]}",
        address=f"{ADDRESS}{path.name}",
        files=(path,),
        citation=f"UCDP/PRIO Armed Conflict Dataset version {version}, {PAGE}. Gleditsch, Nils "
        "Petter, et al. (2002), Armed Conflict 1946-2001: A New Dataset, Journal of Peace Research "
        "39 (5), and the Program's article of the year in the same journal.",
        title=f"UCDP/PRIO Armed Conflict Dataset {version}",
    )


def _version(name: str) -> str | None:
    found = NAME.fullmatch(name)
    return f"{found[1]}.{found[2]}" if found else None


def _file(raw: Path) -> Path:
    path = newest(raw / FOLDER, _version)
    if path is None:
        raise InputError(raw / FOLDER, f"no file ucdp-prio-acd-<version>-csv.zip; see {PAGE}")
    return path


def _table(path: Path) -> bytes:
    """The only CSV file in the archive."""
    packed = unpack_zip(path, read_bytes(path, ADDRESS))
    names = [n for n in packed if n.lower().endswith(".csv")]
    if len(names) != 1:
        raise InputError(path, f"the archive holds {len(names)} CSV files, it should hold one")
    return packed[names[0]]


def _is_ours(cells: dict[str, str]) -> bool:
    """One of the fifteen states is a side; only these rows must be as we know them."""
    ours = {str(n) for n in STATE_NUMBERS}
    return bool(ours & {cells["gwno_a"].strip(), cells["gwno_b"].strip()})


def _pairs(path: Path, line: int, cells: dict[str, str]) -> Iterator[dict[str, object]]:
    """A row for each pair of supporters, as the copy that `ucdp` reads has them."""
    row: dict[str, object] = {c: _number(path, line, cells, c) for c in PLAIN}
    for column, known in CODES.items():
        if cells[column] not in known:
            rule = f"{cells[column]!r} should be one of {', '.join(known)}"
            raise InputError(path, rule, row=line, column=column)
        row[column] = known[cells[column]]
    row |= {c: _days(path, line, cells, c) for c in ucdp.DATES}
    first, second = (_numbers(path, line, cells, c) for c in SUPPORTERS)
    for a in first:
        for b in second:
            yield row | dict(zip(SUPPORTERS, (a, b), strict=True))


def _number(path: Path, line: int, cells: dict[str, str], column: str) -> float:
    text = cells[column].strip()
    return number(path, text, row=line, column=column, low=0) if text else float("nan")


def _numbers(path: Path, line: int, cells: dict[str, str], column: str) -> list[float]:
    texts = [t.strip() for t in cells[column].split(",") if t.strip()]
    found = [number(path, t, row=line, column=column, low=0) for t in texts]
    return found or [float("nan")]


def _days(path: Path, line: int, cells: dict[str, str], column: str) -> float:
    text = cells[column].strip()[:10]
    if not text:
        return float("nan")
    iso_date(path, text, row=line, column=column)
    return float((pd.Timestamp(text) - EPOCH).days)
