"""Each chapter as it can be taken away: unpacked in an empty folder, it runs and shows the same."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from functools import cache
from pathlib import Path

import nbformat
import pytest
from conftest import page_end

from analysis.notebooks import book_notebooks, read
from analysis.paths import ROOT
from analysis.records import record
from analysis.site.archive import files, to_zip, zipped
from analysis.site.cite import book
from analysis.site.executed import read_page

RUN = {path.relative_to(ROOT).with_suffix("").as_posix(): path for path in book_notebooks()
       if read_page(path).tables}
# Of all chapters the files are checked; a small one is run, to save time.
TRIED = "chapters/themes/memberships"

each_page = pytest.mark.parametrize("page", RUN)


@cache
def contents(page: str) -> dict[str, bytes]:
    return files(RUN[page])


def unpack(page: str, folder: Path) -> Path:
    zipfile.ZipFile(io.BytesIO(to_zip(RUN[page]))).extractall(folder)
    [unpacked] = folder.iterdir()
    return unpacked


# --- what is inside ----------------------------------------------------------------------------


@each_page
def test_the_tables_inside_are_those_that_the_stamp_names(page: str, tmp_path: Path) -> None:
    data = unpack(page, tmp_path) / "data"
    named = read(RUN[page]).metadata["stamp"]["tables"]
    inside = {name: record(name, data) for name in named}
    assert {name: one.state(one.path.read_bytes()) for name, one in inside.items()} == named
    assert {path for path in data.rglob("*.*") if path.name != "datapackage.json"} == {
        one.path for one in inside.values()}


@each_page
def test_all_that_the_code_imports_of_the_book_is_inside(page: str) -> None:
    cells = [cell.source for cell in read(RUN[page]).cells if cell.cell_type == "code"]
    modules = {name: text.decode() for name, text in contents(page).items() if name[-3:] == ".py"}
    assert "analysis/exhibits.py" in modules or "analysis/values.py" in modules
    for source in (*cells, *modules.values()):
        for name in imported(source):
            path = name.replace(".", "/")
            assert {f"{path}.py", f"{path}/__init__.py"} & modules.keys(), name
    assert not any("/site/" in name or "/builders/" in name for name in modules)


def imported(source: str) -> set[str]:
    """The modules of the book that a source names in imports, but for what type checkers read."""
    tree = ast.parse(source)
    tree.body = [node for node in tree.body
                 if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")]
    found = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    found |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import)
              for alias in node.names}
    return {name for name in found if name.split(".")[0] == "analysis"}


@each_page
def test_the_terms_and_the_way_to_run_it_are_inside(page: str) -> None:
    inside = contents(page)
    for name in ("LICENSE", "CITATION.cff", "requirements.txt"):
        assert inside[name] == (ROOT / name).read_bytes()
    assert f"--inplace {RUN[page].name}" in inside["README.txt"].decode()


def test_the_same_contents_give_the_same_bytes() -> None:
    assert to_zip(RUN[TRIED]) == to_zip(RUN[TRIED])
    first = zipfile.ZipFile(io.BytesIO(to_zip(RUN[TRIED]))).infolist()
    assert [one.filename for one in first] == sorted(one.filename for one in first)
    assert {one.date_time[:3] for one in first} == {book().released.timetuple()[:3]}
    assert zipped({"a": b"1"}) != zipped({"a": b"2"})


# --- it runs -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Python with the locked packages, but without the book's own."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    site = subprocess.run([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
                          capture_output=True, text=True, check=True).stdout.strip()
    # A line in a .pth file adds the folder alone, not what the .pth files in it would add.
    Path(site, "locked.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return python


def in_folder(python: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([python, *arguments], cwd=folder, env={"PATH": "/usr/bin:/bin"},
                          capture_output=True, text=True, timeout=600, check=False)


def without_outputs(path: Path) -> None:
    """What a notebook shows after this it has computed anew."""
    notebook = nbformat.read(path, 4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    nbformat.write(notebook, path)
    assert not read_page(path).exhibits


def test_the_clean_environment_has_no_machinery(python: Path, tmp_path: Path) -> None:
    done = in_folder(python, tmp_path, "-c", "import nbclient, analysis")
    assert "No module named 'analysis'" in done.stderr


@pytest.mark.parametrize("page", [TRIED])
def test_a_chapter_runs_where_it_is_unpacked(python: Path, tmp_path: Path, page: str) -> None:
    folder = unpack(page, tmp_path)
    copy = folder / RUN[page].name
    without_outputs(copy)
    # What `jupyter execute` runs; the clean environment has no scripts.
    done = in_folder(python, folder, "-c", "from nbclient.cli import main; main()", "--inplace",
                     copy.name)
    assert done.returncode == 0, done.stderr[-2000:]
    ran, book = read_page(copy), read_page(RUN[page])
    assert {name: card["digest"] for name, card in ran.exhibits.items()} == {
        name: card["digest"] for name, card in book.exhibits.items()}
    assert (ran.values, ran.statements, ran.claims) == (book.values, book.statements, book.claims)


# --- it is offered -----------------------------------------------------------------------------


@each_page
def test_the_page_offers_notebook_and_archive(html: Path, page: str) -> None:
    built = html / f"{page}.html"
    box = page_end(built, "run-this-chapter")
    notebook, archive = [built.parent / link["href"] for link in box.select("a[download]")]
    assert notebook.read_bytes() == RUN[page].read_bytes()
    with zipfile.ZipFile(archive) as content:
        inside = {name.partition("/")[2]: content.read(name) for name in content.namelist()}
    assert inside.pop("README.txt") and inside == {
        name: content for name, content in contents(page).items() if name != "README.txt"}
    [size] = re.findall(r"([\d.]+) MB", box.get_text())
    assert abs(float(size) * 1e6 - archive.stat().st_size) < 60_000
    assert f"--inplace {RUN[page].name}" in box.get_text()
