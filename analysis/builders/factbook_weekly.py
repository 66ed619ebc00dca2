"""Russian forces by host country as the CIA World Factbook lists them, each text that it printed.

Writes `troops_factbook`. Source: the git history of github.com/factbook/factbook.json, reduced to
the texts that changed (raw: country, date and commit, field, text). The field "Military
deployments" of Russia, first printed in November 2020, is the only open series of one definition.

Traps:
- The text gives its own date in its last brackets: a year, "Feb 2022", "2021-2022". It is the
  label, not the date of the text: several texts carry one label and differ.
- Numbers are written "est. 3,000-5,000", "approximately 500", "up to 10,000" (no lower bound), and
  once short, "3-5,000" for 3,000 to 5,000.
- Two texts write "Central African Republic (est. 300-500)", name before number.
- The peacekeepers of Karabakh stand as "Azerbaijan" and as "Armenia/Azerbaijan".
- From 25 March 2022 to May 2025 Ukraine is not listed; the last text gives one number for Ukraine
  and "more than 20,000" for all other places together, which is no figure by host and left out.
- Notes below the list (after <br>) are prose and not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis.builders.ex_soviet import STATE_NAMES
from analysis.builders.reading import csv_rows, decode, iso_date, read_bytes
from analysis.errors import InputError

TABLES = ("troops_factbook",)

FILE = Path("security/raw/factbook_json_history/factbook_fields_changes.csv")
ADDRESS = "https://github.com/factbook/factbook.json"
NEEDED = ("country_iso3", "commit_date", "commit", "field", "text")
COUNTRY, FIELD = "RUS", "Military and Security/Military deployments"
COMMIT = re.compile(r"[0-9a-f]{40}")
# Hosts that are no states of the book.
OTHER_HOSTS = {"Syria", "Central African Republic", "Libya"}
HOSTS = STATE_NAMES | {"Armenia/Azerbaijan": "AZE"}
MONTHS = {"February 2022": "2022-02"}
LABEL = re.compile(r"\(([^()]*)\)\s*$")
YEARS = re.compile(r"(20[0-9]{2}(?:-20[0-9]{2})?)(?: est\.)?")
NUMBER = r"[0-9]{1,3}(?:,[0-9]{3}){0,3}|[0-9]{1,9}"
WORDS = r"est\.|estimated|approximately|up to"
ENTRY = re.compile(
    rf"(?P<words>{WORDS}) (?P<first>{NUMBER})(?:-(?P<second>{NUMBER}))?"
    r"(?: in)? (?P<host>[A-Z][A-Za-z /]*[A-Za-z])(?: \((?P<place>[^()]*)\))?"
)
NAME_FIRST = re.compile(rf"(?P<host>[A-Z][A-Za-z ]*) \((?:{WORDS}) [0-9,-]+\)")
NO_ENTRY = re.compile(
    r"information varies(?: and may not reflect .*)?"
    r"|contributes approximately .*|more than [0-9,]+ additional military personnel .*"
)
# Places as printed (one misprinted), and the book's names.
PLACES = {
    None: None, "Transnistria": "Transnistria", "Trannistria": "Transnistria",
    "peacekeepers for Nagorno-Karabakh": "Nagorno-Karabakh",
    "includes Crimea": "including Crimea", "including Crimea": "including Crimea",
}  # fmt: skip
LEAST, MOST = 100, 1_000_000


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the table from the list of changes below `raw`.

    Parameters
    ----------
    raw
        Root of the publishers' files.

    Returns
    -------
    `troops_factbook`: country (host), label (the text's own date), revised (date of the commit
    that brought the text), commit, territory, low, high (persons; empty where the text gives no
    such bound).

    Raises
    ------
    InputError
        Where the file is missing, no CSV, or a text holds anything that these rules do not read.
    """
    path = raw / FILE
    content = decode(path, read_bytes(path, ADDRESS))
    rows: list[dict] = []
    seen: dict[str, int] = {}
    for line, cells in csv_rows(path, content, NEEDED):
        if (cells["country_iso3"], cells["field"]) != (COUNTRY, FIELD):
            continue
        revised = iso_date(path, cells["commit_date"], row=line, column="commit_date")
        if not COMMIT.fullmatch(cells["commit"]):
            raise InputError(path, f"{cells['commit']!r} is no commit", row=line, column="commit")
        if revised in seen:
            rule = f"two texts of {revised}, the other in row {seen[revised]}"
            raise InputError(path, rule, row=line, column="commit_date")
        seen[revised] = line
        rows += [{"country": entry.pop("country"), "label": entry.pop("label"), "revised": revised,
                  "commit": cells["commit"], **entry}
                 for entry in _entries(path, line, cells["text"])]  # fmt: skip
    if not rows:
        raise InputError(path, f"no text of the field {FIELD!r} of {COUNTRY}")
    table = pd.DataFrame(rows).astype({"low": "Int64", "high": "Int64"})
    table = table.sort_values(["country", "label", "revised"], ignore_index=True)
    return {"troops_factbook": table}


def _entries(path: Path, line: int, text: str) -> Iterator[dict]:
    """The figures of one text for hosts of the book, each with the text's label."""
    body = text.split("<br", maxsplit=1)[0].strip()
    label = _label(path, line, body)
    hosts: set[str] = set()
    for part in map(str.strip, LABEL.sub("", body).split(";")):
        if NO_ENTRY.fullmatch(part):
            continue
        other = NAME_FIRST.fullmatch(part)
        if other and other["host"] in OTHER_HOSTS:
            continue
        found = ENTRY.fullmatch(part)
        if not found:
            rule = f"{part!r} is not a number of troops and a host"
            raise InputError(path, rule, row=line, column="text")
        if found["host"] in OTHER_HOSTS:
            continue
        entry = _entry(path, line, found)
        if entry["country"] in hosts:
            rule = f"{entry['country']} stands twice in the text"
            raise InputError(path, rule, row=line, column="text")
        hosts.add(entry["country"])
        yield entry | {"label": label}


def _label(path: Path, line: int, body: str) -> str:
    """The date that the text gives itself: "2019", "2022-02", "2021-2022"."""
    found = LABEL.search(body)
    words = found[1] if found else ""
    year = YEARS.fullmatch(words)
    if words not in MONTHS and not year:
        rule = f"the text ends in no date in brackets: {body[-40:]!r}"
        raise InputError(path, rule, row=line, column="text")
    return MONTHS.get(words) or year[1]


def _entry(path: Path, line: int, found: re.Match) -> dict:
    if found["host"] not in HOSTS or found["place"] not in PLACES:
        rule = f"{found[0]!r}: a host or place not known here"
        raise InputError(path, rule, row=line, column="text")
    first, second = _number(found["first"]), _number(found["second"])
    if second is not None and first < LEAST and second % 1000 == 0:
        first *= 1000
    low, high = (None, first) if found["words"] == "up to" else (first, second or first)
    if not LEAST <= (low or high) <= high <= MOST or (low is None and second is not None):
        rule = f"{found[0]!r}: not a range of {LEAST} to {MOST}"
        raise InputError(path, rule, row=line, column="text")
    place = PLACES[found["place"]]
    return {"country": HOSTS[found["host"]], "territory": place, "low": low, "high": high}


def _number(text: str | None) -> int | None:
    return None if text is None else int(text.replace(",", ""))
