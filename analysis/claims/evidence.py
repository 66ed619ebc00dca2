"""How a test of a claim reads tables: each reading is noted, so that the ledger can show it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pandas as pd

from analysis.claims.rules import Rule
from analysis.countries import COUNTRIES
from analysis.tables import load
from analysis.votes import long_votes

STATES = list(COUNTRIES)


class MissingRowsError(LookupError):
    """A test asks for rows that the table does not hold: on these data it cannot decide."""


class Shared:
    """What all tests of one run read, once: tables and the measures made of them."""

    def __init__(self, read: Callable[[str], pd.DataFrame] = load) -> None:
        self.table = cache(read)
        self.measured: dict[tuple, tuple[pd.DataFrame, list[str]]] = {}


class Evidence:
    """The tables as one test reads them; `reads` and `rules` tell what it used."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self.reads: dict[tuple[str, str], int] = {}
        self.rules: list[Rule] = []

    def table(self, name: str) -> pd.DataFrame:
        """A whole table."""
        frame = self._shared.table(name)
        self.reads[name, "all"] = len(frame)
        return frame

    def rows(self, name: str, **where: object) -> pd.DataFrame:
        """The rows of a table where each column has the value, or one of the values, given.

        Raises
        ------
        MissingRowsError
            Where there is none.
        """
        found = self._shared.table(name)
        for column, wanted in where.items():
            several = isinstance(wanted, list | tuple | set | range)
            found = found[found[column].isin(list(wanted)) if several else found[column].eq(wanted)]
        described = ", ".join(f"{column} = {_shown(wanted)}" for column, wanted in where.items())
        if found.empty:
            raise MissingRowsError(f"table {name} has no row where {described}")
        self.reads[name, described] = len(found)
        return found

    def event(self, event: str) -> pd.Series:
        """One dated event by its name; `date` is a text as exact as its source."""
        return self.rows("events", event=event).iloc[0]

    def votes(self, resolution: str) -> pd.Series:
        """State -> Y, A, N or X of the book's states on a resolution (`A/RES/68/262`)."""
        call = self.rows("roll_calls", resolution=resolution).iloc[0]
        grid = self.rows("votes", roll_call=call["roll_call"])
        return long_votes(grid, STATES).set_index("country")["vote"]

    def value(self, name: str, column: str = "value", **where: object) -> float:
        """The one cell of `column` in the one row that matches.

        Raises
        ------
        MissingRowsError
            Where no row matches.
        ValueError
            Where several do.
        """
        found = self.rows(name, **where)
        if len(found) > 1:
            raise ValueError(f"{name}: {len(found)} rows where {where}")
        return found[column].iloc[0]

    def measure(self, function: Callable, *arguments: object) -> pd.DataFrame:
        """What `function(read, *arguments)` makes of tables, made once for all tests.

        `analysis.trade.russia_share` is such a function, and those of `measures`.
        """
        key = (function, *arguments)
        if key not in self._shared.measured:
            used: list[str] = []

            def read(name: str) -> pd.DataFrame:
                used.append(name)
                return self._shared.table(name)

            self._shared.measured[key] = (function(read, *arguments), used)
        result, used = self._shared.measured[key]
        for name in used:
            by = f"all, by {function.__module__}.{function.__name__}"
            self.reads[name, by] = len(self._shared.table(name))
        return result

    def judge(self, rule: Rule, *numbers: float, **options: object) -> bool:
        """Whether numbers meet a rule, which is noted."""
        if rule not in self.rules:
            self.rules.append(rule)
        return bool(rule.condition(*numbers, **options))


def _shown(wanted: object) -> str:
    if isinstance(wanted, range):
        return f"{wanted.start} to {wanted.stop - 1}"
    if isinstance(wanted, list | tuple | set):
        return " or ".join(sorted(str(one) for one in wanted))
    return str(wanted)
