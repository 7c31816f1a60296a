"""One order form submitted several times at the very same moment."""

import base64
import io
import threading
import unittest

from PIL import Image

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.service.model import retrying

from .race import Race

TAPS = 4
TIANJIN = (39.3838, 117.0444)


def make_picture():
    buffer = io.BytesIO()
    Image.new("RGB", (16, 16), "navy").save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue())


class TestConcurrentOrderEntry(Race):
    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            agent = env["res.partner"].create(
                {"name": f"代理{self.key}", "is_company": True}
            )
            terms = self._make_terms(env, agent)
            offer, product = self._make_offer(env, terms)
            self._make_stock(env, agent, product, 10)
            offer.action_publish()
            self.contract = self._make_reseller(env).id
            self.brand_contract, self.product = terms.id, product.id
        self.addCleanup(self._withdraw)

    # --- what is set up and cleared away -------------------------------------------

    def _make_terms(self, env, agent):
        owner = env["res.partner"].create({"name": f"品牌{self.key}"})
        brand = env["product.brand"].create(
            {"name": f"品牌{self.key}", "partner_id": owner.id}
        )
        terms = env["brand.contract"].create(
            {"brand_id": brand.id, "agent_id": agent.id, "date_start": "2017-01-01"}
        )
        terms.action_activate()
        return terms

    def _make_offer(self, env, terms):
        product = env["product.product"].create(
            {
                "name": f"风衣 {self.key}",
                "default_code": f"TRENCH-{self.key}",
                "style_code": f"TRENCH-{self.key}",
                "is_storable": True,
                "list_price": 1000.0,
                "tag_price_source": "catalogue",
                "product_brand_id": terms.brand_id.id,
                "taxes_id": [Command.clear()],
                "image_1920": make_picture(),
            }
        )
        offer = env["outlet.offer"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "contract_id": terms.id,
                "reason_id": env["outlet.offer.reason"].search([], limit=1).id,
                **env["outlet.offer"]._prepare_quality_vals(),
            }
        )
        return offer, product

    def _make_stock(self, env, agent, product, pieces):
        address = env["res.partner"].create(
            {
                "name": f"仓{self.key}",
                "partner_latitude": TIANJIN[0],
                "partner_longitude": TIANJIN[1],
            }
        )
        warehouse = env["stock.warehouse"].create(
            {
                "name": f"仓{self.key}",
                "code": self.key,
                "partner_id": address.id,
                "agent_id": agent.id,
            }
        )
        env["stock.quant"]._update_available_quantity(
            product, warehouse.lot_stock_id, pieces, owner_id=agent
        )

    def _make_reseller(self, env):
        owner = env["res.partner"].create({"name": f"店主{self.key}"})
        env["outlet.place"].create(
            {"name": f"店{self.key}", "owner_id": owner.id, "place_type": "group"}
        )
        contract = env["reseller.contract"].create(
            {
                "reseller_id": owner.id,
                "grade_id": env.ref("reseller_network.grade_gold").id,
            }
        )
        contract.action_activate()
        # where an agreement is published, nobody sells before he has accepted it
        if agreement := contract._needs_agreement():
            contract._accept_agreement(agreement, "127.0.0.1", "")
        return contract

    def _withdraw(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            contract = env["reseller.contract"].browse(self.contract)
            self._orders(contract)._action_cancel()
            contract.action_end()
            env["brand.contract"].browse(self.brand_contract).action_end()

    # --- the race ------------------------------------------------------------------

    def _orders(self, contract):
        return contract.env["sale.order"].search(contract._own_orders_domain())

    def _draft(self, token):
        line = {"product_id": self.product, "quantity": 1, "price": 400.0}
        return {
            "token": token,
            "name": "李雷",
            "phone": "13812345678",
            "province": "北京市",
            "city": "北京市",
            "district": "朝阳区",
            "detail": "建国路88号",
            "lines": [line],
        }

    def _tap(self, tokens):
        """Submit once per token, all at once; return the orders' ids and errors."""
        ready = threading.Barrier(len(tokens))
        found, errors = [], []

        def submit(token):
            try:
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    contract = env["reseller.contract"].browse(self.contract)
                    # reading first takes the snapshot, as every request does
                    self.assertEqual(contract.state, "active")
                    ready.wait(timeout=60)
                    draft = self._draft(token)
                    order = retrying(lambda: contract._submit_order(draft), env)
                    found.append(order.id)
            except Exception as error:
                errors.append(error)

        threads = [threading.Thread(target=submit, args=[token]) for token in tokens]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)
        return found, errors

    def test_taps_at_the_same_moment_make_one_order(self):
        """Proves R145."""
        found, errors = self._tap(["same"] * TAPS)
        self.assertEqual(errors, [])
        self.assertEqual(len(set(found)), 1)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            contract = env["reseller.contract"].browse(self.contract)
            self.assertEqual(self._orders(contract).ids, found[:1])

    def test_two_orders_at_the_same_moment_are_both_taken(self):
        found, errors = self._tap(["first", "second"])
        self.assertEqual(errors, [])
        self.assertEqual(len(set(found)), 2)


if __name__ == "__main__":
    unittest.main()
