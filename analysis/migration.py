"""Measures on migration, remittances and displacement, and where their series break.

No table of the book stores what these functions derive.
"""

from __future__ import annotations

import pandas as pd

from analysis.errors import InputError

REMITTANCES, GDP, NET_MIGRATION = "BX.TRF.PWKR.CD.DT", "NY.GDP.MKTP.CD", "SM.POP.NETM"
ANY = "*"
PLACES = ("country", "origin", "destination")
# Columns of tables and those of a break that speak of them.
FIXED = {place: place for place in PLACES} | {"partner": "country"}
# At these kinds of break a line ends and another begins; the others are only noted.
DIVIDING = ("counting", "projection", "unreliable")
# The column of each table that `series` of a break speaks of.
SERIES = {
    "refugees": "population_type",
    "migrant_stock": "revision",
    "migrant_stock_empirical": "kind",
    "wdi": "indicator",
    "refugee_solutions": "solution",
    "forced_displacement_flows": "flow_type",
    "migration_flows_abel_cohen": "method",
}
TIMES = ("year", "reference_year", "period_start")


def remittances_received(wdi: pd.DataFrame) -> pd.DataFrame:
    """Personal remittances received, all senders together.

    Parameters
    ----------
    wdi
        The table of this name.

    Returns
    -------
    country, year, value (current US$).
    """
    return _indicator(wdi, REMITTANCES)


def net_migration(wdi: pd.DataFrame) -> pd.DataFrame:
    """Immigrants minus emigrants in the year: country, year, value (persons).

    Estimates of the UN World Population Prospects; the last two years are projections (see the
    table `breaks`).
    """
    return _indicator(wdi, NET_MIGRATION)


def remittances_share_of_gdp(wdi: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Remittances received as a share of GDP, from one vintage of both.

    The World Bank's own ratio (BX.TRF.PWKR.DT.GD.ZS) is not among our data; copies of it differ
    from this one by up to 1 percentage point where GDP was revised since (Uzbekistan).

    Parameters
    ----------
    wdi, indicators
        The tables `wdi` and `wdi_indicators`.

    Returns
    -------
    country, year, share (% of GDP), for years with both series, sorted by country and year.

    Raises
    ------
    InputError
        Where a series is missing or the two are of different vintages.
    """
    vintages = indicators.set_index("code")["vintage"].reindex([REMITTANCES, GDP])
    if vintages.isna().any():
        raise InputError("wdi_indicators", f"{REMITTANCES} or {GDP} is missing", column="code")
    if vintages.nunique() != 1:
        rule = f"remittances and GDP are of two vintages: {' and '.join(map(str, vintages))}"
        raise InputError("wdi_indicators", rule, column="vintage")
    both = remittances_received(wdi).merge(
        _indicator(wdi, GDP), on=["country", "year"], suffixes=("", "_gdp"), validate="1:1"
    )
    both["share"] = 100 * both["value"] / both["value_gdp"]
    return both[["country", "year", "share"]].sort_values(["country", "year"], ignore_index=True)


def breaks_of(breaks: pd.DataFrame, table: str, **where: object) -> pd.DataFrame:
    """The breaks that touch one line of a chart.

    Parameters
    ----------
    breaks
        The table of this name.
    table
        Name of the table that the line is drawn from.
    **where
        What the line is fixed to: any of `series`, `country` (or partner), `origin`,
        `destination`. A sum over all countries of asylum is "WLD".

    Returns
    -------
    Rows of `breaks`, by year; the last comparable year is `year`.

    Examples
    --------
    >>> breaks_of(breaks, "refugees", series="refugees", origin="UKR", destination="RUS")
    """
    unknown = set(where) - {"series", *PLACES}
    if unknown:
        raise ValueError(f"a line is not fixed to {sorted(unknown)}")
    rows = breaks[breaks["table"] == table].sort_values("year")
    touched = [_touches(row, where) for row in rows.to_dict("records")]
    return rows[touched].reset_index(drop=True)


def _touches(row: dict, where: dict[str, object]) -> bool:
    """A break of one pair or one series is none of a line that is not fixed to it."""
    return all(row[c] == ANY or row[c] == str(where.get(c, ANY)) for c in ("series", *PLACES))


def with_segments(
    frame: pd.DataFrame, breaks: pd.DataFrame, table: str, series: str | None = None
) -> pd.DataFrame:
    """Number the pieces of each line of a table, so that a chart does not join them.

    Parameters
    ----------
    frame
        Rows of a table, with its time column and those of country, partner, origin, destination
        and series that it has.
    breaks
        The table of this name.
    table
        Name of the table that `frame` comes from.
    series
        The series that all rows belong to, where `frame` has no column that says so.

    Returns
    -------
    `frame` with the column `segment`: 0 to the first break of the row's line, 1 after it, and so
    on. Changes of counting, projections and what is not reliable divide a line; events and single
    doubtful cells do not.
    """
    time = next(column for column in TIMES if column in frame)
    names = {column: place for column, place in FIXED.items() if column in frame}
    if SERIES.get(table) in frame:
        names[SERIES[table]] = "series"
    fixed = {} if series is None else {"series": series}
    dividing = breaks[(breaks["table"] == table) & breaks["kind"].isin(DIVIDING)].to_dict("records")
    segment = pd.Series(0, index=frame.index)
    for line, rows in frame.groupby(list(names), sort=False)[time]:
        where = dict(zip(names.values(), line, strict=True)) | fixed
        for year in {row["year"] for row in dividing if _touches(row, where)}:
            segment[rows.index] += (rows // 1 > year).astype("int64")
    return frame.assign(segment=segment)


def _indicator(wdi: pd.DataFrame, code: str) -> pd.DataFrame:
    found = wdi[wdi["indicator"] == code]
    if found.empty:
        raise InputError("wdi", f"no row of {code}", column="indicator")
    return found[["country", "year", "value"]].reset_index(drop=True)
