from . import payee_check
from . import payee_check_line
from . import payee_check_path
from . import reseller_refusal
from . import tier_simulation
from . import tier_simulation_figures
from . import tier_simulation_line
from . import tier_simulation_rate
