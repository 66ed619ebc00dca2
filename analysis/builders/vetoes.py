"""Russian vetoes in the UN Security Council since 1991, from Yordan's list.

Writes `vetoes`. Source: List of UN Security Council Vetoes by Carlos L. Yordan (World Politics Data
Lab), taken from the veto list of the Dag Hammarskjöld Library. Its last Russian veto is that of
8 July 2022; later ones are missing, so counts for P5 are lower bounds.

Traps:
- Dates are month/day/year.
- The vetoing members stand twice, as names and as 0/1 columns: the two must agree.
- Votes by letter (2020) have no meeting; the list gives their two documents on two lines.
- The USSR is a member of its own in the list; it cast no veto after 1990.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pandas as pd

from analysis.builders.reading import csv_rows, decode, read_bytes
from analysis.errors import InputError

TABLES = ("vetoes",)

FILE = Path("votes/raw/veto_yordan/unsc_vetoes_1946_sept2022.csv")
ADDRESS = "https://github.com/world-politics-datalab/vetoes-un-security-council"
FIRST_YEAR = 1991
RUSSIA = "RUS"
MEMBERS = {"China": "CHN", "France": "FRA", "Russia": RUSSIA, "UK": "GBR", "USA": "USA",
           "USSR": "USSR"}  # fmt: skip
NAMED = ("member_veto1", "member_veto2", "member_veto3")
TEXTS = {"draft": "draft", "meeting_record": "meeting", "agenda_item": "agenda_item",
         "crisis_topic": "topic", "region": "region"}  # fmt: skip
NEEDED = ("year", "date", *TEXTS, *NAMED, *MEMBERS)
US_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the table from the list below `raw`.

    Parameters
    ----------
    raw
        Root of the publishers' files.

    Returns
    -------
    `vetoes`: draft, date, meeting, agenda_item, topic, region, vetoed_by (codes divided by
    blanks), a row a draft, sorted by draft.

    Raises
    ------
    InputError
        Where the list is missing, no CSV, or a row contradicts itself or another.
    """
    path = raw / FILE
    text = decode(path, read_bytes(path, ADDRESS))
    rows: dict[str, dict[str, str]] = {}
    for line, cells in csv_rows(path, text, NEEDED):
        when = _date(path, line, cells)
        # Some rows before 1991 contradict themselves; they are not used, so not checked either.
        vetoed_by = _vetoed_by(path, line, cells) if when.year >= FIRST_YEAR else []
        if RUSSIA not in vetoed_by:
            continue
        row = _row(path, line, cells) | {"vetoed_by": " ".join(vetoed_by)}
        row["date"] = when.isoformat()
        if row["draft"] in rows:
            rule = f"{row['draft']} stands twice in the list"
            raise InputError(path, rule, row=line, column="draft")
        rows[row["draft"]] = row
    columns = ["draft", "date", "meeting", "agenda_item", "topic", "region", "vetoed_by"]
    table = pd.DataFrame(rows.values(), columns=columns)
    return {"vetoes": table.sort_values("draft", ignore_index=True)}


def _date(path: Path, line: int, cells: dict[str, str]) -> date:
    found = US_DATE.fullmatch(cells["date"])
    try:
        when = date(int(found[3]), int(found[1]), int(found[2])) if found else None
    except ValueError:
        when = None
    if not when or str(when.year) != cells["year"]:
        rule = f"{cells['date']!r} is not a date month/day/year of the year {cells['year']}"
        raise InputError(path, rule, row=line, column="date")
    return when


def _vetoed_by(path: Path, line: int, cells: dict[str, str]) -> list[str]:
    named = [cells[c] for c in NAMED if cells[c]]
    unknown = [name for name in named if name not in MEMBERS]
    if unknown:
        raise InputError(path, f"{unknown[0]!r} is no permanent member", row=line, column=NAMED[0])
    for name in MEMBERS:
        if cells[name] != str(int(name in named)):
            rule = f"{cells[name]!r}, but the members named are {', '.join(named)}"
            raise InputError(path, rule, row=line, column=name)
    return sorted(MEMBERS[name] for name in named)


def _row(path: Path, line: int, cells: dict[str, str]) -> dict[str, str]:
    # Line breaks and double blanks are accidents of copying, not part of the text.
    row = {ours: " ".join(cells[theirs].split()) for theirs, ours in TEXTS.items()}
    for theirs, ours in TEXTS.items():
        if not row[ours]:
            raise InputError(path, "the cell is empty", row=line, column=theirs)
    return row
