import math
import os
import random
from datetime import timedelta

from odoo import fields

from .session_common import SessionStockMixin
from .settlement_steps import SettlementSteps

# A nightly run names how many sequences it wants, and where their seeds begin.
SEQUENCES = int(os.environ.get("OUTLET_SEQUENCES", "0"))
FIRST_SEED = int(os.environ.get("OUTLET_SEED", "0"))
# In how many ways each step of a sequence goes on.
BRANCHES = (1, 1, 2, 2, 4)
TAXES = ((13, "tax_included"), (3, "tax_included"), (13, "tax_excluded"))


class SettlementWorld(SessionStockMixin, SettlementSteps):
    """Random business through the doors people use, and what must hold after each step.

    A sequence is told by its seed.
    """

    share = 1.0  # of the sequences of a nightly run
    usual = 16

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={
                **cls.env.context,
                "tracking_disable": True,
                "mail_create_nolog": True,
                "mail_notrack": True,
            }
        )
        world = random.Random("contracts")
        cls.company.outlet_tag_photo_required = False
        cls.goods = cls.coat | cls.shirt
        for number in range(3):
            brand = cls._make_random_brand(f"Brand {number}", world)
            price = world.randint(1, 200000) / 100
            product = cls._make_product(f"Style {number}", price, brand)
            product.taxes_id = False
            for agent, pieces in ((cls.near, 40), (cls.far, 400)):
                cls._stock(product, agent, pieces)
            cls.goods |= product
        # what the nearest has is soon gone, so orders are split
        cls._stock(cls.coat, cls.near, -490)
        cls._stock(cls.shirt, cls.near, -494)
        cls.fee = cls._make_product("Fee", 0)
        cls.taxes = cls.env["account.tax"].create(
            [
                {
                    "name": f"{rate} {included}",
                    "amount": rate,
                    "price_include_override": included,
                }
                for rate, included in TAXES
            ]
        )
        cls.cash = cls.env.ref("agent_dropship.payment_term_cash_on_delivery")
        cls.refusal = cls.env["dispatch.refuse.reason"].search(
            [("counts_in_score", "=", True), ("stock_effect", "=", "none")], limit=1
        )
        cls._agree_terms()
        cls._open_session(cls.goods[-1])

    @classmethod
    def _open_session(cls, product):
        """A session that sells one article for two fifths of its tag price."""
        warehouse = cls._warehouse(cls.near)
        offer = cls._make_session_offer(warehouse, product)
        session = cls._make_session()
        quotas = {(product, warehouse): 30}
        price = cls.currency.round(product.list_price * 0.4)
        cls.session_line = cls._enrol(session, offer, quotas, price=price)
        session.action_approve_and_publish()

    @classmethod
    def _make_random_brand(cls, name, world):
        owner = cls.env["res.partner"].create({"name": name, "is_company": True})
        brand = cls.env["product.brand"].create({"name": name, "partner_id": owner.id})
        for agent in cls.near | cls.far:
            cls.env["brand.contract"].create(
                {
                    "brand_id": brand.id,
                    "agent_id": agent.id,
                    "supply_ratio": world.randint(1500, 3900) / 100,
                    "operator_ratio": world.choice([0, 0, 3.33, 7.5]),
                    "date_start": "2018-01-01",
                }
            ).action_activate()
        return brand

    @classmethod
    def _agree_terms(cls):
        terms = cls.env["agent.terms"].create(
            {"agent_id": cls.near.id, "penalty_refused": 7.77, "penalty_late": 3.33}
        )
        terms.action_send()
        terms.with_user(cls.near_user).action_agree()
        terms.accepted_at = fields.Datetime.now() - timedelta(days=2)

    # --- a run --------------------------------------------------------------------

    def _run_sequences(self):
        """Walk a tree for each seed: what sequences have in common is done once."""
        leaves = math.prod(BRANCHES)
        count = math.ceil((round(SEQUENCES * self.share) or self.usual) / leaves)
        for seed in range(FIRST_SEED, FIRST_SEED + count):
            self._start(seed)
            self._explore(seed, [])

    def _explore(self, seed, taken):
        """Take the next random step in several ways, each from the same state."""
        if len(taken) == len(BRANCHES):
            return
        for number in range(BRANCHES[len(taken)]):
            state = dict(self.world)
            savepoint = self.env.cr.savepoint()
            self.random = random.Random(f"{seed} {taken} {number}")
            step = self.random.choice(self._get_steps()) if taken else "order"
            path = [*taken, f"{number}:{step}"]
            try:
                getattr(self, f"_step_{step}")()
                self._check_all()
            except Exception as error:
                steps = f"OUTLET_SEED={seed}: {', '.join(path)}"
                raise AssertionError(f"{error}\n{steps}") from error
            self._explore(seed, path)
            savepoint.rollback()
            self.env.invalidate_all()
            self.world = state

    def _start(self, seed):
        self.random = random.Random(seed)
        none = self.env["sale.order"]
        today = fields.Date.context_today(self.env.user)
        self.world = {
            "orders": none,
            "billed": {},
            "given": {},
            "month": today,
        }
        self.company.freight_payee = self.random.choice(["agent", "agent", "operator"])
        contracts = self.env["brand.contract"].search([("agent_id", "=", self.near.id)])
        payee = self.random.choice([False, "agent", "operator"])
        contracts._write_terms({"freight_payee": payee})

    def _get_steps(self):
        return (
            ["order"] * 2
            + ["deliver"] * 6
            + ["return"] * 3
            + ["settle", "dispute", "compensate", "refuse"] * 2
            + ["late", "case", "exchange", "price", "fee", "session"]
            + ["give_up"] * 2
            + ["take_back", "cancel"]
        )
