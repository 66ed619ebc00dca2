"""Settings: what a variant may set for all chapters at once, beside the parameters of each.

A run hands them to its kernels in the environment, and to nothing else: the book itself has none.
"""

from __future__ import annotations

import json
import os

VARIABLE = "BOOK_SETTINGS"
# Setting -> what it is, as `python -m analysis run --parameters` lists it.
SETTINGS = {
    "trade_source": "the table of trade preferred to all others, as trade_cow",
}


def setting(name: str) -> object:
    """The value of a setting in this kernel; None where the book's own order of things holds."""
    return json.loads(os.environ.get(VARIABLE, "{}")).get(name)


def environment(parameters: dict) -> dict[str, str]:
    """What the environment of a kernel must have for those of the parameters that are settings."""
    given = {name: value for name, value in parameters.items() if name in SETTINGS}
    return {VARIABLE: json.dumps(given, sort_keys=True)} if given else {}
