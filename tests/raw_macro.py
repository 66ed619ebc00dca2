"""A tiny raw folder of the macro sources in their publishers' layouts, for tests of the builders.

`write_all(folder)` writes it; the other functions write one source, changed as a test wants.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import lzma
import struct
import zlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import pandas as pd
from raw_files import workbook

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

SAMPLE = "NY.GDP.PCAP.CD"
GRAPH = wdi.FOLDER / SAMPLE.lower() / wdi.DATA
ABOUT = GRAPH.with_name(wdi.DESCRIPTION)


def put(raw: Path, path: Path, content: bytes | str) -> Path:
    """Write a file below `raw`."""
    target = raw / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return target


def csv_text(header: Iterable[str], *rows: Iterable, end: str = "\n") -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator=end).writerows([header, *rows])
    return stream.getvalue()


# --- World Bank --------------------------------------------------------------------------------


def wdi_rows() -> list[list]:
    """Rows of an indicator: one to keep, one of an aggregate, one too early, the last country."""
    return [["Armenia", "ARM", 1984, 150], ["Armenia", "ARM", 1992, 150.25],
            ["Euro area", "EMU", 1992, 9], ["Zimbabwe", "ZWE", 1992, 500]]  # fmt: skip


def wdi_about(code: str, **changed: object) -> str:
    about = {"title": wdi.INDICATORS[code].title, "name": code.lower(),
             "keywords": ["Economy & Growth", "Trade "]}  # fmt: skip
    return json.dumps(about | changed)


def write_wdi(raw: Path) -> None:
    for code, known in wdi.INDICATORS.items():
        folder = wdi.FOLDER / code.lower()
        rows = wdi_rows()
        if code != SAMPLE:
            rows = [["Armenia", "ARM", 1992, max(2 * known.low, 1)], rows[-1]]
        put(raw, folder / wdi.DATA, csv_text(wdi.COLUMNS, *rows, end="\r\n"))
        put(raw, folder / wdi.DESCRIPTION, wdi_about(code))


def inflation_rows(title: str, states: str) -> list[list]:
    """A row a state with one index; Armenia has two."""
    rows = [[c, 1, inflation.COUNTRIES[c], inflation.INDEX, title, "", "99.5", "", "IFS", ""]
            for c in states.split()]  # fmt: skip
    rows[0][5] = "0.0"
    return [*rows, ["ZWE", 1, "Zimbabwe", "Inflation", title, "1", "2", "3", "", ""],
            ['Note: "IFS"', *[""] * 9]]  # fmt: skip


INFLATION_HEADER = ["Country Code", "IMF Country Code", "Country", "Indicator Type", "Series Name",
                    "197001", "197002", "197003", "Data source", "Note"]  # fmt: skip


def write_inflation(raw: Path) -> None:
    for _, file, title, states in inflation.SERIES:
        text = csv_text(INFLATION_HEADER, *inflation_rows(title, states))
        put(raw, inflation.FOLDER / file, text)


def governance_sheet(title: str) -> list[list]:
    """A sheet of the workbook: two years, all states, each with the same numbers."""
    years, headings = [None, None], [wgi.NAME, wgi.CODE]
    for year in (1996, 1998):
        years += [year] * 3
        headings += [wgi.ESTIMATE, wgi.ERROR, "Rank"]
    rows = [[name, code, -0.5, 0.25, 40, 1.5, 0.125, 90] for code, name in wgi.COUNTRIES.items()]
    rows[0][2:4] = ["#N/A", "#N/A"]
    return [[title], ["Legend"], [], years, headings, ["Aruba", "ABW", *["#N/A"] * 6], *rows]


def governance() -> dict[str, list[list]]:
    pages = {name: governance_sheet(title) for name, title in wgi.SHEETS.values()}
    return {wgi.TITLE_PAGE: [[None], [wgi.TITLE]]} | pages


def write_wgi(raw: Path, sheets: dict[str, list[list]] | None = None, **changed: object) -> None:
    put(raw, wgi.WORKBOOK, workbook(sheets or governance()))
    codes = list(wgi.COUNTRIES)
    frame = pd.DataFrame({"wb_country": list(wgi.COUNTRIES.values()), "wb_code": codes,
                          "year": 2023.0, "Estimate": -0.75, "StdErr": 0.125})  # fmt: skip
    put(raw, wgi.R_FILE, rda(wgi.OBJECT, frame.assign(**changed)))


# --- exchange rates ----------------------------------------------------------------------------

CBR_ROWS = [
    [1, datetime(1998, 1, 1), 5.96, "Доллар США"],
    [1, datetime(1997, 12, 31), 5960, "Доллар США"],
    [1, datetime(1992, 7, 1), 125.26, "Доллар США"],
]
NBU_ROWS = [
    ["1996-09-02", "AZM", 0.0004], ["1996-09-02", "KZT", 0.025], ["1996-09-02", "USD", 1.75],
    ["1997-02-28", "KZT", 0.025],
    ["2014-05-01", "AMD", 0.025], ["2014-05-01", "UZS", 0.005], ["2014-05-01", "USD", 11],
    ["2014-05-02", "AMD", 0.025], ["2014-05-02", "UZS", 0.005], ["2014-05-02", "USD", 11],
    ["2014-05-03", "AMD", 0.025], ["2014-05-03", "UZS", 0.005], ["2014-05-03", "USD", 11.5],
    ["2022-03-01", "AMD", 0.06], ["2022-03-01", "USD", 29.25],
]  # fmt: skip


def write_cbr(raw: Path, rows: list[list] = CBR_ROWS, header: Iterable[str] = cbr.HEADER) -> None:
    put(raw, cbr.FILE, workbook({cbr.SHEET: [list(header), *rows]}))


def nbu_text(rows: list[list] = NBU_ROWS) -> str:
    full = [[*row, f"{datetime.fromisoformat(row[0]):%d.%m.%Y}"] for row in rows]
    return csv_text(nbu.COLUMNS, *full)


def write_nbu(raw: Path, text: str | None = None) -> None:
    put(raw, nbu.FILE, gzip.compress((nbu_text() if text is None else text).encode()))


def hmrc_list(month: str, last: int, **changed: object) -> str:
    rates = {"USD": "1.5", "EUR": "1.2", "KZT": "300", "RUB": "90", "UAH": "24", "ZZZ": "1"}
    period = {"start": f"{month}-01", "end": f"{month}-{last}"}
    return json.dumps({"base": "GBP", "period": period, "rates": rates} | changed)


def write_hmrc(raw: Path) -> None:
    put(raw, hmrc.FOLDER / "2015/01.json", hmrc_list("2015-01", 31))
    put(raw, hmrc.FOLDER / "2015/02.json", hmrc_list("2015-02", 28))
    put(raw, hmrc.FOLDER / "latest.json", "{}")


# --- politics ----------------------------------------------------------------------------------


def democracy(**changed: object) -> pd.DataFrame:
    """Two rows to keep, one without estimates, one too early, one of another state."""
    nan = float("nan")
    value = [0.5, 0.25, nan, 0.5, 0.5]
    frame = pd.DataFrame({
        vdem.CODE: ["ARM", "RUS", "TKM", "RUS", "MEX"],
        vdem.NAME: ["Armenia", "Russia", "Turkmenistan", "Russia", "Mexico"],
        vdem.YEAR: [1991.0, 1990, 1990, 1989, 1991],
    })  # fmt: skip
    for index in vdem.INDICES:
        frame[index] = value
        frame[index + "_codelow"] = [v - 0.125 for v in value]
        frame[index + "_codehigh"] = [v + 0.125 for v in value]
    return frame.assign(**changed)


def write_vdem(raw: Path, frame: pd.DataFrame | None = None) -> None:
    put(raw, vdem.FILE, rda(vdem.OBJECT, democracy() if frame is None else frame))


V16_ROWS = [["Armenia", "ARM", 1990, 0.1, "Asia"], ["World", "", 1991, 0.5, ""]]
V16_ROWS += [[name, code, 1991, 0.611, "Asia"] for code, name in vdem.COUNTRIES.items()]


def write_v16(raw: Path, rows: list[list] = V16_ROWS) -> None:
    header = [*vdem_v16.COLUMNS, "World region according to OWID"]
    put(raw, vdem_v16.FILE, csv_text(header, *rows).rstrip("\n"))


def transformation(code: str, name: str, year: int, regime: object, **parts: object) -> list:
    """A row of ERT; parts such as dem=(start, end, outcome, censored)."""
    row: list = [code, name, year, regime]
    for kind in ert.KINDS:
        start, end, outcome, censored = parts.get(kind, ("NA", "NA", 0, 0))
        inside = kind in parts
        row += [int(inside), f"{code}_{start}_{end}" if inside else "NA", start, end, outcome,
                censored]  # fmt: skip
    return row


ERT_ROWS = [
    transformation("RUS", "Russia", 1988, 0, dem=(1988, 1988, 4, 0)),
    transformation("RUS", "Russia", 1989, 0, dem=(1989, 1990, 3, 0)),
    transformation("RUS", "Russia", 1990, 1, dem=(1989, 1990, 3, 0)),
    transformation("TKM", "Turkmenistan", 1990, "NA"),
    transformation("ARM", "Armenia", 2024, 2, aut=(2024, 2024, 6, 1)),
    transformation("MEX", "Mexico", 2024, 2),
]


def write_ert(raw: Path, rows: list[list] = ERT_ROWS) -> None:
    put(raw, ert.FILE, csv_text(["", *ert.COLUMNS], *[[i, *row] for i, row in enumerate(rows, 1)]))


def scores(**changed: object) -> pd.DataFrame:
    """Two rows to keep, one of the Soviet Union, one too early."""
    frame = pd.DataFrame({
        "scode": ["RUS", "GRG", "USR", "RUS"], "year": [1992.0, 1992, 1991, 1922],
        "polity_annual_country": ["Russia", "Georgia", "USSR", "Russia"],
        "polity": [5.0, -77, 0, 1], "polity2": [5.0, 0, 0, 1],
    })  # fmt: skip
    return frame.assign(**changed)


def write_polity(raw: Path, frame: pd.DataFrame | None = None) -> None:
    put(raw, polity.FILE, rda(polity.OBJECT, scores() if frame is None else frame))


# --- maps --------------------------------------------------------------------------------------

SQUARE = [[[20.001, 50.001], [21.004, 50], [21, 51], [20.0012, 50.0011], [20.001, 50.001]]]
ISLET = [[[30.001, 50.001], [30.002, 50.001], [30.002, 50.002], [30.001, 50.001]]]


def outline(properties: dict, *polygons: list) -> dict:
    kind, parts = ("Polygon", polygons[0]) if len(polygons) == 1 else ("MultiPolygon", [*polygons])
    return {"type": "Feature", "properties": properties,
            "geometry": {"type": kind, "coordinates": parts}}  # fmt: skip


def countries() -> dict:
    codes = [*COUNTRIES, *natural_earth.NEIGHBOURS, "XXX"]
    drawn = [outline({"ADM0_A3": code, "NAME": code}, SQUARE, ISLET) for code in codes]
    return {"type": "FeatureCollection", "features": drawn}


def areas() -> dict:
    drawn = [outline({"BRK_A3": code, "NOTE_BRK": note}, SQUARE)
             for code, (_, _, note) in natural_earth.AREAS.items()]  # fmt: skip
    return {"type": "FeatureCollection", "features": drawn}


def write_maps(raw: Path, drawn: dict | None = None, disputed: dict | None = None) -> None:
    packed = seven_zip(json.dumps(drawn or countries()).encode())
    put(raw, natural_earth.COUNTRIES_FILE, packed)
    put(raw, natural_earth.AREAS_FILE, json.dumps(disputed or areas()))


def _number(value: int) -> bytes:
    return b"\xf0" + value.to_bytes(4, "little")


def seven_zip(content: bytes) -> bytes:
    """An archive of one file as 7-Zip writes it, names and dates left out."""
    coder = {"id": lzma.FILTER_LZMA2, "dict_size": 1 << 22}
    stream = lzma.compress(content, lzma.FORMAT_RAW, filters=[coder])
    header = (b"\x01\x04\x06" + _number(0) + b"\x01\x09" + _number(len(stream))
              + b"\x00\x07\x0b\x01\x00\x01\x21\x21\x01\x16\x0c" + _number(len(content))
              + b"\x00\x08\x0a\x01" + struct.pack("<I", zlib.crc32(content))
              + b"\x00\x00\x00")  # fmt: skip
    start = struct.pack("<QQI", len(stream), len(header), zlib.crc32(header))
    sums = struct.pack("<I", zlib.crc32(start))
    return b"7z\xbc\xaf\x27\x1c\x00\x04" + sums + start + stream + header


# --- R's serialization -------------------------------------------------------------------------


def _int(*values: int) -> bytes:
    return struct.pack(f">{len(values)}i", *values)


def _text(text: str) -> bytes:
    content = text.encode()
    return _int(0x00040009, len(content)) + content


def _column(column: pd.Series) -> bytes:
    if pd.api.types.is_numeric_dtype(column):
        return _int(14, len(column)) + column.astype(">f8").to_numpy().tobytes()
    return _int(16, len(column)) + b"".join(_text(text) for text in column)


def rda(name: str, frame: pd.DataFrame) -> bytes:
    """What R's save writes of a data frame of numbers and texts."""
    columns = b"".join(_column(frame[c]) for c in frame)
    names = _int(16, len(frame.columns)) + b"".join(_text(c) for c in frame)
    attributes = _int(0x402, 1) + _text("names") + names + _int(254)
    whole = _int(0x313, len(frame.columns)) + columns + attributes
    named = _int(0x402, 1) + _text(name) + whole + _int(254)
    return gzip.compress(b"RDX2\nX\n" + _int(2, 0x40000, 0x20300) + named, mtime=0)


WRITERS = {
    "wdi": (write_wdi,),
    "exchange_rates": (write_cbr, write_nbu, write_hmrc),
    "inflation": (write_inflation,),
    "vdem": (write_vdem,),
    "vdem_v16": (write_v16,),
    "ert": (write_ert,),
    "wgi": (write_wgi,),
    "polity": (write_polity,),
}


def write_all(raw: Path) -> Path:
    """The whole raw folder of the macro sources, unspoilt."""
    for writers in WRITERS.values():
        for write in writers:
            write(raw)
    return raw
