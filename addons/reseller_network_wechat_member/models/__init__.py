from . import campaign_claim
from . import coupon_redemption
from . import loyalty_program
from . import member_channel
from . import promoter_credit
from . import res_partner
from . import reseller_contract
from . import sale_order_funding
