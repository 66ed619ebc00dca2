"""No number in prose without a computation, no name without a definition, no definition unused."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from analysis.notebooks import book_notebooks, toc_pages
from analysis.paths import ROOT
from analysis.profiles import PROFILES, source_of
from analysis.prose import bare_numbers, cited_claims, references, statement_words
from analysis.site.executed import Page, read_page

PAGES = [
    path for page in toc_pages()
    for path in (ROOT / f"{page}.md", ROOT / f"{page}.ipynb") if path.exists()
]


def numbers(path: Path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8")
    return [found.number for found in bare_numbers(path)]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_has_no_bare_number(path: Path) -> None:
    assert [str(found) for found in bare_numbers(path)] == []


@pytest.mark.parametrize("text, expected", [
    ("Exactly 141 states agreed.", ["141"]),
    ("A share of 12.5% fell.", ["12.5%"]),
    ("All seven abstained.", ["seven"]),
    ("More than 1,000 troops.", ["1,000"]),
    ("{statement}`Only 5 states voted no <few>`.", ["5"]),
    ("{statement}``Some {value}`n` of 9 did <few>``.", ["9"]),
    ("It has {value}`n_texts` texts of {value}`total`.", []),
    ("On 2 March 2022 and in June 2023, from 2014 to 2021, in the 1990s.", []),
    ("Resolutions 68/262, ES-11/1 and A/RES/ES-11/3; draft S/2022/155; resolution 2623.", []),
    ("Claims S4-013 and S0 in period P5.", []),
    ("About 4,000 men {cite:p}`s0`.", []),
    ("About 4,000 men. The source is old {cite:p}`s0`.", ["4,000"]),
    ("1. First question\n2. Second question", []),
    ("`code 12` and [a link](page-7.html) and <b id='x9'>bold</b>", []),
    ("```\nblock 99\n```\nafter", []),
    ("in five periods", []),
])
def test_what_counts_as_a_bare_number(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert numbers(tmp_path / "page.md", text) == expected


def test_words_of_exhibits_are_prose(tmp_path: Path) -> None:
    code = 'figure("fig-x", fig, data, title="All 9 fell", holds=True, alt=f"From {n} to 7")'
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    path = tmp_path / "page.ipynb"
    nbformat.write(notebook, path)
    assert [found.number for found in bare_numbers(path)] == ["9", "7"]


def test_words_that_data_choose_are_prose(tmp_path: Path) -> None:
    code = ('wording("moved", {f"rose by 12 to {n}": up, "fell": not up})\n'
            'title, holds = fitting({f"all {who} of 9": True for who in states})')
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    path = tmp_path / "page.ipynb"
    nbformat.write(notebook, path)
    assert [found.number for found in bare_numbers(path)] == ["12", "9"]


def test_a_bare_number_comes_with_the_words_around_it(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(f"{'a' * 40} before 141 after {'z' * 40}", "utf-8")
    [found] = bare_numbers(path)
    assert found.context == f"{'a' * 22} before 141 after {'z' * 23}"


def test_what_prose_names(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(
        "{statement}``All {value}`n` of\n{value}`other#m` did <other#all_did>``, {claim}`S1-002` "
        "and {claim}`S4-013` ({numref}`fig-a`).\n\n{claim}`S1-002` again ({numref}`fig-b`).",
        "utf-8")
    assert references(path) == {("value", "n"), ("value", "other#m"),
                                ("statement", "other#all_did")}
    assert statement_words(path, {"n": "7"}) == {"other#all_did": "All 7 of … did"}
    assert cited_claims(path) == {"S1-002": ["fig-a", "fig-b"], "S4-013": ["fig-a"]}


def test_every_definition_is_used_and_every_name_defined() -> None:
    pages = {path.relative_to(ROOT).with_suffix("").as_posix(): path for path in PAGES}
    defined = {(kind, page, name) for path in book_notebooks()
               for page in [path.relative_to(ROOT).with_suffix("").as_posix()]
               for kind, names in _names(read_page(path)).items() for name in names}
    used = {(kind, target.rpartition("#")[0] or page, target.rpartition("#")[2])
            for page, path in pages.items() for kind, target in references(path)}
    assert defined - used == set(), "defined, but no prose uses it"
    assert used - defined == set(), "named in prose, but not defined"


def test_readme_lists_every_notebook_with_its_exhibits_and_tables() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    rows = [[set(re.findall(r"`([^`]+)`", cell)) for cell in line.split("|")[1:4]]
            for line in readme.splitlines() if line.startswith("| `chapters/") and ".ipynb" in line]
    listed = {notebook.pop(): (exhibits, tables) for notebook, exhibits, tables in rows}
    shown: dict[str, tuple[set, set]] = {}
    for path in book_notebooks():
        if exhibits := read_page(path).exhibits:
            # The profiles share a line, under their template.
            line = shown.setdefault(source_of(path)[0].relative_to(ROOT).as_posix(), (set(), set()))
            line[0].update(_without_state(name, path) for name in exhibits)
            line[1].update(table for card in exhibits.values() for table in card["tables"])
    assert listed == shown


def _without_state(exhibit: str, path: Path) -> str:
    """The id of a profile's exhibit with XXX for its state."""
    return exhibit.replace(f"-{PROFILES[path].lower()}-", "-XXX-") if path in PROFILES else exhibit


def _names(page: Page) -> dict[str, dict]:
    return {"value": page.values, "statement": page.statements}
