from contextlib import contextmanager
from types import SimpleNamespace

from .common import MemberCommon
from .loopback import Loopback

APP_ID = "wx0123456789abcdef"
SECRET = "5f4dcc3b5aa765d61d8327deb882cf99"


class WechatCommon(MemberCommon):
    """The shop has an official account, on a platform that says what it is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # what is learned of the platform is written in transactions of its own
        if not cls._registry_patched:
            cls.registry_enter_test_mode_cls()
        cls.platform = Loopback().__enter__()
        cls.addClassCleanup(cls.platform.__exit__)
        cls.account = cls.env["wechat.account"].create(
            {
                "name": "云杉会员",
                "app_id": APP_ID,
                "secret": SECRET,
                "original_id": "gh_spruce",
                "simulator_url": cls.platform.url,
                "callback_token": "simtoken",
                "aes_key": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
                "can_pack": True,
            }
        )

    def setUp(self):
        super().setUp()
        self.platform.forget()
        self.env.flush_all()

    @contextmanager
    def _fails(self, kind):
        """Like ``assertRaises``, which would take back what was written aside."""
        caught = SimpleNamespace()
        try:
            yield caught
        except kind as error:
            caught.exception = error
        else:
            self.fail(f"no {kind.__name__}")

    def _log(self):
        """What the account asked, the newest first."""
        return self.env["wechat.request"].search([("account_id", "=", self.account.id)])
