from . import payee_check
from . import payee_check_line
from . import payee_check_path
from . import reseller_refusal
