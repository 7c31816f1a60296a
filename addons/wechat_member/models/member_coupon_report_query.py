"""How the rows of ``member.coupon.report`` are added up from the records."""

from odoo import models
from odoo.tools import SQL

from .member_coupon_report import DIMENSIONS, MEASURES


class MemberCouponReport(models.Model):
    _inherit = "member.coupon.report"

    def _get_columns(self):
        return [*DIMENSIONS, *MEASURES]

    def _find_changed_days(self, company, since):
        # A return, or a coupon given back, changes the day on which it was redeemed.
        self.env.cr.execute(
            SQL(
                f"""
                SELECT {self._to_day("taken_at")}
                  FROM coupon_redemption
                 WHERE company_id = %(company)s AND write_date >= %(since)s
                 UNION
                SELECT {self._to_day("taken.taken_at")}
                  FROM pos_order refund
                  JOIN pos_order_line back ON back.order_id = refund.id
                  JOIN pos_order_line sold ON sold.id = back.refunded_orderline_id
                  JOIN coupon_redemption taken ON taken.pos_order_id = sold.order_id
                 WHERE refund.company_id = %(company)s
                   AND refund.write_date >= %(since)s
                 UNION
                SELECT {self._to_day(_BEGIN)}
                  FROM loyalty_program program
                 WHERE program.write_date >= %(since)s
                   AND program.is_claimable AND program.claim_limit > 0
                """,
                company=company.id,
                since=since,
                tz=company._get_local_tz(),
            )
        )
        return {day for (day,) in self.env.cr.fetchall()}

    def _query_rows(self, company, window):
        window = window | {
            "types": tuple(self.env["loyalty.card"]._coupon_types()),
            "main": self.env["res.company"].search([], order="id", limit=1).id,
        }
        parts = [_PIECES, _ISSUED, _CLAIMED, _GIVEN, _OPENED, _REDEEMED]
        days = {
            name: self._to_day(column)
            for name, column in (
                ("begin", _BEGIN),
                ("created", "card.create_date"),
                ("claimed", "card.claimed_at"),
                ("sold", "taken.taken_at"),
            )
        }
        return SQL(
            " UNION ALL ".join(parts).format(owner=_OWNER, paid=_PAID, **days), **window
        )


_BEGIN = "COALESCE(program.claim_from, program.create_date)"
# A program may serve several companies: a coupon is the company's whose member has it.
_OWNER = """COALESCE(program.company_id, member.member_company_id, channel.company_id,
                     %(main)s) = %(company)s"""
_PAID = "(COALESCE(card.paid_amount, 0) > 0)"
_CARDS = """
      FROM loyalty_card card
      JOIN loyalty_program program ON program.id = card.program_id
       AND program.program_type IN %(types)s
 LEFT JOIN res_partner member ON member.id = card.partner_id
 LEFT JOIN member_channel channel ON channel.id = card.claim_channel_id
"""
# all pieces of a coupon with a limit, on the day claiming begins
_PIECES = """
    SELECT %(company)s, {begin}, 'issued', program.id, program.coupon_kind,
           NULL::int, NULL::varchar, NULL::int, NULL::varchar, false,
           program.claim_limit, 0, 0, 0, 0::numeric, 0::numeric, 0::numeric
      FROM loyalty_program program
     WHERE program.program_type IN %(types)s AND program.is_claimable
       AND program.claim_limit > 0
       AND COALESCE(program.company_id, %(main)s) = %(company)s
       AND COALESCE(program.claim_from, program.create_date) >= %(start)s
       AND COALESCE(program.claim_from, program.create_date) < %(end)s"""
_ISSUED = (
    """
    SELECT %(company)s, {created}, 'issued', program.id, program.coupon_kind,
           channel.id, channel.kind, NULL, NULL, {paid}, count(*), 0, 0, 0, 0, 0, 0"""
    + _CARDS
    + """
     WHERE card.create_date >= %(start)s AND card.create_date < %(end)s AND {owner}
       AND NOT (COALESCE(program.is_claimable AND program.claim_limit > 0, false)
                AND card.claimed_at IS NOT NULL)
  GROUP BY 2, 4, 5, 6, 7, 10"""
)
_CLAIMED = (
    """
    SELECT %(company)s, {claimed}, 'claimed', program.id, program.coupon_kind,
           channel.id, channel.kind, NULL, NULL, {paid}, 0, count(*), 0, 0, 0, 0, 0"""
    + _CARDS
    + """
     WHERE card.claimed_at >= %(start)s AND card.claimed_at < %(end)s AND {owner}
  GROUP BY 2, 4, 5, 6, 7, 10"""
)
# put straight into a member's hands
_GIVEN = (
    """
    SELECT %(company)s, {created}, 'claimed', program.id, program.coupon_kind,
           channel.id, channel.kind, NULL, NULL, {paid}, 0, count(*), 0, 0, 0, 0, 0"""
    + _CARDS
    + """
     WHERE card.create_date >= %(start)s AND card.create_date < %(end)s AND {owner}
       AND card.claimed_at IS NULL AND card.partner_id IS NOT NULL
  GROUP BY 2, 4, 5, 6, 7, 10"""
)
_OPENED = """
    SELECT %(company)s, page.day, 'opened', page.program_id, program.coupon_kind,
           channel.id, channel.kind,
           NULL, NULL, false, 0, 0, SUM(page.opens), 0, 0, 0, 0
      FROM member_channel_open page
      JOIN loyalty_program program ON program.id = page.program_id
 LEFT JOIN member_channel channel ON channel.id = page.channel_id
     WHERE page.company_id = %(company)s AND page.program_id IS NOT NULL
       AND page.day BETWEEN %(first)s AND %(last)s
  GROUP BY 2, 4, 5, 6, 7"""
# A receipt tells itself what came back of it; elsewhere the redemption was told. A
# coupon that was given back with the goods was a sale on its day all the same.
_REDEEMED = """
    SELECT %(company)s, {sold}, 'redeemed', taken.program_id, taken.coupon_kind,
           channel.id, channel.kind, taken.config_id, taken.door, {paid}, 0, 0, 0,
           count(*) FILTER (WHERE taken.state = 'consumed'),
           SUM(COALESCE(ticket.gross, taken.order_amount, 0) / taken.coupons),
           SUM(COALESCE(ticket.net, CASE taken.state WHEN 'consumed'
                        THEN taken.net_amount END, 0) / taken.coupons),
           SUM(COALESCE(ticket.cost, CASE taken.state WHEN 'consumed'
                        THEN taken.discount END, 0))
      FROM (SELECT redemption.*, program.coupon_kind,
                   count(*) OVER (PARTITION BY order_uuid) AS coupons
              FROM coupon_redemption redemption
              JOIN loyalty_program program ON program.id = redemption.program_id
               AND program.program_type IN %(types)s
             WHERE redemption.state IN ('consumed', 'returned')
               AND redemption.company_id = %(company)s
               AND redemption.taken_at >= %(start)s
               AND redemption.taken_at < %(end)s) taken
      JOIN loyalty_card card ON card.id = taken.card_id
 LEFT JOIN member_channel channel ON channel.id = taken.claim_channel_id
     CROSS JOIN LATERAL (
           SELECT SUM(sold.price_subtotal_incl) AS gross,
                  SUM(sold.price_subtotal_incl * (1 - back.share)) AS net,
                  -SUM(sold.price_subtotal_incl * (1 - back.share)) FILTER (
                      WHERE sold.coupon_id = taken.card_id) AS cost
             FROM pos_order_line sold
        LEFT JOIN loyalty_reward reward ON reward.id = sold.reward_id
        LEFT JOIN loyalty_program gives ON gives.id = reward.program_id
            CROSS JOIN LATERAL (
                  SELECT COALESCE(SUM(ABS(line.qty / NULLIF(sold.qty, 0))), 0) AS share
                    FROM pos_order_line line
                    JOIN pos_order refund ON refund.id = line.order_id
                     AND refund.state IN ('paid', 'done')
                   WHERE line.refunded_orderline_id = sold.id) back
            WHERE sold.order_id = taken.pos_order_id
              AND COALESCE(gives.program_type, '') NOT IN ('ewallet', 'gift_card')
           ) ticket
  GROUP BY 2, 4, 5, 6, 7, 8, 9, 10"""
