from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Date
from odoo.tests import Form, new_test_user, tagged

from .campaign_common import CampaignCommon


@tagged("post_install", "-at_install")
class TestCampaign(CampaignCommon):
    def test_five_answers_make_a_running_campaign(self):
        """Proves R184, R189."""
        answers = {
            "template_id": self.template,
            "value": 30,
            "pieces": 50,
            "date_to": Date.add(self.company._get_local_today(), days=10),
        }
        form = Form(self.env["member.campaign"].with_user(self.manager))
        for name, value in answers.items():
            setattr(form, name, value)
        form.config_ids.add(self.till)
        self.assertLessEqual(len(answers) + 1, 5)
        self.assertIn("30", form.preview)
        campaign = form.save()
        campaign.action_start()
        program = campaign.program_id
        self.assertEqual(campaign.state, "running")
        self.assertEqual(campaign.preview, program._honest_text())
        self.assertTrue(program.is_claimable)
        self.assertEqual(program.claim_limit, 50)
        self.assertEqual(program.pos_config_ids, self.till)
        self.assertEqual(program.rule_ids.minimum_amount, 100)
        card = program._claim(self.member)
        self.assertEqual(
            card.sudo().expiration_date,
            Date.add(self.company._get_local_today(), days=7),
        )

    def test_dearer_free_product_does_not_break_the_budget(self):
        """Proves R191."""
        gift = self.env["product.product"].create({"name": "Mug", "list_price": 20})
        self.template.benefit = "product"
        campaign = self._start(product_id=gift.id, budget_amount=100, pieces=0)
        program = campaign.program_id
        self.assertEqual(program.claim_limit, 5)
        people = self._people(6)
        cards = [program._claim(member).sudo() for member in people[:3]]
        gift.list_price = 45
        for card in cards:
            self._redeem(card, discount=45)
            card._post_entry("redeem", -1, f"used,{card.id}")
        campaign._refresh_budget()
        self.assertEqual((campaign.cost, program.claim_limit), (60, 5))
        for member in people[3:5]:
            self._redeem(program._claim(member).sudo(), discount=45)
        self.env.invalidate_all()
        self.assertEqual(campaign.cost, 100)
        self.assertLessEqual(campaign.cost, campaign.budget_amount)
        with self.assertRaisesRegex(UserError, "All coupons"):
            program._claim(people[5])

    def test_campaign_starts_from_the_template_of_a_free_product(self):
        """Proves R184, R197."""
        template = self.env["member.campaign.template"].search(
            [("benefit", "=", "product")], limit=1
        )
        self.assertTrue(template)
        gift = self.env["product.product"].create({"name": "Mug", "list_price": 20})
        form = Form(self.env["member.campaign"].with_user(self.manager))
        form.template_id = template
        form.product_id = gift
        self.assertIn("Mug", form.preview)
        campaign = form.save()
        campaign.action_start()
        self.assertEqual(campaign.program_id.reward_ids.reward_product_id, gift)
        self.assertIn(campaign.program_id.coupon_kind, ("product", "exchange"))
        self.assertEqual(campaign.preview, campaign.program_id._honest_text())

    def test_birthday_campaign_is_given_by_levels_and_by_no_link(self):
        """Proves R184."""
        template = self.env.ref("wechat_member.campaign_template_birthday")
        campaign = self._start(template_id=template.id)
        self.assertFalse(campaign.program_id.is_claimable)
        level = self.env["member.level"].search([], limit=1)
        level.birthday_program_id = campaign.program_id
        self.assertIn("30", campaign.preview)

    def test_campaign_sells_its_coupon_for_a_price(self):
        """Proves R186, R191."""
        campaign = self._start(sale_price=9, pieces=3)
        program = campaign.program_id
        self.assertEqual((program.coupon_kind, program.claim_limit), ("paid", 3))
        self.assertIn("9", campaign.preview)
        self.assertTrue(program.sale_product_id.available_in_pos)
        campaign.action_pause()
        self.assertFalse(program.sale_product_id.available_in_pos)
        with self.assertRaisesRegex(UserError, "promised"):
            campaign.sale_price = 5

    def test_there_is_a_template_for_each_occasion(self):
        """Proves R197."""
        templates = self.env["member.campaign.template"].search(
            [("id", "!=", self.template.id)]
        )
        for occasion in ("slack", "peak", "opening", "competition", "new_product"):
            found = templates.filtered(lambda t, o=occasion: t.occasion == o)
            self.assertTrue(found, occasion)
            for template in found.filtered(lambda t: t.benefit != "product"):
                with self.subTest(template.name):
                    self.assertTrue(template.advice)
                    started = self._start(template_id=template.id)
                    self.assertTrue(started.preview)

    def test_templates_are_offered_by_the_type_of_business(self):
        """Proves R34."""
        catering = self.template.copy({"business_type": "catering"})
        domain = self.env["member.campaign"]._offered_templates_domain
        offered = self.template.search(domain(self.company))
        self.assertIn(catering, offered)
        self.env["pos.config"].search([]).business_type = "beauty"
        offered = self.template.search(domain(self.company))
        self.assertNotIn(catering, offered)
        self.assertIn(self.template, offered)
        self.till.business_type = "catering"
        self.assertIn(catering, self.template.search(domain(self.company)))
        form = Form(self.env["member.campaign"].with_user(self.manager))
        form.config_ids.add(self.till)
        self.assertEqual(form.business_types, "catering")

    def test_what_is_wrong_is_said_before_the_start(self):
        for vals, words in (
            ({"value": 0}, "how much"),
            ({"benefit": "percent", "value": 120}, "whole price"),
            ({"benefit": "product"}, "product"),
            ({"date_to": "2020-01-01"}, "over"),
            ({"budget_amount": 5}, "does not pay"),
            ({"benefit": "percent", "budget_amount": 500}, "Maximum Discount"),
        ):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self._start(**vals)
        with self.assertRaises(ValidationError):
            self._start(valid_days=-1)

    def test_what_was_promised_is_not_changed(self):
        campaign = self._start()
        with self.assertRaisesRegex(UserError, "promised"):
            campaign.value = 5
        with self.assertRaisesRegex(UserError, "started before"):
            campaign.action_start()

    def test_its_coupon_goes_by_its_name_on_receipts_and_is_counted_in_coupons(self):
        campaign = self._start(name="Welcome")
        program = campaign.program_id
        self.assertEqual(program.reward_ids.description, "Welcome")
        card = program._claim(self.member).sudo()
        self.assertEqual(card.points_display, "1 coupon(s)")

    def test_pieces_end_the_claims(self):
        """Proves R191."""
        campaign = self._start(pieces=2)
        first, second, third = self._people(3)
        for member in (first, second):
            campaign.program_id._claim(member)
        with self.assertRaisesRegex(UserError, "All coupons"):
            campaign.program_id._claim(third)
        campaign.invalidate_recordset()
        self.assertTrue(campaign.is_used_up)
        campaign.pieces = 3
        self.assertTrue(campaign.program_id._claim(third))

    def test_money_ends_the_claims_and_the_cost_is_shown(self):
        """20 a piece: 50 pay for two. Proves R191."""
        campaign = self._start(budget_amount=50, pieces=0)
        first, second, third = self._people(3)
        card = campaign.program_id._claim(first).sudo()
        campaign.program_id._claim(second)
        with self.assertRaisesRegex(UserError, "All coupons"):
            campaign.program_id._claim(third)
        self._redeem(card)
        card.points = 0
        campaign.invalidate_recordset()
        self.assertEqual((campaign.cost, campaign.budget_held), (20, 20))
        self.assertEqual(campaign.budget_used, 40)

    def test_what_was_not_spent_pays_for_further_pieces(self):
        campaign = self._start(
            benefit="percent", value=10, maximum_discount=20, budget_amount=40
        )
        first, second, third = self._people(3)
        card = campaign.program_id._claim(first).sudo()
        campaign.program_id._claim(second).sudo().expiration_date = "2020-01-01"
        with self.assertRaisesRegex(UserError, "All coupons"):
            campaign.program_id._claim(third)
        self._redeem(card, discount=12)
        card.points = 0
        self.env["member.campaign"]._cron_end()
        self.assertEqual(campaign.program_id.claim_limit, 3)
        campaign.program_id._claim(third)

    def test_pausing_and_ending_stop_the_claims_only(self):
        campaign = self._start()
        card = campaign.program_id._claim(self.member)
        campaign.action_pause()
        other = self._people(1)[0]
        with self.assertRaisesRegex(UserError, "no longer given"):
            campaign.program_id._claim(other)
        campaign.action_resume()
        campaign.program_id._claim(other)
        campaign.action_end()
        self.assertFalse(campaign.program_id.is_claimable)
        self.assertTrue(card.sudo().exists().points)

    def test_it_ends_by_itself_after_the_last_day(self):
        campaign = self._start()
        self.env.cr.execute(
            "UPDATE member_campaign SET date_to = '2020-01-01' WHERE id = %s",
            [campaign.id],
        )
        campaign.invalidate_recordset()
        self.env["member.campaign"]._cron_end()
        self.assertEqual(campaign.state, "ended")

    def test_the_next_one_has_the_last_results_beside_it(self):
        """Proves R202."""
        campaign = self._start(pieces=10)
        cards = [
            campaign.program_id._claim(member).sudo() for member in self._people(4)
        ]
        self._redeem(cards[0], returned_amount=100)
        action = campaign.action_copy()
        again = self.env["member.campaign"].browse(action["res_id"])
        self.assertEqual((again.state, again.pieces, again.value), ("draft", 10, 20))
        self.assertFalse(again.program_id)
        self.assertEqual(again.previous_claim_count, 4)
        self.assertEqual(again.previous_redeemed_count, 1)
        self.assertEqual(again.previous_redemption_rate, 25)
        self.assertEqual(again.previous_driven_net, 300)
        self.assertEqual(again.previous_cost, 20)

    def test_what_comes_back_leaves_the_net_and_stays_in_the_gross(self):
        campaign = self._start()
        card = campaign.program_id._claim(self.member).sudo()
        used = self._redeem(card)
        used.write({"state": "returned", "returned_amount": 400.0})
        campaign.invalidate_recordset()
        self.assertEqual((campaign.driven_gross, campaign.driven_net), (400, 0))
        self.assertEqual((campaign.redeemed_count, campaign.cost), (0, 0))

    def test_a_segment_gets_it_and_nobody_else(self):
        segment = self.env["member.segment"].create({"name": "All of us"})
        self._people(3)
        campaign = self._start(segment_id=segment.id, holdout_percent=0)
        self.assertFalse(campaign.program_id.is_claimable)
        self.assertTrue(campaign.issue_ids.target_ids)
        self.assertEqual(campaign.issue_ids.state, "running")
        campaign.action_pause()
        self.assertEqual(campaign.issue_ids.state, "stopped")
        campaign.action_resume()
        self.assertEqual(campaign.issue_ids.state, "running")
        with self.assertRaisesRegex(UserError, "narrow the segment"):
            self._start(segment_id=segment.id, holdout_percent=0, pieces=1)

    def test_only_managers_plan_and_other_merchants_see_nothing(self):
        user = new_test_user(
            self.env, "campaign.user", "base.group_user,wechat_member.group_member_user"
        )
        campaign = self._start()
        self.assertTrue(campaign.with_user(user).read(["name", "cost"]))
        with self.assertRaises(AccessError):
            campaign.with_user(user).action_end()
        with self.assertRaises(AccessError):
            self.env["member.campaign"].with_user(user).create(
                {"template_id": self.template.id}
            )
        other = self.env["res.company"].create({"name": "Other merchant"})
        stranger = new_test_user(
            self.env,
            "campaign.stranger",
            "base.group_user,wechat_member.group_member_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        found = self.env["member.campaign"].with_user(stranger).search([])
        self.assertNotIn(campaign.id, found.ids)

    def test_the_poster_has_a_channel_of_its_own(self):
        campaign = self._start()
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "wechat_member.campaign_poster", campaign.ids
        )
        channel = self.env["member.channel"].search(
            [("program_id", "=", campaign.program_id.id)]
        )
        self.assertEqual(channel.kind, "poster")
        self.assertIn(channel.code, html.decode())
        self.assertEqual(campaign._get_poster_channel(), channel)
