from . import claim
from . import export
from . import member
from . import wechat_callback
from . import value
from . import gift
from . import wechat_login
from . import member_login
