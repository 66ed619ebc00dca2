"""Reading publishers' files: what goes wrong with any file becomes an InputError here."""

from __future__ import annotations

import csv
import gzip
import io
import json
import lzma
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from analysis.errors import InputError, MissingFileError
from analysis.records import read_file

# Bytes that a packed file may unpack to; the largest of ours has a quarter of it.
LARGEST = 300_000_000
MOST_MEMBERS = 5_000
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_bytes(path: Path, address: str) -> bytes:
    """The bytes of a file, or an InputError that says where to get it."""
    try:
        return read_file(path)
    except FileNotFoundError:
        raise MissingFileError(path, f"the file is missing; it comes from {address}") from None


def read_bounded(path: Path | str, stream: BinaryIO, most: int = LARGEST) -> bytes:
    """What a packed stream holds, however much it claims: no more than `most` is unpacked."""
    content = stream.read(most + 1)
    if len(content) > most:
        raise InputError(path, f"it unpacks to more than {most:,} bytes")
    return content


def unpack_gzip(path: Path, address: str) -> bytes:
    """The content of a gzip file, whole or not at all."""
    try:
        return read_bounded(path, gzip.open(io.BytesIO(read_bytes(path, address))))
    except (EOFError, OSError, zlib.error) as error:
        raise InputError(path, f"not a whole gzip file: {error}") from None


def unpack_zip(
    path: Path | str, content: bytes, what: str = "zip file"
) -> dict[str, bytes]:
    """The files in a zip file by name, all whole and within bounds, or an InputError.

    Nothing is written: a name that climbs out of its folder or a link is refused all the same, as
    no publisher of ours packs one.
    """
    files: dict[str, bytes] = {}
    left = LARGEST
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                _check_member(path, member)
                with archive.open(member) as stream:
                    files[member.filename] = read_bounded(path, stream, left)
                left -= len(files[member.filename])
                if len(files) > MOST_MEMBERS:
                    raise InputError(path, f"the archive holds more than {MOST_MEMBERS:,} files")
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, ValueError, lzma.LZMAError,
            zlib.error) as error:  # fmt: skip
        raise InputError(path, f"not a whole {what}: {error}") from None
    return files


def _check_member(path: Path | str, member: zipfile.ZipInfo) -> None:
    parts = PurePosixPath(member.filename.replace("\\", "/")).parts
    outside = ".." in parts or member.filename.startswith(("/", "\\")) or ":" in "".join(parts[:1])
    if outside:
        raise InputError(path, f"the archive's {member.filename!r} climbs out of its folder")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise InputError(path, f"the archive's {member.filename!r} is a link")


def read_json(path: Path, content: bytes, **how: object) -> object:
    """A file in JSON, with or without a byte order mark; `how` goes to `json.loads`."""
    try:
        return json.loads(decode(path, content).removeprefix("\ufeff"), parse_constant=_no_number,
                          **how)  # fmt: skip
    except json.JSONDecodeError as error:
        raise InputError(path, f"not JSON: {error.msg}", row=error.lineno) from None
    except (ValueError, RecursionError) as error:
        raise InputError(path, f"not JSON: {error}") from None


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number of JSON")


def decode(path: Path, content: bytes) -> str:
    """Text of a UTF-8 file; the error names the line that is not."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise InputError(path, "not UTF-8", row=row) from None


def csv_rows(path: Path, text: str, columns: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a CSV file with their last line in it. All `columns` must be there, in any order."""
    reader, line = csv.DictReader(io.StringIO(text, newline=""), strict=True), 1
    try:
        missing = [c for c in columns if c not in (reader.fieldnames or [])]
        if missing:
            raise InputError(path, f"the header lacks the columns {', '.join(missing)}", row=1)
        line = reader.line_num + 1
        for row in reader:
            if None in row or None in row.values():
                rule = "the row has not as many cells as the header"
                raise InputError(path, rule, row=reader.line_num)
            yield reader.line_num, row
            line = reader.line_num + 1
    except csv.Error as error:  # in a row that may go on for many lines
        raise InputError(path, f"not CSV: {error}", row=line) from None


def iso_date(path: Path, text: str, *, row: int, column: str) -> str:
    """A date written YYYY-MM-DD that exists in the calendar, unchanged."""
    try:
        if ISO_DATE.fullmatch(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise InputError(path, f"{text!r} is not a date YYYY-MM-DD", row=row, column=column)
