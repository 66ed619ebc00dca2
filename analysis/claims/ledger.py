"""The ledger: every claim of the essays with its verdict and all that led to it."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from itertools import starmap

import pandas as pd
from IPython.display import display

from analysis.claims import (  # noqa: F401 (importing registers the tests)
    s0,
    s1,
    s2,
    s3_south,
    s3_west,
    s4,
)
from analysis.claims.evidence import Evidence, MissingRowsError, Shared
from analysis.claims.verdicts import NOT_TESTABLE, TESTS, Verdict
from analysis.tables import load


def ledger(read: Callable[[str], pd.DataFrame] = load) -> list[dict]:
    """Test every claim.

    Parameters
    ----------
    read
        Gives a table by its name; another than `load` tests the claims on other data.

    Returns
    -------
    One dictionary a claim, in the order of the table: its columns, `says`, `verdict`, `why`,
    `figures`, `readings`, `rules`, `reads` (table, rows, how many), `how` (the test in words) and
    `code` (its source).
    """
    shared = Shared(read)
    return [_tested(claim, shared) for claim in read("claims").to_dict("records")]


def show(claims: list[dict]) -> None:
    """Show the ledger in a notebook: a line a claim, and all the rest for the site."""
    lines = [f"{claim['claim']} {claim['verdict']}: {claim['why']}" for claim in claims]
    display({"text/plain": "\n".join(lines)}, raw=True, metadata={"claims": claims})


def _tested(claim: dict, shared: Shared) -> dict:
    test = TESTS.get(claim["claim"])
    evidence = Evidence(shared)
    found = _untested(claim) if test is None else _run(test, evidence)
    return {
        "claim": claim["claim"], "essay": claim["essay"], "place": claim["place"],
        "period": claim["period"], "theme": claim["theme"],
        "countries": _text(claim["countries"]).split(), "date": _text(claim["date"]),
        "kind": claim["kind"], "says": claim["says"], "against": _text(claim["against"]).split(),
        "correction": _text(claim["correction"]), "verdict": found.outcome, "why": found.why,
        "figures": {name: _plain(figure) for name, figure in found.figures.items()},
        "readings": [{"name": one.name, "why": one.why, "holds": _plain(one.holds)}
                     for one in found.readings],
        "rules": [{"word": rule.word, "means": rule.means} for rule in evidence.rules],
        "reads": list(starmap(_read, sorted(evidence.reads.items()))),
        "how": inspect.getdoc(test) if test else "",
        "code": inspect.getsource(test) if test else "",
    }


def _untested(claim: dict) -> Verdict:
    """A claim without a test: the table says why, and which data it would take."""
    reasons = [_text(claim["untested_because"]), _text(claim["data_needed"])]
    return Verdict(NOT_TESTABLE, " ".join(filter(None, reasons)))


def _run(test: Callable[[Evidence], Verdict], evidence: Evidence) -> Verdict:
    """A test's verdict; where rows or figures are missing, on other data, it cannot decide."""
    try:
        found = test(evidence)
    except MissingRowsError as error:
        return _undecided(str(error))
    except LookupError as error:
        return _undecided(f"there is no figure for {error}")
    missing = [name for name, figure in found.figures.items() if pd.isna(figure)]
    return _undecided(f"there is no figure for {', '.join(missing)}") if missing else found


def _undecided(reason: str) -> Verdict:
    return Verdict(NOT_TESTABLE, f"On these data the test cannot decide: {reason}.")


def _read(read: tuple[str, str], rows: int) -> dict:
    return {"table": read[0], "where": read[1], "rows": rows}


def _text(cell: object) -> str:
    return "" if pd.isna(cell) else str(cell)


def _plain(figure: object) -> object:
    """A figure as JSON can hold it, floats to the digits that a reader can use."""
    if figure is None or isinstance(figure, str):
        return figure
    if isinstance(figure, bool) or hasattr(figure, "dtype") and figure.dtype == bool:
        return bool(figure)
    number = float(figure)
    if not math.isfinite(number):
        raise ValueError(f"{figure} is no figure to decide by")
    return int(number) if number == int(number) else float(f"{number:.6g}")
