"""Kills, a full disk and folders that may not be written, for commands that change the book.

Too long for each run of the tests: `python -m pytest tests/trials.py`, as a user who may mount a
small file system. After each blow every file must be the old one or the new, whole, and the same
command, given once more, must end as if nothing had happened. The tally is printed at the end as
`data/checks/trials.csv` has it.
"""

from __future__ import annotations

import contextlib
import csv
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import raw_native
import raw_samples
from conftest import TINY, Project, clone, commit, contents

from analysis.fetch import STAGING
from analysis.paths import ROOT
from analysis.records import PACKAGE

KILLS, FILLS, SEED = 25, 5, 1991
WATCHED = ("data", "chapters", "raw", "_build/html")
CODE = 'from analysis import load, value\nvalue("n", len(load("vetoes")))'
NEW_VETO = "S/2022/9,2022-12-01,S/PV.9,A,B,C,RUS\n"
COMMANDS = ("make book", "run", "make update", "fetch")
COLUMNS = ("command", "blow", "times", "cut_short", "whole", "mended")


@dataclass
class Case:
    """A command, the book before it, and the files as it leaves them when nothing happens."""

    arguments: list[str]
    before: Project
    after: dict[str, bytes] = field(default_factory=dict)
    lasts: float = 0

    def start(self, book: Project) -> subprocess.Popen:
        return subprocess.Popen(self.arguments, cwd=book.root, env=book.environment, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                start_new_session=True)


@pytest.fixture(scope="session")
def tally(request: pytest.FixtureRequest) -> Iterator[list[dict]]:
    """The rows of the table; printed at the end."""
    rows: list[dict] = []
    yield rows
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def publisher() -> Iterator[raw_native.Publisher]:
    os.environ["NO_PROXY"] = "127.0.0.1"
    server = raw_native.Publisher()
    raw_native.serve_unhcr(server, ooc="12")
    yield server
    server.close()


@pytest.fixture(scope="module")
def built(fresh_book: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A small book with its pages, under git, that needs no set-up."""
    book = clone(fresh_book, tmp_path_factory.mktemp("trials") / "book")
    for name in ("requirements.txt", "pyproject.toml"):
        os.utime(book / name, (0, 0))  # older than the environment that is there
    package = book / "data" / PACKAGE
    text = re.sub(r'"rowFloor": \d+', '"rowFloor": 1', package.read_text("utf-8"))
    package.write_text(text, "utf-8")
    for path in (TINY, *(f"chapters/note-{number}.ipynb" for number in range(3))):
        book.write_notebook(path, CODE)
    commit(book)
    done = subprocess.run(make("book"), cwd=book.root, env=book.environment, check=False,
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return book


@pytest.fixture(scope="module", params=COMMANDS)
def case(request, built: Project, publisher: raw_native.Publisher,
         tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("case")
    book = clone(built, folder / "before")
    if request.param in ("make book", "run"):
        book.append("data/votes/vetoes.csv", NEW_VETO)
        assert book.analysis("accept", "vetoes").returncode == 0
    elif request.param == "make update":
        raw_samples.write_vetoes(book / "raw", *raw_samples.VETO_ROWS)
    python = [sys.executable, "-m", "analysis"]
    arguments = {
        "make book": make("book"), "run": [*python, "run"],
        "make update": make("update"),
        "fetch": [*python, "fetch", "unhcr", "--raw", "raw", "--mirror", publisher.address],
    }[request.param]
    case = Case(arguments, book)
    whole = clone(book, folder / "whole")
    started = time.monotonic()
    said, code = outcome(case, whole)
    assert code == 0, said
    case.lasts, case.after = time.monotonic() - started, watched(whole)
    assert case.after != watched(book)
    return case


def make(target: str) -> list[str]:
    return ["make", target, f"VENV={ROOT / '.venv'}"]


def watched(book: Project) -> dict[str, bytes]:
    """The watched files of a book; pieces of files that were never named so do not count."""
    return {f"{folder}/{name}": content for folder in WATCHED
            for name, content in contents(book / folder).items() if not name.endswith(".part")}


def halves(found: dict[str, bytes], case: Case) -> list[str]:
    """Files that are neither as they were before the command nor as they are after it.

    What a download keeps aside until it is whole is no file of the book yet. The colours of code
    are written twice, by Sphinx and then by the theme; pages load another sheet.
    """
    before = watched(case.before)
    return [name for name, content in found.items()
            if STAGING not in name and not name.endswith("pygments.css")
            and content not in (before.get(name), case.after.get(name))]


def finish(book: Project, case: Case) -> None:
    """The same command once more ends as if nothing had happened."""
    said, code = outcome(case, book)
    assert code == 0, said
    found = watched(book)
    assert [n for n in found.keys() | case.after.keys() if found.get(n) != case.after.get(n)] == []


def note(tally: list[dict], request: pytest.FixtureRequest, blow: str, times: int,
         cut_short: int) -> None:
    """A row: all that were counted were also found whole and mended, or a test has failed."""
    tally.append(dict(zip(COLUMNS, (request.node.callspec.params["case"], blow, times, cut_short,
                                    times, times), strict=True)))


def test_killed(case: Case, tally: list, request, tmp_path: Path) -> None:
    chance, cut_short = random.Random(SEED), 0
    for _ in range(KILLS):
        book = clone(case.before, tmp_path / "book")
        process = case.start(book)
        time.sleep(chance.uniform(0, case.lasts))
        cut_short += process.poll() is None
        with contextlib.suppress(ProcessLookupError):  # it has ended before
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert halves(watched(book), case) == []
        finish(book, case)
        shutil.rmtree(book.root)
    assert cut_short >= KILLS / 2, "the kills came too late to prove anything"
    note(tally, request, "killed", KILLS, cut_short)


def test_disk_full(case: Case, tally: list, request, tmp_path: Path) -> None:
    """The book lies on a file system that has room for some of what the command writes."""
    size = sum(path.stat().st_size for path in case.before.root.rglob("*") if path.is_file())
    before = watched(case.before)
    writes = sum(len(content) for name, content in case.after.items()
                 if content != before.get(name))
    chance, cut_short = random.Random(SEED), 0
    for _ in range(FILLS):
        with mounted(tmp_path / "small", size * 2) as disk:
            book = clone(case.before, disk / "book")
            free = shutil.disk_usage(disk).free
            (disk / "ballast").write_bytes(bytes(free - chance.randrange(writes)))
            said, code = outcome(case, book)
            cut_short += code != 0
            assert code == 0 or "No space left" in said, said
            assert halves(watched(book), case) == []
            (disk / "ballast").unlink()
            finish(book, case)
    assert cut_short, "there was room enough for all"
    note(tally, request, "disk full", FILLS, cut_short)


def test_not_writable(case: Case, tally: list, request, tmp_path: Path) -> None:
    with mounted(tmp_path / "small", 2**30) as disk:
        book = clone(case.before, disk / "book")
        before = watched(book)
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        said, code = outcome(case, book)
        assert code != 0
        assert "Read-only file system" in said, said
        assert watched(book) == before
        subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
        finish(book, case)
    note(tally, request, "not writable", 1, 1)


def outcome(case: Case, book: Project) -> tuple[str, int]:
    process = case.start(book)
    said, _ = process.communicate()
    return said, process.returncode


@contextlib.contextmanager
def mounted(folder: Path, size: int) -> Iterator[Path]:
    """A file system of its own, of so many bytes."""
    folder.mkdir(exist_ok=True)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder],
                          check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
