from odoo.fields import Command
from odoo.tests import tagged

from .settlement_common import SettlementCommon

NUMBER = "26122000000012345678"
GUANGZHOU = (23.13, 113.26)


@tagged("post_install", "-at_install")
class TestChineseTax(SettlementCommon):
    """VAT in the price, from the order to the bill of the agent, to the fen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vat = cls.env["account.tax"].create(
            {
                "name": "VAT 13% in the price",
                "amount": 13,
                "type_tax_use": "sale",
                "price_include_override": "tax_included",
            }
        )
        (cls.coat | cls.shirt).taxes_id = [Command.set(cls.vat.ids)]
        cls.near.settlement_invoice_type = "special_13"
        cls.far.settlement_invoice_type = "special_3"
        cls.south = cls.consumer.copy(
            {
                "partner_latitude": GUANGZHOU[0],
                "partner_longitude": GUANGZHOU[1],
            }
        )

    def _sell(self, consumer, *lines):
        """A delivered order of this consumer."""
        order = self.env["sale.order"].create(
            {
                "partner_id": consumer.id,
                "place_id": self.place.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                        }
                    )
                    for product, quantity, price in lines
                ],
            }
        )
        order.action_confirm()
        self._deliver_order(order)
        return order

    def _settle(self, statement, invoice_type, tax):
        """Send, hand the tax invoice in, agree, bill."""
        statement.action_send()
        invoice = self.env["settlement.invoice"].create(
            {
                "statement_id": statement.id,
                "invoice_type": invoice_type,
                "number": NUMBER,
                "amount_total": statement.total,
                "amount_tax": tax,
            }
        )
        self.assertEqual((statement.invoice_gap, invoice.amount_tax), (0.0, tax))
        statement.with_user(self.operator).action_agree()
        statement.with_user(self.operator).action_agree_for_party()
        statement.with_user(self.operator).action_bill()
        return statement.bill_id

    def _assert_taxed(self, bill, total, tax):
        self.assertEqual(bill.state, "posted")
        self.assertEqual(bill.currency_id.round(bill.amount_total), total)
        taxes = bill.line_ids.filtered("tax_line_id")
        goods = bill.line_ids.filtered(lambda line: line.display_type == "product")
        self.assertEqual(self.currency.round(sum(taxes.mapped("balance"))), tax)
        self.assertEqual(
            self.currency.round(sum(goods.mapped("balance"))),
            self.currency.round(total - tax),
        )
        payable = bill.line_ids.filtered(
            lambda line: line.display_type == "payment_term"
        )
        self.assertEqual(payable.balance, -total)

    def test_thirteen_per_cent_from_the_order_to_the_bill(self):
        """Paid 1,133.30; the agent's 500.00 and 83.33 hold 57.52 and 9.59 of VAT."""
        order = self._sell(self.consumer, (self.coat, 2, 491.65), (self.shirt, 1, 150))
        self.assertEqual(order.amount_total, 1133.30)
        self.assertEqual(self.currency.round(order.amount_tax), 130.38)
        self.assertEqual(order.picking_ids.agent_id, self.near)
        entries = self._entries(order)
        self.assertEqual(
            self.currency.round(sum(entries.mapped("amount"))), order.amount_total
        )
        statement = self._generate()
        self.assertEqual(statement.total, 583.33)
        bill = self._settle(statement, "special_13", 67.11)
        self._assert_taxed(bill, 583.33, 67.11)
        rates = bill.invoice_line_ids.tax_ids
        self.assertEqual((rates.amount, rates.price_include), (13.0, True))

    def test_three_per_cent_of_a_small_taxpayer(self):
        """275.00 of supply hold 8.01 of VAT, whatever the consumer's price holds."""
        order = self._sell(self.south, (self.coat, 1, 333.33))
        self.assertEqual(order.picking_ids.agent_id, self.far)
        self.assertEqual(self.currency.round(order.amount_tax), 38.35)
        statement = self._generate()
        self.assertEqual((statement.partner_id, statement.total), (self.far, 275.0))
        bill = self._settle(statement, "special_3", 8.01)
        self._assert_taxed(bill, 275.0, 8.01)

    def test_a_rate_the_chart_does_not_have_is_deducted_like_others(self):
        """Charts know 13, 9 and 6 per cent: 3 is neither 6 on paper nor an expense."""
        taxes = self.env["account.tax"]
        account = self.env["account.account"].create(
            {"name": "Input VAT", "code": "222191", "account_type": "liability_current"}
        )
        vals = {"name": "Six", "amount": 6, "type_tax_use": "purchase", "sequence": -9}
        alike = taxes.create(vals)
        parts = alike.invoice_repartition_line_ids | alike.refund_repartition_line_ids
        parts.filtered(lambda one: one.repartition_type == "tax").account_id = account
        tax = self.company._get_settlement_tax(1.5)
        self.assertEqual((tax.amount, tax.price_include), (1.5, True))
        self.assertEqual(tax.invoice_repartition_line_ids.account_id, account)
        self.assertEqual(tax.refund_repartition_line_ids.account_id, account)
        self.assertIn("1.5%", tax.tax_group_id.name)
        self.assertNotEqual(tax.tax_group_id, alike.tax_group_id)
        self.assertEqual(self.company._get_settlement_tax(1.5), tax)

    def test_a_return_takes_its_tax_back_to_the_fen(self):
        order = self._sell(self.consumer, (self.coat, 3, 400.0))
        picking = order.picking_ids
        for _piece in range(3):
            self._return(picking, {picking.move_ids[:1]: 1})
        statement = self._generate()
        self.assertEqual(statement.total, 0.0)
        self.assertEqual(sum(self._entries(order).mapped("amount")), 0.0)
