from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import MemberCommon


@tagged("post_install", "-at_install")
class TestPhysicalCard(MemberCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env, "member.manager", "wechat_member.group_member_manager"
        )

    def _add(self, numbers, **vals):
        wizard = self.env["member.physical.card.add"].with_user(self.manager)
        return wizard.create({"numbers": numbers, **vals}).action_add()

    def _card(self, number):
        return self.env["member.physical.card"].search([("number", "=", number)])

    def _look(self, code):
        partners = self.env["res.partner"].with_user(self.cashier)
        return partners.member_lookup(code, self.till.id)

    def test_a_list_of_the_printer_is_added_once(self):
        self._add("8001\n8002, 8003；8001", batch="2024")
        self._add("8002\n8004")
        cards = self.env["member.physical.card"].search([])
        self.assertEqual(
            sorted(cards.mapped("number")), ["8001", "8002", "8003", "8004"]
        )

    def test_a_range_keeps_its_zeros(self):
        self._add("VIP-00098 - VIP-00101")
        numbers = self.env["member.physical.card"].search([]).mapped("number")
        self.assertEqual(numbers, ["VIP-00098", "VIP-00099", "VIP-00100", "VIP-00101"])

    def test_tills_are_told_how_the_numbers_begin(self):
        """Proves R172."""
        nomenclature = self.company.nomenclature_id
        self._add("88010001-88010099")
        self._add("88010100-88010199")
        found = nomenclature.parse_barcode("88010002")
        self.assertEqual(found["type"], "member")
        rules = nomenclature.rule_ids.filtered(lambda rule: rule.pattern == "880100")
        self.assertEqual(len(rules), 1)

    def test_numbers_that_begin_like_goods_are_left_to_the_goods(self):
        self.shirt.barcode = "6901234567892"
        self._add("69010001-69010009\n69020001")
        found = self.company.nomenclature_id.parse_barcode("69010001")
        self.assertNotEqual(found["type"], "member")

    def test_a_line_that_is_no_number_is_named(self):
        with self.assertRaisesRegex(UserError, "no card number"):
            self._add("80010001\nhello world")
        with self.assertRaisesRegex(UserError, "no range"):
            self._add("80010009-80010001")

    def test_a_card_scanned_once_with_a_member_finds_him_from_then_on(self):
        """Proves R172."""
        self._add("80010001")
        answer = self._look("80010001")
        self.assertFalse(answer["found"])
        self.assertEqual(answer["free_card"], "80010001")
        member = self.member.with_user(self.cashier)
        self.assertTrue(member.bind_physical_card("80010001", self.till.id)["found"])
        for code in ("80010001", self.member.member_no, "138 0013 8000"):
            self.assertEqual(self._look(code)["id"], self.member.id, code)

    def test_a_card_that_has_an_owner_is_not_given_away(self):
        self._add("80010001")
        self._card("80010001")._bind_to(self.member)
        other = self._make_member("Li", "13912345678").with_user(self.cashier)
        with self.assertRaisesRegex(UserError, "another member"):
            other.bind_physical_card("80010001", self.till.id)
        with self.assertRaisesRegex(UserError, "No card"):
            other.bind_physical_card("80010009", self.till.id)

    def test_a_lost_card_finds_nobody(self):
        self._add("80010001")
        card = self._card("80010001")
        card._bind_to(self.member)
        card.active = False
        self.assertFalse(self._look("80010001")["found"])

    def test_a_card_of_another_merchant_is_unknown(self):
        other = self.env["res.company"].create({"name": "Another merchant"})
        self.env["member.physical.card"]._add(["80010001"], other)
        self.assertNotIn("free_card", self._look("80010001"))

    def test_cashiers_do_not_read_the_list(self):
        self._add("80010001")
        with self.assertRaises(AccessError):
            self._card("80010001").with_user(self.cashier).read(["number"])

    def test_each_merchant_has_his_own_series_of_numbers(self):
        """Proves R172."""
        self.env["ir.sequence"].create(
            {
                "name": "Own cards",
                "code": "wechat_member.member",
                "prefix": "045888",
                "padding": 4,
                "company_id": self.company.id,
            }
        )
        member = self._make_member("Li", "13912345678")
        self.assertRegex(member.member_no, r"^045888\d{8}$")

    def test_the_card_on_the_phone_has_a_barcode_that_tills_read(self):
        """Proves R172."""
        page = self.member._prepare_member_page()
        self.assertIn("<svg", page["code"]["bars"])
        found = self.company.nomenclature_id.parse_barcode(self.member.member_no)
        self.assertEqual(found["type"], "member")
        self.assertEqual(self._look(found["code"])["id"], self.member.id)
