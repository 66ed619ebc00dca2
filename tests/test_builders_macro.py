"""The macro builders, layers and measures: on small files, and on the publishers' own.

Equality with the independent parse is tested cell by cell; deliberate differences are the constants
below, each with its reason.
"""

from __future__ import annotations

import gzip
import importlib
import json
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import raw_macro as samples
from conftest import RAW, needs_raw, refused
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.builders import (
    cbr,
    ert,
    hmrc,
    inflation,
    natural_earth,
    nbu,
    polity,
    vdem,
    vdem_v16,
    wdi,
    wgi,
)
from analysis.countries import COUNTRIES
from analysis.economy import CURRENCIES, INDEX_ERROR, yoy
from analysis.errors import InputError
from analysis.maps import check_layer
from analysis.records import Record, records
from analysis.tables import load, parse, to_csv_bytes

MODULES = {name: importlib.import_module(f"analysis.builders.{name}") for name in samples.WRITERS}


@pytest.fixture(scope="module")
def sample_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.write_all(tmp_path_factory.mktemp("raw"))


@pytest.fixture
def raw(sample_root: Path, tmp_path: Path) -> Path:
    """The small raw folder, for this test to spoil."""
    return shutil.copytree(sample_root, tmp_path, dirs_exist_ok=True)


def lines(source: str, raw: Path, table: str) -> list[str]:
    return to_csv_bytes(MODULES[source].build(raw)[table]).decode().splitlines()


# --- small files: what a builder makes of them -------------------------------------------------


def test_wdi_keeps_the_states_since_1985(raw: Path) -> None:
    table = MODULES["wdi"].build(raw)["wdi"]
    assert list(table.columns) == ["country", "year", "indicator", "value"]
    kept = table[table["indicator"] == samples.SAMPLE]
    assert kept.to_numpy().tolist() == [["ARM", 1992, samples.SAMPLE, 150.25]]


def test_wdi_indicators_are_described(raw: Path) -> None:
    row = ('DT.DOD.DECT.CD,"External debt stocks, total (DOD, current US$)",current US$,2025-12-17,'
           "Economy & Growth; Trade")  # fmt: skip
    assert row in lines("wdi", raw, "wdi_indicators")


def test_daily_rates_are_new_lists_in_new_roubles(raw: Path) -> None:
    assert lines("exchange_rates", raw, "exchange_rates_daily") == [
        "currency,source,date,value",
        "KZT,NBU,1996-09-02,70.0",
        "RUB,CBR,1992-07-01,0.12526",
        "RUB,CBR,1997-12-31,5.96",
        "RUB,CBR,1998-01-01,5.96",
        "UAH,NBU,1996-09-02,1.75",
        "UAH,NBU,2014-05-01,11.0",
        "UAH,NBU,2014-05-03,11.5",
        "UZS,NBU,2014-05-01,2200.0",
        "UZS,NBU,2014-05-03,2300.0",
    ]


def test_monthly_rates_are_those_of_the_first_day(raw: Path) -> None:
    assert lines("exchange_rates", raw, "exchange_rates_monthly") == [
        "currency,source,month,value",
        "AMD,NBU,2014-05,440.0",
        *(f"{c},HMRC,2015-{m},{v}" for c, v in (("EUR", 0.8), ("KZT", 200.0), ("RUB", 60.0),
                                                 ("UAH", 16.0)) for m in ("01", "02")),
    ]  # fmt: skip


def test_prices_keep_zeros_and_leave_out_empty_months(raw: Path) -> None:
    found = lines("inflation", raw, "prices_monthly")
    assert found[:4] == ["country,series,month,value", "ARM,food,1970-01,0.0",
                         "ARM,food,1970-02,99.5", "ARM,headline,1970-01,0.0"]  # fmt: skip
    assert len(found) == 1 + 11 + 14 + 2


def test_democracy_indices_have_their_intervals(raw: Path) -> None:
    found = lines("vdem", raw, "vdem")
    assert found[:2] == ["country,year,index,value,low,high", "ARM,1991,v2x_api,0.5,0.375,0.625"]
    assert len(found) == 1 + 2 * len(vdem.INDICES)
    assert lines("vdem_v16", raw, "vdem_v16")[1] == "ARM,1991,0.611"


def test_episodes_that_touch_the_years_since_1990_are_kept(raw: Path) -> None:
    assert lines("ert", raw, "regime_episodes")[1:] == [
        "ARM_2024_2024,ARM,autocratization,2024,2024,outcome censored,yes",
        "RUS_1989_1990,RUS,democratization,1989,1990,stabilized electoral autocracy,no",
    ]
    assert lines("ert", raw, "regimes")[1:] == ["ARM,2024,2", "RUS,1990,1"]


def test_editions_of_the_governance_indicators_stand_apart(raw: Path) -> None:
    found = lines("wgi", raw, "wgi")
    assert "AZE,1996,VA,2023,-0.5,0.25" in found and "AZE,2023,VA,2024,-0.75,0.125" in found
    assert len(found) == 1 + 6 * (2 * 15 - 1) + 15


def test_polity_keeps_special_codes(raw: Path) -> None:
    assert lines("polity", raw, "polity")[1:] == ["GEO,1992,-77,0", "RUS,1992,5,5"]


def test_each_macro_source_makes_the_tables_that_it_names(raw: Path) -> None:
    for module in MODULES.values():
        assert set(module.build(raw)) == set(module.TABLES)


# --- small files: what is wrong with them ------------------------------------------------------


def without(path: Path) -> Callable[[Path], object]:
    return lambda raw: (raw / path).unlink()


def cut(path: Path, count: int = 20) -> Callable[[Path], object]:
    return lambda raw: (raw / path).write_bytes((raw / path).read_bytes()[:-count])


def swap(path: Path, old: str, new: str, times: int = 1) -> Callable[[Path], object]:
    """Replace a text in a file, which must hold it."""

    def spoil(raw: Path) -> None:
        text = (raw / path).read_bytes().decode()
        assert old in text
        (raw / path).write_bytes(text.replace(old, new, times).encode())

    return spoil


def wdi_rows(*rows: list) -> Callable[[Path], object]:
    return lambda raw: samples.put(raw, samples.GRAPH, samples.csv_text(wdi.COLUMNS, *rows))


def cbr_row(*row: object) -> Callable[[Path], object]:
    return lambda raw: samples.write_cbr(raw, [*samples.CBR_ROWS, list(row)])


def nbu_swap(old: str, new: str) -> Callable[[Path], object]:
    def spoil(raw: Path) -> None:
        text = samples.nbu_text()
        assert old in text
        samples.write_nbu(raw, text.replace(old, new, 1))

    return spoil


def month(**changed: object) -> Callable[[Path], object]:
    text = samples.hmrc_list("2015-02", 28, **changed)
    return lambda raw: samples.put(raw, FEBRUARY, text)


def rates(**changed: object) -> Callable[[Path], object]:
    usual = json.loads(samples.hmrc_list("2015-02", 28))["rates"]
    kept = {code: rate for code, rate in (usual | changed).items() if rate is not None}
    return month(rates=kept)


def democracy(**changed: list) -> Callable[[Path], object]:
    return lambda raw: samples.write_vdem(raw, samples.democracy(**changed))


def scores(**changed: list) -> Callable[[Path], object]:
    return lambda raw: samples.write_polity(raw, samples.scores(**changed))


def episodes(*rows: list) -> Callable[[Path], object]:
    return lambda raw: samples.write_ert(raw, [*samples.ERT_ROWS, *rows])


def sheet(row: int, column: int, value: object) -> Callable[[Path], object]:
    """Change a cell of the first governance sheet, counted from 0."""

    def spoil(raw: Path) -> None:
        sheets = samples.governance()
        sheets["ControlofCorruption"][row][column] = value
        samples.write_wgi(raw, sheets)

    return spoil


def without_sheet(raw: Path) -> None:
    sheets = samples.governance()
    del sheets["RuleofLaw"]
    samples.write_wgi(raw, sheets)


def other_edition(raw: Path) -> None:
    sheets = samples.governance() | {wgi.TITLE_PAGE: [["2024 Update"]]}
    samples.write_wgi(raw, sheets)


def without_date(raw: Path) -> None:
    samples.write_cbr(raw, header=["nominal", "date", "curs", "cdx"])


def governed(**changed: object) -> Callable[[Path], object]:
    return lambda raw: samples.write_wgi(raw, **changed)


FEBRUARY = hmrc.FOLDER / "2015/02.json"
V16 = vdem_v16.FILE
HEADLINE = inflation.FOLDER / inflation.SERIES[1][1]
ARM_1992 = ["Armenia", "ARM", 1992, 150]
LAST = ["Zimbabwe", "ZWE", 1992, 1]
EPISODE = samples.transformation

BROKEN = [
    ("wdi", without(samples.GRAPH), samples.GRAPH, None, None, "missing; it comes from https"),
    ("wdi", without(samples.ABOUT), samples.ABOUT, None, None, "missing; it comes from https"),
    ("wdi", cut(samples.GRAPH, 1), samples.GRAPH, None, None, "its last line does not end"),
    ("wdi", wdi_rows(ARM_1992), samples.GRAPH, None, None, "its last country is 'Armenia'"),
    ("wdi", wdi_rows(), samples.GRAPH, None, None, "its last country is ''"),
    ("wdi", lambda raw: samples.put(raw, samples.GRAPH, ""), samples.GRAPH, None, None,
     "its last line does not end"),
    ("wdi", lambda raw: samples.put(raw, samples.GRAPH, b"Country Name\nCura\xe7ao\n"),
     samples.GRAPH, 2, None, "not UTF-8"),
    ("wdi", swap(samples.GRAPH, "Value", "Amount"), samples.GRAPH, 1, None, "lacks the columns V"),
    ("wdi", wdi_rows(ARM_1992[:3], LAST), samples.GRAPH, 2, None, "not as many cells"),
    ("wdi", wdi_rows(ARM_1992, ARM_1992, LAST), samples.GRAPH, 3, "Year",
     "NY.GDP.PCAP.CD ARM 1992 stands twice, first in row 2"),
    ("wdi", wdi_rows(["Armenia", "ARM", 1992, "n/a"], LAST), samples.GRAPH, 2, "Value",
     "'n/a' is not a number"),
    ("wdi", wdi_rows(["Armenia", "ARM", 1992, "1e99"], LAST), samples.GRAPH, 2, "Value",
     "not possible: it should lie between 10 and 200000"),
    ("wdi", wdi_rows(["Armenia", "ARM", "92", 1], LAST), samples.GRAPH, 2, "Year", "not a year"),
    ("wdi", wdi_rows(["Aruba", "ARM", 1992, 150], LAST), samples.GRAPH, 2, "Country Name",
     "'Aruba' should be 'Armenia'"),
    ("wdi", wdi_rows(LAST), samples.GRAPH, None, None, "no value of NY.GDP.PCAP.CD for any state"),
    ("wdi", swap(samples.ABOUT, "current", "constant 2015"), samples.ABOUT, None, "title",
     "is its unit the same?"),
    ("wdi", swap(samples.ABOUT, "ny.gdp", "ny.gnp"), samples.ABOUT, None, "name", "name of the f"),
    ("wdi", swap(samples.ABOUT, '"title"', '"heading"'), samples.ABOUT, None, "title", "no title"),
    ("wdi", swap(samples.ABOUT, "keywords", "topics"), samples.ABOUT, None, "keywords", "no list"),
    ("wdi", swap(samples.ABOUT, "}", ""), samples.ABOUT, 1, None, "not JSON"),
    ("exchange_rates", without(cbr.FILE), cbr.FILE, None, None, "missing; it comes from https"),
    ("exchange_rates", cut(cbr.FILE), cbr.FILE, None, None, "not a whole workbook"),
    ("exchange_rates", without_date,
     cbr.FILE, None, None, "no cell reads 'data'"),
    ("exchange_rates", lambda raw: samples.write_cbr(raw, []), cbr.FILE, None, None, "no rate"),
    ("exchange_rates", cbr_row(1, "01.02.1999", 20, "Доллар США"), cbr.FILE, "RC!5", "B",
     "no day since 1992-07-01"),
    ("exchange_rates", cbr_row(*samples.CBR_ROWS[2]), cbr.FILE, "RC!5", "data", "stands twice"),
    ("exchange_rates", cbr_row(1, samples.datetime(1999, 1, 1), 20, "Евро"), cbr.FILE, "RC!5", "D",
     "'Евро' should be"),
    ("exchange_rates", cbr_row(3, samples.datetime(1999, 1, 1), 20, "Доллар США"), cbr.FILE, "RC!5",
     "A", "no number of dollars"),
    ("exchange_rates", cbr_row(1, samples.datetime(1999, 1, 1), 20000, "Доллар США"), cbr.FILE,
     "RC!5", "C", "20000 new roubles for a dollar"),
    ("exchange_rates", cbr_row(1, samples.datetime(1999, 1, 1), "20", "Доллар США"), cbr.FILE,
     "RC!5", "C", "is not a number"),
    ("exchange_rates", without(nbu.FILE), nbu.FILE, None, None, "missing; it comes from https"),
    ("exchange_rates", cut(nbu.FILE), nbu.FILE, None, None, "not a whole gzip file"),
    ("exchange_rates", lambda raw: samples.write_nbu(raw, samples.nbu_text()[:-1]), nbu.FILE, None,
     None, "its last line does not end"),
    ("exchange_rates", lambda raw: samples.write_nbu(raw, samples.nbu_text([])), nbu.FILE, None,
     None, "no rate"),
    ("exchange_rates", nbu_swap("uah_per_1_unit", "rate"), nbu.FILE, 1, None, "lacks the columns"),
    ("exchange_rates", nbu_swap("1996-09-02,KZT", "1996-09-31,KZT"), nbu.FILE, 3, "date",
     "not a date YYYY-MM-DD"),
    ("exchange_rates", nbu_swap("02.09.1996", "03.09.1996"), nbu.FILE, 2, "exchangedate_in_file",
     "is not the date 1996-09-02"),
    ("exchange_rates", nbu_swap("KZT", "XXX"), nbu.FILE, 3, "cc", "no known currency"),
    ("exchange_rates", nbu_swap("AZM", "KZT"), nbu.FILE, 3, "cc", "KZT stands twice"),
    ("exchange_rates", nbu_swap("0.025", "0,025"), nbu.FILE, 3, None, "not as many cells"),
    ("exchange_rates", nbu_swap("0.025", "0"), nbu.FILE, 3, "uah_per_1_unit", "not possible"),
    ("exchange_rates", nbu_swap("USD,11.5", "USD,115"), nbu.FILE, "2014-05-03", "uah_per_1_unit",
     "UAH: from 11 for a dollar on 2014-05-01 to 115 on 2014-05-03"),
    ("exchange_rates", without(FEBRUARY.with_name("01.json")), FEBRUARY, None, None,
     "the month 2015-01 should come first"),
    ("exchange_rates", month(base="EUR"), FEBRUARY, None, "base", "'EUR' should be 'GBP'"),
    ("exchange_rates", month(period={"start": "2015-03-01"}), FEBRUARY, None, "period",
     "should be"),
    ("exchange_rates", month(rates=[]), FEBRUARY, None, "rates", "no rate of USD"),
    ("exchange_rates", rates(USD=None), FEBRUARY, None, "rates", "no rate of USD"),
    ("exchange_rates", rates(RUB=90), FEBRUARY, None, "RUB", "90 is no text"),
    ("exchange_rates", rates(RUB="900"), FEBRUARY, "rates", "RUB", "from 60 to 600 for a dollar"),
    ("exchange_rates", rates(RUB="N/A"), FEBRUARY, "rates", "RUB", "'N/A' is not a number"),
    ("exchange_rates", cut(FEBRUARY), FEBRUARY, 1, None, "not JSON"),
    ("exchange_rates", swap(FEBRUARY, '"rates"', '"list"'), FEBRUARY, None, None, "lacks rates"),
    ("inflation", without(HEADLINE), HEADLINE, None, None, "missing; it comes from https"),
    ("inflation", swap(HEADLINE, "197002", "197005"), HEADLINE, 1, "197005", "the month 197002"),
    ("inflation", swap(HEADLINE, "1970", "x", 3), HEADLINE, 1, None, "names no month"),
    ("inflation", swap(HEADLINE, "Indicator Type", "Type"), HEADLINE, 1, None, "Indicator Type"),
    ("inflation", swap(HEADLINE, "Index,Headline", "Inflation,Headline"), HEADLINE, 2,
     "Indicator Type", "'Inflation' should be 'Index'"),
    ("inflation", swap(HEADLINE, "Armenia", "Albania"), HEADLINE, 2, "Country", "should be 'Armen"),
    ("inflation", swap(HEADLINE, "AZE", "ARM"), HEADLINE, 3, "Country Code", "ARM stands twice"),
    ("inflation", swap(HEADLINE, "AZE", "XXX"), HEADLINE, None, None, "no row of AZE"),
    ("inflation", swap(HEADLINE, "99.5", "99.5%"), HEADLINE, 2, "197002", "not a number"),
    ("inflation", swap(HEADLINE, "99.5", "-99.5"), HEADLINE, 2, "197002", "not possible"),
    ("inflation", cut(HEADLINE), HEADLINE, None, None, "its last line does not end"),
    ("vdem", without(vdem.FILE), vdem.FILE, None, None, "missing; it comes from https"),
    ("vdem", cut(vdem.FILE), vdem.FILE, None, None, "not whole"),
    ("vdem", lambda raw: samples.write_vdem(raw, samples.democracy().drop(columns="v2x_api")),
     vdem.FILE, None, None, "lacks the columns v2x_api"),
    ("vdem", democracy(v2x_api=["a"] * 5), vdem.FILE, None, "v2x_api", "no numbers"),
    ("vdem", democracy(year=[1991, 1990.5, 1990, 1989, 1991]), vdem.FILE, 2, "year", "whole year"),
    ("vdem", democracy(country_text_id=["ARM"] * 5), vdem.FILE, 2, vdem.NAME, "name of its code"),
    ("vdem", democracy(country_text_id=["ARM"] * 2 + ["TKM", "RUS", "MEX"],
                       vdem_country_name=["Armenia"] * 2 + ["Turkmenistan", "Russia", "Mexico"],
                       year=[1991] * 5), vdem.FILE, 2, "year", "the only row"),
    ("vdem", democracy(v2x_api=[0.5, 0.9, 0.5, 0.5, 0.5]), vdem.FILE, 2, "v2x_api",
     "RUS 1990: 0.9 should be an estimate from 0 to 1 between its bounds"),
    ("vdem", democracy(year=[1891] * 5), vdem.FILE, None, None, "no estimate of any state"),
    ("vdem_v16", without(V16), V16, None, None, "missing; it comes from https"),
    ("vdem_v16", swap(V16, "Index", "Score"), V16, 1, None, "lacks the columns"),
    ("vdem_v16", swap(V16, "0.611", "61.1"), V16, 4, vdem_v16.INDEX,
     "between 0 and 1"),
    ("vdem_v16", swap(V16, "0.611", ""), V16, 4, vdem_v16.INDEX, "not a number"),
    ("vdem_v16", swap(V16, "Armenia", "Albania"), V16, 2, "Entity", "should be"),
    ("vdem_v16", swap(V16, "1990", "1991"), V16, 4, "Year", "ARM 1991 stands tw"),
    ("vdem_v16", cut(V16, 31), V16, None, None, "no row of UZB"),
    ("ert", without(ert.FILE), ert.FILE, None, None, "missing; it comes from https"),
    ("ert", cut(ert.FILE, 1), ert.FILE, None, None, "its last line does not end"),
    ("ert", swap(ert.FILE, "v2x_regime", "regime"), ert.FILE, 1, None, "lacks the columns v2x_re"),
    ("ert", episodes(EPISODE("RUS", "Russia", 1990, 1)), ert.FILE, 8, "year", "stands twice"),
    ("ert", episodes(EPISODE("RUS", "Rus", 1991, 1)), ert.FILE, 8, "country_name", "should be"),
    ("ert", episodes(EPISODE("RUS", "Russia", 1991, 4)), ert.FILE, 8, "v2x_regime", "0 and 3"),
    ("ert", episodes(EPISODE("RUS", "Russia", 1991, 0.5)), ert.FILE, 8, "v2x_regime", "no whole"),
    ("ert", episodes(EPISODE("RUS", "Russia", 1991, 1, dem=(1989, 1990, 3, 0))), ert.FILE, 8,
     "dem_ep_id", "hold the year 1991"),
    ("ert", episodes(EPISODE("LVA", "Latvia", 1991, 1, dem=(1991, 1992, 3, 0))), ert.FILE, None,
     "year", "LVA_1991_1992: no row of its year 1992"),
    ("ert", episodes(EPISODE("LVA", "Latvia", 1991, 1, dem=(1991, 1991, 0, 0))), ert.FILE, 8,
     "dem_ep_outcome", "an episode without outcome"),
    ("ert", episodes(EPISODE("LVA", "Latvia", 1991, 1, aut=(1991, 1992, 5, 0)),
                     EPISODE("LVA", "Latvia", 1992, 1, aut=(1991, 1992, 4, 0))), ert.FILE, 9,
     "aut_ep_outcome", "LVA_1991_1992: averted regression"),
    ("ert", lambda raw: samples.write_ert(raw, samples.ERT_ROWS[-1:]), ert.FILE, None, None,
     "no row of any state"),
    ("wgi", without(wgi.WORKBOOK), wgi.WORKBOOK, None, None, "missing; it comes from https"),
    ("wgi", cut(wgi.WORKBOOK), wgi.WORKBOOK, None, None, "not a whole workbook"),
    ("wgi", without_sheet, wgi.WORKBOOK, None, None, "no sheet 'RuleofLaw'"),
    ("wgi", other_edition, wgi.WORKBOOK, None, None, "no cell reads"),
    ("wgi", sheet(0, 0, "Rule of Law"), wgi.WORKBOOK, "ControlofCorruption!1", "A", "begin with"),
    ("wgi", sheet(3, 5, 1997), wgi.WORKBOOK, "ControlofCorruption!4", "F", "no year of the ind"),
    ("wgi", sheet(3, 5, 1996), wgi.WORKBOOK, "ControlofCorruption!5", "F", "stands twice"),
    ("wgi", sheet(3, 5, 2002), wgi.WORKBOOK, "ControlofCorruption!5", None, "the same years"),
    ("wgi", sheet(4, 6, "SD"), wgi.WORKBOOK, "ControlofCorruption!5", None, "the same years"),
    ("wgi", sheet(6, 1, "XXX"), wgi.WORKBOOK, None, None, "0 rows are labelled 'ARM'"),
    ("wgi", sheet(6, 0, "Albania"), wgi.WORKBOOK, "ControlofCorruption!7", "A", "should be 'Armen"),
    ("wgi", sheet(7, 2, "x"), wgi.WORKBOOK, "ControlofCorruption!8", "C", "'x' is not a number"),
    ("wgi", sheet(7, 2, 40), wgi.WORKBOOK, "ControlofCorruption!8", "C", "40 ± 0.25 is not poss"),
    ("wgi", sheet(7, 3, None), wgi.WORKBOOK, "ControlofCorruption!8", "C", "should go together"),
    ("wgi", without(wgi.R_FILE), wgi.R_FILE, None, None, "missing; it comes from https"),
    ("wgi", governed(Estimate=9), wgi.R_FILE, 1, "Estimate", "an estimate"),
    ("wgi", governed(year=1997), wgi.R_FILE, 1, "year", "a year of the"),
    ("wgi", governed(wb_code="ARM"), wgi.R_FILE, 2, "wb_country", "name of"),
    ("polity", without(polity.FILE), polity.FILE, None, None, "missing; it comes from https"),
    ("polity", cut(polity.FILE), polity.FILE, None, None, "not whole"),
    ("polity", scores(polity=[5, -78, 0, 1]), polity.FILE, 2, "polity", "GRG 1992: -78 should"),
    ("polity", scores(polity2=[5, -77, 0, 1]), polity.FILE, 2, "polity2", "a score from -10"),
    ("polity", scores(year=[1992, 1992.5, 1991, 1922]), polity.FILE, 2, "year", "a whole year"),
    ("polity", scores(year=[1992, 1992, 1991, 1992]), polity.FILE, 4, "year", "the only row"),
    ("polity", scores(scode=["USA"] * 4), polity.FILE, None, None, "no score of any state"),
    ("polity", scores(scode=["RUS", "RUS", "USR", "RUS"]), polity.FILE, 2, polity.NAME,
     "name of"),
]  # fmt: skip


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: f"{case[0]}-{case[5]}")
def test_broken_macro_input_is_named(raw: Path, case: tuple) -> None:
    refused(MODULES, raw, case)


def test_no_month_of_hmrc_is_named(raw: Path) -> None:
    for path in (raw / hmrc.FOLDER).glob("2015/*.json"):
        path.unlink()
    with pytest.raises(InputError, match="no month found; they come from https"):
        list(hmrc.rates(raw))


# --- any spoilt file is refused, or what it makes keeps the rules of its table -------------------

SPOILT = [("wdi", samples.GRAPH), ("wdi", samples.ABOUT), ("exchange_rates", cbr.FILE),
          ("exchange_rates", FEBRUARY), ("inflation", HEADLINE), ("vdem", vdem.FILE),
          ("vdem_v16", V16), ("ert", ert.FILE), ("wgi", wgi.R_FILE),
          ("polity", polity.FILE)]  # fmt: skip
EDITS = st.lists(st.tuples(st.floats(0, 1), st.sampled_from(["cut", "drop", "insert", "change"]),
                           st.binary(min_size=1, max_size=4)), min_size=1, max_size=3)  # fmt: skip


def spoilt(content: bytes, edits: list[tuple[float, str, bytes]]) -> bytes:
    for where, kind, new in edits:
        at = int(where * len(content))
        end = {"cut": len(content), "drop": at + len(new), "insert": at, "change": at + len(new)}
        content = content[:at] + (b"" if kind in ("cut", "drop") else new) + content[end[kind]:]
    return content


def keeps_its_rules(name: str, frame: pd.DataFrame) -> None:
    found = records()[name]
    parse(Record(found.resource | {"rowFloor": 0}, found.folder), to_csv_bytes(frame))


@pytest.mark.parametrize(("source", "file"), SPOILT, ids=str)
@settings(max_examples=25)
@given(edits=EDITS)
def test_spoilt_files_are_refused_or_harmless(
    source: str, file: Path, edits: list[tuple[float, str, bytes]]
) -> None:
    packed = file.suffix == ".rda"
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder)
        for write in samples.WRITERS[source]:
            write(raw)
        content = (raw / file).read_bytes()
        whole = spoilt(gzip.decompress(content) if packed else content, edits)
        (raw / file).write_bytes(gzip.compress(whole) if packed else whole)
        try:
            tables = MODULES[source].build(raw)
        except InputError:
            return
        for name, frame in tables.items():
            keeps_its_rules(name, frame)


@settings(max_examples=25)
@given(edits=EDITS)
def test_spoilt_lists_of_the_nbu_are_refused_or_harmless(edits: list) -> None:
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder)
        for write in samples.WRITERS["exchange_rates"]:
            write(raw)
        content = spoilt(samples.nbu_text().encode(), edits)
        (raw / nbu.FILE).write_bytes(gzip.compress(content))
        try:
            tables = MODULES["exchange_rates"].build(raw)
        except InputError:
            return
        for name, frame in tables.items():
            keeps_its_rules(name, frame)


# --- map layers --------------------------------------------------------------------------------

FIELDS = [
    {"name": "id", "constraints": {"pattern": "[a-z]+", "unique": True}},
    {"name": "role", "constraints": {"enum": ["state"]}},
]
LAYER = {"path": "maps/x.geojson", "layer": {"features": 1, "fields": FIELDS}}
RECORD = Record(LAYER, Path("data"))


def layer(geometry: object = None, **properties: object) -> dict:
    square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    return {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"id": "a", "role": "state"} | properties,
         "geometry": geometry or square}]}  # fmt: skip


def polygon(*ring: list) -> dict:
    return layer({"type": "Polygon", "coordinates": [list(ring)]})


def test_a_layer_that_keeps_its_record_is_taken() -> None:
    assert check_layer(RECORD, json.dumps(layer()).encode()) == layer()


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("{", "not JSON"), ('{"a": NaN}', "NaN is no number"), ("[]", "no GeoJSON FeatureColl"),
        ({"type": "FeatureCollection", "features": []}, "0 features, the record states 1"),
        ({"type": "FeatureCollection", "features": [1]}, "no GeoJSON Feature"),
        (layer(extra="x"), "the properties should be ['id', 'role']"),
        (layer(id="A"), "of the form [a-z]+"), (layer(id=None), "should be a text"),
        (layer(role="city"), "one of ['state']"),
        (layer({"type": "Point", "coordinates": [0, 0]}), "neither Polygon nor MultiPolygon"),
        (layer({"type": "MultiPolygon", "coordinates": []}), "no polygon"),
        (layer({"type": "MultiPolygon", "coordinates": [[]]}), "no ring"),
        (polygon([0, 0], [1, 0], [0, 0]), "less than 4 positions"),
        (polygon([0, 0], [1, 0], [1, 1], [0, 1]), "not closed"),
        (polygon([0, 0], [1, 0], [2, 0], [0, 0]), "has no area"),
        (polygon([0, 0], [181, 0], [1, 1], [0, 0]), "[181, 0] is no position"),
        (polygon([0, 0], ["1", 0], [1, 1], [0, 0]), "is no position"),
        (polygon([0, 0], [1, 0, 5], [1, 1], [0, 0]), "is no position"),
    ],
)  # fmt: skip
def test_a_spoilt_layer_is_named(content: object, rule: str) -> None:
    text = content if isinstance(content, str) else json.dumps(content)
    with pytest.raises(InputError, match=re.escape(rule)):
        check_layer(RECORD, text.encode())


def test_ids_of_a_layer_are_unique() -> None:
    twice = layer()
    twice["features"] *= 2
    found = Record({"path": "x", "layer": {"features": 2, "fields": FIELDS}}, Path("data"))
    with pytest.raises(InputError, match="row 2, column id: 'a' should be unique"):
        check_layer(found, json.dumps(twice).encode())


def test_layers_are_rounded_and_lose_islets(tmp_path: Path) -> None:
    samples.write_maps(tmp_path)
    made = {name: json.loads(text) for name, text in natural_earth.build(tmp_path).items()}
    assert {name: len(layer_["features"]) for name, layer_ in made.items()} == {
        "countries": len(COUNTRIES) + len(natural_earth.NEIGHBOURS),
        "disputed_areas": len(natural_earth.AREAS),
    }
    first = made["countries"]["features"][0]
    assert first["properties"] == {"id": "AFG", "name": "Afghanistan", "role": "neighbour"}
    assert first["geometry"] == {"type": "Polygon", "coordinates": [
        [[20.0, 50.0], [21.0, 50.0], [21.0, 51.0], [20.0, 50.0]]]}  # fmt: skip
    area = made["disputed_areas"]["features"][0]["properties"]
    assert area == {"id": "abkhazia", "name": "Abkhazia", "administered_by": "self",
                    "claimed_by": "GEO"}  # fmt: skip


def drawn(number: int, **changed: object) -> dict:
    whole = samples.countries()
    whole["features"][number] |= changed
    return whole


@pytest.mark.parametrize(
    ("countries", "areas", "rule"),
    [
        (drawn(0, properties={}), None, "row 1: the feature has no ADM0_A3"),
        (drawn(1, properties={"ADM0_A3": "RUS"}), None, "RUS stands twice"),
        (drawn(1, properties={"ADM0_A3": "YYY"}), None, "no feature UKR (Ukraine)"),
        (drawn(0, geometry=None), None, "RUS: None is neither Polygon nor MultiPolygon"),
        (drawn(0, geometry={"type": "Polygon"}), None, "RUS: coordinates are no list"),
        (drawn(0, geometry={"type": "Polygon", "coordinates": [[["1", 2]]]}), None, "no position"),
        (drawn(0, geometry={"type": "Polygon", "coordinates": samples.ISLET}), None,
         "RUS: nothing is left of its area"),
        ({"features": 1}, None, "no collection of GeoJSON features"),
        (None, {"features": []}, "no feature B35 (Abkhazia)"),
        (None, {"features": [samples.outline({"BRK_A3": "B35", "NOTE_BRK": "Free"},
                                             samples.SQUARE)]},
         "abkhazia: 'Free' should be 'Self admin.; Claimed by Georgia'"),
    ],
)  # fmt: skip
def test_spoilt_maps_are_named(
    tmp_path: Path, countries: dict | None, areas: dict | None, rule: str
) -> None:
    samples.write_maps(tmp_path, countries, areas)
    if areas:
        kept = [f for f in samples.areas()["features"] if f["properties"]["BRK_A3"] == "B29"]
        areas = {"features": [*kept, *areas["features"]]}
        samples.write_maps(tmp_path, countries, areas)
    with pytest.raises(InputError, match=re.escape(rule)):
        natural_earth.build(tmp_path)


@settings(max_examples=60)
@given(edits=EDITS)
def test_a_spoilt_archive_is_refused(edits: list) -> None:
    content = b'{"type": "FeatureCollection"}'
    packed = samples.seven_zip(content)
    changed = spoilt(packed, edits)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.7z")
        path.write_bytes(changed)
        try:
            assert natural_earth.unpack_7z(path, "nowhere") == content
        except InputError as error:
            assert "not a whole 7z file" in error.rule


# --- measures ----------------------------------------------------------------------------------


def prices(**indices: float) -> pd.DataFrame:
    rows = [("KAZ", "headline", month_.replace("m", "").replace("_", "-"), value)
            for month_, value in indices.items()]  # fmt: skip
    return pd.DataFrame(rows, columns=["country", "series", "month", "value"])


def test_rise_over_twelve_months_with_the_error_of_rounding() -> None:
    found = yoy(prices(m2021_05=103.5, m2021_06=104.0, m2022_05=118.0, m2022_07=120.0))
    assert list(found["month"]) == ["2022-05"]
    assert found["value"][0] == pytest.approx(14.00966)
    assert found["low"][0] < found["value"][0] < found["high"][0]
    assert found["high"][0] == pytest.approx(100 * (118.05 / 103.45 - 1))


def test_what_rounding_swamps_is_left_out() -> None:
    early = prices(m1993_01=0.0, m1993_02=0.3, m1994_01=0.6, m1994_02=0.6)
    assert yoy(early).empty
    assert list(yoy(early, largest_error=200)["month"]) == ["1994-02"]
    with pytest.raises(ValueError, match="above 0"):
        yoy(early, largest_error=0)


@given(st.floats(1, 1000), st.floats(1, 1000))
def test_the_true_rise_lies_within_the_bounds(before: float, now: float) -> None:
    printed = prices(m2000_01=round(before, 1), m2001_01=round(now, 1))
    row = yoy(printed, largest_error=1e9).iloc[0]
    slack = 1e-6
    assert row["low"] - slack <= 100 * (now / before - 1) <= row["high"] + slack
    assert INDEX_ERROR == 0.05


def test_each_state_has_its_currencies() -> None:
    assert list(CURRENCIES) and set(CURRENCIES) == set(COUNTRIES)
    known = set(load("exchange_rates_daily")["currency"])
    known |= set(load("exchange_rates_monthly")["currency"])
    assert {code for codes in CURRENCIES.values() for code in codes} == known


# --- the publishers' files ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def built() -> dict[str, pd.DataFrame]:
    tables: dict[str, pd.DataFrame] = {}
    for module in MODULES.values():
        tables |= module.build(Path(RAW))
    return tables


def tidy(name: str, **options: object) -> pd.DataFrame:
    return pd.read_csv(Path(RAW) / "macro" / f"tidy_{name}.csv", **options)


def same(ours: pd.DataFrame, theirs: pd.DataFrame, key: list[str], rtol: float = 1e-12) -> None:
    """Both have the same rows and the same numbers in the column `value`."""
    left, right = (frame.set_index(key)["value"].sort_index() for frame in (ours, theirs))
    pd.testing.assert_series_equal(left, right, check_dtype=False, check_index_type=False,
                                   rtol=rtol, atol=0)  # fmt: skip


@needs_raw
def test_macro_tables_are_what_their_builders_make(built: dict[str, pd.DataFrame]) -> None:
    for name, frame in built.items():
        assert to_csv_bytes(frame) == records()[name].path.read_bytes(), name


@needs_raw
def test_layers_are_what_their_builder_makes() -> None:
    folder = next(iter(records().values())).folder / "maps"
    for name, content in natural_earth.build(Path(RAW)).items():
        assert content == (folder / f"{name}.geojson").read_bytes(), name


@needs_raw
def test_wdi_equals_the_independent_parse(built: dict[str, pd.DataFrame]) -> None:
    names = {"country_iso3": "country", "indicator_code": "indicator"}
    theirs = tidy("macro").rename(columns=names)
    assert len(theirs) == 16_979
    same(built["wdi"], theirs, ["country", "year", "indicator"])
    vintages = theirs.groupby("indicator")["vintage"].first()
    ours = built["wdi_indicators"].set_index("code")["vintage"]
    assert ours.to_dict() == vintages.to_dict()


@needs_raw
def test_rates_equal_the_independent_parse_to_six_digits(built: dict[str, pd.DataFrame]) -> None:
    theirs = tidy("exchange_rates").rename(columns={"per_usd": "value"})
    theirs["source"] = theirs["source"].str.split().str[0]
    daily = built["exchange_rates_daily"]
    # Left out: days on which the NBU's list repeats the last one, and spans that are not daily.
    known = theirs.merge(daily[["currency", "source", "date"]])
    same(daily, known, ["currency", "source", "date"], rtol=5e-6)
    bank = theirs[theirs["source"] == "CBR"]
    same(daily[daily["source"] == "CBR"], bank, ["currency", "source", "date"])
    monthly = built["exchange_rates_monthly"]
    theirs["month"] = theirs["date"].str[:7]
    # New roubles under the code of the old ones: 2.0 after 19,785.
    wrong = theirs["currency"].eq("BYR") & theirs["month"].between("2016-08", "2016-12")
    customs = theirs[theirs["source"].eq("HMRC") & ~wrong]
    assert (wrong & theirs["source"].eq("HMRC")).sum() == 5
    key = ["currency", "source", "month"]
    same(monthly[monthly["source"] == "HMRC"], customs, key, rtol=5e-6)
    first = theirs[(theirs["source"] == "NBU") & theirs["date"].str.endswith("-01")]
    lists = monthly[monthly["source"] == "NBU"]
    same(lists, first.merge(lists[key]), key, rtol=5e-6)


@needs_raw
def test_no_month_of_a_currency_is_lost_between_daily_and_monthly(
    built: dict[str, pd.DataFrame],
) -> None:
    theirs = tidy("exchange_rates")
    theirs = theirs[theirs["source"].str.startswith("NBU") & theirs["date"].str.endswith("-01")]
    wanted = set(zip(theirs["currency"], theirs["date"].str[:7], strict=True))
    daily, monthly = built["exchange_rates_daily"], built["exchange_rates_monthly"]
    daily, monthly = (t[t["source"] == "NBU"] for t in (daily, monthly))
    ours = set(zip(daily["currency"], daily["date"].str[:7], strict=True))
    ours |= set(zip(monthly["currency"], monthly["month"], strict=True))
    assert wanted <= ours


@needs_raw
def test_published_rates(built: dict[str, pd.DataFrame]) -> None:
    daily = built["exchange_rates_daily"].set_index(["currency", "source", "date"])["value"]
    assert daily["RUB", "CBR", "2022-03-11"] == 120.3785
    assert daily["RUB", "CBR", "1992-07-01"] == 0.12526
    assert daily["UAH", "NBU", "2022-02-24"] == 29.2549
    assert len(daily["RUB", "CBR"]) == 7231
    monthly = built["exchange_rates_monthly"].set_index(["currency", "source", "month"])["value"]
    assert monthly["RUB", "HMRC", "2022-03"] == pytest.approx(75.2, abs=0.05)


@needs_raw
def test_the_frozen_lists_and_wrong_units_are_out(built: dict[str, pd.DataFrame]) -> None:
    daily = built["exchange_rates_daily"]
    nbu_days = daily.loc[daily["source"] == "NBU", "date"]
    assert not nbu_days.between("2022-02-25", "2022-03-22").any()
    assert not set(daily["currency"]) & {"AZM", "TMM", "BYB", "RUR", "XDR"}
    monthly = built["exchange_rates_monthly"]
    first = monthly[monthly["source"] == "NBU"].groupby("currency")["month"].min()
    assert (first["BYR"], first["TJS"]) == ("2000-01", "2002-12")


@needs_raw
def test_prices_equal_the_independent_parse(built: dict[str, pd.DataFrame]) -> None:
    theirs = tidy("cpi_monthly").rename(columns={"country_iso3": "country"})
    theirs["series"] = theirs["series"].map({"HCPI": "headline", "FCPI": "food"})
    theirs["month"] = theirs["date"].str[:7]
    key = ["country", "series", "month"]
    same(built["prices_monthly"], theirs, key)
    rise = yoy(built["prices_monthly"], largest_error=1e9)
    both = rise.merge(theirs[[*key, "yoy_pct"]])
    assert len(both) == len(rise)
    # Theirs also has rises over an index of 0.0, which are infinite.
    assert (both["value"] - both["yoy_pct"]).abs().max() < 1e-9
    may = rise.set_index(key).loc[("KAZ", "headline", "2022-05"), "value"]
    assert round(may, 2) == 14.01


@needs_raw
def test_democracy_equals_the_independent_parse(built: dict[str, pd.DataFrame]) -> None:
    theirs = tidy("vdem").rename(columns={"country_iso3": "country"})
    theirs = theirs[theirs["year"] >= 1990]
    table, key = built["vdem"], ["country", "year", "index"]
    for column, end in {"value": "", "low": "_codelow", "high": "_codehigh"}.items():
        names = {index + end: index for index in vdem.INDICES}
        long = theirs.rename(columns=names | ({i: f"{i}_" for i in vdem.INDICES} if end else {}))
        long = long.melt(["country", "year"], list(vdem.INDICES), "index").dropna()
        same(table.drop(columns="value").rename(columns={column: "value"}) if end else table,
             long, key)  # fmt: skip
    later = theirs[["country", "year", "v2x_polyarchy_v16_owid"]].dropna()
    later = later.rename(columns={"v2x_polyarchy_v16_owid": "value"})
    ours = built["vdem_v16"]
    known = ours.merge(later[["country", "year"]])
    same(known, later[later["year"] >= 1991], ["country", "year"])
    assert ours["year"].max() == 2025


@needs_raw
def test_regimes_equal_the_independent_parse(built: dict[str, pd.DataFrame]) -> None:
    theirs = tidy("vdem").rename(columns={"country_iso3": "country"})
    regimes = theirs[theirs["year"] >= 1990].rename(columns={"v2x_regime_ert": "value"})
    ours = built["regimes"].rename(columns={"regime": "value"})
    same(ours, regimes.dropna(subset="value"), ["country", "year"])
    # The same index of the same version in two files of V-Dem.
    both = theirs.dropna(subset=["v2x_polyarchy", "v2x_polyarchy_ert"])
    assert (both["v2x_polyarchy"] == both["v2x_polyarchy_ert"]).all() and len(both) >= 524
    for kind, column in {"democratization": "dem", "autocratization": "aut"}.items():
        episodes_ = built["regime_episodes"]
        episodes_ = episodes_[episodes_["kind"] == kind]
        years = {(row.country, year) for row in episodes_.itertuples()
                 for year in range(row.first_year, row.last_year + 1)}  # fmt: skip
        flags = theirs[theirs[f"ert_{column}_ep"] == 1]
        assert years == set(zip(flags["country"], flags["year"], strict=True)), kind


@needs_raw
def test_governance_and_polity_equal_the_independent_parse(
    built: dict[str, pd.DataFrame],
) -> None:
    theirs = tidy("politics").rename(columns={"country_iso3": "country"})
    theirs["value"] = pd.to_numeric(theirs["value"])
    governance = theirs[theirs["indicator_code"].str.startswith("WGI.")].copy()
    governance["indicator"] = governance["indicator_code"].str.split(".").str[1]
    package = governance["source"].str.contains("democracyData")
    governance["edition"] = package.map({True: "2024", False: "2023"})
    same(built["wgi"], governance, ["country", "year", "indicator", "edition"])
    for column in ("polity", "polity2"):
        scores_ = theirs[theirs["indicator_code"] == f"POLITY5.{column.upper()}"]
        ours = built["polity"].rename(columns={column: "value"})
        same(ours, scores_, ["country", "year"])


@needs_raw
def test_defects_that_the_records_name(built: dict[str, pd.DataFrame]) -> None:
    table = built["wdi"].set_index(["indicator", "country", "year"])["value"].sort_index()
    assert round(table["MS.MIL.XPND.GD.ZS", "UKR", 2023], 1) == 36.5
    assert "TKM" not in table["FP.CPI.TOTL.ZG"].index.get_level_values("country")
    assert table["FP.CPI.TOTL.ZG", "UZB"].index.min() == 2011
    assert table["FP.CPI.TOTL.ZG", "GEO"].index.min() == 1995
    assert round(table["TG.VAL.TOTL.GD.ZS", "AZE", 1992]) == 578
    rate = built["exchange_rates_daily"].query("source == 'CBR'")
    means = rate.groupby(rate["date"].str[:4].astype(int))["value"].mean()
    for year in range(1998, 2024):
        assert means[year] == pytest.approx(table["PA.NUS.FCRF", "RUS", year], rel=0.0095), year
    last = built["prices_monthly"].groupby(["series", "country"])["month"].max()
    assert (last["headline", "RUS"], last["headline", "KAZ"]) == ("2022-03", "2023-03")


@needs_raw
def test_cited_figures_are_those_of_the_compilation() -> None:
    theirs = pd.read_csv(Path(RAW) / "macro/press_quoted_facts.csv").dropna(subset="value")
    ours = load("economy_cited")
    period = theirs["period"].str.replace(r"(\d)Q", r"\1-Q", regex=True)
    wanted = set(zip(theirs["country_iso3"], period, theirs["value"], strict=True))
    found = set(zip(ours["country"], ours["period"], ours["value"], strict=True))
    # 2007 and 2017 were sums of two printed figures; we hold what was printed.
    sums = {("UKR", "2007", 115.2), ("UKR", "2017", 93.5)}
    assert wanted - found == sums
    assert found - wanted == {
        ("UKR", "2007", 112.1), ("UKR", "2007", 3.1),
        # Of the same page as the price of the second quarter.
        ("UKR", "2014-Q1", 268.0),
        # bp 2020 and the International Energy Agency, from the notes on the sources.
        ("BLR", "2020", 17.57), ("KAZ", "2020", 3.25), ("UKR", "2020", 0.0),
        ("UKR", "2008-12", 9.5), ("UKR", "2009-01", 4.5),
    }  # fmt: skip
