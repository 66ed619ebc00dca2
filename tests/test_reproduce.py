"""The book made once more elsewhere has the same bytes; what has not is named."""

from __future__ import annotations

import pytest
from conftest import BUILD, CHAPTER, TINY, Project, clone

from analysis.reproduce import reproduce


def test_the_book_made_elsewhere_has_the_same_bytes(capsys: pytest.CaptureFixture) -> None:
    assert reproduce() == []
    said = capsys.readouterr().out
    assert ".ipynb" in said and ".html" in said and "PYTHONHASHSEED=1991" in said


def test_what_depends_on_the_place_is_named(fresh_book: Project, tmp_path) -> None:
    book = clone(fresh_book, tmp_path / "book")  # the tiny notebook prints its folder
    assert book.python(*BUILD).returncode == 0
    done = book.analysis("reproduce")
    assert done.returncode == 1
    assert TINY in done.stdout and CHAPTER not in done.stdout


def test_without_a_built_book_there_is_nothing_to_compare(book_copy: Project) -> None:
    done = book_copy.analysis("reproduce")
    assert done.returncode == 2
    assert "_build/html: there is no built book to compare with: make book" in done.stderr
