"""A campaign of bad input: spoilt tables and publishers' files, and what became of each.

    RAW_DATA=FOLDER python tests/campaign.py [--cases 3000] [--only NAME ...] [--out counts.csv]

Every table of the book, every map layer, every source whose files are in RAW_DATA and every
publisher's own download (small ones, made by the tests) can be spoilt in every way of
`tests/damage.py`; of all these `--cases` are drawn with a fixed seed. Each runs in a process of its
own that is stopped after SECONDS of work (or six times as many of waiting) and may not take more
than MEMORY. What comes out must be

- an error that names file and rule (and the cell, where one cell was spoilt),
- the same data as before, or
- other data that nobody can tell from good ones: then the hash in the record must tell them, and
  `check` or `build` must say so.

The counts go to a CSV file by kind of damage and outcome; whatever else comes out is printed, and
the exit code is 1.
"""

from __future__ import annotations

import argparse
import csv
import io
import multiprocessing
import os
import resource
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import damage
import raw_native as native
from conftest import RAW
from damage import LAYER_KINDS, NEVER, OTHER, PLACE_KINDS, PUBLISHED_KINDS, TABLE_KINDS, judge

from analysis import build as building
from analysis.build import NATIVE
from analysis.builders import SOURCES
from analysis.errors import InputError, MissingFileError
from analysis.fetch import Patience, fetch
from analysis.maps import check_layer, layers, load_layer
from analysis.paths import data_folder
from analysis.records import PACKAGE, Record, dump, package, record, records, sha256
from analysis.tables import load, parse

SEED = 1991
SECONDS = 10
MEMORY = 1_500_000_000  # bytes, beside what the campaign itself takes
NOTICED = "other data, noticed by the hash"
CANNOT, FAILED = "cannot be done here", "FAIL"


@dataclass(frozen=True)
class Case:
    """One spoilt input. `run` gives the outcome; it may write into the folder that it is given."""

    group: str
    name: str
    kind: str
    run: Callable[[Case, Path], str]

    @property
    def chance(self) -> Random:
        return Random(f"{SEED} {self.name} {self.kind}")


# --- tables and layers -------------------------------------------------------------------------


def of_tables() -> Iterator[Case]:
    """Every table and map layer, spoilt in every way."""
    for name in records():
        load(name)  # once, for all the processes that follow
        yield from (Case("tables", name, kind, spoil_table) for kind in TABLE_KINDS)
        yield from (Case("tables", name, kind, spoil_place) for kind in PLACE_KINDS)
    for name in layers():
        yield from (Case("map layers", name, kind, spoil_layer) for kind in LAYER_KINDS)


def spoil_table(case: Case, scratch: Path) -> str:
    found = record(case.name)
    content = found.path.read_bytes()
    rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
    spoilt = TABLE_KINDS[case.kind](case.chance, found, rows)
    if spoilt is None or spoilt.content == content:
        return CANNOT
    answer = judge(lambda: Frame(parse(found, spoilt.content)), Frame(load(case.name)),
                   spoilt if case.kind in NEVER else None)  # fmt: skip
    return noticed(found, spoilt.content, scratch, load) if answer == OTHER else answer


class Frame:
    """A table that can be compared with another by cells and types."""

    __hash__ = None

    def __init__(self, frame) -> None:
        self.frame = frame

    def __eq__(self, other: object) -> bool:
        return self.frame.equals(other.frame) and self.frame.dtypes.equals(other.frame.dtypes)


def spoil_place(case: Case, scratch: Path) -> str:
    path = beside_its_record(record(case.name), b"", scratch)
    damage.put_in_place(path, case.kind)
    return judge(lambda: load(case.name), None)


def spoil_layer(case: Case, scratch: Path) -> str:
    found = layers()[case.name]
    content = found.path.read_bytes()
    spoilt = LAYER_KINDS[case.kind](case.chance, content)
    if spoilt is None or spoilt == content:
        return CANNOT
    answer = judge(lambda: check_layer(found, spoilt), check_layer(found, content))
    return noticed(found, spoilt, scratch, load_layer) if answer == OTHER else answer


def noticed(found: Record, content: bytes, scratch: Path, door: Callable[[str], object]) -> str:
    """Other data that keep the schema: the door to them must refuse them by their hash."""
    path = beside_its_record(found, content, scratch)
    try:
        door(found.name)
    except InputError as error:
        return NOTICED if "sha256" in error.rule and error.file == str(path) else f"FAIL: {error}"
    return "FAIL: other data went in unnoticed"


def beside_its_record(found: Record, content: bytes, scratch: Path) -> Path:
    """A folder of tables that holds this content in its place, with the records of the book."""
    path = scratch / found.resource["path"]
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    shutil.copy(data_folder() / PACKAGE, scratch)
    os.environ["BOOK_DATA"] = str(scratch)
    return path


# --- publishers' files -------------------------------------------------------------------------


@dataclass(frozen=True)
class Source:
    """A source, its files below `raw`, what is made of them when they are good, and the tables."""

    name: str
    raw: Path
    files: tuple[Path, ...]
    made: dict[str, bytes]
    tables: Path

    def spoil(self, case: Case, scratch: Path) -> str:
        """Spoil one file that chance picks, beside links to the others."""
        os.environ["BOOK_DATA"] = str(self.tables)
        random = case.chance
        for file in self.files:
            (scratch / file).parent.mkdir(parents=True, exist_ok=True)
            (scratch / file).symlink_to(self.raw / file)
        file = random.choice(self.files)
        if case.kind in PLACE_KINDS:
            damage.put_in_place(scratch / file, case.kind)
        else:
            content = (self.raw / file).read_bytes()
            spoilt = PUBLISHED_KINDS[case.kind](random, content)
            if spoilt is None or spoilt == content:
                return CANNOT
            (scratch / file).unlink()
            (scratch / file).write_bytes(spoilt)
        made = []
        answer = judge(lambda: made.append(make(self.name, scratch)) or made[0].content, self.made)
        return self._announced(made[0]) if answer == OTHER else answer

    def _announced(self, made: building.Made) -> str:
        """Other data that keep their schemas: another hash than recorded, and `build` says so."""
        lines = dict(line.split(": ", 1) for line in building._lines(made))
        for name in self.made:
            content = made.content.get(name)
            known = content is not None and sha256(content) == record(name).resource["hash"]
            if known != (lines[name] == "unchanged"):
                return f"FAIL: other data, unnoticed: {name}: {lines[name]}"
        return NOTICED


def of_sources(group: str, known: Iterable[Source]) -> Iterator[Case]:
    """Every source, spoilt in every way."""
    for source in known:
        for kind in (*PUBLISHED_KINDS, *PLACE_KINDS):
            yield Case(group, source.name, kind, source.spoil)


def make(name: str, raw: Path) -> building.Made:
    """What `build` makes of a source and validates, not yet in place."""
    made = building._make(name, raw)
    building._check_together([made])
    return made


def by_hand(raw: Path) -> Iterator[Source]:
    """The sources whose files lie in `raw`, with the files that their builders open."""
    opened: set[Path] = set()

    def note(event: str, arguments: tuple) -> None:
        if event == "open" and isinstance(arguments[0], str):
            opened.add(Path(arguments[0]))

    sys.addaudithook(note)
    for name in SOURCES:
        opened.clear()
        try:
            made = make(name, raw).content
        except MissingFileError as error:
            print(f"{name}: left out, {error}")
            continue
        files = sorted(p.relative_to(raw) for p in opened if p.is_relative_to(raw) and p.is_file())
        yield Source(name, raw, tuple(files), made, data_folder())


def downloaded(folder: Path) -> Iterator[Source]:
    """The publishers' own downloads, small ones, fetched from a server of the tests.

    They go into a copy of the tables, whose records allow them to be small.
    """
    shutil.copytree(data_folder(), folder / "data")
    os.environ["BOOK_DATA"], os.environ["NO_PROXY"] = str(folder / "data"), "127.0.0.1"
    whole = package()
    for one in whole["resources"]:
        one["rowFloor"], one["knownNulls"] = 1, {"*": {"at_most": 9999}}
    (data_folder() / PACKAGE).write_text(dump(whole), "utf-8")
    server = native.Publisher()
    for name in NATIVE:
        getattr(native, f"serve_{name.replace('exchange_rates', 'cbr')}")(server)
        fetch(name, folder / name, server.address, Patience(pause=0.01))
        files = sorted(p.relative_to(folder / name) for p in (folder / name).rglob("*")
                       if p.is_file() and not p.name.endswith(".fetched.json"))  # fmt: skip
        made = make(name, folder / name).content
        yield Source(name, folder / name, tuple(files), made, data_folder())
    server.close()
    del os.environ["BOOK_DATA"]


# --- one case, and all -------------------------------------------------------------------------


def outcome(case: Case) -> str:
    """The outcome of a case, which runs in a process of its own."""
    fork = multiprocessing.get_context("fork")
    with tempfile.TemporaryDirectory() as scratch:
        ours, theirs = fork.Pipe(duplex=False)
        process = fork.Process(target=_run, args=(case, Path(scratch), theirs))
        process.start()
        theirs.close()
        try:
            return ours.recv() if ours.poll(6 * SECONDS) else "FAIL: it waits for something"
        except EOFError:
            return f"FAIL: it died, or worked for more than {SECONDS} s"
        finally:
            process.kill()
            process.join()


def _run(case: Case, scratch: Path, answer) -> None:
    now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS,) * 2)
    answer.send(case.run(case, scratch))


def main() -> int:
    """Run the cases and count what became of them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=3000, help="how many are drawn")
    parser.add_argument("--only", nargs="*", help="draw from these groups, names or kinds")
    parser.add_argument("--out", type=Path, default=Path("campaign.csv"), help="file of the counts")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cases = [*of_tables()]
        if RAW:
            cases += of_sources("publishers' files", by_hand(Path(RAW)))
        cases += of_sources("small downloads", downloaded(Path(folder)))
        if options.only:
            cases = [c for c in cases if {c.group, c.name, c.kind} & set(options.only)]
        drawn = Random(SEED).sample(range(len(cases)), min(options.cases, len(cases)))
        counts: Counter = Counter()
        try:
            run([cases[i] for i in sorted(drawn)], counts)
        finally:  # an interrupted campaign keeps its counts
            write(options.out, counts)
    failed = sum(n for (_, _, answer), n in counts.items() if answer == FAILED)
    done = sum(n for (_, _, answer), n in counts.items() if answer != CANNOT)
    print(f"{done} cases, {failed} failed; counts in {options.out}")
    return 1 if failed else 0


def run(cases: Iterable[Case], counts: Counter) -> None:
    """Count the cases by group, kind and outcome, and print those that failed."""
    for case in cases:
        answer = outcome(case)
        if answer.startswith(FAILED):
            print(f"{case.group} / {case.name} / {case.kind}: {answer}", flush=True)
            answer = FAILED
        counts[case.group, case.kind, answer] += 1


def write(path: Path, counts: Counter) -> None:
    """A row a group and kind of damage, a column an outcome."""
    answers = sorted({answer for _, _, answer in counts})
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["group", "kind", *answers])
        for group, kind in dict.fromkeys((g, k) for g, k, _ in counts):
            writer.writerow([group, kind, *(counts[group, kind, a] for a in answers)])


if __name__ == "__main__":
    sys.exit(main())
