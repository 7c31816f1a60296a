import base64
import io

from PIL import Image

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, HttpCase, new_test_user, tagged

from .common import MemberCommon


@tagged("post_install", "-at_install")
class TestCardType(MemberCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.member.lang = "en_US"
        cls.manager = new_test_user(
            cls.env, "card.designer", "wechat_member.group_member_manager"
        )
        cls.type = cls.env["member.card.type"].create(
            {"name": "Season", "is_level_colored": False, "color": "#8C4A3C"}
        )
        cls.member.member_card_type_id = cls.type

    def _page(self):
        return self.url_open(f"/member/{self.member.member_token}").text

    def _picture(self):
        stream = io.BytesIO()
        Image.new("RGB", (40, 30), "#AA3311").save(stream, "PNG")
        return base64.b64encode(stream.getvalue())

    def test_look_is_designed_with_a_preview_and_seen_by_members(self):
        """Proves R164."""
        with Form(self.type.with_user(self.manager)) as form:
            form.color = "#113355"
            form.title = "House of Linen"
            form.slogan = "Good things, honest prices"
            form.notice = "Ten points for every hundred"
            form.logo = form.picture = self._picture()
            for words in ("#113355", "House of Linen", "honest prices", "data:image"):
                self.assertIn(words, form.preview)
        page = self._page()
        for words in ("#113355", "House of Linen", "honest prices", "Ten points"):
            self.assertIn(words, page)
        self.assertEqual(page.count("data:image/png;base64"), 2)

    def test_each_template_arranges_the_page_in_its_own_way(self):
        templates = self.env["member.page.template"].search([])
        self.assertGreaterEqual(len(templates), 3)
        seen = set()
        for template in templates:
            self.type.template_id = template
            page = self._page()
            self.assertIn(self.member.name, page)
            self.assertIn("o_code_qr", page)
            seen.add(page.split("<body", 1)[1].split("<script", 1)[0][:400])
        self.assertEqual(len(seen), len(templates))

    def test_template_of_a_key_account_inherits_and_is_chosen(self):
        """Proves R165."""
        self.env["ir.ui.view"].create(
            {
                "name": "Key account",
                "type": "qweb",
                "key": "wechat_member.member_page_key_account",
                "mode": "primary",
                "inherit_id": self.env.ref("wechat_member.member_page").id,
                "arch": """<data>
                    <xpath expr="//main" position="before">
                        <p class="own">By appointment</p>
                    </xpath>
                </data>""",
            }
        )
        self.type.template_id = self.env["member.page.template"].create(
            {
                "name": "Key account",
                "view_key": "wechat_member.member_page_key_account",
            }
        )
        self.assertIn("By appointment", self._page())
        other = self._make_member("Zhao", "13811112222", lang="en_US")
        page = self.url_open(f"/member/{other.member_token}").text
        self.assertNotIn("By appointment", page)

    def test_template_that_does_not_exist_is_refused(self):
        with self.assertRaises(ValidationError):
            self.env["member.page.template"].create(
                {"name": "Nowhere", "view_key": "wechat_member.nowhere"}
            )

    def test_static_card_shows_its_number_and_no_changing_code(self):
        self.type.code_mode = "static"
        page = self._page()
        self.assertNotIn('"device"', page)
        self.assertIn(self.member.member_no[:4], page)

    def test_members_get_the_numbers_of_their_card_type(self):
        self.type.sequence_id = self.env["ir.sequence"].create(
            {"name": "Season", "prefix": "0459", "padding": 6}
        )
        member = self._make_member(
            "Qian", "13811113333", member_card_type_id=self.type.id
        )
        self.assertTrue(member.member_no.startswith("0459"))

    def test_staff_reads_card_types_and_managers_of_the_company_change_them(self):
        user = new_test_user(self.env, "card.user", "wechat_member.group_member_user")
        self.assertTrue(self.type.with_user(user).color)
        with self.assertRaises(AccessError):
            self.type.with_user(user).color = "#000000"
        with self.assertRaises(AccessError):
            self.type.with_user(self.cashier).read(["color"])
        company = self.env["res.company"].create({"name": "Other shop"})
        foreign = self.env["member.card.type"].create(
            {"name": "Foreign", "company_id": company.id}
        )
        with self.assertRaises(AccessError):
            foreign.with_user(self.manager).read(["color"])
