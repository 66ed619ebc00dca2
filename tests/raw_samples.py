"""A tiny raw folder in the publishers' layout, for tests of the builders.

Call `write_all(folder)` and then spoil what the test is about.
"""

from __future__ import annotations

import gzip
import io
import pprint
import zipfile
from pathlib import Path

import pandas as pd

from analysis.builders import ideal_points, undl, vetoes

PAGE = "https://digitallibrary.un.org/record"
STAMP = "2024-03-12 19:06:47"
ADOPTED = " : resolution / adopted by the General Assembly"


def item(record: int, symbol: str, date: str, votes: list[str], **other: list[str]) -> dict:
    """An item as the crawler prints it. `votes` are "Y ALBANIA", or " ALBANIA" for no vote."""
    separated = votes[:1] + [" " + vote for vote in votes[1:]]
    return {
        "agenda": ["A/46/251 12 Report of the Council. COUNCIL--REPORTS (1991)"],
        "committee_report": ["N/A"],
        "id_record": [str(record)],
        "meeting_record": ["A/46/PV.74"],
        "resolution_symbol": [symbol],
        "title": ["A title" + ADOPTED],
        "vote": separated,
        "vote_date": [date],
    } | other


OLD = item(10, "A/RES/45/1", "1990-12-31", ["AN ALBANIA"])
FIRST = item(
    21, "A/RES/46/9", "1991-10-16",
    [" AFGHANISTAN", "Y ALBANIA", "A CZECHOSLOVAKIA", "N TURKEY", "Y USSR"],
)  # fmt: skip
SECOND = item(
    20, "A/RES/ES-11/4", "2022-10-12",
    ["A AFGHANISTAN", "y ALBANIA", "Y CZECHIA", "Y TÜRKÝYE", "N RUSSIAN FEDERATION"],
    meeting_record=["N/A"],
    agenda=[
        "A/ES-11/251 5 Territorial integrity of Ukraine. UKRAINE--POLITICAL CONDITIONS",
        "A/ES-11/251 6 Follow-up to the summit. MILLENNIUM SUMMIT (2000 : NEW YORK)",
    ],
)  # fmt: skip
COUNCIL = item(30, "S/RES/700(1991)", "1991-06-17", ["Y AUSTRIA", "Y USSR"])
WITHOUT_VOTE = item(31, "A/RES/46/10", "1991-10-17", ["N/A"])
UNNAMED = item(32, "N/A", "N/A", ["N/A"])
LATE = item(
    40, "A/RES/77/1", "2023-01-05", [" AFGHANISTAN", "Y ALBANIA"],
    agenda=["A/77/251 3 Follow-up on HIV/AIDS."],
)  # fmt: skip


def log(*items: dict, cut: int = 0) -> bytes:
    """A crawler's log with these items; `cut` leaves out so many bytes at its end."""
    lines = [f"{STAMP} [scrapy.core.engine] INFO: Spider opened", "{'BOT_NAME': 'builder'}"]
    for content in items:
        page = f"{PAGE}/{content['id_record'][0]}?ln=en"
        lines.append(f"{STAMP} [scrapy.core.scraper] DEBUG: Scraped from <200 {page}>")
        lines.append(pprint.pformat(content, width=80))
    text = "\n".join(lines).encode()
    return text[: len(text) - cut] if cut else text + b"\n"


def write_undl(
    raw: Path,
    first: bytes = log(OLD, FIRST, COUNCIL, WITHOUT_VOTE, UNNAMED),
    *updates: bytes,
) -> None:
    """The four logs: `first` in the zip, `updates` in the gzips (SECOND and LATE if none)."""
    folder = raw / undl.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(undl.FIRST_LOG_MEMBER, first)
    (folder / undl.FIRST_LOG).write_bytes(packed.getvalue())
    updates = updates or (log(SECOND), log(SECOND), log(LATE))
    for name, content in zip(undl.UPDATES, [*updates, log(), log()], strict=False):
        (folder / name).write_bytes(gzip.compress(content))


def estimates(**changed: list) -> pd.DataFrame:
    """Rows of the Stata file: three to keep, one of another state, one too early, one empty."""
    nan = float("nan")
    return pd.DataFrame(
        {
            "ccode": [365, 365, 640, 2000, 365, 702],
            "iso3c": ["RUS", "RUS", "TUR", "ZZZ", "RUS", "TJK"],
            "countryname": ["Russia", "Russia", "Turkey", "Nowhere", "Russia", "Tajikistan"],
            "year": [1992.0, 1991.0, 1991.0, 1991.0, 1990.0, 2001.0],
            "idealpointfp": [0.737733, 0.5, -0.25, 1.0, 0.1, nan],
            "q5fp": [0.6, 0.4, -0.5, 0.9, 0.0, nan],
            "q95fp": [0.9, 0.6, 0.0, 1.1, 0.2, nan],
            "nvotesfp": [72.0, 70.0, 60.0, 5.0, 60.0, nan],
        }
        | changed
    )


def write_ideal_points(raw: Path, frame: pd.DataFrame | None = None) -> None:
    """The Stata file, in single precision as the publisher's."""
    path = raw / ideal_points.FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    frame = estimates() if frame is None else frame
    single = {c: "float32" for c in ("idealpointfp", "q5fp", "q95fp") if c in frame}
    frame.astype(single).to_stata(path, write_index=False, version=118)


VETO_HEADER = (
    "year,date,month,draft,meeting_record,agenda_item,crisis_topic,region,"
    "member_veto1,member_veto2,member_veto3,China,France,Russia,USSR,USA,UK"
)
VETO_ROWS = (
    "1990,5/31/1990,5,S/21326,S/PV.2926,Arab territories,Israel,Middle East,USA,,,0,0,0,0,1,0",
    "2022,7/8/2022,7,S/2022/538,S/PV.9087,Syria,Syria,Middle East,Russia,,,0,0,1,0,0,0",
    '2020,7/7/2020,7,S/2020/654,"S/2020/661\nS/2020/657",Syria,Syria,Middle East,'
    "Russia,China,,1,0,1,0,0,0",
    "2017,12/18/2017,12,S/2017/1060,S/PV.8139,Palestine,Israel,Middle East,USA,,,0,0,0,0,1,0",
)


def write_vetoes(raw: Path, *rows: str, header: str = VETO_HEADER) -> None:
    """Yordan's list."""
    path = raw / vetoes.FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([header, *(rows or VETO_ROWS)]) + "\n", encoding="utf-8", newline="")


def write_all(raw: Path) -> Path:
    """The whole raw folder, unspoilt."""
    write_undl(raw)
    write_ideal_points(raw)
    write_vetoes(raw)
    return raw
