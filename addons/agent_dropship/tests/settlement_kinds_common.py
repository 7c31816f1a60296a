from odoo.fields import Command

from .settlement_common import SettlementCommon


class SettlementKindsCommon(SettlementCommon):
    """Orders with freight and discounts, and what became of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls._make_product("Courier Fee", 0)
        cls.service.taxes_id = False

    @classmethod
    def _draft(cls, *lines, freight=0.0, discount=0.0, **vals):
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.consumer.id,
                "place_id": cls.place.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                            "tax_ids": [Command.clear()],
                        }
                    )
                    for product, quantity, price in lines
                ],
                **vals,
            }
        )
        for amount, is_delivery in ((freight, True), (-discount, False)):
            if amount:
                order.order_line = [
                    Command.create(
                        {
                            "product_id": cls.service.id,
                            "price_unit": amount,
                            "tax_ids": [Command.clear()],
                            "is_delivery": is_delivery,
                        }
                    )
                ]
        return order

    def _sold(self, *lines, **options):
        order = self._draft(*lines, **options)
        order.action_confirm()
        self._deliver_order(order)
        return order

    def _sums(self, order):
        """``{(role, kind): amount}`` of an order's entries."""
        sums = {}
        for entry in self._entries(order):
            key = (entry.role, entry.kind)
            sums[key] = self.currency.round(sums.get(key, 0.0) + entry.amount)
        return sums

    def _shared(self, order):
        entries = self._entries(order).filtered(lambda e: e.kind != "collected")
        return self.currency.round(sum(entries.mapped("amount")))

    def _assert_ties(self):
        record = self.env["settlement.reconciliation"].create({})
        record.action_reconcile()
        self.assertEqual((record.difference, record.wrong_count), (0.0, 0))
