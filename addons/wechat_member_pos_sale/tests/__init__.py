from . import test_online_return
