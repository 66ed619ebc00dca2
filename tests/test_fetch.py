"""Fetching over real HTTP from a server on this machine: what is got, kept, refused and swapped.

Nothing here leaves 127.0.0.1, and no test touches the checkout's tables: each has a copy.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
import raw_native as native
import raw_samples
from conftest import contents
from raw_native import Answer, Publisher

import analysis.build as building
from analysis.__main__ import main
from analysis.build import NATIVE
from analysis.builders import SOURCES, reading
from analysis.errors import InputError
from analysis.fetch import CHUNK, STAGING, Patience, fetch, kind_of
from analysis.records import PACKAGE, record
from analysis.tables import load

QUICK = Patience(connect=2, read=0.5, attempts=3, pause=0.01, longest_pause=0.02)
TODAY = datetime.now(UTC).date().isoformat()
GDP = "NY.GDP.MKTP.CD"
UNDL_NAME = native.UNDL_FILE.rsplit("/", 1)[-1]
UNDL_PATH = Path("votes/raw/undl_bulk") / UNDL_NAME


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    """The only server that a test may ask."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = Publisher()
    yield server
    server.close()


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return tmp_path / "raw"


@pytest.fixture
def small(tables) -> None:
    """Let the tables of votes be small: the files of these tests hold few roll calls."""
    path = tables.folder / PACKAGE
    whole = json.loads(path.read_text("utf-8"))
    for resource in whole["resources"]:
        if resource["name"] in NATIVE["undl"].TABLES:
            resource["rowFloor"], resource["knownNulls"] = 1, {"*": {"at_most": 3}}
    path.write_text(json.dumps(whole), "utf-8")


@pytest.fixture
def growing(tables) -> None:
    """Let the empty cells of conflicts be more than those of the edition in place."""
    path = tables.folder / PACKAGE
    whole = json.loads(path.read_text("utf-8"))
    for resource in whole["resources"]:
        if resource["name"] == "conflict_years":
            for known in resource["knownNulls"].values():
                known["at_most"] += 9
    path.write_text(json.dumps(whole), "utf-8")


def get(source: str, raw: Path, publisher: Publisher, patience: Patience = QUICK) -> list[str]:
    return fetch(source, raw, publisher.address, patience)


def refused(source: str, raw: Path, publisher: Publisher, patience: Patience = QUICK) -> InputError:
    """The error of a fetch that must fail, and that leaves every table and record as it was."""
    folder = Path(os.environ["BOOK_DATA"])
    before = contents(folder)
    with pytest.raises(InputError) as caught:
        get(source, raw, publisher, patience)
    assert contents(folder) == before
    return caught.value


def rows_of(table: pd.DataFrame, **wanted: object) -> pd.DataFrame:
    """Rows that have this value, numbered anew."""
    ((column, value),) = wanted.items()
    return table[table[column] == value].reset_index(drop=True)


# --- a new edition goes the whole way ----------------------------------------------------------


def test_votes_of_the_library_replace_the_tables(small, raw: Path, publisher: Publisher) -> None:
    native.serve_undl(publisher)
    before = len(load("roll_calls"))
    lines = get("undl", raw, publisher)
    assert lines[0].endswith(f"{UNDL_PATH.as_posix()}: new")
    assert lines[1] == f"roll_calls: 3 rows added, {before:,} removed, 0 revised"
    table = load("roll_calls")
    assert list(table["resolution"]) == ["A/RES/46/1", "A/RES/80/100", "A/RES/80/101"]
    assert list(table["title"]) == ["A title"] * 3
    votes = load("votes").set_index("roll_call")
    assert list(votes["RUS"][[900001, 900002]]) == ["N", "A"]
    assert votes["TKM"][900001] == "X"
    assert set(load("subjects")["subject"]) == {"PEACE--NATIONS",
                                                "MILLENNIUM SUMMIT (2000 : NEW YORK)"}  # fmt: skip


def test_the_record_follows_the_edition(small, raw: Path, publisher: Publisher) -> None:
    native.serve_undl(publisher)
    get("undl", raw, publisher)
    for name in NATIVE["undl"].TABLES:
        resource = record(name).resource
        assert (resource["vintage"], resource["retrieved"]) == ("2026-02-06", TODAY)
        assert UNDL_NAME in resource["citation"]
        assert [s["path"] for s in resource["sources"]] == [NATIVE["undl"].PAGE] * 2
    assert load("members") is not None


def test_ideal_points_follow_the_newest_version(tables, raw: Path, publisher: Publisher) -> None:
    native.serve_ideal_points(publisher)
    before = len(load("ideal_points"))
    lines = get("ideal_points", raw, publisher)
    assert lines[-1] == "ideal_points: 1 rows added, 0 removed, 0 revised"
    table = load("ideal_points").set_index(["country", "year"])
    assert len(table) == before + 1
    assert table.loc[("RUS", 2025), ["ideal_point", "votes"]].to_list() == [-0.5, 80]
    assert record("ideal_points").resource["vintage"] == "2026-07-30"


def test_tab_separated_ideal_points_are_read_too(tables, raw: Path, publisher: Publisher) -> None:
    native.serve_ideal_points(publisher, native.ideal_points_csv("\t"))
    assert "1 rows added" in get("ideal_points", raw, publisher)[-1]


def test_indicators_come_from_the_api(tables, raw: Path, publisher: Publisher) -> None:
    native.serve_wdi(publisher, revised={GDP: "2.5e12"})
    lines = get("wdi", raw, publisher)
    assert lines[-2] == "wdi: 0 rows added, 0 removed, 1 revised"
    table = load("wdi").set_index(["indicator", "country", "year"])["value"]
    assert table[GDP, "RUS", 2024] == 2.5e12
    vintages = load("wdi_indicators").set_index("code")["vintage"]
    assert (str(vintages[GDP])[:10], str(vintages["SP.POP.TOTL"])[:10]) == (
        "2026-11-01", "2026-10-07")  # fmt: skip
    assert record("wdi").resource["vintage"] == "2026-11-01"


def test_rates_come_from_the_bank(tables, raw: Path, publisher: Publisher) -> None:
    native.serve_cbr(publisher)
    before = load("exchange_rates_daily")
    lines = get("exchange_rates", raw, publisher)
    assert lines[-1] == "exchange_rates_daily: 1 rows added, 0 removed, 0 revised"
    table = load("exchange_rates_daily")
    new = table[table["date"] == "2026-11-20"].iloc[0]
    assert (new["currency"], new["source"], new["value"]) == ("RUB", "CBR", 81.2504)
    # The other publisher's rows stay.
    assert rows_of(table, source="NBU").equals(rows_of(before, source="NBU"))
    resource = record("exchange_rates_daily").resource
    assert resource["vintage"] == resource["temporal"]["to"] == "2026-11-20"
    assert "National Bank of Ukraine" in str(resource["sources"])
    assert "Newest rows: Bank of Russia" in resource["citation"]


def test_conflicts_come_from_ucdp(growing, raw: Path, publisher: Publisher) -> None:
    native.serve_ucdp(publisher)
    before = load("conflict_deaths")
    lines = get("ucdp", raw, publisher)
    assert lines[-1] == "conflict_years: 1 rows added, 0 removed, 0 revised"
    assert load("conflict_years")["year"].max() == 2025
    assert lines[-2] == "conflict_deaths: not in this download, left as it is"
    assert load("conflict_deaths").equals(before)
    resource = record("conflict_years").resource
    assert resource["vintage"] == "2026"
    assert resource["sources"][0]["title"] == "UCDP/PRIO Armed Conflict Dataset 26.1"
    assert [a for a, _, _ in publisher.asked][-1].endswith("ucdp-prio-acd-261-csv.zip")


def test_refugees_come_from_unhcr(tables, raw: Path, publisher: Publisher) -> None:
    native.serve_unhcr(publisher, ooc="12")
    lines = get("unhcr", raw, publisher)
    assert [line.partition(": ")[2] for line in lines[-4:]] == [
        "1 rows added, 0 removed, 0 revised", *["unchanged"] * 3]  # fmt: skip
    assert record("refugees").resource["vintage"] == "2025-12-31"
    assert "Refugee Data Finder, data to the end of 2025" in str(record("refugees").resource)


def test_migrants_come_from_un_desa(tables, raw: Path, publisher: Publisher) -> None:
    native.serve_undesa(publisher)
    before = load("migrant_stock")
    lines = get("undesa", raw, publisher)
    assert lines[-1] == "migrant_stock: 0 rows added, 0 removed, 1 revised"
    after = load("migrant_stock")
    assert after["value"].sum() - before["value"].sum() == 7
    assert rows_of(after, revision=2020).equals(rows_of(before, revision=2020))


def test_exports_come_from_eurostat(tables, raw: Path, publisher: Publisher) -> None:
    native.serve_eurostat(publisher)
    lines = get("eurostat", raw, publisher)
    # 14 partners in 2024 and 2025; 2026 is not whole.
    assert lines[-1] == "trade_eurostat: 28 rows added, 0 removed, 0 revised"
    assert load("trade_eurostat")["year"].max() == 2025
    assert record("trade_eurostat").resource["vintage"] == "2026-09-15"


def test_a_year_is_not_whole_before_april(tables, raw: Path, publisher: Publisher) -> None:
    native.serve_eurostat(publisher, native.eurostat_cube("2026-03-31T11:00:00+0200"))
    get("eurostat", raw, publisher)
    assert load("trade_eurostat")["year"].max() == 2024


def test_the_same_edition_downloads_nothing(small, raw: Path, publisher: Publisher) -> None:
    native.serve_undl(publisher)
    get("undl", raw, publisher)
    tables_before = contents(Path(os.environ["BOOK_DATA"]))
    lines = get("undl", raw, publisher)
    assert lines[0].endswith(": unchanged")
    assert [line.split(": ")[1] for line in lines[1:]] == ["unchanged"] * 3
    assert [status for _, status in publisher.requests_of(UNDL_NAME)] == [200, 304]
    assert contents(Path(os.environ["BOOK_DATA"])) == tables_before
    assert not list((raw / STAGING).rglob("*.csv"))


def test_a_spoilt_raw_file_is_got_again(small, raw: Path, publisher: Publisher) -> None:
    native.serve_undl(publisher)
    get("undl", raw, publisher)
    (raw / UNDL_PATH).write_bytes(b"spoilt")
    assert get("undl", raw, publisher)[0].endswith(": new")
    assert (raw / UNDL_PATH).read_bytes() == native.undl_sample()


def test_a_file_put_there_by_hand_is_built(small, raw: Path) -> None:
    path = raw / UNDL_PATH
    path.parent.mkdir(parents=True)
    path.write_bytes(native.undl_sample())
    building.build(["undl"], raw)
    assert record("votes").resource["vintage"] == "2026-02-06"
    assert record("votes").resource["retrieved"] == TODAY


# --- the line breaks ---------------------------------------------------------------------------

# A file cut off keeps the whole pieces that came.
KEPT = 50_000 // CHUNK * CHUNK


def served_undl(publisher: Publisher, **other: object) -> Answer:
    return native.serve_undl(publisher, **other)


def test_a_file_cut_off_goes_on_where_it_stopped(small, raw: Path, publisher: Publisher) -> None:
    answer = served_undl(publisher, cuts=[50_000])
    get("undl", raw, publisher)
    (_, first), (second, status) = publisher.requests_of(UNDL_NAME)
    assert (first, status) == (200, 206)
    assert (second["Range"], second["If-Range"]) == (f"bytes={KEPT}-", answer.tag())
    assert (raw / UNDL_PATH).read_bytes() == answer.content


def test_a_line_that_stalls_is_taken_up_again(small, raw: Path, publisher: Publisher) -> None:
    answer = served_undl(publisher, cuts=[50_000], stall=2)
    get("undl", raw, publisher)
    assert publisher.requests_of(UNDL_NAME)[-1][0]["Range"] == f"bytes={KEPT}-"
    assert (raw / UNDL_PATH).read_bytes() == answer.content


def test_the_next_fetch_goes_on_where_the_last_gave_up(
    small, raw: Path, publisher: Publisher
) -> None:
    answer = served_undl(publisher, cuts=[50_000, 0, 0, 0])
    error = refused("undl", raw, publisher)
    assert "not whole after 3 attempts" in error.rule
    assert f"{KEPT:,} bytes are kept" in error.rule
    answer.cuts.clear()
    get("undl", raw, publisher)
    assert publisher.requests_of(UNDL_NAME)[-1][0]["Range"] == f"bytes={KEPT}-"
    assert (raw / UNDL_PATH).read_bytes() == answer.content


def test_a_server_without_ranges_starts_again(small, raw: Path, publisher: Publisher) -> None:
    answer = served_undl(publisher, cuts=[50_000], ranges=False)
    get("undl", raw, publisher)
    assert [status for _, status in publisher.requests_of(UNDL_NAME)] == [200, 200]
    assert (raw / UNDL_PATH).read_bytes() == answer.content


def test_a_file_that_changes_while_it_comes_is_not_glued(
    small, raw: Path, publisher: Publisher
) -> None:
    newer = native.undl_csv([
        *native.undl_rows(900000, "A/RES/46/1", "1991-12-11"),
        *native.undl_rows(900003, "A/RES/80/102", "2025-12-31", RUS="N"),
    ])  # fmt: skip
    served_undl(publisher, cuts=[50_000], then=newer)
    get("undl", raw, publisher)
    assert (raw / UNDL_PATH).read_bytes() == newer
    assert list(load("roll_calls")["roll_call"]) == [900000, 900003]


def test_an_answer_500_is_asked_again(small, raw: Path, publisher: Publisher) -> None:
    served_undl(publisher, first=[500, 503])
    get("undl", raw, publisher)
    assert [status for _, status in publisher.requests_of(UNDL_NAME)] == [500, 503, 200]


def test_a_redirect_is_followed(small, raw: Path, publisher: Publisher) -> None:
    served_undl(publisher).location = "https://files.un.org/store/votes.csv?signed=1"
    publisher.put("https://files.un.org/store/votes.csv?signed=1", native.undl_sample())
    get("undl", raw, publisher)
    assert len(load("roll_calls")) == 3


# --- what is refused: the tables stay as they are ----------------------------------------------

PAGE = b"<!DOCTYPE html><html><body>Are you a person?</body></html>"
Spoil = Callable[[Publisher], object]


def undl_answer(**other: object) -> Spoil:
    return lambda publisher: served_undl(publisher, **other)


def undl_file(change: Callable[[bytes], bytes]) -> Spoil:
    return lambda publisher: native.serve_undl(publisher, change(native.undl_sample()))


def gone(publisher: Publisher) -> None:
    served_undl(publisher)
    publisher.answers.pop(native.UNDL_FILE.removeprefix("https://"))


def listing(content: object) -> Spoil:
    def serve(publisher: Publisher) -> None:
        served_undl(publisher)
        publisher.put(NATIVE["undl"].LISTING, content)

    return serve


REFUSED: list[tuple[Spoil, str, str]] = [
    (gone, native.UNDL_FILE, "answers 404"),
    (undl_answer(first=[500] * 9), native.UNDL_FILE, "not whole after 3 attempts: the publisher"),
    (undl_answer(wait=2), native.UNDL_FILE, "not whole after 3 attempts: no answer in time"),
    (undl_answer(content=PAGE), native.UNDL_FILE, "a web page (it may ask for a person), not csv"),
    (undl_answer(content=native.zipped(a=b"b")), native.UNDL_FILE, "it is zip, not csv"),
    (undl_answer(status=202), native.UNDL_FILE, "answers 202, no file: it asks for a person"),
    (undl_answer(status=403), native.UNDL_FILE, "answers 403 instead of the file"),
    (undl_answer(location="http://files.un.org/votes.csv"), native.UNDL_FILE, "not https"),
    (undl_answer(location=native.UNDL_FILE), native.UNDL_FILE, "more than 5 redirects"),
    (listing([]), NATIVE["undl"].LISTING, "lists no file named YYYY_MM_DD_ga_voting.csv"),
    (listing(b"{broken"), NATIVE["undl"].LISTING, "the file ends in the middle"),
    (listing(b"{broken}"), NATIVE["undl"].LISTING, "the listing is not JSON"),
    (listing([{"name": "x", "url": "https://evil.org/2030_01_01_ga_voting.csv/../.."}]),
     NATIVE["undl"].LISTING, "lists no file"),
    (undl_file(lambda c: c.replace(b"ms_vote", b"vote", 1)), UNDL_NAME,
     "lacks the columns ms_vote"),
    (undl_file(lambda c: c.replace(b",N,", b",MAYBE,", 1)), UNDL_NAME, "'MAYBE' is no vote code"),
    (undl_file(lambda c: c.replace(b"2025-12-12", b"12.12.2025", 1)), UNDL_NAME, "not a date"),
    (undl_file(lambda c: c[: c[:-2].rindex(b"\r\n") + 2]), UNDL_NAME, "not a whole file"),
    (undl_file(lambda c: c.replace(b"ALBANIA", b"ATLANTIS").replace(b",ALB,", b",ATL,")), UNDL_NAME,
     "'ATLANTIS' is not in data/votes/members.csv"),
    (undl_file(lambda c: c.replace(b"A/RES/80/101", b"A/RES/80/100")), UNDL_NAME,
     "A/RES/80/100 is also record 900001"),
]  # fmt: skip


@pytest.mark.parametrize("case", REFUSED, ids=[r[2][:40] for r in REFUSED])
def test_a_failed_fetch_names_its_address_and_changes_nothing(
    small, raw: Path, publisher: Publisher, case: tuple[Spoil, str, str]
) -> None:
    spoil, file, rule = case
    spoil(publisher)
    error = refused("undl", raw, publisher)
    assert error.file.endswith(file)
    assert rule in error.rule
    if error.file == native.UNDL_FILE:
        # What its reader can do.
        assert f"by hand from {NATIVE['undl'].PAGE}, save it as " in error.rule
        assert "python -m analysis build undl --raw" in error.rule
        assert not (raw / UNDL_PATH).exists()


def test_a_file_over_its_limit_is_refused(
    small, raw: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NATIVE["undl"], "LARGEST", 1000)
    served_undl(publisher)
    assert "larger than 1,000 bytes" in refused("undl", raw, publisher).rule
    # Also where the publisher does not say how much it is.
    served_undl(publisher, length=False)
    assert "larger than 1,000 bytes" in refused("undl", raw, publisher).rule


def test_a_failed_fetch_keeps_the_raw_file_of_the_last(
    small, raw: Path, publisher: Publisher
) -> None:
    served_undl(publisher)
    get("undl", raw, publisher)
    served_undl(publisher, content=PAGE)
    refused("undl", raw, publisher)
    assert (raw / UNDL_PATH).read_bytes() == native.undl_sample()


def test_a_file_with_another_hash_than_printed_is_refused(
    tables, raw: Path, publisher: Publisher
) -> None:
    native.serve_ideal_points(publisher).content += b"RUS"
    error = refused("ideal_points", raw, publisher)
    assert (error.file, "the file's hash is not the one" in error.rule) == (native.DATAFILE, True)


@pytest.mark.parametrize(
    ("renamed", "rule"),
    [({"IdealPointFP": "Score"}, "lacks the columns idealpointfp"),
     ({"Q5%FP": "IdealPointfp"}, "two columns are named idealpointfp")],
)  # fmt: skip
def test_changed_columns_of_ideal_points_are_refused(
    tables, raw: Path, publisher: Publisher, renamed: dict[str, str], rule: str
) -> None:
    native.serve_ideal_points(publisher, native.ideal_points_csv(**renamed))
    error = refused("ideal_points", raw, publisher)
    assert error.file.endswith("IdealpointestimatesFP_2026FP.csv")
    assert rule in error.rule


def test_an_edition_that_breaks_the_schema_is_refused(
    tables, raw: Path, publisher: Publisher
) -> None:
    few = b"\n".join(native.ideal_points_csv().splitlines()[:9]) + b"\n"
    native.serve_ideal_points(publisher, few)
    assert "the floor is" in refused("ideal_points", raw, publisher).rule


def test_an_answer_that_ends_too_early_without_a_word_is_refused(
    tables, raw: Path, publisher: Publisher
) -> None:
    native.serve_wdi(publisher)
    answer = publisher.get(native.wdi_address(GDP))
    answer.length, answer.cuts = False, [3000]
    error = refused("wdi", raw, publisher)
    assert (error.file, "ends in the middle" in error.rule) == (native.wdi_address(GDP), True)


def test_a_packed_answer_is_unpacked(tables, raw: Path, publisher: Publisher) -> None:
    native.serve_wdi(publisher)
    publisher.get(native.wdi_address(GDP)).packed = True
    get("wdi", raw, publisher)
    assert record("wdi").resource["vintage"] == "2026-10-07"


def test_an_older_edition_is_refused(tables, raw: Path, publisher: Publisher) -> None:
    native.serve_wdi(publisher, "2020-01-01")
    assert "is older than table wdi" in refused("wdi", raw, publisher).rule


WDI_ANSWERS = [
    ([{"message": [{"id": "120", "value": "The provided parameter value is not valid"}]}],
     "not an answer of two parts"),
    ([{"pages": 2, "total": 1, "sourceid": "2", "lastupdated": "2026-10-07"}, [{}]],
     "not all rows of the indicator"),
    ([{"pages": 1, "total": 1, "sourceid": "2", "lastupdated": "2026-10-07"}, [{"date": "1999"}]],
     "the row lacks indicator.id"),
    ([{"pages": 1, "total": 1, "sourceid": "2", "lastupdated": "2026-10-07"},
      [native.wdi_row(GDP, "GDP (constant 2015 US$)", "RUS", "2024", "1e12")]],
     "is its unit the same?"),
    ([{"pages": 1, "total": 1, "sourceid": "2", "lastupdated": "2026-10-07"},
      [native.wdi_row(GDP, "GDP (current US$)", "RUS", "2024", "1e30")]], "is not possible"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "rule"), WDI_ANSWERS, ids=[a[1] for a in WDI_ANSWERS])
def test_answers_of_the_world_bank_that_are_refused(
    tables, raw: Path, publisher: Publisher, answer: list, rule: str
) -> None:
    native.serve_wdi(publisher)
    publisher.put(native.wdi_address(GDP), answer)
    error = refused("wdi", raw, publisher)
    assert error.file.endswith(f"{GDP}.json")
    assert rule in error.rule


def acd_changed(**cells: str) -> bytes:
    rows = native.acd_rows()
    return native.acd_zip([rows[0] | cells, *rows[1:]])


OTHERS: list[tuple[str, Spoil, str, str]] = [
    ("exchange_rates", lambda p: native.serve_cbr(p, native.cbr_xml(old=1)), ".xml",
     "new roubles for a dollar; should be 0.1"),
    ("exchange_rates", lambda p: native.serve_cbr(p, native.cbr_xml(old=1010)), ".xml",
     "another unit?"),
    ("exchange_rates", lambda p: native.serve_cbr(p, native.cbr_xml(("2026-11-31", "80"))), ".xml",
     "'31.11.2026' is no day"),
    ("exchange_rates", lambda p: native.serve_cbr(p, native.cbr_xml(("2026-11-20", "8000"))),
     ".xml", "8000 new roubles for a dollar"),
    ("exchange_rates", lambda p: native.serve_cbr(p, native.cbr_xml()[:-5]), "R01235",
     "ends in the middle"),
    ("exchange_rates", lambda p: native.serve_cbr(p, native.cbr_xml()[:-10] + b">"), ".xml",
     "not whole XML"),
    ("exchange_rates", lambda p: native.serve_cbr(
        p, native.cbr_xml().replace(b"<ValCurs", b"<!DOCTYPE x [<!ENTITY y 'z'>]><ValCurs")),
     ".xml", "declares entities"),
    ("exchange_rates", lambda p: native.serve_cbr(p, b"<ValCurs ID='R01239'/>"), ".xml",
     "should be ValCurs R01235"),
    ("exchange_rates", lambda p: native.serve_cbr(p, b"<ValCurs ID='R01235'/>"), ".xml",
     "has no Record"),
    ("ucdp", lambda p: native.serve_ucdp(p, native.zipped(a=b"b")), "261-csv.zip",
     "holds 0 CSV files"),
    ("ucdp", lambda p: native.serve_ucdp(p, native.zipped(**{"../a.csv": b"b"})), native.ACD,
     "climbs out of its folder"),
    ("ucdp", lambda p: native.serve_ucdp(p, native.acd_zip(
        native.acd_rows(), [c for c in native.ACD_HEADER if c != "gwno_b"])), "261-csv.zip",
     "lacks the columns gwno_b"),
    ("ucdp", lambda p: native.serve_ucdp(p, acd_changed(type_of_conflict="9")), "261-csv.zip",
     "'9' should be one of 1, 2, 3, 4"),
    ("ucdp", lambda p: native.serve_ucdp(p, acd_changed(start_date="1.1.1990")), "261-csv.zip",
     "is not a date"),
    ("ucdp", lambda p: p.put(NATIVE["ucdp"].PAGE, b"<!DOCTYPE html><html></html>"),
     NATIVE["ucdp"].PAGE, "names no file"),
    ("unhcr", lambda p: native.serve_unhcr(p, ooc="many"), "population-1.json",
     "'many' is not a number"),
    ("unhcr", lambda p: native.serve_unhcr(p, coo_iso="DEUT"), "population-1.json",
     "an ISO code of three letters"),
    ("unhcr", lambda p: (native.serve_unhcr(p), native.put_unhcr(p, "idmc", 1, 1, [{}])),
     "idmc-1.json", "lacks this column"),
    ("unhcr", lambda p: (native.serve_unhcr(p), native.put_unhcr(p, "idmc", 1, 0, [{}])),
     "", "0 is no number of pages"),
    ("unhcr", lambda p: (native.serve_unhcr(p), native.put_unhcr(p, "population", 2, 9, [{}])),
     "population-2.json", "page 2 of 9 should be page 2 of"),
    ("undesa", lambda p: native.serve_undesa(p, native.ims_workbook(-11_000_000)), ".xlsx", ""),
    ("undesa", lambda p: native.serve_undesa(p, native.ims_workbook(head="Origin")), ".xlsx",
     "no cell reads 'Location code of origin"),
    ("undesa", lambda p: native.serve_undesa(p, native.zipped(a=b"b")), ".xlsx",
     "not a whole workbook"),
    ("eurostat", lambda p: native.serve_eurostat(p, {"error": "x"}), ".json", "not a cube"),
    ("eurostat", lambda p: native.serve_eurostat(p, native.eurostat_cube(flow="1")), ".json",
     "'1' was not asked"),
    ("eurostat", lambda p: native.serve_eurostat(p, native.eurostat_cube("soon")), ".json",
     "'soon' is no date"),
    ("eurostat", lambda p: native.serve_eurostat(
        p, native.eurostat_cube() | {"value": {"0": 1, "1": 2}}), ".json",
     "no value of the partner"),
]  # fmt: skip


@pytest.mark.parametrize("case", OTHERS, ids=[f"{c[0]}: {c[3]}"[:50] for c in OTHERS])
def test_other_publishers_answers_that_are_refused(
    growing, raw: Path, publisher: Publisher, case: tuple[str, Spoil, str, str]
) -> None:
    source, spoil, file, rule = case
    spoil(publisher)
    error = refused(source, raw, publisher)
    assert error.file.endswith(file)
    assert rule in error.rule


def test_an_edition_of_many_files_moves_in_whole_or_not_at_all(
    tables, raw: Path, publisher: Publisher
) -> None:
    native.serve_wdi(publisher)
    last = max(native.wdi.INDICATORS)
    held = publisher.answers.pop(native.wdi_address(last).removeprefix("https://"))
    refused("wdi", raw, publisher)
    assert not (raw / "macro").exists()
    asked = len(publisher.asked)
    publisher.answers[native.wdi_address(last).removeprefix("https://")] = held
    get("wdi", raw, publisher)
    # The second fetch asked for what was missing only.
    assert len(publisher.asked) - asked == 2
    assert len(list((raw / "macro/raw/wdi_api").glob("*.json"))) == 4 * len(native.wdi.INDICATORS)


# --- archives ----------------------------------------------------------------------------------


def lying(content: bytes, member: str, claimed: int) -> bytes:
    """A zip file whose member claims another size than it has."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo(member).file_size.to_bytes(4, "little")
    assert content.count(size) == 2  # before the member, and in the directory at the end
    return content.replace(size, claimed.to_bytes(4, "little"))


def broken() -> bytes:
    content = bytearray(native.zipped(a=os.urandom(500)))
    content[60] ^= 255
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "rule"),
    [(native.zipped(**{"../out.csv": b"x"}), "'../out.csv' climbs out of its folder"),
     (native.zipped(**{"/etc/out.csv": b"x"}), "climbs out"),
     (native.zipped(**{"a/..\\..\\out.csv": b"x"}), "climbs out"),
     (native.zipped(**{"C:out.csv": b"x"}), "climbs out"),
     (native.zip_with_link("data.csv", "/etc/passwd"), "'data.csv' is a link"),
     (native.zipped(a=bytes(2_000_000)), "unpacks to more than"),
     (native.zipped(a=bytes(600_000), b=bytes(600_000)), "unpacks to more than"),
     (lying(native.zipped(a=bytes(2_000_000)), "a", 7), "Bad CRC"),
     (native.zipped(**{str(i): b"" for i in range(50)}), "more than 40 files"),
     (broken(), "not a whole zip file"),
     (native.zipped(a=b"x")[:-9], "not a whole zip file")],
    ids=["up", "root", "backslash", "drive", "link", "bomb", "bomb of two", "lie", "many",
         "broken", "cut"],
)  # fmt: skip
def test_bad_archives_are_refused(
    monkeypatch: pytest.MonkeyPatch, content: bytes, rule: str
) -> None:
    monkeypatch.setattr(reading, "LARGEST", 1_000_000)
    monkeypatch.setattr(reading, "MOST_MEMBERS", 40)
    with pytest.raises(InputError, match="https://host/a.zip") as caught:
        reading.unpack_zip("https://host/a.zip", content)
    assert rule in caught.value.rule


def test_a_good_archive_is_unpacked() -> None:
    packed, table = io.BytesIO(), b"a,b\n1,2\n" * 1000
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("folder")
        archive.writestr("folder/table.csv", table)
    files = reading.unpack_zip("https://host/a.zip", packed.getvalue())
    assert files == {"folder/": b"", "folder/table.csv": table}


@pytest.mark.parametrize(
    "content",
    [native.zipped(**{"../out.csv": b"x"}), native.zip_with_link("data.csv", "/etc/passwd")],
    ids=["up", "link"],
)
def test_a_hostile_archive_does_not_stay(
    tables, raw: Path, publisher: Publisher, content: bytes
) -> None:
    native.serve_ucdp(publisher, content)
    assert "the archive's" in refused("ucdp", raw, publisher).rule
    assert not NATIVE["ucdp"].present(raw) and not list(raw.rglob("*.zip*"))


@pytest.mark.parametrize(
    ("first", "kind"),
    [(b"PK\x03\x04..", "zip"), (b"a,b\n", "csv"), (b'\xef\xbb\xbf  {"a": 1}', "json"),
     (b"\n<!doctype HTML>", "html"), (b"<?xml version='1.0'?><html>", "html"),
     (b"<?xml version='1.0'?><ValCurs>", "xml"), (b"\x00\x01", "binary"), (b"[1]", "json")],
)  # fmt: skip
def test_kinds_of_files_by_their_first_bytes(first: bytes, kind: str) -> None:
    assert kind_of(first) == kind


# --- the swap ----------------------------------------------------------------------------------


def test_a_swap_that_fails_midway_is_undone(
    small, raw: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    native.serve_undl(publisher)
    folder, real = Path(os.environ["BOOK_DATA"]), Path.replace
    before = contents(folder)

    def fails(path: Path, target: Path) -> Path:
        if path.name == f".{PACKAGE}.part":
            raise OSError(28, "No space left on device")
        return real(path, target)

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(OSError, match="No space"):
        get("undl", raw, publisher)
    assert contents(folder) == before


def test_the_record_is_written_last(
    small, raw: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    native.serve_undl(publisher)
    order, real = [], Path.replace
    folder = Path(os.environ["BOOK_DATA"])

    def noted(path: Path, target: Path) -> Path:
        if folder in Path(target).parents:
            order.append(Path(target).name)
        return real(path, target)

    monkeypatch.setattr(Path, "replace", noted)
    get("undl", raw, publisher)
    assert order == ["roll_calls.csv", "votes.csv", "subjects.csv", PACKAGE]


def test_the_first_copy_does_not_replace_an_edition_silently(
    tables, raw: Path, publisher: Publisher
) -> None:
    first = load("ideal_points")
    native.serve_ideal_points(publisher)
    get("ideal_points", raw, publisher)
    before = contents(tables.folder)
    columns = {"country": "iso3c", "ideal_point": "idealpointfp", "low": "q5fp", "high": "q95fp",
               "votes": "nvotesfp"}  # fmt: skip
    copy = first.rename(columns=columns)
    copy.insert(0, "countryname", copy["iso3c"].map(SOURCES["ideal_points"].COUNTRIES))
    raw_samples.write_ideal_points(raw.with_name("other"), copy)
    with pytest.raises(InputError, match="follows the edition of 2026-07-30, which these files"):
        building.build(["ideal_points"], raw.with_name("other"))
    assert contents(tables.folder) == before


def test_a_table_that_loses_what_others_point_to_is_refused(
    tables, raw: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    native.serve_wdi(publisher)
    build = NATIVE["wdi"].build

    def without_one(folder: Path) -> dict[str, pd.DataFrame]:
        built = build(folder)
        about = built["wdi_indicators"]
        return built | {"wdi_indicators": about[about["code"] != GDP]}

    path = tables.folder / PACKAGE
    whole = json.loads(path.read_text("utf-8"))
    for resource in whole["resources"]:
        if resource["name"] == "wdi_indicators":
            resource["rowFloor"] = 0
    path.write_text(json.dumps(whole), "utf-8")
    monkeypatch.setattr(NATIVE["wdi"], "build", without_one)
    assert f"('{GDP}',) is not in table wdi_indicators" in refused("wdi", raw, publisher).rule


def test_a_name_that_leads_nowhere_is_named(tables, raw: Path) -> None:
    # Port 9 of this machine: nothing listens.
    with pytest.raises(InputError, match="not whole after 3 attempts: .*refused"):
        fetch("eurostat", raw, "http://127.0.0.1:9", QUICK)


# --- the command -------------------------------------------------------------------------------


def test_the_command_fetches(
    tables, raw: Path, publisher: Publisher, capsys: pytest.CaptureFixture
) -> None:
    native.serve_ideal_points(publisher)
    assert main(["fetch", "ideal_points", "--raw", str(raw), "--mirror", publisher.address]) == 0
    assert "ideal_points: 1 rows added" in capsys.readouterr().out


def test_the_command_lists_what_can_be_fetched(capsys: pytest.CaptureFixture) -> None:
    assert main(["fetch"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(SOURCES)
    assert any(line.startswith("vetoes: by hand from https://github.com/") for line in lines)


@pytest.mark.parametrize(
    ("source", "rule"),
    [("vetoes", "by hand from https://github.com/world-politics-datalab"),
     ("nothing", "no source 'nothing'")],
)  # fmt: skip
def test_sources_without_an_address_say_where_to_get_them(
    tables, raw: Path, publisher: Publisher, source: str, rule: str
) -> None:
    assert rule in refused(source, raw, publisher).rule


def test_a_mirror_must_be_an_address(tables, raw: Path) -> None:
    with pytest.raises(InputError, match="no address of a mirror"):
        fetch("undl", raw, "file:///etc", QUICK)


def test_every_native_reader_belongs_to_a_source() -> None:
    for source, module in NATIVE.items():
        assert set(module.TABLES) <= set(SOURCES[source].TABLES)
        assert not module.present(Path("/nonexistent"))
