from . import outlet_place
from . import pos_config
from . import pos_order
from . import pos_order_line
from . import report_pos_order
from . import res_config_settings
