from . import outlet_offer_price
