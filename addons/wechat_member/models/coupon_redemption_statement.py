"""The rule every door obeys, as one function of the database.

It queues on the cards, judges each, and puts the redemptions down if nothing speaks
against any of them. What it answers is put into words elsewhere. The database keeps its
plan, so that a till waits for little more than the write itself.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .loyalty_card_entry import MONEY_TYPES

# To lock the cards alone would not do: in a repeatable-read transaction the one that
# waited still reads the old balance. A write makes it fail and start over.
# Stale is what no longer stands in the way: a hold of another order that ran out, and a
# redeemed coupon whose points somebody with the right to do so has put back.
# A hold never turns a payment that is under way back into a hold.
FUNCTION = """
CREATE OR REPLACE FUNCTION coupon_redemption_take(
    p_take bool, p_cards int[], p_costs float8[], p_key varchar, p_door varchar,
    p_company int, p_partner int, p_terms bool, p_now timestamp,
    p_coupon_types varchar[], p_money_types varchar[], p_config int, p_user int,
    p_sale int, p_reference varchar, p_note varchar, p_amount numeric,
    p_discount numeric, p_hold bool, p_hold_for interval
) RETURNS TABLE (o_card int, o_reason varchar, o_stale int[]) AS $$
BEGIN
    IF p_take THEN
        UPDATE loyalty_card
           SET redemption_seq = COALESCE(redemption_seq, 0) + 1
         WHERE id IN (
               SELECT id FROM loyalty_card
                WHERE id = ANY(p_cards)
             ORDER BY id
                  FOR NO KEY UPDATE);
    END IF;
    RETURN QUERY
    WITH here AS (
        SELECT split_part(company.parent_path, '/', 1) AS root,
               company.coupon_hold_minutes * interval '1 minute' AS hold,
               (p_now AT TIME ZONE 'UTC'
                AT TIME ZONE COALESCE(partner.tz, 'Asia/Shanghai'))::date AS today
          FROM res_company company
          JOIN res_partner partner ON partner.id = company.partner_id
         WHERE company.id = p_company
    ), other AS (
        SELECT held.*,
               CASE held.state
               WHEN 'taken' THEN COALESCE(held.hold_until < p_now, FALSE)
               ELSE COALESCE(held.single_use, FALSE) AND
                    round((COALESCE(card.points, 0) - held.points)::numeric, 2) >= 0
               END AS is_stale
          FROM coupon_redemption held
          JOIN loyalty_card card ON card.id = held.card_id
         WHERE held.card_id = ANY(p_cards) AND held.order_uuid != p_key
           AND held.state IN ('taken', 'consumed')
    ), spoken AS (
        SELECT card_id,
               SUM(points - COALESCE(debited, 0)) FILTER (
                   WHERE NOT is_stale AND (state = 'taken' OR settled IS NOT TRUE)
               ) AS points,
               array_agg(id) FILTER (WHERE is_stale) AS stale
          FROM other
      GROUP BY card_id
    ), judged AS (
        SELECT card.*, asked.cost, own.state AS own_state, spoken.stale,
               program.program_type = ANY(p_coupon_types) AS is_coupon,
               CASE
               WHEN program.program_type = ANY(p_money_types)
                    AND here.root
                        IS DISTINCT FROM split_part(issuer.parent_path, '/', 1)
               THEN 'other_company'
               WHEN own.state = 'consumed' THEN NULL
               WHEN p_terms AND own.id IS NULL AND card.partner_id != p_partner
                    AND program.program_type = ANY(p_coupon_types)
               THEN 'other_member'
               WHEN p_terms AND own.id IS NULL AND card.expiration_date < here.today
                    AND program.program_type = ANY(p_coupon_types)
               THEN 'expired'
               WHEN round((COALESCE(card.points, 0) - COALESCE(spoken.points, 0)
                           - asked.cost)::numeric, 2) < 0
               THEN 'not_enough'
               END AS reason
          FROM unnest(p_cards, p_costs) AS asked(id, cost)
          JOIN loyalty_card card ON card.id = asked.id
          JOIN loyalty_program program ON program.id = card.program_id
    CROSS JOIN here
     LEFT JOIN res_company issuer ON issuer.id = card.company_id
     LEFT JOIN spoken ON spoken.card_id = card.id
     LEFT JOIN coupon_redemption own
            ON own.card_id = card.id AND own.order_uuid = p_key
           AND own.door = p_door AND own.state IN ('taken', 'consumed')
    ), taken AS (
        INSERT INTO coupon_redemption AS held (
               card_id, program_id, partner_id, claim_channel_id, company_id, door,
               order_uuid, config_id, user_id, sale_order_id, reference, note,
               order_amount, net_amount, discount, points, debited, single_use,
               state, taken_at, hold_until,
               create_uid, write_uid, create_date, write_date)
        SELECT judged.id, program_id, partner_id, claim_channel_id, p_company, p_door,
               p_key, p_config, p_user, p_sale, p_reference, p_note,
               p_amount, COALESCE(p_amount, 0), p_discount, cost, 0,
               is_coupon AND COALESCE(points, 0) - cost < cost,
               'taken', p_now,
               CASE WHEN p_hold THEN p_now + COALESCE(p_hold_for, here.hold) END,
               p_user, p_user, p_now, p_now
          FROM judged CROSS JOIN here
         WHERE p_take AND own_state IS DISTINCT FROM 'consumed'
           AND NOT EXISTS (
               SELECT FROM judged WHERE reason IS NOT NULL OR stale IS NOT NULL)
      ORDER BY judged.id
   ON CONFLICT (order_uuid, card_id) WHERE state IN ('taken', 'consumed')
     DO UPDATE SET points = EXCLUDED.points,
                   hold_until = CASE WHEN held.hold_until IS NOT NULL
                                     THEN EXCLUDED.hold_until END,
                   write_uid = EXCLUDED.write_uid,
                   write_date = EXCLUDED.write_date
    )
    SELECT judged.id, judged.reason::varchar, judged.stale FROM judged;
END
$$ LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan;
"""


class CouponRedemption(models.Model):
    _inherit = "coupon.redemption"

    def init(self):
        # its types of arguments may change from one version to the next
        self.env.cr.execute("DROP FUNCTION IF EXISTS coupon_redemption_take")
        self.env.cr.execute(FUNCTION)

    @api.model
    def _judge(self, take, costs, order_uuid, company, **told):
        """Ask the database, and take if nothing is against it.

        :param take: False only asks
        :param costs: {card: points}
        :param told: ``partner``, ``config``, ``hold``, ``source``; see :meth:`_take`
        :return: {card id: (reason of a refusal or None, ids of stale redemptions)}
        """
        self.flush_model()
        self.env["loyalty.card"].flush_model()
        values = self._prepare_arguments(costs, order_uuid, company, **told)
        self.env.cr.execute(
            SQL("SELECT * FROM coupon_redemption_take(%s, %s)", take, values),
            # to fail and start over is the rule here, and nothing for the log
            log_exceptions=False,
        )
        found = {
            card: (reason, stale or [])
            for card, reason, stale in self.env.cr.fetchall()
        }
        if take:
            self.invalidate_model(flush=False)
            self.env["loyalty.card"].invalidate_model(
                ["points", "redemption_seq", "redemption_ids"], flush=False
            )
        return found

    @api.model
    def _prepare_arguments(
        self,
        costs,
        order_uuid,
        company,
        partner=None,
        config=None,
        hold=False,
        source=(),
    ):
        source = {"door": "till", **dict(source)}
        amounts = [source.get("order_amount"), source.get("discount")]
        if any(amounts):
            # how a company rounds is no secret of it
            rounded = company.sudo().currency_id.round
            amounts = [rounded(amount or 0) for amount in amounts]
        return SQL(", ").join(
            SQL("%s", value)
            for value in (
                [card.id for card in costs],
                [float(points) for points in costs.values()],
                order_uuid,
                source["door"],
                company.id,
                partner.id if partner else None,
                # What WeChat says was used is so, whatever its terms.
                source["door"] != "wechat",
                fields.Datetime.now(),
                list(self.env["loyalty.card"]._coupon_types()),
                list(MONEY_TYPES),
                config.id if config else None,
                self.env.uid,
                source.get("sale_order_id"),
                source.get("reference") or None,
                source.get("note") or None,
                *amounts,
                bool(hold),
                hold if isinstance(hold, timedelta) else None,
            )
        )
