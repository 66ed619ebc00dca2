"""How a test of a claim reads tables: each reading is noted, so that the ledger can show it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pandas as pd

from analysis.claims.measures import standing
from analysis.claims.rules import Rule
from analysis.countries import CORE, COUNTRIES, GROUPS, PARTNERS
from analysis.tables import load

# The states as lists, which is what selects columns and rows: all, Russia's partners, and those
# partners that most of the essays speak of, which leave the Baltic states out.
STATES = list(COUNTRIES)
FOURTEEN = [country.code for country in PARTNERS]
ELEVEN = list(CORE)
CAUCASUS, CENTRAL_ASIA, BALTIC = (
    list(GROUPS[group]) for group in ("South Caucasus", "Central Asia", "Baltic"))

# The event that most essays turn on, the Uppsala programme's newer count of deaths, and its numbers
# of the conflict over Nagorno-Karabakh and of the war of Russia and Ukraine.
INVASION = "2022-02-24-russia-invades-ukraine-also-from"
UPPSALA, KARABAKH, WAR = "UCDP GED 23.1", 388, 13243


class MissingRowsError(LookupError):
    """A test asks for rows that the table does not hold: on these data it cannot decide."""


class Shared:
    """What all tests of one run read, once: tables and the measures made of them."""

    def __init__(self, read: Callable[[str], pd.DataFrame] = load) -> None:
        self.table = cache(read)
        self.measured: dict[tuple, tuple[pd.DataFrame | pd.Series, list[str]]] = {}


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

    def events(self, *events: str) -> list[pd.Series]:
        """Several of them."""
        return [self.event(event) for event in events]

    def votes(self, resolution: str) -> pd.Series:
        """State -> Y, A, N or X of the book's states on a resolution (`A/RES/68/262`)."""
        call = self.rows("roll_calls", resolution=resolution).iloc[0]
        return self.rows("votes", roll_call=call["roll_call"]).iloc[0][STATES].dropna()

    def standings(self, organisation: str, year: int | None = None) -> pd.Series:
        """State -> standing in an organisation on 31 December; of the last year known if None."""
        found = self.measure(standing)
        found = found[found["organisation"].eq(organisation) & found["status"].ne("ended")]
        year = found["year"].max() if year is None else year
        return found[found["year"].eq(year)].set_index("country")["status"]

    def members(self, organisation: str, year: int) -> set[str]:
        """The full members of an organisation on 31 December, Russia among them."""
        found = self.standings(organisation, year)
        return set(found.index[found.eq("member")])

    def deaths(self, country: str | list[str], source: str = UPPSALA,
               **where: object) -> pd.Series:
        """Best estimates of deaths in conflict in some states together, by year."""
        found = self.rows("conflict_deaths", source=source, country=country, **where)
        return found.groupby("year")["best"].sum()

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

    def measure(self, function: Callable, *arguments: object) -> pd.DataFrame | pd.Series:
        """What `function(read, *arguments)` makes of tables, made once for all tests.

        The functions of `measures` are of this form.
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


def fits(event: pd.Series, when: str, states: str = "", words: str = "") -> bool:
    """Whether an event is of the time claimed, with these states and these words in its title.

    `when` is the beginning of a date ("2022-04"), `states` are codes divided by blanks.
    """
    named = set(states.split()) <= set(event["countries"].split())
    return event["date"].startswith(when) and named and words in event["title"]


def number_in(text: str, pattern: str) -> float:
    """The number that a text gives where a pattern has its group.

    Raises
    ------
    MissingRowsError
        Where the text does not meet the pattern.
    """
    found = re.search(pattern, text)
    if found is None:
        raise MissingRowsError(f"the table tells no number ({pattern}) in: {text}")
    return float(found[1].replace(",", ""))


def _shown(wanted: object) -> str:
    if isinstance(wanted, range):
        return f"{wanted.start} to {wanted.stop - 1}"
    if isinstance(wanted, list | tuple | set):
        return " or ".join(sorted(str(one) for one in wanted))
    return str(wanted)
