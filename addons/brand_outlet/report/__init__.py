from . import view_query
from . import outlet_sale_report
from . import outlet_stock_report
from . import outlet_size_run
from . import outlet_agent_pulse
from . import outlet_session_report
from . import outlet_sell_through
from . import outlet_sale_report_margin
