"""Memberships that the editions of the CIA World Factbook list, 1992 to 2025.

Writes `igo_factbook`. Source: CIA World Factbooks Archive 1990-2025
(github.com/MilkMp/CIA-World-Factbooks-Archive-1990-2025), an extract of its fields on the fifteen
states: a row a field, with the edition, the state and the text as printed.

Traps:
- An edition follows events by one or two years, and an organisation that an edition does not know
  of is not listed: absence means nothing (CSTO and EAEC from 2007, EAEU from 2016, GUUAM and SCO
  from 2003).
- The column `name` is the state, `field` the field: "Member of" to 1995, "International
  organization participation" since.
- Editions lack the text for ARM 1996 and KAZ 1996-1997; that of 1992 is short.
- The Eurasian Economic Union stands under two names at once ("EAEU", "EEU"); the Eurasian Economic
  Community is EAEC; GUAM was GUUAM to 2005.
- Standing follows in brackets, in words that change; some explanations are long. A comma inside
  brackets divides nothing.
- The last item may run into a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis.builders.cells import only_once, year
from analysis.builders.ex_soviet import STATE_NAMES
from analysis.builders.reading import csv_rows, decode, read_bytes
from analysis.errors import InputError

TABLES = ("igo_factbook",)

FILE = Path("security/raw/factbook_archive/factbook_security_fields.csv")
ADDRESS = "https://github.com/MilkMp/CIA-World-Factbooks-Archive-1990-2025"
NEEDED = ("edition_year", "iso3", "name", "field", "text")
FIRST_EDITION, LAST_EDITION = 1992, 2025
FIELDS = ("Member of", "International organization participation")
CODES = {code: name for name, code in STATE_NAMES.items()}
# Editions without the text, or (1992) before the state had its page.
WITHOUT_TEXT = {("ARM", 1996), ("KAZ", 1996), ("KAZ", 1997)}
# The Factbook's names and the book's.
ORGANISATIONS = {
    "BSEC": "BSEC", "CIS": "CIS", "CSTO": "CSTO", "EAEC": "EurAsEC", "EAEU": "EAEU", "EEU": "EAEU",
    "EAPC": "EAPC", "EU": "EU", "GUAM": "GUAM", "GUUAM": "GUAM", "NACC": "NACC", "NATO": "NATO",
    "PFP": "PfP", "SCO": "SCO",
}  # fmt: skip
# How the words in brackets begin, and the standing that they give.
STANDINGS = {
    "": "listed", "observer": "observer", "applicant": "applicant", "new member": "new member",
    "dialogue member": "dialogue partner", "guest": "guest", "associate member": "associate",
    "participating member": "participant",
}  # fmt: skip
OUTER_COMMA = re.compile(r",(?![^(]*\))")
ITEM = re.compile(r"([A-Za-z]+)(?:\s*\((.*)\))?\s*", re.DOTALL)
NOTE = re.compile(r"\s+note\s*:.*", re.DOTALL)


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the table from the extract below `raw`.

    Parameters
    ----------
    raw
        Root of the publishers' files.

    Returns
    -------
    `igo_factbook`: organisation (the book's name), country, edition (year), listed_as (the
    Factbook's name), status.

    Raises
    ------
    InputError
        Where the file is missing, no CSV or cut, a state lacks an edition, or a standing is
        unknown.
    """
    path = raw / FILE
    text = decode(path, read_bytes(path, ADDRESS))
    rows: list[tuple] = []
    seen: dict[tuple, int] = {}
    for line, cells in csv_rows(path, text, NEEDED):
        if cells["field"] not in FIELDS or cells["iso3"] not in CODES:
            continue
        edition = year(path, cells["edition_year"], row=line, column="edition_year")
        if cells["name"] != CODES[cells["iso3"]]:
            rule = f"{cells['name']!r} should be {CODES[cells['iso3']]!r}"
            raise InputError(path, rule, row=line, column="name")
        only_once(path, seen, (cells["iso3"], edition), row=line, column="edition_year")
        rows += [(organisation, cells["iso3"], edition, listed_as, status)
                 for organisation, listed_as, status in _listed(path, line, cells["text"])
                 if FIRST_EDITION <= edition <= LAST_EDITION]  # fmt: skip
    _check_editions(path, seen)
    columns = ["organisation", "country", "edition", "listed_as", "status"]
    table = pd.DataFrame(rows, columns=columns)
    key = ["organisation", "country", "edition", "listed_as"]
    return {"igo_factbook": table.sort_values(key, ignore_index=True)}


def _listed(path: Path, line: int, text: str) -> Iterator[tuple[str, str, str]]:
    """The organisations of ours in one text: book's name, Factbook's name, standing."""
    found: set[str] = set()
    for part in OUTER_COMMA.split(NOTE.sub("", text)):
        item = ITEM.fullmatch(part.strip())
        if not item or item[1] not in ORGANISATIONS:
            continue
        if item[1] in found:
            raise InputError(path, f"{item[1]} is listed twice", row=line, column="text")
        found.add(item[1])
        yield ORGANISATIONS[item[1]], item[1], _standing(path, line, item)


def _standing(path: Path, line: int, item: re.Match) -> str:
    words = (item[2] or "").split(",")[0].strip()
    if words not in STANDINGS:
        rule = f"{item[1]} ({words}): a standing not known here"
        raise InputError(path, rule, row=line, column="text")
    return STANDINGS[words]


def _check_editions(path: Path, seen: dict[tuple, int]) -> None:
    expected = {(code, edition) for code in CODES
                for edition in range(FIRST_EDITION, LAST_EDITION + 1)} - WITHOUT_TEXT  # fmt: skip
    missing = sorted(expected - set(seen))
    if missing:
        code, edition = missing[0]
        raise InputError(path, f"the membership text of {code} in edition {edition} is missing")
