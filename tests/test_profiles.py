"""The country profiles: made of one template, made anew when it changes, never edited by hand."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup
from conftest import CHAPTER, Project, clone

from analysis.countries import PARTNERS
from analysis.notebooks import read, toc_pages
from analysis.paths import ROOT
from analysis.profiles import FOLDER, INJECTED_TAGS, PROFILES, TEMPLATE, differs, source_of
from analysis.site.executed import read_page
from analysis.site.ledger import FEW, LEDGER

SMALL_TEMPLATE = "chapters/countries/template.ipynb"
UKRAINE, BELARUS = "chapters/countries/ukraine.ipynb", "chapters/countries/belarus.ipynb"
NOT_MADE = f"it is not what {SMALL_TEMPLATE} makes"
CODE = """from analysis import load, value
vetoes = load("vetoes")
vetoes = vetoes[vetoes["date"].dt.year >= start_year]
value("state", country)
value("n_vetoes", len(vetoes))"""


@pytest.fixture(scope="module")
def two_profiles(fresh_book: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A small book with a small template and two profiles, all fresh. Tests must not change it."""
    book = clone(fresh_book, tmp_path_factory.mktemp("profiles") / "book")
    for path in (book / "chapters/countries").glob("*.ipynb"):
        path.unlink()
    cells = [
        nbformat.v4.new_markdown_cell("# {value}`state`", id="title"),
        nbformat.v4.new_code_cell('country = "UKR"\nstart_year = 1992', id="given",
                                  metadata={"tags": ["remove-cell", "parameters"]}),
        nbformat.v4.new_code_cell(CODE, id="code", metadata={"tags": ["hide-cell"]}),
        nbformat.v4.new_markdown_cell("{value}`n_vetoes` vetoes.", id="text"),
    ]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), book / SMALL_TEMPLATE)
    toc = yaml.safe_load((book / "_toc.yml").read_text("utf-8"))
    toc["parts"][0]["chapters"] += [{"file": page.removesuffix(".ipynb")}
                                    for page in (UKRAINE, BELARUS)]
    (book / "_toc.yml").write_text(yaml.safe_dump(toc), "utf-8")
    assert book.stale() == {UKRAINE: ["it was never run"], BELARUS: ["it was never run"]}
    done = book.analysis("run")
    assert done.returncode == 0, done.text
    return book


@pytest.fixture
def book(two_profiles: Project, tmp_path: Path) -> Project:
    """A copy that this test may change."""
    return clone(two_profiles, tmp_path / "book")


# --- what a run makes --------------------------------------------------------------------------


def test_a_run_makes_each_profile_of_the_template_with_its_state(two_profiles: Project) -> None:
    assert two_profiles.stale() == {}
    for page, code in ((UKRAINE, "UKR"), (BELARUS, "BLR")):
        made = nbformat.read(two_profiles / page, 4)
        assert made.metadata["stamp"]["parameters"] == {"country": code}
        assert read_page(two_profiles / page).values["state"] == code
        [given] = [c for c in made.cells if c.id == "injected-parameters"]
        assert given.metadata["tags"] == INJECTED_TAGS
    template = nbformat.read(two_profiles / SMALL_TEMPLATE, 4)
    assert not any(cell.get("outputs") for cell in template.cells)


def test_another_run_changes_no_profile(book: Project) -> None:
    before = book.bytes_of(UKRAINE, BELARUS)
    assert book.analysis("run", "--force", UKRAINE, BELARUS).returncode == 0
    assert book.bytes_of(UKRAINE, BELARUS) == before


@pytest.mark.parametrize("path, old, new, reason", [
    (SMALL_TEMPLATE, "vetoes.\"", "vetoes in all.\"", [NOT_MADE]),
    (SMALL_TEMPLATE, "len(vetoes)", "len(vetoes) + 1", [NOT_MADE]),
    (SMALL_TEMPLATE, "hide-cell", "hide-input", [NOT_MADE]),
    ("analysis/values.py", "import math", "import math  # !", ["analysis.values changed"]),
])
def test_a_change_of_what_profiles_are_made_of_makes_all_stale_and_a_run_makes_them_anew(
    book: Project, path: str, old: str, new: str, reason: list[str]
) -> None:
    book.edit(path, old, new)
    stale = book.stale()
    assert stale[UKRAINE] == stale[BELARUS] == reason
    assert book.analysis("run", UKRAINE, BELARUS).returncode == 0
    assert not {UKRAINE, BELARUS} & set(book.stale())


def test_a_changed_table_makes_the_profiles_stale(book: Project) -> None:
    book.append("data/votes/vetoes.csv", "S/2022/9,2022-12-01,S/PV.9,A,B,C,RUS\n")
    stale = book.stale()
    assert stale[UKRAINE] == stale[BELARUS] == ["table vetoes changed"]
    assert CHAPTER not in stale


@pytest.mark.parametrize("old, new", [
    ("vetoes.\"", "vetoes, I think.\""),
    ("len(vetoes)", "len(vetoes) + 1"),
    ('country = \\"BLR\\"', 'country = \\"KAZ\\"'),
])
def test_a_hand_edit_of_a_profile_is_noticed_and_taken_back(
    book: Project, old: str, new: str
) -> None:
    before = book.bytes_of(UKRAINE, BELARUS)
    book.edit(BELARUS, old, new)
    stale = book.stale()
    assert set(stale) == {BELARUS} and NOT_MADE in stale[BELARUS]
    done = book.analysis("check")
    assert done.returncode == 1 and f"{BELARUS} is stale" in done.stdout
    assert book.analysis("run").returncode == 0
    assert book.bytes_of(UKRAINE, BELARUS) == before


def test_a_profile_in_the_place_of_another_is_noticed(book: Project) -> None:
    (book / BELARUS).write_bytes((book / UKRAINE).read_bytes())
    assert NOT_MADE in book.stale()[BELARUS]


def test_a_variant_keeps_the_states_and_takes_the_parameter(book: Project, tmp_path: Path) -> None:
    before, out = book.bytes_of(UKRAINE, BELARUS), tmp_path / "variant"
    done = book.analysis("run", "-p", "start_year=2020", "--out", str(out))
    assert done.returncode == 0, done.text
    assert book.bytes_of(UKRAINE, BELARUS) == before
    page = read_page(out / BELARUS)
    assert page.values["state"] == "BLR"
    assert int(page.values["n_vetoes"]) < int(read_page(book / BELARUS).values["n_vetoes"])
    stamp = nbformat.read(out / BELARUS, 4).metadata["stamp"]
    assert stamp["parameters"] == {"country": "BLR", "start_year": 2020}


def test_the_state_of_a_profile_cannot_be_set(book: Project) -> None:
    done = book.analysis("run", "-p", "country=KAZ")
    assert done.returncode == 2 and "no notebook takes ['country']" in done.stderr


# --- the profiles of the book ------------------------------------------------------------------


def test_every_partner_has_its_profile_in_the_books_order_after_the_comparison() -> None:
    assert list(PROFILES.values()) == [one.code for one in PARTNERS]
    pages = [page for page in toc_pages() if page.startswith("chapters/countries/")]
    assert [ROOT / f"{page}.ipynb" for page in pages] == [FOLDER / "comparison.ipynb", *PROFILES]


def test_the_template_is_a_source_and_no_page() -> None:
    assert source_of(FOLDER / "ukraine.ipynb") == (TEMPLATE, {"country": "UKR"})
    assert source_of(FOLDER / "comparison.ipynb") == (FOLDER / "comparison.ipynb", {})
    assert not any(cell.get("outputs") for cell in read(TEMPLATE).cells)


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_a_profile_is_its_templates(path: Path) -> None:
    assert not differs(read(path), read(TEMPLATE), PROFILES[path])


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_exhibits_of_a_profile_name_its_state(path: Path) -> None:
    exhibits = read_page(path).exhibits
    assert 5 <= len(exhibits) <= 7
    assert all(f"-profile-{PROFILES[path].lower()}-" in name for name in exhibits)


# --- claims by state, on the page --------------------------------------------------------------


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_a_profile_lists_the_claims_that_name_its_state(html: Path, path: Path) -> None:
    code = PROFILES[path]
    ledger = read_page(ROOT / f"{LEDGER}.ipynb").claims.values()
    named = [claim for claim in ledger if code in claim["countries"]]
    page = BeautifulSoup(
        (html / f"chapters/countries/{path.stem}.html").read_text("utf-8"), "html.parser")
    links = page.select("a.claim")
    assert [link["href"].rpartition("/")[2] for link in links] == [
        f"claims.html#{link.get_text()}" for link in links]
    assert sorted(link.get_text() for link in links) == sorted(one["claim"] for one in named)
    rows = {row.th.get_text(): row for row in page.select(".claims tbody tr")}
    assert set(rows) == {one["claim"] for one in named if len(one["countries"]) <= FEW}
    for claim in named:
        if claim["claim"] in rows:
            assert claim["verdict"] in rows[claim["claim"]].get_text()
    assert page.select_one(f'a[href$="claims/claims.html?country={code}"]')
