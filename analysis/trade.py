"""What the trade tables give together: Russia's share in each state's trade, and mirror figures.

The rule of preference. For each state, year and flow the figures are those of the first source,
in the order of `PREFERENCE`, that gives its trade with Russia and with the world:

1. the national office (Kazakhstan, Kyrgyzstan, Uzbekistan, Armenia),
2. WITS, the newer vintage, then the older one,
3. Correlates of War.

Numerator and denominator are always of one source. Turnover is exports and imports of one source,
too, so that its source may differ from that of one of the flows. Cells that `trade_exclusions`
marks "exclude" are not used; those that it marks "caution" are, and say so in `caution`. Nothing
is filled: where no source remains there is no row. A line over two sources is no series: a chart
must break it where `source` changes.

Values are million current US$, shares per cent. Codes are ISO 3166-1 alpha-3; WLD is the world,
EUU the European Union of 27.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analysis.countries import PARTNERS as STATES
from analysis.countries import RUSSIA
from analysis.errors import InputError
from analysis.settings import setting
from analysis.tables import load

Load = Callable[[str], pd.DataFrame]

WORLD, EU = "WLD", "EUU"
EXPORT, IMPORT, TURNOVER, BOTH, ANY = "export", "import", "turnover", "both", "*"
# The member states since February 2020.
EU27 = ("AUT", "BEL", "BGR", "CYP", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GRC", "HRV",
        "HUN", "IRL", "ITA", "LTU", "LUX", "LVA", "MLT", "NLD", "POL", "PRT", "ROU", "SVK", "SVN",
        "SWE")  # fmt: skip
COW, ARMENIA, MONTHLY = "trade_cow", "trade_armenia_monthly", "trade_rosstat_monthly"
NATIONAL = {"KAZ": "trade_kazakhstan", "KGZ": "trade_kyrgyzstan", "UZB": "trade_uzbekistan",
            "ARM": ARMENIA}  # fmt: skip
INTERNATIONAL = ("trade_wits", "trade_wits_2019", COW)
SOURCES = (*NATIONAL.values(), *INTERNATIONAL)
# A variant may put one of them before all others.
PREFERENCE = tuple(sorted(SOURCES, key=lambda name: name != setting("trade_source")))
# Russia's own record, for mirror figures only: the workbooks lack most states and the totals that
# go with the monthly ones.
RUSSIAN = ("trade_rosstat", MONTHLY)
# The sources whose partners include all members of the European Union.
WITH_MEMBERS = (*NATIONAL.values(), COW)
# Before its division, Czechoslovakia is neither of the two states that are members.
FIRST_EU_YEAR = 1993
ORIGIN, NOT_STATED = "origin", "not stated"
MONTHS_OF_A_YEAR = 12
KEY = ["reporter", "partner", "year", "flow"]
MIRRORED = "exports as the partner recorded them as imports"
DIGITS = 9


def yearly(name: str, load: Load = load) -> pd.DataFrame:
    """One table of flows as yearly figures, without the cells that are excluded.

    Parameters
    ----------
    name
        A table of `PREFERENCE` or `RUSSIAN`.
    load
        Gives a table by its name.

    Returns
    -------
    reporter, partner (codes), year, flow (export, import: seen from the reporter), value (million
    current US$), source (the table), caution (text, empty where there is none). Months are summed
    where all twelve are there; Armenia's imports are by origin; the exports of Correlates of War
    are its imports turned round, and say so in `caution`.
    """
    frame = load(name)
    if "month" in frame.columns:
        frame = _years_of_months(frame)
    frame = _without_excluded(name, frame[[*KEY, "value"]], load("trade_exclusions"))
    if name == COW:
        frame = pd.concat([frame, _turned_round(frame)], ignore_index=True)
    return frame.assign(source=name)[[*KEY, "value", "source", "caution"]]


def european_union(name: str, load: Load = load) -> pd.DataFrame:
    """Trade with the European Union of 27: the sum over its members as partners.

    Parameters
    ----------
    name
        A table of `WITH_MEMBERS`.

    Returns
    -------
    As `yearly`, with partner EUU. A member without a figure counts as nothing traded; years
    before 1993 are left out. Raises InputError for a table that lacks the members.
    """
    if name not in WITH_MEMBERS:
        raise InputError(name, "the table does not hold all members of the European Union")
    frame = yearly(name, load)
    frame = frame[frame["partner"].isin(EU27) & (frame["year"] >= FIRST_EU_YEAR)]
    keys = ["reporter", "year", "flow", "source"]
    found = frame.groupby(keys, as_index=False).agg({"value": "sum", "caution": _joined})
    found = found.assign(partner=EU, value=found["value"].round(DIGITS))
    return found[[*KEY, "value", "source", "caution"]]


def russia_share(load: Load = load) -> pd.DataFrame:
    """Russia's share in the exports, imports and turnover of each of the 14 states.

    The rule of preference is that of the module: one source for numerator and denominator.

    Returns
    -------
    country (code), year, flow (export, import, turnover: the state's own), share (per cent), value
    (trade with Russia, million current US$), world (trade with the world, million current US$),
    source (the table), caution (text, empty where there is none); sorted by country, year, flow.

    Raises
    ------
    InputError
        Where the trade with Russia is more than that with the world.
    """
    found = pd.concat([_shares(yearly(name, load)) for name in PREFERENCE], ignore_index=True)
    found = found[found["country"].isin([s.code for s in STATES])]
    found["rank"] = found["source"].map(PREFERENCE.index)
    best = found.sort_values("rank").drop_duplicates(["country", "year", "flow"])
    too_high = best[best["value"] > best["world"]]
    if len(too_high):
        row = too_high.iloc[0]
        rule = f"{row['country']} {row['year']} {row['flow']}: more with Russia than with the world"
        raise InputError(row["source"], rule)
    best = best.assign(share=100 * best["value"] / best["world"])
    columns = ["country", "year", "flow", "share", "value", "world", "source", "caution"]
    return best.sort_values(["country", "year", "flow"], ignore_index=True)[columns]


def mirror(exporter: str, importer: str, load: Load = load) -> pd.DataFrame:
    """Both sides' figures of the same flow, side by side.

    Each side is given by the first source that it reports to itself, in the order of the module
    (Russia: Rosstat's yearly table, its months, then WITS; Correlates of War only for imports,
    as its exports are the other side's imports).

    Parameters
    ----------
    exporter, importer
        Codes of the two states.

    Returns
    -------
    year, exported (by the exporter, million current US$, mostly f.o.b.), exported_source, imported
    (by the importer, million current US$, mostly c.i.f.), imported_source, ratio (imported to
    exported), caution. A side without a figure is empty, and so is the ratio then.
    """
    sides = [_side(exporter, importer, EXPORT, load), _side(importer, exporter, IMPORT, load)]
    names = ("exported", "imported")
    sides = [
        side.rename(columns={"value": n, "source": f"{n}_source", "caution": f"{n}_caution"})
        for side, n in zip(sides, names, strict=True)
    ]
    found = sides[0].merge(sides[1], on="year", how="outer").sort_values("year", ignore_index=True)
    found["ratio"] = found["imported"] / found["exported"]
    found["caution"] = [_joined(texts) for texts in
                        found[[f"{n}_caution" for n in names]].fillna("").to_numpy()]  # fmt: skip
    return found[["year", "exported", "exported_source", "imported", "imported_source", "ratio",
                  "caution"]]  # fmt: skip


def _years_of_months(frame: pd.DataFrame) -> pd.DataFrame:
    """Sums of the twelve months of a year; a partner may lack months only if the world has all."""
    if "basis" in frame.columns:
        frame = frame[frame["basis"].isin([ORIGIN, NOT_STATED])]
    frame = frame.assign(year=frame["month"].str[:4].astype("int64"))
    whole = frame
    if WORLD in set(frame["partner"]):
        months = frame[frame["partner"] == WORLD].groupby("year")["month"].nunique()
        whole = frame[frame["year"].isin(months[months == MONTHS_OF_A_YEAR].index)]
        sums = whole.groupby(KEY, as_index=False)["value"].sum()
    else:
        sums = whole.groupby(KEY, as_index=False).agg(value=("value", "sum"), n=("value", "size"))
        sums = sums[sums["n"] == MONTHS_OF_A_YEAR]
    return sums.assign(value=sums["value"].round(DIGITS))


def _without_excluded(name: str, frame: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Drop excluded cells; put the reasons of cautions into a column."""
    frame = frame.assign(caution="")
    for row in known[known["table"] == name].itertuples():
        hit = frame["year"].between(row.from_year, row.to_year)
        for column in ("reporter", "partner"):
            wanted = getattr(row, column)
            hit &= (frame[column] == wanted) | (wanted == ANY)
        hit &= (frame["flow"] == row.flow) | (row.flow == BOTH)
        if row.kind == "exclude":
            frame = frame[~hit]
        else:
            earlier = frame.loc[hit, "caution"]
            frame.loc[hit, "caution"] = [_joined([text, row.reason]) for text in earlier]
    return frame


def _turned_round(frame: pd.DataFrame) -> pd.DataFrame:
    """Exports made of the imports that the partners recorded."""
    imports = frame[(frame["flow"] == IMPORT) & (frame["partner"] != WORLD)]
    names = {"reporter": "partner", "partner": "reporter"}
    caution = [_joined([MIRRORED, old]) for old in imports["caution"]]
    return imports.rename(columns=names).assign(flow=EXPORT, caution=caution)


def _shares(frame: pd.DataFrame) -> pd.DataFrame:
    """Trade with Russia beside trade with the world, for each flow and for turnover."""
    keys = ["reporter", "year", "flow", "source"]
    russia = frame[frame["partner"] == RUSSIA.code].drop(columns="partner")
    world = frame[frame["partner"] == WORLD].drop(columns="partner")
    flows = russia.merge(world, on=keys, suffixes=("", "_world"))
    flows["caution"] = [_joined(pair) for pair in flows[["caution", "caution_world"]].to_numpy()]
    flows = flows.rename(columns={"reporter": "country", "value_world": "world"})
    flows = flows[["country", "year", "flow", "source", "value", "world", "caution"]]
    exports, imports = (flows[flows["flow"] == f].drop(columns="flow") for f in (EXPORT, IMPORT))
    both = exports.merge(imports, on=["country", "year", "source"], suffixes=("", "_2"))
    turnover = both.assign(
        flow=TURNOVER,
        value=(both["value"] + both["value_2"]).round(DIGITS),
        world=(both["world"] + both["world_2"]).round(DIGITS),
        caution=[_joined(pair) for pair in both[["caution", "caution_2"]].to_numpy()],
    )
    return pd.concat([flows, turnover[flows.columns]], ignore_index=True)


def _side(reporter: str, partner: str, flow: str, load: Load) -> pd.DataFrame:
    """Year, value, source and caution of what one state reports itself."""
    own = (NATIONAL[reporter],) if reporter in NATIONAL else ()
    own = RUSSIAN if reporter == RUSSIA.code else own
    parts = []
    for name in (*own, *INTERNATIONAL):
        if name == COW and flow == EXPORT:
            continue
        frame = yearly(name, load)
        chosen = (frame["reporter"] == reporter) & (frame["partner"] == partner)
        parts.append(frame[chosen & (frame["flow"] == flow)])
    found = pd.concat(parts, ignore_index=True).drop_duplicates("year")
    return found[["year", "value", "source", "caution"]]


def _joined(texts: object) -> str:
    """Texts that are not empty, each once, in order."""
    return "; ".join(dict.fromkeys(part for text in texts if text for part in text.split("; ")))
