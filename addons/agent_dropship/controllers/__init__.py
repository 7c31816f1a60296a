from . import exchange
from . import settlement
