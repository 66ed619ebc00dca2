"""Run notebooks: the stale ones, with papermill, in parallel processes.

A notebook is executed in a temporary folder, scrubbed, stamped, and only then put in the place
of the old one, whole. Whatever stops a run, each notebook is the old one or the new one.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import papermill
import yaml
from joblib import Parallel, cpu_count, delayed
from nbclient.exceptions import DeadKernelError

from analysis.errors import InputError
from analysis.kernels import use_warm_kernels
from analysis.notebooks import book_notebooks, read, scrub, stale_because, stamp, to_bytes
from analysis.paths import ROOT, VARIANTS, shown
from analysis.records import replace_file

# The kernel warns of its transport on each start; its errors still come through.
QUIET = ["--IPKernelApp.log_level=40"]


@dataclass(frozen=True)
class Outcome:
    """How the run of one notebook ended: `error` is empty where it went well."""

    notebook: Path
    seconds: float
    error: str = ""


def run(wanted: list[str], parameters: dict, out: Path | None, jobs: int, force: bool) -> int:
    """Run notebooks and print a line a notebook.

    Parameters
    ----------
    wanted
        Paths of notebooks; empty for all of the book.
    parameters
        Values in place of the notebooks' own. They make a variant: the book's own notebooks stay
        as they are, the results go to `out`.
    out
        Folder of the variant; a name made from the parameters if None.
    jobs
        Number of processes; 0 for one a core.
    force
        Run notebooks that are not stale, too.

    Returns
    -------
    Number of notebooks that failed.
    """
    notebooks = _wanted(wanted)
    if parameters or out:
        _check_parameters(notebooks, parameters)
        out = Path(out) if out else VARIANTS / _variant_name(parameters)
        targets = {path: out / path.relative_to(ROOT) for path in notebooks}
    else:
        targets = {path: path for path in notebooks if force or stale_because(path)}
    if not targets:
        print(f"{len(notebooks)} notebooks, none stale")
        return 0
    return _run_all(targets, parameters, jobs or min(cpu_count(), len(targets)))


def parse_parameter(text: str) -> tuple[str, object]:
    """`name=value` as given on the command line; the value is read as YAML (dates stay text)."""
    name, equals, value = text.partition("=")
    if not equals or not name.isidentifier():
        raise InputError("-p", f"{text!r} is not of the form name=value")
    parsed = yaml.safe_load(value)
    return name, value if isinstance(parsed, date) else parsed


def _wanted(wanted: list[str]) -> list[Path]:
    known = book_notebooks()
    if not wanted:
        return known
    paths = [Path(name).resolve() for name in wanted]
    for path in paths:
        if path not in known:
            listed = ", ".join(shown(p) for p in known)
            raise InputError(shown(path), f"not a notebook of the book; there are {listed}")
    return paths


def _check_parameters(notebooks: list[Path], parameters: dict) -> None:
    """A mistyped parameter would silently give the book itself."""
    known = set().union(*(papermill.inspect_notebook(str(path)) for path in notebooks))
    unknown = sorted(set(parameters) - known)
    if unknown:
        raise InputError("-p", f"no notebook takes {unknown}; there are {sorted(known)}")


def _variant_name(parameters: dict) -> str:
    return "-".join(f"{name}-{value}" for name, value in sorted(parameters.items()))


def _run_all(targets: dict[Path, Path], parameters: dict, jobs: int) -> int:
    started, failed = time.perf_counter(), 0
    print(f"running {len(targets)} notebooks in {jobs} processes", flush=True)
    if why_not := use_warm_kernels():
        print(f"each imports its libraries anew: {why_not}", flush=True)
    # The parent makes and removes the folder: a worker may be killed.
    with tempfile.TemporaryDirectory(prefix="run-") as folder:
        work = (delayed(_run_one)(path, target, parameters, Path(folder, str(number)))
                for number, (path, target) in enumerate(targets.items()))
        outcomes = Parallel(n_jobs=jobs, return_as="generator_unordered")(work)
        for count, outcome in enumerate(outcomes, 1):
            state = "FAILED" if outcome.error else "done"
            line = f"[{count}/{len(targets)}] {shown(outcome.notebook)} {state}"
            print(f"{line} in {outcome.seconds:.1f} s", flush=True)
            if outcome.error:
                failed += 1
                print(outcome.error, flush=True)
    print(f"{len(targets) - failed} run, {failed} failed, {time.perf_counter() - started:.1f} s")
    return failed


def _run_one(path: Path, target: Path, parameters: dict, folder: Path) -> Outcome:
    """Execute one notebook in this process; never raises for what happens inside the notebook."""
    started = time.perf_counter()
    folder.mkdir()
    error = ""
    try:
        replace_file(target, _execute(path, folder, parameters))
    except papermill.PapermillExecutionError as failure:
        error = f"  cell {failure.exec_count}: {failure.ename}: {failure.evalue}"
    except (InputError, DeadKernelError, TimeoutError, OSError) as failure:
        error = f"  {type(failure).__name__}: {failure}"
    return Outcome(path, time.perf_counter() - started, error)


def _execute(path: Path, folder: Path, parameters: dict) -> bytes:
    taken = papermill.inspect_notebook(str(path))
    given = {name: value for name, value in parameters.items() if name in taken}
    # Stamped before it runs: what changes meanwhile makes it stale, not silently current.
    inputs = stamp(read(path), given)
    trace = folder / "tables"
    trace.touch()
    use_warm_kernels()
    os.environ["BOOK_TRACE"] = str(trace)
    try:
        notebook = papermill.execute_notebook(
            str(path), str(folder / path.name), given, kernel_name="python3",
            progress_bar=False, log_output=False, cwd=str(path.parent), extra_arguments=QUIET,
        )
    finally:
        del os.environ["BOOK_TRACE"]
    tables = {}
    for line in trace.read_text("utf-8").splitlines():
        tables |= json.loads(line)
    notebook.metadata["stamp"] = inputs | {"tables": dict(sorted(tables.items()))}
    return to_bytes(scrub(notebook))
