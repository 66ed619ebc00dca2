"""Values that others have published, recomputed from the book's tables.

The table `peer_cases` has a row a published value: which measure it is, of what, and where it was
read. A measure here is a function of `read` (which gives a table by its name) and of the words in
the column `of`; it returns a number, or the text that a source prints (a tally, states by code).
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analysis import votes
from analysis.claims.measures import agreement_with, indicator, remittances_share, standing
from analysis.errors import InputError
from analysis.tables import load

Read = Callable[[str], pd.DataFrame]


def cases(read: Read = load) -> pd.DataFrame:
    """The table with two columns more: `recomputed`, a text, and whether it `agrees`.

    A number agrees where it rounds to the published one; a text where it is the same.

    Raises
    ------
    InputError
        Where a row names no measure that there is.
    """
    table = read("peer_cases")
    texts = [_recomputed(case, read) for case in table.to_dict("records")]
    return table.assign(recomputed=texts, agrees=[
        ours == published for ours, published in zip(texts, table["published"], strict=True)])


def _recomputed(case: dict, read: Read) -> str:
    if case["measure"] not in MEASURES:
        raise InputError("peer_cases", f"there is no measure {case['measure']!r}",
                         row=case["case"], column="measure")
    ours = MEASURES[case["measure"]](read, *case["of"].split())
    if isinstance(ours, str):
        return ours
    _, _, decimals = case["published"].partition(".")
    return f"{ours:.{len(decimals)}f}"


def tally(read: Read, resolution: str) -> str:
    """Yes, no and abstentions, counted member by member: "141-5-35"."""
    cast = list(_cast(read, resolution))
    return "-".join(str(cast.count(letter)) for letter in "YNA")


def not_voting(read: Read, resolution: str) -> int:
    """How many members did not vote."""
    return int(_cast(read, resolution).eq("X").sum())


def voters(read: Read, resolution: str, vote: str) -> str:
    """The codes of the members that voted so (Y, N, A, X), in the order of the alphabet."""
    cast = _cast(read, resolution)
    return " ".join(sorted(cast.index[cast.eq(vote)]))


def vote(read: Read, resolution: str, state: str) -> str:
    """A member's vote: Y, N, A or X."""
    return _cast(read, resolution)[state]


def agreement(read: Read, state: str, other: str, session: str) -> float:
    """Identical votes as a share of those in which both states voted, in a session."""
    calls = read("roll_calls")
    calls = calls[calls["session"].eq(session)]
    counts = votes.agreement(read("votes"), calls, other, [state])
    return counts["identical"].sum() / counts["both_cast"].sum()


def alignment(read: Read, other: str, years: str, states: str) -> float:
    """Correlation of states' ideal points with their agreement with another state.

    Years and states are joined by commas; each state and year is a pair.
    """
    names, when = states.split(","), [int(year) for year in years.split(",")]
    points = read("ideal_points").pivot(index="year", columns="country", values="ideal_point")
    agreed = agreement_with(read, other)["agreement"]
    return points.loc[when, names].stack().corr(agreed.loc[when, names].stack())


def remittances(read: Read, state: str, year: str) -> float:
    """Remittances received, per cent of gross domestic product."""
    return remittances_share(read)[state][int(year)]


def growth(read: Read, state: str, year: str) -> float:
    """Growth of gross domestic product, per cent."""
    return indicator(read, "NY.GDP.MKTP.KD.ZG")[state][int(year)]


def inflation(read: Read, state: str, month: str) -> float:
    """Rise of consumer prices over the twelve months before the end of a month, per cent."""
    prices = read("prices_monthly")
    prices = prices[prices["country"].eq(state) & prices["series"].eq("headline")]
    index = prices.set_index(prices["month"].astype(str))["value"]
    return 100 * (index[month] / index[f"{int(month[:4]) - 1}{month[4:]}"] - 1)


def transfers(read: Read, partner: str, direction: str, purpose: str, year: str) -> float:
    """Transfers of individuals to or from Armenia in a year, billion US$."""
    table = read("armenia_transfers")
    chosen = table[table["partner"].eq(partner) & table["direction"].eq(direction)
                   & table["purpose"].eq(purpose) & table["month"].astype(str).str.startswith(year)]
    return chosen["value"].sum() / 1e6  # the table is in thousands


def stock(read: Read, revision: str, origin: str, destination: str, year: str) -> float:
    """Persons born in one state who live in another, millions."""
    table = read("migrant_stock")
    chosen = table[table["revision"].eq(int(revision)) & table["origin"].eq(origin)
                   & table["destination"].eq(destination) & table["year"].eq(int(year))]
    return chosen["value"].sum() / 1e6


def refugees(read: Read, origin: str, year: str) -> float:
    """Refugees from a state in all others at the end of a year, millions."""
    table = read("refugees")
    chosen = table[table["origin"].eq(origin) & table["year"].eq(int(year))
                   & table["population_type"].eq("refugees")]
    return chosen["value"].sum() / 1e6


def members(read: Read, organisation: str, year: str) -> str:
    """The codes of the book's states that were members on 31 December."""
    found = standing(read)
    found = found[found["organisation"].eq(organisation) & found["year"].eq(int(year))
                  & found["status"].eq("member")]
    return " ".join(sorted(found["country"]))


def joined(read: Read, organisation: str, state: str) -> str:
    """When a state became a member, as exact as the source of the date."""
    table = read("memberships")
    found = table[table["organisation"].eq(organisation) & table["country"].eq(state)
                  & table["status"].eq("member")]
    return str(found["start"].min())


def _cast(read: Read, resolution: str) -> pd.Series:
    """Member -> vote on a resolution of the General Assembly, of those that were members."""
    calls = read("roll_calls")
    call = calls.loc[calls["resolution"].eq(f"A/RES/{resolution}"), "roll_call"].item()
    return read("votes").set_index("roll_call").loc[call].dropna()


MEASURES: dict[str, Callable[..., str | float]] = {
    "tally": tally, "not_voting": not_voting, "voters": voters, "vote": vote,
    "agreement": agreement, "alignment": alignment, "remittances": remittances, "growth": growth,
    "inflation": inflation, "transfers": transfers, "stock": stock, "refugees": refugees,
    "members": members, "joined": joined,
}
