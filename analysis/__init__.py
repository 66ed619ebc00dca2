"""The machinery of the book. Notebooks take from here what they need, and nothing else."""

from analysis.countries import CORE, COUNTRIES, GROUPS, PARTNERS, names, short
from analysis.periods import periods

__all__ = ["CORE", "COUNTRIES", "GROUPS", "PARTNERS", "names", "periods", "short"]


def __getattr__(name: str) -> object:
    """The names of `analysis.api`, imported when first asked for: a check need not wait for them.

    That module is imported by a statement, so that the stamps of notebooks know it.
    """
    import analysis.api

    if name not in analysis.api.__all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(analysis.api, name)
