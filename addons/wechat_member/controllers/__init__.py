from . import claim
from . import member
