"""Members and their receipts, a million and five million of them."""

from ._member_shop import ShopMaker
from ._member_sizes import (
    ARTICLES,
    CHANNELS,
    COUPON_EVERY,
    DAYS,
    OUTLETS,
    PROGRAMS,
    REFUND_EVERY,
    SECOND_EVERY,
    TOTAL,
)


class ReceiptMaker(ShopMaker):
    """Numbers (n) run from 0 in temporary tables."""

    # --- tools ----------------------------------------------------------------------

    def _next(self, table):
        [(last,)] = self._run(f"SELECT COALESCE(MAX(id), 0) + 1 FROM {table}")
        return last

    def _set_next(self, table):
        self._run(f"SELECT setval('{table}_id_seq', (SELECT MAX(id) FROM {table}))")

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
        self._draw_buyers()
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
                 FROM mem_buy r
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

    def _draw_buyers(self):
        """Who bought where and how many days ago; each step worked out once."""
        self._run(
            """CREATE TEMP TABLE mem_buy ON COMMIT DROP AS
               SELECT n, member,
                      (n::bigint * 31 + n / %(days)s)::int %% %(outlets)s AS outlet,
                      quiet + (n::bigint * 104729 %% (%(days)s - quiet))::int AS day
                 FROM (SELECT n, member,
                              CASE WHEN COALESCE(member, 0) %% 10 < 7 THEN 0
                              ELSE 30 * (member %% 10 - 6) * (member %% 3) END AS quiet
                         FROM (SELECT n, CASE WHEN n %% 5 < 4 THEN
                                      FLOOR(%(members)s * POWER((n::bigint * 7919
                                      %% 1000003)::float8 / 1000003, 1.3))::int
                                      END AS member
                                 FROM generate_series(0, %(receipts)s - 1) n
                               OFFSET 0) x
                       OFFSET 0) y""",
            days=DAYS,
            outlets=OUTLETS,
            **self.sizes,
        )
        self._run("ANALYZE mem_buy")
        self._run("ANALYZE mem_article")

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
            amount_total=TOTAL,
            amount_paid=TOTAL,
        )
        self._set_next("pos_order")
        self._copy(
            seeds["payment"],
            f"{source} JOIN mem_cash c ON c.n = r.outlet",
            pos_order_id="r.id",
            session_id="s.id",
            payment_method_id=f"CASE r.n % 3 WHEN 0 THEN c.id ELSE {self.bank.id} END",
            amount=TOTAL,
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
