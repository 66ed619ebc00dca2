"""A tiny raw folder of the sources on migration, in the publishers' layouts, for tests.

Call `write_all(folder)` and then spoil what the test is about. R's files are written by a small
writer of its XDR form, so that no package is needed.
"""

from __future__ import annotations

import bz2
import gzip
import json
import math
import struct
from pathlib import Path

from raw_files import workbook

from analysis.builders import abel_cohen, armenia_transfers, remittance_matrix, undesa, unhcr

# --- R's format --------------------------------------------------------------------------------

SYMBOL, PAIRLIST, CHAR, LOGICAL, INTEGER, REAL, STRING, LIST = 1, 2, 9, 10, 13, 14, 16, 19
NO_VALUE = 254
HAS_ATTRIBUTES, HAS_TAG, IS_OBJECT = 0x200, 0x400, 0x100
NA_REAL = float("nan")
HEADER = b"X\n" + struct.pack(">iii", 2, 0x00030500, 0x00020300)


def _int(number: int) -> bytes:
    return struct.pack(">i", number)


def r_char(text: str | None) -> bytes:
    """A text, None for NA."""
    if text is None:
        return _int(CHAR) + _int(-1)
    raw = text.encode()
    return _int(CHAR) + _int(len(raw)) + raw


def r_vector(values: list) -> bytes:
    """Texts, or numbers (floats)."""
    if all(v is None or isinstance(v, str) for v in values):
        return _int(STRING) + _int(len(values)) + b"".join(map(r_char, values))
    numbers = [float(v) for v in values]
    return _int(REAL) + _int(len(numbers)) + struct.pack(f">{len(numbers)}d", *numbers)


def r_pairs(named: dict[str, bytes]) -> bytes:
    """A pairlist of serialized objects."""
    cells = [_int(PAIRLIST | HAS_TAG) + _int(SYMBOL) + r_char(name) + value
             for name, value in named.items()]  # fmt: skip
    return b"".join(cells) + _int(NO_VALUE)


def r_frame(columns: dict[str, list | bytes]) -> bytes:
    """A data frame; a column given as bytes is serialized already."""
    body = [c if isinstance(c, bytes) else r_vector(c) for c in columns.values()]
    attributes = {"names": r_vector(list(columns)), "class": r_vector(["data.frame"])}
    return (_int(LIST | HAS_ATTRIBUTES | IS_OBJECT) + _int(len(body)) + b"".join(body)
            + r_pairs(attributes))  # fmt: skip


def r_data(objects: dict[str, bytes]) -> bytes:
    """What R's `save` writes, before compression."""
    return b"RDX2\n" + HEADER + r_pairs(objects)


def columns(rows: list[tuple], names: list[str]) -> dict[str, list]:
    """Rows as columns by name."""
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


# --- UNHCR -------------------------------------------------------------------------------------

PAIR = ["year", "coo_name", "coo", "coo_iso", "coa_name", "coa", "coa_iso"]
UKR_RUS = ("Ukraine", "UKR", "UKR", "Russian Federation", "RUS", "RUS")
AFG_AUS = ("Afghanistan", "AFG", "AFG", "Australia", "AUL", "AUS")
NAN = NA_REAL
# refugees, asylum_seekers, returned_refugees, idps, returned_idps, stateless, ooc, oip, hst
POPULATION = [
    (2023, *UKR_RUS, 1227554, 12, 0, 0, 0, 0, 0, NAN, 0),
    (1989, *UKR_RUS, 7, 0, 0, 0, 0, 0, 0, NAN, 0),
    (2023, *AFG_AUS, 100, 5, 0, 0, 0, 0, 0, 6, 0),
]
FLOWS = [(2022, *UKR_RUS, NAN, 100833, 1209915, NAN), (2022, *AFG_AUS, 5, NAN, NAN, NAN)]
SOLUTIONS = [(2001, *UKR_RUS, NAN, NAN, 15, NAN), (1959, *UKR_RUS, NAN, 17, NAN, NAN)]
IDMC = [
    (2022, *UKR_RUS[:3], *UKR_RUS[:3], 5914000),
    (1990, "Unknown", "UKN", "UNK", "Unknown", "UKN", "UNK", 21300000),
]
APPLICATIONS = [
    (2014, *UKR_RUS, "G", "N", "TA", "P", 265448),
    (2014, *UKR_RUS, "G", "N", "FI", "P", 5789),
    (2014, *AFG_AUS, "G", "A", "AR", "C", 5),
]
UNHCR_FILES = {
    "population": (POPULATION, [*unhcr.POPULATION_TYPES, "hst"]),
    "flows": (FLOWS, [*unhcr.FLOW_TYPES]),
    "solutions": (SOLUTIONS, [*unhcr.SOLUTIONS]),
    "idmc": (IDMC, ["total"]),
    "asylum_applications": (APPLICATIONS, [*unhcr.ASYLUM_KEYS, "applied"]),
}


def unhcr_path(name: str) -> Path:
    return unhcr.FOLDER / f"{name}.rda"


def write_unhcr(raw: Path, name: str, rows: list[tuple] | None = None, **changed: object) -> None:
    """One file of the package. `changed` replaces columns, or takes them out (None)."""
    known, values = UNHCR_FILES[name]
    content = columns(known if rows is None else rows, [*PAIR, *values]) | changed
    content = {k: v for k, v in content.items() if v is not None}
    path = raw / unhcr_path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bz2.compress(r_data({name: r_frame(content)})))


# --- UN DESA -----------------------------------------------------------------------------------

STOCK = ["LocID", "sex", "LocIDorg", "yearref", "age", "agelength", "PopulationUniverse",
         "source", "value"]  # fmt: skip
RUS, UKR, KAZ = 643, 804, 398


def stock_rows(revision: int, destination: int = RUS) -> list[tuple]:
    """World, one origin, a region, and one sex of it, in one revision."""
    _, source, universe = undesa.REVISIONS[revision]
    origin = UKR if destination != UKR else RUS
    return [
        (destination, 0, 0, 2020.5, 0, 0, universe, source, 900 + revision),
        (destination, 0, origin, 2020.5, 0, 0, universe, source, revision),
        (destination, 1, origin, 2020.5, 0, 0, universe, source, 5),
        (destination, 0, 927, 2020.5, 0, 0, universe, source, 7),
    ]


def census_rows(destination: int = RUS) -> list[tuple]:
    """Two universes that are kept, a third that is not, one with the noise of arithmetic."""
    origin = UKR if destination != UKR else RUS
    return [
        (destination, 0, origin, 2010.79863, 0, 0, 3, "Census2010", 2942018.0000000005),
        (destination, 0, origin, 2010.79863, 0, 0, 4, "UNSDDYB_B62_CJC", 93390),
        (destination, 0, origin, 2010.79863, 0, 0, 2, "UNHCR", 12),
        (destination, 0, 0, 2020, 0, 0, 3, "WorldBank", 11636914),
    ]


def stock_path(ending: str, number: int = RUS) -> Path:
    return undesa.FOLDER / f"{number}_{ending}.RData"


def write_stock(raw: Path, ending: str, rows: list[tuple], number: int = RUS) -> None:
    """One file of one country."""
    _write_gzip(raw / stock_path(ending, number), columns(rows, STOCK))


def write_codes(raw: Path, russia: str = "RUS", foreign_born: str = "Foreign-born") -> None:
    """The lists of countries and universes."""
    numbers = {**undesa.COUNTRIES}
    location = {"LocID": [*numbers.values(), 643], "ISO3": [*numbers, None],
                "Preferred": [1.0] * len(numbers) + [NA_REAL]}  # fmt: skip
    location["ISO3"][0] = russia
    _write_gzip(raw / undesa.FOLDER / "rftLocation.RData", location)
    universes = {"ID": list(undesa.UNIVERSES), "Name": list(undesa.UNIVERSES.values())}
    universes["Name"][0] = foreign_born
    _write_gzip(raw / undesa.FOLDER / "rftPopulationUniverse.RData", universes)


def write_undesa(raw: Path) -> None:
    """All files: 15 countries, two revisions, the empirical data and the lists."""
    for number in undesa.COUNTRIES.values():
        for revision, (ending, *_) in undesa.REVISIONS.items():
            write_stock(raw, ending, stock_rows(revision, number), number)
        write_stock(raw, "EmpiricalData.ms", census_rows(number), number)
    write_codes(raw)


def _write_gzip(path: Path, content: dict[str, list]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(r_data({undesa.OBJECT: r_frame(content)}), mtime=0))


# --- Abel and Cohen ----------------------------------------------------------------------------


def flows(**changed: object) -> dict:
    """A matrix of a region and the 15 states in which cell (i, j) is 100 i + j."""
    names = ["Europe", *abel_cohen.COUNTRIES]
    matrix = [[100 * i + j if i != j else 0 for j in range(len(names))] for i in range(len(names))]
    places = range(1, len(names))
    out = {names[i]: sum(matrix[i][j] for j in places) for i in places}
    into = {names[j]: sum(matrix[i][j] for i in places) for j in places}
    return {
        "names": names, "flags": [None] * len(names), "regions": [0],
        "matrix": {"1990": matrix}, "total_inflow": {"1990": into}, "total_outflow": {"1990": out},
    } | changed  # fmt: skip


def flows_path(method: str = "da_min_closed") -> Path:
    return abel_cohen.FOLDER / f"flow_{method}.json"


def write_flows(
    raw: Path, content: dict | str | None = None, method: str = "da_min_closed"
) -> None:
    """One method's file."""
    path = raw / flows_path(method)
    path.parent.mkdir(parents=True, exist_ok=True)
    content = flows() if content is None else content
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8")


# --- World Bank matrix -------------------------------------------------------------------------


def matrix_lines() -> list[str]:
    """A square of the 15 states and a name over two lines; cell (i, j) is 10 i + j."""
    names = [*remittance_matrix.COUNTRIES, '"Yemen\n, Rep."']
    lines = ["," + ",".join(names)]
    for i, name in enumerate(names):
        cells = [str(10 * i + j) if i != j else "0" for j in range(len(names))]
        lines.append(",".join([name, *cells]))
    return lines


def write_matrix(raw: Path, lines: list[str] | None = None, end: str = "\n") -> None:
    """The matrix, with the mark that the copy begins with."""
    path = raw / remittance_matrix.FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    text = remittance_matrix.MARK + "\n".join(matrix_lines() if lines is None else lines) + end
    path.write_text(text, encoding="utf-8", newline="")


# --- Central Bank of Armenia -------------------------------------------------------------------


def transfer_cells(months: int = 14) -> list[list]:
    """The sheet as rows of cells: partner i, month m has inflow 10 i + m + 1, outflow 2."""
    width = 1 + armenia_transfers.WIDTH * months
    top, names, kinds = ([None] * width for _ in range(3))
    top[0] = armenia_transfers.UNIT
    for m in range(months):
        column = 1 + armenia_transfers.WIDTH * m
        if m % 12 == 0:
            top[column] = armenia_transfers.FIRST_YEAR + m // 12
        names[column] = armenia_transfers.MONTHS[m % 12]
        names[column + 3] = armenia_transfers.NON_COMMERCIAL
        kinds[column : column + 6] = ["Inflow ", "Outflow ", "Net inflow "] * 2
    title = ("Total money transfers of individuals sent to and received from abroad through "
             "commercial banks of RA in USD")  # fmt: skip
    rows = [[title], [], top, names, kinds]
    for i, label in enumerate(["Australia", *armenia_transfers.PARTNERS]):
        cells: list = [label]
        for m in range(months):
            inflow = 10 * i + m + 1 + 0.1
            cells += [inflow, 2, inflow - 2, inflow / 2, 1, inflow / 2 - 1]
        rows.append(cells)
    return rows


def write_transfers(
    raw: Path, rows: list[list] | None = None, name: str = armenia_transfers.SHEET
) -> None:
    """The workbook."""
    rows = [[None if isinstance(c, float) and math.isnan(c) else c for c in row]
            for row in (transfer_cells() if rows is None else rows)]
    path = raw / armenia_transfers.FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(workbook({name: rows}))


def write_all(raw: Path) -> Path:
    """The whole raw folder, unspoilt."""
    for name in UNHCR_FILES:
        write_unhcr(raw, name)
    write_undesa(raw)
    for method in abel_cohen.METHODS:
        write_flows(raw, method=method)
    write_matrix(raw)
    write_transfers(raw)
    return raw
