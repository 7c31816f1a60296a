from . import outlet_place
from . import pos_config
from . import outlet_place_funnel
from . import pos_order
from . import pos_order_line
from . import report_pos_order
from . import res_config_settings
from . import sale_order
