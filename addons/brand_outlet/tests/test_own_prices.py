from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import PartyCommon


@tagged("post_install", "-at_install")
class TestOwnPrices(PartyCommon):
    """The right to set prices is a switch on each agent."""

    def _set(self, offer, user, supply=20.0, suggested=50.0):
        wizard = (
            self.env["outlet.offer.price"]
            .with_user(user)
            .create({"offer_id": offer.id})
        )
        wizard.write({"supply_ratio": supply, "suggested_ratio": suggested})
        wizard.action_apply()

    def test_an_agent_with_the_right_sets_his_own_prices(self):
        """Proves R9."""
        self.agent.may_price = True
        offer = self.offer.with_user(self.agent_user)
        self.assertTrue(offer.may_set_prices)
        action = offer.action_set_prices()
        model = self.env["outlet.offer.price"].with_user(self.agent_user)
        with Form(model.with_context(**action["context"])) as form:
            self.assertEqual((form.supply_ratio, form.suggested_ratio), (25, 40))
            form.supply_ratio = 22
            form.suggested_ratio = 45
            self.assertEqual((form.supply_price, form.suggested_price), (220, 450))
        form.record.action_apply()
        self.assertEqual((offer.supply_price, offer.suggested_price), (220, 450))

    def test_an_agent_without_the_right_sets_none(self):
        """Proves R9."""
        self.assertFalse(self.offer.with_user(self.agent_user).may_set_prices)
        with self.assertRaisesRegex(AccessError, "no right to set prices"):
            self._set(self.offer, self.agent_user)
        draft = self._make_offer(
            style=self._make_style(self.brand, "SP3"), publish=False
        )
        for name in ("supply_ratio", "suggested_ratio"):
            with self.assertRaisesRegex(AccessError, "no right to set prices"):
                draft.with_user(self.agent_user).write({name: 24})
        self.assertEqual(self.offer.supply_ratio, 25)

    def test_the_right_is_each_agents_own(self):
        """A branch may have it and its agent not. Proves R9."""
        branch = self.env["res.partner"].create(
            {"name": "Branch", "is_company": True, "branch_of_id": self.agent.id}
        )
        offer = self._make_offer(self._make_contract(self.brand, branch))
        user = self._make_party_user("test_branch", "agent", branch)
        with self.assertRaises(AccessError):
            self._set(offer, user)
        branch.may_price = True
        self._set(offer, user)
        self.assertEqual(offer.supply_ratio, 20)
        # The agent's staff looks after his branches, within the same right.
        self._set(offer, self.agent_user, 21.0)
        self.assertEqual(offer.supply_ratio, 21)
        with self.assertRaises(AccessError):
            self._set(self.offer, self.agent_user)

    def test_own_prices_stay_within_the_contract(self):
        self.agent.may_price = True
        for supply, suggested, words in (
            (26.0, 50.0, "at most"),
            (20.0, 19.0, "can't be below"),
        ):
            with self.assertRaisesRegex(ValidationError, words):
                with self.env.cr.savepoint():
                    self._set(self.offer, self.agent_user, supply, suggested)
        self.assertEqual(self.offer.supply_ratio, 25)

    def test_offers_of_others_are_out_of_reach(self):
        self.agent.may_price = self.other_agent.may_price = True
        for user in (self.agent_user, self.brand_user):
            with (
                mute_logger("odoo.addons.base.models.ir_rule"),
                self.assertRaises(AccessError),
            ):
                self._set(self.other_offer, user)
        with self.assertRaises(AccessError):
            self._set(self.offer, self.brand_user)
        self.assertEqual(self.offer.supply_ratio, 25)

    def test_the_operator_agrees_on_any_price(self):
        self.offer.with_user(self.operator).write(
            {"supply_ratio": 30, "suggested_ratio": 90}
        )
        self.assertEqual(
            (self.offer.supply_price, self.offer.suggested_price), (300, 900)
        )
