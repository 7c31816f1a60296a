from odoo.tests import new_test_user

from .common import ResellerCommon


class MoneyCommon(ResellerCommon):
    """A shopkeeper who takes the money himself; ten pieces to sell."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.user.partner_id
        cls.company = cls.env.company
        cls.currency = cls.company.currency_id
        cls.bank = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls._stock(cls.tj, cls.small, 10)
        cls.operator = new_test_user(
            cls.env, "t_money", groups="brand_outlet.group_operator", lang="en_US"
        )

    def _sell(self, quantity=1, price=400.0, collect_by="reseller", place=None):
        """A confirmed order of a place; the take price of a piece is 260."""
        place = place or self.place
        place.collect_by = collect_by
        return self._order(
            self.in_beijing, [(self.small, quantity, price)], place_id=place.id
        )

    def _top_up(self, amount, partner=None):
        """Money that came in at the bank, as an accountant books it."""
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": (partner or self.partner).id,
                "amount": amount,
                "journal_id": self.bank.id,
            }
        )
        payment.action_post()
        return payment

    def _figures(self, contract=None):
        return (contract or self.contract)._money_figures()

    def _earn(self, released=True, price=400.0, quantity=1, place=None):
        """A delivered order of which the operator took the money: 140 a piece."""
        order = self._sell(quantity, price, "operator", place)
        self._deliver(order)
        if released:
            order._confirm_receipt()
        return order

    def _give_back(self, order, quantity=1):
        """Goods come back to the warehouse that sent them."""
        parcel = order._parcels()[:1]
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=parcel.id, active_model="stock.picking")
            .create({"picking_id": parcel.id})
        )
        wizard.product_return_moves[:1].quantity = quantity
        back = wizard._create_return()
        back.move_ids.picked = True
        back.move_ids.quantity = quantity
        back._action_done()
        return back

    def _batch(self, *withdrawals):
        """One person of finance puts approved withdrawals into a batch."""
        if not hasattr(self, "payers"):
            self.payers = [
                new_test_user(
                    self.env, login, "brand_outlet.group_finance", lang="en_US"
                )
                for login in ("t_payer_one", "t_payer_two")
            ]
        asked = self.env["reseller.withdrawal"].concat(*withdrawals)
        action = asked.with_user(self.payers[0]).action_pay()
        return self.env["settlement.payout"].browse(action["res_id"])

    def _transfer(self, *withdrawals):
        """They are paid by bank: put together by one, approved by another one."""
        payout = self._batch(*withdrawals).with_user(self.payers[1])
        payout.action_approve()
        payout.action_export()
        return payout
