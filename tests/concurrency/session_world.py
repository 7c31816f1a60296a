"""A brand, an agent with stock, a place and a session that is open."""

import datetime
import random
import threading
import time

from odoo import fields
from odoo.fields import Command

from .race import Race

# a server has fewer workers than there are buyers at ten o'clock
WORKERS = 16


class SessionRace(Race):
    """``stock`` pieces of each article at the agent, ``quota`` of them in a session."""

    def setUp(self):
        super().setUp()
        self.workers = threading.Semaphore(WORKERS)

    def make_world(self, articles, stock, quota, **line_values):
        with self.environment() as env:
            self._make_parties(env)
            products = [self._make_product(env, number) for number in range(articles)]
            self.products = [product.id for product in products]
            for product in products:
                env["stock.quant"]._update_available_quantity(
                    product,
                    env["stock.warehouse"].browse(self.warehouse).lot_stock_id,
                    stock,
                    owner_id=env["res.partner"].browse(self.agent),
                )
            self.lines = self._make_session(env, products, quota, line_values)
        self.addCleanup(self._withdraw)

    def _make_parties(self, env):
        brand_owner, agent, owner, consumer = env["res.partner"].create(
            [
                {"name": f"{word}{self.key}", "is_company": word in ("品牌", "代理")}
                for word in ("品牌", "代理", "店主", "李雷")
            ]
        )
        consumer.write(
            {
                "country_id": env.ref("base.cn").id,
                "state_id": env.ref("base.state_cn_BJ").id,
            }
        )
        brand = env["product.brand"].create(
            {"name": f"品牌{self.key}", "partner_id": brand_owner.id}
        )
        contract = env["brand.contract"].create(
            {"brand_id": brand.id, "agent_id": agent.id, "date_start": "2017-01-01"}
        )
        contract.action_activate()
        place = env["outlet.place"].create(
            {"name": f"店{self.key}", "owner_id": owner.id, "place_type": "group"}
        )
        warehouse = env["stock.warehouse"].create(
            {"name": f"仓{self.key}", "code": self.key, "agent_id": agent.id}
        )
        self.brand, self.agent, self.contract = brand.id, agent.id, contract.id
        self.place, self.consumer = place.id, consumer.id
        self.warehouse = warehouse.id

    def _make_product(self, env, number):
        return env["product.product"].create(
            {
                "name": f"风衣{number} {self.key}",
                "default_code": f"S{number}-{self.key}",
                "style_code": f"S{number}-{self.key}",
                "is_storable": True,
                "list_price": 100.0,
                "product_brand_id": self.brand,
                "taxes_id": [Command.clear()],
            }
        )

    def _make_session(self, env, products, quota, line_values):
        offers = env["outlet.offer"].create(
            [
                {
                    "contract_id": self.contract,
                    "product_tmpl_id": product.product_tmpl_id.id,
                }
                for product in products
            ]
        )
        # what an offer needs to be published is not the matter here
        offers.state = "published"
        now = fields.Datetime.now()
        session = env["outlet.session"].create(
            {
                "name": f"专场{self.key}",
                "date_start": now - datetime.timedelta(minutes=1),
                "date_end": now + datetime.timedelta(hours=1),
                "line_ids": [
                    Command.create(
                        {
                            "offer_id": offer.id,
                            "price": 50.0,
                            "quota_ids": [
                                Command.create(
                                    {
                                        "product_id": product.id,
                                        "warehouse_id": self.warehouse,
                                        "quota": quota,
                                    }
                                )
                            ],
                            **line_values,
                        }
                    )
                    for offer, product in zip(offers, products, strict=True)
                ],
            }
        )
        session.action_approve_and_publish()
        self.session = session.id
        return session.line_ids.ids

    def _withdraw(self):
        with self.environment() as env:
            # what is confirmed stays; what waits would be tried again and again
            env["sale.order"].search(
                [("place_id", "=", self.place), ("routing_state", "=", "waiting")]
            )._action_cancel()
            env["outlet.session"].browse(self.session).action_cancel()
            env["brand.contract"].browse(self.contract).action_end()

    # --- buying -----------------------------------------------------------------

    def claim(self, key, wants, buyer="buyer"):
        """Claim ``wants`` = [(number of the article, pieces)] as a request does.

        :return: seconds it took, waiting for a worker included
        """
        start = time.monotonic()
        with self.workers, self.environment() as env:
            env["outlet.session.claim"]._take(
                [
                    (
                        f"{key}-{number}",
                        env["outlet.session.line"].browse(self.lines[number]),
                        env["product.product"].browse(self.products[number]),
                        pieces,
                    )
                    for number, pieces in wants
                ],
                buyer,
            )
        return time.monotonic() - start

    def order(self, baskets, queue=True):
        """Make the orders of claimed ``baskets`` = {key: [(article, pieces)]}."""
        with self.environment() as env:
            orders = env["sale.order"].create(
                [self._prepare_order(key, basket) for key, basket in baskets.items()]
            )
            if queue:
                orders._queue_session_orders()
            return orders.ids

    def _prepare_order(self, key, basket):
        return {
            "partner_id": self.consumer,
            "place_id": self.place,
            "order_line": [
                Command.create(
                    {
                        "product_id": self.products[number],
                        "product_uom_qty": pieces,
                        "price_unit": 50.0,
                        "session_line_id": self.lines[number],
                        "session_key": f"{key}-{number}",
                    }
                )
                for number, pieces in basket
            ],
        }

    def confirm_queue(self):
        with self.environment() as env:
            env["sale.order"]._cron_confirm_session_orders()

    def counters(self):
        """[(quota, claimed, sold)] of the articles."""
        with self.environment() as env:
            quotas = env["outlet.session.line"].browse(self.lines).quota_ids
            return [(quota.quota, quota.claimed, quota.sold) for quota in quotas]

    def free(self):
        """[pieces unreserved at the agent] of the articles; never less than none."""
        with self.environment() as env:
            env["stock.quant"]._merge_quants()
            found = []
            for product in self.products:
                quants = env["stock.quant"].search(
                    [
                        ("product_id", "=", product),
                        ("owner_id", "=", self.agent),
                        ("location_id.usage", "=", "internal"),
                    ]
                )
                left = [quant.quantity - quant.reserved_quantity for quant in quants]
                self.assertGreaterEqual(min(left), 0)
                found.append(sum(left))
            return found

    def shuffled(self, numbers):
        return random.sample(list(numbers), len(list(numbers)))
