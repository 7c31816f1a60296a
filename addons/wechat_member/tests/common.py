from uuid import uuid4

from odoo.fields import Command, Datetime
from odoo.tests import TransactionCase, new_test_user


class MemberCommon(TransactionCase):
    """A shop with two tills, two cashiers, a member and the programs of a shop."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(cls.env.context, tracking_disable=True, no_reset_password=True)
        )
        cls.company = cls.env.company
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading("generic_coa", cls.company)
        # Each test says itself which coupon is redeemed.
        cls.company.coupon_auto_apply = False
        cls.shirt = cls.env["product.product"].create(
            {
                "name": "Linen shirt",
                "list_price": 400,
                "available_in_pos": True,
                "taxes_id": [Command.clear()],
            }
        )
        cls.cashier = new_test_user(
            cls.env, "till.one", "base.group_user,point_of_sale.group_pos_user"
        )
        cls.other_cashier = new_test_user(
            cls.env, "till.two", "base.group_user,point_of_sale.group_pos_user"
        )
        cls.till = cls._make_till("Shop A")
        cls.other_till = cls._make_till("Shop B")
        cls._make_programs()
        cls.member = cls._make_member("Wang Xiaoyan", "13800138000")

    @classmethod
    def _make_till(cls, name):
        journals = cls.env["account.journal"].create(
            [
                {"name": f"{kind} {name}", "type": kind, "code": str(uuid4())[:5]}
                for kind in ("cash", "bank")
            ]
        )
        methods = cls.env["pos.payment.method"].create(
            [
                {"name": journal.name.capitalize(), "journal_id": journal.id}
                for journal in journals
            ]
        )
        return cls.env["pos.config"].create(
            {"name": name, "payment_method_ids": [Command.set(methods.ids)]}
        )

    @classmethod
    def _make_programs(cls):
        # Programs of the database must not give points or rewards in between.
        cls.env["loyalty.program"].search([]).action_archive()
        cls.points_program = cls._make_program(
            "Points",
            "loyalty",
            applies_on="both",
            trigger="auto",
            rule={"reward_point_mode": "money", "reward_point_amount": 1},
            reward={
                "discount_mode": "per_order",
                "discount": 10,
                "required_points": 100,
            },
        )
        top_up = cls.env["product.product"].create(
            {"name": "Top-up", "type": "service", "available_in_pos": True}
        )
        cls.wallet_program = cls._make_program(
            "Stored value",
            "ewallet",
            applies_on="future",
            trigger="auto",
            rule={
                "reward_point_mode": "money",
                "product_ids": [Command.set(top_up.ids)],
            },
            reward={"discount_mode": "per_point", "discount": 1, "required_points": 1},
        )
        cls.coupon_program = cls._make_program(
            "50 off 300",
            "coupons",
            applies_on="current",
            trigger="with_code",
            rule={"minimum_amount": 300, "minimum_qty": 0},
            reward={
                "discount_mode": "per_order",
                "discount": 50,
                "required_points": 1,
                "description": "50 off 300",
            },
        )

    @classmethod
    def _make_program(cls, name, kind, rule, reward, **vals):
        return cls.env["loyalty.program"].create(
            {
                "name": name,
                "program_type": kind,
                "rule_ids": [Command.clear(), Command.create(rule)],
                "reward_ids": [
                    Command.clear(),
                    Command.create({"reward_type": "discount", **reward}),
                ],
                "communication_plan_ids": [Command.clear()],
                **vals,
            }
        )

    @classmethod
    def _make_member(cls, name, phone, **vals):
        return cls.env["res.partner"].create(
            {"name": name, "is_member": True, "member_phone": phone, **vals}
        )

    @classmethod
    def _make_card(cls, program, points=1, partner=None, **vals):
        partner = cls.member if partner is None else partner
        return cls.env["loyalty.card"].create(
            {
                "program_id": program.id,
                "partner_id": partner.id,
                "points": points,
                **vals,
            }
        )

    @classmethod
    def _open_session(cls, till, user):
        till.with_user(user).open_ui()
        session = till.current_session_id
        session.set_opening_control(0, "")
        return session

    def _redemptions(self, user=None):
        return self.env["coupon.redemption"].with_user(user or self.cashier)

    def _hold(self, card, key, user=None, till=None, partner=None):
        return self._redemptions(user).hold(
            card.code, key, (till or self.till).id, (partner or self.member).id
        )

    def _take(self, costs, key, user=None, till=None, partner=None):
        return self._redemptions(user).take(
            key,
            {str(card.id): points for card, points in costs.items()},
            (till or self.till).id,
            (partner or self.member).id,
        )

    def _ui_order(self, key, card=None, session=None, discount=50, cost=None):
        """Return an order as the till sends it: a shirt, and what a card takes off."""
        session = session or self.till.current_session_id
        lines = [self._ui_line(self.shirt, self.shirt.list_price)]
        if card:
            reward = card.program_id.reward_ids
            lines.append(
                self._ui_line(
                    reward.discount_line_product_id,
                    -discount,
                    is_reward_line=True,
                    reward_id=reward.id,
                    coupon_id=card.id,
                    reward_identifier_code="R1",
                    points_cost=reward.required_points if cost is None else cost,
                )
            )
        total = sum(line[2]["price_subtotal_incl"] for line in lines)
        return {
            "name": f"Order {key}",
            "uuid": key,
            "access_token": str(uuid4()),
            "state": "paid",
            "session_id": session.id,
            "company_id": self.company.id,
            "partner_id": self.member.id,
            "amount_total": total,
            "amount_tax": 0,
            "amount_paid": total,
            "amount_return": 0,
            "date_order": Datetime.to_string(Datetime.now()),
            "pricelist_id": session.config_id.pricelist_id.id,
            "fiscal_position_id": False,
            "lines": lines,
            "payment_ids": [
                Command.create(
                    {
                        "amount": total,
                        "name": Datetime.to_string(Datetime.now()),
                        "payment_method_id": session.payment_method_ids.filtered(
                            "is_cash_count"
                        ).id,
                    }
                )
            ],
            "to_invoice": False,
            "user_id": session.user_id.id,
        }

    def _ui_line(self, product, price, **vals):
        return Command.create(
            {
                "product_id": product.id,
                "qty": 1,
                "price_unit": price,
                "price_subtotal": price,
                "price_subtotal_incl": price,
                "discount": 0,
                "tax_ids": [],
                "uuid": str(uuid4()),
                **vals,
            }
        )

    def _sync(self, *orders, user=None):
        """Send orders as the till does and return them."""
        model = self.env["pos.order"].with_user(user or self.cashier)
        answer = model.sync_from_ui(list(orders))
        ids = [vals["id"] for vals in answer["pos.order"]]
        return self.env["pos.order"].browse(ids)

    def _confirm(self, order, card, points, user=None):
        """Make the second call of the till, which moves points in the core."""
        data = {
            str(card.id): {
                "points": points,
                "program_id": card.program_id.id,
                "coupon_id": card.id,
                "line_codes": ["R1"],
            }
        }
        return order.with_user(user or self.cashier).confirm_coupon_programs(data)
