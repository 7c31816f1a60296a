from . import settlement_reconciliation
from . import settlement_reconciliation_money
