from . import share_entry
from . import settlement_statement
from . import settlement_statement_bill
from . import stock_move_share
from . import sale_order_line_share
