"""What changed since a revision: tables, exhibits, values, statements, verdicts."""

from __future__ import annotations

import json

import pytest
from conftest import CHAPTER, Project, commit

from analysis.site.executed import read_page

WHERE = CHAPTER.removesuffix(".ipynb")


@pytest.fixture
def checkout(book_copy: Project) -> Project:
    """The small book under git, all of it committed."""
    commit(book_copy)
    return book_copy


def changed(book: Project, *arguments: str) -> list[dict]:
    return json.loads(book.analysis("changes", "--json", *arguments).stdout)["changes"]


def test_nothing_changed(checkout: Project) -> None:
    said = checkout.analysis("changes", "--page")
    head = checkout.git("rev-parse", "--short", "HEAD").strip()
    assert said.stdout == f"nothing has changed since commit {head}\n"
    assert json.loads((checkout / "chapters/back/changes.json").read_text("utf-8")) == {
        "since": f"commit {head}", "changes": []}
    checkout.git("tag", "edition-2026.1")
    assert checkout.analysis("changes").stdout == "nothing has changed since edition 2026.1\n"


def test_a_flipped_vote_is_told_in_table_exhibit_and_statement(
    checkout: Project, fresh_book: Project
) -> None:
    calls = (checkout / "data/votes/roll_calls.csv").read_text("utf-8").splitlines()
    call = next(line for line in calls if ",A/RES/ES-11/1," in line).split(",")[0]
    path = checkout / "data/votes/votes.csv"
    lines = path.read_text("utf-8").splitlines()
    row = next(i for i, line in enumerate(lines) if line.startswith(f"{call},"))
    cells, column = lines[row].split(","), lines[0].split(",").index("BLR")
    assert cells[column] == "N"
    cells[column] = "A"
    lines[row] = ",".join(cells)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    assert checkout.analysis("accept", "votes").returncode == 0
    assert checkout.analysis("run").returncode == 0
    found = {(one["kind"], one["name"]): one for one in changed(checkout)}
    assert "0 added, 0 removed, 1 revised" in found["table", "votes"]["after"]
    assert found["statement", "only_belarus_always"] == {
        "kind": "statement", "where": WHERE, "name": "only_belarus_always", "before": "holds",
        "after": "does not hold", "detail": {"words": "Among the partners only Belarus voted with "
                                             "the Russian Federation on every text of the "
                                             "emergency session"}}
    exhibit = found["exhibit", "fig-es11-votes"]
    assert exhibit["before"].startswith("values ")
    assert exhibit["after"].endswith("its title does not hold")
    before, after = exhibit["detail"]["before"], exhibit["detail"]["after"]
    assert (before["holds"], after["holds"]) == (True, False)
    assert all(before[part] != after[part] for part in ("svg", "csv", "alt"))
    assert before["svg"] == read_page(fresh_book / CHAPTER).pictures["fig-es11-votes"]


def test_rows_are_counted_by_key_with_the_largest_revision(checkout: Project) -> None:
    path = checkout / "data/votes/ideal_points.csv"
    lines = path.read_text("utf-8").splitlines()
    cells = lines[1].split(",")
    old, cells[2] = float(cells[2]), "9"
    path.write_text("\n".join([lines[0], ",".join(cells), *lines[3:]]) + "\n", "utf-8")
    [table] = changed(checkout)
    assert "0 added, 1 removed, 1 revised" in table["after"]
    assert f"{cells[0]} {cells[1]} ideal_point" in table["after"]
    assert table["after"].endswith("to 9")
    assert table["detail"] == {"added": 0, "removed": 1, "revised": 1, "largest": {
        "place": f"{cells[0]} {cells[1]} ideal_point", "old": old, "new": 9.0}}


def test_a_verdict_that_flips_is_told(checkout: Project) -> None:
    claim = {"claim": "S0-001", "verdict": "supported"}
    code = ("from IPython.display import display\n"
            "display({{'text/plain': ''}}, raw=True, metadata={{'claims': [{}]}})")
    checkout.write_notebook("chapters/ledger.ipynb", code.format(claim))
    assert checkout.analysis("run", "chapters/ledger.ipynb").returncode == 0
    commit(checkout)
    checkout.write_notebook("chapters/ledger.ipynb", code.format(claim | {"verdict": "partly"}))
    assert checkout.analysis("run", "chapters/ledger.ipynb").returncode == 0
    assert checkout.analysis("changes").stdout.endswith(
        "\nchapters/ledger\n  verdict S0-001: supported -> partly\n")
    assert {"kind": "page", "where": "pages", "name": "chapters/ledger", "before": "",
            "after": "there"} in changed(checkout, "--since", "HEAD~1")


def test_an_unknown_revision_is_refused(checkout: Project) -> None:
    done = checkout.analysis("changes", "--since", "nosuch")
    assert done.returncode == 2
    assert "error: git rev-parse --verify nosuch" in done.text and "Traceback" not in done.text
