"""The packages that the lock names, and the licence of each as its own metadata state it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement

from analysis.errors import InputError
from analysis.paths import REQUIREMENTS

PINNED = re.compile(r"^\w.*?(?= \\$|$)", re.MULTILINE)  # without the hashes
SHORT = 60  # characters: what is longer is the text of a licence, not its name
FILE = re.compile(r"(licen[cs]e|copying)[^/]*$", re.IGNORECASE)


@dataclass(frozen=True)
class Package:
    """A locked package with the name (or SPDX expression) of its licence."""

    name: str
    version: str
    licence: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}: {self.licence}"


def locked() -> list[Requirement]:
    """The packages of the lock that this Python on this system needs."""
    pinned = [Requirement(line) for line in PINNED.findall(REQUIREMENTS.read_text("utf-8"))]
    return [one for one in pinned if one.marker is None or one.marker.evaluate()]


def packages() -> list[Package]:
    """The locked packages as they are installed, in the order of the lock.

    Raises
    ------
    InputError
        Where one is not installed, or in another version, or states no licence.
    """
    return [_package(one) for one in locked()]


def _package(needed: Requirement) -> Package:
    try:
        found = distribution(needed.name)
    except PackageNotFoundError:
        raise InputError(REQUIREMENTS.name, "it is not installed", row=needed.name) from None
    if not needed.specifier.contains(found.version, prereleases=True):
        raise InputError(REQUIREMENTS.name, f"installed is {found.version}", row=str(needed))
    licence = next(_stated(found), None)
    if licence is None:
        raise InputError(REQUIREMENTS.name, "it states no licence", row=needed.name)
    return Package(needed.name, found.version, licence)


def _stated(found: Distribution) -> Iterator[str]:
    """What a package says of its licence, the most exact first: newer fields, then older ones."""
    known = found.metadata
    if expression := known.get("License-Expression"):
        yield expression
    classes = [line.split(" :: ")[-1] for line in known.get_all("Classifier", [])
               if line.startswith("License :: ") and " :: " in line.removeprefix("License :: ")]
    if classes:
        yield "; ".join(classes)
    for text in [known.get("License", ""), *_licence_files(found)]:
        first = next((line.strip() for line in text.splitlines() if line.strip()), "UNKNOWN")
        if first != "UNKNOWN" and len(first) <= SHORT:
            yield first


def _licence_files(found: Distribution) -> Iterator[str]:
    for file in found.files or []:
        if FILE.search(str(file)):
            yield file.read_text(encoding="utf-8")
