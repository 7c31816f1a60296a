from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .settlement_common import SettlementCommon
from .test_settlement_statements import StatementCommon


@tagged("post_install", "-at_install")
class TestBillIsKept(StatementCommon):
    """What others do with bills leaves statement and books together."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # keeps the books of the company and has nothing to do with the outlet
        cls.bookkeeper = new_test_user(
            cls.env, "bill_bookkeeper", "account.group_account_manager"
        )

    def test_a_bill_that_is_reversed_would_count_as_paid(self):
        bill = self._bill(self.statement)
        wizard = (
            self.env["account.move.reversal"]
            .with_user(self.operator)
            .with_context(active_model="account.move", active_ids=bill.ids)
            .create({"journal_id": bill.journal_id.id})
        )
        for step in (wizard.refund_moves, wizard.modify_moves):
            with self.assertRaisesRegex(UserError, self.statement.name):
                step()
        self.assertEqual(self.statement.stage, "posted")
        self.assertEqual(bill.payment_state, "not_paid")

    def test_who_keeps_the_books_needs_no_right_on_statements(self):
        other = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.consumer.id,
                "invoice_line_ids": [
                    Command.create({"name": "Rent", "price_unit": 5, "tax_ids": False})
                ],
            }
        )
        for bill in (other, self._bill(self.statement)):
            self.env.invalidate_all()
            mine = bill.with_user(self.bookkeeper)
            if mine.state == "draft":
                mine.action_post()
            Form(mine)
            mine.button_draft()
            mine.action_post()
            mine.button_draft()
            mine.button_cancel()
            self.assertEqual(mine.state, "cancel")
        self.assertEqual(self.statement.stage, "agreed")
        self.assertFalse(self.statement.bill_id)


@tagged("post_install", "-at_install")
class TestOutputTax(SettlementCommon):
    """Who takes the consumers' money buys from us: that is our sale, with its VAT."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.settlement_vat = 13.0

    def setUp(self):
        super().setUp()
        self.month = fields.Date.context_today(self.env.user)

    def _sell(self, quantity, price, place=None, collect_by="reseller"):
        place = place or self.place
        place.collect_by = collect_by
        order = self._make_order((self.coat, quantity, price), place=place)
        self._deliver_order(order)
        return order

    def _settle(self, partner):
        """The bill of what is open of a party; each time of the month after."""
        start = self.month.replace(day=1)
        self.env["settlement.statement"].generate(
            start, fields.Date.end_of(start, "month")
        )
        statement = self.env["settlement.statement"].search(
            [("partner_id", "=", partner.id), ("state", "=", "draft")]
        )
        statement.action_send()
        statement.action_agree_for_party()
        statement.with_user(self.operator).action_agree()
        statement.with_user(self.operator).action_bill()
        self.month += relativedelta(months=1)
        bill = statement.bill_id
        self.assertEqual(bill.amount_total, abs(statement.total))
        return bill

    def _balances(self, *bills):
        """(revenue, expense, VAT) of these bills, as the books have them."""
        items = self.env["account.move"].concat(*bills).line_ids
        of_account = [
            items.filtered(lambda one, account=account: one.account_id == account)
            for account in (
                self.company.income_account_id,
                self.company.expense_account_id,
            )
        ]
        taxes = items.filtered("tax_line_id")
        return tuple(
            self.currency.round(sum(lines.mapped("balance")))
            for lines in (*(lines - taxes for lines in of_account), taxes)
        )

    def test_what_a_seller_collected_holds_output_tax(self):
        """400.00 with 13 % in it are 353.98 and 46.02."""
        self._sell(1, 400.0)
        invoice = self._settle(self.seller)
        self.assertEqual(invoice.move_type, "out_invoice")
        tax = invoice.invoice_line_ids.tax_ids
        self.assertEqual((tax.type_tax_use, tax.price_include), ("sale", True))
        self.assertEqual(self._balances(invoice), (-353.98, 0.0, -46.02))

    def test_a_later_return_takes_revenue_and_tax_back(self):
        """Also when the party is owed money in that month."""
        order = self._sell(2, 333.33)
        invoice = self._settle(self.seller)
        picking = order.picking_ids
        self._return(picking, {picking.move_ids: 2})
        back = self._settle(self.seller)
        self.assertEqual(back.amount_total, invoice.amount_total)
        self.assertEqual(self._balances(invoice, back), (0.0, 0.0, 0.0))

    def test_what_he_ships_for_others_stays_his_own_sale_to_us(self):
        """On one statement: 500.00 of goods he supplied, 150.00 he sold himself."""
        counter = self.env["outlet.place"].create(
            {"name": "Near's counter", "owner_id": self.near.id}
        )
        self._sell(2, 400.0, collect_by="operator")
        self._sell(1, 400.0, counter, "agent")
        self.near.settlement_invoice_type = "special_13"
        bill = self._settle(self.near)
        self.assertEqual((bill.move_type, bill.amount_total), ("in_invoice", 350.0))
        self.assertEqual(
            sorted(bill.invoice_line_ids.mapped("price_total")), [-150.0, 500.0]
        )
        # 57.52 of input tax less 17.26 of output tax
        self.assertEqual(self._balances(bill), (-132.74, 442.48, 40.26))

    def test_sales_are_told_also_where_nothing_is_to_be_paid(self):
        """He supplied for 250.00 and sold for as much more than his own goods cost."""
        counter = self.env["outlet.place"].create(
            {"name": "Near's counter", "owner_id": self.near.id}
        )
        self._sell(1, 400.0, collect_by="operator")
        self._sell(1, 500.0, counter, "agent")
        bill = self._settle(self.near)
        self.assertEqual((bill.amount_total, bill.payment_state), (0.0, "paid"))
        self.assertEqual(self._balances(bill), (-221.24, 250.0, -28.76))

    def test_what_a_brand_adds_to_a_price_is_sold_too(self):
        order = self._make_order((self.coat, 1, 400.0))
        self._deliver_order(order)
        case = self.env["outlet.case"]._open("complaint", order, note="Stain")
        case.bearer = "brand"
        case._compensate(30.0)
        invoice = self._settle(self.brand.partner_id)
        self.assertEqual((invoice.move_type, invoice.amount_total), ("out_invoice", 30))
        self.assertEqual(self._balances(invoice), (-26.55, 0.0, -3.45))

    def test_a_small_taxpayer_and_who_is_none(self):
        for rate, tax in ((3.0, -11.65), (0.0, 0.0)):
            self.company.settlement_vat = rate
            self._sell(1, 400.0)
            invoice = self._settle(self.seller)
            self.assertEqual(self._balances(invoice)[2], tax)

    def test_it_is_thirteen_in_china_unless_somebody_says_otherwise(self):
        company = self.env["res.company"].create(
            {"name": "尾货", "country_id": self.env.ref("base.cn").id}
        )
        self.assertEqual(company.settlement_vat, 13.0)
        company.settlement_vat = 3.0
        self.assertEqual(company.settlement_vat, 3.0)
