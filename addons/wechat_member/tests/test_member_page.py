import re

from odoo.tests import HttpCase, tagged

from .common import MemberCommon


@tagged("post_install", "-at_install")
class TestMemberPage(MemberCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.member.lang = "en_US"

    def _get(self, token):
        return self.url_open(f"/member/{token}")

    def test_member_sees_card_balances_and_coupons(self):
        self._make_card(self.points_program, points=1280)
        self._make_card(self.wallet_program, points=200)
        self._make_card(self.coupon_program)
        page = self._get(self.member.member_token)
        self.assertEqual(page.status_code, 200)
        for text in (self.member.name, "1,280", "200.00", "50 off 300"):
            self.assertIn(text, page.text)
        self.assertIn(self.member.member_level_id.name, page.text)

    def test_page_is_kept_from_search_engines_and_caches(self):
        headers = self._get(self.member.member_token).headers
        self.assertIn("noindex", headers["X-Robots-Tag"])
        self.assertIn("no-store", headers["Cache-Control"])
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")

    def test_page_needs_no_second_request(self):
        page = self._get(self.member.member_token).text
        loaded = r'<link[^>]*href="([^"]*)"|src="([^"]*)"|url\(([^)]*)\)'
        for source in filter(None, sum(re.findall(loaded, page), ())):
            self.assertTrue(source.startswith("data:"), source)
        self.assertNotIn("http://", page.replace("http://www.w3.org/2000/svg", ""))
        self.assertNotIn("https://", page)

    def test_wrong_token_is_not_found(self):
        token = self.member.member_token
        for wrong in (token[:-1], token[:-1] + "!", "x" * 32, token.swapcase(), "0"):
            self.assertEqual(self._get(wrong).status_code, 404, wrong)

    def test_page_never_shows_another_member(self):
        other = self._make_member("Zhao Minzhi", "13811112222")
        self._make_card(self.coupon_program, partner=other, code="OTHER-COUPON")
        page = self._get(self.member.member_token).text
        self.assertNotIn(other.name, page)
        self.assertNotIn(other.member_no, page)
        self.assertIn("No coupons at the moment", page)

    def test_former_member_has_no_page(self):
        token = self.member.member_token
        self.member.is_member = False
        self.assertEqual(self._get(token).status_code, 404)

    def test_phone_number_is_not_on_the_page(self):
        self.assertNotIn("13800138000", self._get(self.member.member_token).text)

    def test_page_speaks_the_language_of_the_member(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.member.lang = "zh_CN"
        page = self._get(self.member.member_token).text
        self.assertIn('lang="zh-CN"', page)
        self.assertIn("我的券", page)

    def test_next_level_is_explained(self):
        self.member.growth = 400
        following = self.member.member_level_id._next_level()
        page = self._get(self.member.member_token).text
        self.assertIn(following.name, page)
        self.assertIn(str(following.growth_threshold - 400), page)
