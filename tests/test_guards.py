"""One changed datum, and each guard that must notice it.

In a copy of the project the vote of Belarus on ES-11/1 is turned from no to yes. The fixtures
follow the datum: changed by hand, accepted, run, built.
"""

from __future__ import annotations

import csv
import os

import pytest
from bs4 import BeautifulSoup
from conftest import BUILD, CHAPTER, RAW, Project, clone, needs_raw

from analysis.site.executed import read_page

RESOLUTION, STATE = "A/RES/ES-11/1", "BLR"
PAGE = f"_build/html/{CHAPTER.removesuffix('.ipynb')}.html"
INDEX = "_build/html/chapters/index.html"
# What the datum makes false: a statement of the chapter, and the title of an exhibit.
STATEMENT, EXHIBIT = "only_belarus_always", "fig-es11-votes"


@pytest.fixture(scope="module")
def changed(fresh_book: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The datum is changed in the file, and nothing else."""
    book = clone(fresh_book, tmp_path_factory.mktemp("guards") / "changed")
    with (book / "data/votes/roll_calls.csv").open(encoding="utf-8", newline="") as stream:
        [key] = [r["roll_call"] for r in csv.DictReader(stream) if r["resolution"] == RESOLUTION]
    path = book / "data/votes/votes.csv"
    lines = path.read_text("utf-8").split("\n")
    column = lines[0].split(",").index(STATE)
    [at] = [i for i, line in enumerate(lines) if line.startswith(f"{key},")]
    cells = lines[at].split(",")
    assert cells[column] == "N"
    cells[column] = "Y"
    lines[at] = ",".join(cells)
    path.write_text("\n".join(lines), "utf-8", newline="\n")
    return book


@pytest.fixture(scope="module")
def accepted(changed: Project) -> Project:
    """The change is taken as meant."""
    book = clone(changed, changed.root.with_name("accepted"))
    done = book.analysis("accept", "votes")
    assert done.returncode == 0, done.text
    return book


@pytest.fixture(scope="module")
def rerun(accepted: Project) -> Project:
    """The stale notebooks are run and the pages are built."""
    book = clone(accepted, accepted.root.with_name("rerun"))
    for arguments in (("-m", "analysis", "run"), BUILD):
        done = book.python(*arguments)
        assert done.returncode == 0, done.text
    return book


def page(book: Project, path: str) -> BeautifulSoup:
    return BeautifulSoup((book / path).read_text("utf-8"), "html.parser")


def test_the_hash_notices_it_before_anyone_accepts_it(changed: Project) -> None:
    done = changed.analysis("check", "--tables")
    assert done.returncode == 1
    [line] = done.stdout.splitlines()
    assert line.startswith("data/votes/votes.csv: its sha256 is not the one in its record")


def test_the_stamp_notices_it_once_accepted(accepted: Project) -> None:
    done = accepted.analysis("check")
    assert done.returncode == 1
    assert done.stdout == f"{CHAPTER} is stale: table votes changed\n"


def test_the_totals_notice_it(accepted: Project) -> None:
    tests = os.path.join(os.path.dirname(__file__), "test_votes.py")
    done = accepted.python("-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", ".", tests,
                           "-k", "published or adds_up")
    assert done.returncode == 1
    assert f"test_votes_add_up_to_the_published_totals[{RESOLUTION}]" in done.stdout
    assert "test_every_roll_call_adds_up" in done.stdout


def test_the_notebook_that_was_not_run_again_fails_in_nbval(accepted: Project) -> None:
    done = accepted.python("-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", CHAPTER)
    assert done.returncode == 1
    assert "Cell outputs differ" in done.stdout and f'"{EXHIBIT}", fig' in done.stdout
    assert f"{STATEMENT}: DOES NOT HOLD" in done.stdout


@needs_raw
def test_the_builder_notices_it(accepted: Project) -> None:
    book = clone(accepted, accepted.root.with_name("rebuilt"))
    done = book.analysis("build", "undl", "--raw", str(RAW))
    assert done.returncode == 0, done.text
    assert "votes: 0 rows added, 0 removed, 1 revised" in done.stdout
    assert "roll_calls: unchanged" in done.stdout and "subjects: unchanged" in done.stdout


def test_the_statements_titles_and_digests_notice_it_when_run(
    rerun: Project, fresh_book: Project
) -> None:
    found, before = read_page(rerun / CHAPTER), read_page(fresh_book / CHAPTER)
    assert found.statements[STATEMENT] is False
    assert found.exhibits[EXHIBIT]["holds"] is False
    assert found.exhibits[EXHIBIT]["digest"] != before.exhibits[EXHIBIT]["digest"]
    # What the datum has no part in is as before.
    assert found.statements["russia_moved_most"] and found.statements["eaeu_unchanged"]
    assert found.exhibits["fig-ideal-points"] == before.exhibits["fig-ideal-points"]


@pytest.mark.parametrize("path", [PAGE, INDEX])
def test_each_page_that_makes_the_claim_marks_it(rerun: Project, path: str) -> None:
    soup = page(rerun, path)
    marks = [m for m in soup.select("a.check") if STATEMENT.replace("_", "-") in m["href"]]
    assert marks
    for mark in marks:
        claim = mark.find_previous_sibling("span", class_="statement")
        assert "fails" in claim["class"] and "holds" not in claim["class"]
        assert mark.get_text() == "✗ no longer true of these data"
    others = [m for m in soup.select("a.check") if "russia-moved-most" in m["href"]]
    assert others and all(m.get_text() == "✓" for m in others)


def test_the_title_of_the_exhibit_says_that_it_no_longer_holds(rerun: Project) -> None:
    soup = page(rerun, PAGE)
    caption = soup.select_one(f"#{EXHIBIT} figcaption .caption-text")
    assert caption.select_one("strong.fails")
    assert "[No longer true of these data.]" in caption.get_text()
    assert not soup.select("#fig-ideal-points strong.fails")


# --- references that lead nowhere --------------------------------------------------------------

CHAPTER_PAGE = CHAPTER.removesuffix(".ipynb")
WRONG = {
    f"{{value}}`{CHAPTER_PAGE}#no_such_value`": f"no value named '{CHAPTER_PAGE}#no_such_value'",
    "{value}`n_texts`": "no value named 'n_texts'",  # the index has no notebook
    f"{{statement}}`Words <{CHAPTER_PAGE}#no_such_claim>`":
        f"no statement named '{CHAPTER_PAGE}#no_such_claim'",
    "{statement}`Words without a name`": "no statement named 'Words without a name'",
    "{numref}`fig-no-such-figure`": "fig-no-such-figure",
    "{cite:p}`nobody2026`": "nobody2026",
    "[words](periods/no-such-page.md)": "no-such-page",
}


@pytest.fixture(scope="module")
def misbuilt(fresh_book: Project, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, str]:
    """Exit code and words of a build of a book with all these references in its index.

    It is the second build: to try once more must not help.
    """
    book = clone(fresh_book, tmp_path_factory.mktemp("wrong") / "book")
    book.append("chapters/index.md", "".join(f"\n{reference}\n" for reference in WRONG))
    book.python(*BUILD)
    done = book.python(*BUILD)
    return done.returncode, done.text


@pytest.mark.parametrize("reference", WRONG)
def test_a_reference_that_leads_nowhere_fails_the_build(misbuilt: tuple, reference: str) -> None:
    code, said = misbuilt
    assert code != 0
    assert WRONG[reference] in said
