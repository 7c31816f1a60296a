import re
from html import unescape

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..controllers.claim import VISITS
from .common import MemberCommon

PHONE = "13900001111"


@tagged("post_install", "-at_install")
class TestClaimPage(MemberCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the page speaks the language of the merchant
        cls.env["res.lang"]._activate_lang("en_US")
        (cls.company.partner_id | cls.member).lang = "en_US"
        cls.coupon_program.is_claimable = True
        cls.coupon_program.company_id = cls.company
        channels = cls.env["member.channel"]
        cls.poster = channels.create(
            {"name": "Window", "program_id": cls.coupon_program.id}
        )
        cls.article = channels.create(
            {
                "name": "Spring",
                "kind": "article",
                "article": "2247483650_1",
                "program_id": cls.coupon_program.id,
            }
        )
        # Codes are shown on the page, as there is no phone to read them.
        cls.env["ir.config_parameter"].set_param("outlet_base.phone_code_shown", "yes")

    def setUp(self):
        super().setUp()
        VISITS.reset()

    def _path(self, channel):
        return channel.link.removeprefix(channel.get_base_url())

    def _post(self, path, **data):
        page = self.url_open(path)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
        return self.url_open(path, data={"csrf_token": token, **data})

    def _claim(self, path, phone=PHONE, **data):
        """Walk through the page as a visitor does; return the last answer."""
        self.opener.cookies.clear()
        codes = self.env["phone.code"].search([("phone", "=", phone)])
        codes.sent_at = "2020-01-01"
        page = self._post(path, phone=phone, step="send", **data).text
        code = re.search(r"<b>(\d{6})</b>", page).group(1)
        return self._post(path, phone=phone, step="claim", code=code, **data).text

    def _member(self, phone=PHONE):
        return self.env["res.partner"].search(
            [("member_phone", "=", phone), ("is_member", "=", True)]
        )

    def test_a_new_phone_claims_and_is_a_member(self):
        """He gives nothing but his phone. Proves R159, R193."""
        page = self._claim(self._path(self.poster), consent="1")
        member = self._member()
        self.assertEqual(len(member), 1)
        self.assertTrue(member.member_phone_verified_at and member.member_consent)
        self.assertEqual(member.member_card_ids.program_id, self.coupon_program)
        self.assertIn(member.member_card_ids.code, page)
        self.assertNotIn(member.member_token, page)
        self.assertIn(member.member_card_ids.code, self.url_open("/member").text)

    def test_a_known_phone_claims_as_the_same_member(self):
        """Proves R159."""
        self._claim(self._path(self.poster), self.member.member_phone)
        self.assertEqual(self._member(self.member.member_phone), self.member)
        self.assertEqual(self.member.member_card_ids.claim_channel_id, self.poster)

    def test_claiming_again_shows_the_coupon_there_is(self):
        path = self._path(self.poster)
        self._claim(path)
        page = unescape(self._claim(path))
        self.assertIn("already claimed", page)
        self.assertEqual(len(self._member().member_card_ids), 1)
        self.assertIn(self._member().member_card_ids.code, page)

    def test_who_is_known_on_his_phone_claims_with_one_tap(self):
        self.url_open(f"/member/{self.member.member_token}")
        page = self._post(self._path(self.poster), step="known").text
        card = self.member.member_card_ids
        self.assertEqual(card.claim_channel_id, self.poster)
        self.assertIn(card.code, page)
        again = unescape(self.url_open(self._path(self.poster)).text)
        self.assertIn("yours already", again)

    def test_nobody_claims_for_a_member_he_is_not(self):
        page = self._post(self._path(self.poster), step="known")
        self.assertIn('name="phone"', page.text)
        self.assertEqual(self.coupon_program.claim_count, 0)

    def test_members_gained_are_counted_by_channel(self):
        """Proves R161."""
        self._claim(self._path(self.poster))
        self._claim(self._path(self.poster), "13900002222")
        self._claim(self._path(self.article), "13900003333")
        self._claim(self._path(self.article), self.member.member_phone)
        self.assertEqual(self.poster.member_count, 2)
        self.assertEqual(self.article.member_count, 1, "One was a member before")
        self.assertEqual(self.article.claim_count, 2)
        self.assertEqual(self._member("13900003333").member_channel_id, self.article)

    def test_claims_and_redemptions_are_counted_by_channel(self):
        """Proves R198."""
        self.assertIn(self.poster.code, self.poster.link)
        picture = self.url_open(self.poster.qr_url)
        self.assertEqual(picture.headers["Content-Type"], "image/png")
        self._claim(self._path(self.poster))
        self._claim(self._path(self.article), "13900002222")
        member = self._member("13900002222")
        self._open_session(self.till, self.cashier)
        order = self._ui_order("sold", member.member_card_ids) | {
            "partner_id": member.id
        }
        self._sync(order)
        channels = self.poster | self.article
        channels.invalidate_recordset()
        self.assertEqual(channels.mapped("claim_count"), [1, 1])
        self.assertEqual(channels.mapped("redeemed_count"), [0, 1])

    def test_claims_are_known_by_article(self):
        """Proves R240."""
        self.assertIn(self.article.link, self.article.snippet)
        self._claim(self._path(self.article))
        claims = self.env["loyalty.card"].search(
            [("claim_channel_id.article", "=", "2247483650_1")]
        )
        self.assertEqual(claims.partner_id, self._member())

    def test_every_opening_is_counted(self):
        for _visit in range(3):
            self.url_open(self._path(self.poster))
        self.assertEqual(self.poster.open_count, 3)

    def test_a_channel_without_coupon_joins(self):
        channel = self.env["member.channel"].create({"name": "Counter"})
        self._claim(self._path(channel))
        self.assertIn(self._member().name, self.url_open("/member").text)
        self.assertEqual(self._member().member_channel_id, channel)

    def test_without_the_code_nobody_claims(self):
        path = self._path(self.poster)
        self._post(path, phone=PHONE, step="send")
        for _try in range(6):
            self._post(path, phone=PHONE, step="claim", code="000000")
        self.assertFalse(self._member())
        self.assertEqual(self.coupon_program.claim_count, 0)

    def test_a_code_sent_for_one_merchant_serves_no_other(self):
        other = self.env["res.company"].create({"name": "Another merchant"})
        channel = self.env["member.channel"].create(
            {"name": "Counter", "company_id": other.id}
        )
        page = self._post(self._path(self.poster), phone=PHONE, step="send").text
        code = re.search(r"<b>(\d{6})</b>", page).group(1)
        self._post(self._path(channel), phone=PHONE, step="claim", code=code)
        self.assertFalse(self._member())

    def test_a_wrong_number_is_told_in_words(self):
        page = self._post(self._path(self.poster), phone="123", step="send")
        self.assertEqual(page.status_code, 200)
        self.assertIn("mobile number", page.text)

    def test_a_wrong_link_shows_nothing(self):
        for path in (
            "/member/claim/wrong",
            f"/member/claim/{self.coupon_program.claim_token[:-1]}",
            "/member/join/nothing1",
            f"/member/claim/{self.member.member_token}",
        ):
            self.assertEqual(self.url_open(path).status_code, 404)

    def test_a_strange_channel_is_left_out(self):
        other = self.env["res.company"].create({"name": "Another merchant"})
        strange = self.env["member.channel"].create(
            {"name": "Counter", "company_id": other.id}
        )
        self._claim(self.coupon_program._get_claim_path(strange))
        card = self._member().member_card_ids
        self.assertEqual(card.partner_id.member_company_id, self.company)
        self.assertFalse(card.claim_channel_id)

    def test_what_is_given_away_says_so_when_it_is_over(self):
        self.coupon_program.is_claimable = False
        self.coupon_program.flush_recordset()
        page = self.url_open(self._path(self.poster)).text
        self.assertIn("no longer given out", page)
        self.assertNotIn("<form", page)

    def test_a_form_without_its_token_is_refused(self):
        with mute_logger("odoo.http"):
            answer = self.url_open(
                self._path(self.poster), data={"phone": PHONE, "step": "send"}
            )
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.env["phone.code"].search([("phone", "=", PHONE)]))
