"""Runs, in copies of the project: what they write, what they refuse, what a failure leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from conftest import CHAPTER, TINY, Project, clone

from analysis.site.executed import read_page

NEW_VETO = "S/2022/9,2022-12-01,S/PV.9,A,B,C,RUS\n"


def test_the_copy_runs_its_own_machinery_in_the_kernel_too(fresh_book: Project) -> None:
    asked = fresh_book.python("-c", "from analysis.paths import ROOT; print(ROOT)")
    assert Path(asked.stdout.strip()) == fresh_book.root.resolve()
    assert Path(read_page(fresh_book / TINY).values["root"]) == fresh_book.root.resolve()


def test_another_run_changes_nothing(book_copy: Project) -> None:
    before = book_copy.bytes_of(CHAPTER)
    done = book_copy.analysis("run", "--force", CHAPTER)
    assert "1 run, 0 failed" in done.stdout
    assert book_copy.bytes_of(CHAPTER) == before


def test_a_run_makes_fresh_what_is_stale_and_leaves_the_rest(book_copy: Project) -> None:
    book_copy.append("data/votes/vetoes.csv", NEW_VETO)
    assert book_copy.analysis("accept", "vetoes").returncode == 0
    before = read_page(book_copy / TINY).values["n_vetoes"]
    chapter = book_copy.bytes_of(CHAPTER)
    done = book_copy.analysis("run")
    assert done.returncode == 0
    assert TINY in done.stdout and CHAPTER not in done.stdout
    assert book_copy.stale() == {}
    assert int(read_page(book_copy / TINY).values["n_vetoes"]) == int(before) + 1
    assert book_copy.bytes_of(CHAPTER) == chapter


def test_a_run_refuses_a_table_that_nobody_accepted(book_copy: Project) -> None:
    book_copy.append("data/votes/vetoes.csv", NEW_VETO)
    before = book_copy.bytes_of(TINY)
    done = book_copy.analysis("run")
    assert done.returncode == 1
    assert f"{TINY} FAILED" in done.stdout and "analysis accept vetoes" in done.stdout
    assert book_copy.bytes_of(TINY) == before


def test_a_variant_lies_apart_and_says_its_parameters(book_copy: Project, tmp_path: Path) -> None:
    before = book_copy.bytes_of(CHAPTER, TINY)
    out = tmp_path / "variant"
    done = book_copy.analysis("run", "-p", "boundary_p4=2012-05-07", "--out", str(out))
    assert done.returncode == 0, done.text
    assert book_copy.bytes_of(CHAPTER, TINY) == before
    assert book_copy.stale() == {}
    stamp = nbformat.read(out / CHAPTER, 4).metadata["stamp"]
    assert stamp["parameters"] == {"boundary_p4": "2012-05-07"}
    ours, theirs = read_page(book_copy / CHAPTER), read_page(out / CHAPTER)
    assert ours.values.keys() == theirs.values.keys()
    # With the earlier boundary the plain mean is the one that the chapter gives for comparison.
    assert theirs.values["belarus_p4"] == ours.values["belarus_p4_early"]
    assert theirs.values["belarus_p4"] != ours.values["belarus_p4"]


@pytest.mark.parametrize(("arguments", "message"), [
    (("-p", "boundary_p9=2012-05-07"), "boundary_p9"),
    (("-p", "boundary_p4"), "not of the form name=value"),
    (("chapters/nothing.ipynb",), "chapters/nothing.ipynb: not a notebook of the book"),
])
def test_what_a_run_does_not_know_is_refused(
    book_copy: Project, arguments: tuple, message: str
) -> None:
    done = book_copy.analysis("run", *arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ") and message in done.stderr
    assert not (book_copy / "_variants").exists()


# --- runs that fail ----------------------------------------------------------------------------


def test_a_failing_notebook_is_named_with_cell_and_error_and_stays(book_copy: Project) -> None:
    book_copy.write_notebook(TINY, "n = 0", "print(1 / n)")
    before = book_copy.bytes_of(CHAPTER, TINY)
    done = book_copy.analysis("run")
    assert done.returncode == 1
    assert f"{TINY} FAILED" in done.stdout
    assert "cell 2: ZeroDivisionError: division by zero" in done.stdout
    assert book_copy.bytes_of(CHAPTER, TINY) == before
    assert TINY in book_copy.stale()


def test_a_notebook_that_kills_its_kernel_is_named(book_copy: Project) -> None:
    book_copy.write_notebook(TINY, "import os", "os._exit(1)")
    done = book_copy.analysis("run")
    assert done.returncode == 1
    assert f"{TINY} FAILED" in done.stdout
    assert "Traceback" not in done.text


SLEEPER = """
import os, pathlib, time
pathlib.Path("started").write_text(str(os.getpid()))
time.sleep(300)
"""


def until(true: Callable[[], bool], seconds: int = 30) -> bool:
    """Wait until something is true; False if it is not within these seconds."""
    return any(true() or time.sleep(0.1) for _ in range(10 * seconds))


def lives(pid: int) -> bool:
    """Whether a process lives; one that only waits for its parent to notice does not."""
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


@pytest.fixture(params=["one process", "two processes"])
def interrupted(fresh_book: Project, tmp_path: Path, request) -> Iterator[tuple]:
    """A run that is interrupted, as by Ctrl-C, while one notebook of two is at work."""
    book = clone(fresh_book, tmp_path / "book")
    book.write_notebook(TINY, SLEEPER)
    book.write_notebook("chapters/quick.ipynb", "1 + 1")
    before = book.bytes_of(CHAPTER, TINY)
    jobs = "1" if request.param == "one process" else "2"
    run = subprocess.Popen(
        [sys.executable, "-m", "analysis", "run", "--jobs", jobs], cwd=book.root,
        env=book.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
        # Tests that run in the background ignore Ctrl-C, and hand that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))  # noqa: PLW1509
    try:
        started = book / "chapters/started"
        assert until(lambda: started.exists() and started.read_text() != "")
        os.killpg(run.pid, signal.SIGINT)
        said = "".join(run.communicate(timeout=60))
        yield book, before, run.returncode, said, int(started.read_text())
    finally:
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")
def test_an_interrupted_run_leaves_every_notebook_whole(interrupted: tuple) -> None:
    book, before, code, said, kernel = interrupted
    assert code == 130
    assert "interrupted; every notebook and table is as it was or new, and whole" in said
    assert book.bytes_of(CHAPTER, TINY) == before
    nbformat.validate(nbformat.read(book / "chapters/quick.ipynb", 4))
    assert list(book.root.rglob("*.part")) == []
    assert until(lambda: not lives(kernel)), "the kernel still runs"
