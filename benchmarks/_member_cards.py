"""Coupons, points and stored value of benchmarks' members."""

from ._member_receipts import ReceiptMaker
from ._member_sizes import (
    CLAIMED,
    COUPON_EVERY,
    DAYS,
    OUTLETS,
    POINTS_EVERY,
    PROGRAMS,
    TOTAL,
    WALLET_EVERY,
)


class CardMaker(ReceiptMaker):
    """Cards, what was redeemed of them, and the entries that add up to them."""

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
                LEFT JOIN mem_channel c ON {CLAIMED}""",
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
            f"{source} LEFT JOIN mem_channel c ON {CLAIMED}",
            card_id=f"{first} + k.n",
            program_id="p.id",
            partner_id="m.id",
            config_id="s.config_id",
            pos_order_id="r.id",
            order_uuid="'BR' || r.n",
            claim_channel_id="c.id",
            order_amount=TOTAL,
            net_amount=TOTAL,
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
        self._enter_coupons(seeds["entry"])
        self._enter_growth(seeds["entry"])
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

    def _enter_coupons(self, seed):
        """Each was issued; who redeemed it spent it."""
        entry = {
            "card_id": "card.id",
            "card_code": "card.code",
            "partner_id": "card.partner_id",
            "asset": "'coupon'",
            "order_model": "NULL",
            "order_id": "NULL",
            "order_name": "NULL",
            "reference": "NULL",
            "config_id": "NULL",
            "note": "NULL",
        }
        programs = ", ".join(map(str, self.programs.ids))
        source = f"(SELECT * FROM loyalty_card WHERE program_id IN ({programs})) card"
        self._copy(
            seed,
            source,
            **entry,
            kind="'issue'",
            amount="1",
            date="card.create_date",
            where="card.code LIKE 'BC%'",
        )
        self._copy(
            seed,
            source,
            **entry,
            kind="'spend'",
            amount="-1",
            date="card.create_date + interval '1 day'",
            where="card.code LIKE 'BC%' AND card.points = 0",
        )

    def _enter_growth(self, seed):
        self._copy(
            seed,
            "mem_member m",
            card_id="NULL",
            card_code="NULL",
            partner_id="m.id",
            asset="'growth'",
            kind="'earn'",
            amount="m.growth",
            date="m.since + interval '1 day'",
            reference="'g' || m.n",
            order_model="NULL",
            order_id="NULL",
            order_name="NULL",
            config_id="NULL",
            note="NULL",
            where="m.growth > 0",
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
