from . import outlet_sale_report
