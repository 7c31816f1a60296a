from . import home
from . import portal
from . import selection
from . import order_entry
from . import orders
from . import statements
from . import sale_portal
from . import sessions
