"""Reading publishers' workbooks (xlsx, xls): any fault becomes an InputError that names the cell.

Cells are found by the text of their headings, never by a fixed address alone. Formulas are read as
the values saved with them. Rows in errors are those that the program shows (from 1), columns its
letters.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.builders.reading import read_bytes, unpack_zip
from analysis.errors import InputError

# Publishers mix Latin letters into Russian words; what looks the same is read as the same.
LOOKALIKES = str.maketrans("aceopxyABCEHKMOPTXё", "асеорхуАВСЕНКМОРТХе")
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
# First bytes of xls files. Publishers give either format either ending.
OLD_FORMAT = bytes.fromhex("D0CF11E0A1B11AE1")
# Excel keeps 15 digits; the rest of a binary number is noise of its arithmetic.
EXCEL_DIGITS = 15
LARGEST_NUMBER = 1e300
MOST_CELLS = 5_000_000  # of a sheet


@dataclass(frozen=True)
class Sheet:
    """One sheet as rows of cells. Positions count from 0, those in messages as Excel does."""

    path: Path
    name: str
    rows: tuple[tuple[object, ...], ...]

    def error(
        self, rule: str, row: int | None = None, column: int | str | None = None
    ) -> InputError:
        """An InputError at a cell of this sheet."""
        place = None if row is None else f"{self.name}!{row + 1}"
        where = letters(column) if isinstance(column, int) else column
        return InputError(self.path, rule if place else f"sheet {self.name!r}: {rule}",
                          row=place, column=where)  # fmt: skip

    def cell(self, row: int, column: int) -> object:
        """A cell, None where it is empty or outside the sheet."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return None

    def text(self, row: int, column: int) -> str:
        """A cell as plain text."""
        return plain(self.cell(row, column))

    def find(
        self,
        pattern: str,
        *,
        rows: Iterable[int] | None = None,
        columns: Iterable[int] | None = None,
    ) -> tuple[int, int]:
        """Row and column of the only cell whose plain text matches the pattern, whatever its case.

        Raises InputError where no cell or more than one does.
        """
        found = list(self._matches(pattern, rows, columns))
        if len(found) != 1:
            count = "no cell reads" if not found else f"{len(found)} cells read"
            raise self.error(f"{count} {pattern!r}, one should", found[1][0] if found else None)
        return found[0]

    def _matches(
        self, pattern: str, rows: Iterable[int] | None, columns: Iterable[int] | None
    ) -> Iterator[tuple[int, int]]:
        wanted = re.compile(plain(pattern), re.IGNORECASE)
        only = None if columns is None else set(columns)
        for row in range(len(self.rows)) if rows is None else rows:
            for column in range(len(self.rows[row]) if row < len(self.rows) else 0):
                if only is not None and column not in only:
                    continue
                if wanted.fullmatch(self.text(row, column)):
                    yield row, column

    def labels(self, column: int, first: int = 0) -> dict[str, list[int]]:
        """Rows of each label in a column, from a row on, in order."""
        found: dict[str, list[int]] = {}
        for row in range(first, len(self.rows)):
            if label := self.text(row, column):
                found.setdefault(label, []).append(row)
        return found

    def only(self, labels: dict[str, list[int]], wanted: str) -> int:
        """The one row that has a label."""
        rows = labels.get(plain(wanted), [])
        if len(rows) != 1:
            rule = f"{len(rows)} rows are labelled {wanted!r}, one should be"
            raise self.error(rule, rows[1] if rows else None)
        return rows[0]

    def number(
        self, row: int, column: int, *, missing: Iterable[str] = (), minimum: float = 0
    ) -> float | None:
        """A number of at least `minimum`; None where the cell is one of the texts `missing`."""
        value = self.cell(row, column)
        if plain(value) in missing:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self.error(f"{plain(value)!r} is not a number", row, column)
        if not minimum <= value <= LARGEST_NUMBER:
            raise self.error(f"{value!r} should be a number of {minimum} or more", row, column)
        return float(f"{value:.{EXCEL_DIGITS}g}")


def workbook(path: Path, address: str) -> dict[str, Sheet]:
    """All sheets of a workbook by name. Raises InputError where it is missing or does not read."""
    content = read_bytes(path, address)
    try:
        pages = _read_xls(content) if content.startswith(OLD_FORMAT) else _read_xlsx(path, content)
        sheets = {name: Sheet(path, name, rows) for name, rows in pages}
    except (ImportError, InputError):
        raise
    except Exception as error:  # the readers fail on a spoilt file in many ways
        reason = f"{type(error).__name__}: {error}"
        raise InputError(path, f"not a whole workbook: {reason}") from None
    if not sheets:
        raise InputError(path, "the workbook has no sheet of cells")
    return sheets


def sheet(path: Path, name: str, address: str) -> Sheet:
    """One sheet of a workbook by its name."""
    sheets = workbook(path, address)
    if name not in sheets:
        raise InputError(path, f"no sheet {name!r}; there are {', '.join(sheets)}")
    return sheets[name]


def plain(value: object) -> str:
    """Text of a cell: whole numbers without a point, single blanks, Cyrillic where it looks so."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = " ".join(str(value).split())
    return text.translate(LOOKALIKES) if CYRILLIC.search(text) else text


def letters(column: int) -> str:
    """The letters of a column that counts from 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _read_xlsx(path: Path, content: bytes) -> Iterator[tuple[str, tuple]]:
    import openpyxl  # slow to import, and most builders read no workbook

    # openpyxl believes what the archive says of its sizes: it gets what was unpacked within bounds.
    plain_archive = io.BytesIO()
    with zipfile.ZipFile(plain_archive, "w") as archive:
        for name, member in unpack_zip(path, content, "workbook").items():
            archive.writestr(name, member)
    with warnings.catch_warnings():
        # Some publishers' programs write no default style.
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(plain_archive, data_only=True)
    for page in book.worksheets:
        # A stray cell in the last corner would make a table of all that lies before it.
        if page.max_row * page.max_column > MOST_CELLS:
            rule = f"sheet {page.title!r} has {page.max_row:,} rows of {page.max_column:,} cells"
            raise InputError(path, f"{rule}, no workbook of ours has more than {MOST_CELLS:,}")
        yield page.title, tuple(page.iter_rows(values_only=True))


def _read_xls(content: bytes) -> Iterator[tuple[str, tuple]]:
    import xlrd

    # xlrd prints what it does not like; the book is refused or read, so that nobody needs it.
    book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO())
    for page in book.sheets():
        yield page.name, tuple(_xls_row(page, row) for row in range(page.nrows))


def _xls_row(page, row: int) -> tuple[object, ...]:
    import xlrd

    kept = {xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER}
    empty = {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}
    cells = []
    for cell in page.row(row):
        if cell.ctype in kept:
            cells.append(cell.value)
        elif cell.ctype in empty:
            cells.append(None)
        else:  # dates, truth values and errors are no numbers here
            cells.append(f"<{xlrd.biffh.error_text_from_code.get(cell.value, cell.value)}>"
                         if cell.ctype == xlrd.XL_CELL_ERROR else f"<{cell.value}>")  # fmt: skip
    return tuple(cells)
