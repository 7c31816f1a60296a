"""A million members for benchmarks to share: cards, receipts, coupons and what became
of them.

`make(context)` writes it straight into the tables and commits; asked again in the same
database it only tells the figures. One record of each kind is made as users make them,
all others are copies of it with columns of their own, so that the tables may gain
columns. Nothing is drawn by lot: the same numbers give the same data, counted back from
today. A database that is kept serves many benchmarks; it takes about 8 GB.

Members: phone 13000000000 + n, card number '045' || 1000000 + n || '0000', points card
'BP' || n, stored value 'BW' || n for each fifth, coupons 'BC' || n.
"""

import json
from typing import NamedTuple

from odoo.fields import Command

from ._tables import Tables, vacuum

MEMBERS, RECEIPTS, COUPONS = 1_000_000, 5_000_000, 1_500_000
OUTLETS, PROGRAMS, CHANNELS = 40, 24, 60
ARTICLES = 600
DAYS = 365
# a receipt of so many: pays with a coupon, has two lines, gives points, is taken back
COUPON_EVERY, SECOND_EVERY, POINTS_EVERY, REFUND_EVERY = 12, 4, 2, 50
WALLET_EVERY = 5
PARAMETER = "benchmark.members"
CATEGORIES = (
    "女装 男装 童装 鞋靴 箱包 美妆 家居 零食 饮品 母婴 运动 数码 "
    "内衣 配饰 床品 厨具 文具 玩具 图书 宠物"
).split()
TABLES = (
    "res_partner",
    "loyalty_card",
    "pos_session",
    "pos_order",
    "pos_order_line",
    "pos_payment",
    "coupon_redemption",
    "member_entry",
)


class Members(NamedTuple):
    """How much there is, and the first ids of what is numbered from 0 without gaps.

    Member n is ``first_member + n``; ``points`` and ``wallet`` are programs.
    """

    members: int
    receipts: int
    coupons: int
    first_member: int
    points: int
    wallet: int
    programs: list
    channels: list
    outlets: list


def make(context, members=MEMBERS, receipts=RECEIPTS, coupons=COUPONS):
    """Return the members of this database; made first if there are none yet.

    :param coupons: those that nobody redeemed; one more for each receipt that
        redeems one
    """
    with context.environment(commit=True) as env:
        known = env["ir.config_parameter"].get_param(PARAMETER)
        if known:
            return Members(*json.loads(known))
        env = env(context={**env.context, "tracking_disable": True})
        made = _Maker(env, members, receipts, coupons).make()
        env["ir.config_parameter"].set_param(PARAMETER, json.dumps(made))
    vacuum(context)
    return made


class _Maker(Tables):
    """Makes it level by level; numbers (n) run from 0 in temporary tables."""

    def __init__(self, env, members, receipts, coupons):
        super().__init__(env)
        self.sizes = {"members": members, "receipts": receipts, "coupons": coupons}

    def make(self):
        self._make_outlets()
        self._make_articles()
        self._make_programs()
        self._make_channels()
        seeds = self._make_seeds()
        with self._without_indexes(*TABLES):
            first = self._make_members(seeds)
            self._make_receipts(seeds)
            self._make_coupons(seeds)
            self._make_ledger(seeds)
            self._forget(seeds)
        self._make_opens()
        self.env.invalidate_all()
        return Members(
            *self.sizes.values(),
            first,
            self.points.id,
            self.wallet.id,
            self.programs.ids,
            self.channels.ids,
            self.outlets.ids,
        )

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
        for statement in _FORGET:
            self._run(statement, **ids)
        self.env.invalidate_all()

    # --- members ----------------------------------------------------------------------

    def _make_members(self, seeds):
        """Member n joined up to three years ago; each third has grown by a level."""
        levels = self.env["member.level"].search([], order="growth_threshold, id")
        self._number("mem_level", levels)
        [(first,)] = self._run("SELECT COALESCE(MAX(id), 0) + 1 FROM res_partner")
        self._run(
            """CREATE TEMP TABLE mem_member ON COMMIT DROP AS
               SELECT g AS n, %(first)s + g AS id, level.id AS level_id,
                      kind.growth_threshold AS growth,
                      current_date - (1 + (g::bigint * 7919 %% 1000)::int) AS since,
                      '2000-01-01'::date + (g %% 7300) AS born
                 FROM generate_series(0, %(members)s - 1) g
                 JOIN mem_level level ON level.n = CASE WHEN g %% 3 = 0
                      THEN (g / 3) %% %(levels)s ELSE 0 END
                 JOIN member_level kind ON kind.id = level.id""",
            first=first,
            levels=len(levels),
            **self.sizes,
        )
        self._copy(
            seeds["member"],
            f"mem_member m LEFT JOIN mem_channel c ON c.n = m.n % {CHANNELS * 2}",
            id="m.id",
            name="'会员' || m.n",
            complete_name="'会员' || m.n",
            commercial_partner_id="m.id",
            phone="'1' || (3000000000 + m.n)",
            phone_sanitized="'1' || (3000000000 + m.n)",
            member_phone="'1' || (3000000000 + m.n)",
            member_no="'045' || (1000000 + m.n) || '0000'",
            member_since="m.since",
            growth="m.growth",
            member_level_id="m.level_id",
            member_channel_id="c.id",
            member_birthday="m.born",
            member_birthday_year="EXTRACT(year FROM m.born)::int",
            member_birthday_key="to_char(m.born, 'MM-DD')",
            member_consent="m.n % 10 < 9",
            create_date="m.since",
        )
        self._run(
            """SELECT setval('res_partner_id_seq', %(last)s)""",
            last=first + self.sizes["members"],
        )
        return first

    # --- receipts ---------------------------------------------------------------------

    def _make_receipts(self, seeds):
        """Few members buy much; each tenth of them stopped a month or more ago."""
        self._make_sessions(seeds["session"])
        self._run(
            """CREATE TEMP TABLE mem_receipt ON COMMIT DROP AS
               SELECT r.n, %(first)s + r.n AS id, r.member, outlet, day,
                      (current_date - day) + interval '1 hour'
                      + (r.n::bigint * 7907 %% 43200) * interval '1 second' AS at,
                      first.id AS product_id, first.price, first.name,
                      CASE WHEN r.n %% %(second)s = 1 THEN other.id END AS other_id,
                      other.price AS other_price, other.name AS other_name,
                      CASE WHEN r.n %% %(coupon)s = 0 AND r.member IS NOT NULL
                           THEN LEAST(first.price,
                                      5 + r.n / %(coupon)s %% %(programs)s / 2 * 5)
                           ELSE 0 END AS off,
                      false AS refund
                 FROM (SELECT n, member,
                              (n::bigint * 31 + n / %(days)s)::int %% %(outlets)s
                              AS outlet,
                              quiet + (n::bigint * 104729 %% (%(days)s - quiet))::int
                              AS day
                         FROM (SELECT n, member,
                                      CASE WHEN COALESCE(member, 0) %% 10 < 7 THEN 0
                                      ELSE 30 * (member %% 10 - 6) * (member %% 3) END
                                      AS quiet
                                 FROM (SELECT n, CASE WHEN n %% 5 < 4 THEN
                                              FLOOR(%(members)s * POWER((n::bigint
                                              * 7919 %% 1000003) / 1000003.0, 1.3))::int
                                              END AS member
                                         FROM generate_series(0, %(receipts)s - 1) n
                                      ) x) y) r
                 JOIN mem_article first ON first.n = CASE WHEN r.n %% 5 < 3
                      THEN COALESCE(r.member, r.n) %% 20 * 30 + r.n %% 30
                      ELSE r.n::bigint * 17 %% %(articles)s END
                 JOIN mem_article other ON other.n = r.n::bigint * 13 %% %(articles)s
            """,
            first=self._next("pos_order"),
            coupon=COUPON_EVERY,
            programs=PROGRAMS,
            second=SECOND_EVERY,
            days=DAYS,
            outlets=OUTLETS,
            articles=ARTICLES,
            **self.sizes,
        )
        self._mark_refunds()
        self._copy_receipts(seeds)

    def _make_sessions(self, seed):
        self._run(
            """CREATE TEMP TABLE mem_session ON COMMIT DROP AS
               SELECT outlet.n AS outlet, outlet.id AS config_id, day,
                      nextval('pos_session_id_seq')::int AS id
                 FROM mem_outlet outlet
                CROSS JOIN generate_series(0, %(days)s - 1) day""",
            days=DAYS,
        )
        self._copy(
            seed,
            "mem_session s",
            id="s.id",
            config_id="s.config_id",
            name="'B' || s.outlet || '/' || s.day",
            state="'closed'",
            start_at="(current_date - s.day) + interval '30 minutes'",
            stop_at="(current_date - s.day) + interval '14 hours'",
        )

    def _mark_refunds(self):
        """The receipt after each fiftieth takes the goods of that one back."""
        self._run(
            """UPDATE mem_receipt back
                  SET refund = true, member = sold.member, price = -sold.price,
                      product_id = sold.product_id, name = sold.name, off = 0,
                      other_id = NULL, outlet = sold.outlet,
                      day = GREATEST(sold.day - 1, 0), at = sold.at
                      + LEAST(sold.day, 1) * interval '1 day' + interval '1 minute'
                 FROM mem_receipt sold
                WHERE sold.n = back.n - 1 AND sold.n %% %(every)s = 0""",
            every=REFUND_EVERY,
        )
        self._run("CREATE INDEX ON mem_receipt (n)")
        self._run("ANALYZE mem_receipt")

    def _copy_receipts(self, seeds):
        source = "mem_receipt r JOIN mem_session s USING (outlet, day)"
        self._copy(
            seeds["order"],
            source + " LEFT JOIN mem_member m ON m.n = r.member",
            id="r.id",
            name="'B' || r.n",
            pos_reference="'B' || r.n",
            uuid="'BR' || r.n",
            access_token="NULL",
            ticket_code="NULL",
            tracking_number="NULL",
            session_id="s.id",
            config_id="s.config_id",
            partner_id="m.id",
            date_order="r.at",
            create_date="r.at",
            write_date="r.at",
            is_refund="r.refund",
            state="'done'",
            amount_total=_TOTAL,
            amount_paid=_TOTAL,
        )
        self._set_next("pos_order")
        self._copy(
            seeds["payment"],
            f"{source} JOIN mem_cash c ON c.n = r.outlet",
            pos_order_id="r.id",
            session_id="s.id",
            payment_method_id=f"CASE r.n % 3 WHEN 0 THEN c.id ELSE {self.bank.id} END",
            amount=_TOTAL,
            payment_date="r.at",
            uuid="NULL",
        )
        self._copy_lines(seeds["line"])

    def _copy_lines(self, seed):
        """The first line of receipt n is line ``first + n``."""
        first = self._next("pos_order_line")
        line = {"order_id": "r.id", "create_date": "r.at", "write_date": "r.at"}
        self._copy(
            seed,
            "mem_receipt r",
            **line,
            id=f"{first} + r.n",
            uuid="'BL' || r.n",
            name="r.name",
            full_product_name="r.name",
            product_id="r.product_id",
            qty="CASE WHEN r.refund THEN -1 ELSE 1 END",
            price_unit="abs(r.price)",
            price_subtotal="r.price",
            price_subtotal_incl="r.price",
            refunded_orderline_id=f"CASE WHEN r.refund THEN {first} + r.n - 1 END",
        )
        self._set_next("pos_order_line")
        self._copy(
            seed,
            "mem_receipt r",
            **line,
            uuid="'BM' || r.n",
            name="r.other_name",
            full_product_name="r.other_name",
            product_id="r.other_id",
            price_unit="r.other_price",
            price_subtotal="r.other_price",
            price_subtotal_incl="r.other_price",
            where="r.other_id IS NOT NULL",
        )

    # --- coupons ----------------------------------------------------------------------

    def _make_coupons(self, seeds):
        """One redeemed for each receipt with a coupon, and many nobody came with."""
        self._run(
            """CREATE TEMP TABLE mem_coupon ON COMMIT DROP AS
               SELECT row_number() OVER () - 1 AS n, receipt, member, issued, program
                 FROM (SELECT n AS receipt, member, n / %(every)s %% %(programs)s
                              AS program,
                              at - (1 + n %% 20) * interval '1 day' AS issued
                         FROM mem_receipt WHERE off > 0
                        UNION ALL
                       SELECT NULL, g %% %(members)s, g %% %(programs)s,
                              current_date - (g::bigint * 15485863 %% %(days)s)::int
                              * interval '1 day' + interval '5 hours'
                         FROM generate_series(0, %(coupons)s - 1) g) x""",
            days=DAYS,
            every=COUPON_EVERY,
            programs=PROGRAMS,
            **self.sizes,
        )
        first = self._next("loyalty_card")
        self._copy(
            seeds["coupon"],
            f"""mem_coupon k JOIN mem_member m ON m.n = k.member
                JOIN mem_program p ON p.n = k.program
                LEFT JOIN mem_channel c ON {_CLAIMED}""",
            id=f"{first} + k.n",
            code="'BC' || k.n",
            program_id="p.id",
            partner_id="m.id",
            points="CASE WHEN k.receipt IS NULL THEN 1 ELSE 0 END",
            claimed_at="CASE WHEN k.n % 5 < 4 THEN k.issued END",
            claim_source="CASE WHEN k.n % 5 < 4 THEN 'claim' END",
            claim_channel_id="c.id",
            create_date="k.issued",
            expiration_date="k.issued::date + 30",
        )
        self._set_next("loyalty_card")
        self._copy_redemptions(seeds, first)

    def _copy_redemptions(self, seeds, first):
        source = """mem_coupon k JOIN mem_receipt r ON r.n = k.receipt
                     JOIN mem_session s ON s.outlet = r.outlet AND s.day = r.day
                     JOIN mem_member m ON m.n = k.member
                     JOIN mem_program p ON p.n = k.program"""
        self._copy(
            seeds["redemption"],
            f"{source} LEFT JOIN mem_channel c ON {_CLAIMED}",
            card_id=f"{first} + k.n",
            program_id="p.id",
            partner_id="m.id",
            config_id="s.config_id",
            pos_order_id="r.id",
            order_uuid="'BR' || r.n",
            claim_channel_id="c.id",
            order_amount=_TOTAL,
            net_amount=_TOTAL,
            discount="r.off",
            taken_at="r.at",
            closed_at="r.at",
            create_date="r.at",
            write_date="r.at",
        )
        self._copy(
            seeds["reward_line"],
            f"{source} JOIN loyalty_reward w ON w.program_id = p.id",
            order_id="r.id",
            uuid="'BQ' || r.n",
            product_id="w.discount_line_product_id",
            reward_id="w.id",
            coupon_id=f"{first} + k.n",
            price_unit="-r.off",
            price_subtotal="-r.off",
            price_subtotal_incl="-r.off",
            create_date="r.at",
        )

    # --- points and stored value ----------------------------------------------------

    def _make_ledger(self, seeds):
        """Cards whose entries add up to what is on them."""
        points, wallets = self._next("loyalty_card"), 0
        self._copy(
            seeds["points"],
            "mem_member m",
            id=f"{points} + m.n",
            code="'BP' || m.n",
            partner_id="m.id",
            create_date="m.since",
        )
        self._set_next("loyalty_card")
        wallets = self._next("loyalty_card")
        self._copy(
            seeds["wallet"],
            "mem_member m",
            id=f"{wallets} + m.n / {WALLET_EVERY}",
            code="'BW' || m.n",
            partner_id="m.id",
            create_date="m.since",
            where=f"m.n % {WALLET_EVERY} = 0",
        )
        self._set_next("loyalty_card")
        self._enter_points(seeds["entry"], points)
        self._enter_money(seeds["entry"], wallets)
        self._run(
            """UPDATE loyalty_card card SET points = entered.amount
                 FROM (SELECT card_id, SUM(amount) AS amount FROM member_entry
                        WHERE asset != 'coupon' GROUP BY card_id) entered
                WHERE entered.card_id = card.id"""
        )

    def _enter_points(self, seed, points):
        entry = {
            "card_id": f"{points} + r.member",
            "card_code": "'BP' || r.member",
            "partner_id": "m.id",
            "asset": "'points'",
            "order_model": "'pos.order'",
            "order_id": "r.id",
            "order_name": "'B' || r.n",
            "config_id": "s.config_id",
            "note": "NULL",
        }
        source = """mem_receipt r JOIN mem_member m ON m.n = r.member
                    JOIN mem_session s USING (outlet, day)"""
        self._copy(
            seed,
            source,
            **entry,
            date="r.at",
            kind="CASE WHEN r.refund THEN 'return' ELSE 'earn' END",
            amount="r.price",
            reference="'b' || r.n",
            where=f"r.refund OR r.n % {POINTS_EVERY} = 0",
        )
        self._copy(
            seed,
            source,
            **entry,
            date="r.at + interval '1 second'",
            kind="'exchange'",
            amount="-1",
            reference="'x' || r.n",
            where=f"r.n % {POINTS_EVERY * 20} = 0",
        )

    def _enter_money(self, seed, wallets):
        """Each paid in once with a gift; the same amount was spent in part."""
        for number, (kind, asset, amount, days) in enumerate(
            [
                ("top_up", "paid", "300 + m.n % 8 * 100", 200),
                ("top_up_gift", "gift", "30 + m.n % 8 * 10", 200),
                ("spend", "paid", "-(100 + m.n % 90)", 100),
                ("spend", "gift", "-(10 + m.n % 9)", 100),
            ]
        ):
            self._copy(
                seed,
                f"mem_member m JOIN mem_outlet o ON o.n = m.n / 5 % {OUTLETS}",
                card_id=f"{wallets} + m.n / {WALLET_EVERY}",
                card_code="'BW' || m.n",
                partner_id="m.id",
                asset=f"'{asset}'",
                kind=f"'{kind}'",
                amount=amount,
                date=f"current_date - {days} + (m.n / 5 % 100) * interval '1 day'"
                " + interval '4 hours'",
                reference=f"'w{number},' || m.n",
                order_model="NULL",
                order_id="NULL",
                order_name="NULL",
                config_id="o.id",
                note="NULL",
                where=f"m.n % {WALLET_EVERY} = 0",
            )

    def _make_opens(self):
        self._run(
            """INSERT INTO member_channel_open
                      (day, company_id, channel_id, program_id, opens)
               SELECT current_date - day, %(company)s, channel.id, known.program_id,
                      20 + (channel.n * 7 + day) %% 300
                 FROM mem_channel channel
                 JOIN member_channel known ON known.id = channel.id
                CROSS JOIN generate_series(0, %(days)s - 1) day""",
            company=self.company.id,
            days=DAYS,
        )

    # --- tools ----------------------------------------------------------------------

    def _next(self, table):
        [(last,)] = self._run(f"SELECT COALESCE(MAX(id), 0) + 1 FROM {table}")
        return last

    def _set_next(self, table):
        self._run(f"SELECT setval('{table}_id_seq', (SELECT MAX(id) FROM {table}))")


_TOTAL = "(r.price + COALESCE(r.other_price * (r.other_id > 0)::int, 0) - r.off)"
# the channels of program n are n, n + 24 and n + 48, as far as there are so many
_CLAIMED = f"""k.n % 5 < 4 AND c.n = k.program + CASE
    WHEN k.program + {PROGRAMS} * (k.n % 3) < {CHANNELS} THEN {PROGRAMS} * (k.n % 3)
    ELSE 0 END"""
_FORGET = [
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
