"""A proof of the tables that is kept: it stands while nothing behind it changed, and no longer."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Project, Tables

from analysis import check
from analysis.records import write_hash


class Prover:
    """Stands for `check_tables`: how often it was asked, and what it finds."""

    def __init__(self) -> None:
        self.times, self.errors = 0, []

    def __call__(self) -> list[str]:
        self.times += 1
        return self.errors


@pytest.fixture
def prover(tables: Tables, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Prover:
    """The tables of this test were proven once."""
    one = Prover()
    monkeypatch.setattr(check, "PROVEN", tmp_path / "proven.json")
    monkeypatch.setattr(check, "check_tables", one)
    assert check.recheck_tables() == [] and one.times == 1
    return one


def test_a_proof_stands_where_nothing_changed(prover: Prover) -> None:
    assert check.recheck_tables() == [] and prover.times == 1


def change_table(tables: Tables) -> None:
    tables.change("vetoes", lambda content: content + b"\n")


def change_record(tables: Tables) -> None:
    write_hash("vetoes", b"another content")


def change_layer(tables: Tables) -> None:
    path = tables.folder / "maps" / "countries.geojson"
    path.write_bytes(path.read_bytes() + b"\n")


def lose_a_table(tables: Tables) -> None:
    (tables.folder / "votes" / "vetoes.csv").unlink()


@pytest.mark.parametrize("change", [change_table, change_record, change_layer, lose_a_table])
def test_a_proof_falls_with_what_it_is_of(prover: Prover, tables: Tables, change) -> None:
    change(tables)
    check.recheck_tables()
    assert prover.times == 2


@pytest.mark.parametrize("part", ["modules", "requirements"])
def test_a_proof_falls_with_the_code_of_the_check(
    prover: Prover, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    now = check.code_state(["import analysis.check"])
    assert {"analysis.tables", "analysis.maps", "analysis.records"} <= now["modules"].keys()
    monkeypatch.setattr(check, "code_state", lambda code: now | {part: "another"})
    check.recheck_tables()
    assert prover.times == 2


def test_a_table_in_error_is_no_proof(prover: Prover, tables: Tables) -> None:
    change_table(tables)
    prover.errors = ["an error"]
    assert check.recheck_tables() == check.recheck_tables() == ["an error"]
    assert prover.times == 3


def test_a_check_with_nothing_to_prove_does_not_wait_for_pandas(book_copy: Project) -> None:
    code = ("import sys; from analysis.__main__ import main; main(['check']); "
            "print('pandas' in sys.modules, 'seaborn' in sys.modules)")
    assert book_copy.python("-c", code).stdout.splitlines()[-1] == "True False"
    assert book_copy.python("-c", code).stdout.splitlines()[-1] == "False False"
