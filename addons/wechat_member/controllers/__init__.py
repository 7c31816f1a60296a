from . import claim
from . import member
from . import wechat_callback
from . import value
from . import gift
