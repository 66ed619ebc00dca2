"""The command line: python -m analysis check | run | form | changes | explain | fetch | build |
accept | freeze | reproduce | zenodo | licences.
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date
from pathlib import Path

from analysis.errors import InputError
from analysis.paths import ROOT, shown


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line and do what it says. Returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return options.do(options)
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except OSError as error:  # a full disk, a file that may not be written
        print(f"error: {error}; what was not replaced is as it was", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted; every notebook and table is as it was or new, and whole",
              file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m analysis", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    check = commands.add_parser("check", help="prove hashes, schemas and stamps")
    check.add_argument("--tables", action="store_true", help="the tables only")
    check.set_defaults(do=_check)

    run = commands.add_parser("run", help="run the stale notebooks")
    run.add_argument("notebooks", nargs="*", help="paths; all of the book if none is given")
    run.add_argument("-p", dest="parameters", action="append", default=[], metavar="NAME=VALUE",
                     help="make a variant with this parameter, in a folder of its own")
    run.add_argument("--out", type=Path, help="folder of the variant")
    run.add_argument("--jobs", type=int, default=0, help="processes; one a core if not given")
    run.add_argument("--scheduler", metavar="ADDRESS",
                     help="run on the cluster of this Dask scheduler (tcp://host:port) instead")
    run.add_argument("--parameters", dest="list", action="store_true",
                     help="list the parameters that there are, and run nothing")
    run.add_argument("--force", action="store_true", help="run those that are not stale, too")
    run.set_defaults(do=_run)

    form = commands.add_parser("form", help="make another form of the built book")
    form.add_argument("kind", choices=["pdf", "epub", "zip"])
    form.set_defaults(do=_form)

    changes = commands.add_parser("changes", help="say what changed since an edition or revision")
    changes.add_argument("--since", metavar="REVISION",
                         help="git revision (default: the last edition, else the last commit)")
    changes.add_argument("--json", action="store_true", help="for machines")
    changes.add_argument("--page", action="store_true",
                         help="write the file that the book's page of changes is made from, too")
    changes.set_defaults(do=_changes)

    explain = commands.add_parser("explain", help="say where something in the book comes from")
    explain.add_argument("name", help="of an exhibit, value (page#name), statement, claim or table")
    explain.set_defaults(do=_explain)

    build = commands.add_parser("build", help="build tables from publishers' files")
    build.add_argument("sources", nargs="*",
                       help="sources; all whose files are there if none is given")
    build.add_argument("--raw", type=Path, default=os.environ.get("RAW_DATA"),
                       help="folder of the publishers' files (default: RAW_DATA)")
    build.add_argument("--dry-run", action="store_true",
                       help="say what would change, and change nothing")
    build.set_defaults(do=_build)

    fetch = commands.add_parser("fetch", help="get newest editions from publishers and build them")
    fetch.add_argument("sources", nargs="*", help="sources; none lists what can be fetched")
    fetch.add_argument("--raw", type=Path, default=os.environ.get("RAW_DATA", ROOT / "raw"),
                       help="folder for the publishers' files (default: RAW_DATA, or raw/)")
    fetch.add_argument("--mirror", default=os.environ.get("FETCH_BASE"), metavar="URL",
                       help="ask URL/host/path instead of https://host/path "
                            "(default: FETCH_BASE)")
    fetch.set_defaults(do=_fetch)

    accept = commands.add_parser("accept", help="take a table that was changed by hand")
    accept.add_argument("table")
    accept.set_defaults(do=_accept)

    freeze = commands.add_parser("freeze", help="make the state of the book an edition")
    freeze.add_argument("number", help="year and number, as 2026.1")
    freeze.set_defaults(do=_freeze)

    reproduce = commands.add_parser("reproduce", help="make the book elsewhere and compare bytes")
    reproduce.add_argument("forms", nargs="*", help="other forms to compare: pdf, epub, zip")
    reproduce.add_argument("--python", help="run the notebooks with this Python instead")
    reproduce.set_defaults(do=_reproduce)

    zenodo = commands.add_parser("zenodo", help="write .zenodo.json from CITATION.cff")
    zenodo.set_defaults(do=_zenodo)

    licences = commands.add_parser("licences", help="list the locked packages with their licences")
    licences.set_defaults(do=_licences)
    return parser


# Each command imports what it needs: `check` should not wait for papermill.
def _check(options: argparse.Namespace) -> int:
    from analysis.check import check_notebooks, recheck_tables

    problems = recheck_tables()
    if not options.tables:
        problems += check_notebooks()
    print("\n".join(problems) or "tables keep their records, notebooks their stamps")
    return 1 if problems else 0


def _run(options: argparse.Namespace) -> int:
    from analysis.run import parse_parameter, run

    if options.list:
        from analysis.variant import described_parameters

        print("\n".join(described_parameters()))
        return 0
    parameters = dict(parse_parameter(text) for text in options.parameters)
    failed = run(options.notebooks, parameters, options.out, options.force,
                 jobs=options.jobs, scheduler=options.scheduler)
    return 1 if failed else 0


def _form(options: argparse.Namespace) -> int:
    from analysis.forms import make_form

    print(shown(make_form(options.kind)))
    return 0


def _changes(options: argparse.Namespace) -> int:
    from analysis.changes import changes, write

    found = changes(options.since)
    print(found.to_json() if options.json else found.to_text())
    if options.page:
        print(write(found), file=sys.stderr)
    return 0


def _explain(options: argparse.Namespace) -> int:
    from analysis.explain import explain

    print(explain(options.name))
    return 0


def _build(options: argparse.Namespace) -> int:
    from analysis.build import build

    if options.raw is None:
        raise InputError("build", "say where the publishers' files are: --raw FOLDER or RAW_DATA")
    print("\n".join(build(options.sources, options.raw, dry_run=options.dry_run)))
    return 0


def _fetch(options: argparse.Namespace) -> int:
    from analysis.fetch import fetch, offered

    if not options.sources:
        print("\n".join(offered()))
    for source in options.sources:
        print("\n".join(fetch(source, options.raw, options.mirror)))
    return 0


def _accept(options: argparse.Namespace) -> int:
    from analysis.build import accept

    print(accept(options.table))
    return 0


def _freeze(options: argparse.Namespace) -> int:
    from analysis.freeze import freeze

    print("\n".join(freeze(options.number, date.today())))
    return 0


def _reproduce(options: argparse.Namespace) -> int:
    from analysis.reproduce import reproduce, reproduce_with

    differ = reproduce_with(options.python) if options.python else reproduce(options.forms)
    print("\n".join(differ) or "nothing differs")
    return 1 if differ else 0


def _zenodo(options: argparse.Namespace) -> int:
    from analysis.zenodo import write

    print(write())
    return 0


def _licences(options: argparse.Namespace) -> int:
    from analysis.licences import packages

    print("\n".join(str(package) for package in packages()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
