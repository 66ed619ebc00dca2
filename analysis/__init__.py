"""The machinery of the book. Notebooks take from here what they need, and nothing else."""

from analysis.countries import CORE, COUNTRIES, GROUPS, PARTNERS, names, short
from analysis.exhibits import figure, table
from analysis.periods import periods
from analysis.style import use_house_style
from analysis.tables import load
from analysis.values import statement, value

__all__ = [
    "CORE", "COUNTRIES", "GROUPS", "PARTNERS", "figure", "load", "names", "periods", "short",
    "statement", "table", "value",
]

use_house_style()
