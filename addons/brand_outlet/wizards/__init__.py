from . import outlet_offer_price
from . import outlet_session_enrol
