from . import outlet_import
from . import outlet_place
