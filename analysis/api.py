"""What notebooks take from `analysis` that needs pandas or matplotlib, in the house style."""

from analysis.exhibits import figure, table
from analysis.style import use_house_style
from analysis.tables import load
from analysis.values import statement, value

__all__ = ["figure", "load", "statement", "table", "value"]

use_house_style()
