"""The ledger: every claim answered, no verdict typed, each verdict able to flip."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup, Tag

from analysis.claims import rules, verdicts
from analysis.claims.evidence import Evidence, MissingRowsError, Shared
from analysis.claims.ledger import ledger
from analysis.claims.verdicts import (
    CONTRADICTED,
    NOT_TESTABLE,
    PARTLY,
    SUPPORTED,
    TESTS,
    VERDICTS,
    Reading,
    at_best_partly,
    by_readings,
    in_part,
    verdict,
)
from analysis.paths import ROOT
from analysis.prose import cited_claims
from analysis.site.executed import read_page
from analysis.site.ledger import LEDGER
from analysis.tables import load

MODULES = sorted(ROOT.glob("analysis/claims/s[0-4]*.py"))


@pytest.fixture(scope="module")
def claims() -> dict[str, dict]:
    """The ledger as the book's notebook carries it."""
    return read_page(ROOT / f"{LEDGER}.ipynb").claims


def reading(**changed: Callable[[pd.DataFrame], pd.DataFrame]) -> Callable[[str], pd.DataFrame]:
    """`load`, but for some tables that a function changes first."""
    def read(name: str) -> pd.DataFrame:
        frame = load(name)
        return changed[name](frame.copy()) if name in changed else frame
    return read


def answer(name: str, read: Callable[[str], pd.DataFrame] = load) -> dict:
    """What a ledger of one claim says of it."""
    def read_one(table: str) -> pd.DataFrame:
        frame = read(table)
        return frame[frame["claim"] == name] if table == "claims" else frame

    [claim] = ledger(read_one)
    return claim


def outcome(name: str, read: Callable[[str], pd.DataFrame] = load) -> str:
    return answer(name, read)["verdict"]


# --- the ledger of the book ----------------------------------------------------------------------


def test_every_claim_has_a_test_or_a_reason_why_not() -> None:
    table = load("claims").set_index("claim")
    reasons = table["untested_because"].notna()
    assert set(table.index[~reasons]) == set(TESTS), "a claim needs a test or a reason, not both"
    assert table.loc[reasons, "data_needed"].notna().all()
    assert table.loc[~reasons, "data_needed"].isna().all()


def test_at_least_two_hundred_verdicts_are_computed(claims: dict) -> None:
    assert len(claims) == len(load("claims")) == 407
    assert sum(claim["verdict"] != NOT_TESTABLE for claim in claims.values()) >= 200


def test_each_verdict_has_all_that_led_to_it(claims: dict) -> None:
    for claim in claims.values():
        assert claim["verdict"] in VERDICTS
        assert claim["why"].endswith((".", "?")), claim["claim"]
        if claim["code"]:
            assert claim["reads"], f"{claim['claim']} reads no table"
            assert claim["figures"], f"{claim['claim']} names no figure"
            assert claim["how"].endswith("."), f"{claim['claim']} does not say how"
            assert claim["verdict"] != NOT_TESTABLE, f"{claim['claim']}: {claim['why']}"


def test_contradictions_are_paired_and_named_from_both_sides(claims: dict) -> None:
    pairs = {(name, other) for name, claim in claims.items() for other in claim["against"]}
    assert pairs
    assert {(other, name) for name, other in pairs} == pairs
    assert all(name != other and other in claims for name, other in pairs)


def test_events_name_claims_that_exist(claims: dict) -> None:
    named = load("events")["claims"].dropna().str.split().explode()
    assert set(named) <= set(claims)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_verdict_is_typed(path: Path) -> None:
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8")))
             if isinstance(node, ast.Call)]
    conditions = [node.args[place] for node in calls
                  for name, place in (("verdict", 0), ("Reading", 1))
                  if getattr(node.func, "id", "") == name]
    assert conditions
    assert [ast.unparse(one) for one in conditions if isinstance(one, ast.Constant)] == []
    assert not [node for node in calls if getattr(node.func, "id", "") == "Verdict"]


def test_no_rule_is_idle(claims: dict) -> None:
    used = {rule["word"] for claim in claims.values() for rule in claim["rules"]}
    known = {rule.word for rule in vars(rules).values() if isinstance(rule, rules.Rule)}
    assert used == known


# --- verdicts flip with the data -----------------------------------------------------------------


def test_a_flipped_vote_flips_the_verdict() -> None:
    def belarus_abstains(votes: pd.DataFrame) -> pd.DataFrame:
        calls = load("roll_calls")
        call = calls.loc[calls["resolution"] == "A/RES/ES-11/1", "roll_call"].iloc[0]
        votes.loc[votes["roll_call"] == call, "BLR"] = "A"
        return votes

    assert outcome("S4-013") == SUPPORTED
    assert outcome("S4-013", reading(votes=belarus_abstains)) == CONTRADICTED


def test_a_moved_date_flips_the_verdict() -> None:
    def two_years_later(memberships: pd.DataFrame) -> pd.DataFrame:
        first = memberships["organisation"].eq("GUAM") & memberships["start"].str[:4].eq("1997")
        memberships.loc[first, "start"] = "1999-10-10"
        return memberships

    assert outcome("S0-028") == SUPPORTED
    assert outcome("S0-028", reading(memberships=two_years_later)) == CONTRADICTED


def test_missing_rows_leave_the_claim_untested_and_say_so() -> None:
    read = reading(memberships=lambda table: table[table["organisation"] != "GUAM"])
    found = answer("S0-028", read)
    assert found["verdict"] == NOT_TESTABLE
    assert "memberships has no row where organisation = GUAM" in found["why"]


# --- the parts -----------------------------------------------------------------------------------


@pytest.mark.parametrize("conditions, expected", [
    ([True, True], True), ([False, False], False), ([True, False], None), ([None, True], None),
    ([None], None), ([False, None], None),
])
def test_in_part(conditions: list, expected: bool | None) -> None:
    assert in_part(*conditions) is expected


def test_a_needed_condition_proves_nothing_alone() -> None:
    assert verdict(at_best_partly(True), "").outcome == PARTLY
    assert verdict(at_best_partly(False), "").outcome == CONTRADICTED


def test_readings_that_differ_make_it_partly() -> None:
    found = by_readings(Reading("stock", True, "It holds."), Reading("flow", False, "Not."), n=1)
    assert found.outcome == PARTLY
    assert found.why == "stock: It holds. flow: Not."
    assert [verdict(holds, "").outcome for holds in (True, None, False)] == [
        SUPPORTED, PARTLY, CONTRADICTED]


def test_a_claim_has_one_test() -> None:
    with pytest.raises(ValueError, match="two tests"):
        verdicts.tests("S0-028")(lambda evidence: None)


@pytest.mark.parametrize("rule, meets, fails", [
    (rules.QUARTER, (22.5,), (27.6,)), (rules.MOST, (6, 11), (5, 10)),
    (rules.ABOUT, (90, 100), (89, 100)), (rules.RISES, (100, 106), (100, 105)),
    (rules.FALLS, (100, 94), (100, 95)), (rules.SEVERAL, (3,), (2,)),
])
def test_rules_at_their_edges(rule: rules.Rule, meets: tuple, fails: tuple) -> None:
    assert rule.condition(*meets) and not rule.condition(*fails)


def test_evidence_notes_what_is_read() -> None:
    evidence = Evidence(Shared())
    evidence.rows("memberships", organisation=["CIS", "GUAM"], country="UZB")
    assert evidence.judge(rules.MOST, 3, 4)
    assert not evidence.judge(rules.MOST, 1, 4)
    assert list(evidence.reads) == [("memberships", "organisation = CIS or GUAM, country = UZB")]
    assert evidence.rules == [rules.MOST]


def test_evidence_refuses_what_is_not_there_or_not_single() -> None:
    evidence = Evidence(Shared())
    with pytest.raises(MissingRowsError, match="wdi has no row where country = XXX"):
        evidence.rows("wdi", country="XXX")
    with pytest.raises(ValueError, match="rows where"):
        evidence.value("wdi", country="UKR")


def test_a_measure_is_made_once_and_its_tables_are_noted() -> None:
    made = []

    def measure(read: Callable[[str], pd.DataFrame], factor: int) -> int:
        made.append(factor)
        return factor * len(read("members"))

    shared = Shared()
    first, second = Evidence(shared), Evidence(shared)
    assert first.measure(measure, 2) == second.measure(measure, 2)
    assert made == [2]
    assert [name for name, _ in second.reads] == ["members"]


def test_prose_names_claims_with_the_exhibits_beside_them(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "He says so ({claim}`S0-001`, {numref}`fig-a`).\n\nAnd {claim}`S1-002`.\n\n"
        "```{claims} S1-002 S2-003\n```\n", "utf-8")
    assert cited_claims(page) == {"S1-002": [], "S2-003": [], "S0-001": ["fig-a"]}


# --- the page ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page(html: Path) -> BeautifulSoup:
    return BeautifulSoup((html / f"{LEDGER}.html").read_text("utf-8"), "html.parser")


@pytest.fixture(scope="module")
def rows(page: BeautifulSoup) -> dict[str, Tag]:
    """The ledger's rows on the page by their claims."""
    return {row["id"]: row for row in page.select(".ledger tbody tr")}


def test_each_claim_has_its_row_and_address(
    page: BeautifulSoup, rows: dict[str, Tag], claims: dict
) -> None:
    assert len(page.select(".ledger tbody tr")) == len(rows)
    assert list(rows) == list(claims)
    for row, claim in zip(rows.values(), claims.values(), strict=True):
        assert row["data-verdict"] == claim["verdict"]
        assert row["data-countries"].split() == claim["countries"]
        assert claim["verdict"] in row.get_text()


def test_the_ledger_is_a_plain_table_without_a_script(page: BeautifulSoup) -> None:
    assert page.select_one("form.claim-filters").has_attr("hidden")
    assert not page.select(".ledger tbody tr[hidden]")
    assert [cell.get_text() for cell in page.select(".ledger thead th")] == [
        "Claim", "What the essay says", "Verdict", "Why"]


def test_each_tested_claim_leads_to_its_code_and_rows(
    html: Path, rows: dict[str, Tag], claims: dict
) -> None:
    for claim in claims.values():
        if claim["code"]:
            links = [link["href"] for link in rows[claim["claim"]].find_all("a", href=True)]
            assert any(link.endswith(f"#test-{claim['claim']}") for link in links)
            for read in claim["reads"]:
                assert any(link.endswith(f"#table-{read['table']}") for link in links)
    for essay in "01234":
        code = BeautifulSoup(
            (html / f"chapters/claims/tests-s{essay}.html").read_text("utf-8"), "html.parser")
        names = {name for name, claim in claims.items()
                 if claim["code"] and claim["essay"] == f"S{essay}"}
        anchors = {tag["id"] for tag in code.find_all(id=re.compile("^test-S"))}
        assert anchors == {f"test-{name}" for name in names}


def test_chapters_and_ledger_link_to_each_other(html: Path, rows: dict[str, Tag]) -> None:
    cited = cited_claims(ROOT / "chapters/periods/after-the-invasion.ipynb")
    assert cited
    chapter = BeautifulSoup(
        (html / "chapters/periods/after-the-invasion.html").read_text("utf-8"), "html.parser")
    links = {link["href"].rpartition("../")[2] for link in chapter.find_all("a", class_="claim")}
    for claim in cited:
        assert f"{LEDGER}.html#{claim}" in links
        back = [link["href"] for link in rows[claim].find_all("a", href=True)]
        assert "../periods/after-the-invasion.html" in back


def test_the_ledger_can_be_downloaded(html: Path, claims: dict) -> None:
    rows = list(csv.DictReader(io.StringIO((html / "claims/claims.csv").read_text("utf-8"))))
    assert [(row["claim"], row["verdict"]) for row in rows] == [
        (claim["claim"], claim["verdict"]) for claim in claims.values()]
    content = json.loads((html / "claims/claims.json").read_text("utf-8"))
    assert content["claims"] == list(claims.values())
    assert content["citation"] and content["licenses"] and content["fields"]
