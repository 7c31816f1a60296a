from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, new_test_user, tagged

from odoo.addons.wechat_member.tests.campaign_claim_common import CampaignClaimCommon


@tagged("post_install", "-at_install")
class TestBrandClaim(CampaignClaimCommon, HttpCase):
    """A brand reads what it is claimed for coupons at tills, line by line.

    Proves R199.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rival = cls.env["res.partner"].create({"name": "Fir", "is_company": True})
        cls.brand_user, cls.rival_user = (
            new_test_user(
                cls.env,
                login,
                "brand_outlet.group_brand",
                party_id=party.id,
                lang="en_US",
            )
            for login, party in (
                ("claim.brand", cls.brand),
                ("claim.rival", cls.rival),
            )
        )

    def setUp(self):
        super().setUp()
        self.mine = self._as(self.brand_user, self.claim)

    def test_a_brand_reads_its_own_claims_that_were_sent(self):
        claims = self.env["campaign.claim"]
        self.assertFalse(claims.with_user(self.brand_user).search([]))
        self.claim.action_send()
        self.assertEqual(claims.with_user(self.brand_user).search([]), self.claim)
        self.assertFalse(claims.with_user(self.rival_user).search([]))
        self.assertEqual(self.mine.line_ids, self.claim.line_ids)
        self.assertEqual(
            self.mine._get_document_rows(), self.claim._get_document_rows()
        )

    def test_who_has_to_answer_finds_it_on_his_desk(self):
        def count(user):
            desk = self.env["outlet.desk"].with_user(user).get_desk()
            return {todo["key"]: todo["count"] for todo in desk["todos"]}.get("claim")

        finance = new_test_user(
            self.env,
            "claim.desk",
            "brand_outlet.group_operator,account.group_account_invoice",
        )
        self.assertFalse(count(self.brand_user))
        self._as(finance, self.claim).action_send()
        self.assertEqual(count(self.brand_user), 1)
        self.assertFalse(count(self.rival_user))
        self.assertFalse(count(finance))
        self.env["campaign.claim.dispute"].with_user(self.brand_user).create(
            {"line_id": self.mine.line_ids[0].id, "reason": "foreign"}
        )
        self.assertEqual(count(finance), 1)
        self.assertFalse(count(self.brand_user), "it waits for us")
        told = self.claim.message_ids[0]
        self.assertIn("1 lines disputed", told.body)
        self.assertEqual(told.notified_partner_ids, finance.partner_id)

    def test_what_was_invoiced_without_asking_is_read_too(self):
        self.claim.action_invoice()
        self.assertEqual(self.mine.read(["state"])[0]["state"], "invoiced")
        with self.assertRaises(UserError):
            self.mine.action_agree()

    def test_whose_coupons_they_were_is_not_told(self):
        self.claim.action_send()
        line = self.mine.line_ids[0]
        self.assertNotIn("redemption_id", line.fields_get())
        with self.assertRaises(AccessError):
            line.read(["redemption_id"])
        for path in ("redemption_id.partner_id.name", "redemption_id.card_id.code"):
            with self.assertRaises(AccessError):
                line.search([(path, "ilike", "e")])
        with self.assertRaises(AccessError):
            line.search([("campaign_id.name", "ilike", "e")])
        for model in ("coupon.redemption", "loyalty.card", "member.campaign"):
            closed = self.env[model].with_user(self.brand_user)
            self.assertFalse(closed.has_access("read") and closed.search([]))
        told = str(line.read()) + str(self.mine.read()) + self._print()
        for partner in self.cards.partner_id:
            self.assertNotIn(partner.name, told)
            self.assertNotIn(partner.phone, told)

    def _print(self):
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.brand_user)
            .with_context(lang="en_US")
            ._render_qweb_html("wechat_member.report_campaign_claim", self.claim.ids)
        )
        html = html.decode()
        self.assertIn("REC-1", html)
        return html

    def test_it_disputes_withdraws_and_agrees(self):
        self.claim.action_send()
        button = self.mine.line_ids[0].action_dispute()
        disputes = self.env[button["res_model"]].with_user(self.brand_user)
        with Form(disputes.with_context(**button["context"])) as dialog:
            self.assertEqual(dialog.amount, 10.0)
            dialog.note = "This was no coupon of ours"
        dispute = dialog.record
        self.assertEqual(self.mine.state, "disputed")
        with self.assertRefused("answer them first"):
            self.mine.action_agree()
        for step in ("action_accept", "action_refuse", "action_answer"):
            with self.assertRaises(AccessError):
                getattr(dispute, step)()
        with self.assertRaises(AccessError):
            dispute.write({"answer": "Right you are"})
        dispute.action_withdraw()
        self.mine.action_agree()
        self.assertEqual(self.claim.state, "agreed")
        self.assertEqual(self.claim.agreed_by, self.brand_user)
        for step in ("action_send", "action_invoice"):
            with self.assertRaises(AccessError):
                getattr(self.mine, step)()

    def test_nothing_is_written_by_hand(self):
        self.claim.action_send()
        for record, vals in (
            (self.mine, {"state": "agreed"}),
            (self.mine, {"amount": 0.0}),
            (self.mine.line_ids[0], {"amount": 0.0}),
        ):
            with self.assertRaises(AccessError):
                record.write(vals)
            with self.assertRaises(AccessError):
                record.unlink()

    def test_a_rival_and_an_agent_do_nothing_with_it(self):
        self.claim.action_send()
        dispute = self._dispute(self.claim.line_ids[0], self.brand_user)
        agent = self.env["res.partner"].create({"name": "Near", "is_company": True})
        agent_user = new_test_user(
            self.env, "claim.agent", "brand_outlet.group_agent", party_id=agent.id
        )
        for user in (self.rival_user, agent_user):
            for record in (self.claim, self.claim.line_ids[0], dispute):
                with self.assertRaises(AccessError):
                    record.with_user(user).read(["amount"])
            with self.assertRaises(AccessError):
                self._dispute(self.claim.line_ids[1], user)
            with self.assertRaises(AccessError):
                self.claim.with_user(user).action_agree()
            with self.assertRaises(AccessError):
                dispute.with_user(user).action_withdraw()
            self.authenticate(user.login, user.login)
            url = f"/member/campaign/claim/{self.claim.id}/workbook"
            self.assertEqual(self.url_open(url).status_code, 404)
        self.authenticate("claim.brand", "claim.brand")
        self.assertEqual(self.url_open(url).status_code, 200)

    def test_its_screens_open(self):
        self.claim.action_send()
        self._dispute(self.claim.line_ids[0], self.brand_user)
        action = self.env.ref(
            "reseller_network_wechat_member.campaign_claim_action_brand"
        )
        views = [(action.view_id.id, "list"), (False, "form"), (False, "search")]
        shown = self.mine.get_views(views)
        for view in ("list", "form"):
            arch = shown["views"][view]["arch"]
            for step in ("action_send", "action_invoice", "action_answer"):
                self.assertNotIn(step, arch)
        self.assertIn("action_agree", shown["views"]["form"]["arch"])
        with Form(self.mine) as form:
            self.assertEqual(form.amount, 30.0)
            self.assertEqual(len(form.line_ids), 3)
        self.assertTrue(
            self.mine.web_read(
                {
                    "line_ids": {
                        "fields": {"campaign_id": {"fields": {"display_name": {}}}}
                    }
                }
            )
        )

    def test_the_menu_is_the_brands(self):
        menu = self.env.ref("reseller_network_wechat_member.campaign_claim_menu_brand")
        menus = self.env["ir.ui.menu"]
        self.assertIn(menu.id, menus.with_user(self.brand_user)._visible_menu_ids())
        self.assertNotIn(menu.id, menus.with_user(self.accountant)._visible_menu_ids())
