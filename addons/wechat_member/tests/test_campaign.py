from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Date, Datetime
from odoo.tests import Form, new_test_user, tagged

from .common import MemberCommon


class CampaignCommon(MemberCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            "campaign.manager",
            "base.group_user,wechat_member.group_member_manager",
        )
        cls.template = cls.env["member.campaign.template"].create(
            {
                "name": "Quiet weeks",
                "occasion": "slack",
                "benefit": "amount",
                "value": 20,
                "minimum_amount": 100,
                "pieces": 100,
                "days": 14,
                "valid_days": 7,
            }
        )

    def _start(self, **vals):
        campaign = (
            self.env["member.campaign"]
            .with_user(self.manager)
            .create({"template_id": self.template.id, **vals})
        )
        campaign.action_start()
        return campaign

    def _people(self, count, start=0):
        return [
            self._make_member(f"Member {number}", f"1370000{number:04d}")
            for number in range(start, start + count)
        ]

    def _redeem(self, card, ticket=400.0, discount=20.0, state="consumed", **vals):
        """A redemption as a ticket leaves it."""
        return self.env["coupon.redemption"].create(
            {
                "card_id": card.id,
                "company_id": self.company.id,
                "config_id": self.till.id,
                "order_uuid": f"ticket-{card.id}",
                "order_amount": ticket,
                "discount": discount,
                "points": 1,
                "single_use": True,
                "state": state,
                **vals,
            }
        )


@tagged("post_install", "-at_install")
class TestCampaign(CampaignCommon):
    def test_five_answers_make_a_running_campaign(self):
        """Proves R184, R189."""
        answers = {
            "template_id": self.template,
            "value": 30,
            "pieces": 50,
            "date_to": Date.add(self.company._get_member_today(), days=10),
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
            Date.add(self.company._get_member_today(), days=7),
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


@tagged("post_install", "-at_install")
class TestRanking(CampaignCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prize = cls.env["loyalty.program"].create(
            {
                "name": "满100减88",
                "program_type": "coupons",
                "rule_ids": [Command.clear(), Command.create({"minimum_amount": 100})],
                "reward_ids": [
                    Command.clear(),
                    Command.create({"discount_mode": "per_order", "discount": 88}),
                ],
                "communication_plan_ids": [Command.clear()],
            }
        )

    def _redeemed(self, campaign, member, times, ticket=100.0, at=0):
        """``times`` redemptions of a member, the last one ``at`` hours after now."""
        cards = self.env["loyalty.card"].create(
            [
                {
                    "program_id": campaign.program_id.id,
                    "partner_id": member.id,
                    "points": 1,
                }
                for _ in range(times)
            ]
        )
        for number, card in enumerate(cards):
            self._redeem(
                card,
                ticket=ticket,
                taken_at=Datetime.now() + timedelta(hours=at, minutes=-number),
            )

    def test_places_follow_from_redemptions_money_time_and_age(self):
        """Ties are defined. Proves R196."""
        campaign = self._start()
        many, rich, early, late, old, young = self._people(6)
        self._redeemed(campaign, young, 2, at=5)
        self._redeemed(campaign, old, 2, at=5)
        self._redeemed(campaign, late, 2, at=2)
        self._redeemed(campaign, early, 2, at=1)
        self._redeemed(campaign, rich, 2, ticket=150.0, at=9)
        self._redeemed(campaign, many, 3, at=9)
        rows = self.env["coupon.redemption"].search(
            [("partner_id", "in", (old | young).ids)]
        )
        rows.taken_at = max(rows.mapped("taken_at"))
        campaign.action_rank()
        self.assertEqual(
            campaign.rank_ids.sorted("rank").partner_id.ids,
            (many | rich | early | late | old | young).ids,
        )

    def test_the_first_ten_get_their_prize_once(self):
        """Proves R196."""
        campaign = self._start(prize_program_id=self.prize.id)
        for number, member in enumerate(self._people(12)):
            self._redeemed(campaign, member, 1, ticket=100.0 + number)
        campaign.action_give_prizes()
        campaign.action_give_prizes()
        cards = self.env["loyalty.card"].search([("program_id", "=", self.prize.id)])
        self.assertEqual(len(cards), 10)
        self.assertEqual(cards.partner_id, campaign.rank_ids.partner_id)
        self.assertEqual(campaign.rank_ids.prize_card_id, cards)
        self.assertNotIn("Member 0", cards.partner_id.mapped("name"))
        with self.assertRaisesRegex(UserError, "stands"):
            campaign.action_rank()

    def test_each_outlet_has_a_ranking_of_its_own(self):
        campaign = self._start(ranking_by="outlet")
        first, second = self._people(2)
        self._redeemed(campaign, first, 2)
        card = self.env["loyalty.card"].create(
            {
                "program_id": campaign.program_id.id,
                "partner_id": second.id,
                "points": 1,
            }
        )
        self._redeem(card, config_id=self.other_till.id)
        campaign.action_rank()
        self.assertEqual(
            {(place.group_name, place.rank) for place in campaign.rank_ids},
            {("Shop A", 1), ("Shop B", 1)},
        )

    def test_ranking_of_a_period_counts_its_days_only(self):
        """Proves R196."""
        campaign = self._start()
        first, second = self._people(2)
        self._redeemed(campaign, first, 2)
        self._redeemed(campaign, second, 1)
        uses = self.env["coupon.redemption"].search([("partner_id", "=", first.id)])
        uses.taken_at = Date.add(Date.today(), days=-40)
        campaign.action_rank()
        self.assertEqual(campaign.rank_ids[0].partner_id, first)
        today = self.company._get_member_today()
        campaign.ranking_from = Date.add(today, days=-30)
        campaign.action_rank()
        self.assertEqual(campaign.rank_ids.partner_id, second)
        campaign.write({"ranking_from": False, "ranking_to": Date.add(today, days=-30)})
        campaign.action_rank()
        self.assertEqual(campaign.rank_ids.partner_id, first)

    def test_a_coupon_given_back_counts_for_nobody(self):
        campaign = self._start()
        member = self._people(1)[0]
        self._redeemed(campaign, member, 1)
        self.env["coupon.redemption"].search(
            [("partner_id", "=", member.id)]
        ).state = "returned"
        campaign.action_rank()
        self.assertFalse(campaign.rank_ids)
        with self.assertRaisesRegex(UserError, "Choose the coupon"):
            campaign.action_give_prizes()


@tagged("post_install", "-at_install")
class TestFunder(CampaignCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.brand = cls.env["res.partner"].create(
            {"name": "康师傅", "is_company": True}
        )

    def _funded(self):
        campaign = self._start(funder_id=self.brand.id, funder_percent=50)
        self.uses = self.env["coupon.redemption"]
        for member in self._people(3):
            card = campaign.program_id._claim(member).sudo()
            self.uses |= self._redeem(card, discount=19.99)
        return campaign

    def _claim(self):
        claims = self.env["campaign.claim"]._generate(self.company._get_member_today())
        return claims.filtered(lambda claim: claim.funder_id == self.brand)

    def test_the_month_is_claimed_once_and_invoiced(self):
        """Proves R199."""
        campaign = self._funded()
        claim = self._claim()
        self.assertEqual(claim.line_count, 3)
        self.assertEqual(claim.amount, 30.0)
        self.assertEqual(claim.line_ids.campaign_id, campaign)
        self.assertFalse(self._claim())
        claim.action_invoice()
        claim.action_invoice()
        invoice = claim.move_id
        self.assertEqual(
            (invoice.move_type, invoice.state, invoice.partner_id),
            ("out_invoice", "draft", self.brand),
        )
        self.assertEqual(invoice.amount_total, 30.0)
        self.assertEqual(claim.state, "invoiced")

    def test_what_is_given_back_later_is_taken_off_the_next_claim(self):
        """Proves R199."""
        self._funded()
        self._claim().action_invoice()
        self.uses[0].state = "returned"
        following = self._claim()
        self.assertEqual(following.line_ids.mapped("kind"), ["returned"])
        self.assertEqual(following.amount, -10.0)
        following.action_invoice()
        self.assertEqual(following.move_id.move_type, "out_refund")
        self.assertFalse(self._claim())

    def test_part_that_came_back_after_the_claim_is_taken_off_the_next_one(self):
        """Proves R199."""
        self._funded()
        self._claim().action_invoice()
        self.uses[0].returned_amount = 100.0
        following = self._claim()
        self.assertEqual(following.line_ids.mapped("kind"), ["corrected"])
        self.assertEqual(following.amount, -2.5, "a quarter of ten")
        following.action_invoice()
        self.assertFalse(self._claim())
        # all of it comes back: the rest is taken off, no more
        self.uses[0].write({"state": "returned", "returned_amount": 400.0})
        self.assertEqual(self._claim().amount, -7.5)

    def test_new_funder_pays_for_what_is_redeemed_from_then_on(self):
        """Proves R199."""
        campaign = self._funded()
        other = self.env["res.partner"].create({"name": "联合利华"})
        campaign.write({"funder_id": other.id, "funder_percent": 100})
        claims = self.env["campaign.claim"]
        first = claims.search([("funder_id", "=", self.brand.id)])
        self.assertEqual((first.line_count, first.amount), (3, 30.0))
        first.action_invoice()
        member = self._make_member("Late", "13711110000")
        card = campaign.program_id._claim(member).sudo()
        self._redeem(card, discount=19.99)
        self.assertFalse(self._claim(), "nothing of it is repriced")
        second = claims.search([("funder_id", "=", other.id)])
        self.assertEqual((second.line_count, second.amount), (1, 19.99))
        # what comes back goes to who had paid it, at his part
        self.uses[0].returned_amount = 200.0
        self.assertEqual(self._claim().amount, -5.0)

    def test_of_goods_that_came_back_nothing_is_claimed(self):
        self._funded()
        self.uses[0].returned_amount = 100.0
        self.uses[1].returned_amount = 400.0
        claim = self._claim()
        self.assertEqual(
            sorted(claim.line_ids.mapped("amount")), [0.0, 7.5, 10.0], "a quarter less"
        )

    def test_who_is_no_manager_sees_no_claims(self):
        self._funded()
        claim = self._claim()
        user = new_test_user(
            self.env, "claim.user", "base.group_user,wechat_member.group_member_user"
        )
        with self.assertRaises(AccessError):
            claim.with_user(user).read(["amount"])
        with self.assertRaisesRegex(UserError, "stays"):
            claim.action_invoice()
            claim.unlink()
