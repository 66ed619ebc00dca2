"""Remittances between the 15 states in 2018, as the World Bank models them.

Writes `remittances_matrix_2018`. Source: World Bank/KNOMAD, Bilateral Remittance Matrix 2018
(October 2019): a square, sending countries down, receiving countries across, million US$. The
file is the square that github.com/hannahkates/global-remittances cut from the World Bank's
workbook; its first cell is empty and totals are left out.

Nobody counts remittances by sender: the World Bank spreads what each country receives over the
countries where its emigrants live, by their number and the incomes there.

Traps:
- Nothing in the file says which way the money goes. The order is that of the workbook; the
  tests hold known pairs against it.
- The World Bank's names are not those of the UN: "Kyrgyz Republic", "Moldova".
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pandas as pd

from analysis.builders.reading import decode, read_bytes
from analysis.errors import InputError

TABLES = ("remittances_matrix_2018",)

FILE = Path("migration/raw/wb_bilateral_remittance_2018/Bilateralremittancematrix2018Oct2019.csv")
ADDRESS = "https://github.com/hannahkates/global-remittances (data/)"
MARK = "\ufeff"
NUMBER = re.compile("[0-9]{1,6}")
COUNTRIES = {
    "Russian Federation": "RUS", "Ukraine": "UKR", "Belarus": "BLR", "Moldova": "MDA",
    "Georgia": "GEO", "Armenia": "ARM", "Azerbaijan": "AZE", "Kazakhstan": "KAZ",
    "Kyrgyz Republic": "KGZ", "Tajikistan": "TJK", "Turkmenistan": "TKM", "Uzbekistan": "UZB",
    "Estonia": "EST", "Latvia": "LVA", "Lithuania": "LTU",
}  # fmt: skip


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the table from the matrix below `raw`.

    Parameters
    ----------
    raw
        Root of the publishers' files.

    Returns
    -------
    `remittances_matrix_2018`: origin (of the money), destination, value (million US$, modelled),
    sorted by both.

    Raises
    ------
    InputError
        Where the file is missing, no CSV, no square with the same names on both sides, or a cell
        of ours is no number.
    """
    path = raw / FILE
    lines = _read(path)
    header = [cell.strip() for cell in lines[0][1]]
    _check_square(path, header, lines)
    places = {name: header.index(name) for name in COUNTRIES}
    rows = []
    for line, cells in lines[1:]:
        sender = cells[0].strip()
        if sender not in COUNTRIES:
            continue
        for receiver, place in places.items():
            if not NUMBER.fullmatch(cells[place]):
                rule = f"{cells[place]!r} is not a number of million US$"
                raise InputError(path, rule, row=line, column=receiver)
            if sender != receiver:
                rows.append((COUNTRIES[sender], COUNTRIES[receiver], int(cells[place])))
            elif int(cells[place]):
                raise InputError(path, "a country sends to itself", row=line, column=receiver)
    table = pd.DataFrame(rows, columns=["origin", "destination", "value"])
    table = table.sort_values(["origin", "destination"], ignore_index=True)
    return {"remittances_matrix_2018": table}


def _read(path: Path) -> list[tuple[int, list[str]]]:
    """Lines with their number; names may break over two lines."""
    text = decode(path, read_bytes(path, ADDRESS)).removeprefix(MARK)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise InputError(path, f"not CSV: {error}", row=reader.line_num) from None
    if not lines or not lines[0][1] or lines[0][1][0].strip():
        raise InputError(path, "the first cell should be empty, names beside and below it", row=1)
    return lines


def _check_square(path: Path, header: list[str], lines: list[tuple[int, list[str]]]) -> None:
    """The same names, in the same order, across and down; as many cells in every row."""
    if len(lines) != len(header):
        rule = f"{len(lines) - 1} rows, but {len(header) - 1} columns: not a square"
        raise InputError(path, rule)
    for (line, cells), name in zip(lines[1:], header[1:], strict=True):
        if len(cells) != len(header):
            rule = f"{len(cells)} cells, the header has {len(header)}"
            raise InputError(path, rule, row=line)
        if " ".join(cells[0].split()) != " ".join(name.split()):
            rule = f"the row of {cells[0]!r}, where the columns have {name!r}"
            raise InputError(path, rule, row=line, column="1")
    for name in COUNTRIES:
        if header.count(name) != 1:
            rule = f"{name} should stand once, not {header.count(name)} times"
            raise InputError(path, rule, row=1)
