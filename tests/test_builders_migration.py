"""The builders on migration: on small files made here, and on the publishers' own."""

from __future__ import annotations

import bz2
import gzip
import re
import struct
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import raw_migration as samples
from conftest import RAW, needs_raw, refused
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import migration
from analysis.builders import (
    SOURCES,
    abel_cohen,
    armenia_transfers,
    rdata,
    remittance_matrix,
    undesa,
    unhcr,
)
from analysis.errors import InputError
from analysis.records import records
from analysis.tables import load, parse, to_csv_bytes

MODULES = {"unhcr": unhcr, "undesa": undesa, "abel_cohen": abel_cohen,
           "remittance_matrix": remittance_matrix,
           "armenia_transfers": armenia_transfers}  # fmt: skip


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return samples.write_all(tmp_path)


@pytest.fixture(scope="module")
def sample_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.write_all(tmp_path_factory.mktemp("raw"))


def lines(table: pd.DataFrame) -> list[str]:
    return to_csv_bytes(table).decode().splitlines()


# --- R's format --------------------------------------------------------------------------------


def read_r(tmp_path: Path, content: bytes) -> dict[str, pd.DataFrame]:
    path = tmp_path / "x.rda"
    path.write_bytes(content)
    return rdata.read_rdata(path, "nowhere")


def integers(kind: int, values: list[int], attributes: bytes = b"") -> bytes:
    flags = kind | (samples.HAS_ATTRIBUTES if attributes else 0)
    return (struct.pack(">ii", flags, len(values)) + struct.pack(f">{len(values)}i", *values)
            + attributes)  # fmt: skip


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress])
def test_r_numbers_texts_and_gaps_are_read(tmp_path: Path, pack: Callable) -> None:
    frame = samples.r_frame({"n": [1.5, samples.NA_REAL], "t": ["Тула", None]})
    found = read_r(tmp_path, pack(samples.r_data({"a": frame, "b": frame})))
    assert list(found) == ["a", "b"]
    assert found["a"]["n"].tolist()[0] == 1.5 and found["a"]["n"].isna().tolist() == [False, True]
    assert found["b"]["t"].tolist()[0] == "Тула" and found["b"]["t"].isna().tolist()[1]


def test_r_integers_logicals_and_factors_are_read(tmp_path: Path) -> None:
    levels = samples.r_pairs({"levels": samples.r_vector(["x", "y"])})
    frame = samples.r_frame({
        "i": integers(samples.INTEGER, [7, rdata.NA_INTEGER, 9]),
        "l": integers(samples.LOGICAL, [0, 1, rdata.NA_INTEGER]),
        "f": integers(samples.INTEGER, [2, 1, rdata.NA_INTEGER], levels),
    })  # fmt: skip
    found = read_r(tmp_path, samples.r_data({"a": frame}))["a"]
    assert found["i"].dropna().tolist() == [7, 9]
    assert found["l"].dropna().tolist() == [0, 1]
    assert found["f"].dropna().tolist() == ["y", "x"]


def test_r_sequences_in_compact_form_are_read(tmp_path: Path) -> None:
    info = struct.pack(">i", samples.PAIRLIST) + struct.pack(">i", samples.SYMBOL)
    info += samples.r_char("compact_intseq") + struct.pack(">i", samples.NO_VALUE)
    state = samples.r_vector([3.0, 5.0, 1.0])
    sequence = struct.pack(">i", rdata.ALTREP) + info + state + struct.pack(">i", samples.NO_VALUE)
    found = read_r(tmp_path, samples.r_data({"a": samples.r_frame({"s": sequence})}))["a"]
    assert found["s"].tolist() == [5, 6, 7]


def test_rds_holds_one_frame(tmp_path: Path) -> None:
    path = tmp_path / "x.rds"
    path.write_bytes(gzip.compress(samples.HEADER + samples.r_frame({"n": [1.0, 2.0]})))
    assert rdata.read_rds(path, "nowhere")["n"].tolist() == [1, 2]


GOOD = samples.r_data({"a": samples.r_frame({"n": [1.0, 2.0], "t": ["x", "y"]})})
TWO_LENGTHS = samples.r_frame({"n": [1.0, 2.0], "t": ["x"]})
BAD_FACTOR = samples.r_frame({"f": integers(
    samples.INTEGER, [3], samples.r_pairs({"levels": samples.r_vector(["x"])}))})  # fmt: skip


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "not R data"),
        (b"year,value\n2020,1\n", "not R data"),
        (gzip.compress(GOOD)[:-12], "compressed file is not whole"),
        (bz2.compress(GOOD)[:-12], "compressed file is not whole"),
        (GOOD[:-3], "cut at byte"),
        (GOOD + b"\0", "1 bytes too many"),
        (GOOD.replace(b"X\n", b"A\n", 1), "XDR form is missing"),
        (samples.r_data({"a": TWO_LENGTHS}), "differ in length"),
        (samples.r_data({"a": BAD_FACTOR}), "a level that it lacks"),
        (samples.r_data({"a": samples.r_vector([1.0])}), "a is no data frame"),
        (samples.r_data({"a": struct.pack(">i", 3)}), "an object of type 3"),
        (samples.r_data({}), "no named objects"),
    ],
)
def test_spoilt_r_data_is_named(tmp_path: Path, content: bytes, rule: str) -> None:
    with pytest.raises(InputError, match=rule) as caught:
        read_r(tmp_path, content)
    assert caught.value.file == str(tmp_path / "x.rda")


LEVELS = samples.r_pairs({"levels": samples.r_vector(["x", "y"])})
FACTOR = integers(samples.INTEGER, [2, 1], LEVELS)
MIXED = samples.r_data({"a": samples.r_frame({"n": [1.0, 2.0], "t": ["x", None], "f": FACTOR})})


@settings(max_examples=300, deadline=None)
@given(place=st.integers(0, len(MIXED) - 1), cut=st.integers(0, 5), put=st.binary(max_size=4))
def test_any_change_of_r_data_gives_frames_or_an_input_error(
    sample_root: Path, place: int, cut: int, put: bytes
) -> None:
    try:
        frames = read_r(sample_root, MIXED[:place] + put + MIXED[place + cut :])
    except InputError as error:
        assert error.rule
    else:
        assert all(isinstance(frame, pd.DataFrame) for frame in frames.values())


# --- small files: what the builders make of them -----------------------------------------------


def test_pairs_of_our_states_since_1990_are_kept(raw: Path) -> None:
    tables = unhcr.build(raw)
    assert lines(tables["refugees"]) == [
        "origin,destination,population_type,year,value",
        "UKR,RUS,asylum_seekers,2023,12",
        "UKR,RUS,refugees,2023,1227554",
    ]
    assert lines(tables["forced_displacement_flows"])[1:] == [
        "UKR,RUS,asylum_seekers,2022,100833",
        "UKR,RUS,refugee_like,2022,1209915",
    ]
    assert lines(tables["refugee_solutions"])[1:] == ["UKR,RUS,naturalisation,2001,15"]
    assert lines(tables["displaced_idmc"]) == ["country,year,value", "UKR,2022,5914000"]
    assert lines(tables["asylum_applications"]) == [
        "origin,destination,year,authority,stage,level,counted,value",
        "UKR,RUS,2014,G,N,FI,P,5789",
        "UKR,RUS,2014,G,N,TA,P,265448",
    ]


def test_both_revisions_are_kept_apart(raw: Path) -> None:
    table = undesa.build(raw)["migrant_stock"]
    assert lines(table[table["destination"] == "RUS"]) == [
        "revision,destination,origin,year,value",
        "2020,RUS,UKR,2020,2020",
        "2020,RUS,WLD,2020,2920",
        "2024,RUS,UKR,2020,2024",
        "2024,RUS,WLD,2020,2924",
    ]


def test_censuses_and_compilations_keep_their_source_and_kind(raw: Path) -> None:
    table = undesa.build(raw)["migrant_stock_empirical"]
    assert lines(table[table["destination"] == "RUS"]) == [
        "destination,origin,concept,source,kind,reference_year,value",
        "RUS,UKR,foreign citizens,UNSDDYB_B62_CJC,census,2010.799,93390",
        "RUS,UKR,foreign-born,Census2010,census,2010.799,2942018",
        "RUS,WLD,foreign-born,WorldBank,compilation,2020.0,11636914",
    ]


def test_flows_are_read_from_origin_to_destination(raw: Path) -> None:
    table = abel_cohen.build(raw)["migration_flows_abel_cohen"]
    assert len(table) == 2 * 15 * 14
    row = table.set_index(["method", "origin", "destination"]).loc[("da_pb_closed", "RUS", "UKR")]
    assert row.to_dict() == {"period_start": 1990, "period_end": 1995, "value": 102}


def test_remittances_are_read_from_sender_to_receiver(raw: Path) -> None:
    table = remittance_matrix.build(raw)["remittances_matrix_2018"]
    assert len(table) == 15 * 14
    known = table.set_index(["origin", "destination"])["value"]
    assert (known["RUS", "UKR"], known["UKR", "RUS"]) == (1, 10)


def test_transfers_are_read_by_month(raw: Path) -> None:
    table = armenia_transfers.build(raw)["armenia_transfers"]
    assert len(table) == len(armenia_transfers.PARTNERS) * 14 * 4
    russia = table[(table["partner"] == "RUS") & (table["purpose"] == "total")]
    assert lines(russia.query("direction == 'inflow'"))[-2:] == [
        "RUS,inflow,total,2014-01,23.1",
        "RUS,inflow,total,2014-02,24.1",
    ]
    assert set(russia.query("direction == 'outflow'")["value"]) == {2.0}


def test_each_source_is_registered_and_makes_the_tables_that_it_names(raw: Path) -> None:
    for name, module in MODULES.items():
        assert SOURCES[name] is module
        assert set(module.build(raw)) == set(module.TABLES)


def test_what_the_builders_make_of_small_files_keeps_the_schemas(raw: Path) -> None:
    for module in MODULES.values():
        for name, frame in module.build(raw).items():
            found = records()[name]
            small = type(found)(found.resource | {"rowFloor": 1}, found.folder)
            assert len(parse(small, to_csv_bytes(frame))) == len(frame), name


# --- small files: what is wrong with them ------------------------------------------------------

Spoil = Callable[[Path], object]
STOCK_2024, STOCK_2020 = samples.stock_path("Rev2023"), samples.stock_path("Rev2020")
EMPIRICAL = samples.stock_path("EmpiricalData.ms")
FLOWS, MATRIX, WORKBOOK = samples.flows_path(), remittance_matrix.FILE, armenia_transfers.FILE
POPULATION = samples.unhcr_path("population")


def without(path: Path) -> Spoil:
    return lambda raw: (raw / path).unlink()


def truncated(path: Path) -> Spoil:
    return lambda raw: (raw / path).write_bytes((raw / path).read_bytes()[:-20])


def emptied(path: Path) -> Spoil:
    return lambda raw: (raw / path).write_bytes(b"")


def population(**changed: object) -> Spoil:
    return lambda raw: samples.write_unhcr(raw, "population", **changed)


def stock(ending: str, place: int, **changed: object) -> Spoil:
    """A file of a country with cells of one row changed; place -1 adds a copy of a row."""
    def spoil(raw: Path) -> None:
        rows = (samples.census_rows() if ending == "EmpiricalData.ms"
                else samples.stock_rows(2024 if ending == "Rev2023" else 2020))  # fmt: skip
        row = dict(zip(samples.STOCK, rows[place], strict=True)) | changed
        rows[place] = tuple(row.values())
        samples.write_stock(raw, ending, rows)
    return spoil


def flows(**changed: object) -> Spoil:
    return lambda raw: samples.write_flows(raw, samples.flows(**changed))


def flow_cell(origin: int, destination: int, value: object) -> Spoil:
    def spoil(raw: Path) -> None:
        content = samples.flows()
        content["matrix"]["1990"][origin][destination] = value
        samples.write_flows(raw, content)
    return spoil


def turned(raw: Path) -> None:
    content = samples.flows()
    content["matrix"]["1990"] = [list(row) for row in zip(*content["matrix"]["1990"], strict=True)]
    samples.write_flows(raw, content)


def matrix(line: int, old: str, new: str) -> Spoil:
    def spoil(raw: Path) -> None:
        changed = samples.matrix_lines()
        assert old in changed[line]
        changed[line] = changed[line].replace(old, new, 1)
        samples.write_matrix(raw, changed)
    return spoil


def cell(row: int, column: int, value: object) -> Spoil:
    def spoil(raw: Path) -> None:
        rows = samples.transfer_cells()
        rows[row][column] = value
        samples.write_transfers(raw, rows)
    return spoil


def no_month(raw: Path) -> None:
    rows = samples.transfer_cells()
    samples.write_transfers(raw, [rows[0], rows[1], *([r[0], *r[7:]] for r in rows[2:])])


BROKEN: list[tuple[str, Spoil, Path, int | str | None, str | None, str]] = [
    ("unhcr", without(POPULATION), POPULATION, None, None, "missing; it comes from https://github"),
    ("unhcr", truncated(POPULATION), POPULATION, None, None, "compressed file is not whole"),
    ("unhcr", emptied(POPULATION), POPULATION, None, None, "not R data"),
    ("unhcr", population(coo_iso=None), POPULATION, None, None, "lacks the columns coo_iso"),
    ("unhcr", population(refugees=["a", "b", "c"]), POPULATION, None, "refugees", "no numbers"),
    ("unhcr", population(year=[2023.5, 1989, 2023]), POPULATION, 1, "year", "2023.5 should be a"),
    ("unhcr", population(year=[203, 1989, 2023]), POPULATION, 1, "year", "203 should be a whole"),
    ("unhcr", population(refugees=[-5, 7, 100]), POPULATION, 1, "refugees", "-5 should be a whole"),
    ("unhcr", population(refugees=[0.5, 7, 100]), POPULATION, 1, "refugees", "0.5 should be a"),
    ("unhcr", population(refugees=[9e9, 7, 100]), POPULATION, 1, "refugees", "should be a whole"),
    ("unhcr", population(year=[2023, 2023, 2023]), POPULATION, 2, "coo_iso, coa_iso, year",
     "UKR RUS 2023 stands twice"),
    # Swapped for UNHCR's own codes, where UKR stays UKR but others change.
    ("unhcr", population(coo_iso=["UKR", "UKR", "RUS"]), POPULATION, 3, "coo_name",
     "'Afghanistan' should be the name of its ISO code"),
    ("unhcr", population(coo_iso=["Ukraine", "UKR", "AFG"]), POPULATION, 1, "coo_iso",
     "should be an ISO code"),
    ("unhcr", population(coo_iso=["UKR", None, "AFG"]), POPULATION, 2, "coo_iso",
     "should be an ISO code"),
    ("unhcr", lambda raw: samples.write_unhcr(raw, "asylum_applications", app_pc=["Q", "P", "C"]),
     samples.unhcr_path("asylum_applications"), 1, "app_pc", "'Q' should be a code like C|P"),
    ("unhcr", lambda raw: samples.write_unhcr(raw, "asylum_applications", applied=[0, 1, 1]),
     samples.unhcr_path("asylum_applications"), 1, "applied", "0 should be a whole number from 1"),
    ("unhcr", lambda raw: samples.write_unhcr(
        raw, "idmc", coa_iso=["RUS", "UNK"], coa_name=["Russian Federation", "Unknown"]),
     samples.unhcr_path("idmc"), 1, "destination", "displaced in their own country"),
    ("undesa", without(STOCK_2024), STOCK_2024, None, None, "missing; it comes from"),
    ("undesa", truncated(STOCK_2024), STOCK_2024, None, None, "compressed file is not whole"),
    # The revisions changed places: the file of one holds the other.
    ("undesa", lambda raw: samples.write_stock(raw, "Rev2023", samples.stock_rows(2020)),
     STOCK_2024, 1, "source", "'UNPD_2020' should be UNPD_2024: another revision"),
    ("undesa", stock("Rev2020", 1, source="UNPD_2024"), STOCK_2020, 2, "source",
     "should be UNPD_2020"),
    ("undesa", stock("Rev2023", 0, PopulationUniverse=3), STOCK_2024, 1, "PopulationUniverse",
     "3 should be 9"),
    ("undesa", stock("Rev2023", 1, LocID=804), STOCK_2024, 2, "LocID", "804 should be 643, RUS"),
    ("undesa", stock("Rev2023", 1, yearref=2020), STOCK_2024, 2, "yearref", "middle of a year"),
    ("undesa", stock("Rev2023", 1, value=-1), STOCK_2024, 2, "value", "-1 should be a whole"),
    ("undesa", stock("Rev2023", 1, value=1.5), STOCK_2024, 2, "value", "1.5 should be a whole"),
    ("undesa", stock("Rev2023", 1, value=samples.NA_REAL), STOCK_2024, 2, "value",
     "nan should be given"),
    ("undesa", stock("Rev2023", 1, value=5000), STOCK_2024, None, "value", "in 2020 the origins"),
    ("undesa", stock("Rev2023", 0, LocIDorg=900), STOCK_2024, None, "LocIDorg", "lacks the total"),
    ("undesa", stock("Rev2023", 2, sex=0), STOCK_2024, 3, "origin, year", "UKR 2020 stands twice"),
    ("undesa", stock("Rev2023", 1, LocIDorg=643), STOCK_2024, 2, "LocIDorg", "another country"),
    ("undesa", stock("EmpiricalData.ms", 0, source="Survey2019"), EMPIRICAL, 1, "source",
     "'Survey2019' should be a source whose kind undesa.KINDS states"),
    ("undesa", stock("EmpiricalData.ms", 0, yearref=201), EMPIRICAL, 1, "yearref", "a year after"),
    ("undesa", lambda raw: samples.write_codes(raw, russia="RU"),
     undesa.FOLDER / "rftLocation.RData", None, "LocID", "643 should be the number of RUS"),
    ("undesa", lambda raw: samples.write_codes(raw, foreign_born="Refugees"),
     undesa.FOLDER / "rftPopulationUniverse.RData", None, "ID", "3 should be the number of"),
    ("abel_cohen", without(FLOWS), FLOWS, None, None, "missing; it comes from"),
    ("abel_cohen", truncated(FLOWS), FLOWS, 1, None, "not JSON"),
    ("abel_cohen", emptied(FLOWS), FLOWS, 1, None, "not JSON"),
    ("abel_cohen", flows(regions="0"), FLOWS, None, "regions", "should be there, as a list"),
    ("abel_cohen", flows(regions=[99]), FLOWS, None, "regions", "should be positions in names"),
    ("abel_cohen", flows(names=["Europe", *abel_cohen.COUNTRIES, "Russia"]), FLOWS, None, "names",
     "Russia should stand once, not 2 times"),
    ("abel_cohen", flows(names=["Europe", *list(abel_cohen.COUNTRIES)[1:]]), FLOWS, None, "names",
     "Russia should stand once, not 0 times"),
    ("abel_cohen", flows(matrix={}), FLOWS, None, "matrix", "the matrix has no period"),
    ("abel_cohen", flows(matrix={"1991": []}), FLOWS, None, "matrix", "'1991' is not the first"),
    ("abel_cohen", flows(matrix={"1990": []}), FLOWS, "1990", "matrix", "should have 16 rows"),
    ("abel_cohen", flows(matrix={"1990": [[]] * 16}), FLOWS, "1990 Europe", "matrix",
     "should have 16 cells"),
    ("abel_cohen", flow_cell(1, 2, -1), FLOWS, "1990 Russia", "Ukraine", "-1 is not a number of"),
    ("abel_cohen", flow_cell(1, 2, "7"), FLOWS, "1990 Russia", "Ukraine", "'7' is not a number"),
    ("abel_cohen", flow_cell(1, 2, None), FLOWS, "1990 Russia", "Ukraine", "None is not a number"),
    ("abel_cohen", flow_cell(1, 2, 9999), FLOWS, "1990 Russia", "total_outflow", "the sum of"),
    ("abel_cohen", turned, FLOWS, "1990 Russia", "total_outflow", "the sum of the cells"),
    ("remittance_matrix", without(MATRIX), MATRIX, None, None, "missing; it comes from"),
    ("remittance_matrix", emptied(MATRIX), MATRIX, 1, None, "the first cell should be empty"),
    ("remittance_matrix", lambda raw: (raw / MATRIX).write_bytes(b"\xff\xfe,a\n"), MATRIX, 1, None,
     "not UTF-8"),
    ("remittance_matrix", lambda raw: samples.write_matrix(raw, samples.matrix_lines()[:-1]),
     MATRIX, None, None, "15 rows, but 16 columns"),
    ("remittance_matrix", matrix(1, ",2,", ",,"), MATRIX, 3, "Belarus", "'' is not a number"),
    ("remittance_matrix", matrix(1, ",2,", ",-2,"), MATRIX, 3, "Belarus", "'-2' is not a number"),
    ("remittance_matrix", matrix(1, ",2,", ",n/a,"), MATRIX, 3, "Belarus", "'n/a' is not a number"),
    ("remittance_matrix", matrix(1, ",2,", ","), MATRIX, 3, None, "16 cells, the header has 17"),
    ("remittance_matrix", matrix(1, "Federation,0", "Federation,5"), MATRIX, 3,
     "Russian Federation", "a country sends to itself"),
    ("remittance_matrix", matrix(2, "Ukraine", "Ukrain"), MATRIX, 4, "1",
     "the row of 'Ukrain', where the columns have 'Ukraine'"),
    ("remittance_matrix", matrix(0, "Moldova", "Moldavia"), MATRIX, 6, "1", "'Moldavia'"),
    ("remittance_matrix", lambda raw: samples.write_matrix(raw, [',"Ukraine']), MATRIX, 1, None,
     "not CSV"),
    ("armenia_transfers", without(WORKBOOK), WORKBOOK, None, None, "missing; it comes from"),
    ("armenia_transfers", truncated(WORKBOOK), WORKBOOK, None, None, "not a whole workbook"),
    ("armenia_transfers", lambda raw: samples.write_transfers(raw, name="monthly in AMD"),
     WORKBOOK, None, None, "no sheet 'monthly in USD'"),
    ("armenia_transfers", cell(0, 0, "Total money transfers in AMD"), WORKBOOK, None, None,
     "no cell reads"),
    ("armenia_transfers", cell(2, 0, "(mln AMD)"), WORKBOOK, None, None, "no cell reads"),
    ("armenia_transfers", cell(2, 1, 2014), WORKBOOK, "monthly in USD!4", "B",
     "2014-01 stands where 2013-01 should"),
    ("armenia_transfers", cell(2, 1, "Year"), WORKBOOK, "monthly in USD!3", "B", "not a year"),
    ("armenia_transfers", no_month, WORKBOOK, "monthly in USD!4", "B", "not a month of a year"),
    ("armenia_transfers", cell(3, 7, "March"), WORKBOOK, "monthly in USD!4", "H",
     "2013-03 stands where 2013-02 should"),
    ("armenia_transfers", cell(3, 7, "Febr."), WORKBOOK, "monthly in USD!4", "H", "not a month"),
    ("armenia_transfers", cell(3, 4, "of which commercial"), WORKBOOK, "monthly in USD!4", "E",
     "should be 'of which non-commercial'"),
    ("armenia_transfers", cell(4, 1, "Outflow"), WORKBOOK, "monthly in USD!5", "B",
     "'Outflow' should be 'Inflow'"),
    ("armenia_transfers", cell(6, 0, "Russia"), WORKBOOK, None, None,
     "0 rows are labelled 'Russian Federation'"),
    ("armenia_transfers", cell(7, 0, "Russian Federation"), WORKBOOK, "monthly in USD!8", None,
     "2 rows are labelled 'Russian Federation'"),
    ("armenia_transfers", cell(6, 1, "n/a"), WORKBOOK, "monthly in USD!7", "B", "not a number"),
    ("armenia_transfers", cell(6, 1, None), WORKBOOK, "monthly in USD!7", "B", "not a number"),
    ("armenia_transfers", cell(6, 1, -4), WORKBOOK, "monthly in USD!7", "B", "0 or more"),
    ("armenia_transfers", cell(6, 1, 999), WORKBOOK, "monthly in USD!7", "D", "net inflow"),
]  # fmt: skip


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: f"{case[0]}-{case[4]}-{case[5]}")
def test_broken_input_is_named(raw: Path, case: tuple) -> None:
    refused(MODULES, raw, case)


def test_rows_that_are_not_used_are_not_judged(raw: Path) -> None:
    before = unhcr.build(raw)["asylum_applications"]
    samples.write_unhcr(raw, "asylum_applications", app_pc=["P", "P", "X"])
    pd.testing.assert_frame_equal(unhcr.build(raw)["asylum_applications"], before)


# --- small files: any change gives an error or a table that keeps its schema -------------------

FILES = {
    "unhcr": [samples.unhcr_path(name) for name in samples.UNHCR_FILES],
    "undesa": [STOCK_2020, STOCK_2024, EMPIRICAL],
    "abel_cohen": [FLOWS],
    "remittance_matrix": [MATRIX],
}


@pytest.mark.parametrize("source", FILES)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_change_gives_an_input_error_or_a_valid_table(
    source: str, sample_root: Path, data
) -> None:
    path = sample_root / data.draw(st.sampled_from(FILES[source]))
    whole = path.read_bytes()
    unpack, pack = {b"BZh": (bz2.decompress, bz2.compress),
                    b"\x1f\x8b\x08": (gzip.decompress, gzip.compress)}.get(
        whole[:3], (bytes, bytes))  # fmt: skip
    content = unpack(whole)
    start = data.draw(st.integers(0, len(content) - 1))
    cut = data.draw(st.integers(0, 8))
    put = data.draw(st.one_of(st.binary(max_size=4), st.sampled_from([b"-", b"9", b",", b"\n"])))
    path.write_bytes(pack(content[:start] + put + content[start + cut :]))
    try:
        tables = MODULES[source].build(sample_root)
    except InputError as error:
        assert error.file.startswith(str(sample_root)) and error.rule
    else:
        for name, frame in tables.items():
            found = records()[name]
            small = type(found)(found.resource | {"rowFloor": 0}, found.folder)
            parse(small, to_csv_bytes(frame))
    finally:
        path.write_bytes(whole)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    row=st.integers(0, 8), column=st.integers(0, 20),
    value=st.one_of(st.none(), st.integers(-5, 9), st.floats(allow_nan=False), st.booleans(),
                    st.sampled_from(["", "Inflow", "January", "2015", "Total", "…", "#REF!"])),
)  # fmt: skip
def test_any_cell_of_the_workbook_gives_an_input_error_or_a_valid_table(
    sample_root: Path, row: int, column: int, value: object
) -> None:
    rows = samples.transfer_cells(months=3)
    if column < len(rows[row]):
        rows[row][column] = value
    samples.write_transfers(sample_root, rows)
    try:
        table = armenia_transfers.build(sample_root)["armenia_transfers"]
    except InputError as error:
        assert error.file.endswith(WORKBOOK.name) and error.rule
    else:
        found = records()["armenia_transfers"]
        small = type(found)(found.resource | {"rowFloor": 1}, found.folder)
        parse(small, to_csv_bytes(table))


# --- the measures ------------------------------------------------------------------------------

WDI = pd.DataFrame(
    [("TJK", 2022, "BX.TRF.PWKR.CD.DT", 50.0), ("TJK", 2022, "NY.GDP.MKTP.CD", 200.0),
     ("TJK", 2023, "BX.TRF.PWKR.CD.DT", 60.0), ("ARM", 2023, "NY.GDP.MKTP.CD", 100.0),
     ("ARM", 2023, "SM.POP.NETM", -7.0)],
    columns=["country", "year", "indicator", "value"],
)  # fmt: skip
INDICATORS = pd.DataFrame({"code": ["BX.TRF.PWKR.CD.DT", "NY.GDP.MKTP.CD"],
                           "vintage": ["2026-07-01", "2026-07-01"]})  # fmt: skip


def test_share_of_gdp_needs_both_series() -> None:
    found = migration.remittances_share_of_gdp(WDI, INDICATORS)
    assert found.to_dict("records") == [{"country": "TJK", "year": 2022, "share": 25.0}]


def test_share_of_gdp_is_not_made_from_two_vintages() -> None:
    mixed = INDICATORS.assign(vintage=["2026-07-01", "2026-05-01"])
    with pytest.raises(InputError, match="two vintages: 2026-07-01 and 2026-05-01"):
        migration.remittances_share_of_gdp(WDI, mixed)
    with pytest.raises(InputError, match="is missing"):
        migration.remittances_share_of_gdp(WDI, INDICATORS[:1])
    with pytest.raises(InputError, match=r"no row of NY\.GDP"):
        migration.remittances_share_of_gdp(WDI[WDI["indicator"] != "NY.GDP.MKTP.CD"], INDICATORS)


def test_net_migration_may_be_negative() -> None:
    assert migration.net_migration(WDI)["value"].tolist() == [-7.0]


BREAKS = pd.DataFrame(
    [("asylum_applications", "*", "*", "*", "*", 2007, "counting"),
     ("voluntary_returns", "*", "*", "*", "*", 2008, "counting"),
     ("refugees", "refugees", "*", "*", "*", 2006, "counting"),
     ("refugees", "refugees", "*", "UKR", "RUS", 2006, "counting"),
     ("refugees", "refugees", "*", "UKR", "RUS", 2021, "event"),
     ("refugees", "refugees", "*", "UKR", "RUS", 2023, "counting"),
     ("refugees", "refugees", "*", "UKR", "WLD", 2023, "counting"),
     ("refugees", "idps", "*", "UKR", "UKR", 2018, "counting"),
     ("wdi", "SM.POP.NETM", "*", "*", "*", 2023, "projection")],
    columns=["table", "series", "country", "origin", "destination", "year", "kind"],
)  # fmt: skip


def test_breaks_of_a_pair_are_its_own_and_the_general_ones() -> None:
    line = {"series": "refugees", "origin": "UKR", "destination": "RUS"}
    assert list(migration.breaks_of(BREAKS, "refugees", **line)["year"]) == [2006, 2006, 2021, 2023]
    line["destination"] = "DEU"
    assert list(migration.breaks_of(BREAKS, "refugees", **line)["year"]) == [2006]
    with pytest.raises(ValueError, match="not fixed to"):
        migration.breaks_of(BREAKS, "refugees", partner="RUS")


def test_lines_are_cut_where_the_counting_changed_and_not_at_events() -> None:
    frame = pd.DataFrame({"origin": "UKR", "destination": ["RUS"] * 4 + ["DEU"],
                          "population_type": "refugees",
                          "year": [2006, 2007, 2022, 2024, 2024]})  # fmt: skip
    found = migration.with_segments(frame, BREAKS, "refugees")
    assert found["segment"].tolist() == [0, 1, 1, 2, 1]
    net = pd.DataFrame({"country": "UKR", "year": [2023, 2024]})
    found = migration.with_segments(net, BREAKS, "wdi", series="SM.POP.NETM")
    assert found["segment"].tolist() == [0, 1]


# --- the committed tables ----------------------------------------------------------------------


def value_of(name: str, **where: object) -> float:
    table = load(name)
    found = table[(table[list(where)] == pd.Series(where)).all(axis=1)]
    assert len(found) == 1, where
    return found["value"].iloc[0]


def test_breaks_name_tables_series_and_lines_that_exist() -> None:
    for row in load("breaks").to_dict("records"):
        table = load(row["table"])
        for place in migration.PLACES:
            columns = [c for c, known in migration.FIXED.items() if known == place and c in table]
            known = {migration.ANY, *(code for c in columns for code in table[c])}
            # Sums over all countries of asylum are no rows of the table.
            assert row[place] in known or (row["table"], row[place]) == ("refugees", "WLD")
        if row["series"] != migration.ANY:
            assert row["series"] in set(table[migration.SERIES[row["table"]]].astype(str))


def test_numbers_in_breaks_are_those_of_the_tables() -> None:
    checked = 0
    for row in load("breaks").to_dict("records"):
        if row["table"] not in ("refugees", "displaced_idmc") or row["kind"] == "cell":
            continue
        table = load(row["table"])
        if row["series"] != migration.ANY:
            table = table[table["population_type"] == row["series"]]
        for column in migration.PLACES:
            if row[column] not in (migration.ANY, "WLD"):
                table = table[table[column] == row[column]]
        by_year = table.groupby("year")["value"].sum()
        for number, year in re.findall(r"([0-9][0-9,]*) \((?:in )?([0-9]{4})\)", row["what"]):
            assert by_year[int(year)] == int(number.replace(",", "")), row["what"]
            checked += 1
    assert checked >= 20


def test_every_remittance_series_that_jumps_fivefold_is_a_break() -> None:
    table = migration.remittances_received(load("wdi")).sort_values(["country", "year"])
    ratio = table["value"] / table.groupby("country")["value"].shift()
    jumps = table[(ratio > 5) | (ratio < 0.2)]
    breaks = load("breaks")
    breaks = breaks[(breaks["series"] == migration.REMITTANCES) & (breaks["kind"] == "counting")]
    assert set(zip(breaks["country"], breaks["year"] + 1, strict=True)) == set(
        zip(jumps["country"], jumps["year"], strict=True)
    )


def test_shares_of_gdp_are_plausible_and_end_with_the_data() -> None:
    table = migration.remittances_share_of_gdp(load("wdi"), load("wdi_indicators"))
    assert table["share"].between(0, 60).all()
    known = table.set_index(["country", "year"])["share"].round(1)
    assert (known["TJK", 2022], known["ARM", 2006], known["UZB", 2024]) == (49.9, 18.3, 13.7)


def test_cited_claims_have_a_value_or_a_range() -> None:
    table = load("migration_cited")
    assert (table["value"].notna() ^ (table["low"].notna() & table["high"].notna())).all()
    assert (table["low"].dropna() < table["high"].dropna()).all()
    assert table["grade"].value_counts().to_dict() == {"B": 87, "C": 47}


def test_the_tables_stay_small() -> None:
    files = (records()["refugees"].folder / "migration").glob("*.csv")
    assert sum(path.stat().st_size for path in files) < 5_000_000


# --- the publishers' files ---------------------------------------------------------------------

PAIR = {"origin_iso3": "origin", "asylum_iso3": "destination", "destination_iso3": "destination"}
COPIES: dict[str, tuple[str, dict[str, str]]] = {
    "refugees": ("tidy_refugees.csv", {"persons": "value"}),
    "forced_displacement_flows": ("tidy_forced_displacement_flows.csv", {"persons": "value"}),
    "refugee_solutions": ("tidy_refugee_solutions.csv", {"persons": "value"}),
    "displaced_idmc": ("tidy_idps_idmc.csv", {"idps": "value", "country_iso3": "country"}),
    "migration_flows_abel_cohen": ("tidy_flows_abel_cohen.csv", {"flow_persons": "value"}),
    "remittances_matrix_2018": ("tidy_bilateral_remittances_2018.csv", {
        "sending_iso3": "origin", "receiving_iso3": "destination", "value_musd": "value"}),
    "migrant_stock": ("tidy_migrant_stock.csv", {"stock_persons": "value"}),
    "migrant_stock_empirical": ("tidy_migrant_stock_empirical.csv", {
        "stock_persons": "value", "reference_date": "reference_year"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def built() -> dict[str, pd.DataFrame]:
    tables: dict[str, pd.DataFrame] = {}
    for module in MODULES.values():
        tables |= module.build(Path(RAW))
    return tables


def copy_of(file: str) -> pd.DataFrame:
    return pd.read_csv(Path(RAW) / "migration" / file, keep_default_na=False)


@needs_raw
def test_tables_are_what_their_builders_make(built: dict[str, pd.DataFrame]) -> None:
    for name, frame in built.items():
        assert to_csv_bytes(frame) == records()[name].path.read_bytes(), name


@needs_raw
@pytest.mark.parametrize("name", COPIES)
def test_tables_equal_the_compilation_cell_by_cell(
    built: dict[str, pd.DataFrame], name: str
) -> None:
    file, names = COPIES[name]
    theirs, ours = copy_of(file).rename(columns=PAIR | names), built[name]
    if name == "migrant_stock":
        theirs["revision"] = theirs["source"].str[-4:].astype(int)
    if name == "migrant_stock_empirical":
        # 1041590.0000000001 in the source and there.
        theirs["value"] = theirs["value"].round(6)
    key = [c for c in ours.columns if c in theirs.columns and c != "value"]
    theirs = theirs[[*key, "value"]].sort_values(key, ignore_index=True)
    ours = ours[[*key, "value"]].sort_values(key, ignore_index=True)
    pd.testing.assert_frame_equal(ours, theirs, check_dtype=False, check_exact=True)


@needs_raw
def test_asylum_applications_added_up_equal_the_compilation(
    built: dict[str, pd.DataFrame],
) -> None:
    theirs = copy_of("tidy_asylum_applications.csv").rename(columns=PAIR)
    # The compilation adds up authority, stage and level; the publisher's keys are kept here,
    # as appeals and repeated claims are the same persons again.
    key = ["origin", "destination", "year", "counted"]
    ours = built["asylum_applications"].groupby(key)["value"].sum()
    theirs = theirs.rename(columns={"persons_or_cases": "counted"}).set_index(key)["applied"]
    assert len(ours) == len(theirs) == 12_557
    assert ours.to_dict() == theirs.to_dict()


@needs_raw
def test_transfers_equal_the_compilation_by_year_and_the_cleaned_copy_by_month(
    built: dict[str, pd.DataFrame],
) -> None:
    table = built["armenia_transfers"]
    months = table.set_index(["partner", "direction", "purpose", "month"])["value"]
    clean = copy_of("raw/cba_armenia_transfers/transfers_by_countries_clean.csv")
    clean = clean.assign(
        partner=clean["country"].map(armenia_transfers.PARTNERS),
        direction=clean["direction"].str.lower(),
        month=clean["date"].str[:7],
    )
    # Net inflow is inflow minus outflow: not kept, but checked by the builder.
    clean = clean[clean["partner"].notna() & (clean["direction"] != "net inflow")]
    theirs = clean.set_index(["partner", "direction", "type", "month"])["K_USD"]
    assert len(theirs) == len(months) == 6_336
    pd.testing.assert_series_equal(
        months.sort_index(), theirs.sort_index(), check_names=False, rtol=0, atol=1e-9
    )
    annual = copy_of("tidy_armenia_transfers_by_country.csv")
    annual["partner"] = annual["country"].map(armenia_transfers.PARTNERS)
    years = table.assign(year=table["month"].str[:4].astype(int))
    years = years.pivot_table(index=["partner", "year", "purpose"], columns="direction",
                              values="value", aggfunc="sum")  # fmt: skip
    years["net inflow"] = years["inflow"] - years["outflow"]
    for row in annual.itertuples():
        ours = years.loc[(row.partner, row.year, row.type), row.direction.lower()]
        # The bank rounds each month's net inflow by itself: up to 0.01 a month from the difference.
        assert ours == pytest.approx(row.K_USD, abs=0.12 if row.direction == "Net inflow" else 1e-6)
    # The same source has four more of the states: KGZ, UZB, LVA, LTU.
    assert set(table["partner"]) - set(annual["partner"]) == {"KGZ", "UZB", "LVA", "LTU"}


@needs_raw
def test_transfers_equal_the_yearly_sheet_of_the_workbook(built: dict[str, pd.DataFrame]) -> None:
    from analysis.builders.excel import sheet

    page = sheet(Path(RAW) / armenia_transfers.FILE, "annual in USD", "")
    labels = page.labels(0)
    table = built["armenia_transfers"]
    table = table[table["purpose"] == "total"]
    for label, partner in armenia_transfers.PARTNERS.items():
        for column in range(1, 1 + 6 * 12, 6):
            year = page.text(2, column)
            mine = table[(table["partner"] == partner) & table["month"].str.startswith(year)]
            inflow = mine[mine["direction"] == "inflow"]["value"].sum()
            assert inflow == pytest.approx(page.number(page.only(labels, label), column), abs=0.15)


@needs_raw
def test_cited_claims_are_those_of_the_compilation() -> None:
    theirs = pd.read_csv(Path(RAW) / "migration/secondary_cited_figures.csv", dtype=str,
                         keep_default_na=False)  # fmt: skip
    table = load("migration_cited")
    assert len(table) == len(theirs) == 134
    ours = sorted(
        (r.period, r.grade, f"{r.low:g}-{r.high:g}" if pd.isna(r.value) else f"{r.value:.10g}")
        for r in table.itertuples()
    )
    assert ours == sorted(
        (r.period, r.quality, r.value if "-" in r.value else f"{float(r.value):.10g}")
        for r in theirs.itertuples()
    )
    # Ours differ in wording, and where an ethnic group stood as a country of origin.
    assert (theirs["origin_iso3"] == "RUS-ethnic").sum() == 38
    assert table["origin"].isna().sum() == 26


@needs_raw
def test_the_compilations_remittances_are_those_of_the_world_bank_table() -> None:
    theirs = copy_of("tidy_remittances.csv")
    received = theirs[theirs["indicator"] == migration.REMITTANCES]
    ours = migration.remittances_received(load("wdi")).set_index(["country", "year"])["value"]
    assert ours.to_dict() == received.set_index(["country_iso3", "year"])["value"].to_dict()
    net = copy_of("tidy_net_migration.csv").set_index(["country_iso3", "year"])["value"]
    found = migration.net_migration(load("wdi")).set_index(["country", "year"])["value"]
    assert {k: v for k, v in found.items() if k[1] >= 1990} == net.to_dict()
    # Their 66 published shares of another vintage (indicator BX.TRF.PWKR.DT.GD.ZS) are not held.
    share = theirs[theirs["indicator"].str.endswith("(computed)")]
    share = share.set_index(["country_iso3", "year"])["value"]
    mine = migration.remittances_share_of_gdp(load("wdi"), load("wdi_indicators"))
    mine = mine.set_index(["country", "year"])["share"]
    assert len(share) == len(mine) == 406
    assert max(abs(mine[k] - v) for k, v in share.items()) < 1e-3


@needs_raw
@pytest.mark.parametrize(
    ("name", "where", "value"),
    [
        ("migrant_stock", {"revision": 2024, "destination": "RUS", "origin": "TJK", "year": 2024},
         415_676),
        ("migrant_stock", {"revision": 2024, "destination": "RUS", "origin": "UKR", "year": 2024},
         2_872_612),
        ("migrant_stock", {"revision": 2020, "destination": "GEO", "origin": "RUS", "year": 2005},
         32_888),
        ("migrant_stock", {"revision": 2020, "destination": "LVA", "origin": "RUS", "year": 2015},
         136_376),
        ("migrant_stock_empirical", {"destination": "RUS", "origin": "WLD",
                                     "source": "Census2021"}, 6_895_947),
        ("refugees", {"origin": "UKR", "destination": "RUS", "population_type": "refugees",
                      "year": 2022}, 1_275_315),
        ("refugees", {"origin": "UKR", "destination": "RUS", "population_type": "refugees",
                      "year": 2025}, 5_488),
        ("refugees", {"origin": "AZE", "destination": "ARM", "population_type": "refugees",
                      "year": 2006}, 113_224),
        ("refugees", {"origin": "AZE", "destination": "ARM", "population_type": "refugees",
                      "year": 2023}, 143_054),
        ("refugee_solutions", {"origin": "AZE", "destination": "ARM", "solution": "naturalisation",
                               "year": 2025}, 21_802),
        ("migration_flows_abel_cohen", {"method": "da_pb_closed", "origin": "RUS",
                                        "destination": "UKR", "period_start": 2015}, 736_500),
        ("remittances_matrix_2018", {"origin": "RUS", "destination": "TKM"}, 0),
        ("remittances_matrix_2018", {"origin": "RUS", "destination": "UKR"}, 7_870),
    ],
)  # fmt: skip
def test_quoted_figures(name: str, where: dict, value: int) -> None:
    assert value_of(name, **where) == value


def test_world_totals_of_the_revision_of_2024_are_those_of_the_world_bank() -> None:
    stock = load("migrant_stock")
    stock = stock[(stock["revision"] == 2024) & (stock["origin"] == "WLD")]
    wdi = load("wdi")
    wdi = wdi[wdi["indicator"] == "SM.POP.TOTL"].set_index(["country", "year"])["value"]
    assert len(stock) == 120
    for row in stock.itertuples():
        assert wdi[row.destination, row.year] == row.value


def test_sums_of_ukrainian_refugees() -> None:
    table = load("refugees").query("origin == 'UKR' and population_type == 'refugees'")
    by_year = table.groupby("year")["value"].sum()
    assert by_year[[2022, 2023, 2024]].tolist() == [5_684_177, 5_960_362, 5_120_036]


def test_transfers_from_russia_to_armenia() -> None:
    table = load("armenia_transfers").query("partner == 'RUS' and direction == 'inflow'")
    table = table[table["purpose"] == "total"]
    by_year = (table.groupby(table["month"].str[:4])["value"].sum() / 1000).round()
    assert by_year[["2021", "2022", "2023", "2024"]].tolist() == [866, 3598, 3946, 3821]
