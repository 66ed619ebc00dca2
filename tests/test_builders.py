"""The builders: on small files made here, and on the publishers' own where RAW_DATA names them."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import raw_samples as samples
from conftest import RAW, needs_raw, refused
from hypothesis import given
from hypothesis import strategies as st

from analysis.builders import SOURCES, ideal_points, undl, vetoes
from analysis.records import records
from analysis.tables import load, to_csv_bytes

VOTES = (undl, ideal_points, vetoes)  # the other topics have tests of their own
# Names in the compilation of membership events that the table shortens.
ORGANISATIONS = {
    "CST/CSTO": "CSTO",
    "Eurasian Customs Union (2010)": "Customs Union 2010",
    "EU candidacy": "EU candidate",
}
# Organisations that the compilation has no events of: added from pages named in the table.
NOT_COMPILED = {"EU", "NATO"}


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return samples.write_all(tmp_path)


# --- small files: what a builder makes of them -------------------------------------------------


def test_roll_calls_of_the_assembly_since_1991_with_a_vote_are_kept(raw: Path) -> None:
    table = undl.build(raw)["roll_calls"]
    assert to_csv_bytes(table).decode().splitlines() == [
        "roll_call,session,date,resolution,meeting,title,yes,no,abstain,absent,members",
        "20,ES-11,2022-10-12,A/RES/ES-11/4,,A title,3,1,1,0,5",
        "21,46,1991-10-16,A/RES/46/9,A/46/PV.74,A title,2,1,1,1,5",
        "40,77,2023-01-05,A/RES/77/1,A/46/PV.74,A title,1,0,0,1,2",
    ]


def test_names_of_one_member_share_its_column_and_non_members_are_empty(raw: Path) -> None:
    table = undl.build(raw)["votes"]
    assert to_csv_bytes(table).decode().splitlines() == [
        "roll_call,AFG,ALB,CSK,CZE,RUS,TUR",
        "20,A,Y,,Y,N,Y",
        "21,X,Y,A,,Y,N",
        "40,X,Y,,,,",
    ]


def test_headings_are_read_whole(raw: Path) -> None:
    table = undl.build(raw)["subjects"]
    assert list(table.itertuples(index=False, name=None)) == [
        (20, "MILLENNIUM SUMMIT (2000 : NEW YORK)"),
        (20, "UKRAINE--POLITICAL CONDITIONS"),
        (21, "COUNCIL--REPORTS (1991)"),
    ]


@pytest.mark.parametrize(
    ("entry", "heading"),
    [
        ("A/75/251 19a Agenda 21. 2030 AGENDA--PROGRAMME", "2030 AGENDA--PROGRAMME"),
        ("A/63/251 155 A public health priority SICKLE-CELL ANAEMIA", "SICKLE-CELL ANAEMIA"),
        ("A/75/251 10 Declaration on HIV/AIDS. HIV/AIDS--DECLARATIONS", "HIV/AIDS--DECLARATIONS"),
        ("A/66/251 3b Report. UN. ASSEMBLY (66TH SESS.). COMMITTEE--REPORTS",
         "UN. ASSEMBLY (66TH SESS.). COMMITTEE--REPORTS"),
        ("A/73/251 74b[12] SANCTIONS", "SANCTIONS"),
        ("A/61/251 90dd A session. PEACE (4TH SESS. : xxxx)", "PEACE (4TH SESS. : xxxx)"),
        ("A/47/251 93 Social development.", ""),
    ],
)  # fmt: skip
def test_heading_of_an_agenda_entry(entry: str, heading: str) -> None:
    assert undl._heading(entry) == heading


def test_later_logs_win(raw: Path) -> None:
    changed = samples.SECOND | {"vote": ["N AFGHANISTAN"]}
    samples.write_undl(raw, samples.log(samples.FIRST), samples.log(samples.SECOND),
                       samples.log(changed))  # fmt: skip
    votes = undl.build(raw)["votes"].set_index("roll_call")
    assert votes.loc[20].dropna().to_dict() == {"AFG": "N"}


def test_a_log_newer_than_ours_is_read_too(raw: Path) -> None:
    newer = raw / undl.FOLDER / "logs_update_scrapy_2026-03-01_abc.log.gz"
    new = samples.item(50, "A/RES/80/9", "2025-12-01", ["Y ALBANIA"])
    newer.write_bytes(gzip.compress(samples.log(new)))
    assert 50 in set(undl.build(raw)["roll_calls"]["roll_call"])


@given(st.lists(st.sampled_from(["Y", "N", "A", ""]), min_size=1, max_size=6))
def test_totals_are_those_of_the_votes(cast: list[str]) -> None:
    names = ["ALBANIA", "BELARUS", "CHINA", "ESTONIA", "FIJI", "GEORGIA"]
    content = samples.item(1, "A/RES/50/1", "1995-11-01",
                           [f"{c} {n}" for c, n in zip(cast, names, strict=False)])  # fmt: skip
    found = undl.Item(Path("log"), 1, content)
    codes = dict(load("members")[["undl_name", "country"]].itertuples(index=False))
    row = undl._roll_call(found, {1: undl._votes(found, codes)})
    assert [row[t] for t in ("yes", "no", "abstain", "absent")] == [
        cast.count(code) for code in ("Y", "N", "A", "")
    ]


def test_ideal_points_of_the_chosen_states_and_years_are_kept(raw: Path) -> None:
    table = ideal_points.build(raw)["ideal_points"]
    assert to_csv_bytes(table).decode().splitlines() == [
        "country,year,ideal_point,low,high,votes",
        "RUS,1991,0.5,0.4,0.6,70",
        "RUS,1992,0.737733,0.6,0.9,72",
        "TUR,1991,-0.25,-0.5,0.0,60",
    ]


def test_russian_vetoes_are_kept(raw: Path) -> None:
    table = vetoes.build(raw)["vetoes"]
    assert to_csv_bytes(table).decode().splitlines() == [
        "draft,date,meeting,agenda_item,topic,region,vetoed_by",
        "S/2020/654,2020-07-07,S/2020/661 S/2020/657,Syria,Syria,Middle East,CHN RUS",
        "S/2022/538,2022-07-08,S/PV.9087,Syria,Syria,Middle East,RUS",
    ]


def test_each_source_makes_the_tables_that_it_names(raw: Path) -> None:
    for module in VOTES:
        assert set(module.build(raw)) == set(module.TABLES)


# --- small files: what is wrong with them ------------------------------------------------------

ZIP, GZ = undl.FOLDER / undl.FIRST_LOG, undl.FOLDER / undl.UPDATES[0]
Spoil = Callable[[Path], object]


def in_first_log(*items: dict, cut: int = 0) -> Spoil:
    return lambda raw: samples.write_undl(raw, samples.log(*items, cut=cut))


def first_with(**changed: list[str]) -> Spoil:
    return in_first_log(samples.FIRST | changed)


def without(path: Path) -> Spoil:
    return lambda raw: (raw / path).unlink()


def truncated(path: Path) -> Spoil:
    return lambda raw: (raw / path).write_bytes((raw / path).read_bytes()[:-40])


def estimates(**changed: list) -> Spoil:
    return lambda raw: samples.write_ideal_points(raw, samples.estimates(**changed))


def veto(old: str, new: str) -> Spoil:
    return lambda raw: samples.write_vetoes(raw, samples.VETO_ROWS[1].replace(old, new, 1))


BROKEN: list[tuple[str, Spoil, Path, int | None, str | None, str]] = [
    # The header of the first item of a log stands in its line 3.
    ("undl", without(ZIP), ZIP, None, None, "missing; it comes from https://github.com/lefthand67"),
    ("undl", without(GZ), GZ, None, None, "missing; it comes from https://github.com/lefthand67"),
    ("undl", truncated(ZIP), ZIP, None, None, "not a whole zip file"),
    ("undl", truncated(GZ), GZ, None, None, "not a whole gzip file"),
    ("undl", lambda raw: (raw / GZ).write_bytes(b"plain"), GZ, None, None, "not a whole gzip"),
    ("undl", lambda raw: samples.write_undl(raw, samples.log() + b"\xff\xfe"), ZIP, 3, None,
     "not UTF-8"),
    ("undl", in_first_log(samples.FIRST, cut=9), ZIP, 3, None, "does not read"),
    ("undl", in_first_log({"id_record": ["5"]}), ZIP, 3, "agenda", "lacks this key"),
    ("undl", first_with(vote="Y ALBANIA"), ZIP, 3, "vote", "no list of texts"),
    ("undl", first_with(title=["One", "Two"]), ZIP, 3, "title", "no list of texts"),
    ("undl", first_with(vote=["Y ATLANTIS"]), ZIP, 3, "vote", "'ATLANTIS' is not in data/votes/"),
    ("undl", first_with(vote=["Z ALBANIA"]), ZIP, 3, "vote", "'Z' is no vote code"),
    ("undl", first_with(vote=["Y ALBANIA", "Y CHINA"]), ZIP, 3, "vote", "separator blank"),
    ("undl", first_with(vote=["Y TURKEY", " N TURKIYE"]), ZIP, 3, "vote", "TUR votes twice"),
    ("undl", first_with(vote_date=["1991-02-30"]), ZIP, 3, "vote_date", "not a date YYYY-MM-DD"),
    ("undl", first_with(vote_date=["16.10.1991"]), ZIP, 3, "vote_date", "not a date YYYY-MM-DD"),
    ("undl", first_with(id_record=["x21"]), ZIP, 3, "id_record", "no number"),
    ("undl", first_with(resolution_symbol=["A/RES/new"]), ZIP, 3, "resolution_symbol",
     "names no session"),
    ("undl", first_with(resolution_symbol=["E/RES/1"]), ZIP, 3, "resolution_symbol",
     "no known organ"),
    ("undl", in_first_log(samples.COUNCIL, samples.COUNCIL | {"title": ["Other"]}), ZIP, 12,
     "id_record", "record 30: differs from the same record in row 3"),
    ("undl", in_first_log(samples.FIRST, samples.FIRST | {"id_record": ["22"]}), ZIP, 16,
     "resolution_symbol", "record 22: A/RES/46/9 is also record 21"),
    ("ideal_points", without(ideal_points.FILE), ideal_points.FILE, None, None,
     "missing; it comes from https://doi.org/10.7910/DVN/LEJUQZ"),
    ("ideal_points", truncated(ideal_points.FILE), ideal_points.FILE, None, None,
     "not a whole Stata file"),
    ("ideal_points", lambda raw: samples.write_ideal_points(
        raw, samples.estimates().drop(columns="q5fp")), ideal_points.FILE, None, None,
     "lacks the columns q5fp"),
    ("ideal_points", estimates(year=["a"] * 6), ideal_points.FILE, None, "year", "no numbers"),
    ("ideal_points", estimates(year=[1991.0] * 6), ideal_points.FILE, 2, "year", "the only row"),
    ("ideal_points", estimates(year=[1991.5, 1991, 1991, 1991, 1990, 2001]), ideal_points.FILE, 1,
     "year", "a whole year"),
    ("ideal_points", estimates(countryname=["Russia", "Russia", "Turkmenistan", "", "", ""]),
     ideal_points.FILE, 3, "countryname", "TUR 1991: 'Turkmenistan' should be the name of its"),
    ("ideal_points", estimates(q5fp=[float("nan"), 0.4, -0.5, 0, 0, float("nan")]),
     ideal_points.FILE, 1, "q5fp", "should be given"),
    ("ideal_points", estimates(q5fp=[0.8, 0.4, -0.5, 0, 0, float("nan")]), ideal_points.FILE, 1,
     "idealpointfp", "between q5fp and q95fp"),
    ("vetoes", without(vetoes.FILE), vetoes.FILE, None, None,
     "missing; it comes from https://github.com/world-politics-datalab"),
    ("vetoes", lambda raw: (raw / vetoes.FILE).write_bytes(b"year\n\xe9"), vetoes.FILE, 2, None,
     "not UTF-8"),
    ("vetoes", lambda raw: samples.write_vetoes(raw, header="a,b"), vetoes.FILE, 1, None,
     "the header lacks the columns year, date"),
    ("vetoes", veto(",Syria", ""), vetoes.FILE, 2, None, "not as many cells as the header"),
    ("vetoes", veto("Syria,", '"Syria,'), vetoes.FILE, 2, None, "not CSV"),
    ("vetoes", veto("7/8/2022", "2022-07-08"), vetoes.FILE, 2, "date", "not a date month/day/year"),
    ("vetoes", veto("7/8/2022", "13/8/2022"), vetoes.FILE, 2, "date", "not a date month/day/year"),
    ("vetoes", veto("7/8/2022", "7/8/2021"), vetoes.FILE, 2, "date", "of the year 2022"),
    ("vetoes", veto("Russia", "Prussia"), vetoes.FILE, 2, "member_veto1", "'Prussia' is no perm"),
    ("vetoes", veto("0,0,1,0", "1,0,1,0"), vetoes.FILE, 2, "China", "the members named are Russia"),
    ("vetoes", veto("S/2022/538", ""), vetoes.FILE, 2, "draft", "the cell is empty"),
    ("vetoes", lambda raw: samples.write_vetoes(raw, *[samples.VETO_ROWS[1]] * 2), vetoes.FILE, 3,
     "draft", "S/2022/538 stands twice"),
]  # fmt: skip


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: f"{case[0]}-{case[5]}")
def test_broken_input_is_named(raw: Path, case: tuple) -> None:
    refused(SOURCES, raw, case)


# --- the publishers' files ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def built() -> dict[str, pd.DataFrame]:
    tables: dict[str, pd.DataFrame] = {}
    for module in VOTES:
        tables |= module.build(Path(RAW))
    return tables


@needs_raw
def test_tables_are_what_their_builders_make(built: dict[str, pd.DataFrame]) -> None:
    for name, frame in built.items():
        assert to_csv_bytes(frame) == records()[name].path.read_bytes(), name


@needs_raw
def test_roll_calls_equal_the_independent_reading(built: dict[str, pd.DataFrame]) -> None:
    path = Path(RAW) / "votes/unga_rollcall_totals.csv"
    other = pd.read_csv(path, dtype=str, keep_default_na=False)
    other = other.rename(columns={"undl_id": "roll_call"}).replace({"meeting": {"N/A": ""}})
    ours = built["roll_calls"].fillna({"meeting": ""}).astype(str)
    assert len(ours) == 2717
    other = other.set_index("roll_call").loc[ours["roll_call"]].reset_index()
    pd.testing.assert_frame_equal(ours, other[ours.columns], check_dtype=False)


@needs_raw
def test_votes_equal_the_independent_reading(built: dict[str, pd.DataFrame]) -> None:
    path = Path(RAW) / "votes/all_members_unga_votes_1991_2025.csv.gz"
    other = pd.read_csv(path, keep_default_na=False)
    assert len(other) == 515_926
    codes = load("members").set_index("undl_name")["country"]
    letters = {"yes": "Y", "no": "N", "abstain": "A", "absent": "X"}
    theirs = pd.Series(
        other["vote"].map(letters).array,
        index=pd.MultiIndex.from_arrays([other["undl_id"], other["undl_name"].map(codes)]),
    )
    ours = built["votes"].set_index("roll_call").stack().dropna()
    assert len(ours) == len(theirs)
    assert ours.to_dict() == theirs.to_dict()


@needs_raw
def test_subjects_differ_from_the_independent_reading_where_it_lost_text(
    built: dict[str, pd.DataFrame],
) -> None:
    path = Path(RAW) / "votes/unga_rollcall_totals.csv"
    other = pd.read_csv(path, keep_default_na=False).set_index("undl_id")["undl_subjects"]
    theirs = {number: set(text.split("|")) - {""} for number, text in other.items()}
    ours = built["subjects"].groupby("roll_call")["subject"].agg(set).to_dict()
    differing = [n for n, headings in theirs.items() if headings != ours.get(n, set())]
    assert len(differing) == 53
    # None of theirs is a heading that we lack: each is a piece of one of ours, or holds it whole.
    for number in differing:
        mine = ours[number]
        assert all(any(t in m or m in t for m in mine) for t in theirs[number]), number


@needs_raw
@pytest.mark.parametrize(
    ("resolution", "counts"),
    [
        ("A/RES/ES-11/1", (141, 5, 35, 12)),
        ("A/RES/ES-11/2", (140, 5, 38)),
        ("A/RES/ES-11/3", (93, 24, 58)),
        ("A/RES/ES-11/4", (143, 5, 35)),
        ("A/RES/ES-11/5", (94, 14, 73)),
        ("A/RES/ES-11/6", (141, 7, 32)),
        ("A/RES/ES-11/7", (93, 18, 65)),
        ("A/RES/ES-11/8", (93, 8, 73)),
        ("A/RES/68/262", (100, 11, 58, 24)),
    ],
)
def test_published_counts(
    built: dict[str, pd.DataFrame], resolution: str, counts: tuple[int, ...]
) -> None:
    row = built["roll_calls"].set_index("resolution").loc[resolution]
    assert tuple(row[["yes", "no", "abstain", "absent"]])[: len(counts)] == counts


@needs_raw
def test_ideal_points_and_vetoes_equal_the_filtered_copies(built: dict[str, pd.DataFrame]) -> None:
    folder = Path(RAW) / "votes"
    copy = pd.read_csv(folder / "ideal_points_18.csv").dropna(subset=["idealpointfp"])
    names = {"iso3c": "country", "idealpointfp": "ideal_point", "q5fp": "low", "q95fp": "high",
             "nvotesfp": "votes"}  # fmt: skip
    copy = copy.rename(columns=names).sort_values(["country", "year"], ignore_index=True)
    ours = built["ideal_points"]
    pd.testing.assert_frame_equal(ours, copy[ours.columns], check_dtype=False, rtol=1e-7)
    with (folder / "unsc_vetoes_russia_1991_2022.csv").open(encoding="utf-8", newline="") as file:
        drafts = sorted(row["draft"] for row in csv.DictReader(file))
    assert list(built["vetoes"]["draft"]) == drafts
    assert len(drafts) == 31


@needs_raw
def test_memberships_are_the_events_of_the_compilation() -> None:
    path = Path(RAW) / "security/igo_events.csv"
    events = pd.read_csv(path, dtype=str, keep_default_na=False)
    theirs = {
        (ORGANISATIONS.get(e.organisation, e.organisation), e.country_iso3,
         e.start_date or e.start_year, e.end_year, e.end_date)
        for e in events.itertuples()
    }  # fmt: skip
    # It left in August 2009, so it was last a member on 31 December 2008.
    theirs.remove(("CIS", "GEO", "1993", "2009", "2009-08"))
    theirs.add(("CIS", "GEO", "1993", "2008", "2009-08"))
    ours = pd.read_csv(records()["memberships"].path, dtype=str, keep_default_na=False)
    columns = ["organisation", "country", "start", "last_year", "end"]
    ours = ours[~ours["organisation"].isin(NOT_COMPILED)]
    assert len(ours) == len(events) == 99
    assert set(ours[columns].itertuples(index=False, name=None)) == theirs


@needs_raw
def test_memberships_by_year_are_those_of_the_compilation() -> None:
    path = Path(RAW) / "security/tidy_igo_membership.csv"
    annual = pd.read_csv(path, keep_default_na=False)
    theirs = {
        (ORGANISATIONS.get(row.organisation, row.organisation), row.country_iso3, row.year)
        for row in annual.itertuples()
        # The annual table also holds organisations and years that only COW knows.
        if row.status != "not in event list"
    }
    table = load("memberships")
    table = table[~table["organisation"].isin(NOT_COMPILED)]
    theirs = {key for key in theirs if key[0] in set(table["organisation"])}
    ours = {
        (row.organisation, row.country, year)
        for row in table.itertuples()
        for year in range(int(row.start[:4]), _last(row.last_year, annual["year"].max()) + 1)
    }
    assert ours == theirs


def _last(year: float, default: int) -> int:
    return default if pd.isna(year) else int(year)
