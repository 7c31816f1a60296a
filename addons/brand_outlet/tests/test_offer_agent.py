from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import PIXEL, PartyCommon


@tagged("post_install", "-at_install")
class TestOfferAgent(PartyCommon):
    """Agents look after their own goods under their own rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger = cls._make_party_user("test_agent_x", "agent", cls.other_agent)
        cls.coat = cls._make_style(cls.brand, "SP200", image_1920=False)
        cls._give_warehouse(cls.agent)
        cls._give_warehouse(cls.other_agent)

    def _create(self, user=None, **values):
        return (
            self.env["outlet.offer"]
            .with_user(user or self.agent_user)
            .create(
                {
                    "contract_id": self.contract.id,
                    "product_tmpl_id": self.coat.id,
                    "reason_id": self.reason.id,
                    **{name: getattr(one, "id", one) for name, one in values.items()},
                }
            )
        )

    def test_agent_makes_an_offer_and_the_operator_lets_it_pass(self):
        offer = self._create(story="Worn once on the runway")
        self._put_goods(offer.sudo())
        self.env["outlet.picture"].with_user(self.agent_user).create(
            {"offer_id": offer.id, "image_1920": PIXEL}
        )
        offer.action_quality_fine()
        self.assertFalse(offer.missing_to_publish)
        with self.assertRaisesRegex(AccessError, "Ask for the check"):
            offer.action_publish()
        offer.action_ask_check()
        waiting = self.env["outlet.offer"].with_user(self.operator)
        found = waiting.search([("check_asked_at", "!=", False)])
        self.assertIn(offer, found)
        offer.with_user(self.operator).action_check()
        self.assertEqual((offer.state, offer.check_asked_at), ("checked", False))
        offer.action_publish()
        self.assertEqual(offer.state, "published")
        offer.action_suspend()
        offer.action_publish()
        offer.action_end()

    def test_new_offer_finds_the_only_contract_by_itself(self):
        form = Form(self.env["outlet.offer"].with_user(self.agent_user))
        self.assertFalse(form.contract_id)
        form.product_tmpl_id = self.coat
        self.assertEqual(form.contract_id, self.contract)
        self.assertEqual(form.save().state, "draft")

    def test_what_was_checked_is_not_changed_behind_the_operators_back(self):
        offer = self.offer.with_user(self.agent_user)
        with self.assertRaisesRegex(UserError, "back to draft"):
            offer.story = "Now with gold buttons"
        with self.assertRaisesRegex(UserError, "back to draft"):
            self.env["outlet.picture"].with_user(self.agent_user).create(
                {"offer_id": offer.id, "image_1920": PIXEL}
            )
        offer.write({"audience": "pilot", "date_to": "2099-01-01 00:00:00"})
        offer.action_suspend()
        offer.action_draft()
        offer.story = "Now with gold buttons"
        with self.assertRaisesRegex(AccessError, "Ask for the check"):
            offer.action_publish()

    def test_agent_says_nothing_about_price_state_or_check(self):
        offer = self._create()
        for vals in (
            {"supply_ratio": 20},
            {"return_policy": "firm"},
            {"return_days": 1},
            {"state": "checked"},
            {"check_asked_at": fields.Datetime.now()},
            {"quality_user_id": self.operator.id},
            {"product_tmpl_id": self.coat.id, "turn": 0},
        ):
            with self.assertRaises(UserError):
                offer.write(vals)
        with self.assertRaises(UserError):
            self._create(state="published")

    def test_price_is_the_agents_where_the_operator_said_so(self):
        self.agent.may_price = True
        offer = self._create()
        offer.supply_ratio = 20
        self.assertEqual(offer.supply_price, 200.0)

    def test_another_agents_goods_are_denied(self):
        """Proves R252."""
        mine = self._create()
        theirs = mine.with_user(self.stranger)
        for act in (
            lambda offer: offer.write({"story": "Mine"}),
            lambda offer: offer.unlink(),
            lambda offer: offer.action_ask_check(),
            lambda offer: offer.action_publish(),
            lambda offer: offer.action_quality_fine(),
            lambda offer: offer.action_count(),
            lambda offer: offer.read(["story"]),
        ):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
                act(theirs)
        with self.assertRaises(AccessError):
            self._create(
                self.stranger, product_tmpl_id=self._make_style(self.brand, "X")
            )
        with self.assertRaises(AccessError):
            self._create(contract_id=self._make_contract(self.brand, self.other_agent))
        picture = self.env["outlet.picture"].create(
            {"offer_id": mine.id, "image_1920": PIXEL}
        )
        for act in (
            lambda one: one.write({"name": "Mine"}),
            lambda one: one.unlink(),
            lambda one: one.read(["name"]),
        ):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
                act(picture.with_user(self.stranger))
        with self.assertRaises(AccessError):
            self._create(self.brand_user)
        # what is its own may go
        mine.unlink()

    def test_agent_moves_nothing_to_another_agent(self):
        mine = self._create()
        rival = self._make_contract(self.brand, self.other_agent)
        with self.assertRaises(AccessError):
            mine.contract_id = rival
        category = self.env["product.category"].create({"name": "Trousers"})
        lot = self.env["outlet.offer"]._create_lots(
            [
                {
                    "contract": rival,
                    "category": category,
                    "pieces": 5,
                    "tag_price": 10.0,
                }
            ]
        )
        with self.assertRaises(AccessError):
            self._create(product_tmpl_id=lot.product_tmpl_id)

    def test_agent_counts_its_own_lot_only(self):
        category = self.env["product.category"].create({"name": "Trousers"})
        wizard = Form(self.env["outlet.lot.create"].with_user(self.agent_user))
        wizard.contract_id = self.contract
        wizard.categ_id = category
        wizard.pieces = 300
        wizard.tag_price = 200.0
        self.assertEqual(wizard.supply_price, 50.0)
        action = wizard.save().action_create()
        lot = self.env["outlet.offer"].browse(action["res_id"])
        self.assertEqual((lot.lot_left, lot.supply_price), (300, 50.0))
        count = Form(
            self.env["outlet.lot.count"]
            .with_user(self.agent_user)
            .with_context(default_offer_id=lot.id)
        )
        with count.line_ids.edit(0) as line:
            self.assertEqual(line.free, 300)
            line.counted = 280
        count.save().action_count()
        lot.invalidate_recordset()
        self.assertEqual(lot.lot_left, 280)
        other = self.style.product_variant_id
        for product, counted in (
            (lot.product_tmpl_id.product_variant_id, 1),
            (other, 5),
        ):
            with self.assertRaises(AccessError):
                self.env["outlet.lot.count"].with_user(self.stranger).create(
                    {
                        "offer_id": lot.id,
                        "line_ids": [
                            Command.create(
                                {"product_id": product.id, "counted": counted}
                            )
                        ],
                    }
                ).action_count()

    def test_count_reaches_no_other_goods_and_goes_not_below_zero(self):
        category = self.env["product.category"].create({"name": "Trousers"})
        lot = (
            self.env["outlet.offer"]
            .with_user(self.agent_user)
            ._create_lots(
                [
                    {
                        "contract": self.contract,
                        "category": category,
                        "pieces": 10,
                        "tag_price": 99.0,
                    }
                ]
            )
        )
        own = lot.product_tmpl_id.product_variant_id
        for product, quantity, words in (
            (self.style.product_variant_id, 5, "not of the lot"),
            (own, -11, "only 10 pieces"),
        ):
            with self.assertRaisesRegex(UserError, words):
                lot._move_lot_pieces({(lot, product): quantity})

    def test_lot_thrown_away_takes_its_goods_along(self):
        category = self.env["product.category"].create({"name": "Trousers"})
        lot = (
            self.env["outlet.offer"]
            .with_user(self.agent_user)
            ._create_lots(
                [
                    {
                        "contract": self.contract,
                        "category": category,
                        "pieces": 10,
                        "tag_price": 99.0,
                    }
                ]
            )
        )
        template = lot.product_tmpl_id.sudo()
        product = template.product_variant_id
        lot.unlink()
        self.assertFalse(template.active)
        quants = self.env["stock.quant"].search(
            [("product_id", "=", product.id), ("location_id.usage", "=", "internal")]
        )
        self.assertFalse(sum(quants.mapped("quantity")))

    def test_agent_proves_a_typed_price_but_changes_no_proof(self):
        offer = self._create()
        offer.tag_photo = PIXEL
        self.assertEqual(self.coat.tag_price_source, "photo")
        with self.assertRaisesRegex(AccessError, "proven already"):
            offer.tag_photo = False
        with self.assertRaises(AccessError):
            self.coat.with_user(self.agent_user).tag_photo = False

    def test_calculations_of_another_are_denied(self):
        Calculation = self.env["outlet.lot.calculation"].with_user(self.agent_user)
        mine = Calculation.create({"name": "Trousers", "cost": 30, "tag_price": 200})
        self.assertEqual(mine.agent_id, self.agent)
        theirs = mine.with_user(self.stranger)
        self.assertFalse(theirs.search([("id", "=", mine.id)]))
        for act in (lambda one: one.read(["cost"]), lambda one: one.unlink()):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
                act(theirs)
        with self.assertRaises(AccessError):
            mine.agent_id = self.other_agent
        with self.assertRaises(AccessError):
            self.env["outlet.lot.calculation"].with_user(self.brand_user).search([])
