from . import value_refund
