from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, new_test_user, tagged

from .campaign_claim_common import CampaignClaimCommon


@tagged("post_install", "-at_install")
class TestClaimAccess(CampaignClaimCommon, HttpCase):
    """Each step by its button, and by those it is for."""

    def _get_strangers(self):
        return (
            self.cashier
            | new_test_user(
                self.env,
                "claim.member",
                "base.group_user,wechat_member.group_member_user",
            )
            | new_test_user(self.env, "claim.portal", "base.group_portal")
        )

    def test_nothing_of_a_claim_is_written_by_hand(self):
        """Proves R199."""
        move = self.env["account.move"].create({"move_type": "out_invoice"})
        for user in (self.accountant, self.manager):
            mine = self.claim.with_user(user)
            for vals in (
                {"state": "agreed"},
                {"amount": 1.0},
                {"agreed_on": "2020-01-01 00:00:00"},
                {"sent_on": "2020-01-01 00:00:00"},
                {"move_id": move.id},
                {"funder_id": self.member.id},
                {"date_to": "2020-01-01"},
                {"line_ids": [(5, 0, 0)]},
                {"name": "Other"},
            ):
                with self.assertRefused("buttons"):
                    mine.write(vals)
            with self.assertRaises(AccessError):
                mine.create({"funder_id": self.brand.id, "date_to": "2020-01-31"})
            line = mine.line_ids[0]
            for act in (
                lambda line=line: line.write({"amount": 0.0}),
                lambda line=line: line.unlink(),
                lambda line=line: line.create({"claim_id": self.claim.id}),
            ):
                with self.assertRaises(AccessError):
                    act()

    def test_a_dispute_begins_open_and_is_answered_by_buttons(self):
        self.claim.action_send()
        disputes = self.env["campaign.claim.dispute"].with_user(self.accountant)
        dispute = disputes.with_context(
            default_state="accepted", default_answer="Right you are"
        ).create(
            {
                "line_id": self.claim.line_ids[0].id,
                "state": "withdrawn",
                "closed_on": "2020-01-01 00:00:00",
            }
        )
        self.assertEqual((dispute.state, dispute.answer), ("open", False))
        self.assertFalse(dispute.closed_on)
        for vals in (
            {"state": "accepted"},
            {"percent": 40.0},
            {"line_id": self.claim.line_ids[1].id},
        ):
            with self.assertRefused("buttons"):
                dispute.write(vals)
        with self.assertRaises(AccessError):
            dispute.unlink()
        action = dispute.action_answer()
        self.assertEqual((action["res_id"], action["target"]), (dispute.id, "new"))

    def test_who_keeps_neither_members_nor_books_does_nothing(self):
        """Proves R199."""
        self.claim.action_send()
        dispute = self._dispute(self.claim.line_ids[0])
        for user in self._get_strangers():
            records = (self.claim, self.claim.line_ids[0], dispute)
            for record in records:
                with self.assertRaises(AccessError):
                    record.with_user(user).read(["amount"])
            steps = ("action_send", "action_agree", "action_invoice")
            calls = [(self.claim, step) for step in steps]
            calls += [(dispute, step) for step in ("action_accept", "action_refuse")]
            calls += [(dispute, "action_withdraw"), (dispute, "action_answer")]
            for record, step in calls:
                with self.assertRaises(AccessError):
                    getattr(record.with_user(user), step)()
            with self.assertRaises(AccessError):
                self._dispute(self.claim.line_ids[1], user)
            self.authenticate(user.login, user.login)
            url = f"/member/campaign/claim/{self.claim.id}/workbook"
            self.assertEqual(self.url_open(url).status_code, 404)
        self.assertEqual(self.claim.state, "disputed")

    def test_screens_of_accountant_and_manager_open(self):
        self.claim.action_send()
        action = self.env.ref("wechat_member.campaign_claim_action")
        for user in (self.accountant, self.manager):
            mine = self._as(user, self.claim)
            views = [(False, view) for view in action.view_mode.split(",")]
            self.assertTrue(mine.get_views([*views, (False, "search")])["views"])
            with Form(mine) as form:
                self.assertEqual(form.amount, 30.0)
                self.assertEqual(len(form.line_ids), 3)
            button = mine.line_ids[0].action_dispute()
            dialog = Form(
                self.env[button["res_model"]]
                .with_user(user)
                .with_context(**button["context"])
            )
            self.assertEqual(dialog.amount, 10.0)
            dialog.note = "Not ours"
            dialog.save().action_withdraw()
