"""Staleness, in copies of the project: what depends on a change is stale, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable

import nbformat
import pytest
from conftest import CHAPTER, TINY, Project


def flip_a_vote(book: Project) -> None:
    text = (book / "data/votes/votes.csv").read_text("utf-8")
    (book / "data/votes/votes.csv").write_text(text[:-2] + ("N" if text[-2] == "Y" else "Y") + "\n")


def change_code(book: Project) -> None:
    book.edit(TINY, "from analysis.paths import ROOT", "from analysis.paths import ROOT, TOC")


def change_prose(book: Project) -> None:
    book.edit(TINY, "# A heading", "# Another heading")


def change_record(book: Project) -> None:
    book.edit("data/datapackage.json", "Yordan", "C. L. Yordan")


def forget_run(book: Project) -> None:
    notebook = nbformat.read(book / TINY, 4)
    del notebook.metadata["stamp"]
    nbformat.write(notebook, book / TINY)


def appended(path: str, text: str) -> Callable[[Project], None]:
    return lambda book: book.append(path, text)


# A change, and the notebooks that it makes stale with the reason. The chapter loads votes,
# roll_calls, ideal_points and memberships and measures votes; the tiny one loads vetoes.
CHANGES = {
    "a table": (flip_a_vote, {CHAPTER: ["table votes changed"]}),
    "the other one's table": (
        appended("data/votes/vetoes.csv", "S/2022/9,2022-12-01,S/PV.9,A,B,C,RUS\n"),
        {TINY: ["table vetoes changed"]}),
    "a table that none loads": (
        appended("data/votes/subjects.csv", "282474,MORE\n"), {}),
    "a record": (change_record, {TINY: ["table vetoes changed"]}),
    "a module that one uses": (
        appended("analysis/votes.py", "# more\n"), {CHAPTER: ["analysis.votes changed"]}),
    "a module that all use": (
        appended("analysis/style.py", "# more\n"),
        {CHAPTER: ["analysis.style changed"], TINY: ["analysis.style changed"]}),
    "a module that no notebook uses": (appended("analysis/check.py", "# more\n"), {}),
    "a builder": (appended("analysis/builders/undl.py", "# more\n"), {}),
    "a code cell": (change_code, {TINY: ["its code changed"]}),
    "prose": (change_prose, {}),
    "the lock": (
        appended("requirements.txt", "# more\n"),
        {CHAPTER: ["requirements.txt changed"], TINY: ["requirements.txt changed"]}),
    "no run yet": (forget_run, {TINY: ["it was never run"]}),
    "nothing": (lambda book: None, {}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_makes_stale_what_depends_on_it(book_copy: Project, change: str) -> None:
    do, stale = CHANGES[change]
    do(book_copy)
    assert book_copy.stale() == stale


def test_check_names_what_is_stale_and_why(book_copy: Project) -> None:
    assert book_copy.analysis("check").returncode == 0
    change_code(book_copy)
    done = book_copy.analysis("check")
    assert done.returncode == 1
    assert f"{TINY} is stale: its code changed" in done.stdout
    assert CHAPTER not in done.stdout
    assert book_copy.analysis("check", "--tables").returncode == 0


def test_a_broken_notebook_is_refused_by_name(book_copy: Project) -> None:
    (book_copy / TINY).write_text('{"cells": [')
    for command in ("check", "run"):
        done = book_copy.analysis(command)
        assert done.returncode == 2
        assert f"error: {TINY}: not a notebook" in done.stderr


def test_a_variant_in_the_place_of_the_book_is_stale(book_copy: Project) -> None:
    notebook = json.loads((book_copy / CHAPTER).read_text("utf-8"))
    notebook["metadata"]["stamp"]["parameters"] = {"boundary_p4": "2012-05-07"}
    (book_copy / CHAPTER).write_text(json.dumps(notebook))
    assert CHAPTER in book_copy.stale()
