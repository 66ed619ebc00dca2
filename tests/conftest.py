"""What the tests share: copies to break, the built pages. No test writes into the checkout."""

from __future__ import annotations

import csv
import io
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import hypothesis
import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup

from analysis import reproduce
from analysis.errors import InputError
from analysis.kernels import use_warm_kernels
from analysis.paths import ROOT
from analysis.records import Record, record, write_hash

# The same examples on each run, and nothing of them kept in the checkout.
hypothesis.configuration.set_hypothesis_home_dir(Path(tempfile.gettempdir(), "hypothesis-book"))
hypothesis.settings.register_profile("book", derandomize=True, database=None, deadline=None)
hypothesis.settings.load_profile("book")

# nbval starts a kernel for each notebook.
use_warm_kernels()

RAW = os.environ.get("RAW_DATA")
needs_raw = pytest.mark.skipif(not RAW, reason="RAW_DATA names no folder of publishers' files")

CHAPTER = "chapters/periods/after-the-invasion.ipynb"
# What stands in its place in small books: on votes and memberships alone, so that runs stay short.
SMALL_CHAPTER = ROOT / "tests" / "small_chapter.json"  # no .ipynb: nbval would run it
TINY = "chapters/vetoes.ipynb"
# A page without code that makes a claim of the chapter.
INDEX = f"""# A small book

{{statement}}`Only Belarus did so <{CHAPTER.removesuffix('.ipynb')}#only_belarus_always>`,
and {{statement}}`Russia moved most <{CHAPTER.removesuffix('.ipynb')}#russia_moved_most>`.
"""
PROJECT = ("analysis", "chapters", "data", "_config.yml", "_toc.yml", "CITATION.cff",
           "LICENSE", "requirements.txt", "pyproject.toml", "Makefile")
BUILD = (*reproduce.BUILD, "-W", "-n", "--keep-going")


def refused(builders: dict, raw: Path, case: tuple) -> None:
    """Building from a spoilt folder must end in an error that names what is wrong.

    A case is the builder's name, what spoils the folder, and the file (below `raw`), row, column
    and rule to be named.
    """
    source, spoil, file, row, column, rule = case
    spoil(raw)
    with pytest.raises(InputError, match=re.escape(rule)) as caught:
        builders[source].build(raw)
    error = caught.value
    assert (error.file, error.row, error.column) == (str(raw / file), row, column)


def contents(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by their names from there."""
    return {path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*")) if path.is_file()}


SAMPLE_ROWS = 60


@cache
def sample(name: str) -> tuple[Record, list[list[str]]]:
    """The head of a table, and its record with a floor that the head can meet."""
    found = record(name)
    with found.path.open(encoding="utf-8", newline="") as stream:
        rows = list(itertools.islice(csv.reader(stream), SAMPLE_ROWS + 1))
    return Record(found.resource | {"rowFloor": 1}, found.folder), rows


class Tables:
    """A copy of `data/` that BOOK_DATA names for this test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def change(self, name: str, edit: Callable[[bytes], bytes]) -> bytes:
        """Change a table's file and nothing else."""
        path = record(name).path
        path.write_bytes(edit(path.read_bytes()))
        return path.read_bytes()

    def change_rows(self, name: str, edit: Callable[[list[list[str]]], list[list[str]]]) -> bytes:
        """Change a table as rows of cells; the header is row 0, so line n of the file is n - 1."""
        def rewrite(content: bytes) -> bytes:
            rows = edit(list(csv.reader(io.StringIO(content.decode()))))
            stream = io.StringIO()
            csv.writer(stream, lineterminator="\n").writerows(rows)
            return stream.getvalue().encode()

        return self.change(name, rewrite)

    def force_hash(self, name: str) -> None:
        """Put the hash of the file as it is into its record, valid or not."""
        write_hash(name, record(name).path.read_bytes())


class Project:
    """A copy of the whole project, run by its own machinery in processes of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        ours = ("BOOK_", "PYTEST_")
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(ours)} | {
            # Before the installed package, for kernels too.
            "PYTHONPATH": str(root),
            # Files change faster than the clock that .pyc files go by.
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def __truediv__(self, path: str) -> Path:
        return self.root / path

    def python(self, *arguments: str) -> subprocess.CompletedProcess:
        """Run Python in the copy; `text` of the answer is all that it printed."""
        done = subprocess.run([sys.executable, *arguments], cwd=self.root, env=self.environment,
                              capture_output=True, text=True, timeout=300, check=False)
        done.text = done.stdout + done.stderr
        return done

    def analysis(self, *arguments: str) -> subprocess.CompletedProcess:
        """Run `python -m analysis ...` in the copy."""
        return self.python("-m", "analysis", *arguments)

    def stale(self) -> dict[str, list[str]]:
        """The stale notebooks of the copy and why they are."""
        code = ("import json; from analysis.notebooks import *; print(json.dumps("
                "{shown(p): why for p in book_notebooks() if (why := stale_because(p))}))")
        return json.loads(self.python("-c", code).stdout)

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace a text that occurs in a file; the test fails if it does not."""
        text = (self / path).read_text("utf-8")
        assert old in text, f"{path} has no {old!r}"
        (self / path).write_text(text.replace(old, new, 1), "utf-8")

    def append(self, path: str, text: str) -> None:
        """Add a text at the end of a file."""
        with (self / path).open("a", encoding="utf-8") as stream:
            stream.write(text)

    def write_notebook(self, path: str, *code: str) -> None:
        """Write a notebook of a heading and these code cells; the first part takes it in."""
        made = nbformat.v4.new_notebook(cells=[
            nbformat.v4.new_markdown_cell("# A heading", id="heading"),
            *(nbformat.v4.new_code_cell(c, id=f"code-{i}") for i, c in enumerate(code)),
        ])
        nbformat.write(made, self / path)
        toc = yaml.safe_load((self / "_toc.yml").read_text("utf-8"))
        entry, chapters = {"file": path.removesuffix(".ipynb")}, toc["parts"][0]["chapters"]
        if entry not in chapters:
            chapters.append(entry)
            (self / "_toc.yml").write_text(yaml.safe_dump(toc), "utf-8")

    def git(self, *arguments: str) -> str:
        """What git answers in the copy, which is a checkout of its own after `commit`."""
        who = ("-c", "user.name=T", "-c", "user.email=t@t")
        return subprocess.run(["git", *who, *arguments], cwd=self.root, check=True,
                              capture_output=True, text=True).stdout

    def bytes_of(self, *paths: str) -> list[bytes]:
        """The contents of files."""
        return [(self / path).read_bytes() for path in paths]


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tables:
    """A copy of the tables that this test may break."""
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data", folder)
    monkeypatch.setenv("BOOK_DATA", str(folder))
    return Tables(folder)


@pytest.fixture(scope="session")
def fresh_book(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the project, all fresh, of one chapter and a tiny one. Tests must not change it.

    It leaves the other chapters out, so that its runs stay short however long the book grows.
    """
    project = Project(tmp_path_factory.mktemp("fresh"))
    for name in PROJECT:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
            shutil.copytree(ROOT / name, project / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, project / name)
    toc = yaml.safe_load((project / "_toc.yml").read_text("utf-8"))
    (project / "_toc.yml").write_text(yaml.safe_dump(_without_other_chapters(toc)), "utf-8")
    (project / "chapters/index.ipynb").unlink()
    (project / "chapters/index.md").write_text(INDEX, "utf-8")
    shutil.copy(SMALL_CHAPTER, project / CHAPTER)
    project.write_notebook(
        TINY,
        "from analysis import load, value\nfrom analysis.paths import ROOT",
        'value("n_vetoes", len(load("vetoes")))\nvalue("root", str(ROOT))',
    )
    done = project.analysis("run")
    assert done.returncode == 0, done.text
    return project


# Pages of text that refer to no other page than these and the chapter.
PAGES_KEPT = ("chapters/back/rerunning", "chapters/back/changes", "chapters/back/data",
              "chapters/back/bibliography")


def _without_other_chapters(entry: object) -> object:
    """The contents of the book without its chapters, but for the one that the tests use."""
    if isinstance(entry, list):
        kept = [e for e in entry if f"{e.get('file')}.ipynb" == CHAPTER
                or e.get("file", "").startswith(PAGES_KEPT) or "chapters" in e]
        smaller = [_without_other_chapters(e) for e in kept]
        return [e for e in smaller if "file" in e or e.get("chapters")]
    if isinstance(entry, dict):
        return {key: _without_other_chapters(item) for key, item in entry.items()}
    return entry


@pytest.fixture
def book_copy(fresh_book: Project, tmp_path: Path) -> Project:
    """A copy of the project, all fresh, that this test may change."""
    return clone(fresh_book, tmp_path / "book")


def clone(project: Project, root: Path) -> Project:
    """A copy of a copy."""
    shutil.copytree(project.root, root)
    return Project(root)


def commit(project: Project) -> None:
    """Commit all that is in a copy, which becomes a git checkout with this."""
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "x"]):
        project.git(*arguments)


def page_end(path: Path, name: str) -> BeautifulSoup:
    """The box of this id at the end of a page's article; cut out, for chapters are long to read."""
    text = path.read_text("utf-8")
    start = text.index(f'<details class="page-end" id="{name}"')
    assert text.rindex("<article", 0, start) and "</article>" in text[start:]
    return BeautifulSoup(text[start:text.index("</details>", start)], "html.parser")


@pytest.fixture(scope="session")
def html() -> Path:
    """Folder of the built book."""
    folder = ROOT / "_build" / "html"
    if not (folder / "index.html").exists():
        pytest.skip("there is no built book in _build/html: make book")
    return folder
