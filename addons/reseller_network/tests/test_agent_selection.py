from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ResellerCommon


@tagged("post_install", "-at_install")
class TestAgentSelection(ResellerCommon):
    """An agent's own selection centre: whom he shows his goods to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for contract in (cls.contract, cls.other):
            contract.upstream_id = cls.ks.agent_id
        cls.other.grade_id = cls.regular
        cls.staff = cls._agent_user(cls.ks, "t_ks_staff")
        cls.offer = cls.offers.filtered(lambda one: one.agent_id == cls.ks.agent_id)

    def _seen_by(self):
        """Return who sees the style, by name."""
        users = self.user | self.other_user | self.link_user
        return {
            user.name
            for user in users
            if self._as(user)._selection_page({"search": "T-TRENCH"})["total"]
        }

    def _publish_to(self, **values):
        with Form(self.offer.with_user(self.staff)) as form:
            form.audience = "chosen"
            for name, records in values.items():
                getattr(form, name).set(records)

    def test_an_agent_shows_goods_to_chosen_resellers_of_his(self):
        """Others see nothing of it. Proves R97."""
        self.offers.filtered(lambda one: one != self.offer).action_suspend()
        self.assertEqual(self._seen_by(), {"阿梅", "隔壁老王", "研究所小林"})
        self._publish_to(audience_partner_ids=self.user.partner_id)
        self.assertEqual(self._seen_by(), {"阿梅"})
        self.assertFalse(self._as(self.other_user)._find_article(self.style.id))

    def test_an_agent_shows_goods_to_a_tier(self):
        """Proves R97."""
        self.offers.filtered(lambda one: one != self.offer).action_suspend()
        self._publish_to(grade_ids=self.regular)
        self.assertEqual(self._seen_by(), {"隔壁老王"})

    def test_what_one_agent_offers_is_private_to_his_resellers(self):
        """Proves R97."""
        self.offer.action_suspend()
        self.assertEqual(self._seen_by(), {"研究所小林"})

    def test_an_agent_reads_no_picks_and_no_price_rules_of_his_resellers(self):
        self.contract._add_picks(self.style)
        self.contract._set_price_rule(
            {"kind": "markup", "value": 50, "rounding": "yuan"}
        )
        self.contract.own_categ_ids = [Command.set(self.style.categ_id.ids)]
        for model in ("reseller.pick", "reseller.price.rule"):
            records = self.env[model].with_user(self.staff)
            self.assertFalse(records.has_access("read") and records.search([]))
