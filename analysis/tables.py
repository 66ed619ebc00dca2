"""Tables: read, validated, and noted. `load` is the only door to `data/`.

A table's schema is its record's Table Schema; pandera does the checking, and its findings are
turned into errors that name file, row, column and rule.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from analysis.errors import InputError
from analysis.paths import shown
from analysis.records import Record, record, records, sha256

HEADER_LINES = 1


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
    content = read_bytes(found)
    if sha256(content) != found.resource["hash"]:
        raise InputError(
            shown(found.path),
            "its sha256 is not the one in its record; if the change is meant, "
            f"run: python -m analysis accept {name}",
        )
    _note(found)
    return parse(found, content)


def read_bytes(found: Record) -> bytes:
    """The bytes of a table's file."""
    try:
        return found.path.read_bytes()
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
    return typed


def to_csv_bytes(frame: pd.DataFrame) -> bytes:
    """The one way that the project writes a table: UTF-8, LF, no index, ISO dates."""
    stream = io.StringIO()
    frame.to_csv(stream, index=False, lineterminator="\n", date_format="%Y-%m-%d")
    return stream.getvalue().encode()


def check_foreign_keys(frames: dict[str, pd.DataFrame]) -> None:
    """Each foreign key of a record must find its row in the table that it points to."""
    for found in records().values():
        for key in found.resource["schema"].get("foreignKeys", []):
            columns, target = _as_list(key["fields"]), key["reference"]
            wanted = frames[found.name][columns].apply(tuple, axis=1)
            known = frames[target["resource"] or found.name][_as_list(target["fields"])]
            missing = wanted[~wanted.isin(set(known.apply(tuple, axis=1)))]
            if len(missing):
                raise InputError(
                    shown(found.path),
                    f"{missing.iloc[0]} is not in table {target['resource']}",
                    row=int(missing.index[0]) + HEADER_LINES + 1,
                    column=", ".join(columns),
                )


def _note(found: Record) -> None:
    """Tell the runner, if one listens, that the notebook read this table."""
    trace = os.environ.get("BOOK_TRACE")
    if trace:
        with Path(trace).open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(found.name) + "\n")


def _read_text(file: str, content: bytes) -> pd.DataFrame:
    """Every cell as text; the types come later, so that an error can name the cell."""
    try:
        return pd.read_csv(
            io.BytesIO(content), dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8"
        )
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise InputError(file, "not UTF-8", row=row) from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise InputError(file, f"not a CSV table: {error}") from None


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
    keys = _as_list(found.resource["schema"].get("primaryKey", []))
    return limits | {key: known[key]["at_most"] if key in known else 0 for key in keys}


def _check_nulls(file: str, column: pd.Series, name: str, limit: int) -> None:
    empty = column[column.isna()]
    if len(empty) > limit:
        raise InputError(
            file,
            f"{len(empty)} empty cells, at most {limit} are known",
            row=int(empty.index[limit]) + HEADER_LINES + 1,
            column=name,
        )


def _typed(file: str, text: pd.Series, field: dict) -> pd.Series:
    """One column in its type. Cells that do not convert are errors, never NaN."""
    kind = field["type"]
    if kind == "string":
        return text.astype("str")
    if kind == "date":
        typed = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
    else:
        typed = pd.to_numeric(text, errors="coerce")
        if kind in ("integer", "year"):
            typed = typed.where(typed.isna() | (typed % 1 == 0)).astype("Int64")
    _check_conversion(file, text, typed, field)
    return typed.astype("int64") if str(typed.dtype) == "Int64" and typed.notna().all() else typed


def _check_conversion(file: str, text: pd.Series, typed: pd.Series, field: dict) -> None:
    infinite = text.str.strip().str.lower().str.fullmatch(r"[+-]?inf(inity)?", na=False)
    lost = text[text.notna() & (typed.isna() | infinite)]
    if len(lost):
        raise InputError(
            file,
            f"{lost.iloc[0]!r} is not of type {field['type']}",
            row=int(lost.index[0]) + HEADER_LINES + 1,
            column=field["name"],
        )


def _check_schema(file: str, found: Record, typed: pd.DataFrame) -> None:
    if len(typed) < found.resource["rowFloor"]:
        raise InputError(file, f"{len(typed)} rows, the floor is {found.resource['rowFloor']}")
    try:
        pandera_schema(found).validate(typed, lazy=True)
    except pa.errors.SchemaErrors as errors:
        raise _first_failure(file, errors.failure_cases) from None


def _first_failure(file: str, cases: pd.DataFrame) -> InputError:
    first = cases.sort_values("index", na_position="last", kind="stable").iloc[0]
    row = None if pd.isna(first["index"]) else int(first["index"]) + HEADER_LINES + 1
    column = None if first["schema_context"] == "DataFrameSchema" else str(first["column"])
    rule = f"{first['failure_case']!r} breaks the rule {first['check']}"
    return InputError(file, rule, row=row, column=column)


def pandera_schema(found: Record) -> pa.DataFrameSchema:
    """The record's Table Schema as a pandera schema."""
    keys = _as_list(found.resource["schema"].get("primaryKey", []))
    return pa.DataFrameSchema(
        {f["name"]: _pandera_column(f) for f in found.fields}, unique=keys or None, strict=True
    )


def _pandera_column(field: dict) -> pa.Column:
    rules = field.get("constraints", {})
    checks = []
    if "enum" in rules:
        checks.append(pa.Check.isin(rules["enum"]))
    if "pattern" in rules:
        checks.append(pa.Check.str_matches(f"^(?:{rules['pattern']})$"))
    if "minimum" in rules:
        checks.append(pa.Check.ge(_limit(rules["minimum"], field)))
    if "maximum" in rules:
        checks.append(pa.Check.le(_limit(rules["maximum"], field)))
    # Empty cells were counted before: `knownNulls` says how many there may be.
    return pa.Column(None, checks, nullable=True, unique=rules.get("unique", False))


def _limit(value: str | float, field: dict) -> pd.Timestamp | float:
    return pd.Timestamp(value) if field["type"] == "date" else float(value)


def _as_list(value: str | Iterable[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
