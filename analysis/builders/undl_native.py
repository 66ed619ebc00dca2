"""Votes of the UN General Assembly from the Library's own bulk file.

Makes the tables of `undl` (`roll_calls`, `votes`, `subjects`) from "General Assembly Voting Data",
https://digitallibrary.un.org/record/4060887, a CSV file with a row a member and roll call.

Where this was read (the live site could not be asked):
- columns and terms: the Library's own description, `votes/raw/undl_terms/*.md` among the sources;
- the header of the files of 31 March 2025 and 6 February 2026 (which adds `vote_note`), `X` for
  non-voting, totals as "120.0": a test of public code that read both on 28 September 2026
  (unvotes.js); headings divided by "|": a public pipeline over the file of February 2026;
- the listing https://digitallibrary.un.org/api/v1/file?recid=4060887 (a list of `name`, `url`,
  `format`): `web_utils.py` of a public pipeline over this record, and its tests;
- names: 2024_09_12_ga_resolutions_voting.csv, 2025_7_23_ga_voting.csv, 2025_9_19_ga_voting.csv,
  2026_02_06_ga_voting.csv.

Traps:
- The site often asks for a person (an empty answer 202, or a web page). We do not go round that:
  the file must then be got by hand.
- The data dictionary of 2024 names columns in the plural and `NV` for non-voting; the files have
  `ms_vote` and `X`. Both codes are taken.
- The file has 360 MB: it is read line by line.
- A file cut at the end of a line is still CSV: the last roll call must have as many rows as its
  `total_ms` says.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd

from analysis.builders import undl
from analysis.builders.native import MEGABYTE, Ask, Download, Edition, listing, need, newest
from analysis.builders.reading import iso_date
from analysis.errors import InputError
from analysis.records import open_file

TABLES = undl.TABLES

FOLDER = "votes/raw/undl_bulk"
PAGE = "https://digitallibrary.un.org/record/4060887"
LISTING = "https://digitallibrary.un.org/api/v1/file?recid=4060887"
NAME = re.compile(r"(20[0-9]{2})_([0-9]{1,2})_([0-9]{1,2})_ga_(?:resolutions_)?voting\.csv")
NAME_PATTERN = "YYYY_MM_DD_ga_voting.csv"
LARGEST = 2_000 * MEGABYTE
NEEDED = ("undl_id", "ms_code", "ms_name", "ms_vote", "date", "resolution", "meeting", "title",
          "subjects", "total_ms")  # fmt: skip
SHARED = ("date", "resolution", "meeting", "title", "subjects", "total_ms")
VOTES = {"Y": "Y", "N": "N", "A": "A", "X": "", "NV": "", "": ""}
SEPARATOR = "|"
HEADINGS = "subjects"


def downloads(ask: Ask) -> Iterator[Download]:
    """The newest bulk file that the Library lists."""
    where = Download(LISTING, f"{FOLDER}/{NAME_PATTERN}", "json", PAGE, MEGABYTE)
    files = listing(where, ask(where))
    addresses = [f.get("url") for f in files if isinstance(f, dict)] if _is_list(files) else []
    dated = {}
    for address in addresses:
        name = urlsplit(address).path.rsplit("/", 1)[-1] if isinstance(address, str) else ""
        if vintage := _vintage(name):
            dated[vintage] = (address, name)
    if not dated:
        rule = f"the Library lists no file named {NAME_PATTERN}; look at {PAGE}"
        raise InputError(LISTING, rule)
    address, name = dated[max(dated)]
    yield Download(address, f"{FOLDER}/{name}", "csv", PAGE, LARGEST)


def present(raw: Path) -> bool:
    """Whether a bulk file lies below `raw`."""
    return newest(raw / FOLDER, _vintage) is not None


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the tables from the newest bulk file below `raw`; columns as in `undl.build`."""
    path = _file(raw)
    names: dict[str, str] = {}
    items = list(_items(path, names))
    return undl.make_tables(items, names)


def edition(raw: Path) -> Edition:
    """The edition by the date in the file's name."""
    path = _file(raw)
    vintage = _vintage(path.name)
    return Edition(
        vintage=vintage,
        address=PAGE,
        files=(path,),
        citation="United Nations, Dag Hammarskjöld Library. General Assembly Voting Data. "
        f"UN Digital Library, {PAGE}. File {path.name}, edition of {vintage}.",
    )


def _file(raw: Path) -> Path:
    path = newest(raw / FOLDER, _vintage)
    if path is None:
        raise InputError(raw / FOLDER, f"no file {NAME_PATTERN}; it comes from {PAGE}")
    return path


def _vintage(name: str) -> str | None:
    found = NAME.fullmatch(name)
    try:
        return date(*map(int, found.groups())).isoformat() if found else None
    except ValueError:
        return None


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _items(path: Path, names: dict[str, str]) -> Iterator[undl.Item]:
    """Roll calls since 1991 as items of the crawler's form; `names` gathers names with codes."""
    found: dict[str, undl.Item] = {}
    shared: dict[str, tuple[str, ...]] = {}
    last = ""
    for line, cells in _rows(path):
        when = iso_date(path, cells["date"], row=line, column="date")
        if when < undl.FIRST_DATE:
            continue
        last = cells["undl_id"]
        if last not in found:
            found[last] = _item(path, line, cells)
            shared[last] = tuple(cells[c] for c in SHARED)
        item = found[last]
        if shared[last] != tuple(cells[c] for c in SHARED):
            rule = f"the row differs from row {item.line} in what they share"
            raise InputError(path, rule, row=line, column=", ".join(SHARED))
        item.content["vote"].append(_vote(path, line, cells, first=not item.content["vote"]))
        names[cells["ms_name"]] = cells["ms_code"]
    if not found:
        raise InputError(path, f"no roll call since {undl.FIRST_DATE}")
    _check_whole(path, found[last], shared[last][SHARED.index("total_ms")])
    yield from found.values()


def _check_whole(path: Path, item: undl.Item, members: str) -> None:
    if members.removesuffix(".0") != str(len(item.content["vote"])):
        rows = len(item.content["vote"])
        rule = f"not a whole file: {rows} rows of its last roll call, total_ms is {members}"
        raise InputError(path, rule, row=item.line, column="total_ms")


def _item(path: Path, line: int, cells: dict[str, str]) -> undl.Item:
    headings = [h.strip() for h in cells["subjects"].split(SEPARATOR) if h.strip()]
    return undl.Item(path, line, {
        "id_record": [cells["undl_id"]],
        "resolution_symbol": [cells["resolution"]],
        "vote_date": [cells["date"]],
        "meeting_record": [cells["meeting"] or undl.NOT_GIVEN],
        "title": [cells["title"]],
        HEADINGS: headings,
        "agenda": [],
        "vote": [],
    })  # fmt: skip


def _vote(path: Path, line: int, cells: dict[str, str], *, first: bool) -> str:
    """A vote as the crawler writes it: all but the first begin with a blank."""
    code = cells["ms_vote"].strip().upper()
    if code not in VOTES:
        raise InputError(path, f"{cells['ms_vote']!r} is no vote code", row=line, column="ms_vote")
    return f"{'' if first else ' '}{VOTES[code]} {cells['ms_name']}"


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Line and needed cells of each row, one at a time."""
    line = 1
    try:
        with io.TextIOWrapper(open_file(path, LARGEST), "utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            header = next(reader, [])
            need(path, header, NEEDED)
            places = {column: header.index(column) for column in NEEDED}
            for row in reader:
                if len(row) != len(header):
                    rule = "the row has not as many cells as the header"
                    raise InputError(path, rule, row=reader.line_num)
                yield reader.line_num, {c: row[i] for c, i in places.items()}
                line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(path, f"not CSV: {error}", row=line) from None
    except UnicodeDecodeError as error:
        raise InputError(path, f"not UTF-8: {error.reason}", row=f"{line} or below") from None
    except FileNotFoundError:
        raise InputError(path, f"no file {NAME_PATTERN}; it comes from {PAGE}") from None
