from .periods import CYCLES, get_natural_period, get_period
