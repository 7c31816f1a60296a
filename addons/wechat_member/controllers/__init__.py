from . import member
