from . import test_quiet_page
from . import test_sealed
from . import test_role_guide
