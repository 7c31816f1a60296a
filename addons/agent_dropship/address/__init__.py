"""Chinese addresses offline: divisions, coordinates, pasted text. No database.

* :func:`resolve` turns province / city / district / street into one known division
  with coordinates, or says what is wrong with it.
* :func:`parse_text` takes a pasted line (name, phone, address, any order) apart.
* :func:`normalise_phone` writes a phone number one way, or says what is wrong.

A problem is a :class:`Problem` (machine code + arguments); whoever shows it owns the
wording. Nothing is ever guessed: where two readings are possible there is a problem.
"""

from .model import Parsed, Phone, Problem, Resolved
from .phone import normalise_phone
from .resolve import resolve
from .text import parse_text
