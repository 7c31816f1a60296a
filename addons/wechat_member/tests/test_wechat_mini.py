from odoo.tests import HttpCase, tagged

from .wechat_common import WechatCommon

SESSION = "/sns/jscode2session"
MINI_ID = "wxmini0000000001"
BROWSER = "Mozilla/5.0 (iPhone) MicroMessenger/8.0 miniProgram/wxmini0000000001"


@tagged("post_install", "-at_install")
class TestWechatMini(WechatCommon, HttpCase):
    """The member's card inside a mini-program, without another login."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mini = cls.account.copy(
            {
                "name": "云杉小程序",
                "kind": "mini",
                "app_id": MINI_ID,
                "secret": "0123456789abcdef0123456789abcdef",
                "simulator_url": cls.platform.url,
            }
        )

    def setUp(self):
        super().setUp()
        self.platform.say(SESSION, {"openid": "oMINI1", "session_key": "KEY"})

    def _open(self, code="CODE1", browser=BROWSER, to=""):
        return self.url_open(
            f"/wechat/mini/{MINI_ID}?code={code}&to={to}",
            headers={"User-Agent": browser},
        )

    def _identities(self):
        return self.env["wechat.identity"].search([("account_id", "=", self.mini.id)])

    def test_a_member_sees_his_card_without_a_phone_code(self):
        """Proves R160. The login of the mini-program is the login of the page."""
        identity = self.env["wechat.identity"]._get_for(self.mini, "oMINI1")
        identity._bind(self.member)
        page = self._open()
        self.assertTrue(page.url.endswith("/member"), page.url)
        self.assertIn(self.member.member_no, page.text.replace(" ", ""))

    def test_a_stranger_is_asked_for_his_phone_and_known_afterwards(self):
        """Proves R160. The openid of the mini-program is kept as an entrance."""
        page = self._open()
        self.assertIn("/member/login", page.url)
        self.assertEqual(self._identities().openid, "oMINI1")
        self.assertFalse(self._identities().partner_id)

    def test_a_code_sent_as_a_link_logs_nobody_in(self):
        page = self._open(browser="Mozilla/5.0 (iPhone) MicroMessenger/8.0")
        self.assertIn("/member/login", page.url)
        self.assertFalse(self._identities())

    def test_a_code_that_wechat_refuses_leaves_the_phone(self):
        self.platform.say(SESSION, {"errcode": 40163, "errmsg": "code been used"})
        page = self._open()
        self.assertIn('data-why="refused"', page.text)
        self.assertIn(f"/member/login/{self.company.id}", page.text)

    def test_it_leads_to_pages_of_this_site_only(self):
        page = self._open(to="https://evil.example.com/")
        self.assertIn("/member/login", page.url)
