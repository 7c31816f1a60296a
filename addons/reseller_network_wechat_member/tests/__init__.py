from . import test_member_sells
from . import test_promoter
