"""Values and statements: what prose may say, tied to the data.

In a code cell `value("n_yes", 141)` names a number and `statement("only_belarus", condition)`
a verbal claim. In a text cell {value}`n_yes` prints the number, and
{statement}`Only Belarus voted no <only_belarus>` prints the claim, marked where it fails.
"""

from __future__ import annotations

import math
import re

from IPython.display import display

WORDS = "no one two three four five six seven eight nine ten eleven twelve".split()
NAME = re.compile(r"[a-z][a-z0-9_]*")
MINUS = "\N{MINUS SIGN}"


def value(name: str, number: object, form: str = ",.0f") -> None:
    """Bind a number (or a phrase of names) to `name`, formatted once for all places.

    Parameters
    ----------
    name
        Words in lower case joined by underscores; unique in the notebook.
    number
        A number, or a string such as a list of states, which is bound as it is.
    form
        A format specification (",.0f", ".1%", "+.2f") or "words": zero to twelve spelled out.
    """
    _check_name(name)
    try:
        text = number if isinstance(number, str) else _format(number, form)
    except (TypeError, ValueError) as error:
        raise ValueError(f"value {name}: {error}") from None
    display({"text/plain": f"{name} = {text}"}, raw=True,
            metadata={"value": {"name": name, "text": text}})


def statement(name: str, holds: bool) -> None:
    """Tie the verbal claim `name` to its condition. A claim that fails is marked in the page."""
    _check_name(name)
    outcome = "holds" if holds else "DOES NOT HOLD"
    display({"text/plain": f"{name}: {outcome}"}, raw=True,
            metadata={"statement": {"name": name, "holds": bool(holds)}})


def _format(number: float, form: str) -> str:
    if number is None or not math.isfinite(number):
        raise ValueError(f"{number} is no number to print")
    if form == "words" and number == int(number) and 0 <= number < len(WORDS):
        return WORDS[int(number)]
    text = format(number, ",.0f" if form == "words" else form)
    if not any(digit in text for digit in "123456789"):
        text = text.replace("-", "")  # what rounds to zero has no sign
    return text.replace("-", MINUS)


def _check_name(name: str) -> None:
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name: lower case, digits and underscores")
