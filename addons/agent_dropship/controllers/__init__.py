from . import exchange
from . import settlement
from . import rma_closed
