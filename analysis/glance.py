"""What can be told of every state in one number a year: the measures of profiles and comparison.

Each follows from tables that other chapters treat at length; here they lie side by side, with all
their gaps. Nothing is filled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd

from analysis.countries import PARTNERS, RUSSIA
from analysis.memberships import by_year
from analysis.migration import remittances_share_of_gdp
from analysis.periods import Period
from analysis.tables import load
from analysis.trade import EU, PREFERENCE, WITH_MEMBERS, WORLD, european_union, yearly
from analysis.votes import MIN_BOTH, agreement, last_full_year

Load = Callable[[str], pd.DataFrame]

CODES = [country.code for country in PARTNERS]
# Measure -> partner in trade; figures for the European Union are sums over its members.
TRADERS = {"russia": RUSSIA.code, "europe": EU, "china": "CHN"}
USA = "USA"
FRESH = 5  # years: a figure that is older by more than these than the newest has no place
LED_BY_RUSSIA = ("CIS", "CISFTA", "CSTO", "Customs Union 1995", "Customs Union 2010", "EAEU",
                 "EurAsEC", "Union State")  # fmt: skip
FULL = "member"  # a party to the free trade treaty, an observer or a partner is none
REVISION = 2024  # of the United Nations' estimates of migrants
POPULATION, INCOME = "SP.POP.TOTL", "NY.GDP.PCAP.PP.CD"
DEMOCRACY = "v2x_polyarchy"


@dataclass(frozen=True)
class Measure:
    """A measure: its name as in a sentence, its unit, how its numbers are printed, its tables."""

    name: str
    unit: str
    form: str
    tables: tuple[str, ...]


_TRADE = (*PREFERENCE, "trade_exclusions")
MEASURES = {
    "russia": Measure("Russia's share in trade", "% of turnover", ".0f", _TRADE),
    "europe": Measure("the European Union's share in trade", "% of turnover", ".0f", _TRADE),
    "china": Measure("China's share in trade", "% of turnover", ".0f", _TRADE),
    "remittances": Measure("remittances", "% of GDP", ".1f", ("wdi", "wdi_indicators")),
    "born": Measure("people born there who live in Russia", "% of its inhabitants", ".1f",
                    ("migrant_stock", "wdi")),
    "bodies": Measure("full memberships in bodies led by Russia", "number", ".0f",
                      ("memberships",)),
    "agreement": Measure("agreement with Russia in the UN", "% of votes both cast", ".0f",
                         ("votes", "roll_calls")),
    "usa": Measure("agreement with the United States in the UN", "% of votes both cast", ".0f",
                   ("votes", "roll_calls")),
    "absence": Measure("absence in the UN", "% of votes", ".0f", ("votes", "roll_calls")),
    "democracy": Measure("electoral democracy", "index, 0 to 1", ".2f", ("vdem",)),
    "income": Measure("income", "GDP a head, % of Russia's", ".0f", ("wdi",)),
}


def glance(load: Load = load) -> pd.DataFrame:
    """All measures of the 14 states by year.

    Returns
    -------
    measure (a key of `MEASURES`), country, year, value (in the measure's unit), source (the table,
    for trade only: a chart must break the line where it changes); sorted. A row only where there
    is a figure.
    """
    shares, votes = _trade_shares(load), _votes_with(RUSSIA.code, load)
    found = {
        **{name: shares[shares["partner"] == partner] for name, partner in TRADERS.items()},
        "remittances": remittances_share_of_gdp(load("wdi"), load("wdi_indicators")).rename(
            columns={"share": "value"}),
        "born": _born_there(load),
        "bodies": _bodies(load),
        "agreement": votes.rename(columns={"agreement": "value"}).dropna(subset="value"),
        "usa": _votes_with(USA, load).rename(columns={"agreement": "value"}).dropna(subset="value"),
        "absence": votes.rename(columns={"absence": "value"}),
        "democracy": load("vdem").query("index == @DEMOCRACY"),
        "income": _income(load),
    }
    parts = [frame.reindex(columns=["country", "year", "value", "source"]).assign(measure=name)
             for name, frame in found.items()]
    rows = pd.concat(parts, ignore_index=True)
    rows = rows[rows["country"].isin(CODES)].astype({"year": "int64", "value": "float64"})
    rows["measure"] = pd.Categorical(rows["measure"], MEASURES, ordered=True)
    rows["country"] = pd.Categorical(rows["country"], CODES, ordered=True)
    key = ["measure", "country", "year"]
    return rows.sort_values(key, ignore_index=True)[[*key, "value", "source"]].astype(
        {"measure": "str", "country": "str"})


def latest(rows: pd.DataFrame) -> pd.DataFrame:
    """The last figure of each state and measure.

    Returns
    -------
    Index measure, country; year, value, place (1 for the highest; equal figures share the better
    place) and of (how many states have a place). A figure from more than `FRESH` years before the
    newest of its measure has no place.
    """
    last = rows.sort_values("year").groupby(["measure", "country"]).last()
    newest = last.groupby("measure")["year"].transform("max")
    fresh = last["value"].where(newest - last["year"] <= FRESH).groupby("measure")
    return last.assign(place=fresh.rank(ascending=False, method="min").astype("Int64"),
                       of=fresh.transform("count"))


def means(rows: pd.DataFrame, eras: Iterable[Period], least: int = 2) -> pd.DataFrame:
    """Mean of each measure and state by period.

    Parameters
    ----------
    rows
        As `glance` gives them.
    eras
        The periods.
    least
        Years that a mean needs; where there are fewer it is left blank.

    Returns
    -------
    Index measure, country; a column a period.
    """
    frame = rows.assign(period="")
    for era in eras:
        frame.loc[frame["year"] >= era.first_year, "period"] = era.code
    grouped = frame[frame["period"] != ""].groupby(["measure", "country", "period"])["value"]
    found = grouped.mean().where(grouped.size() >= least).unstack()
    return found.reindex(columns=[era.code for era in eras])


def _trade_shares(load: Load) -> pd.DataFrame:
    """Shares of the partners of `TRADERS` in turnover: country, partner, year, value, source.

    The rule of preference is that of `analysis.trade`, for each partner by itself: the first
    source that gives exports to it and imports from it, and those with the world.
    """
    parts = [_shares_of(name, load).assign(source=name) for name in PREFERENCE]
    return pd.concat(parts, ignore_index=True).drop_duplicates(["country", "partner", "year"])


def _shares_of(name: str, load: Load) -> pd.DataFrame:
    flows = yearly(name, load)
    if name in WITH_MEMBERS:
        flows = pd.concat([flows, european_union(name, load)], ignore_index=True)
    partners = list(TRADERS.values())
    flows = flows[flows["reporter"].isin(CODES) & flows["partner"].isin([WORLD, *partners])]
    sums = flows.groupby(["reporter", "year", "partner"])["value"].agg(["sum", "size"])
    wide = sums.loc[sums["size"] == 2, "sum"].unstack().reindex(columns=[WORLD, *partners])
    shares = 100 * wide[partners].div(wide[WORLD], axis=0)
    return shares.stack().dropna().rename("value").rename_axis(
        ["country", "year", "partner"]).reset_index()


def _votes_with(other: str, load: Load) -> pd.DataFrame:
    """`analysis.votes.agreement` with a state in per cent, for whole years only.

    `agreement` is blank where fewer than `MIN_BOTH` votes were cast by both.
    """
    roll_calls = load("roll_calls")
    found = agreement(load("votes"), roll_calls, other, CODES)
    enough = found["both_cast"] >= MIN_BOTH
    found = found.assign(agreement=100 * found["agreement"].where(enough),
                         absence=100 * found["absence"])
    return found[found["year"] <= last_full_year(roll_calls)]


def _born_there(load: Load) -> pd.DataFrame:
    stock = load("migrant_stock")
    stock = stock[(stock["revision"] == REVISION) & (stock["destination"] == RUSSIA.code)]
    stock = stock.rename(columns={"origin": "country"})
    people = _series(load("wdi"), POPULATION)
    both = stock.merge(people, on=["country", "year"], suffixes=("", "_people"))
    return both.assign(value=100 * both["value"] / both["value_people"])


def _bodies(load: Load) -> pd.DataFrame:
    standing = by_year(load("memberships"))
    standing["full"] = standing["organisation"].isin(LED_BY_RUSSIA) & standing["status"].eq(FULL)
    counts = standing.groupby(["country", "year"])["full"].sum().unstack(fill_value=0)
    return counts.reindex(CODES, fill_value=0).stack().rename("value").reset_index()


def _income(load: Load) -> pd.DataFrame:
    income = _series(load("wdi"), INCOME)
    russia = income[income["country"] == RUSSIA.code].set_index("year")["value"]
    return income.assign(value=100 * income["value"] / income["year"].map(russia))


def _series(wdi: pd.DataFrame, code: str) -> pd.DataFrame:
    return wdi.loc[wdi["indicator"] == code, ["country", "year", "value"]]
