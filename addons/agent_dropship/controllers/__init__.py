from . import exchange
from . import settlement
from . import rma_closed
from . import courier
from . import order_page
from . import order_case
from . import routing_replay
