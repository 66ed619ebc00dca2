"""A tiny raw folder of the trade sources in their publishers' layouts, for tests of the builders.

`files(source)` gives the contents of a source's files: a dict of sheets for a workbook, a text, or
bytes. Spoil what the test is about, then `write` them.
"""

from __future__ import annotations

import copy
import gzip
import struct
from pathlib import Path

import pandas as pd
from raw_files import workbook

from analysis.builders import (
    cow_trade,
    eurostat,
    factbook_trade,
    rosstat,
    trade_armenia,
    trade_georgia,
    trade_kazakhstan,
    trade_kyrgyzstan,
    trade_uzbekistan,
    wits,
)

Content = dict | str | bytes
Files = dict[Path, Content]


def write(raw: Path, contents: Files) -> Path:
    """Write the files below `raw`."""
    for path, content in contents.items():
        target = raw / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(as_bytes(content))
    return raw


def as_bytes(content: Content) -> bytes:
    """A file's bytes."""
    if isinstance(content, dict):
        return workbook(content)
    return content.encode() if isinstance(content, str) else content


def csv(*rows: list[object]) -> str:
    """Text of a CSV file."""
    return pd.DataFrame(rows[1:], columns=rows[0]).to_csv(index=False, lineterminator="\n")


# --- Rosstat and the customs service -----------------------------------------------------------


def _year_sheet(year: str, first: float) -> list[list]:
    block = [[" со странами дальнего зарубежья", first * 6], [" со странами СНГ", first * 4]]
    states = [[name, first + i] for i, name in enumerate(rosstat.STATES)]
    return [
        ["К содержанию"], ["Основные показатели Российской Федерации"],
        ["(по данным ФТС России)", "(млн долларов США)"], [None, int(year)],
        ["Экспорт ", first * 10], *block, *states, ["Импорт", first * 10], *block, *states,
    ]  # fmt: skip


def _month_sheet(title: str) -> list[list]:
    # The publisher's headings mix in Latin letters: the "a" of the first two, here.
    heading = [None, "Китaй", "Польшa", "Беларусь", "Казахстан", "Украина", "Узбекистан",
               "Азербайджан", "Турция"]  # fmt: skip
    months = [[f"  {m}", *[100.5 + i + c for c in range(8)]] for i, m in enumerate(rosstat.MONTHS)]
    second = copy.deepcopy(months)
    second[6][4] = "…"
    return [["К содержанию"], [f"{title} Российской Федерации"], ["(по данным ФТС России)"],
            ["(млн доллалов США)"], heading, [2006], *months, [2007], *second]  # fmt: skip


def _rosstat() -> Files:
    first = [
        ["Внешняя торговля Российской Федерации "], ["(миллионов долларов США)"],
        [None, "Январь - декабрь 2021 г.", None, None, "Январь - декабрь 2022 г.", None, None,
         "ТЕМПЫ РОСТА, %"],
        [None, *["ОБОРОТ", "ЭКСПОРТ", "ИМПОРТ"] * 3],
        ["ВСЕГО", 300.3, 200.1, 100.2, 330, 220, 110, 110, 110, 110], ["01-24-Продукты", 1, 1, 0],
    ]  # fmt: skip
    areas = [
        ["Экспорт и импорт товаров Российской Федерации по группам стран\n(млрд. долл. США)"],
        [None, "Экспорт", None, None, "Импорт"],
        [None, *["январь-декабрь 2022", "январь-декабрь 2023", "темп роста, %"] * 2],
        ["Весь мир", 0.221, 0.212, 95.9, 0.111, 0.122, 109.9], ["в том числе:", 0, 0],
        *[[n, 0.04, 0.03, 75, 0.02, 0.03, 150] for n in list(rosstat.AREAS)[1:]],
    ]  # fmt: skip
    years = {"Содержание": [["Содержание"], [None, "год", 1994]]}
    years |= {"1994": _year_sheet("1994", 10), "1995": _year_sheet("1995", 20.5)}
    months = {"Содержание": [["Содержание"]], "Экспорт": _month_sheet("Экспорт"),
              "Импорт": _month_sheet("Импорт")}  # fmt: skip
    folder = rosstat.FOLDER
    return {folder / rosstat.YEARS_FILE: years, folder / rosstat.MONTHS_FILE: months,
            folder / rosstat.FIRST_FILE: {"Публикация (1)": first},
            folder / rosstat.AREAS_FILE: {"1": areas}}  # fmt: skip


# --- WITS --------------------------------------------------------------------------------------

WITS_HEADER = [*wits.NEEDED, "1992", "1991", "1990"]


def wits_text(name: str) -> str:
    """The file of a reporter: totals, three partners, and lines that the book does not use."""
    totals = [
        [name, "World", "All Products", flow.title(), indicator, "   2000.50", " 1000.25", " 9"]
        for indicator, flow in wits.TOTALS.items()
    ]
    partners = [
        [name, partner, "All Products", flow.title(), indicator, "  70.10", "", ""]
        for indicator, flow in wits.TOP_FIVE.items()
        for partner in ("Russian Federation", "Germany", "Iran, Islamic Rep.")
        if partner != name
    ]
    other = [[name, "World", "Fuels", "Export", "Export Product share(%)", "  40.10", "", ""],
             [name, "Germany", "All Products", "Export",
              "Partner share(%)-Top 5 Export Partner", " 3.5", "", ""]]  # fmt: skip
    return csv(WITS_HEADER, *totals, *partners, *other)


def _wits() -> Files:
    return {
        folder / wits.FILE.format(code=code): wits_text(wits.NAMES[code])
        for folder, codes in wits.VINTAGES.values()
        for code in codes
    }


# --- national offices --------------------------------------------------------------------------


def _kazakhstan() -> Files:
    def page(year: int, edition: int) -> list[list]:
        rows = [[label, 300 + edition, 50, 200 + edition, 50, 100, 50]
                for label in ("Всего", *trade_kazakhstan.PARTNERS.values(), "Япония")]  # fmt: skip
        share = "удельный вес страны в общем объеме"
        return [
            [" Основные показатели внешней торговли"], [f"за январь-декабрь {year} года"], [],
            [None, None, None, None, "тыс. долларов США"],
            ["Наименование страны", "Товарооборот", None, "Экспорт", None, "Импорт", None],
            [None, *["Всего", share] * 3], *rows,
        ]  # fmt: skip

    return {
        trade_kazakhstan.FOLDER / name: {
            f"12_{edition}": page(edition, edition), f"12_{edition - 1}": page(edition - 1, edition)
        }
        for edition, name in trade_kazakhstan.FILES.items()
    }  # fmt: skip


def _kyrgyzstan() -> Files:
    contents: Files = {}
    for name, sheet, title in trade_kyrgyzstan.FILES.values():
        rows = [["x", "я", label, 10.5, "-", 22221.200000000004]
                for label in trade_kyrgyzstan.PARTNERS.values()]  # fmt: skip
        contents[trade_kyrgyzstan.FOLDER / name] = {
            sheet: [
                ["4", "4", title.replace("\\", "")],
                ["(миң АКШ доллары)", "(тыс. долларов США)", "(thousand US dollars)"],
                [None, None, None, 1994, 1995, "1996 1"], *rows, [], ["1", "1", "1 Preliminary"],
            ]
        }  # fmt: skip
    return contents


def _uzbekistan() -> Files:
    header = ["Code", "Klassifikator", "Klassifikator_ru", "Klassifikator_en", "2010", "2011"]
    rows = [[code, "x", name, "x", "1000.5", "0.0"]
            for code, (_, name) in trade_uzbekistan.PARTNERS.items()]  # fmt: skip
    text = "\ufeff" + csv(header, *rows, ["192", "Kuba", "Куба", "Cuba", "8e-05", "1"])
    return {trade_uzbekistan.FOLDER / n: text for n in trade_uzbekistan.FILES.values()}


def _armenia() -> Files:
    header = ["country", "year", "month", "export", "import_origin", "import_consignment", "date"]
    rows = [[country, 2007, month, 1.5, 2.25, 0, f"2007-{month:02}-01"]
            for country in (*trade_armenia.PARTNERS, "Japan") for month in (1, 2)]  # fmt: skip
    gas_header = ["year", "month", "trade_flow", "reporter", "partner_iso", "partner",
                  "commodity_code", "netweight_kg", "trade_value_us", "partner_region"]  # fmt: skip
    gas = [
        [2010, 10, "Import", "Armenia", "RUS", "Russian Federation", 271121, 87326900, 22608692.9,
         "EAEU"],
        [2010, 8, "Re-export", "Armenia", "_X", "Areas, nes", 271121, 1495800, 374973, "Other"],
    ]  # fmt: skip
    return {trade_armenia.FOLDER / trade_armenia.FILE: "\ufeff" + csv(header, *rows),
            trade_armenia.FOLDER / trade_armenia.GAS_FILE: csv(gas_header, *gas)}  # fmt: skip


def _georgia() -> Files:
    def block(title: str) -> list[list]:
        months = [[m, 1.5, 2.5, 3.5] for m in trade_georgia.MONTHS]
        months[-1][3] = None
        return [[title, 18, 30, 38.5], ["of which:"], *months]

    rows = [["Georgian Exports and Imports in 1995-2024"], ["(Mill. USD)"],
            [None, 1995, 1996, "1997*"], *block("Total Exports"), *block("Total Imports"),
            ["* Preliminary data."]]  # fmt: skip
    return {trade_georgia.FILE: {"1995-2024": rows}}


# --- Eurostat ----------------------------------------------------------------------------------


def _eurostat() -> Files:
    def year(text: str, extra: dict[str, str]) -> str:
        labels = [extra.get(n, n) for n in list(eurostat.PARTNERS)[:14]]
        first = ["European Union - 27 countries (AT, BE)"]
        rows = [[*first, n, "TOTAL-Total", "2-EXPORT", "T-Total", text, 1000 + i]
                for i, n in enumerate([*labels, "Niue"])]  # fmt: skip
        return csv(list(eurostat.NEEDED), *rows)

    def page(product: str, flow: str) -> list[list]:
        rows = [[m, p, 1234, ":", 5] for m in eurostat.MEMBERS
                for p in ("Armenia", "Russian Federation (Russia)")]  # fmt: skip
        rows[0][0] = "Austria (incl. something)"
        return [
            ["Data extracted on 22/01/2023 20:19:34 from [ESTAT]"], [],
            ["PRODUCT [PRODUCT]", None, product], ["FLOW", None, flow],
            ["INDICATORS", None, "VALUE_IN_EUROS"], [],
            ["TIME", None, "2020-01", "2020-02", "2020-03"],
            ["FREQ (Labels)", None, "Monthly", "Monthly", "Monthly"],
            ["REPORTER (Labels)", "PARTNER (Labels)"], *rows, [], ["Special value"],
            [":", "not available"],
        ]  # fmt: skip

    members = {"Summary": [["x"]], "Sheet 1": page("MINERAL FUELS [27]", "IMPORT"),
               "Sheet 3": page("Total [TOTAL]", "IMPORT"),
               "Sheet 4": page("Total [TOTAL]", "EXPORT")}  # fmt: skip
    french = {"Türkiye": "Turquie", "China": "Chine"}
    return {eurostat.FOLDER / "Relational_View_1.csv": year("201952-Jan.-Dec. 2019", {}),
            eurostat.FOLDER / "Relational_View_2.csv": year("Jan.-Dec. 2016", french),
            eurostat.MEMBERS_FILE: members}  # fmt: skip


# --- Correlates of War: R's serialization ------------------------------------------------------


def _int(*values: int) -> bytes:
    return struct.pack(f">{len(values)}i", *values)


def _text(text: str) -> bytes:
    return _int(0x00040009, len(text)) + text.encode()


def _frame(frame: pd.DataFrame) -> bytes:
    """A data frame of numbers as R writes it."""
    columns = b"".join(_int(14, len(frame)) + frame[c].astype(">f8").to_numpy().tobytes()
                       for c in frame)  # fmt: skip
    names = _int(16, len(frame.columns)) + b"".join(_text(c) for c in frame)
    attributes = _int(0x402, 1) + _text("names") + names + _int(254)
    return _int(0x313, len(frame.columns)) + columns + attributes


def rds(frame: pd.DataFrame) -> bytes:
    """What saveRDS writes."""
    return gzip.compress(b"X\n" + _int(2, 0x40000, 0x20300) + _frame(frame))


def rda(name: str, frame: pd.DataFrame) -> bytes:
    """What save writes."""
    named = _int(0x402, 1) + _text(name) + _frame(frame) + _int(254)
    return gzip.compress(b"RDX2\nX\n" + _int(2, 0x40000, 0x20300) + named)


def dyads(**changed: list) -> pd.DataFrame:
    """Every one of the 15 states imports from Russia (or from Ukraine), and what is not kept."""
    nan = float("nan")
    others = [c for c, code in cow_trade.CODES.items() if code in cow_trade.STATES]
    frame = pd.DataFrame(
        {"ccode1": others, "ccode2": [369 if c == 365 else 365 for c in others], "year": 1994,
         "flow1": range(5, 5 + len(others))}
    )  # fmt: skip
    more = pd.DataFrame(
        {"ccode1": [255, 640, 365, 369, 2, 365], "ccode2": [365, 710, 369, 365, 365, 369],
         "year": [1995, 1995, 1995, 1995, 1995, 1991], "flow1": [7, 8, 0, nan, 9, 10]}
    )  # fmt: skip
    frame = pd.concat([frame, more], ignore_index=True).astype("float64")
    return frame.assign(**changed)


def totals(**changed: list) -> pd.DataFrame:
    """Totals of the 15 states and one other."""
    codes = [c for c, code in cow_trade.CODES.items() if code in (*cow_trade.STATES, "CHN")]
    frame = pd.DataFrame({"ccode": codes, "year": 1994, "imports": 40.0000004, "exports": 50.5})
    return frame.astype("float64").assign(**changed)


def _cow() -> Files:
    return {cow_trade.FOLDER / cow_trade.DYADS: rds(dyads()),
            cow_trade.FOLDER / cow_trade.TOTALS: rda(cow_trade.TOTALS_NAME, totals())}  # fmt: skip


# --- World Factbook ----------------------------------------------------------------------------


def _factbook() -> Files:
    rows = [
        [2022, "GEO", "export", "Russia", 12, 1, "2025-02-13", "b37e69311e"],
        [2022, "GEO", "export", "US", 10.5, 2, "2025-02-13", "b37e69311e"],
        [2023, "KAZ", "import", "The", 4, 4, "2026-01-22", "783ed27f7a"],
        [2022, "BLR", "export", "China", 15, 1, "2025-03-06", "67c784cfcf"],
    ]
    return {factbook_trade.FILE: csv(list(factbook_trade.NEEDED), *rows)}


MAKERS = {
    "rosstat": _rosstat, "wits": _wits, "cow_trade": _cow, "trade_kazakhstan": _kazakhstan,
    "trade_kyrgyzstan": _kyrgyzstan, "trade_uzbekistan": _uzbekistan, "trade_armenia": _armenia,
    "trade_georgia": _georgia, "eurostat": _eurostat, "factbook_trade": _factbook,
}  # fmt: skip
_MADE = {source: make() for source, make in MAKERS.items()}


def files(source: str) -> Files:
    """The files of a source, unspoilt: a copy to change."""
    return copy.deepcopy(_MADE[source])


def write_all(raw: Path) -> Path:
    """The files of all trade sources."""
    for source in MAKERS:
        write(raw, files(source))
    return raw
