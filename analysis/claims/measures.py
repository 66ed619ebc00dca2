"""Measures that several tests share, in the form that `Evidence.measure` takes: `f(read, ...)`."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analysis import assembly, memberships, migration, trade, votes
from analysis.countries import COUNTRIES, PARTNERS

Read = Callable[[str], pd.DataFrame]

# Indicators of the table wdi that several tests read.
GDP, GROWTH = "NY.GDP.MKTP.CD", "NY.GDP.MKTP.KD.ZG"
ALIKE_FROM, ALIKE_LEAST = 2015, 10  # years, and votes that both cast: fewer say little


def agreement_with(read: Read, state: str, since: int = 1946) -> pd.DataFrame:
    """Votes of the book's states beside those of one state: years by (count or share, state).

    The counts and shares are those of `analysis.votes.agreement`, the shares in per cent.
    """
    calls, grid = _calls(read, since)
    found = votes.agreement(grid, calls, state, [code for code in COUNTRIES if code != state])
    wide = found.pivot(index="year", columns="country")
    for share in ("agreement", "absence"):
        wide[share] *= 100
    return wide


def alike(read: Read) -> pd.DataFrame:
    """How often each two of the book's states voted alike, per cent: years by (state, state)."""
    calls, grid = _calls(read, ALIKE_FROM)
    grid = assembly.letters(grid, calls)
    years = calls.set_index("roll_call").loc[grid.index, "date"].dt.year
    states, found = list(COUNTRIES), {}
    for place, one in enumerate(states):
        same = assembly.likeness(grid[one], grid[states[place + 1:]]).groupby(years)
        shares = 100 * same.mean().where(same.count() >= ALIKE_LEAST)
        found |= {(one, other): shares[other] for other in shares}
    return pd.DataFrame(found)


def cohesion(pairs: pd.DataFrame, members: set[str]) -> pd.Series:
    """How alike some states vote, by year: the mean over their pairs in `alike`."""
    return pairs[[pair for pair in pairs if set(pair) <= members]].mean(axis=1)


def _calls(read: Read, since: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Roll calls since a year, and the grid of their votes."""
    calls, grid = read("roll_calls"), read("votes")
    calls = calls[calls["date"].dt.year >= since]
    return calls, grid[grid["roll_call"].isin(calls["roll_call"])]


def indicator(read: Read, code: str) -> pd.DataFrame:
    """One indicator of `wdi` as a table of years (index) by states (columns)."""
    found = read("wdi")
    found = found[found["indicator"].eq(code)]
    return found.pivot(index="year", columns="country", values="value")


def remittances_share(read: Read) -> pd.DataFrame:
    """Remittances from all countries, per cent of GDP: years by states."""
    found = migration.remittances_share_of_gdp(read("wdi"), read("wdi_indicators"))
    return found.pivot(index="year", columns="country", values="share")


def russia_in_trade(read: Read) -> pd.DataFrame:
    """Each state's trade with Russia: years by (share, value or source; flow; state).

    Shares are per cent of the flow, values million US$: see `analysis.trade.russia_share`. Every
    state has its columns, empty where there are no figures.
    """
    found = trade.russia_share(read).set_index(["year", "flow", "country"])
    wide = found[["share", "value", "source"]].unstack(["flow", "country"])
    every = [sorted(part) for part in (
        ("share", "value", "source"), (trade.EXPORT, trade.IMPORT, trade.TURNOVER),
        (country.code for country in PARTNERS))]
    return wide.reindex(columns=pd.MultiIndex.from_product(every, names=wide.columns.names))


def partners_shares(read: Read, name: str) -> pd.DataFrame:
    """Shares of Russia, China, Türkiye and the European Union in turnover, by one source.

    Per cent, where both flows are there; the index is reporter and year.
    """
    flows = pd.concat([trade.yearly(name, read), trade.european_union(name, read)])
    flows = flows[flows["partner"].isin(["RUS", "CHN", "TUR", trade.EU, trade.WORLD])]
    sums = flows.groupby(["reporter", "year", "partner"])["value"].agg(["sum", "size"])
    wide = sums.loc[sums["size"] == 2, "sum"].unstack("partner")
    return 100 * wide[["RUS", "CHN", "TUR", trade.EU]].div(wide[trade.WORLD], axis=0)


def standing(read: Read) -> pd.DataFrame:
    """Standing in each organisation on 31 December: see `analysis.memberships.by_year`."""
    return memberships.by_year(read("memberships"))
