"""The rule every door obeys, as one function of the database.

It queues on the cards, judges each, and puts the redemptions down if nothing speaks
against any of them. What it answers is put into words elsewhere.
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
# Every request starts with plans thrown away (its connection is reset), so statements
# are kept small: to plan one that joins it all costs more than to run these.
FUNCTION = """
CREATE OR REPLACE FUNCTION coupon_redemption_take(
    p_take bool, p_cards int[], p_costs float8[], p_key varchar, p_door varchar,
    p_company int, p_partner int, p_terms bool, p_now timestamp,
    p_coupon_types varchar[], p_money_types varchar[], p_config int, p_user int,
    p_sale int, p_reference varchar, p_note varchar, p_amount numeric,
    p_discount numeric, p_hold bool, p_hold_for interval
) RETURNS TABLE (o_card int, o_reason varchar, o_stale int[]) AS $$
DECLARE
    v_cost float8;
    v_here record;
    v_today date;
    v_card record;
    v_type varchar;
    v_is_coupon bool;
    v_is_foreign bool;
    v_least float8;
    v_held record;
    v_is_free bool := TRUE;
    v_ids int[];
    v_costs float8[];
    v_once bool[];
BEGIN
    SELECT partner_id, split_part(parent_path, '/', 1) AS root,
           coupon_hold_minutes * interval '1 minute' AS hold
      INTO v_here
      FROM res_company WHERE id = p_company;
    SELECT (p_now AT TIME ZONE 'UTC'
            AT TIME ZONE COALESCE(tz, 'Asia/Shanghai'))::date
      INTO v_today
      FROM res_partner WHERE id = v_here.partner_id;
    FOR o_card, v_cost IN
        SELECT one.id, one.cost FROM unnest(p_cards, p_costs) AS one(id, cost)
      ORDER BY one.id
    LOOP
        IF p_take THEN
            UPDATE loyalty_card
               SET redemption_seq = COALESCE(redemption_seq, 0) + 1
             WHERE id = o_card
         RETURNING program_id, partner_id, company_id, expiration_date,
                   COALESCE(points, 0) AS points
              INTO v_card;
        ELSE
            SELECT program_id, partner_id, company_id, expiration_date,
                   COALESCE(points, 0) AS points
              INTO v_card
              FROM loyalty_card WHERE id = o_card;
        END IF;
        IF NOT FOUND THEN
            CONTINUE;
        END IF;
        SELECT program_type INTO v_type
          FROM loyalty_program WHERE id = v_card.program_id;
        v_is_coupon := v_type = ANY(p_coupon_types);
        v_is_foreign := FALSE;
        v_least := 0;
        IF v_is_coupon THEN
            SELECT min(required_points) INTO v_least
              FROM loyalty_reward
             WHERE program_id = v_card.program_id AND active;
        ELSIF v_type = ANY(p_money_types) THEN
            v_is_foreign := v_here.root IS DISTINCT FROM (
                SELECT split_part(parent_path, '/', 1)
                  FROM res_company WHERE id = v_card.company_id);
        END IF;
        SELECT max(state) FILTER (WHERE is_own AND door = p_door) AS own_state,
               COALESCE(SUM(points - COALESCE(debited, 0)) FILTER (
                   WHERE NOT is_own AND NOT is_stale
                     AND (state = 'taken' OR settled IS NOT TRUE)), 0) AS points,
               array_agg(id) FILTER (WHERE NOT is_own AND is_stale) AS stale
          INTO v_held
          FROM (SELECT held.*, order_uuid = p_key AS is_own,
                       CASE state
                       WHEN 'taken' THEN COALESCE(hold_until < p_now, FALSE)
                       ELSE COALESCE(single_use, FALSE)
                            AND round((v_card.points - points)::numeric, 2) >= 0
                       END AS is_stale
                  FROM coupon_redemption held
                 WHERE card_id = o_card AND state IN ('taken', 'consumed')) held;
        o_stale := v_held.stale;
        o_reason := CASE
            WHEN v_is_foreign THEN 'other_company'
            WHEN v_held.own_state = 'consumed' THEN NULL
            WHEN v_cost < 0 OR v_cost = 'NaN'
                 OR v_cost < v_least
            THEN 'wrong_cost'
            WHEN p_terms AND v_held.own_state IS NULL AND v_is_coupon
                 AND v_card.partner_id != p_partner
            THEN 'other_member'
            WHEN p_terms AND v_held.own_state IS NULL AND v_is_coupon
                 AND v_card.expiration_date < v_today
            THEN 'expired'
            WHEN round((v_card.points - v_held.points - v_cost)::numeric, 2) < 0
            THEN 'not_enough'
            END;
        IF o_reason IS NOT NULL OR o_stale IS NOT NULL THEN
            v_is_free := FALSE;
        ELSIF v_held.own_state IS DISTINCT FROM 'consumed' THEN
            v_ids := v_ids || o_card;
            v_costs := v_costs || v_cost;
            v_once := v_once || (
                v_is_coupon AND v_card.points - v_cost < v_cost);
        END IF;
        RETURN NEXT;
    END LOOP;
    IF NOT p_take OR NOT v_is_free OR v_ids IS NULL THEN
        RETURN;
    END IF;
    FOR v_nr IN 1 .. array_length(v_ids, 1) LOOP
        INSERT INTO coupon_redemption AS held (
               card_id, program_id, partner_id, claim_channel_id, company_id, door,
               order_uuid, config_id, user_id, sale_order_id, reference, note,
               order_amount, net_amount, discount, points, debited, single_use,
               state, taken_at, hold_until,
               create_uid, write_uid, create_date, write_date)
        SELECT id, program_id, partner_id, claim_channel_id, p_company, p_door,
               p_key, p_config, p_user, p_sale, p_reference, p_note,
               p_amount, COALESCE(p_amount, 0), p_discount,
               v_costs[v_nr], 0, v_once[v_nr], 'taken', p_now,
               CASE WHEN p_hold THEN p_now + COALESCE(p_hold_for, v_here.hold) END,
               p_user, p_user, p_now, p_now
          FROM loyalty_card WHERE id = v_ids[v_nr]
   ON CONFLICT (order_uuid, card_id) WHERE state IN ('taken', 'consumed')
     DO UPDATE SET points = EXCLUDED.points,
                   hold_until = CASE WHEN held.hold_until IS NOT NULL
                                     THEN EXCLUDED.hold_until END,
                   write_uid = EXCLUDED.write_uid,
                   write_date = EXCLUDED.write_date;
    END LOOP;
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
