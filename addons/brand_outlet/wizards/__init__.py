from . import outlet_guard_check
from . import outlet_lot_count
from . import outlet_lot_create
from . import outlet_lot_split
from . import outlet_offer_price
from . import outlet_session_enrol
