"""Tables: read, validated, and noted. `load` is the only door to `data/`.

A table's schema is its record's Table Schema; pandera does the checking, and its findings are
turned into errors that name file, row, column and rule.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from analysis.errors import InputError
from analysis.paths import shown
from analysis.records import PACKAGE, Record, read_file, record, records, sha256

FIRST_ROW = 2  # line of the first row, where no cell holds a line feed
INTEGERS = ("integer", "year")
# Above these a float no longer tells neighbours apart, or is infinite.
LARGEST_INTEGER, LARGEST_NUMBER = 2.0**53, 1e300
# What a text may not hold, for readers open it in browsers, terminals and spreadsheets: control
# characters, signs that turn the direction of writing, markup, and a beginning that a spreadsheet
# takes for a formula (a number may have its sign, and a sign may stand alone).
HOSTILE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
    r"|<[A-Za-z/!?]"
    r"|\A\s*(?:[=@]|[+-](?![0-9.]*\Z))"
)

_parsed: dict[str, pd.DataFrame] = {}  # by the state of record and bytes


def load(name: str) -> pd.DataFrame:
    """Load a table of the book, validated against its record.

    Parameters
    ----------
    name
        Name of the table, as in `data/datapackage.json`.

    Returns
    -------
    DataFrame with the columns of the record's schema: dates as datetime64, counts as integers.

    Raises
    ------
    InputError
        Where the file is missing, differs from its record, or breaks its schema.
    """
    found = record(name)
    if "schema" not in found.resource:
        raise InputError(PACKAGE, f"{name} is a map layer: use analysis.maps.load_layer")
    content = read_bytes(found)
    if sha256(content) != found.resource.get("hash"):
        raise InputError(
            shown(found.path),
            "its sha256 is not the one in its record; if the change is meant, "
            f"run: python -m analysis accept {name}",
        )
    note(found, content)
    return _parse_once(found, content)


def read_bytes(found: Record) -> bytes:
    """The bytes of a table's file."""
    try:
        return read_file(found.path)
    except FileNotFoundError:
        raise InputError(shown(found.path), "the table's file is missing") from None


def parse(found: Record, content: bytes) -> pd.DataFrame:
    """Turn a table's bytes into a typed DataFrame that keeps its schema, or raise InputError."""
    file = shown(found.path)
    text = _read_text(file, content)
    _check_header(file, found, text)
    for column, limit in _known_nulls(found, text).items():
        _check_nulls(file, text[column], column, limit)
    typed = pd.DataFrame({f["name"]: _typed(file, text[f["name"]], f) for f in found.fields})
    _check_schema(file, found, typed)
    return typed.reset_index(drop=True)


def to_csv_bytes(frame: pd.DataFrame) -> bytes:
    """The one way that the project writes a table: UTF-8, LF, no index, ISO dates."""
    stream = io.StringIO()
    frame.to_csv(stream, index=False, lineterminator="\n", date_format="%Y-%m-%d")
    return stream.getvalue().encode()


def check_foreign_keys(frames: dict[str, pd.DataFrame]) -> None:
    """Each foreign key from or to these tables must find its row in the table that it points to.

    Parameters
    ----------
    frames
        Tables by name, as they are or as they are to be; others are read where a key needs them.
    """
    for found in records().values():
        for key in found.resource["schema"].get("foreignKeys", []):
            target = key["reference"]["resource"] or found.name
            if not {found.name, target} & set(frames):
                continue
            columns, targets = as_list(key["fields"]), as_list(key["reference"]["fields"])
            rows = _of(found.name, frames)[columns]
            wanted = pd.Series(list(rows.itertuples(index=False, name=None)), index=rows.index)
            known = set(_of(target, frames)[targets].itertuples(index=False, name=None))
            missing = wanted[~wanted.isin(known)]
            if len(missing):
                raise InputError(
                    shown(found.path),
                    f"{missing.iloc[0]} is not in table {target}",
                    row=int(missing.index[0]) + FIRST_ROW,
                    column=", ".join(columns),
                )


def _of(name: str, frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    found = record(name)
    return frames[name] if name in frames else _parse_once(found, read_bytes(found))


def note(found: Record, content: bytes) -> None:
    """Tell the runner, if one listens, that the notebook read this table, and in which state."""
    trace = os.environ.get("BOOK_TRACE")
    if trace:
        with Path(trace).open("a", encoding="utf-8") as stream:
            stream.write(json.dumps({found.name: found.state(content)}) + "\n")


def _parse_once(found: Record, content: bytes) -> pd.DataFrame:
    """`parse`, but the same bytes and record are parsed once a process; a frame to change."""
    state = found.state(content)
    if state not in _parsed:
        _parsed[state] = parse(found, content)
    return _parsed[state].copy(deep=False)


def _read_text(file: str, content: bytes) -> pd.DataFrame:
    """Every cell as text, each row under its line in the file, so that errors can name both.

    The csv module rather than pandas: it counts lines as an editor does, and tells a row with a
    cell too many from one with an index.
    """
    try:
        rows = list(_lines(file, content.decode()))
    except UnicodeDecodeError as error:
        raise InputError(file, "not UTF-8", row=_line(content, error.start)) from None
    if not rows:
        raise InputError(file, "the file is empty")
    header = rows.pop(0)[1]
    for line, row in rows:
        if len(row) != len(header):
            raise InputError(file, f"{len(row)} cells where the header has {len(header)}", row=line)
    lines, cells = [line for line, _ in rows], [row for _, row in rows]
    return pd.DataFrame(cells, columns=header, index=lines, dtype="str").replace("", None)


def _lines(file: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, each with the line where it begins."""
    reader, line = csv.reader(io.StringIO(text, newline=""), strict=True), 1
    try:
        for row in reader:
            if row:
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(file, f"not a CSV table: {error}", row=line) from None


def _line(content: bytes, place: int) -> int:
    return content[:place].count(b"\n") + 1


def _check_header(file: str, found: Record, text: pd.DataFrame) -> None:
    expected = [f["name"] for f in found.fields]
    if list(text.columns) == expected:
        return
    missing = [c for c in expected if c not in text.columns]
    extra = [c for c in text.columns if c not in expected]
    problem = f"missing {missing}, not in the schema {extra}" if missing or extra else "order"
    raise InputError(file, f"the columns are not those of the record: {problem}", row=1)


def _known_nulls(found: Record, text: pd.DataFrame) -> dict[str, int]:
    """How many empty cells each column may have (`*` stands for all columns not named)."""
    known = found.resource["knownNulls"]
    default = known.get("*", {"at_most": 0})
    limits = {c: known.get(c, default)["at_most"] for c in text.columns}
    keys = as_list(found.resource["schema"].get("primaryKey", []))
    return limits | {key: known[key]["at_most"] if key in known else 0 for key in keys}


def _check_nulls(file: str, column: pd.Series, name: str, limit: int) -> None:
    empty = column[column.isna()]
    if len(empty) > limit:
        raise InputError(
            file,
            f"{len(empty)} empty cells, at most {limit} are known",
            row=int(empty.index[limit]),
            column=name,
        )


def _typed(file: str, text: pd.Series, field: dict) -> pd.Series:
    """One column in its type. Cells that do not convert are errors, never NaN."""
    kind = field["type"]
    if kind == "string":
        _check_text(file, text, field)
        return text
    if kind == "date":
        typed = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
    else:
        typed = pd.to_numeric(text, errors="coerce").astype("float64")
        exact = typed.abs() <= (LARGEST_INTEGER if kind in INTEGERS else LARGEST_NUMBER)
        typed = typed.where(exact & ((typed % 1 == 0) | (kind not in INTEGERS)))
    lost = text[text.notna() & typed.isna()]
    if len(lost):
        rule = f"{lost.iloc[0]!r} is not of type {kind}"
        raise InputError(file, rule, row=int(lost.index[0]), column=field["name"])
    if kind in INTEGERS:
        return typed.astype("int64" if typed.notna().all() else "Int64")
    return typed


def _check_text(file: str, text: pd.Series, field: dict) -> None:
    """Texts must be plain; where the schema lists all that there may be, it has said so."""
    if "enum" in field.get("constraints", {}):
        return
    hostile = {cell: sign[0] for cell in text.dropna().unique() if (sign := HOSTILE.search(cell))}
    for line, cell in text[text.isin(hostile)].items():
        rule = f"{cell!r} is no plain text: {hostile[cell]!r} is a control sign, markup or formula"
        raise InputError(file, rule, row=line, column=field["name"])


def _check_schema(file: str, found: Record, typed: pd.DataFrame) -> None:
    if len(typed) < found.resource["rowFloor"]:
        raise InputError(file, f"{len(typed)} rows, the floor is {found.resource['rowFloor']}")
    try:
        pandera_schema(found).validate(typed, lazy=True)
    except pa.errors.SchemaErrors as errors:
        raise _first_failure(file, found, errors.failure_cases) from None


def _first_failure(file: str, found: Record, cases: pd.DataFrame) -> InputError:
    first = cases.sort_values("index", na_position="last", kind="stable").iloc[0]
    row = None if pd.isna(first["index"]) else int(first["index"])
    keys = as_list(found.resource["schema"].get("primaryKey", []))
    of_table = first["schema_context"] == "DataFrameSchema"
    column = ", ".join(keys) if of_table else str(first["column"])
    rule = f"{first['failure_case']!r} breaks the rule {first['check']}"
    return InputError(file, rule, row=row, column=column)


def pandera_schema(found: Record) -> pa.DataFrameSchema:
    """The record's Table Schema as a pandera schema."""
    keys = as_list(found.resource["schema"].get("primaryKey", []))
    return pa.DataFrameSchema(
        {f["name"]: _pandera_column(f) for f in found.fields}, unique=keys or None, strict=True
    )


def _pandera_column(field: dict) -> pa.Column:
    rules = field.get("constraints", {})
    checks = []
    if "enum" in rules:
        checks.append(pa.Check.isin(rules["enum"]))
    if "pattern" in rules:
        checks.append(pa.Check.str_matches(rf"^(?:{rules['pattern']})\Z"))
    if "minimum" in rules:
        checks.append(pa.Check.ge(_limit(rules["minimum"], field)))
    if "maximum" in rules:
        checks.append(pa.Check.le(_limit(rules["maximum"], field)))
    # Empty cells were counted before: `knownNulls` says how many there may be.
    return pa.Column(None, checks, nullable=True, unique=rules.get("unique", False))


def _limit(value: str | float, field: dict) -> pd.Timestamp | float:
    return pd.Timestamp(value) if field["type"] == "date" else float(value)


def as_list(value: str | Iterable[str]) -> list[str]:
    """A field of a Table Schema that may be a name or a list of names, as a list."""
    return [value] if isinstance(value, str) else list(value)
