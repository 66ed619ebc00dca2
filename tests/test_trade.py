"""Russia's share in trade and mirror figures: the rule of preference, on small tables and ours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from conftest import RAW, needs_raw
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import trade
from analysis.errors import InputError
from analysis.tables import load

KEY = ["reporter", "partner", "year", "flow"]
EXCLUSIONS = ["table", "reporter", "partner", "flow", "from_year", "to_year", "kind", "reason",
              "where_read"]  # fmt: skip
Load = Callable[[str], pd.DataFrame]


def table(*rows: tuple) -> pd.DataFrame:
    """A yearly table of (reporter, partner, year, flow, value)."""
    frame = pd.DataFrame(rows, columns=[*KEY, "value"])
    return frame.astype({"reporter": "str", "partner": "str", "year": "int64", "flow": "str",
                         "value": "float64"})  # fmt: skip


def state(country: str, year: int, exports: tuple, imports: tuple) -> list[tuple]:
    """A state's trade with Russia and with the world in a year."""
    return [
        (country, partner, year, flow, value)
        for flow, values in (("export", exports), ("import", imports))
        for partner, value in zip(("RUS", "WLD"), values, strict=True)
        if value is not None
    ]


def months(*rows: tuple) -> pd.DataFrame:
    """A monthly table of (reporter, partner, month, flow, basis, value)."""
    return pd.DataFrame(rows, columns=["reporter", "partner", "month", "flow", "basis", "value"])


def loader(*excluded: tuple, **tables: pd.DataFrame) -> Load:
    """Gives these tables, and empty ones for the rest."""
    empty_months = months().astype({"month": "str", "value": "float64"})
    known = {name: table() for name in (*trade.PREFERENCE, *trade.RUSSIAN)}
    known |= {trade.ARMENIA: empty_months, trade.MONTHLY: empty_months.drop(columns="basis")}
    known["trade_exclusions"] = pd.DataFrame(excluded, columns=EXCLUSIONS)
    known |= tables
    return known.__getitem__


def found(load: Load) -> dict[tuple, tuple]:
    """Source and rounded share by country, year and flow."""
    shares = trade.russia_share(load)
    return {(r.country, r.year, r.flow): (r.source, round(r.share, 3)) for r in shares.itertuples()}


# --- the rule ----------------------------------------------------------------------------------


def test_the_national_office_comes_before_wits_before_correlates_of_war() -> None:
    first = table(*state("KAZ", 2010, (10, 100), (30, 100)))
    second = table(*state("KAZ", 2010, (20, 100), (20, 100)), *state("KAZ", 2009, (1, 4), (1, 4)))
    third = table(*state("KAZ", 2009, (3, 4), (3, 4)), *state("KAZ", 2008, (3, 4), (3, 4)))
    shares = found(loader(trade_kazakhstan=first, trade_wits=second, trade_wits_2019=third))
    assert shares["KAZ", 2010, "turnover"] == ("trade_kazakhstan", 20.0)
    assert shares["KAZ", 2009, "export"] == ("trade_wits", 25.0)
    assert shares["KAZ", 2008, "import"] == ("trade_wits_2019", 75.0)


def test_numerator_and_denominator_are_of_one_source() -> None:
    lacking = table(("AZE", "RUS", 2008, "export", 5), ("AZE", "WLD", 2008, "import", 50),
                    ("AZE", "RUS", 2008, "import", 10))  # fmt: skip
    whole = table(*state("AZE", 2008, (None, 40), (9, 60)), ("RUS", "AZE", 2008, "import", 4))
    shares = found(loader(trade_wits=lacking, trade_cow=whole))
    assert shares == {
        ("AZE", 2008, "export"): ("trade_cow", 10.0),
        ("AZE", 2008, "import"): ("trade_wits", 20.0),
        ("AZE", 2008, "turnover"): ("trade_cow", 13.0),
    }


def test_exports_of_correlates_of_war_are_the_imports_of_the_partner() -> None:
    cow = table(*state("EST", 1993, (None, 100), (50, 200)), ("RUS", "EST", 1993, "import", 25))
    shares = trade.russia_share(loader(trade_cow=cow)).set_index("flow")
    assert shares.loc["export", "value"] == 25
    assert shares.loc["export", "caution"] == trade.MIRRORED
    assert shares.loc["import", "caution"] == ""
    assert shares.loc["turnover", "caution"] == trade.MIRRORED


def test_excluded_cells_make_room_for_the_next_source() -> None:
    wrong = table(*state("LVA", 2001, (10, 100), (10, 100)))
    right = table(*state("LVA", 2001, (7, 100), (7, 100)))
    rule = ("trade_wits", "LVA", "*", "both", 2000, 2005, "exclude", "too high", "x")
    shares = found(loader(rule, trade_wits=wrong, trade_wits_2019=right))
    assert set(shares.values()) == {("trade_wits_2019", 7.0)}
    other_year = (*rule[:4], 2002, *rule[5:])
    assert found(loader(other_year, trade_wits=wrong))["LVA", 2001, "export"][0] == "trade_wits"
    one_flow = (*rule[:3], "import", *rule[4:])
    assert set(found(loader(one_flow, trade_wits=wrong))) == {("LVA", 2001, "export")}


def test_an_excluded_import_is_no_mirrored_export_either() -> None:
    cow = table(*state("BLR", 2006, (None, 100), (50, 200)), ("RUS", "BLR", 2006, "import", 2))
    rule = ("trade_cow", "RUS", "BLR", "import", 2006, 2006, "exclude", "wrong", "x")
    assert set(found(loader(rule, trade_cow=cow))) == {("BLR", 2006, "import")}


def test_a_caution_is_told_and_changes_nothing() -> None:
    wits = table(*state("KAZ", 2010, (10, 100), (30, 100)))
    rules = [("trade_wits", "KAZ", partner, "both", 2010, 2010, "caution", text, "x")
             for partner, text in (("RUS", "one"), ("WLD", "two"), ("CHN", "three"))]  # fmt: skip
    shares = trade.russia_share(loader(*rules, trade_wits=wits))
    assert list(shares["share"]) == [10.0, 30.0, 20.0]
    assert set(shares["caution"]) == {"one; two"}


def test_a_year_of_months_is_whole_or_left_out() -> None:
    rows = [("ARM", partner, f"{year}-{month:02}", flow, basis, value)
            for year, last in ((2007, 12), (2008, 11)) for month in range(1, last + 1)
            for partner, value in (("RUS", 1.5), ("WLD", 3.0))
            for flow, basis in (("export", "not stated"), ("import", "origin"),
                                ("import", "consignment"))]  # fmt: skip
    rows = [r for r in rows if r[1:4] != ("RUS", "2007-05", "export")]
    shares = trade.russia_share(loader(**{trade.ARMENIA: months(*rows)}))
    assert set(shares["year"]) == {2007}
    assert list(shares["value"]) == [16.5, 18.0, 34.5]
    assert list(shares["world"]) == [36.0, 36.0, 72.0]


def test_more_with_russia_than_with_the_world_is_refused() -> None:
    wits = table(*state("KAZ", 2010, (101, 100), (30, 100)))
    with pytest.raises(InputError, match="KAZ 2010 export: more with Russia") as caught:
        trade.russia_share(loader(trade_wits=wits))
    assert caught.value.file == "trade_wits"


SOURCES = st.dictionaries(
    st.sampled_from(["trade_kazakhstan", "trade_wits", "trade_wits_2019", "trade_cow"]),
    st.tuples(*[st.one_of(st.none(), st.integers(1, 50))] * 2,
              *[st.one_of(st.none(), st.integers(50, 90))] * 2),
)  # fmt: skip


@settings(max_examples=40)
@given(SOURCES)
def test_each_share_is_of_the_first_source_that_has_both_parts(given_sources: dict) -> None:
    tables = {}
    for name, (exported, imported, all_exports, all_imports) in given_sources.items():
        rows = state("KAZ", 2000, (exported, all_exports), (imported, all_imports))
        if name == "trade_cow" and exported:
            rows = [r for r in rows if r[1:4] != ("RUS", 2000, "export")]
            rows.append(("RUS", "KAZ", 2000, "import", exported))
        tables[name] = table(*rows)
    shares = found(loader(**tables))
    in_order = [(n, given_sources[n]) for n in trade.PREFERENCE if n in given_sources]
    for flow, (part, whole) in {"export": (0, 2), "import": (1, 3)}.items():
        expected = next(((n, round(100 * v[part] / v[whole], 3)) for n, v in in_order
                         if v[part] and v[whole]), None)  # fmt: skip
        assert shares.get(("KAZ", 2000, flow)) == expected
    expected = next(((n, round(100 * (v[0] + v[1]) / (v[2] + v[3]), 3)) for n, v in in_order
                     if all(v)), None)  # fmt: skip
    assert shares.get(("KAZ", 2000, "turnover")) == expected


# --- mirror figures and sums -------------------------------------------------------------------


def test_mirror_sets_each_sides_own_figures_side_by_side() -> None:
    rosstat = table(("RUS", "BLR", 2011, "export", 100), ("RUS", "BLR", 2012, "export", 90))
    wits = table(("BLR", "RUS", 2011, "import", 110), ("RUS", "BLR", 2011, "export", 1))
    cow = table(("BLR", "RUS", 2010, "import", 80), ("BLR", "RUS", 2011, "import", 2))
    rule = ("trade_wits", "BLR", "RUS", "import", 2011, 2011, "caution", "mind", "x")
    both = trade.mirror("RUS", "BLR", loader(rule, trade_rosstat=rosstat, trade_wits=wits,
                                             trade_cow=cow))  # fmt: skip
    rows = both.astype(object).where(both.notna(), None).to_numpy().tolist()
    assert rows == [
        [2010, None, None, 80.0, "trade_cow", None, ""],
        [2011, 100.0, "trade_rosstat", 110.0, "trade_wits", 1.1, "mind"],
        [2012, 90.0, "trade_rosstat", None, None, None, ""],
    ]


def test_months_of_rosstat_count_only_as_whole_years() -> None:
    rows = [("RUS", "KAZ", f"{y}-{m:02}", "export", "", 1.0)
            for y, last in ((2009, 12), (2010, 6)) for m in range(1, last + 1)]  # fmt: skip
    monthly = months(*rows).drop(columns="basis")
    both = trade.mirror("RUS", "KAZ", loader(**{trade.MONTHLY: monthly}))
    assert both[["year", "exported"]].to_numpy().tolist() == [[2009, 12.0]]


def test_the_union_is_the_sum_of_its_members_and_only_where_they_are_held() -> None:
    cow = table(("ARM", "DEU", 1994, "import", 3), ("ARM", "LVA", 1994, "import", 4),
                ("ARM", "TUR", 1994, "import", 5), ("ARM", "DEU", 1992, "import", 6))  # fmt: skip
    union = trade.european_union("trade_cow", loader(trade_cow=cow))
    ours = union[union["reporter"] == "ARM"]
    assert ours[[*KEY, "value"]].to_numpy().tolist() == [["ARM", "EUU", 1994, "import", 7.0]]
    with pytest.raises(InputError, match="does not hold all members"):
        trade.european_union("trade_wits")


# --- our tables --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shares() -> pd.DataFrame:
    return trade.russia_share()


def test_shares_are_unique_sorted_and_within_bounds(shares: pd.DataFrame) -> None:
    key = ["country", "year", "flow"]
    assert not shares.duplicated(key).any()
    assert shares[key].equals(shares[key].sort_values(key, ignore_index=True))
    assert shares["share"].between(0, 100, inclusive="right").all()
    assert (shares["share"] == 100 * shares["value"] / shares["world"]).all()
    assert shares.notna().all().all()


def test_both_parts_stand_in_the_source_that_is_named(shares: pd.DataFrame) -> None:
    flows = {"export": ("export",), "import": ("import",), "turnover": ("export", "import")}
    for name, rows in shares.groupby("source"):
        cells = trade.yearly(name).set_index(KEY)["value"].to_dict()
        for row in rows.itertuples():
            for partner, value in (("RUS", row.value), ("WLD", row.world)):
                parts = [cells[row.country, partner, row.year, f] for f in flows[row.flow]]
                assert sum(parts) == pytest.approx(value, rel=1e-12), row


@pytest.mark.parametrize(
    ("exporter", "importer", "year", "exported", "imported"),
    [("RUS", "BLR", 2012, 25_098, 27_268.58), ("BLR", "RUS", 2012, 16_161.36, 13_743)],
)  # fmt: skip
def test_mirror_of_our_tables(exporter, importer, year, exported, imported) -> None:
    row = trade.mirror(exporter, importer).set_index("year").loc[year]
    assert (row["exported"], row["imported"]) == (exported, imported)


def test_uzbek_exports_are_far_above_what_russia_reports() -> None:
    """The ratios that `trade_exclusions` gives, which differ from those of the source notes."""
    both = trade.mirror("UZB", "RUS").dropna(subset=["ratio"]).set_index("year")
    times = (1 / both["ratio"]).round(1)
    assert times.loc[2010:2016].between(2.4, 3.7).all()
    assert times.loc[2017:2019].between(1.9, 2.2).all()
    back = trade.mirror("RUS", "UZB").dropna(subset=["ratio"]).set_index("year")
    whole = (both["exported"] + back["imported"]) / (both["imported"] + back["exported"])
    assert whole.loc[2010:2016].round(1).between(1.5, 2.1).all()


def test_ratios_that_the_exclusions_state_for_correlates_of_war() -> None:
    keys = ["reporter", "partner", "flow", "year"]
    cow, wits = (load(n).set_index(keys)["value"].sort_index() for n in ("trade_cow", "trade_wits"))
    for state_ in ("EST", "LTU"):
        below = (1 - cow["RUS", state_, "import"] / wits[state_, "RUS", "export"]).dropna()
        assert below.between(0.145, 0.865).all() and below.median() > 0.5
    assert cow["RUS", "MDA", "import", 1996].round() == 808 > cow["MDA", "WLD", "export", 1996]
    exports = cow["RUS", "MDA", "import"] / wits["MDA", "RUS", "export"]
    assert exports.loc[1994:1997].round(1).between(1.6, 3.0).all()
    assert exports.loc[2006:2008].round(1).between(1.8, 2.1).all()
    imports = (cow["MDA", "RUS", "import"] / wits["MDA", "RUS", "import"]).round(1)
    assert (imports[1997], imports[2014]) == (3.4, 2.3)
    assert imports.drop([1997, 2014]).dropna().between(0.9, 1.1).all()


def test_cells_known_as_bad_are_in_no_share(shares: pd.DataFrame) -> None:
    used = shares.set_index(["country", "year", "source"]).index
    for key in (("BLR", 2021, "trade_wits"), ("KAZ", 2010, "trade_wits"),
                ("KAZ", 2010, "trade_cow"), ("BLR", 1994, "trade_cow")):  # fmt: skip
        assert key not in used
    assert not any(("LVA", y, "trade_wits") in used for y in range(2000, 2006))


# --- against the independent reading -----------------------------------------------------------

LABELS = {
    "KAZ BNS": ("trade_kazakhstan", 0), "KGZ NSC": ("trade_kyrgyzstan", 0),
    "UZB STAT": ("trade_uzbekistan", 0),
    "ARM ARMSTAT (imports by origin)": ("trade_armenia_monthly", 0),
    "WITS": ("trade_wits", 1), "WITS-2019v": ("trade_wits_2019", 1),
    "COW_4.0": ("trade_cow", 2), "COW_4.0 national": ("trade_cow", 2),
}  # fmt: skip
# Where the compilation has a share and we have none: cells that `trade_exclusions` excludes.
EXCLUDED = {("BLR", 1994), ("BLR", 2021), ("KAZ", 2010)}
# Imports for which our rule has WITS. The compilation took all figures of a year from one source,
# so it fell back on Correlates of War where WITS lacks the exports to Russia only.
BETTER_IMPORTS = {
    ("AZE", 2001), ("AZE", 2008), ("AZE", 2010), ("AZE", 2012), ("AZE", 2013), ("AZE", 2014),
    ("GEO", 2007), ("GEO", 2008), ("LVA", 2000), ("LVA", 2002), ("LVA", 2003), ("LVA", 2004),
    ("TKM", 1998), ("TKM", 1999),
}  # fmt: skip
# One flow only, so the compilation has no row: our rule gives the flow that is there.
ONE_FLOW = {("AZE", 2015), ("AZE", 2016), ("AZE", 2018), ("AZE", 2019), ("TJK", 1993),
            ("TJK", 2017), ("TJK", 2018), ("TJK", 2021)}  # fmt: skip


def compiled() -> pd.DataFrame:
    """Shares by the rule that the notes of the compilation state, from its own tidy table.

    All four figures of a state and year from one source: national office, WITS (Latvia 2000-2005
    of the older vintage), Correlates of War. The list of shares itself is not among the files.
    """
    frame = pd.read_csv(Path(RAW) / "trade/tidy_trade.csv")
    kept = frame["source"].isin(LABELS) & frame["partner_iso3"].isin(["RUS", "WLD"])
    frame = frame[kept & (frame["reporter_iso3"] != "RUS")]
    frame = frame.assign(
        table=frame["source"].map(lambda s: LABELS[s][0]),
        rank=frame["source"].map(lambda s: LABELS[s][1]),
        what=frame["partner_iso3"] + " " + frame["flow"],
    )
    keys = ["reporter_iso3", "year", "rank", "table"]
    wide = frame.pivot(index=keys, columns="what", values="value_usd").dropna().reset_index()
    wide = wide.sort_values("rank").drop_duplicates(["reporter_iso3", "year"])
    wide["turnover"] = (100 * (wide["RUS export"] + wide["RUS import"])
                        / (wide["WLD export"] + wide["WLD import"]))  # fmt: skip
    for flow in ("export", "import"):
        wide[flow] = 100 * wide[f"RUS {flow}"] / wide[f"WLD {flow}"]
    return wide.set_index(["reporter_iso3", "year"])


@needs_raw
@pytest.mark.parametrize("flow", ["turnover", "export", "import"])
def test_shares_equal_the_compilation_but_for_reasons(shares: pd.DataFrame, flow: str) -> None:
    theirs = compiled()
    ours = shares[shares["flow"] == flow].set_index(["country", "year"])
    assert set(theirs.index) - set(ours.index) == EXCLUDED
    assert set(ours.index) - set(theirs.index) == (ONE_FLOW if flow == "import" else set())
    common = sorted(set(ours.index) & set(theirs.index))
    differing = {k for k in common if ours.loc[k, "source"] != theirs.loc[k, "table"]}
    assert differing == (BETTER_IMPORTS if flow == "import" else set())
    same = [key for key in common if key not in differing]
    assert len(same) == (383 if flow == "import" else 397)
    # The compilation rounds dollars of some sources: a share moves by less than a millionth.
    off = (ours.loc[same, "share"] - theirs.loc[same, flow]).abs()
    assert off.max() < 1e-4, off.nlargest(3)


@needs_raw
@pytest.mark.parametrize(
    ("name", "source"),
    [("trade_kazakhstan", "KAZ BNS"), ("trade_kyrgyzstan", "KGZ NSC"),
     ("trade_uzbekistan", "UZB STAT"), (trade.ARMENIA, "ARM ARMSTAT (imports by origin)"),
     ("trade_cow", "COW_4.0")],
)  # fmt: skip
def test_sums_over_the_union_equal_the_compilation(name: str, source: str) -> None:
    frame = pd.read_csv(Path(RAW) / "trade/tidy_trade.csv")
    frame = frame[frame["source"] == f"{source} (sum of EU27-2020 members)"]
    keys = ["reporter_iso3", "year", "flow"]
    theirs = frame.set_index(keys)["value_usd"]
    union = trade.european_union(name)
    ours = union.set_index(["reporter", "year", "flow"])["value"] * 1e6
    assert len(theirs) > 10
    assert (ours.loc[theirs.index] - theirs).abs().max() <= 1


def test_every_table_of_the_rule_is_in_the_book() -> None:
    for name in (*trade.PREFERENCE, *trade.RUSSIAN, *trade.WITH_MEMBERS):
        assert len(load(name))
