from . import test_pickup
from . import test_place
from . import test_translation
