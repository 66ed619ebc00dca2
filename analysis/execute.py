"""Execute notebooks with papermill, in parallel: in processes of this machine or on a Dask cluster.

A notebook is executed in a temporary folder, scrubbed, stamped, and given back as bytes; only this
process puts it in the place of the old one, whole. Whatever stops a run, each notebook is the old
one or the new one.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
import papermill
from joblib import Parallel, cpu_count, delayed

from analysis.errors import InputError
from analysis.kernels import use_warm_kernels
from analysis.notebooks import KERNELSPEC, differences, read, scrub, stamp, to_bytes
from analysis.paths import ROOT, shown
from analysis.profiles import source_of
from analysis.records import replace_file
from analysis.settings import SETTINGS, environment

# The kernel warns of its transport on each start; its errors still come through.
QUIET = ["--IPKernelApp.log_level=40"]
# A kernel takes its environment from its process: one at a time, where a cluster's has threads.
ENVIRONMENT = threading.Lock()
CONNECT = 10  # seconds to wait for a scheduler


@dataclass(frozen=True)
class Outcome:
    """How the run of one notebook ended: executed, as bytes, or an error."""

    page: str
    seconds: float
    content: bytes = b""
    error: str = ""


def execute_all(
    targets: dict[Path, Path], parameters: dict, jobs: int = 0, scheduler: str | None = None
) -> int:
    """Execute notebooks, put each in its place, and print a line a notebook.

    Parameters
    ----------
    targets
        Notebook of the book -> the file that takes the executed one.
    parameters
        Values in place of the notebooks' own, for those that take them.
    jobs
        Number of processes; 0 for one a core.
    scheduler
        Address of a Dask scheduler (tcp://host:port), whose workers run in checkouts of the same
        state; None for processes of this machine.

    Returns
    -------
    Number of notebooks that failed.
    """
    started, failed = time.perf_counter(), 0
    pages = {shown(path): target for path, target in targets.items()}
    outcomes = (_in_cluster(list(pages), parameters, scheduler) if scheduler
                else _in_processes(list(pages), parameters, jobs))
    for count, outcome in enumerate(outcomes, 1):
        failed += bool(outcome.error)
        state = "FAILED" if outcome.error else "done"
        line = f"[{count}/{len(pages)}] {outcome.page} {state} in {outcome.seconds:.1f} s"
        print("\n".join(filter(None, [line, outcome.error])), flush=True)
        if not outcome.error:
            replace_file(pages[outcome.page], outcome.content)
    print(f"{len(pages) - failed} run, {failed} failed, {time.perf_counter() - started:.1f} s")
    return failed


def execute(page: str, parameters: dict, folder: str | None = None) -> Outcome:
    """Execute a notebook of the checkout; never raises for what happens inside the notebook.

    Parameters
    ----------
    page
        Path of the notebook below the checkout.
    folder
        Where to work: the caller's, who removes it, for this process may be killed; a temporary
        one if None.
    """
    started, content, error = time.perf_counter(), b"", ""
    try:
        with tempfile.TemporaryDirectory(dir=folder) as own, ENVIRONMENT:
            content = _execute(ROOT / page, parameters, Path(own))
    except papermill.PapermillExecutionError as failure:
        error = f"  cell {failure.exec_count}: {failure.ename}: {failure.evalue}"
    except (InputError, OSError, RuntimeError) as failure:
        error = f"  {type(failure).__name__}: {failure}"
    return Outcome(page, time.perf_counter() - started, content, error)


def parameters_of(path: Path) -> dict[str, str]:
    """The parameters that a rerun may set in a notebook, each with its value as code.

    Those that make it this page (the state of a profile) are not among them.
    """
    source, own = source_of(path)
    found = papermill.inspect_notebook(str(source))
    return {name: one["default"] for name, one in found.items() if name not in own}


def _in_processes(pages: list[str], parameters: dict, jobs: int) -> Iterator[Outcome]:
    jobs = jobs or min(cpu_count(), max(len(pages), 1))
    print(f"running {len(pages)} notebooks in {jobs} processes", flush=True)
    if why_not := use_warm_kernels():
        print(f"each imports its libraries anew: {why_not}", flush=True)
    with tempfile.TemporaryDirectory(prefix="run-") as folder:
        work = (delayed(execute)(page, parameters, folder) for page in pages)
        yield from Parallel(n_jobs=jobs, return_as="generator_unordered")(work)


def _in_cluster(pages: list[str], parameters: dict, scheduler: str) -> Iterator[Outcome]:
    # Only here: it takes half a second to import.
    from distributed import Client, as_completed

    try:
        client = Client(scheduler, timeout=CONNECT)
    except (OSError, ValueError) as failure:
        raise InputError("--scheduler", f"no scheduler answers at {scheduler}: {failure}") from None
    with client:
        workers = len(client.scheduler_info()["workers"])
        print(f"running {len(pages)} notebooks on {workers} workers", flush=True)
        # A run gives the same bytes each time; but a second one is wanted when asked for.
        work = client.map(execute, pages, parameters=parameters, pure=False)
        for done in as_completed(work):
            yield _of_this_state(done.result())


def _of_this_state(outcome: Outcome) -> Outcome:
    """The outcome, or an error where it comes from a checkout that differs from this one."""
    if outcome.error:
        return outcome
    made = nbformat.reads(outcome.content.decode(), as_version=4)
    if why := differences(made.metadata["stamp"], read(source_of(ROOT / outcome.page)[0])):
        error = f"  a worker's checkout differs: {', '.join(why)}"
        return replace(outcome, content=b"", error=error)
    return outcome


def _execute(path: Path, parameters: dict, folder: Path) -> bytes:
    use_warm_kernels()
    source, own = source_of(path)
    taken = parameters_of(path)
    given = own | {name: value for name, value in parameters.items() if name in taken}
    settings = {name: value for name, value in parameters.items() if name in SETTINGS}
    # Stamped before it runs: what changes meanwhile makes it stale, not silently current.
    inputs = stamp(read(source), given | settings)
    trace = folder / "tables"
    trace.touch()
    with _environment({"BOOK_TRACE": str(trace), **environment(settings)}):
        notebook = papermill.execute_notebook(
            str(source), str(folder / path.name), given, kernel_name=KERNELSPEC["name"],
            progress_bar=False, log_output=False, cwd=str(path.parent), extra_arguments=QUIET,
        )
    tables = {}
    for line in trace.read_text("utf-8").splitlines():
        tables |= json.loads(line)
    notebook.metadata["stamp"] = inputs | {"tables": dict(sorted(tables.items()))}
    return to_bytes(scrub(notebook))


@contextlib.contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    """These variables, for kernels that start meanwhile."""
    os.environ.update(variables)
    try:
        yield
    finally:
        for name in variables:
            del os.environ[name]
