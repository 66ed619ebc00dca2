"""The supply chain: what is locked is licensed, hashed and used."""

from __future__ import annotations

import ast
import re
from functools import cache
from importlib.metadata import packages_distributions, requires

import pytest

from analysis import licences
from analysis.errors import InputError
from analysis.paths import REQUIREMENTS, ROOT

ASKED = [re.split("[=<>]", line)[0].strip()
         for line in (ROOT / "requirements.in").read_text("utf-8").splitlines()
         if line and not line.startswith("#")]
# Packages that no module imports: who calls them, and with which words.
CALLED = {
    "jupyter-book": ("Makefile", "jupyter-book build"),
    "nbval": ("Makefile", "--nbval"),
    "pytest-xdist": ("Makefile", "--dist loadscope"),
    "ruff": ("Makefile", "ruff check"),
    "setuptools": ("pyproject.toml", "setuptools.build_meta"),
    "check-jsonschema": ("tests/test_cite.py", "check_jsonschema"),
}


def test_every_locked_package_states_its_licence() -> None:
    found = licences.packages()
    assert [one.name for one in found] == [one.name for one in licences.locked()]
    assert all(one.licence and "\n" not in one.licence for one in found)


def test_every_locked_package_has_a_version_and_hashes() -> None:
    entries = re.split(r"\n(?=\S)", REQUIREMENTS.read_text("utf-8").strip())
    assert len(entries) == len(licences.PINNED.findall("\n".join(entries)))
    assert [one for one in entries if "==" not in one or "--hash=sha256:" not in one] == []


@pytest.mark.parametrize("name", ASKED)
def test_what_is_asked_for_is_used(name: str) -> None:
    if name in CALLED:
        file, words = CALLED[name]
        assert words in (ROOT / file).read_text("utf-8")
    else:
        assert _modules(name) & _imported() or name in _needed_by_others(), "nothing uses it"


def test_what_is_called_is_asked_for() -> None:
    assert set(CALLED) <= set(ASKED)


@pytest.mark.parametrize("line, rule", [
    ("no-such-package==1.0 \\", "it is not installed"), ("pandas==0.1 \\", "installed is"),
])
def test_a_package_that_is_not_as_locked_is_named(
    line: str, rule: str, monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text(f"{line}\n    --hash=sha256:0\n", "utf-8")
    monkeypatch.setattr(licences, "REQUIREMENTS", lock)
    with pytest.raises(InputError, match=rule):
        licences.packages()


def test_markers_decide_what_this_python_needs(monkeypatch, tmp_path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text("pandas==3.1.1 ; python_full_version < '3'\nnumpy==2.4.6\n", "utf-8")
    monkeypatch.setattr(licences, "REQUIREMENTS", lock)
    assert [one.name for one in licences.locked()] == ["numpy"]


def _modules(name: str) -> set[str]:
    """The top modules that a package brings."""
    return {module for module, packages in packages_distributions().items()
            if name in {package.lower().replace("_", "-") for package in packages}}


@cache
def _imported() -> set[str]:
    """The top modules that code of the project imports."""
    found = set()
    for path in [*ROOT.glob("analysis/**/*.py"), *ROOT.glob("tests/*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    return found


@cache
def _needed_by_others() -> set[str]:
    """What packages that are asked for need: naming one of these pins its version."""
    return {re.match(r"[\w.-]+", line)[0].lower().replace("_", "-")
            for name in ASKED for line in requires(name) or [] if "extra ==" not in line}
