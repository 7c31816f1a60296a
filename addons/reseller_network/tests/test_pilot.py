from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import PortalCommon
from .test_network import NetworkCommon


@tagged("post_install", "-at_install")
class TestPilot(PortalCommon, NetworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fresh = cls._make_style("素槿 羊绒衫", "T-KNIT", 800.0)
        cls.offer = cls._publish(cls.fresh, cls.tj)
        cls._stock(cls.tj, cls.fresh.product_variant_ids[0], 10)
        cls.pilot = cls._make_pilot()

    @classmethod
    def _make_pilot(cls, **vals):
        return cls.env["reseller.pilot"].create(
            {
                "name": "羊绒衫先试卖",
                "agent_id": False,
                "contract_ids": [Command.set(cls.contract.ids)],
                "line_ids": [Command.create({"offer_id": cls.offer.id})],
                "goal": 20.0,
                **vals,
            }
        )

    def _sees(self, login):
        return self.fresh.name in self._get("/my/outlet/articles", login).text

    def _sell_fresh(self, pieces):
        return self._sell(
            self.contract,
            lines=[
                {
                    "product_id": self.fresh.product_variant_ids[0].id,
                    "quantity": pieces,
                    "price": 500.0,
                }
            ],
        )

    def test_a_pilot_offer_is_seen_by_its_group_alone_until_release(self):
        """Proves R266."""
        self.assertTrue(self._sees("t_other"))
        self.pilot.action_start()
        self.assertTrue(self._sees("t_shop"))
        self.assertFalse(self._sees("t_other"))
        path = f"/my/outlet/article/{self.fresh.id}"
        self.assertEqual(self._get(path, "t_other").status_code, 404)
        self.pilot.action_release()
        self.assertTrue(self._sees("t_other"))

    def test_the_sell_through_is_shown_before_the_release_and_kept(self):
        """Proves R266."""
        self.pilot.action_start()
        self.assertEqual((self.pilot.sell_through, self.pilot.is_worth_it), (0, False))
        self._sell_fresh(3)
        self.env.flush_all()
        self.pilot.invalidate_recordset()
        self.pilot.line_ids.invalidate_recordset()
        self.assertEqual(
            (self.pilot.sold, self.pilot.available, self.pilot.sell_through),
            (3, 10, 30),
        )
        self.assertEqual((self.pilot.sellers_sold, self.pilot.is_worth_it), (1, True))
        self.pilot.action_release()
        self._sell_fresh(4)
        self.env.flush_all()
        self.pilot.invalidate_recordset()
        self.pilot.line_ids.invalidate_recordset()
        self.assertEqual((self.pilot.sold, self.pilot.sell_through), (3, 30))
        self.assertIn("30.0%", self.pilot.message_ids[:1].body)

    def test_a_stopped_pilot_takes_the_offers_off(self):
        self.pilot.action_start()
        self.pilot.action_stop()
        self.assertEqual(self.offer.state, "suspended")
        self.assertFalse(self._sees("t_shop"))

    def test_a_rate_is_tried_by_the_group_alone_until_release(self):
        """A rule is tried like an offer. Proves R266."""
        self.pilot.line_ids.unlink()
        self.pilot.contract_ids = self.link
        rate = self.env["commission.rate"].create(
            {
                "brand_id": self.brand.id,
                "rate": 44.0,
                "pilot_id": self.pilot.id,
            }
        )
        other_place = self._make_place("另一个公众号")
        _user, other = self._make_reseller(
            "淘客二号", "t_link2", place=other_place, mode="link"
        )

        def rates():
            return [
                one._commission_rates(self.style)[self.style.id]
                for one in (self.link, other)
            ]

        usual = other.commission_rate
        self.assertEqual(rates(), [usual, usual])
        self.pilot.action_start()
        self.assertEqual(rates(), [44.0, usual])
        self.pilot.action_release()
        self.assertEqual(rates(), [44.0, 44.0])
        self.assertFalse(rate.pilot_id)

    def test_a_stopped_pilot_ends_its_rates(self):
        self.pilot.contract_ids = self.link
        self.env["commission.rate"].create(
            {"brand_id": self.brand.id, "rate": 44.0, "pilot_id": self.pilot.id}
        )
        self.pilot.action_start()
        self.pilot.action_stop()
        rates = self.link._commission_rates(self.style)
        self.assertEqual(rates[self.style.id], self.link.commission_rate)

    def test_nothing_starts_without_offers_or_a_group(self):
        with self.assertRaisesRegex(UserError, "resellers who try"):
            self._make_pilot(contract_ids=[]).action_start()
        with self.assertRaisesRegex(UserError, "to be tried first"):
            self._make_pilot(line_ids=[]).action_start()

    def test_an_offer_is_not_in_two_pilots_at_once(self):
        self.pilot.action_start()
        with self.assertRaisesRegex(UserError, "chosen resellers already"):
            self._make_pilot().action_start()

    def test_an_agent_tries_his_goods_with_his_resellers(self):
        self.contract.upstream_id = self.tj.agent_id
        agent = self._agent_user(self.tj, "pilot_agent")
        values = {
            "name": "我先试试",
            "contract_ids": [Command.set(self.contract.ids)],
            "line_ids": [Command.create({"offer_id": self.offer.id})],
        }
        pilots = self.env["reseller.pilot"].with_user(agent)
        pilot = pilots.create(values)
        self.assertEqual(pilot.agent_id, self.tj.agent_id)
        pilot.action_start()
        self.assertFalse(self._sees("t_other"))
        pilot.action_release()
        self.assertEqual(self.offer.audience, "all")
        self.assertFalse(pilots.search([("id", "=", self.pilot.id)]))
        with self.assertRaises(AccessError):
            pilots.create({**values, "contract_ids": [Command.set(self.other.ids)]})
        foreign = self.offers.filtered(lambda one: one.agent_id == self.ks.agent_id)
        with self.assertRaises(AccessError):
            pilots.create(
                {**values, "line_ids": [Command.create({"offer_id": foreign.id})]}
            )

    def test_an_agents_pilot_decides_about_no_rates(self):
        self.pilot.line_ids.unlink()
        self.pilot.agent_id = self.tj.agent_id
        with self.assertRaisesRegex(ValidationError, "decides about no rates"):
            self.env["commission.rate"].create(
                {
                    "brand_id": self.brand.id,
                    "rate": 44.0,
                    "pilot_id": self.pilot.id,
                    "date_start": fields.Date.today(),
                }
            )

    def test_a_pilot_with_rates_is_not_handed_to_an_agent(self):
        self.pilot.line_ids.unlink()
        self.env["commission.rate"].create(
            {"brand_id": self.brand.id, "rate": 44.0, "pilot_id": self.pilot.id}
        )
        with self.assertRaisesRegex(ValidationError, "decides about no rates"):
            self.pilot.agent_id = self.tj.agent_id
