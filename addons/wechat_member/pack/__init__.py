"""The card packs of WeChat behind one port: an interface that retires is a file less.

No Odoo here. An adapter speaks one of the platform's interfaces, and knows which of the
port's verbs that interface has; ``ADAPTERS`` names them.
"""

from .busifavor import Busifavor
from .card_v1 import CardV1
from .port import Design, Figures, Holding, Pack, PackEvent, Standing, Unsupported
from .product_coupon import ProductCoupon

ADAPTERS = {adapter.name: adapter for adapter in (CardV1, Busifavor, ProductCoupon)}

__all__ = [
    "ADAPTERS",
    "Busifavor",
    "CardV1",
    "Design",
    "Figures",
    "Holding",
    "Pack",
    "PackEvent",
    "ProductCoupon",
    "Standing",
    "Unsupported",
]
