from . import outlet_sale_report
from . import outlet_case_report
from . import outlet_case_workload
from . import dispatch_report
from . import settlement_margin_report
from . import settlement_ageing
from . import settlement_forecast
from . import settlement_closing
