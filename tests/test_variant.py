"""Variants: a book of its own that says what it is, and never takes the place of anything."""

from __future__ import annotations

import json
import re
import shutil

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup
from conftest import BUILD, CHAPTER, TINY, Project, clone

from analysis.notebooks import KERNELSPEC, LANGUAGE_INFO
from analysis.paths import CHAPTERS
from analysis.site.executed import read_page

OUT = "_variants/v"
PAGE = CHAPTER.replace(".ipynb", ".html")
# A chapter that a variant from 1994 on cannot compute, as it looks at one year before.
PARAMETERS = "start_year = 1992"
NEEDS_1993 = "if start_year > 1993:\n    raise KeyError(1993)"


@pytest.fixture(scope="module")
def book(fresh_book: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The small book whose tiny chapter takes a parameter, and fails with some of its values."""
    book = clone(fresh_book, tmp_path_factory.mktemp("variant") / "book")
    book.write_notebook(TINY, PARAMETERS, NEEDS_1993,
                        'from analysis import load, value\nvalue("n", len(load("vetoes")))')
    notebook = nbformat.read(book / TINY, 4)
    notebook.cells[1].metadata["tags"] = ["parameters"]
    notebook.metadata |= {"kernelspec": KERNELSPEC, "language_info": LANGUAGE_INFO}
    nbformat.write(notebook, book / TINY)
    assert book.analysis("run").returncode == 0
    return book


@pytest.fixture(scope="module")
def built(book: Project) -> Project:
    """The book with a variant in it, built."""
    book = clone(book, book.root.with_name("built"))
    before = book.bytes_of(CHAPTER, TINY)
    done = book.analysis("run", "-p", "start_year=1994", "-p", "boundary_p4=2012-05-07",
                         "--out", OUT)
    assert done.returncode == 0, done.text
    assert f"{TINY} cannot be computed so, stands as in the book and says so" in done.stdout
    assert book.bytes_of(CHAPTER, TINY) == before and book.stale() == {}
    done = book.python(*[OUT if part == "." else part for part in BUILD])
    assert done.returncode == 0, done.text
    return book


def banner(book: Project, page: str) -> str:
    text = (book / f"{OUT}/_build/html/{page}").read_text("utf-8")
    return BeautifulSoup(text, "html.parser").select_one(".bd-header-announcement").get_text()


@pytest.mark.parametrize(("page", "says"), [
    (PAGE, ""),
    (TINY.replace(".ipynb", ".html"), "This page cannot be computed so and stands as in the book."),
    ("chapters/index.html", ""),
    ("search.html", ""),
])
def test_each_page_says_which_variant_and_what_it_takes_of_it(
    built: Project, page: str, says: str
) -> None:
    text = banner(built, page)
    assert "Variant: boundary_p4 = 2012-05-07, start_year = 1994." in text
    assert "edition 2026.1" in text and says in text
    assert ("This page" in text) == bool(says)


def test_the_folder_holds_a_book_without_tables(built: Project) -> None:
    folder = built / OUT
    assert not (folder / "data").exists()
    assert yaml.safe_load((folder / "_config.yml").read_text())["title"].endswith(
        "(variant: boundary_p4 = 2012-05-07, start_year = 1994)")
    found = json.loads((folder / "chapters/back/changes.json").read_text("utf-8"))
    assert found["since"] == "edition 2026.1 of the book"
    assert {one["where"] for one in found["changes"]} == {CHAPTER.removesuffix(".ipynb")}


def test_a_variant_is_made_again_in_its_place(built: Project) -> None:
    book = clone(built, built.root.with_name("again"))
    done = book.analysis("run", "-p", "boundary_p4=2012-05-07", "--out", OUT)
    assert done.returncode == 0, done.text
    stamp = nbformat.read(book / OUT / CHAPTER, 4).metadata["stamp"]
    assert stamp["parameters"] == {"boundary_p4": "2012-05-07"}


def test_other_tables_than_it_was_made_from_are_refused(built: Project) -> None:
    other = clone(built, built.root.with_name("other"))
    shutil.copytree(other / "data", other / "_variants/data")
    other.environment["BOOK_DATA"] = "_variants/data"
    done = other.python(*[OUT if part == "." else part for part in BUILD])
    assert done.returncode != 0
    assert "made from the tables of data, not of _variants/data: set BOOK_DATA" in done.text


@pytest.mark.parametrize(("arguments", "message"), [
    (("-p", "start_year=1994", "--out", "chapters"), "chapters: the folder holds something else"),
    (("-p", "start_year=1994", CHAPTER), "a variant is the whole book"),
    (("-p", "states=[UKR, XYZ]"), "states: no ['XYZ']; there are ['UKR'"),
    (("-p", "trade_source=wdi"), "trade_source: no ['wdi']; there are"),
    (("-p", "strat_year=2000"), "no notebook takes ['strat_year']; there are ['boundary_p4'"),
])
def test_what_would_be_no_variant_is_refused(
    book: Project, arguments: tuple, message: str
) -> None:
    before = book.bytes_of(CHAPTER, TINY)
    done = book.analysis("run", *arguments)
    assert done.returncode == 2 and message in done.stderr
    assert book.bytes_of(CHAPTER, TINY) == before and not (book / "_variants").exists()


def test_tables_that_do_not_keep_their_records_are_refused(book: Project) -> None:
    broken = clone(book, book.root.with_name("broken"))
    broken.append("data/votes/vetoes.csv", "S/2022/9,2022-12-01,S/PV.9,A,B,C,RUS\n")
    done = broken.analysis("run", "-p", "start_year=1994")
    assert done.returncode == 2 and "the tables do not keep their records" in done.stderr


def test_the_parameters_are_listed_with_value_and_chapters(book: Project) -> None:
    lines = book.analysis("run", "--parameters").stdout.splitlines()
    assert f'boundary_p4 = "2013-11-21": {CHAPTER}' in lines
    assert f"start_year = 1992: {CHAPTER}, {TINY}" in lines


def test_settings_reach_all_chapters_and_stand_in_the_stamp(book: Project) -> None:
    chosen = clone(book, book.root.with_name("chosen"))
    chosen.write_notebook(TINY, "from analysis import value\n"
                                "from analysis.trade import PREFERENCE",
                          'value("first", PREFERENCE[0])')
    assert chosen.analysis("run", TINY).returncode == 0
    done = chosen.analysis("run", "-p", "trade_source=trade_cow", "--out", OUT)
    assert done.returncode == 0, done.text
    assert read_page(chosen / OUT / TINY).values == {"first": "trade_cow"}
    assert read_page(chosen / TINY).values["first"] != "trade_cow"
    stamp = nbformat.read(chosen / OUT / TINY, 4).metadata["stamp"]
    assert stamp["parameters"] == {"trade_source": "trade_cow"}


def test_no_page_needs_a_file_outside_the_chapters() -> None:
    """A variant's folder has the chapters, but neither tables nor code."""
    for path in CHAPTERS.rglob("*.*"):
        if path.suffix in (".md", ".ipynb"):
            up = re.escape("../" * len(path.relative_to(CHAPTERS).parts))
            links_aside = rf'(?<!href="){up}'  # a built book has the tables beside its pages
            assert not re.search(links_aside, path.read_text("utf-8")), path
