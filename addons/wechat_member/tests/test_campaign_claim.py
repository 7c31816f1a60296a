import io

import python_calamine
from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from ..models.campaign_claim_document import COLUMNS
from .campaign_claim_common import CampaignClaimCommon


@tagged("post_install", "-at_install")
class TestClaimSteps(CampaignClaimCommon):
    """A claim goes to its funder, who agrees, or disputes a line; then the invoice."""

    def setUp(self):
        super().setUp()
        self.mine = self._as(self.accountant, self.claim)
        self.line = self.claim.line_ids[0]

    def _sent(self):
        self.mine.action_send()
        self.assertEqual(self.claim.state, "sent")

    def _claimed(self, use):
        lines = self.env["campaign.claim.line"].search([("redemption_id", "=", use.id)])
        return sum(lines.mapped("amount"))

    def test_sent_agreed_and_invoiced(self):
        """Proves R199."""
        self.assertEqual((self.claim.state, self.claim.amount), ("draft", 30.0))
        self._sent()
        with self.assertRefused("present state"):
            self.mine.action_invoice()
        with self.assertRefused("present state"):
            self.mine.action_send()
        self.mine.action_agree()
        self.assertEqual(self.claim.state, "agreed")
        self.assertEqual(self.claim.agreed_by, self.accountant)
        self.mine.action_invoice()
        self.assertEqual(self.claim.state, "invoiced")
        self.assertEqual(self.claim.move_id.amount_total, 30.0)

    def test_who_asks_nobody_invoices_the_draft(self):
        self.mine.action_invoice()
        self.assertEqual(self.claim.state, "invoiced")
        with self.assertRefused("present state"):
            self.mine.action_send()
        with self.assertRefused("present state"):
            self.mine.action_agree()

    def test_nothing_comes_onto_a_claim_that_was_sent(self):
        self._sent()
        member = self._make_member("Late", "13711110000")
        self._redeem(self.campaign.program_id._claim(member).sudo())
        following = self._gather()
        self.assertNotEqual(following, self.claim)
        self.assertEqual((self.claim.amount, following.amount), (30.0, 10.0))

    def test_a_disputed_line_stops_agreement_and_invoice(self):
        """Proves R199."""
        self._sent()
        dispute = self._dispute(self.line)
        self.assertEqual(self.claim.state, "disputed")
        for step in ("action_agree", "action_invoice"):
            with self.assertRefused("answer them first"):
                getattr(self.mine, step)()
        with self.assertRefused("answer"):
            dispute.action_refuse()
        dispute.answer = "Your campaign of May"
        dispute.action_refuse()
        self.assertEqual((self.claim.state, self.claim.amount), ("sent", 30.0))
        with self.assertRefused("closed already"):
            dispute.action_accept()
        with self.assertRefused("closed already"):
            dispute.answer = "Or not"
        # the funder may come back to it, and give in
        again = self._dispute(self.line)
        again.action_withdraw()
        self.assertEqual(self.claim.state, "sent")
        self.mine.action_agree()
        with self.assertRefused("waits for agreement"):
            self._dispute(self.line)

    def test_what_is_accepted_is_taken_off_once_and_for_good(self):
        """Proves R199."""
        self._sent()
        self._dispute(self.line).action_accept()
        self.assertEqual((self.claim.state, self.claim.amount), ("sent", 20.0))
        self.assertEqual(self.claim.line_count, 3)
        correction = self.claim.line_ids[-1]
        self.assertEqual((correction.kind, correction.amount), ("disputed", -10.0))
        with self.assertRefused("put right already"):
            self._dispute(self.line)
        with self.assertRefused("what is claimed"):
            self._dispute(correction)
        self.mine.action_agree()
        self.mine.action_invoice()
        self.assertEqual(self.claim.move_id.amount_total, 20.0)
        self.assertFalse(self._gather(months=1))
        use = self.line.redemption_id
        use.returned_amount = 100.0
        self.assertFalse(self._gather(months=2), "nothing of it is claimed")
        use.state = "returned"
        self.assertFalse(self._gather(months=3))
        self.assertEqual(self._claimed(use), 0.0)

    def test_a_smaller_part_stays_with_its_redemption(self):
        """Proves R199."""
        self._sent()
        with self.assertRefused("less than"):
            self._dispute(self.line, reason="part", percent=50)
        self._dispute(self.line, reason="part", percent=30).action_accept()
        use = self.line.redemption_id
        self.assertEqual(self._claimed(use), 6.0, "30 % of 20.00")
        self.mine.action_agree()
        self.mine.action_invoice()
        self.assertEqual(self.claim.move_id.amount_total, 26.0)
        self.assertFalse(self._gather(months=1))
        use.returned_amount = 100.0
        following = self._gather(months=1)
        self.assertEqual(following.amount, -1.5, "a quarter of six")
        self.assertEqual(following.line_ids.percent, 30.0)
        use.state = "returned"
        self.assertEqual(self._gather(months=2).amount, -4.5)
        self.assertEqual(self._claimed(use), 0.0)

    def test_what_came_back_before_the_answer_is_taken_off_once(self):
        """Proves R199."""
        self._sent()
        dispute = self._dispute(self.line)
        use = self.line.redemption_id
        use.state = "returned"
        following = self._gather(months=1)
        self.assertEqual(following.amount, -10.0)
        dispute.action_accept()
        self.assertEqual((self.claim.state, self.claim.amount), ("sent", 30.0))
        self.assertEqual(self._claimed(use), 0.0)
        self.assertFalse(self._gather(months=2))

    def test_goods_that_came_back_meanwhile_are_taken_off_with_the_rest(self):
        self._sent()
        dispute = self._dispute(self.line)
        use = self.line.redemption_id
        use.returned_amount = 100.0
        self.assertEqual(self._gather(months=1).amount, -2.5)
        dispute.action_accept()
        self.assertEqual(self.claim.amount, 22.5)
        self.assertEqual(self._claimed(use), 0.0)

    def test_a_claim_of_before_is_disputed_and_corrected_as_ever(self):
        """Lines that were made before the part was kept have none."""
        self.env.cr.execute(
            "UPDATE campaign_claim_line SET percent = NULL WHERE claim_id = %s",
            [self.claim.id],
        )
        self.env.invalidate_all()
        self.assertFalse(self._gather(months=1))
        self._sent()
        self._dispute(self.line).action_accept()
        self.assertEqual(self.claim.amount, 20.0)
        self.assertFalse(self._gather(months=1))

    def test_a_void_invoice_frees_the_claim(self):
        self.mine.action_invoice()
        move = self.claim.move_id
        move.action_post()
        move.button_draft()
        self.assertEqual(self.claim.state, "invoiced")
        move.button_cancel()
        self.assertEqual(self.claim.state, "draft")
        self._sent()
        self.mine.action_agree()
        self.mine.action_invoice()
        self.assertNotEqual(self.claim.move_id, move)
        self.claim.move_id.unlink()
        self.assertEqual(self.claim.state, "agreed", "both sides still agree")

    def test_an_invoice_is_cancelled_not_reversed(self):
        self.mine.action_invoice()
        move = self.claim.move_id
        move.action_post()
        with self.assertRaisesRegex(UserError, "cancel it"):
            move._reverse_moves(cancel=True)
        self.assertEqual((self.claim.state, self.claim.move_id), ("invoiced", move))

    def test_only_a_draft_is_deleted_and_claimed_anew(self):
        self.mine.unlink()
        self.claim = self._gather()
        self.assertEqual(self.claim.amount, 30.0)
        self.claim.action_send()
        with self.assertRefused("stays"):
            self._as(self.accountant, self.claim).unlink()


@tagged("post_install", "-at_install")
class TestClaimDocuments(CampaignClaimCommon, HttpCase):
    """Screen, workbook and print have the same lines, and name no member."""

    def setUp(self):
        super().setUp()
        self.claim.action_send()
        self._dispute(self.claim.line_ids[0]).action_accept()
        self.rows = self.claim._get_document_rows()

    def _get_names(self):
        people = self.cards.partner_id
        return [*people.mapped("name"), *people.mapped("phone")]

    def _read_workbook(self):
        self.authenticate("claim.accountant", "claim.accountant")
        answer = self.url_open(f"/member/campaign/claim/{self.claim.id}/workbook")
        self.assertEqual(answer.status_code, 200)
        book = python_calamine.CalamineWorkbook.from_filelike(
            io.BytesIO(answer.content)
        )
        return book.get_sheet_by_index(0).to_python()

    def test_the_lines_are_the_same_everywhere(self):
        """Proves R199."""
        self.assertEqual(
            [(row["order"], row["percent"], row["amount"]) for row in self.rows],
            [
                ("REC-1", 50.0, 10.0),
                ("REC-2", 50.0, 10.0),
                ("REC-3", 50.0, 10.0),
                ("REC-1", 0.0, -10.0),
            ],
        )
        self.assertEqual(sum(row["amount"] for row in self.rows), self.claim.amount)
        found = [
            [*cells[3:7], cells[8]]  # the kind is in the reader's language
            for cells in self._read_workbook()
            if "REC-" in str(cells[3])
        ]
        keys = ("order", "ticket", "discount", "percent", "amount")
        self.assertEqual(found, [[row[key] for key in keys] for row in self.rows])
        total = next(cells for cells in self._read_workbook() if cells[4] == 1200.0)
        self.assertEqual(total[4:], [1200.0, 60.0, "", "", self.claim.amount])
        self.assertEqual(self._read_screen(), self.rows)
        html = self._print()
        for row in self.rows:
            times = sum(other["order"] == row["order"] for other in self.rows)
            self.assertEqual(html.count(row["order"]), times)

    def _read_screen(self):
        """The lines with the columns that the form shows, by the keys of documents."""
        view = self._as(self.accountant, self.claim).get_view(view_type="form")
        arch = etree.fromstring(view["arch"])
        shown = set(arch.xpath("//field[@name='line_ids']/list/field/@name"))
        self.assertLessEqual({name for _key, name, _kind in COLUMNS}, shown)
        return [line._get_document_values() for line in self.claim.line_ids]

    def _print(self):
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.accountant)
            .with_context(lang="en_US")
            ._render_qweb_html("wechat_member.report_campaign_claim", self.claim.ids)
        )
        return html.decode()

    def test_no_member_is_named(self):
        told = f"{self._read_workbook()}{self._print()}"
        for name in self._get_names():
            self.assertNotIn(name, told)

    def test_goods_that_came_back_before_the_claim_tie(self):
        member = self._make_member("Late", "13711110000")
        use = self._redeem(self.campaign.program_id._claim(member).sudo())
        use.returned_amount = 100.0
        line = self._gather().line_ids
        self.assertEqual((line.ticket_amount, line.discount), (300.0, 15.0))
        self.assertEqual(line.amount, 7.5, "half of what it took off")
        use.write({"state": "returned", "returned_amount": 400.0})
        back = self._gather(months=1).line_ids
        self.assertEqual((back.ticket_amount, back.discount), (-300.0, -15.0))
        self.assertEqual(back.amount, -7.5)
