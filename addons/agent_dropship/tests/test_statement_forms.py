from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from . import statement_forms
from .settlement_kinds_common import SettlementKindsCommon

PIECES = 79


@tagged("post_install", "-at_install")
class TestStatementForms(SettlementKindsCommon, HttpCase):
    """A long statement with everything that may stand on it, in each of its forms."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        (cls.near_user | cls.operator).lang = "en_US"
        lines = [(cls.coat, 1, 300 + number * 0.37) for number in range(PIECES)]
        cls.order = cls._draft(*lines, (cls.shirt, 3, 99.99), freight=12.34)
        cls.order.action_confirm()
        cls._deliver_order(cls.order)

    def _give_back(self):
        picking = self.order.picking_ids
        shirts = picking.move_ids.filtered(lambda move: move.product_id == self.shirt)
        self._return(picking, {shirts: 2})

    def _compensate(self):
        case = self.env["outlet.case"]._open("complaint", self.order, note="Stain")
        action = case.with_user(self.operator).action_open_compensate()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard.write({"amount": 7.77, "bearer": "agent"})
        wizard.action_compensate()

    def _punish(self):
        terms = self.env["agent.terms"].create(
            {"agent_id": self.near.id, "penalty_refused": 15.0}
        )
        terms.action_send()
        terms.with_user(self.near_user).action_agree()
        terms.accepted_at = fields.Datetime.now() - timedelta(days=9)
        reason = self.env["dispatch.refuse.reason"].search(
            [("counts_in_score", "=", True)], limit=1
        )
        self._make_order((self.coat, 1, 400.0)).picking_ids._refuse(reason)

    def _put_right(self, statement):
        """The agent disputes a line, and is right."""
        entry = statement.entry_ids.filtered(lambda one: one.kind == "supply")[0]
        dispute = (
            self.env["settlement.dispute"]
            .with_user(self.near_user)
            .create(
                {
                    "statement_id": statement.id,
                    "entry_id": entry.id,
                    "claimed_amount": entry.amount + 1.23,
                }
            )
        )
        dispute.with_user(self.operator).action_accept()

    def _download(self, login, statement):
        self.authenticate(login, login)
        return self.url_open(f"/outlet/statement/{statement.id}/workbook").content

    def test_every_form_shows_the_same_lines_to_the_cent(self):
        """Screen of both sides, workbook, print; more than a page. Proves R144."""
        self._give_back()
        self._compensate()
        self._punish()
        statement = self._generate().filtered(lambda one: one.partner_id == self.near)
        statement.action_send()
        self._put_right(statement)
        self.env.invalidate_all()
        expected = statement_forms.read_screen(statement.with_user(self.operator))
        lines, total = expected
        self.assertGreater(len(lines), statement_forms.PAGE)
        self.assertLessEqual(
            {"Supply", "Freight", "Compensation", "Penalty", "Correction"},
            {line[2] for line in lines},
        )
        self.assertTrue([line for line in lines if line[3] < 0])
        self.assertAlmostEqual(sum(line[-1] for line in lines), total, 2)
        # 79 coats and 1 of 3 shirts stay with who bought them
        kept = PIECES * 250.0 + 83.33 + 12.34 - 7.77 - 15.0 + 1.23
        self.assertAlmostEqual(total, kept, 2)
        for user in (self.near_user, self.operator):
            self.env.invalidate_all()
            mine = statement.with_user(user)
            content = self._download(user.login, statement)
            forms = {
                "screen": statement_forms.read_screen(mine),
                "workbook": statement_forms.read_workbook(content),
                "print": statement_forms.read_print(mine),
            }
            for form, shown in forms.items():
                self.assertEqual(shown, expected, f"{form} of {user.login}")
