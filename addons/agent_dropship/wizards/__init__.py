from . import dispatch_ship
from . import dispatch_refuse
from . import settlement_generate
from . import settlement_reconciliation
from . import settlement_reconciliation_line
from . import settlement_reconciliation_role
from . import outlet_clearing
