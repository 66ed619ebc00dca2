"""Tables: good ones load in their types, bad ones are refused with file, row, column and rule."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable

import pytest
from conftest import Tables, sample
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.build import accept
from analysis.check import check_tables
from analysis.errors import InputError
from analysis.records import (
    dump,
    package,
    record,
    records,
    replace_file,
    sha256,
    write_hash,
)
from analysis.tables import load, pandera_schema, parse

DTYPES = {"string": ("str",), "date": ("datetime64[us]", "datetime64[ns]"), "number": ("float64",),
          "integer": ("int64", "Int64"), "year": ("int64", "Int64")}


# --- good tables -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", records())
def test_a_table_loads_in_the_types_of_its_schema(name: str) -> None:
    frame = load(name)
    for field in record(name).fields:
        assert str(frame[field["name"]].dtype) in DTYPES[field["type"]], field["name"]


def test_all_tables_keep_their_records() -> None:
    assert check_tables() == []


def test_loading_is_noted_for_the_stamp(tmp_path, monkeypatch) -> None:
    trace = tmp_path / "trace"
    monkeypatch.setenv("BOOK_TRACE", str(trace))
    for name in ("vetoes", "members", "vetoes"):
        load(name)
    noted = [json.loads(line) for line in trace.read_text("utf-8").splitlines()]
    states = {name: record(name).state(record(name).path.read_bytes()) for name in
              ("vetoes", "members")}
    assert noted == [{name: states[name]} for name in ("vetoes", "members", "vetoes")]


# --- broken tables -----------------------------------------------------------------------------

Rows = list[list[str]]


def cell(line: int, column: int, text: str) -> Callable[[Rows], Rows]:
    """Put a text into the cell of this line of the file."""
    def edit(rows: Rows) -> Rows:
        rows[line - 1][column] = text
        return rows

    return edit


# What is broken, in which table, how; then row, column and words of the rule in the message.
BROKEN_ROWS = {
    "missing column": ("ideal_points", lambda rows: [row[:3] + row[4:] for row in rows],
                       1, None, "missing ['low']"),
    "extra column": ("ideal_points", lambda rows: [[*row, "more"] for row in rows],
                     1, None, "not in the schema ['more']"),
    "other order": ("ideal_points", lambda rows: [row[::-1] for row in rows], 1, None, "order"),
    "text for a year": ("ideal_points", cell(5, 1, "199x"),
                        5, "year", "'199x' is not of type year"),
    "part of a count": ("ideal_points", cell(2, 5, "34.5"),
                        2, "votes", "'34.5' is not of type integer"),
    "text for a number": ("ideal_points", cell(9, 2, "n/a"),
                          9, "ideal_point", "'n/a' is not of type number"),
    "infinity": ("ideal_points", cell(9, 2, "-inf"),
                 9, "ideal_point", "'-inf' is not of type number"),
    "no date": ("vetoes", cell(4, 1, "2004-13-01"), 4, "date", "'2004-13-01' is not of type date"),
    "too small": ("ideal_points", cell(7, 3, "-6.5"), 7, "low", "greater_than_or_equal_to(-6"),
    "too large": ("roll_calls", cell(3, 6, "194"), 3, "yes", "less_than_or_equal_to(193"),
    "too early": ("vetoes", cell(3, 1, "1990-12-31"), 3, "date", "greater_than_or_equal_to(1991"),
    "no such code": ("ideal_points", cell(6, 0, "XYZ"), 6, "country", "'XYZ' breaks the rule isin"),
    "no such letter": ("votes", cell(8, 1, "y"), 8, "AFG", "'y' breaks the rule isin"),
    "other pattern": ("vetoes", cell(3, 6, "rus"), 3, "vetoed_by", "'rus' breaks the rule str_mat"),
    "key twice": ("ideal_points", lambda rows: [*rows[:3], rows[2], *rows[3:]],
                  3, "country, year", "breaks the rule multiple_fields_uniqueness"),
    "name twice": ("members", lambda rows: [*rows[:3], rows[2], *rows[3:]],
                     3, "undl_name", "'ALBANIA' breaks the rule multiple_fields_uniqueness"),
    "unknown empty cell": ("vetoes", cell(5, 4, ""), 5, "topic", "1 empty cells, at most 0"),
    "one empty cell more": ("roll_calls", cell(4, 4, ""), None, "meeting",
                            "2 empty cells, at most 1"),
    "too few rows": ("vetoes", lambda rows: rows[:11], None, None, "10 rows, the floor is 30"),
}
BROKEN_BYTES = {
    "empty file": ("vetoes", lambda content: b"", "the file is empty"),
    "open quote": ("vetoes", lambda content: content + b'"', "not a CSV table"),
    "not UTF-8": ("vetoes", lambda content: content.replace(b"Bosnia", b"Bosni\xe1", 1),
                  "not UTF-8"),
}


@pytest.mark.parametrize("broken", BROKEN_ROWS)
def test_a_broken_table_is_refused_with_place_and_rule(tables: Tables, broken: str) -> None:
    name, edit, row, column, rule = BROKEN_ROWS[broken]
    tables.change_rows(name, edit)
    tables.force_hash(name)
    with pytest.raises(InputError) as caught:
        load(name)
    error = caught.value
    assert error.file == str(record(name).path)
    assert rule in error.rule
    assert row is None or error.row == row
    assert error.column == column
    for part in (error.file, error.rule, *(str(p) for p in (error.row, error.column) if p)):
        assert part in str(error)


@pytest.mark.parametrize("broken", BROKEN_BYTES)
def test_a_file_that_does_not_read_is_refused(tables: Tables, broken: str) -> None:
    name, edit, rule = BROKEN_BYTES[broken]
    tables.change(name, edit)
    tables.force_hash(name)
    with pytest.raises(InputError, match=rule) as caught:
        load(name)
    assert caught.value.file == str(record(name).path)


def test_a_wrong_byte_is_found_in_its_row(tables: Tables) -> None:
    content = tables.change("vetoes", lambda c: c.replace(b"Cyprus", b"Cypr\xfcs", 1))
    with pytest.raises(InputError) as caught:
        parse(record("vetoes"), content)
    assert caught.value.row == 3


@pytest.mark.parametrize("line", [2, 5])
def test_a_row_with_a_cell_too_many_is_refused(tables: Tables, line: int) -> None:
    content = tables.change_rows(
        "ideal_points", lambda rows: [[*r, "1"] if i == line - 1 else r for i, r in enumerate(rows)]
    )
    with pytest.raises(InputError, match="ideal_points.csv"):
        parse(record("ideal_points"), content)


def test_rows_are_counted_as_an_editor_counts_lines(tables: Tables) -> None:
    content = tables.change("vetoes", lambda c: c.replace(b"\n", b"\n\n", 1).replace(
        b"2004-04-21", b"2004-04-31"))
    with pytest.raises(InputError) as caught:
        parse(record("vetoes"), content)
    assert content.splitlines()[caught.value.row - 1].startswith(b"S/2004/313")


@pytest.mark.parametrize("text", ["1e30", "99999999999999999999", "-99999999999999999999"])
def test_a_count_beyond_any_integer_is_refused(tables: Tables, text: str) -> None:
    content = tables.change_rows("ideal_points", cell(4, 5, text))
    with pytest.raises(InputError, match="row 4, column votes"):
        parse(record("ideal_points"), content)


def test_a_line_feed_behind_a_code_is_refused(tables: Tables) -> None:
    content = tables.change_rows("vetoes", cell(3, 6, "RUS\n"))
    with pytest.raises(InputError, match="vetoed_by"):
        parse(record("vetoes"), content)


def test_a_changed_byte_is_noticed_and_the_way_out_is_named(tables: Tables) -> None:
    tables.change("vetoes", lambda content: content.replace(b"Cyprus", b"cyprus", 1))
    with pytest.raises(InputError, match="python -m analysis accept vetoes"):
        load("vetoes")
    [problem] = check_tables()
    assert "vetoes.csv" in problem and "sha256" in problem


def test_a_missing_file_is_named(tables: Tables) -> None:
    record("vetoes").path.unlink()
    with pytest.raises(InputError, match=r"vetoes\.csv: the table's file is missing"):
        load("vetoes")


def test_an_unknown_table_is_answered_with_the_known_ones(tables: Tables) -> None:
    with pytest.raises(InputError, match=r"no table named 'veto'.*members.*vetoes"):
        load("veto")


def test_a_row_that_points_to_nothing_is_found_by_check(tables: Tables) -> None:
    tables.change_rows("subjects", cell(6, 0, "99"))
    tables.force_hash("subjects")
    [problem] = check_tables()
    assert "subjects.csv: row 6, column roll_call: (99,) is not in table roll_calls" in problem


@pytest.mark.parametrize("content", [b"{", b"[]" * 2, b""])
def test_broken_records_are_refused(tables: Tables, content: bytes) -> None:
    (tables.folder / "datapackage.json").write_bytes(content)
    with pytest.raises(InputError, match=r"datapackage\.json: row 1: not JSON"):
        load("vetoes")


# What an editor, a spreadsheet or a bad script may leave in a cell.
TEXTS = st.one_of(
    st.text(max_size=8), st.integers(-10**15, 10**15).map(str),
    st.floats(-1e15, 1e15).map(repr), st.dates().map(str),
    st.sampled_from(["", " ", "NA", "nan", "None", "-", "1,5", "1e5", "Y"]),
)


def as_csv(rows: list[list[str]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue().encode()


@settings(max_examples=900)
@given(st.sampled_from(sorted(records())), TEXTS, st.integers(0, 10**6), st.integers(0, 10**6))
def test_one_bad_cell_is_refused_or_keeps_the_schema(
    name: str, text: str, line: int, column: int
) -> None:
    """Every schema: never another exception, never a value outside the schema."""
    found, rows = sample(name)
    rows = [list(row) for row in rows]
    rows[1 + line % (len(rows) - 1)][column % len(rows[0])] = text
    try:
        frame = parse(found, as_csv(rows))
    except InputError as error:
        assert error.file and error.rule
        return
    pandera_schema(found).validate(frame)
    assert list(frame.columns) == rows[0] and len(frame) == len(rows) - 1
    for field in found.fields:
        assert str(frame[field["name"]].dtype) in DTYPES[field["type"]]


@pytest.mark.parametrize("name", records())
def test_every_schema_refuses_a_row_twice_and_a_column_less(name: str) -> None:
    found, rows = sample(name)
    assert len(parse(found, as_csv(rows))) == len(rows) - 1
    with pytest.raises(InputError, match="row 1: the columns are not those of the record"):
        parse(found, as_csv([row[1:] for row in rows]))
    with pytest.raises(InputError, match=r"row \d+.*(breaks the rule|empty cells, at most)"):
        parse(found, as_csv([*rows, rows[-1]]))


# --- taking a change ---------------------------------------------------------------------------


def test_accept_takes_a_valid_change_and_touches_hash_and_size_alone(tables: Tables) -> None:
    before = package()
    content = tables.change("vetoes", lambda c: c.replace(b"Cyprus", b"The island of Cyprus", 1))
    accept("vetoes")
    after = package()
    for whole in (before, after):
        changed = next(r for r in whole["resources"] if r["name"] == "vetoes")
        kept = (changed.pop("hash"), changed.pop("bytes"))
    assert kept == (sha256(content), len(content))
    assert after == before
    assert load("vetoes")["agenda_item"].eq("The island of Cyprus").any()


def test_accept_refuses_a_broken_table_and_leaves_its_record(tables: Tables) -> None:
    before = (tables.folder / "datapackage.json").read_bytes()
    tables.change_rows("vetoes", cell(3, 6, "nobody"))
    with pytest.raises(InputError, match="vetoed_by"):
        accept("vetoes")
    assert (tables.folder / "datapackage.json").read_bytes() == before


def test_writing_a_hash_keeps_the_layout_of_the_records(tables: Tables) -> None:
    path = tables.folder / "datapackage.json"
    before = path.read_text("utf-8")
    write_hash("vetoes", record("vetoes").path.read_bytes())
    assert path.read_text("utf-8") == before
    assert dump(json.loads(before)) == before


def test_a_failed_write_leaves_the_old_file_and_no_rest(tmp_path, monkeypatch) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
