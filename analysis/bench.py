"""`make bench`: how long a rerun takes, each time beside a reference measured in the same run.

The reference is stock `jupyter-book build` with `execute_notebooks: force`: it runs the same
notebooks, one after the other, each in a kernel started plainly. All happens in copies. Beside
the time on the clock stands the time on the processors, of all processes together, which says
more on a machine that others use. What pages weigh, and how soon they are seen, is measured at the
end (see `analysis.bench_pages`).
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil
import yaml

from analysis import bench_pages
from analysis.notebooks import KERNELSPEC, book_notebooks, read
from analysis.paths import ROOT
from analysis.records import PACKAGE, dump, package
from analysis.reproduce import BUILD, copy_project

REPEATS = 3  # of what takes seconds; the whole book is run once each way
FEW, MANY = 14, 140  # profiles
TABLE = "igo_cow"  # the one that changes
RUN, CHECK = ("-m", "analysis", "run"), ("-m", "analysis", "check")
MEGABYTE = 2**20
# A small notebook with a parameter.
PROFILE = (
    'country = "ARM"',
    "from analysis import figure, load, value\n"
    "from analysis.style import chart\n"
    'wdi = load("wdi")\n'
    'lines = wdi[(wdi["country"] == country)\n'
    '            & (wdi["indicator"] == wdi["indicator"].iloc[0])].dropna()\n'
    'value("n_years", len(lines))',
    "fig, ax = chart()\n"
    'ax.plot(lines["year"], lines["value"])\n'
    'figure(f"fig-profile-{country.lower()}", fig, lines, title="A line.", holds=True,\n'
    '       caption="One indicator.", alt=f"A line of {len(lines)} years.", tables=["wdi"])',
)


@dataclass(frozen=True)
class Cost:
    """What commands took: seconds on the clock and on processors, bytes at the worst moment."""

    wall: float
    cpu: float
    memory: int

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.wall + other.wall, self.cpu + other.cpu, max(self.memory, other.memory))


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        book = copy_project(Path(folder, "book"))
        print(f"{'':<44}{'clock':>9}{'ratio':>7}{'processors':>12}{'ratio':>7}", flush=True)
        stock = _stock(copy_project(Path(folder, "stock")))
        _line("whole book, stock build that executes", stock, stock)
        run = _cost(book, (*RUN, "--force"))
        built = run + _cost(book, BUILD)
        _line("whole book, run and build (goal 0.35)", built, stock)
        _line("  the run alone", run, stock)
        _line("nothing to do, check and run (goal 3 s)",
              _median(lambda: _cost(book, CHECK, RUN)), stock)
        stale = _touch(book)
        _line(f"table {TABLE} changed, {stale} notebooks run", _cost(book, RUN), stock)
        few, many = (_profiles(copy_project(Path(folder, str(n))), n) for n in (FEW, MANY))
        for number, cost in ((FEW, few), (MANY, many)):
            each = Cost(cost.wall / number, cost.cpu / number, cost.memory)
            _line(f"one of {number} profiles, {cost.memory / MEGABYTE:,.0f} MB in all", each,
                  Cost(few.wall / FEW, few.cpu / FEW, few.memory))
        print("Ratios are to the first line; those of profiles, to one of the few (goal 1).")
        bench_pages.measure(book / "_build" / "html")


def _line(what: str, cost: Cost, reference: Cost) -> None:
    print(f"{what:<44}{cost.wall:>7.1f} s{cost.wall / reference.wall:>7.2f}"
          f"{cost.cpu:>10.1f} s{cost.cpu / reference.cpu:>7.2f}", flush=True)


def _stock(book: Path) -> Cost:
    """The stock build of a book without stamps, executing every notebook."""
    for path in book_notebooks():
        notebook = read(path)
        notebook.metadata.pop("stamp", None)
        nbformat.write(notebook, book / path.relative_to(ROOT))
    config = yaml.safe_load((book / "_config.yml").read_text("utf-8"))
    config["execute"] = {"execute_notebooks": "force", "timeout": -1}
    (book / "_config.yml").write_text(yaml.safe_dump(config), "utf-8")
    return _cost(book, BUILD)


def _touch(book: Path) -> int:
    """Change what the record of a table says; returns how many notebooks that makes stale."""
    whole = package(book / "data")
    [resource] = [one for one in whole["resources"] if one["name"] == TABLE]
    resource["vintage"] += " (again)"
    (book / "data" / PACKAGE).write_text(dump(whole), "utf-8")
    notebooks = [read(book / path.relative_to(ROOT)) for path in book_notebooks()]
    return sum(TABLE in one.metadata["stamp"]["tables"] for one in notebooks)


def _profiles(book: Path, number: int) -> Cost:
    """The run of copies of a small notebook, all in a book of their own."""
    cells = [nbformat.v4.new_code_cell(code) for code in PROFILE]
    cells[0].metadata["tags"] = ["parameters"]
    names = [f"chapters/profile-{index}" for index in range(number)]
    for name in names:
        made = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC})
        nbformat.write(made, book / f"{name}.ipynb")
    toc = {"format": "jb-book", "root": names[0],
           "chapters": [{"file": name} for name in names[1:]]}
    (book / "_toc.yml").write_text(yaml.safe_dump(toc), "utf-8")
    return _cost(book, RUN)


def _median(measure: Callable[[], Cost]) -> Cost:
    """The median of several measurements, by the clock and by processors."""
    costs = [measure() for _ in range(REPEATS)]
    return Cost(statistics.median(one.wall for one in costs),
                statistics.median(one.cpu for one in costs), max(one.memory for one in costs))


def _cost(book: Path, *commands: tuple[str, ...]) -> Cost:
    """The cost of commands of Python, one after the other, in a copy of the book."""
    environment = os.environ | {"PYTHONPATH": str(book)}
    total = Cost(0, 0, 0)
    for command in commands:
        started = time.perf_counter()
        process = subprocess.Popen([sys.executable, *command], cwd=book, env=environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        watch = _Watch(process.pid)
        watch.start()
        _, said = process.communicate()
        watch.join()
        if process.returncode:
            raise SystemExit(f"{' '.join(command)} failed:\n{said}")
        total += Cost(time.perf_counter() - started, watch.cpu, watch.memory)
    return total


class _Watch(threading.Thread):
    """Looks at a process and all below it until it ends.

    A kernel that is forked from a warm process is nobody's whom one could ask for its times
    afterwards, so they are read while it lives.
    """

    INTERVAL = 0.1  # seconds

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.top = psutil.Process(pid)
        self.seconds: dict[psutil.Process, float] = {}
        self.memory = 0

    @property
    def cpu(self) -> float:
        """Seconds on processors so far."""
        return sum(self.seconds.values())

    def run(self) -> None:
        """Sample until the process is gone."""
        while True:
            try:
                if self.top.status() == psutil.STATUS_ZOMBIE:
                    return
                self._look([self.top, *self.top.children(recursive=True)])
            except psutil.NoSuchProcess:
                return
            time.sleep(self.INTERVAL)

    def _look(self, processes: list[psutil.Process]) -> None:
        memory = 0
        for one in processes:
            try:
                times = one.cpu_times()
                memory += one.memory_info().rss
            except psutil.NoSuchProcess:
                continue
            self.seconds[one] = times.user + times.system
        self.memory = max(self.memory, memory)


if __name__ == "__main__":
    main()
