"""The records: each table has one, it is complete, and it is true of the file."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path

import pytest
from frictionless import Package

from analysis.builders import SOURCES
from analysis.errors import InputError
from analysis.maps import layers, load_layer
from analysis.records import dump, package, records, resources, sha256
from analysis.tables import load, to_csv_bytes

RECORDS = records()
REQUIRED = (
    "name", "path", "profile", "format", "mediatype", "encoding", "title", "description",
    "publisher", "sources", "vintage", "temporal", "licenses", "citation", "caveats",
    "crosschecks", "hash", "bytes", "rowFloor", "schema",
)  # fmt: skip
# These must be stated, but "none" is a statement.
MAY_BE_EMPTY = ("retrieved", "builder", "knownNulls")
DATE = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"

each = pytest.mark.parametrize("name", RECORDS)


def test_every_table_has_a_record_and_every_record_a_table() -> None:
    folder = next(iter(RECORDS.values())).folder
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert files - {"datapackage.json"} == {r.resource["path"] for r in resources().values()}


def test_frictionless_finds_no_fault() -> None:
    folder = next(iter(RECORDS.values())).folder
    report = Package((folder / "datapackage.json").as_posix()).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])[:10]


def test_the_package_is_laid_out_a_line_a_field() -> None:
    folder = next(iter(RECORDS.values())).folder
    assert (folder / "datapackage.json").read_text("utf-8") == dump(package())


def test_the_package_names_edition_and_licences() -> None:
    whole = package()
    assert whole["name"] == "russia-post-soviet-space"
    assert re.fullmatch(r"[0-9]{4}\.[0-9]+", whole["version"])
    assert all(licence["title"] for licence in whole["licenses"])


@each
def test_record_is_complete(name: str) -> None:
    resource = RECORDS[name].resource
    assert [key for key in REQUIRED if not resource.get(key)] == []
    assert [key for key in MAY_BE_EMPTY if key not in resource] == []
    assert all(source["title"] and source["path"] for source in resource["sources"])
    assert re.fullmatch(DATE, resource["vintage"])
    assert all(re.fullmatch(DATE, resource["temporal"][end]) for end in ("from", "to"))
    assert all(field["title"] and field["type"] for field in RECORDS[name].fields)
    assert all(rule["reason"] for rule in resource["knownNulls"].values())


@each
def test_each_licence_says_where_it_was_read(name: str) -> None:
    for licence in RECORDS[name].resource["licenses"]:
        assert all(licence[key] for key in ("name", "title", "path", "read_at")), licence


@each
def test_hash_and_size_are_those_of_the_file(name: str) -> None:
    content = RECORDS[name].path.read_bytes()
    resource = RECORDS[name].resource
    assert (sha256(content), len(content)) == (resource["hash"], resource["bytes"])


@each
def test_file_is_canonical_and_sorted_by_its_key(name: str) -> None:
    table, content = load(name), RECORDS[name].path.read_bytes()
    key = RECORDS[name].resource["schema"]["primaryKey"]
    assert table.sort_values(key, kind="stable").index.is_monotonic_increasing
    assert b"\r" not in content and content.endswith(b"\n")
    if table.select_dtypes("number").isna().sum().sum() == 0:
        assert to_csv_bytes(table) == content


@each
def test_builder_is_in_the_register_or_the_table_is_kept_by_hand(name: str) -> None:
    resource = RECORDS[name].resource
    if resource["builder"] is None:
        assert "kept by hand" in resource["description"].lower()
        return
    module = importlib.import_module(resource["builder"])
    assert module in SOURCES.values() and name in module.TABLES


@each
def test_rows_are_somewhat_above_their_floor(name: str) -> None:
    assert 0.9 * len(load(name)) <= RECORDS[name].resource["rowFloor"] <= len(load(name))


def test_members_name_each_column_of_the_votes() -> None:
    titles = {f["name"]: f["title"] for f in RECORDS["votes"].fields if f["name"] != "roll_call"}
    names = load("members").groupby("country")["name"].agg(set).to_dict()
    assert {code: {title} for code, title in titles.items()} == {c: names[c] for c in titles}


def test_totals_are_those_of_the_votes() -> None:
    votes, totals = load("votes").set_index("roll_call"), load("roll_calls").set_index("roll_call")
    for column, letter in {"yes": "Y", "no": "N", "abstain": "A", "absent": "X"}.items():
        assert (votes == letter).sum(axis=1).equals(totals[column]), column
    assert votes.notna().sum(axis=1).equals(totals["members"])


def test_no_record_names_a_path_of_one_machine() -> None:
    assert not re.search(r"/(work|tmp|home)/", json.dumps(package()))
    assert not any(Path(r.resource["path"]).is_absolute() for r in RECORDS.values())


def test_memberships_end_after_the_last_year_that_they_held() -> None:
    table = load("memberships").dropna(subset=["last_year", "end"])
    assert (table["end"].str[:4].astype(int) > table["last_year"].astype(int)).all()


def test_layers_keep_their_records() -> None:
    for name, one in layers().items():
        assert load_layer(name)["features"], name
        needed = [key for key in REQUIRED if key not in ("rowFloor", "schema")]
        assert [key for key in needed if not one.resource.get(key)] == []
        assert one.resource["bytes"] == len(one.path.read_bytes())
        with pytest.raises(InputError, match="is a map layer"):
            load(name)
