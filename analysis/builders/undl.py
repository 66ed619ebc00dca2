"""Roll calls of the UN General Assembly since 1991, from the UN Digital Library.

Writes `roll_calls` (a row a roll call), `votes` (a roll call a row, a member state a column) and
`subjects` (a row a roll call and UN subject heading).

Source: voting records of the Dag Hammarskjöld Library, as the crawler of the project
github.com/lefthand67/un_votes printed them into its logs, which it publishes. The Library's own
bulk file is larger than any repository holds, so the logs are the copy that one can get. Each item
is a Python literal behind a line that names its page; `ast.literal_eval` reads it, which cannot run
code.

Traps:
- The strings of `vote` were cut from one text: all but the first begin with a separator blank. The
  rest is the code, a blank, the name; UNDL leaves the code out where a member did not vote.
- A record may occur in several logs. Later logs win, as they are later readings of the same page;
  two different readings within one log are an error.
- Code letters are lower case in a few records ("y" for "Y"): taken as the capital.
- Names change (TURKEY, TÜRKİYE, and misprints of it): `data/votes/members.csv` maps every name.
  A member is one column through all its names; USSR and Russian Federation are RUS.
- The subject heading stands in capitals behind the title of the agenda item, mostly after a full
  stop. Headings may hold full stops, colons and "xxxx" (a year not fixed), titles may end in
  capitals ("HIV/AIDS."): the heading is the longest tail in capitals that starts a sentence.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.builders.cells import natural
from analysis.builders.reading import decode, iso_date, read_bytes, unpack_gzip, unpack_zip
from analysis.errors import InputError
from analysis.tables import load

TABLES = ("roll_calls", "votes", "subjects")

FOLDER = Path("votes/raw/lefthand67_un_votes")
FIRST_LOG = "logs_builder_scrapy.zip"
FIRST_LOG_MEMBER = "scrapy.log"
# Names carry the date up to which the log reaches, so that their order is the order of time.
UPDATES = (
    "logs_update_scrapy_2025-01-01_6dfb2c5.log.gz",
    "logs_update_scrapy_2025-06-02_973e9ff.log.gz",
    "logs_update_scrapy_2025-11-08_c10dc8b.log.gz",
)
NEWER_UPDATES = "logs_update_scrapy_*.log.gz"
ADDRESS = "https://github.com/lefthand67/un_votes (logs_builder, logs_update)"

FIRST_DATE = "1991-01-01"
ITEM_HEADER = re.compile(r"\[scrapy\.core\.scraper\] DEBUG: Scraped from <")
LOG_LINE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8} \[")
NEEDED = ("agenda", "id_record", "meeting_record", "resolution_symbol", "title", "vote",
          "vote_date")  # fmt: skip
SINGLE = ("id_record", "meeting_record", "resolution_symbol", "title", "vote_date")
ASSEMBLY, COUNCIL, UNNAMED = "A/", "S/", "N/A"
NOT_GIVEN = "N/A"
NOT_RECORDED = [NOT_GIVEN]
# "XX" stands where the Library had no number yet.
SYMBOL = re.compile(r"A/(?:RES|DEC)/(?P<session>(?:E?S-)?[0-9]+)/(?:[0-9]+|XX).*")
TITLE_TAIL = re.compile(r"\s*: resolutions?(?: /)? adopted by the General Assembly\.?$")
AGENDA_ITEM = re.compile(r"A/\S+ [0-9]+[a-z]*(?:\[[0-9]+\])? *")
# No lower case but "xxxx", which stands for a year that is not fixed.
CAPITALS = r"(?:[^a-z]|xxxx)*[A-Z]{2}(?:[^a-z]|xxxx)*"
SENTENCE_HEADING = re.compile(rf"(?:^|[.?!)] )({CAPITALS})$")
BARE_HEADING = re.compile(rf"[a-z] ({CAPITALS}[^.])$")
VOTE_CODES = {"Y": "Y", "N": "N", "A": "A", "": "X"}
TOTALS = {"yes": "Y", "no": "N", "abstain": "A", "absent": "X"}


@dataclass(frozen=True)
class Item:
    """One record as the crawler printed it, and where."""

    log: Path
    line: int
    content: dict[str, list[str]]

    def __getitem__(self, key: str) -> str:
        return self.content[key][0]

    @property
    def headings(self) -> list[str]:
        """UN subject headings: as they are given, or else read from the agenda entries."""
        return self.content.get("subjects") or [_heading(e) for e in self.content["agenda"]]

    def error(self, rule: str, column: str) -> InputError:
        return InputError(
            self.log, f"record {self['id_record']}: {rule}", row=self.line, column=column
        )


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the three tables from the logs below `raw`.

    Parameters
    ----------
    raw
        Root of the publishers' files; the logs lie in `votes/raw/lefthand67_un_votes`.

    Returns
    -------
    `roll_calls`, `votes` and `subjects`, sorted by record number. Counts are member states.

    Raises
    ------
    InputError
        Where a log is missing or broken, an item does not read, a name or code is unknown, or two
        records contradict each other.
    """
    return make_tables(_latest(raw))


def make_tables(
    items: Iterable[Item], names: dict[str, str] | None = None
) -> dict[str, pd.DataFrame]:
    """The three tables from items, whatever they were read from.

    `names` are names with the publisher's codes: a name that the table `members` lacks is taken by
    its code where a member of ours has it.
    """
    codes = dict(load("members")[["undl_name", "country"]].itertuples(index=False))
    ours = set(codes.values())
    codes = {name: code for name, code in (names or {}).items() if code in ours} | codes
    items = sorted(_selected(items), key=lambda item: int(item["id_record"]))
    _check_symbols(items)
    cells = {int(item["id_record"]): _votes(item, codes) for item in items}
    votes = pd.DataFrame.from_dict(cells, orient="index").rename_axis("roll_call")
    votes = votes[sorted(votes.columns)].reset_index()
    roll_calls = pd.DataFrame([_roll_call(item, cells) for item in items])
    subjects = pd.DataFrame(_subject_rows(items), columns=["roll_call", "subject"])
    return {"roll_calls": roll_calls, "votes": votes, "subjects": subjects}


def _latest(raw: Path) -> Iterable[Item]:
    """The last reading of every record."""
    latest: dict[str, Item] = {}
    for log, text in _logs(raw):
        latest |= _one_log(log, text)
    return latest.values()


def _logs(raw: Path) -> Iterator[tuple[Path, str]]:
    """All logs with their text, the oldest first. Logs newer than ours may lie beside them."""
    folder = raw / FOLDER
    first = folder / FIRST_LOG
    packed = unpack_zip(first, read_bytes(first, ADDRESS))
    if FIRST_LOG_MEMBER not in packed:
        raise InputError(first, f"the zip file holds no {FIRST_LOG_MEMBER}")
    yield first, decode(first, packed[FIRST_LOG_MEMBER])
    for name in sorted({*UPDATES, *(p.name for p in folder.glob(NEWER_UPDATES))}):
        log = folder / name
        yield log, decode(log, unpack_gzip(log, ADDRESS))


def _one_log(log: Path, text: str) -> dict[str, Item]:
    found: dict[str, Item] = {}
    for line, literal in _literals(text):
        item = Item(log, line, _parse(log, line, literal))
        earlier = found.setdefault(item["id_record"], item)
        if any(item.content[key] != earlier.content[key] for key in NEEDED):
            raise item.error(f"differs from the same record in row {earlier.line}", "id_record")
    return found


def _literals(text: str) -> Iterator[tuple[int, str]]:
    """Line of each item's header, and the text from there to the next line of the log."""
    header, literal = 0, []
    for number, line in enumerate(text.split("\n"), start=1):
        if header and not LOG_LINE.match(line):
            literal.append(line)
            continue
        if header:
            yield header, "\n".join(literal)
        header, literal = (number if ITEM_HEADER.search(line) else 0), []
    if header:
        yield header, "\n".join(literal)


def _parse(log: Path, line: int, literal: str) -> dict[str, list[str]]:
    try:
        content = ast.literal_eval(literal.strip())
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise InputError(log, "the item behind this line does not read", row=line) from None
    if not isinstance(content, dict):
        raise InputError(log, "the item behind this line is no dictionary", row=line)
    for key in NEEDED:
        value = content.get(key)
        if not _is_texts(value) or (key in SINGLE and len(value) != 1):
            rule = "the item lacks this key, or its value is no list of texts"
            raise InputError(log, rule, row=line, column=key)
    return content


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, str) for v in value)


def _selected(items: Iterable[Item]) -> Iterator[Item]:
    """General Assembly records since 1991 with a recorded vote."""
    for item in items:
        symbol = item["resolution_symbol"]
        if not symbol.startswith((ASSEMBLY, COUNCIL, UNNAMED)):
            raise item.error(f"{symbol!r} is of no known organ", "resolution_symbol")
        if not symbol.startswith(ASSEMBLY):
            continue
        when = iso_date(item.log, item["vote_date"], row=item.line, column="vote_date")
        if when >= FIRST_DATE and item.content["vote"] != NOT_RECORDED:
            if natural(item["id_record"]) is None:
                raise item.error("the record number is no number", "id_record")
            yield item


def _check_symbols(items: list[Item]) -> None:
    if not items:
        raise InputError(FOLDER, f"no roll call of the General Assembly since {FIRST_DATE}")
    seen: dict[str, Item] = {}
    for item in items:
        other = seen.setdefault(item["resolution_symbol"], item)
        if other is not item:
            rule = f"{item['resolution_symbol']} is also record {other['id_record']}"
            raise item.error(rule, "resolution_symbol")


def _votes(item: Item, codes: dict[str, str]) -> dict[str, str]:
    """Vote of each member (Y, N, A, X) by its code."""
    votes: dict[str, str] = {}
    for position, text in enumerate(item.content["vote"]):
        vote, name = _split(item, text, first=position == 0)
        if name not in codes:
            raise item.error(f"{name!r} is not in data/votes/members.csv", "vote")
        if codes[name] in votes:
            raise item.error(f"{codes[name]} votes twice, as {name!r} and before", "vote")
        votes[codes[name]] = vote
    return votes


def _split(item: Item, text: str, *, first: bool) -> tuple[str, str]:
    """Our vote code and the UNDL name of one string of `vote`."""
    if not first and not text.startswith(" "):
        raise item.error(f"{text!r} lacks the separator blank", "vote")
    code, _, name = text[0 if first else 1 :].partition(" ")
    if code.upper() not in VOTE_CODES:
        raise item.error(f"{code!r} is no vote code (in {text!r})", "vote")
    return VOTE_CODES[code.upper()], name


def _roll_call(item: Item, cells: dict[int, dict[str, str]]) -> dict[str, object]:
    number = int(item["id_record"])
    cast = list(cells[number].values())
    symbol = SYMBOL.fullmatch(item["resolution_symbol"])
    if not symbol:
        raise item.error(f"{item['resolution_symbol']!r} names no session", "resolution_symbol")
    meeting = item["meeting_record"]
    return {
        "roll_call": number,
        "session": symbol["session"],
        "date": item["vote_date"],
        "resolution": item["resolution_symbol"],
        "meeting": None if meeting == NOT_GIVEN else meeting,
        "title": TITLE_TAIL.sub("", item["title"].strip()),
        **{total: cast.count(code) for total, code in TOTALS.items()},
        "members": len(cast),
    }


def _subject_rows(items: list[Item]) -> list[tuple[int, str]]:
    rows = {
        (int(item["id_record"]), heading)
        for item in items
        for heading in item.headings
        if heading
    }
    return sorted(rows)


def _heading(entry: str) -> str:
    """UN subject heading of one agenda entry, "" where it has none."""
    item_text = AGENDA_ITEM.sub("", entry, count=1)
    found = SENTENCE_HEADING.search(item_text) or BARE_HEADING.search(item_text)
    return found[1].strip() if found else ""
