"""The builders and hand-kept tables of the security topic."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import raw_security as samples
from conftest import RAW, needs_raw, refused
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.builders import atop, cow_igo, factbook_archive, factbook_weekly, gsdb, ucdp
from analysis.builders.ex_soviet import STATE_NUMBERS
from analysis.errors import InputError
from analysis.memberships import by_year, disagreements
from analysis.records import Record, record
from analysis.tables import load, parse, to_csv_bytes

MODULES = {m.__name__.rpartition(".")[2]: m
           for m in (atop, cow_igo, factbook_archive, factbook_weekly, gsdb, ucdp)}  # fmt: skip
FILES = {
    "atop": [atop.FILE], "cow_igo": [cow_igo.FILE], "factbook_archive": [factbook_archive.FILE],
    "factbook_weekly": [factbook_weekly.FILE], "gsdb": [gsdb.FILE],
    "ucdp": [ucdp.GED_FILE, ucdp.OLD_FILE, ucdp.ACD_FILE],
}  # fmt: skip
HAND_KEPT = ("events", "forces", "leader_travel", "opinion", "troops_cited")


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return samples.write_all(tmp_path)


def lines(frame: pd.DataFrame) -> list[str]:
    return to_csv_bytes(frame).decode().splitlines()


# --- small files: what a builder makes of them -------------------------------------------------


def test_deaths_of_both_versions_stand_side_by_side(raw: Path) -> None:
    assert lines(ucdp.build(raw)["conflict_deaths"]) == [
        "source,country,year,violence,low,best,high",
        "UCDP GED 19.1,GEO,1992,all,,775,",
        "UCDP GED 23.1,GEO,1991,state-based,0,0,0",
        "UCDP GED 23.1,GEO,1992,state-based,700,775,900",
    ]


def test_supporters_of_a_conflict_are_joined(raw: Path) -> None:
    assert lines(ucdp.build(raw)["conflict_years"])[1:] == [
        "388,2020,AZE,,TUR,ARM,territory,internationalised intrastate,2,1991-12-29,2020-07-16,",
        "13243,2022,RUS,UKR,,,both,interstate,2,2014-03-18,2022-02-24,",
    ]


def test_obligations_of_russia_and_its_partners(raw: Path) -> None:
    assert lines(atop.build(raw)["alliances"]) == [
        "country,year,defence,offence,neutrality,nonaggression,consultation",
        "ARM,1992,1,0,0,0,1",
        "ARM,1993,1,0,0,0,0",
    ]


def test_cow_memberships_of_our_states(raw: Path) -> None:
    assert lines(cow_igo.build(raw)["igo_cow"]) == [
        "organisation,country,year,status",
        "CIS,UZB,2001,member", "CIS,UZB,2002,member", "CSTO,UZB,2002,member",
        "EurAsEC,UZB,2001,observer",
    ]  # fmt: skip


def test_sanctions_are_counted_by_target_and_sender(raw: Path) -> None:
    assert lines(gsdb.build(raw)["sanctions_counts"]) == [
        "country,sender,year,cases,trade,financial,arms,travel",
        "BLR,other,2022,1,0,1,1,0", "BLR,other,2023,1,0,1,1,0",
        "GEO,Russia,2006,1,1,0,0,1", "GEO,Russia,2007,1,1,0,0,1",
        "RUS,other,2022,1,0,1,1,0", "RUS,other,2023,1,0,1,1,0",
    ]  # fmt: skip


def test_standings_of_the_factbook_are_read_from_the_brackets(raw: Path) -> None:
    assert lines(factbook_archive.build(raw)["igo_factbook"]) == [
        "organisation,country,edition,listed_as,status",
        "CIS,UKR,2015,CIS,participant",
        "EAEU,UZB,2021,EAEU,observer", "EAEU,UZB,2021,EEU,observer", "SCO,UZB,2021,SCO,listed",
    ]  # fmt: skip


def test_figures_of_the_factbook_by_host(raw: Path) -> None:
    table = factbook_weekly.build(raw)["troops_factbook"]
    assert set(table["label"]) == {"2022-02"} and set(table["revised"]) == {"2022-06-02"}
    found = table.astype(object).where(table.notna(), None)
    assert list(found[["country", "territory", "low", "high"]].itertuples(index=False, name=None)) \
        == [
            ("AZE", "Nagorno-Karabakh", 2000, 2000), ("GEO", None, None, 10000),
            ("KGZ", None, 500, 500), ("MDA", "Transnistria", 1500, 2000),
            ("TJK", None, 3000, 5000),
        ]  # fmt: skip


@pytest.mark.parametrize("source", MODULES)
def test_each_source_makes_the_tables_that_it_names(raw: Path, source: str) -> None:
    assert set(MODULES[source].build(raw)) == set(MODULES[source].TABLES)


# --- small files: what is wrong with them ------------------------------------------------------

Spoil = Callable[[Path], object]


def ged(**changed: list) -> Spoil:
    content = samples.deaths(**changed)
    return lambda raw: samples.write(raw, ucdp.GED_FILE, samples.rda("ucdpbrds", content))


def acd(**changed: list) -> Spoil:
    content = samples.conflicts(**changed)
    return lambda raw: samples.write(raw, ucdp.ACD_FILE, samples.rda("ucdp_acd", content))


def atop_with(**changed: list) -> Spoil:
    content = samples.rda("atop_alliance", samples.pairs(**changed))
    return lambda raw: samples.write(raw, atop.FILE, content)


def cow(**changed: list) -> Spoil:
    content = samples.rda("state_year_format3", samples.states(**changed))
    return lambda raw: samples.write(raw, cow_igo.FILE, content)


def old(*rows: str, header: str = samples.OLD_HEADER) -> Spoil:
    return lambda raw: samples.write(raw, ucdp.OLD_FILE, "\n".join([header, *rows]) + "\n")


def cases(row: str) -> Spoil:
    return lambda raw: samples.write(raw, gsdb.FILE, samples.sanctions(row))


def listed(text: str | None) -> Spoil:
    rows = samples.editions(texts={("UKR", 1992): text})
    return lambda raw: samples.write(raw, factbook_archive.FILE, samples.table(rows))


def troops(text: str, **changed: str) -> Spoil:
    rows = samples.deployments(text, **changed)
    return lambda raw: samples.write(raw, factbook_weekly.FILE, samples.table(rows))


def without(path: Path) -> Spoil:
    return lambda raw: (raw / path).unlink()


def cut(path: Path, count: int) -> Spoil:
    return lambda raw: (raw / path).write_bytes((raw / path).read_bytes()[:-count])


T = factbook_weekly.FILE
A = factbook_archive.FILE
BROKEN: list[tuple[str, Spoil, Path, int | None, str | None, str]] = [
    ("ucdp", without(ucdp.GED_FILE), ucdp.GED_FILE, None, None,
     "missing; it comes from https://github.com/kvelleby"),
    ("ucdp", cut(ucdp.GED_FILE, 9), ucdp.GED_FILE, None, None, "not whole"),
    ("ucdp", lambda raw: samples.write(raw, ucdp.GED_FILE, b"plain"), ucdp.GED_FILE, None, None,
     "not R data"),
    ("ucdp", lambda raw: samples.write(raw, ucdp.GED_FILE, samples.rda("other", samples.deaths())),
     ucdp.GED_FILE, None, None, "lacks the object ucdpbrds"),
    ("ucdp", ged(best=["a"] * 4), ucdp.GED_FILE, None, "best", "holds no numbers"),
    ("ucdp", ged(best=[775.0, -1, 0, 0]), ucdp.GED_FILE, 2, "best", "a whole number from 0"),
    ("ucdp", ged(best=[775.5, 0, 0, 0]), ucdp.GED_FILE, 1, "best", "a whole number from 0"),
    ("ucdp", ged(year=[1991.0, 1991, 1, 1]), ucdp.GED_FILE, 2, "year", "the only row of its gw"),
    ("ucdp", ged(gwcode=[2.0] * 4), ucdp.GED_FILE, None, None, "no row of the fifteen states"),
    ("ucdp", ged(source=["UCDP GED 24.1"] * 4), ucdp.GED_FILE, None, None, "from UCDP GED 23.1"),
    ("ucdp", old(header="a,b"), ucdp.OLD_FILE, 1, None, "the header lacks the columns Entity"),
    ("ucdp", old("Georgia,1992"), ucdp.OLD_FILE, 2, None, "not as many cells"),
    ("ucdp", old("Georgia,92,1", "Zimbabwe,2008,1"), ucdp.OLD_FILE, 2, "Year", "is not a year"),
    ("ucdp", old("Georgia,1992,x"), ucdp.OLD_FILE, 2, ucdp.OLD_VALUE, "'x' is not a number"),
    ("ucdp", old("Georgia,1992,1.5"), ucdp.OLD_FILE, 2, ucdp.OLD_VALUE, "not a whole number"),
    ("ucdp", old(*["Georgia,1992,1"] * 2), ucdp.OLD_FILE, 3, "Year", "stands twice"),
    ("ucdp", old("Georgia,1992,1"), ucdp.OLD_FILE, None, None, "its last country is 'Georgia'"),
    ("ucdp", acd(gwno_b_2nd=[999.0, 371, float("nan"), 1]), ucdp.ACD_FILE, 1, "gwno_b_2nd",
     "999 is no state number known here"),
    ("ucdp", acd(intensity_level=[3.0, 3, 2, 2]), ucdp.ACD_FILE, 1, "intensity_level",
     "a whole number from 1 to 2"),
    ("ucdp", acd(incompatibility=["sea", "sea", "both", ""]), ucdp.ACD_FILE, 1, "incompatibility",
     "one of ['both'"),
    ("ucdp", acd(start_date=[float("nan"), 1, 1, 1]), ucdp.ACD_FILE, 1, "start_date", "a date"),
    ("ucdp", acd(start_date=[8032.0, 8033, 1, 1]), ucdp.ACD_FILE, 2, "year", "the only row"),
    ("ucdp", acd(gwno_a_2nd=[640.0, 640, 1, 1], gwno_b_2nd=[371.0, 371, 1, 1]), ucdp.ACD_FILE, 2,
     "gwno_b_2nd", "the only row"),
    ("atop", without(atop.FILE), atop.FILE, None, None, "missing; it comes from"),
    ("atop", atop_with(atop_defense=[2.0] * 6), atop.FILE, 1, "atop_defense", "from 0 to 1"),
    ("atop", atop_with(atop_consul=[1.0, 0, 0, 0, 0, 0]), atop.FILE, None, "ccode1",
     "ARM 1992: the pair's two rows do not agree"),
    ("atop", atop_with(year=[1992.0, 1992, 1992, 1993, 1942, 1993]), atop.FILE, 3, "year",
     "the only row"),
    ("atop", atop_with(year=[2050.0] * 2 + [1993.0] * 4), atop.FILE, 1, "year", "1991 to 2018"),
    ("cow_igo", cow(csto=[7.0, 1, 1]), cow_igo.FILE, 1, "csto", "one of [-9, -1, 0, 1, 2, 3]"),
    ("cow_igo", cow(year=[2001.0, 2001, 1]), cow_igo.FILE, 2, "year", "the only row"),
    ("cow_igo", cow(year=[2020.0, 2001, 1]), cow_igo.FILE, 1, "year", "1991 to 2014"),
    ("gsdb", cut(gsdb.FILE, 1), gsdb.FILE, None, None, "its last line does not end"),
    ("gsdb", lambda raw: samples.write(raw, gsdb.FILE, samples.sanctions(count=9)), gsdb.FILE,
     None, None, "9 cases, version 4 of the database has 1547"),
    ("gsdb", cases("1,Georgia,Russia,2006,2005,1,,0,0,0,1"), gsdb.FILE, 2, "end", "before the be"),
    ("gsdb", cases("1,Georgia,Russia,2006,2007,2,,0,0,0,1"), gsdb.FILE, 2, "trade", "neither 0"),
    ("gsdb", cases("2,Georgia,Russia,2006,2007,1,,0,0,0,1"), gsdb.FILE, 3, "case_id", "twice"),
    ("gsdb", cases("1,,Russia,2006,2007,1,,0,0,0,1"), gsdb.FILE, 2, "sanctioned_state", "empty"),
    ("factbook_archive", listed(None), A, None, None, "text of UKR in edition 1992 is missing"),
    ("factbook_archive", listed("CIS (friend)"), A, 441, "text", "a standing not known here"),
    ("factbook_archive", listed("CIS, UN, CIS"), A, 441, "text", "CIS is listed twice"),
    ("factbook_weekly", troops("est. 500 Kyrgyzstan"), T, 2, "text", "no date in brackets"),
    ("factbook_weekly", troops("est. 500 Kyrgyzstan (soon)"), T, 2, "text", "no date in brackets"),
    ("factbook_weekly", troops("many Kyrgyzstan (2022)"), T, 2, "text", "not a number of troops"),
    ("factbook_weekly", troops("est. 500 Atlantis (2022)"), T, 2, "text", "host or place not kno"),
    ("factbook_weekly", troops("est. 50 Georgia (2022)"), T, 2, "text", "not a range of 100"),
    ("factbook_weekly", troops("est. 900-500 Georgia (2022)"), T, 2, "text", "not a range of 100"),
    ("factbook_weekly", troops("est. 500 Georgia; est. 600 Georgia (2022)"), T, 2, "text",
     "GEO stands twice"),
    ("factbook_weekly", troops("est. 500 Georgia (2022)", commit="z"), T, 2, "commit", "no commit"),
    ("factbook_weekly", troops("est. 500 Georgia (2022)", commit_date="2/6/22"), T, 2,
     "commit_date", "not a date YYYY-MM-DD"),
    ("factbook_weekly", troops("est. 500 Georgia (2022)", field="x"), T, None, None,
     "no text of the field"),
]  # fmt: skip


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: f"{case[0]}-{case[5]}")
def test_broken_input_is_named(raw: Path, case: tuple) -> None:
    refused(MODULES, raw, case)


@settings(max_examples=40, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(data=st.data())
@pytest.mark.parametrize("source", MODULES)
def test_a_spoilt_file_is_an_input_error_or_a_valid_table(
    raw: Path, source: str, data: st.DataObject
) -> None:
    samples.write_all(raw)
    path = raw / data.draw(st.sampled_from(FILES[source]))
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(content) - 1))
        match data.draw(st.sampled_from(["change", "drop", "double", "cut"])):
            case "change":
                content[place] = data.draw(st.integers(0, 255))
            case "drop":
                del content[place : place + data.draw(st.integers(1, 40))]
            case "double":
                content[place:place] = content[place : place + data.draw(st.integers(1, 40))]
            case "cut":
                del content[place:]
        if not content:
            break
    path.write_bytes(content)
    try:
        for name, frame in MODULES[source].build(raw).items():
            # The rows are few here; all other rules are those that guard the real table.
            found = Record(record(name).resource | {"rowFloor": 0}, record(name).folder)
            parse(found, to_csv_bytes(frame))
    except InputError:
        return


# --- the hand-kept tables ----------------------------------------------------------------------


def test_events_are_dated_by_their_own_id_and_name_known_claims() -> None:
    events = load("events")
    assert len(events) >= 120
    assert all(e.event.startswith(e.date) for e in events.itertuples())
    assert events["where_read"].str.contains(r"\.").all()


@pytest.mark.parametrize(
    ("pattern", "table", "column"),
    [(r"\((?:ES-11/)?[0-9]+(?:/[0-9]+)?\)$", "roll_calls", "resolution"),
     (r"\(S/[0-9]+/[0-9]+\)$", "vetoes", "draft")],
)  # fmt: skip
def test_votes_and_vetoes_have_the_dates_of_their_tables(
    pattern: str, table: str, column: str
) -> None:
    events = load("events")
    ours = events[(events["kind"] == "vote") & events["title"].str.contains(pattern, regex=True)]
    assert len(ours) >= 4
    dates = load(table).set_index(column)["date"]
    for event in ours.itertuples():
        name = event.title.rpartition("(")[2][:-1]
        key = name if table == "vetoes" else f"A/RES/{name}"
        assert dates[key] == pd.Timestamp(event.date), event.title


def test_first_deaths_are_those_of_the_conflicts() -> None:
    events = load("events")
    ours = events[events["source"].str.startswith("UCDP/PRIO")]
    starts = load("conflict_years").drop_duplicates("conflict").set_index("conflict")["start"]
    for event in ours.itertuples():
        number = int(event.source.rpartition(" ")[2])
        expected = starts[number].date().isoformat()
        assert event.date == ("2021-05-01" if number == 13324 else expected), event.title
    assert len(ours) >= 6


def test_joinings_have_the_dates_of_the_memberships() -> None:
    events, table = load("events"), load("memberships")
    for start, organisation, codes in [
        ("2004-03-29", "NATO", "EST LVA LTU"), ("2004-05-01", "EU", "EST LVA LTU"),
        ("1992-05-15", "CSTO", "ARM KAZ KGZ RUS TJK UZB"), ("2006-06-23", "CSTO", "UZB"),
        ("2000-10-10", "EurAsEC", "BLR KAZ KGZ RUS TJK"), ("2024-07-04", "SCO", "BLR"),
        ("2012-09-20", "CISFTA", "BLR RUS UKR"), ("2023-12-14", "EU candidate", "GEO"),
    ]:  # fmt: skip
        rows = table[(table["organisation"] == organisation) & (table["start"] == start)]
        assert set(rows["country"]) == set(codes.split()), organisation
        assert (
            (events["date"] == start) & events["countries"].str.contains(codes.split()[0])
        ).any()


def test_forces_end_after_they_start() -> None:
    forces = load("forces").dropna(subset=["start", "end"])
    assert (forces["start"] <= forces["end"]).all()


@pytest.mark.parametrize("name", HAND_KEPT)
def test_tables_kept_by_hand_have_no_builder(name: str) -> None:
    assert record(name).resource["builder"] is None


# --- memberships by year -----------------------------------------------------------------------


def test_memberships_by_year() -> None:
    table = pd.DataFrame({
        "organisation": ["CIS", "CIS"], "country": ["AZE", "AZE"], "start": ["1991-12-21", "1993"],
        "last_year": [1992.0, float("nan")], "status": ["signatory", "member"],
    })  # fmt: skip
    assert list(by_year(table, 1994).itertuples(index=False, name=None)) == [
        ("AZE", "CIS", 1991, "signatory"), ("AZE", "CIS", 1992, "signatory"),
        ("AZE", "CIS", 1993, "member"), ("AZE", "CIS", 1994, "member"),
    ]  # fmt: skip
    with pytest.raises(InputError, match="two standings of AZE in CIS at the end of 1992"):
        by_year(table.assign(start=["1991", "1992"]), 1994)


def test_memberships_by_year_are_sorted_and_numbered_anew() -> None:
    table = pd.DataFrame({
        "organisation": ["EAEU", "CIS"], "country": ["KGZ", "ARM"], "start": ["2015", "1993"],
        "last_year": [2015.0, 1993.0], "status": ["member", "member"],
    })  # fmt: skip
    found = by_year(table)
    assert list(found.index) == [0, 1] and list(found["country"]) == ["ARM", "KGZ"]
    assert by_year(table, 2014)["country"].tolist() == ["ARM"]


def test_where_annual_sources_and_dated_events_disagree() -> None:
    """An edition of the Factbook is of the year before; where a source is silent, nothing is said.
    """
    ours = pd.DataFrame({
        "organisation": ["CIS", "CIS", "EU"], "country": ["AZE", "ARM", "EST"],
        "start": ["1993", "1992", "2000"], "last_year": [1994.0, 1992.0, 2001.0],
        "status": ["member", "signatory", "candidate"],
    })  # fmt: skip
    cow = pd.DataFrame({
        "organisation": ["CIS", "CIS", "GUAM"], "country": ["AZE", "ARM", "AZE"],
        "year": [1994, 1993, 1994], "status": ["member", "member", "member"],
    })  # fmt: skip
    factbook = pd.DataFrame({
        "organisation": ["CIS", "CIS", "CIS"], "country": ["AZE", "AZE", "ARM"],
        "edition": [1993, 1993, 1994], "listed_as": ["CIS", "CIS", "CIS"],
        "status": ["listed", "member", "listed"],
    })  # fmt: skip
    found = disagreements(ours, cow, factbook)
    assert list(found.itertuples(name=None)) == [
        (0, "CIA World Factbook", "CIS", "ARM", 1993, "none", "listed"),
        (1, "CIA World Factbook", "CIS", "AZE", 1992, "none", "listed"),
        (2, "Correlates of War v3.0", "CIS", "ARM", 1993, "none", "member"),
    ]


def test_disagreements_of_the_annual_sources() -> None:
    found = disagreements(load("memberships"), load("igo_cow"), load("igo_factbook"))
    cow = found[found["source"].str.startswith("Correlates")]
    csto = cow[(cow["organisation"] == "CSTO") & (cow["country"] == "UZB")]
    assert list(csto["year"]) == [2002, 2003, 2004, 2005]
    assert set(csto["ours"]) == {"none"} and set(csto["theirs"]) == {"member"}
    assert not (found["ours"] == found["theirs"]).any()
    # Nobody disagrees about the Baltic states from 2004 on.
    baltic = found[found["organisation"].isin(["EU", "NATO"]) & (found["year"] >= 2004)]
    assert baltic.empty


# --- the publishers' files ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def built() -> dict[str, pd.DataFrame]:
    tables: dict[str, pd.DataFrame] = {}
    for module in MODULES.values():
        tables |= module.build(Path(RAW))
    return tables


def collected(name: str, **options: object) -> pd.DataFrame:
    return pd.read_csv(Path(RAW) / "security" / name, keep_default_na=False, na_values=[""],
                       **options)  # fmt: skip


@needs_raw
def test_tables_are_what_their_builders_make(built: dict[str, pd.DataFrame]) -> None:
    for name, frame in built.items():
        assert to_csv_bytes(frame) == record(name).path.read_bytes(), name


@needs_raw
def test_deaths_equal_the_independent_reading(built: dict[str, pd.DataFrame]) -> None:
    other = collected("tidy_conflict_deaths.csv")
    other["source"] = other["source"].str.extract(r"(UCDP GED [0-9.]+)")[0]
    other = other.rename(columns={"country_iso3": "country", "violence_type": "violence"})
    ours = built["conflict_deaths"].astype(dict.fromkeys(["low", "best", "high"], "float64"))
    other = other[ours.columns].astype(dict.fromkeys(["low", "best", "high"], "float64"))
    other = other.sort_values(["source", "country", "year"], ignore_index=True)
    pd.testing.assert_frame_equal(ours, other, check_dtype=False)


@needs_raw
@pytest.mark.parametrize(
    ("source", "country", "year", "best"),
    [("23.1", "GEO", 1992, 775), ("23.1", "MDA", 1992, 585), ("23.1", "TJK", 1993, 1045),
     ("23.1", "AZE", 1992, 2060), ("19.1", "AZE", 1992, 2243), ("23.1", "TJK", 1992, 3355),
     ("19.1", "TJK", 1992, 3859), ("23.1", "UKR", 2014, 4888), ("19.1", "UKR", 2014, 4423),
     ("23.1", "UKR", 2015, 1787), ("19.1", "UKR", 2015, 1314), ("23.1", "ARM", 2022, 154),
     ("23.1", "AZE", 2022, 154)],
)  # fmt: skip
def test_deaths_named_in_the_sources(
    built: dict[str, pd.DataFrame], source: str, country: str, year: int, best: int
) -> None:
    table = built["conflict_deaths"].set_index(["source", "country", "year"])
    assert table.loc[(f"UCDP GED {source}", country, year), "best"] == best


@needs_raw
def test_the_one_impossible_bound_is_kept(built: dict[str, pd.DataFrame]) -> None:
    table = built["conflict_deaths"].dropna()
    odd = table[(table["low"] > table["best"]) | (table["best"] > table["high"])]
    assert [(r.country, r.year, r.low, r.high) for r in odd.itertuples()] == [
        ("ARM", 2022, 154, 153)
    ]


@needs_raw
def test_conflict_years_equal_the_independent_reading(built: dict[str, pd.DataFrame]) -> None:
    other = collected("conflict_years_ucdp_acd.csv")
    # That reading also holds conflicts elsewhere, and 1990.
    ours = other["gwno_a"].isin(STATE_NUMBERS) | other["gwno_b"].isin(STATE_NUMBERS)
    other = other[ours & (other["year"] >= 1991)]
    shared = ["conflict_id", "year", "intensity_level", "start_date", "start_date2", "ep_end_date",
              "incompatibility", "gwno_a_iso3", "gwno_b_iso3"]  # fmt: skip
    theirs = other[shared].drop_duplicates().sort_values(["conflict_id", "year"], ignore_index=True)
    table = built["conflict_years"][["conflict", "year", "intensity", "start", "episode_start",
                                     "episode_end", "issue", "country", "opponent"]]  # fmt: skip
    table = table.set_axis(shared, axis=1)
    assert len(table) == len(theirs) == 93
    pd.testing.assert_frame_equal(
        table.astype(object).where(table.notna(), None),
        theirs.astype({"conflict_id": int, "year": int, "intensity_level": int})
        .astype(object).where(theirs.notna(), None),
        check_dtype=False,
    )  # fmt: skip
    for side in ("a", "b"):
        mine = built["conflict_years"].dropna(subset=[f"supporters_{side}"])
        codes = other.dropna(subset=[f"gwno_{side}_2nd"])
        assert len(mine) == len(codes[["conflict_id", "year"]].drop_duplicates())


@needs_raw
def test_alliances_equal_the_independent_reading(built: dict[str, pd.DataFrame]) -> None:
    names = atop.OBLIGATIONS | {"partner": "country"}
    other = collected("tidy_atop_russia_dyads.csv").rename(columns=names)
    other = other.sort_values(["country", "year"], ignore_index=True)
    ours = built["alliances"]
    pd.testing.assert_frame_equal(ours, other[ours.columns], check_dtype=False)


@needs_raw
def test_sanctions_equal_the_independent_count(built: dict[str, pd.DataFrame]) -> None:
    other = collected("tidy_gsdb_counts.csv").rename(columns={"target_iso3": "country"})
    ours = built["sanctions_counts"]
    other = other.sort_values(["country", "sender", "year"], ignore_index=True)
    pd.testing.assert_frame_equal(ours, other[ours.columns], check_dtype=False)


@needs_raw
def test_cow_memberships_equal_the_independent_reading(built: dict[str, pd.DataFrame]) -> None:
    other = collected("igo_cow_v3_1991_2014.csv").rename(columns={"country_iso3": "country"})
    # Names only: the book writes them out.
    names = {"COE": "Council of Europe", "EAEC": "EurAsEC"}
    other["organisation"] = other["organisation"].replace(names)
    ours = built["igo_cow"]
    other = other.sort_values(["organisation", "country", "year"], ignore_index=True)
    pd.testing.assert_frame_equal(ours, other[ours.columns], check_dtype=False)


@needs_raw
def test_factbook_memberships_equal_the_independent_reading(
    built: dict[str, pd.DataFrame],
) -> None:
    other = collected("igo_factbook_editions.csv")
    theirs = {
        (factbook_archive.ORGANISATIONS[r.organisation], r.country_iso3, r.edition_year):
        factbook_archive.STANDINGS["" if r.qualifier == "listed" else r.qualifier.split(",")[0]]
        for r in other.itertuples()
    }  # fmt: skip
    table = built["igo_factbook"]
    ours = {(r.organisation, r.country, r.edition): r.status for r in table.itertuples()}
    assert ours == theirs and len(theirs) == 2193
    # Ours has a second row where the text names the Eurasian Economic Union twice.
    assert len(table) - len(ours) == (table["listed_as"] == "EEU").sum() == 5


@needs_raw
def test_troops_of_the_factbook_hold_the_collected_labels(built: dict[str, pd.DataFrame]) -> None:
    """Each collected figure of the labels 2019 to 2024 is in a text of its label, and no other."""
    cited = load("troops_cited")
    cited = cited[cited["year_basis"] == "year label inside the Factbook text"]
    table = built["troops_factbook"]
    known = {
        (r.country, "2022" if r.label.startswith("2022") else r.label,
         None if pd.isna(r.low) else int(r.low), int(r.high))
        for r in table.itertuples()
    }  # fmt: skip
    assert len(cited) == 40
    for row in cited.itertuples():
        low = None if pd.isna(row.low) else int(row.low)
        assert (row.country, str(int(row.year)), low, int(row.high)) in known, row.claim


@needs_raw
@pytest.mark.parametrize(
    ("country", "revised", "low", "high"),
    [("UKR", "2020-11-24", 25000, 30000), ("UKR", "2021-01-01", 25000, 31000),
     ("UKR", "2022-02-17", 30000, 30000), ("UKR", "2025-05-29", 600000, 600000),
     ("TJK", "2022-07-21", 5000, 7000), ("TJK", "2022-09-22", 5000, 5000),
     ("TJK", "2023-09-14", 3000, 5000), ("ARM", "2022-06-02", 3000, 4000),
     ("ARM", "2022-10-27", 3000, 3000), ("GEO", "2023-09-14", None, 10000),
     ("BLR", "2021-01-01", 1500, 1500), ("BLR", "2022-06-02", 3000, 5000),
     ("BLR", "2024-09-05", None, 5000), ("MDA", "2021-05-23", 1500, 1500),
     ("MDA", "2021-09-20", 1500, 2000), ("AZE", "2024-02-29", 2000, 2000),
     ("KGZ", "2024-09-05", 500, 500)],
)  # fmt: skip
def test_figures_read_in_the_texts(
    built: dict[str, pd.DataFrame], country: str, revised: str, low: int | None, high: int
) -> None:
    row = built["troops_factbook"].set_index(["country", "revised"]).loc[(country, revised)]
    assert (None if pd.isna(row["low"]) else row["low"], row["high"]) == (low, high)


@needs_raw
def test_every_figure_stands_in_its_text(built: dict[str, pd.DataFrame]) -> None:
    """Each parsed figure, written as the Factbook writes numbers, is in the text of its commit."""
    with (Path(RAW) / factbook_weekly.FILE).open(encoding="utf-8", newline="") as stream:
        texts = {r["commit"]: r["text"] for r in csv.DictReader(stream)
                 if r["country_iso3"] == "RUS" and r["field"] == factbook_weekly.FIELD}  # fmt: skip
    table = built["troops_factbook"]
    assert set(table["commit"]) == set(texts)
    for row in table.itertuples():
        text = texts[row.commit]
        assert f"{row.high:,}" in text
        assert pd.isna(row.low) or f"{row.low:,}" in text or f" {row.low // 1000}-" in text


@needs_raw
def test_cited_figures_equal_the_collected_sheet() -> None:
    with (Path(RAW) / "security/deployments_observations.csv").open(encoding="utf-8") as stream:
        sheet = list(csv.DictReader(stream))
    with record("troops_cited").path.open(encoding="utf-8", newline="") as stream:
        ours = list(csv.DictReader(stream))
    assert len(ours) == len(sheet) == 150
    for mine, theirs in zip(ours, sheet, strict=True):
        # Quotation marks are the only difference in the words that both have.
        words = {k: v.replace('"', "'") for k, v in theirs.items()}
        expected = {
            "year": words["year"], "country": words["host_iso3"].replace("+", " "),
            "territory": words["territory"], "low": words["troops_low"],
            "high": words["troops_high"], "kind": words["kind"], "grade": words["grade"],
            "year_basis": words["year_basis"], "force": words["site_or_force"],
            "source": words["source_citation"], "where_read": words["where_read"],
        }  # fmt: skip
        assert {k: mine[k] for k in expected} == expected, mine["claim"]
        assert words["start"].startswith(mine["start"]) and words["end"].startswith(mine["end"])
        assert words["conflict_note"] in mine["note"]


@needs_raw
def test_no_quote_of_a_page_is_held() -> None:
    with (Path(RAW) / "security/deployments_observations.csv").open(encoding="utf-8") as stream:
        quotes = [r["quote"] for r in csv.DictReader(stream) if len(r["quote"]) > 40]
    for name in ("troops_cited", "forces", "events"):
        content = record(name).path.read_text("utf-8")
        assert [quote for quote in quotes if quote in content] == []


@needs_raw
def test_dates_of_forces_that_rest_on_the_sheet_equal_it() -> None:
    sheet = collected("deployments_observations.csv", dtype=str)
    dates = {d[:10] for d in [*sheet["start"].dropna(), *sheet["end"].dropna()]}
    forces = load("forces")
    ours = forces[forces["note"].fillna("").str.contains("from the collected sheet")]
    for row in ours.itertuples():
        columns = [c for c in ("start", "end") if c in row.note]
        assert columns and all(getattr(row, c) in dates for c in columns), row.force


@needs_raw
def test_opinion_and_travel_equal_the_collected_figures() -> None:
    sheet = collected("public_opinion_observations.csv")
    figures = ["year", "approve", "disapprove", "where_read"]
    sheet = sheet.rename(columns={"approve_pct": "approve", "disapprove_pct": "disapprove"})
    pd.testing.assert_frame_equal(
        load("opinion")[figures].sort_values(figures, ignore_index=True),
        sheet[figures].sort_values(figures, ignore_index=True), check_dtype=False,
    )  # fmt: skip
    assert len(sheet) == 8
    names = {"country_iso3": "country", "foreign_leader_trips_received": "received",
             "own_leader_trips_made": "made"}  # fmt: skip
    travel = collected("tidy_leader_travel_totals.csv").rename(columns=names)
    table = load("leader_travel").astype({"received": "float64", "made": "float64"})
    travel = travel.sort_values(["country", "year"], ignore_index=True)[table.columns]
    pd.testing.assert_frame_equal(table, travel, check_dtype=False)


@needs_raw
def test_disagreements_hold_all_that_the_compilation_marked() -> None:
    """Where it marks COW against the events; ours also lists differences of standing."""
    annual = collected("tidy_igo_membership.csv")
    marked = annual[annual["conflict"].fillna("").str.contains("COW")]
    names = {"CST/CSTO": "CSTO"}
    theirs = {(names.get(r.organisation, r.organisation), r.country_iso3, r.year)
              for r in marked.itertuples()}  # fmt: skip
    found = disagreements(load("memberships"), load("igo_cow"), load("igo_factbook"))
    cow = found[found["source"].str.startswith("Correlates")]
    none = cow[(cow["ours"] == "none") | (cow["theirs"] == "none")]
    assert {(r.organisation, r.country, r.year) for r in none.itertuples()} == theirs
    assert len(theirs) == 21


@needs_raw
def test_military_spending_is_in_the_table_of_the_world_bank() -> None:
    """No copy of the series is held here: it is MS.MIL.XPND.GD.ZS of the table wdi."""
    other = collected("tidy_milex_pct_gdp.csv").set_index(["country_iso3", "year"])["milex_pct_gdp"]
    wdi = load("wdi")
    ours = wdi[wdi["indicator"] == "MS.MIL.XPND.GD.ZS"].set_index(["country", "year"])["value"]
    assert ours.to_dict() == pytest.approx(other.to_dict())
