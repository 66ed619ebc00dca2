"""Damage: what editors, spreadsheets, cut lines and attackers do to tables and publishers' files.

Each kind of damage takes a source of chance and a content, and gives the content spoilt, None where
it cannot be done to this one. `judge` says how a reader took it: by an error with its place, by
the same result, or by another result, which somebody else must notice.
"""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import NamedTuple

from analysis.errors import InputError
from analysis.records import Record

Rows = list[list[str]]


class Damaged(NamedTuple):
    """A spoilt table; line of the file and column of the cell, where one cell is spoilt."""

    content: bytes
    row: int | None = None
    column: str | None = None


TableKind = Callable[[Random, Record, Rows], Damaged | None]
FileKind = Callable[[Random, bytes], bytes | None]

# --- tables: one cell --------------------------------------------------------------------------

WHOLE = ("integer", "year")
NUMBERS = (*WHOLE, "number")
ANY = (*NUMBERS, "date", "string")
# By what stands in the cell then: types of columns that can never hold it, and the new text.
NEVER: dict[str, tuple[tuple[str, ...], Callable[[str], str]]] = {
    "letters in a number": (NUMBERS, lambda text: text + "x"),
    "decimal comma": (NUMBERS, lambda _: "1,5"),
    "part of a whole number": (WHOLE, lambda _: "1.5"),
    "not a number": (NUMBERS, lambda _: "NaN"),
    "infinity": (NUMBERS, lambda _: "inf"),
    "beyond any float": (NUMBERS, lambda _: "1e400"),
    "near the largest float": (NUMBERS, lambda _: "1e308"),
    "thousands of digits": (NUMBERS, lambda _: "9" * 5000),
    "digits of another script": (NUMBERS, lambda _: "\u0661\u0662"),
    "no such day": (("date",), lambda _: "2001-02-30"),
    "day in another form": (("date",), lambda _: "30.11.2001"),
    "year zero": (("year", "date"), lambda text: "0000" + text[4:]),
    "year 9999": (("year", "date"), lambda text: "9999" + text[4:]),
    "sum": (ANY, lambda _: "=1+1"),
    "formula that calls": (ANY, lambda _: "@SUM(1+1)*cmd|' /C calc'!A0"),
    "formula with a sign": (ANY, lambda _: "-1+1|'a'!A0"),
    "formula with a link": (ANY, lambda _: '=HYPERLINK("http://example.org","x")'),
    "script": (ANY, lambda _: "<script>alert(1)</script>"),
    "image that acts": (ANY, lambda text: text + "<img src=x onerror=alert(1)>"),
    "null byte": (ANY, lambda text: text + "\0"),
    "terminal sequence": (ANY, lambda text: "\x1b[2J" + text),
    "text that runs backwards": (ANY, lambda text: "\u202e" + text),
    "line feed in a cell": (("string",), lambda text: text + "\n"),
}
# What some columns may hold, and others not.
PERHAPS: dict[str, tuple[tuple[str, ...], Callable[[str], str]]] = {
    "empty": (ANY, lambda _: ""),
    "negative": (NUMBERS, lambda text: "-" + (text or "1")),
    "a thousand times": (NUMBERS, lambda text: (text or "1") + "e3"),
    "unknown code": (("string",), lambda _: "XYZ"),
    "other case": (("string",), str.swapcase),
    "blanks around": (ANY, lambda text: f" {text} "),
    "long text": (("string",), lambda text: text + "x" * 100_000),
    "field beyond the limit": (ANY, lambda _: "x" * 200_000),
}


def _in_a_cell(types: tuple[str, ...], change: Callable[[str], str]) -> TableKind:
    def spoil(random: Random, found: Record, rows: Rows) -> Damaged | None:
        columns = [i for i, field in enumerate(found.fields) if field["type"] in types]
        if not columns:
            return None
        line, column = random.randrange(1, len(rows)), random.choice(columns)
        rows[line][column] = change(rows[line][column])
        return Damaged(as_csv(rows), line + 1, rows[0][column])

    return spoil


# --- tables: rows, columns, bytes --------------------------------------------------------------


def _rows(change: Callable[[Random, Rows], object]) -> TableKind:
    """A damage that works on the rows, of which the header is the first."""
    def spoil(random: Random, _: Record, rows: Rows) -> Damaged:
        change(random, rows)
        return Damaged(as_csv(rows))

    return spoil


def _columns(change: Callable[[Random, list], object], *, header: bool = True) -> TableKind:
    """A damage that works on the cells of each row alike, on the header's too or not."""
    def spoil(random: Random, _: Record, rows: Rows) -> Damaged:
        order = list(range(len(rows[0])))
        change(random, order)
        changed = [[row[i] for i in order] for row in rows]
        return Damaged(as_csv(changed if header else [rows[0], *changed[1:]]))

    return spoil


def _swap(random: Random, items: list) -> None:
    if len(items) > 1:
        a, b = random.sample(range(len(items)), 2)
        items[a], items[b] = items[b], items[a]


def _rename(random: Random, rows: Rows) -> None:
    column = random.randrange(len(rows[0]))
    rows[0][column] = rows[0][column].upper()


def _any(random: Random, rows: Rows) -> int:
    return random.randrange(1, len(rows))


def _bytes(kind: FileKind) -> TableKind:
    def spoil(random: Random, _: Record, rows: Rows) -> Damaged | None:
        content = kind(random, as_csv(rows))
        return None if content is None else Damaged(content)

    return spoil


def as_csv(rows: Rows) -> bytes:
    """Rows of cells as the project writes a table."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue().encode()


# --- files: bytes ------------------------------------------------------------------------------

PAGE = b"<!doctype html><html><head><title>Just a moment...</title></head></html>"
BLOCK = 4096


def _place(random: Random, content: bytes) -> int:
    return random.randrange(len(content)) if content else 0


def _cut(random: Random, content: bytes) -> bytes:
    return content[: _place(random, content)]


def _flip(count: int) -> FileKind:
    def spoil(random: Random, content: bytes) -> bytes:
        spoilt = bytearray(content)
        for _ in range(count if spoilt else 0):
            spoilt[_place(random, content)] ^= 1 << random.randrange(8)
        return bytes(spoilt)

    return spoil


def _block(change: Callable[[bytes], bytes]) -> FileKind:
    def spoil(random: Random, content: bytes) -> bytes:
        start = _place(random, content)
        end = start + random.randint(1, BLOCK)
        return content[:start] + change(content[start:end]) + content[end:]

    return spoil


def _text_as(encoding: str) -> FileKind:
    def spoil(_: Random, content: bytes) -> bytes | None:
        try:
            return content.decode().encode(encoding, "replace")
        except UnicodeDecodeError:
            return None

    return spoil


FILE_KINDS: dict[str, FileKind] = {
    "empty file": lambda random, content: b"",
    "cut": _cut,
    "last byte lost": lambda random, content: content[:-1],
    "bit flipped": _flip(1),
    "many bits flipped": _flip(20),
    "block of zeros": _block(lambda block: bytes(len(block))),
    "block lost": _block(lambda block: b""),
    "block twice": _block(lambda block: block * 2),
    "whole twice": lambda random, content: content * 2,
    "web page in its place": lambda random, content: PAGE,
    "noise in its place": lambda random, content: random.randbytes(2000),
    "empty object in its place": lambda random, content: b"{}",
    "number in its place": lambda random, content: b"5",
}

# --- files: texts ------------------------------------------------------------------------------

NUMBER = re.compile(rb"[0-9]+(?:\.[0-9]+)?")
WORD = re.compile(rb"[A-Za-z]{3,}")


def _replace(pattern: re.Pattern, change: Callable[[bytes], bytes]) -> FileKind:
    """Replace one match at a place that chance picks."""
    def spoil(random: Random, content: bytes) -> bytes | None:
        found = pattern.search(content, _place(random, content)) or pattern.search(content)
        if not found:
            return None
        return content[: found.start()] + change(found[0]) + content[found.end() :]

    return spoil


def _line(change: Callable[[bytes], bytes]) -> FileKind:
    """Change the line at a place that chance picks."""
    def spoil(random: Random, content: bytes) -> bytes:
        place = _place(random, content)
        start, end = content.rfind(b"\n", 0, place) + 1, content.find(b"\n", place) + 1
        return content[:start] + change(content[start:end or None]) + content[end or len(content):]

    return spoil


def _head(random: Random, content: bytes) -> bytes:
    """Another name in the first line."""
    end = content.find(b"\n") + 1 or len(content)
    return (_replace(WORD, bytes.swapcase)(random, content[:end]) or b"") + content[end:]


TEXT_KINDS: dict[str, FileKind] = {
    "byte order mark": lambda random, content: b"\xef\xbb\xbf" + content,
    "CRLF": lambda random, content: content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
    "CR": lambda random, content: content.replace(b"\r\n", b"\n").replace(b"\n", b"\r"),
    "Latin-1": _text_as("latin-1"),
    "UTF-16": _text_as("utf-16"),
    "no UTF-8": _replace(WORD, lambda word: word + b"\xe9"),
    "semicolons": lambda random, content: content.replace(b",", b";"),
    "open quote": _replace(WORD, lambda word: b'"' + word),
    "header alone": lambda random, content: content[: content.find(b"\n") + 1],
    "header renamed": _head,
    "line lost": _line(lambda line: b""),
    "line twice": _line(lambda line: line * 2),
    "line torn": _line(lambda line: line[: len(line) // 2] + b"\n" + line),
    "word misspelt": _replace(WORD, lambda word: word + b"x"),
    "word lost": _replace(WORD, lambda word: b""),
    "formula for a word": _replace(WORD, lambda word: b"=1+1"),
    "script for a word": _replace(WORD, lambda word: b"<script>alert(1)</script>"),
    "null byte in a word": _replace(WORD, lambda word: word + b"\0"),
    "very long word": _replace(WORD, lambda word: word * 50_000),
    "deep nesting": _replace(NUMBER, lambda number: b"[" * 100_000),
    "letters for a number": _replace(NUMBER, lambda number: number + b"x"),
    "number lost": _replace(NUMBER, lambda number: b""),
    "number negative": _replace(NUMBER, lambda number: b"-" + number),
    "number not a number": _replace(NUMBER, lambda number: b"NaN"),
    "number infinite": _replace(NUMBER, lambda number: b"Infinity"),
    "number beyond any float": _replace(NUMBER, lambda number: b"1e400"),
    "number of thousands of digits": _replace(NUMBER, lambda number: b"9" * 5000),
    "number of thirty digits": _replace(NUMBER, lambda number: b"9" * 30),
    "number another": _replace(NUMBER, lambda number: b"%d" % (int(number[:9].split(b".")[0]) + 1)),
}

# --- files: JSON -------------------------------------------------------------------------------


def _in_json(change: Callable[[object], object]) -> FileKind:
    """Replace one node of a file in JSON, which chance picks; None stands for a node that goes."""
    def spoil(random: Random, content: bytes) -> bytes | None:
        try:
            whole = json.loads(content)
        except ValueError:
            return None
        holder, key = None, None
        node = whole
        while isinstance(node, (dict, list)) and node and (holder is None or random.random() < 0.8):
            holder = node
            key = random.choice(list(node) if isinstance(node, dict) else range(len(node)))
            node = node[key]
        if holder is None:
            return None
        if change is _lost:
            del holder[key]
        else:
            holder[key] = change(node)
        return json.dumps(whole).encode()

    return spoil


def _lost(_: object) -> None:
    """Stands for a node that goes."""


JSON_KINDS: dict[str, FileKind] = {
    "JSON: node lost": _in_json(_lost),
    "JSON: node null": _in_json(lambda node: None),
    "JSON: node true": _in_json(lambda node: True),
    "JSON: node a text": _in_json(lambda node: "x"),
    "JSON: node a text in a list": _in_json(lambda node: ["x"]),
    "JSON: node in a list": _in_json(lambda node: [node]),
    "JSON: node in an object": _in_json(lambda node: {"x": node}),
    "JSON: node a huge number": _in_json(lambda node: 10**400),
    "JSON: node a fraction": _in_json(lambda node: -0.5),
}

# --- files: what they are packed in -------------------------------------------------------------

PACKERS = {b"\x1f\x8b": gzip, b"BZh": bz2, b"\xfd7zXZ": lzma}
ZIP = b"PK\x03\x04"
ZEROS = bytes(10_000_000)
BOMB = 40  # times ZEROS


def _packer(content: bytes) -> object:
    return next((p for mark, p in PACKERS.items() if content.startswith(mark)), None)


def members(content: bytes) -> dict[str, bytes]:
    """What a zip file holds."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {m.filename: archive.read(m) for m in archive.infolist()}


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip file of these members."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def inside(kind: FileKind) -> FileKind:
    """Damage to what is packed in a file, which is then packed again and whole."""
    def spoil(random: Random, content: bytes) -> bytes | None:
        if packer := _packer(content):
            spoilt = kind(random, packer.decompress(content))
            # Where readers take another packing, they take gzip, which is quick.
            return None if spoilt is None else gzip.compress(spoilt, 1)
        if not content.startswith(ZIP):
            return kind(random, content)
        files = members(content)
        name = random.choice(sorted(files))
        spoilt = kind(random, files[name])
        return None if spoilt is None else zipped(files | {name: spoilt})

    return spoil


def _in_zip(change: Callable[[Random, dict[str, bytes]], dict[str, bytes]]) -> FileKind:
    def spoil(random: Random, content: bytes) -> bytes | None:
        return zipped(change(random, members(content))) if content.startswith(ZIP) else None

    return spoil


def bomb(random: Random, content: bytes) -> bytes | None:
    """A small file that unpacks to a large one."""
    if packer := _packer(content):
        return packer.compress(ZEROS) * BOMB
    if not content.startswith(ZIP):
        return None
    files = members(content)
    return zipped(files | {random.choice(sorted(files)): ZEROS * BOMB})


def far_cell(_: Random, content: bytes) -> bytes | None:
    """A workbook with a cell in the last corner of each sheet."""
    if not content.startswith(ZIP):
        return None
    corner = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return zipped({n: c.replace(b"</sheetData>", corner) for n, c in members(content).items()})


def formula_cells(_: Random, content: bytes) -> bytes | None:
    """A workbook whose numbers are formulas without the values that Excel saves with them."""
    if not content.startswith(ZIP):
        return None
    return zipped({name: re.sub(rb"<v>[0-9.]+</v>", b"<f>1+1</f>", inner)
                   if "/sheet" in name else inner for name, inner in members(content).items()})


def entities(_: Random, content: bytes) -> bytes | None:
    """A workbook whose XML declares entities that grow when read."""
    if not content.startswith(ZIP):
        return None
    lines = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
    declared = f'<!DOCTYPE x [<!ENTITY e0 "xxxxxxxxxx">{lines}]>'.encode()
    return zipped({
        name: re.sub(rb"^(<\?xml[^>]*\?>)?", rb"\1" + declared, inner).replace(b"<v>", b"<v>&e11;")
        if name.startswith("xl/worksheets/") else inner for name, inner in members(content).items()
    })


PACKED_KINDS: dict[str, FileKind] = {
    "bomb": bomb,
    "far cell": far_cell,
    "formulas without values": formula_cells,
    "growing entities": entities,
    "member that climbs out": _in_zip(lambda r, files: files | {"../../out.csv": b"x"}),
    "member lost": _in_zip(lambda r, files: {
        name: files[name] for name in sorted(files)[1:]}),
    "member renamed": _in_zip(lambda r, files: {f"x{name}": c for name, c in files.items()}),
}
# All that can be done to a text file as it is.
TEXT_FILE_KINDS = FILE_KINDS | TEXT_KINDS
LAYER_KINDS = TEXT_FILE_KINDS | JSON_KINDS
# All that can be done to a publisher's file.
PUBLISHED_KINDS: dict[str, FileKind] = {
    **FILE_KINDS,
    **{f"packed: {name}": inside(kind) for name, kind in FILE_KINDS.items()},
    **{name: inside(kind) for name, kind in (TEXT_KINDS | JSON_KINDS).items()},
    **PACKED_KINDS,
}  # fmt: skip
# All that can be done to a table of the book.
TABLE_KINDS: dict[str, TableKind] = {
    **{name: _in_a_cell(*how) for name, how in (NEVER | PERHAPS).items()},
    "row lost": _rows(lambda random, rows: rows.pop(_any(random, rows))),
    "row twice": _rows(lambda random, rows: rows.append(rows[_any(random, rows)])),
    "rows in another order": _rows(lambda random, rows: rows.insert(1, rows.pop())),
    "cell too few": _rows(lambda random, rows: rows[_any(random, rows)].pop()),
    "cell too many": _rows(lambda random, rows: rows[_any(random, rows)].append("1")),
    "empty lines": _rows(lambda random, rows: rows.insert(_any(random, rows), [])),
    "all rows lost": _rows(lambda random, rows: rows.__delitem__(slice(1, None))),
    "column renamed": _rows(_rename),
    "column lost": _columns(lambda random, order: order.pop(random.randrange(len(order)))),
    "column twice": _columns(lambda random, order: order.append(random.choice(order))),
    "columns in another order": _columns(_swap),
    "cells under another heading": _columns(_swap, header=False),
    **{name: _bytes(kind) for name, kind in TEXT_FILE_KINDS.items()},
}  # fmt: skip

# --- what stands in a file's place --------------------------------------------------------------


def _linked(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


PLACE_KINDS: dict[str, Callable[[Path], None]] = {
    "nothing": lambda path: None,
    "folder": Path.mkdir,
    "pipe": os.mkfifo,
    "endless device": _linked("/dev/zero"),
    "link to itself": lambda path: path.symlink_to(path.name),
    "link to nothing": _linked("nowhere"),
    "link to another file": _linked("/etc/hostname"),
}


def put_in_place(path: Path, kind: str) -> None:
    """Put something else where a file stood."""
    path.unlink()
    PLACE_KINDS[kind](path)


# --- how it was taken --------------------------------------------------------------------------

AT_CELL, AT_ROW, AT_FILE = "refused at the cell", "refused at the row", "refused as a file"
HARMLESS, OTHER = "harmless", "other data"
LONGEST = 3000


def judge(read: Callable[[], object], original: object, place: Damaged | None = None) -> str:
    """How a spoilt file was taken.

    Parameters
    ----------
    read
        Reads the spoilt file and gives what can be compared with `original`.
    original
        The same from the file before.
    place
        The spoilt cell, where it is one that no reader may accept.

    Returns
    -------
    One of the outcomes above, or "FAIL: " and what was wrong with the answer.
    """
    try:
        result = read()
    except InputError as error:
        return _judged(error, place)
    except Exception as error:  # what the campaign looks for
        return f"FAIL: {type(error).__name__}: {error}"[:300]
    if place:
        return "FAIL: accepted what no reader may accept"
    return HARMLESS if result == original else OTHER


def _judged(error: InputError, place: Damaged | None) -> str:
    text = str(error)
    if not error.file or not error.rule:
        return f"FAIL: names no file or rule: {text}"
    if len(text) > LONGEST or not text.isprintable():
        return f"FAIL: an error that cannot be read: {ascii(text)[:200]}"
    if place and (error.row, error.column) != (place.row, place.column):
        return f"FAIL: names {error.row}, {error.column}, not {place.row}, {place.column}: {text}"
    if error.row is None:
        return AT_FILE
    return AT_ROW if error.column is None else AT_CELL
