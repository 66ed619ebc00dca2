"""What the essays' words are taken to mean: thresholds, each with its reason.

The words of an essay are seldom exact. Each rule fixes one of them once, for all claims; the
ledger prints the rules beside the verdicts that they decide.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """A word of the essays, what it is taken to mean, and the condition."""

    word: str
    means: str
    condition: Callable[..., bool]


ABOUT = Rule(
    "about", "within a tenth of the figure given: what a reader takes a round figure to promise",
    lambda found, said: abs(found - said) <= abs(said) / 10)
EXACTLY = Rule(
    "a figure with its last digit", "within one unit of the last digit that the essay prints",
    lambda found, said, unit: abs(found - said) <= unit)
QUARTER = Rule(
    "a quarter", "22.5 to 27.5 per cent: a tenth of a quarter either way",
    lambda share: 22.5 <= share <= 27.5)
HALF = Rule(
    "about half", "45 to 55 per cent: a tenth of a half either way",
    lambda share: 45 <= share <= 55)
MOST = Rule(
    "most", "more than half of those that have figures",
    lambda n, of: n > of / 2)
ALL = Rule(
    "all", "each one that has figures, without exception",
    lambda n, of: n == of)
SEVERAL = Rule(
    "several", "three or more: two are a pair",
    lambda n: n >= 3)
ALMOST_NONE = Rule(
    "almost none", "at most one in ten",
    lambda n, of: n <= of / 10)
HEAVY = Rule(
    "leans heavily", "a tenth of gross domestic product or more: the size of a large branch of "
    "an economy",
    lambda share: share >= 10)
MAJOR = Rule(
    "major partner", "among the three largest partners, or a tenth of turnover or more where "
    "ranks are not known",
    lambda rank_or_share, *, is_rank=True: rank_or_share <= 3 if is_rank else rank_or_share >= 10)
RISES = Rule(
    "rises", "the later figure exceeds the earlier by more than a twentieth of it: less is within "
    "the revisions of most series",
    lambda before, after: after > before + abs(before) / 20)
FALLS = Rule(
    "falls", "the later figure is below the earlier by more than a twentieth of it: less is "
    "within the revisions of most series",
    lambda before, after: after < before - abs(before) / 20)
GREATLY = Rule(
    "greatly", "by a quarter or more",
    lambda before, after: abs(after - before) >= abs(before) / 4)
FAST = Rule(
    "fast growth", "more than five per cent a year on average, which doubles a flow within "
    "fifteen years",
    lambda rate: rate > 5)
RELATED = Rule(
    "goes with", "a rank correlation of at least 0.5 in the direction claimed; with eleven "
    "states less is not told from chance",
    lambda correlation: correlation >= 0.5)
SEVERE = Rule(
    "severe crisis", "output down by a tenth or more within the span: what is commonly called a "
    "depression",
    lambda before, after: after <= 0.9 * before)
CONSIDERABLE = Rule(
    "considerable presence", "troops in three or more states, and ten thousand or more together: "
    "the size of a division",
    lambda hosts, troops: hosts >= 3 and troops >= 10_000)
CLOSEST = Rule(
    "one of the closest", "among the three nearest of the partners compared: a fourth is in the "
    "middle field of eleven",
    lambda rank: rank <= 3)
