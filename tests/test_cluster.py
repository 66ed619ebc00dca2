"""Runs on a Dask cluster: a scheduler and workers in processes of their own, one of them killed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from conftest import CHAPTER, TINY, Project, clone
from test_runs import until

OTHERS = [f"chapters/other-{number}.ipynb" for number in range(4)]
# Slow only where the file that it waits for is missing: in the cluster, the first time.
WAITS = """
import os, pathlib, time
pathlib.Path("started").write_text(str(os.getpid()))
while not pathlib.Path("go").exists():
    time.sleep(0.1)
"""


class Cluster:
    """A scheduler, and workers that run in a copy of the project."""

    def __init__(self, book: Project) -> None:
        self.book, self.processes = book, []
        self.file = book / "scheduler.json"
        self._start("scheduler", "--port", "0", "--no-dashboard", "--host", "127.0.0.1",
                    "--scheduler-file", str(self.file))
        assert until(self.file.exists)
        self.address = json.loads(self.file.read_text("utf-8"))["address"]

    def worker(self) -> subprocess.Popen:
        return self._start("worker", self.address, "--nthreads", "1", "--no-nanny",
                           "--no-dashboard", "--host", "127.0.0.1",
                           "--local-directory", str(self.book / "dask"))

    def _start(self, *arguments: str) -> subprocess.Popen:
        process = subprocess.Popen([sys.executable, "-m", "dask", *arguments], cwd=self.book.root,
                                   env=self.book.environment, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        self.processes.append(process)
        return process

    def end(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait()


@pytest.fixture
def cluster(book_copy: Project) -> Iterator[Callable[[Project], Cluster]]:
    made = []

    def start(book: Project) -> Cluster:
        made.append(Cluster(book))
        return made[-1]

    yield start
    for one in made:
        one.end()


def test_a_run_survives_a_killed_worker_and_gives_the_same_bytes(
    book_copy: Project, cluster: Callable[[Project], Cluster], tmp_path: Path
) -> None:
    book_copy.write_notebook(TINY, WAITS)
    for path in OTHERS:
        book_copy.write_notebook(path, "from analysis import load, value\n"
                                       'value("n", len(load("vetoes")))')
    local = clone(book_copy, tmp_path / "local")
    (local / "chapters/go").touch()
    assert local.analysis("run", "--force").returncode == 0

    one = cluster(book_copy)
    workers = {worker.pid: worker for worker in (one.worker(), one.worker())}
    run = subprocess.Popen(
        [sys.executable, "-m", "analysis", "run", "--force", "--scheduler", one.address],
        cwd=book_copy.root, env=book_copy.environment, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True)
    started = book_copy / "chapters/started"
    assert until(lambda: started.exists() and started.read_text() != "", seconds=120)
    above = psutil.Process(int(started.read_text())).parents()
    [doomed] = [workers[one.pid] for one in above if one.pid in workers]
    doomed.kill()
    (book_copy / "chapters/go").touch()
    said = run.communicate(timeout=120)[0]
    assert run.returncode == 0, said
    assert f"{2 + len(OTHERS)} run, 0 failed" in said
    assert book_copy.bytes_of(CHAPTER, TINY, *OTHERS) == local.bytes_of(CHAPTER, TINY, *OTHERS)


def test_a_worker_of_another_state_is_found_out(
    book_copy: Project, cluster: Callable[[Project], Cluster], tmp_path: Path
) -> None:
    other = clone(book_copy, tmp_path / "other")
    other.append("data/votes/vetoes.csv", "S/2022/9,2022-12-01,S/PV.9,A,B,C,RUS\n")
    assert other.analysis("accept", "vetoes").returncode == 0
    one = cluster(other)
    one.worker()
    before = book_copy.bytes_of(TINY)
    done = book_copy.analysis("run", "--force", TINY, "--scheduler", one.address)
    assert done.returncode == 1
    assert f"{TINY} FAILED" in done.stdout
    assert "a worker's checkout differs: table vetoes changed" in done.stdout
    assert book_copy.bytes_of(TINY) == before


def test_where_no_scheduler_answers_the_error_says_so(book_copy: Project) -> None:
    done = book_copy.analysis("run", "--force", TINY, "--scheduler", "tcp://127.0.0.1:9")
    assert done.returncode == 2
    assert "no scheduler answers at tcp://127.0.0.1:9" in done.stderr
