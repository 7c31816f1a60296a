from urllib.parse import parse_qs, urlsplit

from odoo.tests import HttpCase, tagged

from .wechat_common import APP_ID, WechatCommon

CODE = "/sns/oauth2/access_token"
GRANTED = {
    "access_token": "WEBTOKEN",
    "refresh_token": "REFRESH",
    "expires_in": 7200,
    "openid": "oSIM1",
    "scope": "snsapi_base",
}


@tagged("post_install", "-at_install")
class TestWechatLogin(WechatCommon, HttpCase):
    """A browser is known by WeChat once it went there and came back itself."""

    def setUp(self):
        super().setUp()
        self.platform.say(CODE, GRANTED | {"unionid": "uSIM1"})

    def _begin(self, to="/wechat/nowhere", **query):
        """Begin a login and return (address at the platform, its state)."""
        path = f"/wechat/login/{APP_ID}?to={to}"
        path += "".join(f"&{name}={value}" for name, value in query.items())
        answer = self.url_open(path, allow_redirects=False)
        self.assertEqual(answer.status_code, 302)
        address = urlsplit(answer.headers["Location"])
        return address, parse_qs(address.query)

    def _come_back(self, state, code="CODE1"):
        path = f"/wechat/login/{APP_ID}/back?code={code}&state={state}"
        return self.url_open(path, allow_redirects=False)

    def _identities(self):
        return self.env["wechat.identity"].search(
            [("account_id", "=", self.account.id)]
        )

    def test_a_visitor_goes_to_wechat_and_is_known_when_he_comes_back(self):
        """Proves R160. The openid of the visitor becomes his entrance."""
        address, query = self._begin()
        self.assertEqual(address.path, "/connect/oauth2/authorize")
        self.assertEqual(address.fragment, "wechat_redirect")
        self.assertEqual(query["appid"], [APP_ID])
        self.assertEqual(query["scope"], ["snsapi_base"])
        self.assertTrue(query["redirect_uri"][0].endswith(f"{APP_ID}/back"))
        answer = self._come_back(query["state"][0])
        self.assertEqual(urlsplit(answer.headers["Location"]).path, "/wechat/nowhere")
        self.assertEqual(self._identities().openid, "oSIM1")
        self.assertEqual(self._identities().unionid, "uSIM1")

    def test_who_allows_it_brings_avatar_and_sex(self):
        """Proves R160. Avatar and sex are kept where WeChat tells them."""
        profile = {
            "openid": "oSIM1",
            "nickname": "燕子\u202e😀\x00",
            "sex": 2,
            "headimgurl": "https://thirdwx.qlogo.cn/1/132",
        }
        self.platform.say("/sns/userinfo", profile)
        _address, query = self._begin(full=1)
        self.assertEqual(query["scope"], ["snsapi_userinfo"])
        self._come_back(query["state"][0])
        identity = self._identities()
        self.assertEqual((identity.nickname, identity.sex), ("燕子😀", "2"))
        self.assertEqual(identity.avatar_url, "https://thirdwx.qlogo.cn/1/132")

    def test_a_state_is_good_once_and_in_one_browser(self):
        _address, query = self._begin()
        state = query["state"][0]
        self._come_back(state)
        self.assertEqual(self._come_back(state).status_code, 200)
        self.assertEqual(self.platform.count(CODE), 1)
        _address, query = self._begin()
        self.opener.cookies.clear()
        answer = self._come_back(query["state"][0])
        self.assertEqual(answer.status_code, 200)
        self.assertIn('data-why="stale"', answer.text)
        self.assertEqual(self.platform.count(CODE), 1)

    def test_a_made_up_state_is_refused(self):
        self._begin()
        self.assertIn('data-why="stale"', self._come_back("0" * 32).text)
        self.assertEqual(self.platform.count(CODE), 0)

    def test_a_used_code_is_refused_with_a_way_out(self):
        self.platform.say(CODE, {"errcode": 40163, "errmsg": "code been used"})
        _address, query = self._begin()
        answer = self._come_back(query["state"][0])
        self.assertIn('data-why="refused"', answer.text)
        self.assertFalse(self._identities())

    def test_nobody_is_known_by_a_preview(self):
        self.platform.say(CODE, GRANTED | {"is_snapshotuser": 1})
        _address, query = self._begin()
        answer = self._come_back(query["state"][0])
        self.assertIn('data-why="snapshot"', answer.text)
        self.assertFalse(self._identities())

    def test_who_says_no_goes_on_without_wechat(self):
        """Proves R87. WeChat is no precondition: the page goes on without it."""
        _address, query = self._begin()
        answer = self._come_back(query["state"][0], code="")
        self.assertEqual(urlsplit(answer.headers["Location"]).path, "/wechat/nowhere")
        self.assertFalse(self._identities())

    def test_a_login_leads_to_this_site_only(self):
        for to in ("https://evil.example.com", "//evil.example.com", "/\\evil"):
            _address, query = self._begin(to=to)
            answer = self._come_back(query["state"][0])
            target = urlsplit(answer.headers["Location"])
            self.assertEqual(target.path, "/")
            self.assertNotIn("evil", target.netloc)

    def test_an_account_nobody_has_is_not_found(self):
        self.assertEqual(self.url_open("/wechat/login/wx00000000").status_code, 404)
        self.account.active = False
        self.env.flush_all()
        self.assertEqual(self.url_open(f"/wechat/login/{APP_ID}").status_code, 404)

    def test_a_page_of_this_site_is_signed_and_no_other(self):
        ticket = {"ticket": "TICKET_JSAPI", "expires_in": 7200}
        self.platform.say("/cgi-bin/ticket/getticket", ticket)
        page = f"/wechat/page/{APP_ID}?url="
        ours = f"{self.base_url()}/member?x=1%23part"
        signed = self.url_open(f"{page}{ours}").json()
        self.assertEqual(signed["appId"], APP_ID)
        self.assertEqual(len(signed["signature"]), 40)
        self.assertNotIn("TICKET_JSAPI", str(signed))
        self.assertEqual(
            self.url_open(f"{page}https://evil.example.com/").status_code, 404
        )

    def test_signatures_are_those_of_the_platform(self):
        """The known results of the platform's two ways to sign for a page."""
        signed = {
            "jsapi_ticket": "TICKET_JSAPI",
            "noncestr": "n0nce42",
            "timestamp": 1700000000,
            "url": "http://shop.example.test/m/card?x=1",
        }
        self.assertEqual(
            self.account._digest_pairs(signed),
            "32f1f3eff8170d82cf7c967866f56cec31d0a0ce",
        )
        given = {
            "timestamp": "1700000000",
            "nonce_str": "n0nce42",
            "code": "CODE0001",
            "openid": "oSIM1",
        }
        self.assertEqual(
            self.account._digest_values("TICKET_CARD", "pCARD001", given),
            "50f1a21623a3499cf72c784576b621b3e92d0ab0",
        )
