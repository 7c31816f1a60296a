from . import test_dispatch
from . import test_exchange
from . import test_routing
from . import test_settlement_entries
from . import test_settlement_statements
from . import test_settlement_reconciliation
from . import test_settlement_property
