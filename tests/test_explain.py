"""The way back leads from everything in the book to a cell, a table, a source and a licence."""

from __future__ import annotations

import re
from functools import cache

import pytest

from analysis.__main__ import main
from analysis.errors import InputError
from analysis.explain import Thing, explain, tell, things
from analysis.notebooks import module_path, read
from analysis.paths import ROOT
from analysis.records import record, resources

THINGS = {f"{thing.page}#{thing.name}, {thing.kind}": thing
          for found in things().values() for thing in found}
KINDS = ("exhibit", "value", "statement", "claim")
CELL = re.compile(r"^  Notebook\n    (\S+), cell (\d+)", re.MULTILINE)
TABLE = re.compile(r"^table (\w+): ", re.MULTILINE)
FILE = re.compile(r"^  (?:File|Builder)\n    ([\w./]+/[\w.]+)", re.MULTILINE)
TEST = re.compile(r"^  Test\n    (\w+) in (\S+), line (\d+)", re.MULTILINE)


@cache
def code(notebook: str) -> dict[int, str]:
    cells = read(ROOT / notebook).cells
    return {place: cell.source for place, cell in enumerate(cells) if cell.cell_type == "code"}


@pytest.mark.parametrize("kind", KINDS)
def test_everything_in_the_book_leads_back_to_a_cell(kind: str) -> None:
    found = {name: thing for name, thing in THINGS.items() if thing.kind == kind}
    assert found
    for name, thing in found.items():
        text = tell(thing)
        [(file, cell)] = CELL.findall(text)
        assert ROOT / file == thing.path, name
        # The code that is printed is the cell's; of a claim it is the test's.
        assert code(file)[int(cell)].splitlines()[-1] in text or kind == "claim", name
        assert text.startswith(f"{kind} {thing.name}: "), name
        assert f"{thing.page}.html#" in text, name


@pytest.mark.parametrize("kind", ["exhibit", "claim", "table"])
def test_exhibits_claims_and_tables_lead_back_to_source_and_licence(kind: str) -> None:
    found = {name: thing for name, thing in THINGS.items() if thing.kind == kind}
    assert found
    for name, thing in found.items():
        text = tell(thing)
        tables = TABLE.findall(text)
        assert tables, name
        for table in tables:
            resource = record(table).resource
            assert all(source["path"] in text for source in resource["sources"]), (name, table)
            assert all(terms["title"] in text for terms in resource["licenses"]), (name, table)
        files = FILE.findall(text)
        assert len(files) >= len(tables) and all((ROOT / file).exists() for file in files), name


def test_every_table_has_its_explanation() -> None:
    assert set(resources()) == {t.name for t in THINGS.values() if t.kind == "table"}


def test_a_claim_leads_back_to_its_test() -> None:
    claims = [thing for thing in THINGS.values() if thing.kind == "claim"]
    tested = [thing for thing in claims if thing.contents.claims[thing.name]["code"]]
    assert tested
    for thing in tested:
        [(function, file, line)] = TEST.findall(tell(thing))
        lines = (ROOT / file).read_text("utf-8").splitlines()[int(line) - 1:]
        assert lines[0].startswith(f'@tests("{thing.name}")')
        assert any(line.startswith(f"def {function}(") for line in lines[:5]), thing.name


def test_tables_of_builders_tell_what_these_read() -> None:
    for name, one in resources().items():
        if module := one.resource["builder"]:
            file = module_path(module).relative_to(ROOT)
            assert f"\n    {file}\n    " in tell(Thing("table", name)), name


def test_an_exhibit_tells_cell_values_tables_builder_and_publishers_file() -> None:
    text = explain("fig-es11-votes")
    for part in ("chapters/periods/after-the-invasion.html#fig-es11-votes", "digest ",
                 "exhibits/fig-es11-votes.csv", "table votes: ", "data/votes/votes.csv, sha256:",
                 "analysis/builders/undl.py", "Source: voting records of the Dag Hammarskjöld",
                 "holds on these data"):
        assert part in text, part


def test_cells_that_a_value_builds_on_are_those_that_define_what_it_uses() -> None:
    text = explain("chapters/themes/votes#asia_absent_p2")
    behind = re.search(r"Builds on cells\n    ([\d, ]+)", text)[1].split(", ")
    cells = code("chapters/themes/votes.ipynb")
    [place] = [place for place, cell in cells.items() if "early_asia = " in cell]
    assert str(place) in behind
    [other] = [place for place, cell in cells.items() if "poles = {" in cell]
    assert str(other) not in behind


def test_the_name_alone_means_a_table_before_a_value() -> None:
    assert explain("forces").startswith("table forces: ")
    assert explain("chapters/countries/armenia#forces").startswith("value forces: ")


def test_an_unknown_name_is_refused_with_near_ones() -> None:
    with pytest.raises(InputError, match="near are .*fig-es11-votes"):
        explain("fig-es11-vote")
    with pytest.raises(InputError, match="has this name$"):
        explain("qqqqqqqq")


def test_a_name_of_several_pages_is_refused_with_its_addresses() -> None:
    with pytest.raises(InputError, match="say which: .*votes#last_year"):
        explain("last_year")


def test_the_command_prints_it_and_names_what_is_wrong(capsys: pytest.CaptureFixture) -> None:
    assert main(["explain", "S0-047"]) == 0
    assert "analysis/claims/s0.py, line " in capsys.readouterr().out
    assert main(["explain", "S9-999"]) == 2
    assert capsys.readouterr().err.startswith("error: S9-999: no exhibit, value, ")
