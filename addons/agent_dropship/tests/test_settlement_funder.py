import io

import python_calamine

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, new_test_user, tagged

from .settlement_kinds_common import SettlementKindsCommon


@tagged("post_install", "-at_install")
class TestSettlementFunder(SettlementKindsCommon, HttpCase):
    """Who pays for coupons and compensations reads what he is charged, line by line.

    Proves R199.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_user = new_test_user(
            cls.env,
            "settle_other_brand",
            "brand_outlet.group_brand",
            party_id=cls.other_brand.partner_id.id,
        )
        order = cls._draft((cls.coat, 2, 400.0), discount=40.0)
        # what the members' coupons do where they are installed
        order.share_funder_id = cls.brand.partner_id
        order.order_line[0].funded_part = 40.0
        order.action_confirm()
        cls._deliver_order(order)
        cls.order = order
        cls._generate()
        cls.statement = cls.env["settlement.statement"].search(
            [("role", "=", "funder"), ("partner_id", "=", cls.brand.partner_id.id)]
        )

    def _seen(self, model, user):
        return self.env[model].with_user(user).search([])

    def _download(self, login):
        self.authenticate(login, login)
        return self.url_open(f"/outlet/statement/{self.statement.id}/workbook")

    def test_a_brand_is_charged_for_its_coupon_of_the_month(self):
        self.assertEqual(self.statement.total, -40.0)
        self.assertFalse(self._seen("settlement.statement", self.brand_user))
        self.statement.action_send()
        mine = self._seen("settlement.statement", self.brand_user)
        self.assertEqual(mine, self.statement)
        lines = self._seen("share.entry", self.brand_user)
        self.assertEqual(lines, mine.entry_ids)
        self.assertEqual(lines.mapped("kind"), ["coupon"])
        self.assertEqual(lines.order_name, self.order.name)
        with self.assertRaises(AccessError):
            lines.read(["paid"])

    def test_another_brand_and_the_agents_see_nothing_of_it(self):
        self.statement.action_send()
        for model in ("settlement.statement", "share.entry", "settlement.closing"):
            self.assertFalse(self._seen(model, self.other_user))
        for user in (self.other_user, self.near_user):
            with self.assertRaises(AccessError):
                self.statement.with_user(user).read(["total"])
            with self.assertRaises(AccessError):
                self.statement.with_user(user).action_agree()
            with self.assertRaises(AccessError):
                self.statement.entry_ids.with_user(user).read(["amount"])
        self.assertEqual(self._download("settle_other_brand").status_code, 404)

    def _todo(self, user, key):
        desk = self.env["outlet.desk"].with_user(user).get_desk()
        return {todo["key"]: todo["count"] for todo in desk["todos"]}.get(key, 0)

    def test_who_has_to_answer_finds_it_on_his_desk(self):
        finance = new_test_user(
            self.env,
            "desk_fin",
            "brand_outlet.group_operator,brand_outlet.group_finance",
        )
        self.assertFalse(self._todo(self.brand_user, "statement"))
        self.statement.with_user(finance).action_send()
        self.assertEqual(self._todo(self.brand_user, "statement"), 1)
        self.assertFalse(self._todo(self.other_user, "statement"))
        self.assertFalse(self._todo(finance, "dispute"))
        dispute = (
            self.env["settlement.dispute"]
            .with_user(self.brand_user)
            .create(
                {
                    "statement_id": self.statement.id,
                    "entry_id": self.statement.entry_ids.id,
                }
            )
        )
        self.assertEqual(self._todo(finance, "dispute"), 1)
        told = self.statement.message_ids[0]
        self.assertIn(self.order.name, told.body)
        self.assertEqual(told.notified_partner_ids, finance.partner_id)
        self.assertFalse(self._todo(self.brand_user, "statement"), "it waits for us")
        dispute.action_withdraw()
        self.assertFalse(self._todo(finance, "dispute"))
        self.statement.with_user(self.brand_user).action_agree()
        self.assertFalse(self._todo(self.brand_user, "statement"))
        self.assertEqual(self._todo(finance, "statement"), 1)
        self.statement.with_user(finance).action_agree()
        self.assertEqual(self._todo(finance, "billing"), 1)

    def test_screens_of_the_brand_open(self):
        self.statement.action_send()
        mine = self.statement.with_user(self.brand_user)
        with Form(mine) as form:
            self.assertEqual(form.total, -40.0)
            self.assertEqual(len(form.entry_ids), 1)
        for action in ("settlement_statement_action", "settlement_closing_action"):
            action = self.env.ref(f"agent_dropship.{action}")
            model = self.env[action.res_model].with_user(self.brand_user)
            views = [(False, view) for view in action.view_mode.split(",")]
            self.assertTrue(model.get_views([*views, (False, "search")])["views"])
        menus = self.env["ir.ui.menu"].with_user(self.brand_user)
        shown = menus._visible_menu_ids()
        for name, visible in (
            ("settlement_statement_menu", True),
            ("settlement_dispute_menu", True),
            ("share_entry_menu", True),
            ("settlement_payout_menu", False),
            ("settlement_generate_menu", False),
        ):
            menu = self.env.ref(f"agent_dropship.{name}")
            self.assertEqual(menu.id in shown, visible, name)

    def test_the_printed_form_and_the_workbook_have_its_lines(self):
        self.statement.action_send()
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.brand_user)
            .with_context(lang="en_US")
            ._render_qweb_html(
                "agent_dropship.report_settlement_statement", self.statement.ids
            )
        )
        self.assertIn(self.order.name, html.decode())
        self.assertIn("40.00", html.decode())
        answer = self._download("settle_brand")
        self.assertEqual(answer.status_code, 200)
        book = python_calamine.CalamineWorkbook.from_filelike(
            io.BytesIO(answer.content)
        )
        cells = [c for row in book.get_sheet_by_index(0).to_python() for c in row]
        self.assertIn(-40.0, cells)
        self.assertNotIn(760.0, cells, "what the consumer paid is not the brand's")

    def test_the_brand_disputes_withdraws_and_agrees(self):
        self.statement.action_send()
        mine = self.statement.with_user(self.brand_user)
        line = mine.entry_ids
        action = line.action_dispute()
        dispute = (
            self.env[action["res_model"]]
            .with_user(self.brand_user)
            .with_context(**action["context"])
            .create({"claimed_amount": -20.0, "note": "Half was agreed"})
        )
        self.assertEqual(self.statement.stage, "disputed")
        with self.assertRaises(UserError):
            mine.action_agree()
        with self.assertRaises(AccessError):
            dispute.action_accept()
        self.assertFalse(self._seen("settlement.dispute", self.other_user))
        dispute.action_withdraw()
        mine.action_agree()
        self.statement.with_user(self.operator).action_agree()
        self.assertEqual(self.statement.state, "agreed")
        with self.assertRaises(AccessError):
            mine.action_bill()
        self.statement.action_bill()
        bill = self.statement.bill_id
        self.assertEqual((bill.move_type, bill.amount_total), ("out_invoice", 40.0))
        self._assert_ties()

    def test_half_of_a_coupon_is_given_up_on_the_same_statement(self):
        self.statement.action_send()
        line = self.statement.entry_ids
        dispute = (
            self.env["settlement.dispute"]
            .with_user(self.brand_user)
            .create(
                {
                    "statement_id": self.statement.id,
                    "entry_id": line.id,
                    "claimed_amount": -20.0,
                }
            )
        )
        dispute.with_user(self.operator).action_accept()
        self.assertEqual(self.statement.total, -20.0)
        self._assert_ties()
