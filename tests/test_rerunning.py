"""The chapter "How to rerun", followed step by step in a small book as a new user would.

The page is read as it stands: commands are run, edits made, files written, in its order.
"""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from conftest import CHAPTER, TINY, Project, clone, commit

from analysis.paths import ROOT
from analysis.records import dump
from analysis.site.executed import read_page

PAGE = ROOT / "chapters/back/rerunning.md"
BLOCK = re.compile(r"^```\{code-block\} (\w+)\n(?::caption: ([^\n]+)\n)?(.*?)^```$",
                   re.MULTILINE | re.DOTALL)
CELL = "a code cell of a chapter"

pytestmark = pytest.mark.skipif(not all(map(shutil.which, ("bash", "git", "make"))),
                                reason="needs bash, git and make")


@dataclass(frozen=True)
class Step:
    """A block of the page: commands, an edit, or a file."""

    section: str
    kind: str
    place: str
    text: str


def steps() -> list[Step]:
    parts = re.split(r"^## (.+)$", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    titles = ["", *parts[1::2]]
    return [Step(title, *(found or "" for found in block.groups()))
            for title, part in zip(titles, parts[::2], strict=True)
            for block in BLOCK.finditer(part)]


class Reader:
    """Someone who does in a fresh copy what the page says."""

    def __init__(self, book: Project) -> None:
        self.book, self.said = book, {}
        self._environment(book)

    def follow(self, step: Step) -> None:
        if step.kind == "bash":
            self._run(step)
        elif step.kind == "text" and not step.place:
            pass  # commands for other machines and long runs: tested by themselves
        elif step.place == CELL:
            self.book.write_notebook(TINY, step.text)
        elif step.place == "data/datapackage.json":
            path = self.book / step.place
            whole = json.loads(path.read_text("utf-8"))
            whole["resources"].append(json.loads(step.text))
            path.write_text(json.dumps(whole), "utf-8")
        elif step.kind == "diff":
            lines = step.text.splitlines()
            old, new = ("".join(line[1:] + "\n" for line in lines if line[0] in marks)
                        for marks in (" -", " +"))
            assert (self.book / step.place).read_text("utf-8").count(old) == 1, old
            self.book.edit(step.place, old, new)
        else:
            (self.book / step.place).parent.mkdir(parents=True, exist_ok=True)
            (self.book / step.place).write_text(step.text, "utf-8")

    def _run(self, step: Step) -> None:
        for command in step.text.splitlines():
            if command.startswith("export "):
                name, _, value = command.removeprefix("export ").partition("=")
                self.book.environment[name] = value
                continue
            done = subprocess.run(["bash", "-c", command], cwd=self.book.root, text=True,
                                  env=self.book.environment, capture_output=True, timeout=300,
                                  check=False)
            said = done.stdout + done.stderr
            # What `check` is run for here is what it finds.
            assert done.returncode == 0 or "analysis check" in command, f"{command}\n{said}"
            self.said[step.section, command] = self.said.get((step.section, command), "") + said
        self.book.environment.pop("BOOK_DATA", None)

    def _environment(self, book: Project) -> None:
        """The environment of this test in the place of the one that `make` would set up."""
        (book / ".venv").mkdir()
        for path in Path(sys.prefix).iterdir():
            if path.name != "installed":
                (book / ".venv" / path.name).symlink_to(path)
        (book / ".venv/installed").touch()
        book.environment["PATH"] = f"{book / '.venv/bin'}:{book.environment['PATH']}"
        for who in ("AUTHOR", "COMMITTER"):
            book.environment |= {f"GIT_{who}_NAME": "T", f"GIT_{who}_EMAIL": "t@t"}


@pytest.fixture(scope="module")
def followed(fresh_book: Project, tmp_path_factory: pytest.TempPathFactory) -> dict:
    """Section -> a copy of the book after it; "said" -> what each command printed."""
    folder = tmp_path_factory.mktemp("rerunning")
    book = clone(fresh_book, folder / "book")
    (book / "CHANGELOG.md").write_text("# Changelog\n\n## 2026.1 (in preparation)\n", "utf-8")
    (book / "README.md").write_text("# A book\n\nEdition 2025.1, data as of 2025.\n", "utf-8")
    shutil.copy(ROOT / ".gitignore", book / ".gitignore")
    commit(book)
    reader, states = Reader(book), {}
    for section, blocks in itertools.groupby(steps(), lambda step: step.section):
        for step in blocks:
            reader.follow(step)
        states[section] = folder / "after" / section
        shutil.copytree(book.root, states[section], ignore=shutil.ignore_patterns(".venv", ".git"))
    return {"said": reader.said, **states}


def soup(folder: Path, page: str) -> BeautifulSoup:
    return BeautifulSoup((folder / page).read_text("utf-8"), "html.parser")


def said(followed: dict, section: str, start: str) -> str:
    [text] = [text for (title, command), text in followed["said"].items()
              if title == section and command.startswith(start)]
    return text


def test_a_revised_value_is_refused_then_accepted_and_told(followed: dict) -> None:
    section = "Revise a value"
    check = said(followed, section, "python -m analysis check")
    assert "data/votes/ideal_points.csv: its sha256 is not the one in its record" in check
    assert f"{CHAPTER} is stale: table ideal_points changed" in check
    ran = said(followed, section, "python -m analysis run")
    assert "1 run, 0 failed" in ran and TINY not in ran
    changes = said(followed, section, "python -m analysis changes")
    assert "0 added, 0 removed, 1 revised" in changes and "exhibit fig-ideal-points" in changes
    assert "statement russia_moved_most: holds -> does not hold" in changes


def test_the_page_of_changes_shows_both_states(followed: dict) -> None:
    built = followed["Revise a value"] / "_build/html"
    page = soup(built, "chapters/back/changes.html")
    [sides] = [one for one in page.select(".change-sides") if "fig-ideal-points" in str(one)]
    pictures = [image["src"].rpartition("/")[2] for image in sides.select("img")]
    assert pictures == ["fig-ideal-points-before.svg", "fig-ideal-points-after.svg"]
    texts = [(built / "changes" / name).read_text("utf-8") for name in pictures]
    assert texts[0] != texts[1]
    assert all(image["alt"] for image in sides.select("img"))
    links = {a["href"] for a in page.select("main a[href]")}
    assert any(link.endswith("after-the-invasion.html#fig-ideal-points") for link in links)
    assert any("#table-ideal_points" in link for link in links)
    assert any("#statement-russia-moved-most" in link for link in links)


def test_a_country_year_is_added(followed: dict) -> None:
    table = (followed["Add a country-year"] / "data/votes/ideal_points.csv").read_text("utf-8")
    assert "\nUZB,2001," in table
    assert "accepted" in said(followed, "Add a country-year", "python -m analysis accept")


def test_a_source_of_ones_own_comes_into_catalogue_and_chapter(followed: dict) -> None:
    folder = followed["Add a source of your own"]
    assert (folder / "data/politics/press_counts.csv").read_text("utf-8").splitlines()[1] == (
        "GEO,2021,12")
    assert read_page(folder / TINY).values["n_articles"] == "147"
    whole = (folder / "data/datapackage.json").read_text("utf-8")
    assert whole == dump(json.loads(whole))
    built = followed["Take a publisher's new file"] / "_build/html"
    catalogue = soup(built, "chapters/back/data/politics.html")
    assert catalogue.find(id="table-press_counts")


def test_an_update_says_first_and_then_does_what_changes(followed: dict) -> None:
    section = "Take a publisher's new file"
    dry = said(followed, section, "python -m analysis build --raw raw --dry-run")
    assert "press_counts: 0 rows added, 0 removed, 1 revised" in dry
    assert f"{TINY}: would be stale by press_counts" in dry
    assert re.search(r"^wdi: left out, .*the file is missing", dry, re.MULTILINE)
    assert "1 run, 0 failed" in said(followed, section, "make update")
    assert read_page(followed[section] / TINY).values["n_articles"] == "148"


def test_a_variant_is_a_book_that_says_so_on_every_page(followed: dict) -> None:
    folder = followed["Make a variant"] / "_variants/early"
    assert "boundary_p4 = \"2013-11-21\"" in said(followed, "Make a variant",
                                                  "python -m analysis run --parameters")
    pages = [path for path in (folder / "_build/html").rglob("*.html")
             if "_static" not in path.parts and path.name != "index.html"
             or path.parent.name == "chapters"]
    assert len(pages) > 5
    for path in pages:
        page = soup(path.parent, path.name)
        assert "boundary_p4 = 2012-05-07" in page.select_one(".bd-header-announcement").get_text()
        assert "(variant: boundary_p4 = 2012-05-07)" in page.title.get_text(), path
        assert "noindex" in page.select_one("meta[name=robots]")["content"]
    stamp = nbformat.read(folder / CHAPTER, 4).metadata["stamp"]
    assert stamp["parameters"] == {"boundary_p4": "2012-05-07"}
    changed = soup(folder / "_build/html", "chapters/back/changes.html").get_text()
    assert re.search(r"Compared with edition \S+ of the book\.", changed)
    cited = soup(folder / "_build/html", CHAPTER.replace(".ipynb", ".html"))
    assert "variant" in cited.select_one(".exhibit-cite").get_text()


def test_a_variant_names_the_folder_of_its_tables(followed: dict) -> None:
    built = followed["Make a variant"] / "_variants/other/_build/html"
    banner = soup(built, "chapters/index.html").select_one(".bd-header-announcement")
    assert "tables of _variants/data" in banner.get_text()


def test_an_edition_is_frozen(followed: dict) -> None:
    folder = followed["Freeze an edition"]
    assert 'version: "2026.1"' in (folder / "CITATION.cff").read_text("utf-8")
    assert "git tag edition-2026.1" in said(followed, "Freeze an edition", "python -m analysis")
