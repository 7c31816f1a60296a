from . import quiet
from . import guide
