"""Runs that are killed at random moments: each notebook is the old one or the new, whole."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from conftest import Project, clone

KILLS, SEED = 8, 1991
NOTEBOOKS = [f"chapters/note-{number}.ipynb" for number in range(4)]
CODE = 'from analysis import load, value\nvalue("n", len(load("vetoes")))'
NEW_VETO = "S/2022/9,2022-12-01,S/PV.9,A,B,C,RUS\n"


def start(book: Project) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-m", "analysis", "run"], cwd=book.root,
                            env=book.environment, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL, start_new_session=True)


def test_a_run_killed_at_any_moment_leaves_all_whole_and_the_next_completes_it(
    book_copy: Project, tmp_path: Path
) -> None:
    for path in NOTEBOOKS:
        book_copy.write_notebook(path, CODE)
    assert book_copy.analysis("run").returncode == 0
    book_copy.append("data/votes/vetoes.csv", NEW_VETO)
    assert book_copy.analysis("accept", "vetoes").returncode == 0
    whole = clone(book_copy, tmp_path / "whole")
    started = time.monotonic()
    assert start(whole).wait() == 0
    lasts = time.monotonic() - started
    states = [set(pair) for pair in zip(book_copy.bytes_of(*NOTEBOOKS),
                                        whole.bytes_of(*NOTEBOOKS), strict=True)]
    assert all(len(pair) == 2 for pair in states)

    chance, cut_short = random.Random(SEED), 0
    for _ in range(KILLS):
        run = start(book_copy)
        time.sleep(chance.uniform(0, lasts))
        cut_short += run.poll() is None
        with contextlib.suppress(ProcessLookupError):  # it has ended before
            os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        for found, pair in zip(book_copy.bytes_of(*NOTEBOOKS), states, strict=True):
            assert found in pair
    assert cut_short >= KILLS / 2, "the kills came too late to prove anything"
    assert book_copy.analysis("run").returncode == 0
    assert book_copy.stale() == {}
    assert book_copy.bytes_of(*NOTEBOOKS) == whole.bytes_of(*NOTEBOOKS)
    assert list(book_copy.root.rglob("*.part")) == []
