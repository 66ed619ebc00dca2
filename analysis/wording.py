"""Sentences that the data choose, for pages whose text is the same for several states.

Where a fixed claim would be true of one state and false of another, the code cell names the
wordings and the condition of each, and exactly one must fit. In a text cell
{statement}``Russia's share {value}`trade_moved` <trade_moved>`` then prints it, and marks it where
none fits these data, or more than one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analysis.values import statement, value

NONE_FITS = "… (no wording fits these data)"


def fitting(choices: Mapping[str, bool]) -> tuple[str, bool]:
    """The first wording whose condition holds, and whether it is the only one.

    Parameters
    ----------
    choices
        Wording -> condition.

    Raises
    ------
    ValueError
        Where there is no choice: a claim that cannot fail is none.
    """
    if len(choices) < 2:
        raise ValueError(f"a choice of wordings needs two or more, not {list(choices)}")
    fit = [words for words, holds in choices.items() if holds]
    return (fit[0] if fit else NONE_FITS), len(fit) == 1


def wording(name: str, choices: Mapping[str, bool]) -> None:
    """Bind the wording that fits to the value `name`, that it alone fits to the statement `name`.

    Parameters are those of `value` and `fitting`.
    """
    words, alone = fitting(choices)
    value(name, words)
    statement(name, alone)


def listed(words: Iterable[str]) -> str:
    """Words as a phrase, in their order: "trade, votes and forces"; "none"."""
    *some, last = [*words] or ["none"]
    return f"{', '.join(some)} and {last}" if some else last
