"""The shop of benchmarks' members: outlets, goods, coupons, one record of each kind.

The records are made as users make them; they are the models of all copies.
"""

from odoo.fields import Command

from ._member_sizes import ARTICLES, CHANNELS, OUTLETS, PROGRAMS
from ._tables import Tables

CATEGORIES = (
    "女装 男装 童装 鞋靴 箱包 美妆 家居 零食 饮品 母婴 运动 数码 "
    "内衣 配饰 床品 厨具 文具 玩具 图书 宠物"
).split()
FORGET = [
    "DELETE FROM member_entry WHERE partner_id = %(member)s",
    "DELETE FROM coupon_redemption WHERE id = %(redemption)s",
    "DELETE FROM pos_payment WHERE pos_order_id = %(order)s",
    "DELETE FROM pos_order_line WHERE order_id = %(order)s",
    "DELETE FROM pos_order WHERE id = %(order)s",
    """DELETE FROM loyalty_history
        WHERE card_id IN (SELECT id FROM loyalty_card WHERE partner_id = %(member)s)""",
    "DELETE FROM loyalty_card WHERE partner_id = %(member)s",
    "DELETE FROM pos_session WHERE id = %(session)s",
    """UPDATE res_partner SET active = false, is_member = false, member_no = NULL
        WHERE id = %(member)s""",
]


class ShopMaker(Tables):
    """Outlets, goods, programs, channels, and the seeds."""

    # --- the shop -------------------------------------------------------------------

    def _make_outlets(self):
        env = self.env
        if not self.company.chart_template:
            env["account.chart.template"].try_loading("generic_coa", self.company)
        journals = env["account.journal"].create(
            [
                {"name": f"现金{n}", "type": "cash", "code": f"BX{n}"}
                for n in range(OUTLETS)
            ]
            + [{"name": "网银", "type": "bank", "code": "BXB"}]
        )
        methods = env["pos.payment.method"].create(
            [{"name": journal.name, "journal_id": journal.id} for journal in journals]
        )
        self.outlets = env["pos.config"].create(
            [
                {
                    "name": f"门店{n:02d}",
                    "payment_method_ids": [Command.set((methods[n] | methods[-1]).ids)],
                }
                for n in range(OUTLETS)
            ]
        )
        self._number("mem_outlet", self.outlets)
        self._number("mem_cash", methods[:-1])
        self.bank = methods[-1]

    def _make_articles(self):
        categories = self.env["product.category"].create(
            [{"name": f"会员{name}"} for name in CATEGORIES]
        )
        each = ARTICLES // len(CATEGORIES)
        articles = self.env["product.product"].create(
            [
                {
                    "name": f"{CATEGORIES[n // each]}{n % each + 1:02d}款",
                    "categ_id": categories[n // each].id,
                    "list_price": 19 + n * 37 % 380,
                    "default_code": f"MB{n:03d}",
                    "available_in_pos": True,
                    "is_storable": True,
                    "taxes_id": [Command.clear()],
                }
                for n in range(ARTICLES)
            ]
        )
        self.env.flush_all()
        self.cr.execute(
            """CREATE TEMP TABLE mem_article ON COMMIT DROP AS
               SELECT t.n - 1 AS n, product.id, template.list_price AS price,
                      template.name->>'en_US' AS name
                 FROM unnest(%s) WITH ORDINALITY t(id, n)
                 JOIN product_product product ON product.id = t.id
                 JOIN product_template template
                   ON template.id = product.product_tmpl_id""",
            [articles.ids],
        )

    def _make_programs(self):
        self.points = self._make_program(
            "会员积分",
            "loyalty",
            {"reward_point_mode": "money", "reward_point_amount": 1},
            {"discount_mode": "per_order", "discount": 10, "required_points": 1000},
            applies_on="both",
            trigger="auto",
        )
        top_up = self.env["product.product"].create(
            {"name": "会员充值", "type": "service", "available_in_pos": True}
        )
        self.wallet = self._make_program(
            "会员储值",
            "ewallet",
            {"reward_point_mode": "money", "product_ids": [Command.set(top_up.ids)]},
            {"discount_mode": "per_point", "discount": 1, "required_points": 1},
            applies_on="future",
            trigger="auto",
        )
        self.programs = self.env["loyalty.program"].union(
            *(self._make_coupon_program(n) for n in range(PROGRAMS))
        )
        self._number("mem_program", self.programs)

    def _make_coupon_program(self, n):
        """Half of them take an amount off, half of them per cent."""
        off = 5 + n // 2 * 5
        least = off * 6
        return self._make_program(
            f"满{least}减{off}" if n % 2 else f"{(100 - off / 2) / 10:.2g}折券{n}",
            "coupons",
            {"minimum_amount": least if n % 2 else 50, "minimum_qty": 0},
            {
                "discount_mode": "per_order" if n % 2 else "percent",
                "discount": off if n % 2 else off / 2,
                "required_points": 1,
            },
            applies_on="current",
            trigger="with_code",
            is_claimable=True,
        )

    def _make_program(self, name, kind, rule, reward, **vals):
        return self.env["loyalty.program"].create(
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

    def _make_channels(self):
        kinds = ["poster", "article", "ad", "till"]
        self.channels = self.env["member.channel"].create(
            [
                {
                    "name": f"渠道{n:02d}",
                    "kind": kinds[n % len(kinds)],
                    "cost": 100 + n * 10,
                    "program_id": self.programs[n % PROGRAMS].id,
                }
                for n in range(CHANNELS)
            ]
        )
        self._number("mem_channel", self.channels)

    # --- one of each, as users make them ----------------------------------------------

    def _make_seeds(self):
        env = self.env
        member = env["res.partner"].create(
            {"name": "样品会员", "is_member": True, "member_phone": "19900000000"}
        )
        cards = env["loyalty.card"]
        by_program = {
            name: cards.create(
                {"program_id": program.id, "partner_id": member.id, "points": 0}
            )
            for name, program in (
                ("points", self.points),
                ("wallet", self.wallet),
                ("coupon", self.programs[0]),
            )
        }
        outlet = self.outlets[0]
        session = env["pos.session"].create(
            {"config_id": outlet.id, "user_id": env.ref("base.user_admin").id}
        )
        session.set_opening_control(0, "")
        order = self._make_seed_order(session, member)
        by_program["coupon"].points = 1
        redemptions = env["coupon.redemption"]
        redemptions._take({by_program["coupon"]: 1}, order.uuid, outlet, member)
        redemption = redemptions.search([("card_id", "=", by_program["coupon"].id)])
        redemption._consume(order)
        env.flush_all()
        entry = env["member.entry"].search(
            [("card_id", "=", by_program["coupon"].id)], limit=1
        )
        return by_program | {
            "member": member,
            "session": session,
            "order": order,
            "line": order.lines[0],
            "reward_line": order.lines[1],
            "payment": order.payment_ids,
            "redemption": redemption,
            "entry": entry,
        }

    def _make_seed_order(self, session, member):
        article = self.env["product.product"].search(
            [("default_code", "=", "MB000")], limit=1
        )
        reward = self.programs[0].reward_ids
        line = {"qty": 1, "price_unit": 0, "price_subtotal": 0}
        line |= {"price_subtotal_incl": 0, "discount": 0}
        card = self.env["loyalty.card"].search(
            [("partner_id", "=", member.id), ("program_id", "=", self.programs[0].id)]
        )
        taken_off = {
            "product_id": reward.discount_line_product_id.id,
            "is_reward_line": True,
            "reward_id": reward.id,
            "coupon_id": card.id,
            "points_cost": 1,
            "reward_identifier_code": "B",
        }
        order = self.env["pos.order"].create(
            {
                "session_id": session.id,
                "partner_id": member.id,
                "name": "样品",
                "uuid": "bench-seed",
                "amount_total": 0,
                "amount_tax": 0,
                "amount_paid": 0,
                "amount_return": 0,
                "lines": [
                    Command.create(line | {"product_id": article.id}),
                    Command.create(line | taken_off),
                ],
            }
        )
        self.env["pos.payment"].create(
            {
                "pos_order_id": order.id,
                "amount": 0,
                "payment_method_id": self.bank.id,
                "uuid": "bench-seed",
            }
        )
        order.state = "done"
        return order

    def _forget(self, seeds):
        """Take the models of the copies away."""
        ids = {name: record.ids[0] for name, record in seeds.items()}
        for statement in FORGET:
            self._run(statement, **ids)
        self.env.invalidate_all()
