from uuid import uuid4

from odoo.fields import Command

from .common import MemberCommon


class LedgerCommon(MemberCommon):
    """A till that sells, returns and tells the server, as the till in the browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_session(cls.till, cls.cashier)
        cls.rules = cls.env["member.growth.rule"]
        cls.rules._ensure_spend_rules(cls.company)
        cls.basic = cls.env.ref("wechat_member.member_level_basic")
        cls.gold = cls.env.ref("wechat_member.member_level_gold")
        levels = cls.env["member.level"].search([])
        (levels - cls.basic - cls.gold).active = False
        cls.gold.growth_threshold = 1000
        cls.points = cls._make_card(cls.points_program, points=0)

    def _sell(self, qty=1, price=400.0, member=None, card=None, discount=0, cost=0):
        """Sell shirts at the till, with a reward of ``card`` where told."""
        member = member or self.member
        lines = [self._line(qty, price)]
        if card:
            reward = card.program_id.reward_ids[:1]
            lines.append(
                self._ui_line(
                    reward.discount_line_product_id,
                    -discount,
                    is_reward_line=True,
                    reward_id=reward.id,
                    coupon_id=card.id,
                    reward_identifier_code="R1",
                    points_cost=cost,
                )
            )
        order = self._send(lines, member)
        # The till multiplies by the level; tests of points keep the multiplier at 1.
        earned = qty * price - discount
        self._tell_points(order, member, earned, card, cost)
        return order

    def _return(self, order, qty=1):
        """Take shirts of ``order`` back at the till."""
        lines = [
            self._line(-qty, line.price_unit, refunded_orderline_id=line.id)
            for line in order.lines.filtered(lambda line: not line.is_reward_line)
        ]
        return self._send(lines, order.partner_id)

    def _line(self, qty, price, **vals):
        total = qty * price
        vals |= {"qty": qty, "price_subtotal": total, "price_subtotal_incl": total}
        command = self._ui_line(self.shirt, price)
        return Command.create(command[2] | vals)

    def _send(self, lines, member):
        order = self._ui_order(str(uuid4()))
        total = sum(line[2]["price_subtotal_incl"] for line in lines)
        order |= {"lines": lines, "partner_id": member.id}
        order |= {"amount_total": total, "amount_paid": total}
        order["payment_ids"][0][2]["amount"] = total
        sold = self._sync(order)
        return sold.filtered(lambda sale: sale.uuid == order["uuid"])

    def _tell_points(self, order, member, earned, card=None, cost=0):
        points_card = member._get_points_card()
        same = card and card == points_card
        data = {
            str(points_card.id or -1): {
                "points": earned - (cost if same else 0),
                "program_id": self.points_program.id,
                "coupon_id": points_card.id or -1,
                "partner_id": member.id,
                "line_codes": ["R1"] if same else [],
            }
        }
        if card and not same:
            data[str(card.id)] = {
                "points": -cost,
                "program_id": card.program_id.id,
                "coupon_id": card.id,
                "line_codes": ["R1"],
            }
        order.with_user(self.cashier).confirm_coupon_programs(data)

    def _make_sale_order(self, qty=1, member=None):
        order = self.env["sale.order"].create(
            {
                "partner_id": (member or self.member).id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.shirt.id,
                            "product_uom_qty": qty,
                            "price_unit": 400,
                            "tax_ids": False,
                        }
                    )
                ],
            }
        )
        order._update_programs_and_rewards()
        order.action_confirm()
        return order

    def _credit(self, order, qty):
        """Post a credit note for some of the goods of a sales order."""
        line = order.order_line.filtered(lambda line: not line.is_reward_line)
        note = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": order.partner_id.id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": self.shirt.id,
                            "quantity": qty,
                            "price_unit": line.price_unit,
                            "tax_ids": False,
                            "sale_line_ids": [Command.set(line.ids)],
                        }
                    )
                ],
            }
        )
        note.action_post()
        return note

    def _growth(self, member=None):
        member = member or self.member
        entries = self.env["member.entry"].search(
            [("partner_id", "=", member.id), ("asset", "=", "growth")]
        )
        self.assertEqual(sum(entries.mapped("amount")), member.growth)
        return member.growth

    def _assert_ledger_agrees(self):
        differences = self.env["member.difference"]._check_ledger()
        self.assertFalse(differences.mapped(lambda d: (d.asset, d.balance, d.entered)))
