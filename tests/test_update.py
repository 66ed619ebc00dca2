"""Building from a folder of publishers' files: what is there is built, all or nothing."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import raw_samples
from conftest import Project, Tables, contents

from analysis.build import build
from analysis.errors import InputError, MissingFileError
from analysis.records import PACKAGE, package, record, records


@pytest.fixture
def raw(tables: Tables, tmp_path: Path) -> Path:
    """A folder with the vetoes' file alone, of other rows than the table's."""
    folder = tmp_path / "raw"
    raw_samples.write_vetoes(folder, *raw_samples.VETO_ROWS)
    accept_few_rows(tables.folder / PACKAGE)
    return folder


def accept_few_rows(path: Path) -> None:
    """The sample has fewer rows than the records' floors."""
    path.write_text(re.sub(r'"rowFloor": \d+', '"rowFloor": 1', path.read_text("utf-8")), "utf-8")


def test_sources_whose_files_are_there_are_built_and_the_others_named(raw: Path) -> None:
    lines = build([], raw)
    [built] = [line for line in lines if "left out" not in line]
    assert built.startswith("vetoes: ") and "removed" in built
    assert record("vetoes").resource["bytes"] == record("vetoes").path.stat().st_size
    assert any(line.startswith("wdi: left out, ") and "the file is missing" in line
               for line in lines)


def test_a_dry_run_says_the_same_and_changes_nothing(raw: Path, tables: Tables) -> None:
    before = contents(tables.folder)
    said = build(["vetoes"], raw, dry_run=True)
    assert contents(tables.folder) == before
    assert "chapters/themes/votes.ipynb: would be stale by vetoes" in said
    assert not any("migration" in line for line in said)
    assert build(["vetoes"], raw) == said[:1]
    assert build(["vetoes"], raw, dry_run=True) == ["vetoes: unchanged"]


def test_a_source_that_is_named_must_have_its_files(raw: Path) -> None:
    with pytest.raises(MissingFileError, match="the file is missing; it comes from"):
        build(["vetoes", "wdi"], raw)


def test_one_bad_file_leaves_all_tables(raw: Path, tables: Tables) -> None:
    path = raw / "votes/raw/ideal_points/IdealpointsJuly2025.dta"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no Stata file")
    before = contents(tables.folder)
    with pytest.raises(InputError, match="IdealpointsJuly2025.dta"):
        build([], raw)
    assert contents(tables.folder) == before


def test_a_folder_without_any_file_is_refused(tables: Tables, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the files of no source are here"):
        build([], tmp_path)


def test_the_command_has_a_dry_run(book_copy: Project, raw: Path) -> None:
    shutil.copytree(raw, book_copy / "raw")
    accept_few_rows(book_copy / "data" / PACKAGE)
    before = contents(book_copy / "data")
    done = book_copy.analysis("build", "--raw", "raw", "--dry-run")
    assert done.returncode == 0, done.text
    assert "chapters/vetoes.ipynb: would be stale by vetoes" in done.stdout
    assert contents(book_copy / "data") == before


def test_every_record_stays_in_its_place(raw: Path) -> None:
    names = list(records())
    version = package()["version"]
    build(["vetoes"], raw)
    assert (list(records()), package()["version"]) == (names, version)
