"""Run notebooks: choose the stale ones of the book, or all that a variant needs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml

from analysis.errors import InputError
from analysis.notebooks import book_notebooks, stale_because
from analysis.paths import VARIANTS, shown


# What executes notebooks is imported where there are some: it takes a second.
def run(
    wanted: list[str], parameters: dict, out: Path | None, force: bool, *, jobs: int,
    scheduler: str | None,
) -> int:
    """Run notebooks and print a line a notebook.

    Parameters
    ----------
    wanted
        Paths of notebooks; empty for all of the book.
    parameters
        Values in place of the notebooks' own. They make a variant (`analysis.variant`), a book of
        its own in the folder `out`.
    out
        Folder of the variant; one below `_variants/` named after the parameters if None.
    force
        Run notebooks that are not stale, too.
    jobs, scheduler
        Where to run them: see `analysis.execute.execute_all`.

    Returns
    -------
    Number of notebooks that failed.
    """
    if parameters or out:
        if wanted:
            raise InputError("run", "a variant is the whole book: name no notebooks with it")
        out = out or VARIANTS / _variant_name(parameters)
        return _run_variant(parameters, out, jobs, scheduler)
    notebooks = _wanted(wanted)
    targets = {path: path for path in notebooks if force or stale_because(path)}
    if not targets:
        print(f"{len(notebooks)} notebooks, none stale")
        return 0
    from analysis.execute import execute_all

    return execute_all(targets, {}, jobs, scheduler)


def parse_parameter(text: str) -> tuple[str, object]:
    """`name=value` as given on the command line; the value is read as YAML (dates stay text)."""
    name, equals, value = text.partition("=")
    if not equals or not name.isidentifier():
        raise InputError("-p", f"{text!r} is not of the form name=value")
    parsed = yaml.safe_load(value)
    return name, value if isinstance(parsed, date) else parsed


def _run_variant(parameters: dict, out: Path, jobs: int, scheduler: str | None) -> int:
    """Make a variant; fails only where not one of its notebooks ran."""
    from analysis.execute import execute_all
    from analysis.variant import Variant

    variant = Variant(parameters, out)
    targets = variant.lay_out()
    failed = execute_all(targets, parameters, jobs, scheduler)
    print("\n".join(variant.finish(targets)))
    return failed if failed == len(targets) else 0


def _variant_name(parameters: dict) -> str:
    return "-".join(f"{name}-{value}" for name, value in sorted(parameters.items()))


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
