"""Reading publishers' files: what goes wrong with any file becomes an InputError here."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from analysis.errors import InputError, MissingFileError

ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_bytes(path: Path, address: str) -> bytes:
    """The bytes of a file, or an InputError that says where to get it."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise MissingFileError(path, f"the file is missing; it comes from {address}") from None
    except OSError as error:
        raise InputError(path, f"the file cannot be read: {error.strerror}") from None


def unpack_gzip(path: Path, address: str) -> bytes:
    """The content of a gzip file, whole or not at all."""
    try:
        return gzip.decompress(read_bytes(path, address))
    except (EOFError, OSError, zlib.error) as error:
        raise InputError(path, f"not a whole gzip file: {error}") from None


def unpack_zip(path: Path, member: str, address: str) -> bytes:
    """The content of one member of a zip file, whole or not at all."""
    content = read_bytes(path, address)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.read(member)
    except KeyError:
        raise InputError(path, f"the zip file holds no {member}") from None
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, ValueError, zlib.error) as error:
        raise InputError(path, f"not a whole zip file: {error}") from None


def decode(path: Path, content: bytes) -> str:
    """Text of a UTF-8 file; the error names the line that is not."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise InputError(path, "not UTF-8", row=row) from None


def csv_rows(path: Path, text: str, columns: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a CSV file with their last line in it. All `columns` must be there, in any order."""
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        missing = [c for c in columns if c not in (reader.fieldnames or [])]
        if missing:
            raise InputError(path, f"the header lacks the columns {', '.join(missing)}", row=1)
        for row in reader:
            if None in row or None in row.values():
                rule = "the row has not as many cells as the header"
                raise InputError(path, rule, row=reader.line_num)
            yield reader.line_num, row
    except csv.Error as error:
        raise InputError(path, f"not CSV: {error}", row=reader.reader.line_num) from None


def iso_date(path: Path, text: str, *, row: int, column: str) -> str:
    """A date written YYYY-MM-DD that exists in the calendar, unchanged."""
    try:
        if ISO_DATE.fullmatch(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise InputError(path, f"{text!r} is not a date YYYY-MM-DD", row=row, column=column)
