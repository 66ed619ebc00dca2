"""What others published comes out of the book's tables, or the row says why not."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.peers import MEASURES, cases
from analysis.tables import load

CASES = {case["case"]: case for case in cases().to_dict("records")}
# A tally for each: these are what any reader knows.
RESOLUTIONS = ["68/262", *(f"ES-11/{number}" for number in range(1, 9))]


@pytest.mark.parametrize("name", CASES)
def test_a_published_value_is_recomputed_or_the_row_says_why_not(name: str) -> None:
    case = CASES[name]
    if pd.isna(case["differs_because"]):
        assert case["recomputed"] == case["published"]
    else:
        assert case["recomputed"] != case["published"], "it agrees: the reason is out of date"


@pytest.mark.parametrize("resolution", RESOLUTIONS)
def test_the_tally_of_each_resolution_on_ukraine_is_a_case(resolution: str) -> None:
    [case] = [one for one in CASES.values()
              if one["measure"] == "tally" and one["of"] == resolution]
    assert case["agrees"]


def test_every_measure_serves_a_case() -> None:
    assert {case["measure"] for case in CASES.values()} == set(MEASURES)


def test_one_changed_vote_is_noticed() -> None:
    def read(name: str) -> pd.DataFrame:
        table = load(name)
        if name == "votes":
            calls = load("roll_calls")
            call = calls.loc[calls["resolution"].eq("A/RES/68/262"), "roll_call"].item()
            table = table.copy()
            table.loc[table["roll_call"].eq(call), "ARM"] = "Y"
        return table

    changed = cases(read).set_index("case")
    before = pd.DataFrame(CASES.values()).set_index("case")
    moved = changed.index[changed["recomputed"] != before["recomputed"]]
    assert set(moved) == {"ga-68-262-tally", "ga-68-262-no"}


def test_a_row_without_a_measure_is_refused_by_name() -> None:
    def read(name: str) -> pd.DataFrame:
        table = load(name)
        return table.assign(measure="magic") if name == "peer_cases" else table

    with pytest.raises(InputError, match="column measure: there is no measure 'magic'"):
        cases(read)
