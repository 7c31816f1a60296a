from . import outlet_sale_report
from . import reseller_ranking
