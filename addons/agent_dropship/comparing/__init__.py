"""Two sheets of one statement, ours and the other side's: what differs, and why.

Plain Python without a database.
"""

from .causes import CAUSES, Difference, Line
from .compare import compare

__all__ = ["CAUSES", "Difference", "Line", "compare"]
