"""What a test of a claim returns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

SUPPORTED, PARTLY, CONTRADICTED = "supported", "partly", "contradicted"
NOT_TESTABLE = "not testable with open data"
VERDICTS = (SUPPORTED, PARTLY, CONTRADICTED, NOT_TESTABLE)


@dataclass(frozen=True)
class Reading:
    """One way to read a claim, where its words leave more than one (stock or flow, say)."""

    name: str
    holds: bool | None
    why: str


@dataclass(frozen=True)
class Verdict:
    """What the data say of a claim.

    `outcome` is one of `VERDICTS`; `why` a sentence with the deciding numbers in it; `figures`
    these numbers by name; `readings` the ways to read the claim that were tested apart.
    """

    outcome: str
    why: str
    figures: dict[str, object] = field(default_factory=dict)
    readings: tuple[Reading, ...] = ()


def verdict(holds: bool | None, why: str, **figures: object) -> Verdict:
    """A verdict from a condition: True supports the claim, False contradicts it, None is partly.

    Parameters
    ----------
    holds
        A condition computed from tables. `in_part` makes one of several.
    why
        One sentence that a reader can check, its numbers computed.
    figures
        The numbers (or names, or dates) that decide, by name.
    """
    return Verdict(_outcome(holds), why, figures)


def by_readings(*readings: Reading, **figures: object) -> Verdict:
    """A verdict on a claim that can be read in several ways: where they differ it is partly."""
    holds = in_part(*(reading.holds for reading in readings))
    why = " ".join(f"{reading.name}: {reading.why}" for reading in readings)
    return Verdict(_outcome(holds), why, figures, readings)


def in_part(*conditions: bool | None) -> bool | None:
    """True where all hold, False where none does, None (partly) else."""
    if all(condition is not None and condition for condition in conditions):
        return True
    if all(condition is not None and not condition for condition in conditions):
        return False
    return None


def at_best_partly(condition: bool) -> bool | None:
    """A condition that a claim needs but that does not prove it: partly, or contradicted."""
    return None if condition else False


def _outcome(holds: bool | None) -> str:
    return PARTLY if holds is None else SUPPORTED if holds else CONTRADICTED


TESTS: dict[str, Callable] = {}


def tests(claim: str) -> Callable[[Callable], Callable]:
    """Register a function as the test of a claim: `@tests("S0-028")`.

    The function takes an `Evidence` and returns a `Verdict`; its docstring says how it decides.
    """
    def register(function: Callable) -> Callable:
        if claim in TESTS:
            raise ValueError(f"{claim} has two tests")
        TESTS[claim] = function
        return function

    return register
