"""Bad input: a seeded sample of the campaign of `tests/campaign.py`, and each hostile kind alone.

The campaign spoils every table and the publishers' own files, thousands of times, in minutes. Here
the heads of the tables and small files in the publishers' layouts are spoilt, in seconds.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import damage
import pandas as pd
import pytest
import raw_macro
import raw_migration
import raw_samples
import raw_security
import raw_trade
from conftest import Tables, sample
from damage import NEVER, OTHER, PLACE_KINDS, PUBLISHED_KINDS, TABLE_KINDS, judge
from raw_files import workbook

from analysis.builders import SOURCES, reading
from analysis.builders import excel as excel_reader
from analysis.builders.rdata import read_rdata
from analysis.errors import LONGEST, InputError
from analysis.records import LARGEST_FILE, PACKAGE, Record, package, read_file, record, records
from analysis.tables import load, parse, read_bytes

PER_TABLE, PER_SOURCE = 8, 6  # kinds of damage
# The files of that one are not among the small ones.
SMALL = sorted(set(SOURCES) - {"natural_earth"})


def draw(kinds: dict, count: int, name: str) -> list[tuple[str, str]]:
    """Some kinds of damage for this name, others for the next, the same on each run."""
    return [(name, kind) for kind in Random(name).sample(sorted(kinds), count)]


# --- the sample --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind"), [c for n in sorted(records()) for c in draw(TABLE_KINDS, PER_TABLE, n)]
)
def test_a_spoilt_table_is_refused_or_harmless_or_told_by_its_hash(name: str, kind: str) -> None:
    found, rows = sample(name)
    before = parse(found, damage.as_csv(rows))
    spoilt = TABLE_KINDS[kind](Random(f"{name} {kind}"), found, [list(row) for row in rows])
    if spoilt is None:
        pytest.skip("this table has no such column")
    outcome = judge(lambda: parse(found, spoilt.content).to_dict("list"), before.to_dict("list"),
                    spoilt if kind in NEVER else None)  # fmt: skip
    assert not outcome.startswith("FAIL"), outcome


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small files of all sources in the publishers' layouts."""
    raw = tmp_path_factory.mktemp("small")
    for topic in (raw_samples, raw_macro, raw_migration, raw_security, raw_trade):
        topic.write_all(raw)
    return raw


@pytest.fixture(scope="module")
def built(small: Path) -> dict[str, tuple[list[Path], dict[str, list]]]:
    """By source: the files that its builder opens, and what it makes of them."""
    opened: list[Path] = []
    whole, reading.read_file = reading.read_file, lambda path: opened.append(path) or whole(path)
    made = {}
    try:
        for name in SMALL:
            opened.clear()
            frames = contents(SOURCES[name].build(small))
            made[name] = [path.relative_to(small) for path in opened], frames
    finally:
        reading.read_file = whole
    return made


def contents(frames: dict[str, pd.DataFrame]) -> dict[str, str]:
    """What a builder made, to be compared."""
    return {name: frame.to_csv(index=False) for name, frame in frames.items()}


def beside(small: Path, files: list[Path], raw: Path) -> None:
    """A folder of links to files."""
    for file in files:
        (raw / file).parent.mkdir(parents=True, exist_ok=True)
        if not (raw / file).is_symlink():
            (raw / file).symlink_to(small / file)


@pytest.mark.parametrize(
    ("name", "kind"),
    # Bombs are slow to make: they have a test below.
    [c for n in SMALL for c in draw(PUBLISHED_KINDS | PLACE_KINDS, PER_SOURCE, n)
     if c[1] != "bomb"],
)
def test_a_spoilt_file_of_a_publisher_is_refused_or_read(
    small: Path, built: dict, tmp_path: Path, name: str, kind: str
) -> None:
    (files, before), random = built[name], Random(f"{name} {kind}")
    beside(small, files, tmp_path)
    path = tmp_path / random.choice(files)
    if kind in PLACE_KINDS:
        damage.put_in_place(path, kind)
    else:
        spoilt = PUBLISHED_KINDS[kind](random, path.read_bytes())
        if spoilt is None:
            pytest.skip("this file has nothing of the kind")
        path.unlink()
        path.write_bytes(spoilt)
    outcome = judge(lambda: contents(SOURCES[name].build(tmp_path)), before)
    assert not outcome.startswith("FAIL"), outcome


# --- each hostile kind alone -------------------------------------------------------------------

HOSTILE = [kind for kind, (types, _) in NEVER.items() if "string" in types]


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_free_text_must_be_plain(kind: str) -> None:
    """The column takes any text: nothing but this rule stands in the way."""
    found, rows = sample("vetoes")
    rows, column = [list(row) for row in rows], rows[0].index("agenda_item")
    rows[4][column] = NEVER[kind][1](rows[4][column])
    with pytest.raises(InputError, match="is no plain text") as caught:
        parse(found, damage.as_csv(rows))
    assert (caught.value.row, caught.value.column) == (5, "agenda_item")
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("text", ["-0.87", "+3", "a = b", "3 < 5", "-", "R&D", "x@example.org"])
def test_a_text_that_only_looks_like_a_formula_or_markup_is_plain(text: str) -> None:
    found, rows = sample("vetoes")
    rows, column = [list(row) for row in rows], rows[0].index("agenda_item")
    rows[4][column] = text
    assert parse(found, damage.as_csv(rows))["agenda_item"][3] == text


@pytest.mark.parametrize("kind", sorted(set(PLACE_KINDS) - {"link to another file"}))
def test_what_is_no_file_is_named(tmp_path: Path, kind: str) -> None:
    found = Record(record("vetoes").resource, tmp_path)
    found.path.parent.mkdir()
    found.path.touch()
    damage.put_in_place(found.path, kind)
    for read in (lambda: read_bytes(found), lambda: reading.read_bytes(found.path, "https://x.org")):
        with pytest.raises(InputError, match=re.escape(str(found.path))):
            read()


def test_a_link_in_a_tables_place_is_told_by_its_hash(tables: Tables) -> None:
    damage.put_in_place(record("vetoes").path, "link to another file")
    with pytest.raises(InputError, match=r"vetoes\.csv: its sha256 is not the one"):
        load("vetoes")


def test_a_file_beyond_any_size_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "large").open("wb") as stream:
        stream.truncate(LARGEST_FILE + 1)  # a hole: it takes no place on the disk
    with pytest.raises(InputError, match="no file of the book has more than"):
        read_file(tmp_path / "large")


def test_an_open_quote_is_found_where_it_opens() -> None:
    content = record("vetoes").path.read_bytes().replace(b"S/2004/313", b'"S/2004/313', 1)
    with pytest.raises(InputError, match="not a CSV table") as caught:
        parse(record("vetoes"), content)
    assert content.splitlines()[caught.value.row - 1].startswith(b'"S/2004/313')


def test_a_cell_of_more_than_a_line_is_named_by_its_first() -> None:
    found, rows = sample("vetoes")
    rows = [[*row[:4], "one\ntwo", *row[5:]] if i == 6 else row for i, row in enumerate(rows)]
    with pytest.raises(InputError, match="row 7, column topic"):
        parse(found, damage.as_csv(rows))


def test_an_error_can_be_read_whatever_the_file_holds() -> None:
    error = InputError("f.csv", "'\x1b[2J\u202e" + "x" * 10**6, row="a\nb", column="c\0")
    assert len(str(error)) < 2 * LONGEST and str(error).isprintable()
    assert error.row == "a\\nb" and error.column == "c\\x00" and "\\x1b[2J\\u202e" in error.rule


@pytest.mark.parametrize("packer", [gzip, bz2, lzma])
def test_a_bomb_is_not_unpacked(tmp_path: Path, packer) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(packer.compress(bytes(10_000_000)) * 40)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(InputError, match="unpacks to more than 300,000,000 bytes"):
        read_rdata(path, "https://example.org")


@pytest.mark.parametrize("spoil, rule", [
    (damage.far_cell, "1,048,576 rows of 16,384 cells"),
    (damage.entities, "not a whole workbook"),
], ids=["a cell in the last corner", "growing entities"])
def test_a_hostile_workbook_is_refused(tmp_path: Path, spoil, rule: str) -> None:
    path = tmp_path / "hostile.xlsx"
    path.write_bytes(spoil(Random(0), workbook({"a": [[1]]})))
    with pytest.raises(InputError, match=rule):
        excel_reader.workbook(path, "https://example.org")


def test_formulas_of_a_workbook_are_not_computed(tmp_path: Path) -> None:
    path = tmp_path / "formulas.xlsx"
    path.write_bytes(workbook({"a": [["=1+1", 5]]}))
    page = excel_reader.sheet(path, "a", "https://example.org")
    assert page.number(0, 1) == 5
    with pytest.raises(InputError, match="'' is not a number"):
        page.number(0, 0)


def test_a_workbook_that_lies_about_its_sizes_is_refused(tmp_path: Path) -> None:
    path, content = tmp_path / "lie.xlsx", workbook({"a": [[1]]})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    path.write_bytes(content.replace(size, (7).to_bytes(4, "little")))
    with pytest.raises(InputError, match="not a whole workbook"):
        excel_reader.workbook(path, "https://example.org")


@pytest.mark.parametrize(
    ("text", "rule"),
    [(b'{\n"a": NaN}', "NaN is no number"), (b'{"a": ' + b"9" * 5000 + b"}", "not JSON"),
     (b"[" * 100_000, "not JSON"), (b'{\n"a": \n}', "row 3: not JSON"), (b"\xff", "not UTF-8")],
)  # fmt: skip
def test_hostile_json_is_named(tmp_path: Path, text: bytes, rule: str) -> None:
    with pytest.raises(InputError, match=rule):
        reading.read_json(tmp_path / "x.json", text)


def lose(key: str) -> Callable[[dict], object]:
    return lambda one: one.pop(key)


RECORDS: list[tuple[Callable[[dict], object], str]] = [
    *((lose(key), key) for key in ("name", "path", "schema", "rowFloor", "knownNulls")),
    (lambda one: one.update(rowFloor="30"), "rowFloor"),
    (lambda one: one.update(path="../../outside.csv"), "path"),
    (lambda one: one.update(path="/etc/passwd"), "path"),
    (lambda one: one["schema"].pop("fields"), "fields"),
    (lambda one: one["schema"]["fields"][0].pop("type"), "fields"),
    (lambda one: one["schema"]["fields"].append("year"), "fields"),
]


@pytest.mark.parametrize(("spoil", "column"), RECORDS)
def test_a_spoilt_record_is_named(
    tmp_path: Path, spoil: Callable[[dict], object], column: str
) -> None:
    whole = package()
    spoil(whole["resources"][4])
    (tmp_path / PACKAGE).write_text(json.dumps(whole), "utf-8")
    with pytest.raises(InputError, match=r"datapackage\.json: row record 5") as caught:
        records(tmp_path)
    assert caught.value.column == column


def test_a_table_whose_record_has_no_hash_must_be_accepted_first(tables: Tables) -> None:
    path = tables.folder / PACKAGE
    whole = package()
    [one] = [one for one in whole["resources"] if one["name"] == "vetoes"]
    del one["hash"]
    path.write_text(json.dumps(whole), "utf-8")
    with pytest.raises(InputError, match="python -m analysis accept vetoes"):
        load("vetoes")


@pytest.mark.parametrize("text", ["[]", "5", '{"resources": {}}', '{"resources": [5]}'])
def test_records_of_another_shape_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / PACKAGE).write_text(text, "utf-8")
    with pytest.raises(InputError, match=r"datapackage\.json: "):
        records(tmp_path)


def test_other_data_that_keep_the_schema_are_told_by_the_hash(tables: Tables) -> None:
    """A figure changed to another possible one: no rule can know it, the record's hash does."""
    def spoil(rows: list[list[str]]) -> list[list[str]]:
        rows[3][2] = "0.5"
        return rows

    content = tables.change_rows("ideal_points", spoil)
    assert judge(lambda: parse(record("ideal_points"), content).to_dict(), None) == OTHER
    with pytest.raises(InputError, match=r"ideal_points\.csv: its sha256 is not the one"):
        load("ideal_points")
