from . import outlet_sale_report
from . import outlet_case_report
from . import outlet_case_workload
from . import dispatch_report
