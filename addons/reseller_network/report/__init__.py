from . import outlet_sale_report
from . import outlet_sale_report_ticket
from . import reseller_ranking
from . import reseller_network_board
from . import broker_leg
from . import reseller_customer_report
from . import settlement_forecast
from . import settlement_closing
