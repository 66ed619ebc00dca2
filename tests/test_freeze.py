"""Editions: frozen from a clean, checked state, and from no other."""

from __future__ import annotations

import json
from datetime import date

import pytest
from conftest import Project, clone, commit

from analysis.records import resources

CHANGELOG = "# Changelog\n\n## 2027.1 (in preparation)\n\n- A.\n\n## 2026.1 (before)\n"
README = "# A book\n\nEdition 2026.1, data as of 2025-01-01.\n\nText.\n"
NEWEST = max(str(one.resource["vintage"]) for one in resources().values())


@pytest.fixture(scope="module")
def released(fresh_book: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The small book under git, with the edition 2026.1 behind it."""
    book = clone(fresh_book, tmp_path_factory.mktemp("freeze") / "book")
    (book / "CHANGELOG.md").write_text(CHANGELOG, "utf-8")
    (book / "README.md").write_text(README, "utf-8")
    commit(book)
    book.git("tag", "edition-2026.1")
    return book


@pytest.fixture
def book(released: Project, tmp_path) -> Project:
    return clone(released, tmp_path / "book")


def test_an_edition_is_written_everywhere(book: Project) -> None:
    done = book.analysis("freeze", "2027.1")
    assert done.returncode == 0, done.text
    today = date.today()
    citation = (book / "CITATION.cff").read_text("utf-8")
    assert 'version: "2027.1"' in citation and f"date-released: {today}" in citation
    assert (book / "CHANGELOG.md").read_text("utf-8") == CHANGELOG.replace(
        "2027.1 (in preparation)",
        f"2027.1 ({today.day} {today:%B %Y}, data as of {NEWEST})")
    assert f"\nEdition 2027.1, data as of {NEWEST}.\n" in (book / "README.md").read_text("utf-8")
    assert 'version = "2027.1"' in (book / "pyproject.toml").read_text("utf-8")
    assert json.loads((book / "data/datapackage.json").read_text("utf-8"))["version"] == "2027.1"
    found = json.loads((book / "chapters/back/changes.json").read_text("utf-8"))
    assert found == {"since": "edition 2026.1", "changes": []}
    assert done.stdout.endswith("git tag edition-2027.1\n")
    # All that a notebook depends on is as it was.
    assert book.stale() == {}


def test_the_first_edition_has_nothing_to_compare_with(book: Project) -> None:
    book.git("tag", "-d", "edition-2026.1")
    done = book.analysis("freeze", "2027.1")
    assert "the first edition: nothing to compare with" in done.stdout
    assert not (book / "chapters/back/changes.json").exists()


def no_heading(book: Project) -> None:
    book.edit("CHANGELOG.md", "## 2027.1 (in preparation)", "## Next")
    commit(book)


def stale(book: Project) -> None:
    book.append("analysis/style.py", "# more\n")
    commit(book)


def broken_table(book: Project) -> None:
    book.append("data/votes/vetoes.csv", "S/2022/9,2022-12-01,S/PV.9,A,B,C,RUS\n")
    commit(book)


@pytest.mark.parametrize(("number", "spoil", "message"), [
    ("2027.1", lambda book: book.append("README.md", "More.\n"), "not committed: README.md"),
    ("2027.1", lambda book: book.write_notebook("chapters/new.ipynb", "1"), "not committed: "),
    ("2027.1", broken_table, "vetoes.csv: its sha256 is not the one in its record"),
    ("2027.1", stale, "is stale: analysis.style changed"),
    ("2027.1", no_heading, "CHANGELOG.md: 0 lines are like"),
    ("2026.1", lambda book: None, "there is an edition 2026.1 already"),
    ("27", lambda book: None, "'27' is no number of an edition"),
])
def test_what_is_no_edition_is_refused_and_nothing_written(
    book: Project, number: str, spoil, message: str
) -> None:
    spoil(book)
    before = book.git("status", "--porcelain")
    done = book.analysis("freeze", number)
    assert done.returncode == 2 and message in done.stderr, done.text
    assert book.git("status", "--porcelain") == before
