from . import coupon_redeem
from . import base_partner_merge_wizard
from . import loyalty_card_update_balance
from . import loyalty_generate_wizard
from . import value_refund
from . import member_offer
from . import member_assortment
from . import member_assortment_line
