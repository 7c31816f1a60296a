from . import test_brand_claim
from . import test_funded_coupon
from . import test_member_sells
from . import test_party_walk
from . import test_promoter
from . import test_reconciliation_value
