from . import outlet_import
from . import place_pages
from . import outlet_place
from . import outlet_place_nearby
from . import outlet_place_pickup
