from . import barcode
from . import members_file
from . import phone
