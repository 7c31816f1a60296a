import re
import time

from odoo.tests import HttpCase, tagged

from ..tools.dynamic_code import make_code, step_at
from .common import MemberCommon

COOKIE = "member_pass"


@tagged("post_install", "-at_install")
class TestMemberPhone(MemberCommon, HttpCase):
    """What a phone may do, and what a stranger's may not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.member.lang = cls.company.partner_id.lang = "en_US"
        cls.env["ir.config_parameter"].set_param("outlet_base.phone_code_shown", "yes")

    def _enter(self, member=None):
        member = member or self.member
        return self.url_open(f"/member/{member.member_token}")

    def _form(self, page):
        return re.search(r'name="form" value="([0-9a-f]{32})"', page.text)[1]

    def _csrf(self, page):
        return re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]

    def _post(self, path, form, **data):
        return self.url_open(path, data={"form": form, **data})

    def _log_in(self, phone, **data):
        page = self.url_open("/member/login")
        data = {"csrf_token": self._csrf(page), "phone": phone, **data}
        page = self.url_open("/member/login", data={**data, "step": "phone"})
        found = re.search(r"The code is\s*<b>(\d{6})</b>", page.text)
        if not found:
            return page
        data |= {"csrf_token": self._csrf(page), "step": "code", "code": found[1]}
        return self.url_open("/member/login", data=data)

    # -------------------------------------------------------------------- coming in
    def test_member_logs_in_with_phone_and_code(self):
        page = self._log_in("138 0013 8000")
        self.assertTrue(page.url.endswith("/member"))
        self.assertIn(self.member.name, page.text)
        self.assertTrue(self.member.member_phone_verified_at)

    def test_new_phone_becomes_a_member(self):
        page = self._log_in("13922223333", agree="1")
        self.assertTrue(page.url.endswith("/member"))
        member = self.env["res.partner"].search([("member_phone", "=", "13922223333")])
        self.assertEqual(member.member_source, "page")
        self.assertTrue(member.member_consent)

    def test_wrong_code_opens_nothing(self):
        page = self.url_open("/member/login")
        data = {"csrf_token": self._csrf(page), "phone": "13800138000"}
        page = self.url_open("/member/login", data={**data, "step": "phone"})
        data |= {"csrf_token": self._csrf(page), "step": "code", "code": "000000"}
        page = self.url_open("/member/login", data=data)
        self.assertNotIn(self.member.name, page.text)
        self.assertNotIn(COOKIE, self.opener.cookies)

    def test_no_mobile_number_is_answered_in_words(self):
        self.assertIn("eleven digits", self._log_in("12345").text)

    def test_secret_link_leaves_the_address_bar(self):
        page = self._enter()
        self.assertTrue(page.url.endswith("/member"))
        self.assertNotIn(self.member.member_token, page.text)
        cookie = next(one for one in self.opener.cookies if one.name == COOKIE)
        self.assertTrue(cookie.has_nonstandard_attr("HttpOnly"))

    def test_without_a_pass_the_page_asks_to_log_in(self):
        page = self.url_open("/member")
        self.assertIn("/member/login", page.url)
        self.assertNotIn(self.member.name, page.text)

    def test_forged_pass_is_nobodys(self):
        self._enter()
        true = self.opener.cookies[COOKIE]
        for forged in (true[:-4] + "AAAA", "x", "%%", true[4:], ""):
            self.opener.cookies.clear()
            self.opener.cookies.set(COOKIE, forged)
            self.assertIn("/member/login", self.url_open("/member").url, forged)

    def test_reset_by_the_shop_logs_every_phone_out(self):
        self._enter()
        self.member.action_reset_member_access()
        self.assertIn("/member/login", self.url_open("/member").url)

    def test_logging_out_forgets_the_phone(self):
        form = self._form(self._enter())
        self._post("/member/me/logout", form)
        self.assertIn("/member/login", self.url_open("/member").url)

    # ------------------------------------------------------------------- what he sees
    def test_page_shows_the_code_that_the_till_understands(self):
        page = self._enter().text
        shown = re.search(r'o_code_digits">([\d ]+)<', page)[1].replace(" ", "")
        step = step_at(time.time())
        secret = self.member._get_code_secret()
        codes = [
            make_code(self.member.member_code_handle, secret, step - ago)
            for ago in (0, 1)
        ]
        self.assertIn(shown, codes)
        self.assertNotIn(secret, page)

    def test_browser_draws_the_same_codes_as_the_server(self):
        secret = self.member._ensure_code_secret()
        step = step_at(time.time()) + 1
        code = make_code(self.member.member_code_handle, secret, step)
        check = f"""
            const data = JSON.parse(document.querySelector("#member_data").textContent);
            const {{ makeCode, qrMatrix, drawBars }} = window.memberCard;
            const bars = drawBars("{code}", data.bars).innerHTML;
            const dark = qrMatrix("{code}").flat().filter(Boolean).length;
            if (makeCode(data.device, {step}) !== "{code}") {{
                console.error("The phone makes another code than the server");
            }} else if (!bars.includes("h1v60") || dark < 200) {{
                console.error("The codes are not drawn");
            }} else {{
                console.log("test successful");
            }}
        """
        self.browser_js(self.member._get_member_page_path(), check)

    def test_own_and_next_level_say_what_they_give(self):
        """Proves R205."""
        self.member.growth = 1200
        own = self.member.member_level_id
        following = own._next_level()
        following.benefit = "A silk scarf every spring"
        page = self._enter().text
        for words in (own.benefit, following.name, following.benefit):
            self.assertIn(words, page)

    def test_page_shows_card_coupons_stored_value_and_points(self):
        """Proves R177."""
        self._make_card(self.points_program, points=1280)
        self._make_card(self.wallet_program, points=200)
        self._make_card(self.coupon_program, code="044-LIVE")
        used = self._make_card(self.coupon_program, code="044-USED")
        used.points = 0
        page = self._enter().text
        for tab in ("card", "coupons", "points", "money", "me"):
            self.assertIn(f'data-tab="{tab}"', page)
        for text in ("1,280", "200.00", 'data-large="044-LIVE"'):
            self.assertIn(text, page)
        self.assertNotIn('data-large="044-USED"', page)

    def test_nearest_outlets_are_listed_own_city_first(self):
        """Proves R178."""
        self.member.city = "上海"
        for name, city, lat in (("West", "成都市", 30.6), ("East", "上海市", 31.2)):
            address = {"name": name, "city": city, "partner_latitude": lat}
            address["partner_longitude"] = 121.4
            till = self.till if name == "East" else self.other_till
            till.outlet_partner_id = self.env["res.partner"].create(address)
        page = self._enter().text
        self.assertLess(page.index("East"), page.index("West"))
        self.assertIn('data-lat="31.2"', page)

    def test_page_of_an_outlet_is_public_and_gives_its_coupons(self):
        """Proves R178. Proves R245."""
        self.coupon_program.is_claimable = True
        self.till.outlet_partner_id = self.env["res.partner"].create(
            {"name": "East", "city": "上海市", "street": "1 Bund"}
        )
        channel = self.env["member.channel"].create({"name": "East", "kind": "till"})
        self.till.outlet_channel_id = channel
        page = self.url_open(f"/member/outlet/{channel.code}")
        for words in ("East", "1 Bund", self.coupon_program.name):
            self.assertIn(words, page.text)
        claim = f"/member/claim/{self.coupon_program.claim_token}?c={channel.code}"
        self.assertIn(claim, page.text)
        self.assertEqual(self.url_open(claim).status_code, 200)
        self.assertEqual(self.url_open("/member/outlet/nowhere").status_code, 404)

    # -------------------------------------------------------------------- what he does
    def test_member_claims_an_offered_coupon_once(self):
        self.coupon_program.is_claimable = True
        page = self._enter()
        form, offer = self._form(page), str(self.coupon_program.id)
        for _time in range(2):
            self._post("/member/me/claim", form, program=offer)
        cards = self.coupon_program.coupon_ids
        self.assertEqual(cards.mapped("partner_id"), self.member)
        self.assertEqual(len(cards), 1)

    def test_coupon_that_is_not_offered_cannot_be_claimed(self):
        form = self._form(self._enter())
        for program in (str(self.coupon_program.id), "x", "", "999999999"):
            self._post("/member/me/claim", form, program=program)
        self.assertFalse(self.coupon_program.coupon_ids)

    def test_member_decides_about_messages(self):
        form = self._form(self._enter())
        self._post("/member/me/messages", form, agree="1")
        self.assertTrue(self.member.member_consent)
        self._post("/member/me/messages", form, agree="")
        self.assertFalse(self.member.member_consent)

    def test_member_exchanges_points_once_however_often_he_presses(self):
        reward = self.points_program.reward_ids
        reward.write({"member_exchange": True, "required_points": 100})
        card = self._make_card(self.points_program, points=250)
        form = self._form(self._enter())
        for _time in range(2):
            self._post("/member/me/exchange", form, reward=reward.id, key="one-press")
        self.assertEqual(card.points, 150)
        for key in "abc":
            self._post("/member/me/exchange", form, reward=reward.id, key=key)
        self.assertEqual(card.points, 50)

    # ------------------------------------------------------------------------ strangers
    def test_every_act_of_a_stranger_changes_nothing(self):
        """A visitor, and a member with the mark of another, walk every route."""
        other = self._make_member("Zhao Minzhi", "13811112222", lang="en_US")
        foreign = self._form(self._enter(other))
        self.opener.cookies.clear()
        acts = ("claim", "messages", "exchange", "erase", "logout")
        for act in acts:
            answer = self._post(f"/member/me/{act}", foreign, agree="1")
            self.assertNotIn(other.name, answer.text, act)
            self.assertIn("/member/login", answer.url, act)
        self._enter()
        for act in acts:
            answer = self._post(f"/member/me/{act}", foreign, agree="1")
            self.assertEqual(answer.status_code, 400, act)
        both = self.member | other
        self.assertFalse(any(both.mapped("member_consent")))
        asked = [("partner_id", "in", both.ids)]
        self.assertFalse(self.env["member.erasure"].search(asked))

    def test_pass_of_one_member_never_opens_another(self):
        other = self._make_member("Zhao Minzhi", "13811112222")
        page = self._enter().text
        self.assertNotIn(other.name, page)
        self.assertNotIn(other.member_no, page)
        for path in ("/member/me", "/member", f"/member?id={other.id}"):
            self.assertNotIn(other.name, self.url_open(path).text)

    def test_staff_who_log_in_themselves_see_no_card_without_a_pass(self):
        self.authenticate("till.one", "till.one")
        self.assertIn("/member/login", self.url_open("/member").url)
