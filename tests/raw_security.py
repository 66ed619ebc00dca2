"""A tiny raw folder of the security sources in their publishers' layouts, for tests of builders.

Call `write_all(folder)` and then spoil what the test is about. R files are written here byte by
byte (version 2, XDR), as no R is at hand: numbers and texts only.
"""

from __future__ import annotations

import csv
import gzip
import io
import struct
from pathlib import Path

import pandas as pd

from analysis.builders import atop, cow_igo, factbook_archive, factbook_weekly, gsdb, ucdp

NAN = float("nan")


# --- R files -----------------------------------------------------------------------------------


def _char(text: str | None) -> bytes:
    if text is None:
        return struct.pack(">ii", 9, -1)
    raw = text.encode()
    return struct.pack(">ii", 9 | 1 << 15, len(raw)) + raw


def _texts(items: list) -> bytes:
    return struct.pack(">ii", 16, len(items)) + b"".join(
        _char(i if isinstance(i, str) else None) for i in items
    )


def _column(column: pd.Series) -> bytes:
    if pd.api.types.is_numeric_dtype(column):
        return struct.pack(f">ii{len(column)}d", 14, len(column), *column)
    return _texts(list(column))


def rda(name: str, frame: pd.DataFrame) -> bytes:
    """One data frame as R's `save` writes it."""
    columns = b"".join(_column(frame[c]) for c in frame)
    symbol = struct.pack(">i", 1) + _char("names")
    attributes = struct.pack(">i", 2 | 0x400) + symbol + _texts(list(frame)) + NIL
    body = struct.pack(">ii", 19 | 0x200, frame.shape[1]) + columns + attributes
    head = struct.pack(">iii", 2, 0x30602, 0x20300)
    tagged = struct.pack(">i", 2 | 0x400) + struct.pack(">i", 1) + _char(name)
    return gzip.compress(b"RDX2\nX\n" + head + tagged + body + NIL)


NIL = struct.pack(">i", 254)


def write(raw: Path, file: Path, content: bytes | str) -> None:
    """A file below `raw`, with its folders."""
    path = raw / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def deaths(**changed: list) -> pd.DataFrame:
    """GED: two years of Georgia, one of another state, one before GED."""
    return pd.DataFrame({
        "gwcode": [372.0, 372, 2, 365], "year": [1992.0, 1991, 1992, 1985],
        "low": [700.0, 0, 0, 5], "best": [775.0, 0, 0, 6], "high": [900.0, 0, 0, 7],
        "source": ["UCDP GED 23.1"] * 3 + ["PRIO Battle-deaths 3.1"],
    } | changed)  # fmt: skip


OLD_HEADER = f"Entity,Year,{ucdp.OLD_VALUE}"
OLD_ROWS = ("Afghanistan,1992,4385", "Georgia,1992,775", "Zimbabwe,2008,80")


def conflicts(**changed: list) -> pd.DataFrame:
    """ACD: one conflict with two pairs of supporters, one between states, one elsewhere."""
    return pd.DataFrame({
        "conflict_id": [388.0, 388, 13243, 333], "year": [2020.0, 2020, 2022, 2010],
        "gwno_a": [373.0, 373, 365, 700], "gwno_a_2nd": [NAN, 640, NAN, 366],
        "gwno_b": [NAN, NAN, 369, NAN], "gwno_b_2nd": [371.0, NAN, NAN, NAN],
        "incompatibility": ["territory", "territory", "both", "government"],
        "intensity_level": [2.0, 2, 2, 2], "type_of_conflict": ["II", "II", "interstate", "II"],
        "start_date": [8032.0, 8032, 16147, 2000], "start_date2": [18459.0, 18459, 19047, 2000],
        "ep_end_date": [NAN, NAN, NAN, NAN],
    } | changed)  # fmt: skip


def pairs(**changed: list) -> pd.DataFrame:
    """ATOP: Russia and Armenia, from both sides; an old pair; a pair elsewhere."""
    none = [0.0] * 6
    return pd.DataFrame({
        "ccode1": [365.0, 371, 365, 371, 365, 2], "ccode2": [371.0, 365, 371, 365, 2, 20],
        "year": [1992.0, 1992, 1993, 1993, 1942, 1993], "atop_defense": [1.0] * 6,
        "atop_offense": none, "atop_neutral": none, "atop_nonagg": none,
        "atop_consul": [1.0, 1, 0, 0, 1, 1],
    } | changed)  # fmt: skip


def states(**changed: list) -> pd.DataFrame:
    """COW: Uzbekistan in two years, another state."""
    orgs = {column: [0.0, 0, 0] for column in cow_igo.ORGANISATIONS}
    orgs |= {"cis": [1.0, 1, 0], "csto": [-1.0, 1, 0], "eaec": [3.0, -9, 1]}
    return pd.DataFrame({"ccode": [704.0, 704, 2], "year": [2001.0, 2002, 2002]} | orgs | changed)


def sanctions(*rows: str, count: int = gsdb.CASES) -> str:
    """GSDB: the rows given (three if none), then cases on another state up to `count`."""
    header = ("case_id,sanctioned_state,sanctioning_state,begin,end,trade,descr_trade,arms,"
              "military,financial,travel")  # fmt: skip
    rows = rows or (
        "1,Georgia,Russia,2006,2007,1,,0,0,0,1",
        '2,"Belarus, Russia",EU,2022,2023,0,"exp,imp",1,0,1,0',
        "3,Soviet Union,United States,1980,1991,1,,0,0,0,0",
    )
    more = [f"{i},Cuba,United States,1962,2023,1,,0,0,0,0" for i in range(len(rows) + 1, count + 1)]
    return "\n".join([header, *rows, *more]) + "\n"


def table(rows: list[dict]) -> str:
    """Rows as a CSV file."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


MEMBER_TEXT = "CIS (participating member, has not signed, although it takes part), UN, WTO"


def editions(**changed: dict[tuple[str, int], str | None]) -> list[dict]:
    """The membership field of each state and edition; `texts` replaces or drops (None) some."""
    texts = changed.get("texts", {})
    rows = []
    for code, name in factbook_archive.CODES.items():
        for edition in range(factbook_archive.FIRST_EDITION, factbook_archive.LAST_EDITION + 1):
            if (code, edition) in factbook_archive.WITHOUT_TEXT:
                continue
            text = texts.get((code, edition), "UN, WHO")
            if text is not None:
                rows.append({"edition_year": edition, "iso3": code, "name": name,
                             "field": factbook_archive.FIELDS[1], "text": text})  # fmt: skip
    return rows


EDITION_TEXTS = {
    ("UKR", 2015): MEMBER_TEXT,
    ("UZB", 2021): "EAEU (observer), EEU (observer), SCO note : not in the CSTO",
}

TROOPS_TEXT = (
    "information varies; approximately 3-5,000 Tajikistan; up to 10,000 Georgia; est. 500 "
    "Kyrgyzstan; Central African Republic (est. 300); est. 1,500-2,000 Moldova (Trannistria); "
    "est. 4,000 Syria; approximately 2,000 Armenia/Azerbaijan (peacekeepers for Nagorno-Karabakh) "
    "(February 2022)<br>note: prose with 8,000 in it"
)


def deployments(text: str = TROOPS_TEXT, **changed: str) -> list[dict]:
    """The history: a text of Russia, and of another state."""
    field = factbook_weekly.FIELD
    row = {"country_iso3": "RUS", "commit_date": "2022-06-02", "commit": "a" * 40, "field": field,
           "text": text} | changed  # fmt: skip
    other = {"country_iso3": "LVA", "commit_date": "2022-04-28", "commit": "b" * 40,
             "field": field, "text": "130 Kosovo (KFOR/NATO) (2022)"}  # fmt: skip
    return [row, other]


def write_all(raw: Path) -> Path:
    """The whole raw folder of the topic, unspoilt."""
    write(raw, ucdp.GED_FILE, rda("ucdpbrds", deaths()))
    write(raw, ucdp.OLD_FILE, "\n".join([OLD_HEADER, *OLD_ROWS]) + "\n")
    write(raw, ucdp.ACD_FILE, rda("ucdp_acd", conflicts()))
    write(raw, atop.FILE, rda("atop_alliance", pairs()))
    write(raw, cow_igo.FILE, rda("state_year_format3", states()))
    write(raw, gsdb.FILE, sanctions())
    write(raw, factbook_archive.FILE, table(editions(texts=EDITION_TEXTS)))
    write(raw, factbook_weekly.FILE, table(deployments()))
    return raw
