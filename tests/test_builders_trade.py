"""The builders of the trade tables: on small files made here, and on the publishers' own."""

from __future__ import annotations

import copy
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import raw_trade as samples
from conftest import RAW, needs_raw
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.builders import (
    SOURCES,
    cow_trade,
    eurostat,
    factbook_trade,
    rosstat,
    trade_armenia,
    trade_flows,
    trade_georgia,
    trade_kazakhstan,
    trade_kyrgyzstan,
    trade_uzbekistan,
    wits,
)
from analysis.builders.excel import OLD_FORMAT, letters, plain, workbook
from analysis.errors import InputError
from analysis.records import Record, record, records
from analysis.tables import load, parse, to_csv_bytes

KEY = ["reporter", "partner", "year", "flow"]
each_source = pytest.mark.parametrize("source", samples.MAKERS)


def build(source: str, raw: Path) -> dict[str, pd.DataFrame]:
    return SOURCES[source].build(raw)


def rows(frame: pd.DataFrame, **cells: object) -> list[tuple]:
    """Rows that have these cells."""
    for column, value in cells.items():
        frame = frame[frame[column] == value]
    return list(frame.itertuples(index=False, name=None))


# --- small files: what a builder makes of them -------------------------------------------------


@each_source
def test_each_source_makes_its_tables_valid_but_for_their_size(source: str, tmp_path: Path) -> None:
    samples.write(tmp_path, samples.files(source))
    built = build(source, tmp_path)
    assert set(built) == set(SOURCES[source].TABLES)
    for name, frame in built.items():
        valid(name, frame)


def valid(name: str, frame: pd.DataFrame) -> None:
    """Raise InputError unless the frame keeps the record of its table, whatever its length."""
    found = record(name)
    parse(Record(found.resource | {"rowFloor": 0}, found.folder), to_csv_bytes(frame))


def test_rosstat_reads_headings_with_latin_letters_and_leaves_out_the_ellipsis(tmp_path) -> None:
    built = build("rosstat", samples.write(tmp_path, samples.files("rosstat")))
    months = built["trade_rosstat_monthly"]
    assert rows(months, partner="CHN", month="2006-01", flow="export") == [
        ("RUS", "CHN", "2006-01", "export", 100.5)
    ]
    assert rows(months, partner="KAZ", month="2007-07") == []
    assert len(rows(months, partner="BLR", month="2007-07")) == 2
    assert rows(built["trade_rosstat"], partner="CIS", year=1995) == [
        ("RUS", "CIS", 1995, "export", 82.0), ("RUS", "CIS", 1995, "import", 82.0)
    ]  # fmt: skip


def test_billions_and_editions_of_the_customs_service_stay_apart(tmp_path) -> None:
    table = build("rosstat", samples.write(tmp_path, samples.files("rosstat")))["trade_fcs"]
    assert rows(table, partner="WLD", year=2022) == [
        ("RUS", "WLD", 2022, "export", "2022-12", 220.0),
        ("RUS", "WLD", 2022, "export", "2023-12", 221.0),
        ("RUS", "WLD", 2022, "import", "2022-12", 110.0),
        ("RUS", "WLD", 2022, "import", "2023-12", 111.0),
    ]


def test_wits_keeps_totals_and_partners_of_the_book(tmp_path) -> None:
    table = build("wits", samples.write(tmp_path, samples.files("wits")))["trade_wits"]
    assert rows(table, reporter="ARM", year=1992) == [
        ("ARM", "RUS", 1992, "export", 70.1), ("ARM", "RUS", 1992, "import", 70.1),
        ("ARM", "WLD", 1992, "export", 2000.5), ("ARM", "WLD", 1992, "import", 2000.5),
    ]  # fmt: skip
    assert set(table["year"]) == {1992}
    assert rows(table, partner="RUS", reporter="RUS") == []


def test_correlates_of_war_holds_imports_and_no_zeros(tmp_path) -> None:
    table = build("cow_trade", samples.write(tmp_path, samples.files("cow_trade")))["trade_cow"]
    assert rows(table, year=1995) == [("DEU", "RUS", 1995, "import", 7.0)]
    assert rows(table, reporter="BLR") == [
        ("BLR", "RUS", 1994, "import", 7.0),
        ("BLR", "WLD", 1994, "export", 50.5),
        ("BLR", "WLD", 1994, "import", 40.0),
    ]


def test_kazakhstan_takes_the_newest_workbook(tmp_path) -> None:
    files = samples.write(tmp_path, samples.files("trade_kazakhstan"))
    table = build("trade_kazakhstan", files)["trade_kazakhstan"]
    taken = dict(table[["year", "edition"]].itertuples(index=False))
    assert taken == {2018: 2019, 2019: 2020, 2020: 2021, 2021: 2022, 2022: 2023, 2023: 2023}
    assert rows(table, partner="RUS", year=2019, flow="export")[0][4] == 2.22


def test_dashes_are_left_out_and_binary_noise_is_gone(tmp_path) -> None:
    files = samples.write(tmp_path, samples.files("trade_kyrgyzstan"))
    table = build("trade_kyrgyzstan", files)["trade_kyrgyzstan"]
    assert [r[2:] for r in rows(table, partner="RUS", flow="export")] == [
        (1994, "export", 0.0105), (1996, "export", 22.2212)
    ]  # fmt: skip


def test_world_is_the_sum_where_the_source_prints_none(tmp_path) -> None:
    files = samples.write(tmp_path, samples.files("trade_uzbekistan"))
    table = build("trade_uzbekistan", files)["trade_uzbekistan"]
    lines = len(trade_uzbekistan.PARTNERS)
    assert rows(table, partner="WLD", flow="export") == [
        ("UZB", "WLD", 2010, "export", round(lines * 1.0005 + 8e-8, 11)),
        ("UZB", "WLD", 2011, "export", 0.001),
    ]
    files = samples.write(tmp_path, samples.files("trade_armenia"))
    table = build("trade_armenia", files)["trade_armenia_monthly"]
    assert [(r[3], r[4], r[5]) for r in rows(table, partner="WLD", month="2007-02")] == [
        ("export", "not stated", 0.0615), ("import", "consignment", 0.0),
        ("import", "origin", 0.09225),
    ]  # fmt: skip


def test_armenian_gas_is_in_millions_and_tonnes(tmp_path) -> None:
    files = samples.write(tmp_path, samples.files("trade_armenia"))
    table = build("trade_armenia", files)["armenia_gas"]
    assert list(table.itertuples(index=False, name=None)) == [
        ("ARM", "RUS", "2010-10", "import", 22.6086929, 87326.9),
        ("ARM", "_X", "2010-08", "re-export", 0.374973, 1495.8),
    ]


def test_a_last_year_without_its_december_is_left_out(tmp_path) -> None:
    files = samples.write(tmp_path, samples.files("trade_georgia"))
    table = build("trade_georgia", files)["trade_georgia"]
    assert rows(table, flow="import") == [
        ("GEO", "WLD", 1995, "import", 18.0), ("GEO", "WLD", 1996, "import", 30.0)
    ]  # fmt: skip


def test_eurostat_reads_french_labels_and_skips_sheets_of_fuels(tmp_path) -> None:
    built = build("eurostat", samples.write(tmp_path, samples.files("eurostat")))
    assert len(rows(built["trade_eurostat"], partner="TUR")) == 2
    assert rows(built["trade_eurostat_members"], reporter="AUT", partner="ARM") == [
        ("AUT", "ARM", "2020-01", "export", 1234), ("AUT", "ARM", "2020-01", "import", 1234),
        ("AUT", "ARM", "2020-03", "export", 5), ("AUT", "ARM", "2020-03", "import", 5),
    ]  # fmt: skip


def test_factbook_leaves_out_cut_names_and_states_that_do_not_report(tmp_path) -> None:
    files = samples.write(tmp_path, samples.files("factbook_trade"))
    table = build("factbook_trade", files)["trade_factbook_shares"]
    assert [r[:5] for r in table.itertuples(index=False, name=None)] == [
        ("GEO", "RUS", 2022, "export", 12.0), ("GEO", "USA", 2022, "export", 10.5)
    ]  # fmt: skip


@given(st.decimals(min_value=0, max_value=10**9, places=5), st.integers(-6, 3))
def test_moving_the_decimal_point_keeps_the_digits(number, places: int) -> None:
    moved = trade_flows.shifted(float(number), places)
    assert moved == float(str(number.scaleb(places)))


@pytest.mark.parametrize(("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_letters_of_columns(column: int, name: str) -> None:
    assert letters(column) == name


@pytest.mark.parametrize(
    ("cell", "text"),
    [(None, ""), (1994.0, "1994"), (1.5, "1.5"), (" a\n b ", "a b"), ("Китaй", "Китай"),
     ("Total", "Total"), (float("nan"), "nan")],
)  # fmt: skip
def test_plain_text_of_a_cell(cell: object, text: str) -> None:
    assert plain(cell) == text


# --- small files: what is wrong with them ------------------------------------------------------

Spoil = Callable[[samples.Files, Path], object]


def put(sheet: str, row: int, column: int, value: object) -> Spoil:
    """Put a value into a cell; row as Excel counts, column from 0."""
    def spoil(files: samples.Files, path: Path) -> None:
        cells = files[path][sheet][row - 1]
        cells += [None] * (column + 1 - len(cells))
        cells[column] = value
    return spoil


def drop_row(sheet: str, row: int) -> Spoil:
    return lambda files, path: files[path][sheet].pop(row - 1)


def double_row(sheet: str, row: int) -> Spoil:
    return lambda files, path: files[path][sheet].insert(row, list(files[path][sheet][row - 1]))


def rename(old: str, new: str) -> Spoil:
    return lambda files, path: files[path].update({new: files[path].pop(old)})


def drop_sheet(name: str) -> Spoil:
    return lambda files, path: files[path].pop(name)


def text(old: str, new: str) -> Spoil:
    def spoil(files: samples.Files, path: Path) -> None:
        assert old in files[path], f"the sample has no {old!r}"
        files[path] = files[path].replace(old, new, 1)
    return spoil


def every(old: str, new: str) -> Spoil:
    return lambda files, path: files.update({path: files[path].replace(old, new)})


def missing(files: samples.Files, path: Path) -> None:
    files.pop(path)


def cut(files: samples.Files, path: Path) -> None:
    files[path] = samples.as_bytes(files[path])[:-40]


def empty(files: samples.Files, path: Path) -> None:
    files[path] = b""


def other_encoding(files: samples.Files, path: Path) -> None:
    files[path] = files[path].encode("utf-16")


def content(value: bytes) -> Spoil:
    return lambda files, path: files.update({path: value})


R = rosstat.FOLDER
YEARS, MONTHS = R / rosstat.YEARS_FILE, R / rosstat.MONTHS_FILE
FIRST, AREAS = R / rosstat.FIRST_FILE, R / rosstat.AREAS_FILE
WITS = wits.VINTAGES["trade_wits"][0] / wits.FILE.format(code="ARM")
DYADS, TOTALS = (cow_trade.FOLDER / n for n in (cow_trade.DYADS, cow_trade.TOTALS))
KAZ = trade_kazakhstan.FOLDER / trade_kazakhstan.FILES[2023]
KGZ = trade_kyrgyzstan.FOLDER / trade_kyrgyzstan.FILES["export"][0]
UZB = trade_uzbekistan.FOLDER / trade_uzbekistan.FILES["export"]
ARM, GAS = (trade_armenia.FOLDER / n for n in (trade_armenia.FILE, trade_armenia.GAS_FILE))
GEO = trade_georgia.FILE
EUR, MEMBERS = eurostat.FOLDER / "Relational_View_1.csv", eurostat.MEMBERS_FILE
BOOK = factbook_trade.FILE

BROKEN: list[tuple[str, Path, Spoil, str | int | None, str | None, str]] = [
    ("rosstat", YEARS, missing, None, None, "missing; it comes from https://rosstat.gov.ru"),
    ("rosstat", YEARS, cut, None, None, "not a whole workbook"),
    ("rosstat", YEARS, empty, None, None, "not a whole workbook"),
    ("rosstat", YEARS, content(OLD_FORMAT + b"x" * 600), None, None, "not a whole workbook"),
    ("rosstat", YEARS, put("1994", 3, 1, "(тыс. долларов США)"), None, None, "no cell reads"),
    ("rosstat", YEARS, put("1994", 4, 1, 1995), None, None, "no cell reads '1994'"),
    ("rosstat", YEARS, put("1994", 5, 1, "100"), "1994!5", "B", "'100' is not a number"),
    ("rosstat", YEARS, put("1994", 5, 1, -3), "1994!5", "B", "a number of 0 or more"),
    ("rosstat", YEARS, put("1994", 5, 1, 101), "1994!5", "B", "the far abroad and the CIS"),
    ("rosstat", YEARS, drop_row("1994", 8), "1994!5", "A", "the rows below lack 'Армения'"),
    ("rosstat", YEARS, double_row("1994", 5), "1994!6", None, "2 cells read 'Экспорт'"),
    ("rosstat", YEARS, rename("1994", "1992"), None, None, "no sheet is named 1993"),
    ("rosstat", MONTHS, drop_sheet("Импорт"), None, None, "no sheet 'Импорт'"),
    ("rosstat", MONTHS, put("Экспорт", 4, 0, "(млрд долларов США)"), None, None, "no cell reads"),
    ("rosstat", MONTHS, put("Экспорт", 5, 8, "Турции"), None, None, "no cell reads 'Турция'"),
    ("rosstat", MONTHS, put("Экспорт", 5, 2, "Турция"), "Экспорт!5", None, "2 cells read 'Турция'"),
    ("rosstat", MONTHS, drop_row("Экспорт", 9), "Экспорт!9", "A", "should be 'март' or a year"),
    ("rosstat", MONTHS, drop_row("Экспорт", 31), None, None, "those of the sheet before"),
    ("rosstat", MONTHS, put("Экспорт", 8, 4, None), "Экспорт!8", "E", "'' is not a number"),
    ("rosstat", MONTHS, put("Экспорт", 18, 0, 2009), "Экспорт!18", "A",
     "does not follow on the months of 2006"),
    ("rosstat", FIRST, put("Публикация (1)", 2, 0, "(тыс. долл.)"), None, None, "no cell reads"),
    ("rosstat", FIRST, put("Публикация (1)", 5, 2, 250), "Публикация (1)!5", "B", "turnover"),
    ("rosstat", FIRST, put("Публикация (1)", 4, 2, "ВЫВОЗ"), "Публикация (1)!4", "B",
     "no column 'ЭКСПОРТ'"),
    ("rosstat", AREAS, put("1", 1, 0, "Экспорт и импорт (млн. долл. США)"), None, None,
     "no cell reads"),
    ("rosstat", AREAS, put("1", 3, 1, "январь-ноябрь 2022"), "1!3", "B", "no whole year"),
    ("rosstat", AREAS, put("1", 6, 1, 0.5), "1!6", "B", "larger than the world"),
    ("wits", WITS, missing, None, None, "missing; it comes from https://wits.worldbank.org"),
    ("wits", WITS, other_encoding, 1, None, "not UTF-8"),
    ("wits", WITS, text("Reporter,", "reporter,"), 1, None, "lacks the columns Reporter"),
    ("wits", WITS, text("Armenia", "Albania"), 2, "Reporter", "'Albania' should be 'Armenia'"),
    ("wits", WITS, text("Germany", "Turkiye"), 5, "Partner", "'Turkiye' is an unknown partner"),
    ("wits", WITS, text("Germany", "Russian Federation"), 5, "Indicator", "in row 4, too"),
    ("wits", WITS, text("   2000.50", "2.000,50"), 2, None, "not as many cells"),
    ("wits", WITS, text("2000.50", "-2000.50"), 2, "1992", "is not possible"),
    ("wits", WITS, text("2000.50", "n/a"), 2, "1992", "'n/a' is not a number"),
    ("wits", WITS, text("Exports (in US$ Mil)", "Exports (in US$ Thousand)"), None, None,
     "no line of the indicator 'Exports"),
    ("wits", WITS, text("1992", "92"), 1, None, "neither known nor a year"),
    ("wits", WITS, text("1991", "1989"), 1, None, "a gap or repeat one"),
    ("wits", WITS, text("All Products,Export", "All Products,Import"), 2, "Indicator Type",
     "should be of 'All Products' and type export"),
    ("cow_trade", DYADS, missing, None, None, "missing; it comes from https://correlatesofwar"),
    ("cow_trade", DYADS, cut, None, None, "not whole"),
    ("cow_trade", DYADS, content(samples.rds(samples.dyads().drop(columns="flow1"))), None, None,
     "lacks the columns flow1"),
    ("cow_trade", DYADS, content(samples.rds(samples.dyads(flow1=[-9.0] * 21))), 1, "flow1",
     "impossible"),
    ("cow_trade", DYADS, content(samples.rds(samples.dyads(flow1=[1.5] * 21))), None, "flow1",
     "whole millions"),
    ("cow_trade", DYADS, content(samples.rds(samples.dyads(year=[1994.5] * 21))), 1, "year",
     "impossible"),
    ("cow_trade", DYADS, content(samples.rds(pd.concat([samples.dyads()] * 2))), None, None,
     "two values for"),
    ("cow_trade", DYADS, content(samples.rds(samples.dyads().query("ccode1 != 365"))), None, None,
     "no row of RUS"),
    ("cow_trade", TOTALS, content(samples.rda("other", samples.totals())), None, None,
     "lacks the object cow_trade_sy"),
    ("cow_trade", TOTALS, content(samples.rda("cow_trade_sy", samples.totals(imports=1e9))), 1,
     "imports", "impossible"),
    ("trade_kazakhstan", KAZ, missing, None, None, "missing; it comes from https://stat.gov.kz"),
    ("trade_kazakhstan", KAZ, cut, None, None, "not a whole workbook"),
    ("trade_kazakhstan", KAZ, rename("12_2023", "11_2023"), None, None, "the sheets should be"),
    ("trade_kazakhstan", KAZ, put("12_2023", 2, 0, "за январь-ноябрь 2023 года"), None, None,
     "no cell reads"),
    ("trade_kazakhstan", KAZ, put("12_2023", 4, 4, "млн долларов США"), None, None,
     "no cell reads"),
    ("trade_kazakhstan", KAZ, put("12_2023", 5, 3, "Вывоз"), None, None, "no cell reads 'экспорт'"),
    ("trade_kazakhstan", KAZ, put("12_2023", 6, 3, "доля"), "12_2023!6", "D", "headed 'всего'"),
    ("trade_kazakhstan", KAZ, put("12_2023", 8, 0, "Арменiя"), None, None,
     "0 rows are labelled 'Армения'"),
    ("trade_kazakhstan", KAZ, double_row("12_2023", 8), "12_2023!9", None, "2 rows are labelled"),
    ("trade_kazakhstan", KAZ, put("12_2023", 11, 3, "нет"), "12_2023!11", "D", "not a number"),
    ("trade_kazakhstan", KAZ, put("12_2023", 11, 1, 9e6), "12_2023!11", "B", "turnover"),
    ("trade_kyrgyzstan", KGZ, missing, None, None, "missing; it comes from https://stat.gov.kg"),
    ("trade_kyrgyzstan", KGZ, rename("Лист1", "Лист2"), None, None, "no sheet 'Лист1'"),
    ("trade_kyrgyzstan", KGZ, put("Лист1", 2, 2, "(thousand soms)"), None, None, "no cell reads"),
    ("trade_kyrgyzstan", KGZ, put("Лист1", 1, 2, "Imports"), None, None, "no cell reads"),
    ("trade_kyrgyzstan", KGZ, put("Лист1", 3, 4, 1996), "Лист1!3", "E", "the next year"),
    ("trade_kyrgyzstan", KGZ, put("Лист1", 9, 3, "…"), "Лист1!9", "D", "'…' is not a number"),
    ("trade_kyrgyzstan", KGZ, put("Лист1", 9, 3, None), "Лист1!9", "D", "'' is not a number"),
    ("trade_kyrgyzstan", KGZ, put("Лист1", 14, 2, "Russian Federation"), None, None,
     "0 rows are labelled 'Russia'"),
    ("trade_uzbekistan", UZB, missing, None, None, "missing; it comes from https://stat.uz"),
    ("trade_uzbekistan", UZB, text("Code", "Kod"), 1, None, "lacks the columns Code"),
    ("trade_uzbekistan", UZB, text("2011", "2012"), 1, None, "a gap"),
    ("trade_uzbekistan", UZB, text("Россия", "Росия"), 12, "Klassifikator_ru", "'Россия'"),
    ("trade_uzbekistan", UZB, text("643,", "644,"), None, None, "no line of 'Россия'"),
    ("trade_uzbekistan", UZB, text("192,", "643,"), 42, "Code", "stands in row 12, too"),
    ("trade_uzbekistan", UZB, text("1000.5", "1 000.5"), 2, "2010", "is not a number"),
    ("trade_armenia", ARM, missing, None, None, "missing; it comes from https://github.com/tavad"),
    ("trade_armenia", ARM, text("2007,1,", "2007,13,"), 2, "month", "'13' is no month"),
    ("trade_armenia", ARM, text("2007,2,", "2007,1,"), 3, "country", "stands twice"),
    ("trade_armenia", ARM, every("Russian Federation", "Russia"), None, None,
     "no line of 'Russian Federation'"),
    ("trade_armenia", ARM, text("2007,2,", "2007,4,"), None, None, "no line of the month 2007-03"),
    ("trade_armenia", ARM, text("2.25", "-2.25"), 2, "import_origin", "not possible"),
    ("trade_armenia", GAS, text("271121", "271111"), 2, "commodity_code", "should be '271121'"),
    ("trade_armenia", GAS, text("Import", "Export"), 2, "trade_flow", "neither import nor"),
    ("trade_armenia", GAS, text("Russian Federation", "Russia"), 2, "partner", "should be"),
    ("trade_georgia", GEO, missing, None, None, "missing; it comes from https://www.geostat.ge"),
    ("trade_georgia", GEO, put("1995-2024", 2, 0, "(Thsd. USD)"), None, None, "no cell reads"),
    ("trade_georgia", GEO, put("1995-2024", 3, 2, 1997), "1995-2024!3", "C", "the next year"),
    ("trade_georgia", GEO, drop_row("1995-2024", 8), "1995-2024!8", "A", "should be 'March'"),
    ("trade_georgia", GEO, put("1995-2024", 7, 1, 9), "1995-2024!4", "B", "sum of its months"),
    ("trade_georgia", GEO, put("1995-2024", 17, 1, None), "1995-2024!17", "B", "not a number"),
    ("eurostat", EUR, text("TOTAL-Total", "27-Fuels"), 2, "PRODUCT", "is not"),
    ("eurostat", EUR, text("2-EXPORT", "1-IMPORT"), 2, "FLOW", "is not"),
    ("eurostat", EUR, text("27 countries", "28 countries"), 2, "REPORTER", "is not"),
    ("eurostat", EUR, text("Jan.-Dec. 2019", "Jan.-Nov. 2019"), 2, "PERIOD", "no whole year"),
    ("eurostat", EUR, text("201952", "201852"), 2, "PERIOD", "no whole year"),
    ("eurostat", EUR, text("201952-Jan.-Dec. 2019", "Jan.-Dec. 2016"), None, None, "of its own"),
    ("eurostat", EUR, text("Russian Federation (Russia)", "Russia"), None, None,
     "no row of the partner RUS"),
    ("eurostat", EUR, text(",1000\n", ",1000.5\n"), 2, "VALUE_IN_EUR", "no whole number"),
    ("eurostat", MEMBERS, missing, None, None, "missing"),
    ("eurostat", MEMBERS, drop_sheet("Sheet 4"), None, None, "lacks the sheet of imports or of"),
    ("eurostat", MEMBERS, put("Sheet 3", 5, 2, "QUANTITY_IN_100KG"), None, None, "in euros"),
    ("eurostat", MEMBERS, put("Sheet 3", 10, 1, "Atlantis"), "Sheet 3!10", "B", "unknown label"),
    ("eurostat", MEMBERS, put("Sheet 3", 10, 2, 1.5), "Sheet 3!10", "C", "no whole number"),
    ("eurostat", MEMBERS, put("Sheet 3", 7, 2, "2020"), "Sheet 3!7", "C", "no month"),
    ("eurostat", MEMBERS, double_row("Sheet 3", 10), None, None, "two values for"),
    ("factbook_trade", BOOK, missing, None, None, "missing; it comes from https://github.com/fact"),
    ("factbook_trade", BOOK, text("Russia", "Rusia"), 2, "partner", "'Rusia' is unknown"),
    ("factbook_trade", BOOK, text(",12.0,", ",112,"), 2, "share_pct", "not possible"),
    ("factbook_trade", BOOK, text(",12.0,", ",99,"), None, None, "add up to 109.5 per cent"),
    ("factbook_trade", BOOK, text("US", "Russia"), None, None, "two values for GEO"),
    ("factbook_trade", BOOK, text("b37e69311e", "b37e"), 2, "commit", "is no commit"),
]  # fmt: skip


@pytest.mark.parametrize("case", BROKEN, ids=lambda c: f"{c[0]}-{c[1].name}-{c[5]}"[:80])
def test_broken_input_is_named(tmp_path: Path, case: tuple) -> None:
    source, path, spoil, row, column, rule = case
    files = samples.files(source)
    spoil(files, path)
    samples.write(tmp_path, files)
    with pytest.raises(InputError, match=re.escape(rule)) as caught:
        build(source, tmp_path)
    error = caught.value
    assert (error.row, error.column) == (row, column)
    # What concerns several files names their folder.
    assert Path(error.file) in (tmp_path / path, (tmp_path / path).parent)


VALUES = st.one_of(
    st.none(), st.sampled_from(["", "x", "Россия", "1,5", ":", "-", "…", True, 2021, "Total"]),
    st.floats(allow_nan=False, allow_infinity=False), st.integers(-5, 10**13),
)  # fmt: skip


@each_source
@settings(max_examples=25)
@given(data=st.data())
def test_spoilt_files_are_refused_or_give_a_valid_table(source: str, data: st.DataObject) -> None:
    files = samples.files(source)
    path = data.draw(st.sampled_from(sorted(files)))
    files[path] = mutated(files[path], data)
    with tempfile.TemporaryDirectory() as folder:
        samples.write(Path(folder), files)
        try:
            for name, frame in build(source, Path(folder)).items():
                valid(name, frame)
        except InputError:
            pass


def mutated(found: samples.Content, data: st.DataObject) -> samples.Content:
    """The content with one cell, line, sheet or byte spoilt."""
    if isinstance(found, dict):
        return mutated_workbook(copy.deepcopy(found), data)
    raw = samples.as_bytes(found)
    place = data.draw(st.integers(0, len(raw) - 1))
    kind = data.draw(st.sampled_from(["cell", "drop", "double", "cut", "byte"]))
    if kind == "cut":
        return raw[:place]
    if kind == "byte" or isinstance(found, bytes):
        return raw[:place] + bytes([data.draw(st.integers(0, 255))]) + raw[place + 1 :]
    lines = found.split("\n")
    at = data.draw(st.integers(0, len(lines) - 1))
    if kind == "cell":
        cells = lines[at].split(",")
        cells[data.draw(st.integers(0, len(cells) - 1))] = str(data.draw(VALUES))
        lines[at] = ",".join(cells)
    else:
        lines[at : at + 1] = [] if kind == "drop" else [lines[at]] * 2
    return "\n".join(lines)


def mutated_workbook(book: dict[str, list[list]], data: st.DataObject) -> samples.Content:
    name = data.draw(st.sampled_from(sorted(book)))
    page = book[name]
    row = data.draw(st.integers(0, len(page) - 1))
    kind = data.draw(st.sampled_from(["cell", "cell", "drop", "double", "sheet", "name", "cut"]))
    if kind == "cut":
        content = samples.as_bytes(book)
        # The size of a workbook differs by the time of day, and Hypothesis must draw the same.
        return content[: len(content) * data.draw(st.integers(0, 999)) // 1000]
    if kind == "cell" and page[row]:
        page[row][data.draw(st.integers(0, len(page[row]) - 1))] = data.draw(VALUES)
    elif kind == "drop":
        page.pop(row)
    elif kind == "double":
        page.insert(row, list(page[row]))
    elif kind == "sheet" and len(book) > 1:
        book.pop(name)
    elif kind == "name":
        book["12_2023 neu"] = book.pop(name)
    return book


def test_a_workbook_that_is_none_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    for broken in (b"", b"PK\x03\x04", b"<html>", OLD_FORMAT, OLD_FORMAT + bytes(5000)):
        path.write_bytes(broken)
        with pytest.raises(InputError, match="not a whole workbook"):
            workbook(path, "nowhere")


# --- the table kept by hand ---------------------------------------------------------------------


def test_each_exclusion_matches_cells_of_its_table() -> None:
    for row in load("trade_exclusions").itertuples():
        frame = load(row.table)
        years = frame["year"] if "year" in frame else frame["month"].str[:4].astype(int)
        hit = years.between(row.from_year, row.to_year)
        for column in ("reporter", "partner"):
            wanted = getattr(row, column)
            hit &= (frame[column] == wanted) | (wanted == "*")
        hit &= (frame["flow"] == row.flow) | (row.flow == "both")
        not_held = row.table == "trade_factbook_shares" and row.kind == "exclude"
        assert hit.any() != not_held, row
        assert row.from_year <= row.to_year, row


# --- the publishers' files ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def built() -> dict[str, pd.DataFrame]:
    tables: dict[str, pd.DataFrame] = {}
    for source in samples.MAKERS:
        tables |= build(source, Path(RAW))
    return tables


@needs_raw
def test_tables_are_what_their_builders_make(built: dict[str, pd.DataFrame]) -> None:
    for name, frame in built.items():
        assert to_csv_bytes(frame) == records()[name].path.read_bytes(), name


def tidy(source: str) -> pd.Series:
    """Values in US$ of the independent reading, by reporter, partner, year and flow."""
    frame = pd.read_csv(Path(RAW) / "trade/tidy_trade.csv")
    frame = frame[frame["source"] == source]
    frame = frame.rename(columns={"reporter_iso3": "reporter", "partner_iso3": "partner"})
    return frame.set_index(KEY)["value_usd"]


def dollars(frame: pd.DataFrame) -> pd.Series:
    return frame.set_index(KEY)["value"] * 1e6


def equal(ours: pd.Series, theirs: pd.Series, slack: float = 1e-3) -> None:
    """All of theirs are in ours, and equal to the dollar or its thousandth part."""
    assert theirs.index.is_unique and ours.index.is_unique
    assert theirs.index.difference(ours.index).empty
    difference = (ours.loc[theirs.index] - theirs).abs()
    assert (difference <= slack + 1e-12 * theirs.abs()).all(), difference.nlargest(3)


def years_of(frame: pd.DataFrame) -> pd.DataFrame:
    """Monthly figures with the months of each year added up, and how many there are."""
    frame = frame.assign(year=frame["month"].str[:4].astype(int))
    return frame.groupby(KEY)["value"].agg(value="sum", months="size").reset_index()


def members(frame: pd.DataFrame) -> pd.DataFrame:
    """Sums over the members of the European Union."""
    frame = frame[frame["partner"].isin(trade_flows.EU27)]
    sums = frame.groupby(["reporter", "year", "flow"], as_index=False)["value"].sum()
    return sums.assign(partner="EUU")


# The independent reading rounds some sources to whole dollars.
ROUNDED = 0.5 + 1e-6
SAME = [
    ("trade_rosstat", "ROSSTAT_FCS 94itog", 448, 1e-3),
    ("trade_wits", "WITS", 2321, 1e-3),
    ("trade_wits_2019", "WITS-2019v", 40, 1e-3),
    ("trade_kazakhstan", "KAZ BNS", 204, ROUNDED),
    ("trade_kyrgyzstan", "KGZ NSC", 1018, ROUNDED),
    ("trade_uzbekistan", "UZB STAT", 476, ROUNDED),
    ("trade_georgia", "GEOSTAT", 58, ROUNDED),
]


@needs_raw
@pytest.mark.parametrize(("name", "source", "count", "slack"), SAME)
def test_yearly_tables_equal_the_independent_reading(built, name, source, count, slack) -> None:
    theirs = tidy(source)
    assert len(theirs) == count
    equal(dollars(built[name]), theirs, slack)


@needs_raw
def test_what_only_our_tables_hold_is_meant(built) -> None:
    """Partners in the EU, WITS for Latvia 2000-2005, the rest of the vintage of 2019."""
    eu = set(trade_flows.EU27) - set(trade_flows.STATES)
    for name, source, _, _ in SAME:
        more = dollars(built[name]).index.difference(tidy(source).index).to_frame()
        more = more[~more["partner"].isin(eu)]
        if name == "trade_wits":
            assert set(more["reporter"]) == {"LVA"} and more["year"].between(2000, 2005).all()
        elif name != "trade_wits_2019":
            assert more.empty, name


@needs_raw
@pytest.mark.parametrize(
    ("name", "source"),
    [("trade_kazakhstan", "KAZ BNS"), ("trade_kyrgyzstan", "KGZ NSC"),
     ("trade_uzbekistan", "UZB STAT")],
)  # fmt: skip
def test_sums_over_the_european_union_equal_the_independent_reading(built, name, source) -> None:
    theirs = tidy(f"{source} (sum of EU27-2020 members)")
    equal(dollars(members(built[name])), theirs, ROUNDED)


@needs_raw
def test_customs_totals_equal_the_independent_reading(built) -> None:
    table = built["trade_fcs"][built["trade_fcs"]["partner"] == "WLD"]
    for edition, source in (("2022-12", "FCS publication 2022"),
                            ("2023-12", "FCS country groups 2023")):  # fmt: skip
        ours = dollars(table[table["edition"] == edition])
        assert len(ours) == 4
        equal(ours, tidy(source), ROUNDED)


@needs_raw
def test_correlates_of_war_equal_the_independent_reading(built) -> None:
    table = built["trade_cow"]
    equal(dollars(table[table["partner"] == "WLD"]), tidy("COW_4.0 national"), ROUNDED)
    imports = table[table["partner"] != "WLD"]
    names = {"reporter": "partner", "partner": "reporter"}
    both = pd.concat([imports, imports.rename(columns=names).assign(flow="export")])
    theirs = tidy("COW_4.0")
    assert len(theirs) == 9456
    equal(dollars(both), theirs)
    sums = tidy("COW_4.0 (sum of EU27-2020 members)")
    equal(dollars(members(both[both["reporter"].isin(trade_flows.STATES)])), sums)


def monthly_tidy() -> pd.DataFrame:
    frame = pd.read_csv(Path(RAW) / "trade/tidy_trade_monthly.csv")
    month = frame["year"].astype(str) + "-" + frame["month"].astype(str).str.zfill(2)
    names = {"reporter_iso3": "reporter", "partner_iso3": "partner", "value_usd": "value"}
    return frame.rename(columns=names).assign(month=month)


@needs_raw
def test_months_equal_the_independent_reading(built) -> None:
    keys = ["reporter", "partner", "month", "flow"]
    theirs = monthly_tidy().set_index(keys)["value"]
    russia = built["trade_rosstat_monthly"].set_index(keys)["value"] * 1e6
    armenia = built["trade_armenia_monthly"]
    armenia = armenia[armenia["basis"] != "consignment"].set_index(keys)["value"] * 1e6
    assert len(russia) == 2676
    equal(russia, theirs.loc[["RUS"]])
    equal(armenia, theirs.loc[["ARM"]], ROUNDED)


@needs_raw
def test_sums_of_months_equal_the_independent_reading(built) -> None:
    russia = years_of(built["trade_rosstat_monthly"])
    russia = dollars(russia[russia["months"] == 12])
    theirs = tidy("ROSSTAT_FCS 96stran (sum of 12 months)")
    assert len(russia) == len(theirs) == 222
    equal(russia, theirs, ROUNDED)
    armenia = built["trade_armenia_monthly"]
    for basis, source in (("origin", "ARM ARMSTAT (imports by origin)"),
                          ("consignment", "ARM ARMSTAT (imports by consignment)")):  # fmt: skip
        kept = armenia["basis"] == basis
        if basis == "origin":
            kept |= armenia["basis"] == "not stated"
        equal(dollars(years_of(armenia[kept])), tidy(source), ROUNDED)


@needs_raw
def test_euros_equal_the_independent_reading(built) -> None:
    other = pd.read_csv(Path(RAW) / "trade/tidy_eu_exports_eur.csv")
    theirs = other.rename(columns={"partner_iso3": "partner"}).set_index(KEY)["value_eur"]
    ours = built["trade_eurostat"].set_index(KEY)["value"]
    assert ours.sort_index().to_dict() == theirs.sort_index().to_dict()
    other = pd.read_csv(Path(RAW) / "trade/tidy_eu_members_monthly_eur.csv")
    names = other["reporter"].str.partition(" (")[0].map(eurostat.MEMBERS)
    month = other["year"].astype(str) + "-" + other["month"].astype(str).str.zfill(2)
    theirs = pd.Series(
        other["value_eur"].array,
        index=pd.MultiIndex.from_arrays([names, other["partner_iso3"], month, other["flow"]]),
    )
    keys = ["reporter", "partner", "month", "flow"]
    ours = built["trade_eurostat_members"].set_index(keys)["value"]
    assert len(ours) == len(theirs) == 12_493
    assert ours.to_dict() == theirs.to_dict()


@needs_raw
def test_factbook_shares_are_those_of_the_list_but_for_what_is_left_out(built) -> None:
    other = pd.read_csv(Path(RAW) / "trade/factbook_partner_shares.csv")
    ours = built["trade_factbook_shares"]
    left_out = (other["partner"] == "The") | (
        other["iso3"].isin(["BLR", "TJK", "TKM"]) & (other["year"] >= 2022)
    )
    assert (len(other), left_out.sum(), len(ours)) == (1062, 61, 1001)
    kept = other[~left_out]
    theirs = {(r.iso3, factbook_trade.PARTNERS[r.partner], r.year, r.flow): (r.share_pct, r.rank)
              for r in kept.itertuples()}  # fmt: skip
    assert theirs == {(r.reporter, r.partner, r.year, r.flow): (r.value, r.rank)
                      for r in ours.itertuples()}  # fmt: skip


def turnover(frame: pd.DataFrame, reporter: str, partner: str, year: int) -> float:
    """Exports and imports, billion US$."""
    found = frame[(frame["reporter"] == reporter) & (frame["partner"] == partner)]
    return found[found["year"] == year]["value"].sum() / 1000


@needs_raw
@pytest.mark.parametrize(
    ("name", "states", "year", "billion"),
    [
        *(("trade_rosstat", ("RUS", "BLR"), y, v) for y, v in
          ((2011, 39.4), (2012, 38.8), (2016, 24.1), (2018, 34.5), (2021, 38.8))),
        *(("trade_rosstat", ("RUS", "KAZ"), y, v) for y, v in
          ((2010, 15.1), (2012, 25.8), (2016, 13.3), (2021, 25.6))),
        ("trade_wits", ("BLR", "RUS"), 2012, 43.4),
        ("trade_kazakhstan", ("KAZ", "RUS"), 2022, 27.0),
        ("trade_kazakhstan", ("KAZ", "RUS"), 2023, 27.1),
    ],
)  # fmt: skip
def test_quoted_turnover(built, name, states, year, billion) -> None:
    assert round(turnover(built[name], *states, year), 1) == billion


@needs_raw
def test_other_quoted_figures(built) -> None:
    for year, billion in ((2018, 1.37), (2019, 1.47)):
        assert round(turnover(built["trade_wits"], "GEO", "RUS", year), 2) == billion
    rosstat_table = built["trade_rosstat"]
    partners = ("ARM", "BLR", "KAZ", "KGZ")
    union = {year: sum(turnover(rosstat_table, "RUS", p, year) for p in partners)
             for year in (2014, 2015)}  # fmt: skip
    assert {y: round(v, 1) for y, v in union.items()} == {2014: 57.7, 2015: 42.7}
    fcs = built["trade_fcs"].set_index(["partner", "year", "flow", "edition"])["value"]["WLD"]
    assert [round(v / 1000, 1) for v in fcs.loc[2022]] == [591.5, 592.5, 259.1, 255.3]
    uzbek = built["trade_uzbekistan"].set_index(KEY)["value"]
    assert round(uzbek["UZB", "WLD", 2010, "export"], 1) == 13_023.4


@needs_raw
def test_defects_that_the_records_name_are_in_the_tables(built) -> None:
    new, old = (built[n].set_index(KEY)["value"] for n in ("trade_wits", "trade_wits_2019"))
    cow = built["trade_cow"].set_index(KEY)["value"]
    for year in range(2000, 2006):
        for flow in ("export", "import"):
            key = ("LVA", "WLD", year, flow)
            assert new[key] / cow[key] == pytest.approx(1.42, abs=0.025)
            # Not said by the source notes: the older vintage is too high in its last two years.
            assert 0.98 <= old[key] / cow[key] <= (1.005 if year <= 2003 else 1.11)
    russia = built["trade_rosstat"].set_index(KEY)["value"]
    assert new["BLR", "RUS", 2021, "import"] / 1000 == pytest.approx(11.9, abs=0.05)
    assert russia["RUS", "BLR", 2021, "export"] / 1000 == pytest.approx(23.1, abs=0.05)
    assert turnover(built["trade_wits"], "KAZ", "RUS", 2010) == pytest.approx(8.5, abs=0.05)
    assert cow["RUS", "BLR", 2006, "import"] / 1000 == pytest.approx(1.9, abs=0.05)
    both = {y: (cow["KAZ", "RUS", y, "import"] + cow["RUS", "KAZ", y, "import"]) / 1000
            for y in (2010, 2011)}  # fmt: skip
    assert {y: round(v, 1) for y, v in both.items()} == {2010: 7.6, 2011: 10.1}
    months = built["trade_rosstat_monthly"]
    kazakh = months[(months["partner"] == "KAZ") & months["month"].str.startswith("2010")]
    assert sorted(set(kazakh["month"])) == [f"2010-{m:02}" for m in range(1, 7)]
