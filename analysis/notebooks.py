"""Executed notebooks: which they are, what they were made from, whether that still stands.

Each carries a stamp in its metadata: hashes of its code cells, of the records (and so the
files) of the tables that it loaded, of the modules of `analysis` that it uses, of its parameters
and of the locked requirements. A notebook whose stamp does not match is stale.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import nbformat
import yaml

from analysis.errors import InputError
from analysis.paths import REQUIREMENTS, ROOT, TOC, shown
from analysis.profiles import INJECTED_TAGS, PROFILES, differs, source_of
from analysis.records import resources

PACKAGE = "analysis"
# Outputs are rendered by these, but no cell's result depends on them.
KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE_INFO = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python",
                 "pygments_lexer": "ipython3"}


def toc_pages(root: Path = ROOT) -> list[str]:
    """The pages of a book in order, as its `_toc.yml` names them (without ending).

    `root` is the folder of the book: the checkout, or a variant's.
    """
    toc = yaml.safe_load((root / TOC.name).read_text("utf-8"))
    return list(_files(toc))


def _files(entry: object) -> Iterable[str]:
    if isinstance(entry, list):
        for item in entry:
            yield from _files(item)
    elif isinstance(entry, dict):
        yield from (entry[key] for key in ("root", "file") if key in entry)
        for key in ("parts", "chapters", "sections"):
            yield from _files(entry.get(key, []))


def book_notebooks(root: Path = ROOT) -> list[Path]:
    """The notebooks of a book in reading order; profiles that the next run will make, too."""
    paths = [root / f"{page}.ipynb" for page in toc_pages(root)]
    return [path for path in paths if path.exists() or path in PROFILES]


def read(path: Path) -> nbformat.NotebookNode:
    """Read a notebook, or raise InputError that names it."""
    try:
        return nbformat.read(path, as_version=4)
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, UnicodeDecodeError) as error:
        raise InputError(shown(path), f"not a notebook: {str(error).splitlines()[0]}") from None
    except FileNotFoundError:
        raise InputError(shown(path), "there is no such notebook") from None


def to_bytes(notebook: nbformat.NotebookNode) -> bytes:
    """The one way that the project writes a notebook."""
    return (nbformat.writes(notebook, version=4).rstrip("\n") + "\n").encode()


def stamp(notebook: nbformat.NotebookNode, parameters: dict) -> dict:
    """What a run of the notebook depends on, each as a hash; the tables only the run can tell.

    Parameters
    ----------
    parameters
        What is injected in place of the notebook's own defaults.
    """
    # A notebook that ran before shows injected parameters in a cell of their own.
    code = [c.source for c in notebook.cells
            if c.cell_type == "code" and "injected-parameters" not in c.metadata.get("tags", [])]
    return {"code": _hash(*code), "parameters": dict(sorted(parameters.items())),
            **code_state(code)}


def code_state(code: list[str]) -> dict:
    """Hashes of what lies behind cells of code: our modules and the locked requirements."""
    return {
        "modules": {name: _hash(path.read_text("utf-8")) for name, path in _modules(code).items()},
        "requirements": _hash(REQUIREMENTS.read_text("utf-8")),
    }


def stale_because(path: Path) -> list[str]:
    """Why a notebook of the book is stale, a reason each; none where its stamp matches."""
    source, parameters = source_of(path)
    if not path.exists():  # a profile that the next run will make
        return ["it was never run"]
    notebook = read(path)
    old = notebook.metadata.get("stamp")
    if old is None:
        return ["it was never run"]
    reasons = []
    if path in PROFILES and differs(notebook, read(source), PROFILES[path]):
        reasons.append(f"it is not what {shown(source)} makes")
    if old["parameters"] != parameters:
        reasons.append(f"it is a variant with {old['parameters']}")
    return reasons + differences(old, notebook)


def differences(old: dict, notebook: nbformat.NotebookNode) -> list[str]:
    """What differs from the state that a stamp tells of, but for parameters; a reason each."""
    new = stamp(notebook, {})
    reasons = ["its code changed"] if old["code"] != new["code"] else []
    reasons += [f"{name} changed" for name in _changed(old["modules"], new["modules"])]
    states = {name: table_state(name) for name in old["tables"]}
    reasons += [f"table {name} changed" for name in _changed(old["tables"], states)]
    if old["requirements"] != new["requirements"]:
        reasons.append("requirements.txt changed")
    return reasons


def table_state(name: str) -> str:
    """The state of a table as it lies there, whether or not its record knows it."""
    known = resources()
    if name not in known:
        return "no such table"
    path = known[name].path
    return known[name].state(path.read_bytes() if path.exists() else b"")


def scrub(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Take out what differs from run to run: times, ids, paths, the version of Python."""
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"
            cell.metadata["tags"] = list(INJECTED_TAGS)
    notebook.metadata = nbformat.from_dict({
        "kernelspec": KERNELSPEC,
        "language_info": LANGUAGE_INFO,
        **{key: item for key, item in notebook.metadata.items()
           if key not in ("kernelspec", "language_info", "papermill")},
    })
    return notebook


def _changed(old: dict, new: dict) -> list[str]:
    return sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def _hash(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _modules(code: list[str]) -> dict[str, Path]:
    """The modules of `analysis` that the code imports, and those that they import in turn."""
    found: dict[str, Path] = {}
    waiting = set().union(*(_imports(_plain_python(cell)) for cell in code))
    while waiting:
        name = waiting.pop()
        path = module_path(name)
        if path is None or name in found:
            continue
        found[name] = path
        waiting |= _imports(path.read_text("utf-8"))
        if "." in name:
            waiting.add(name.rpartition(".")[0])
    return dict(sorted(found.items()))


@functools.cache
def _imports(source: str) -> frozenset[str]:
    """The names below `analysis` that a source imports; most notebooks share their modules."""
    names = set()
    for node in _run_nodes(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(name for name in names if name.split(".")[0] == PACKAGE)


def _run_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """All statements of a module, and what holds them, but those that only type checkers read."""
    yield node
    for child in ast.iter_child_nodes(node):
        for_types = isinstance(child, ast.If) and getattr(child.test, "id", "") == "TYPE_CHECKING"
        if not (for_types or isinstance(child, ast.expr)):  # no expression holds an import
            yield from _run_nodes(child)


def module_path(name: str) -> Path | None:
    """The file of a module; None for a name that is no module (a function imported from one)."""
    base = ROOT.joinpath(*name.split("."))
    candidates = (base.with_suffix(".py"), base / "__init__.py")
    return next((path for path in candidates if path.exists()), None)


def _plain_python(cell: str) -> str:
    """A cell without IPython's magics, which `ast` cannot read."""
    return "\n".join(line for line in cell.splitlines() if not line.lstrip().startswith(("%", "!")))
