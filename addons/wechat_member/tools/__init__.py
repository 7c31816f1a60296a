from . import barcode
from . import phone
