"""Which redemptions a claim takes up, and what is corrected of earlier ones."""

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

# Of goods that came back the coupon took nothing off.
_KEPT = "COALESCE(used.net_amount / NULLIF(used.order_amount, 0), 1)"
_TICKET = "COALESCE(used.net_amount, used.order_amount, 0)"
_DISCOUNT = f"ROUND((used.discount * {_KEPT})::numeric, %(digits)s)"


def _get_due(percent):
    """Return the SQL of what a funder owes for a redemption by now."""
    return f"ROUND((used.discount * {percent} / 100 * {_KEPT})::numeric, %(digits)s)"


_UNCLAIMED = f"""
    SELECT campaign.funder_id, campaign.id AS campaign_id,
           used.id AS redemption_id, 'redeemed' AS kind,
           campaign.funder_percent AS percent,
           {_TICKET} AS ticket_amount, {_DISCOUNT} AS discount,
           {_get_due("campaign.funder_percent")} AS amount
      FROM coupon_redemption used
      JOIN member_campaign campaign ON campaign.program_id = used.program_id
     WHERE campaign.funder_id IS NOT NULL
       AND campaign.company_id = %(company)s AND used.state = 'consumed'
       AND (used.taken_at AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date <= %(end)s
       AND NOT EXISTS (SELECT FROM campaign_claim_line line
            WHERE line.redemption_id = used.id AND line.kind = 'redeemed')
     ORDER BY used.taken_at, used.id
"""
# What is claimed of a redemption, and what should be by now: the funder is that of the
# claim, whoever pays for the campaign today, and his part is that of the claim or what
# a dispute made of it. What is corrected on one claim is corrected again on the next
# one only.
_CORRECTIONS = f"""
    SELECT funder_id, campaign_id, redemption_id, kind, percent, claimed_on,
           ticket_now - ticket AS ticket_amount, discount_now - discount AS discount,
           due - claimed AS amount
      FROM (SELECT claim.funder_id, first.campaign_id, used.id AS redemption_id,
                   used.taken_at, first.claim_id AS claimed_on,
                   CASE used.state WHEN 'returned' THEN 'returned'
                        ELSE 'corrected' END AS kind,
                   total.percent, total.claimed, total.ticket, total.discount,
                   CASE WHEN used.state = 'returned' THEN 0
                        ELSE {_TICKET} END AS ticket_now,
                   CASE WHEN used.state = 'returned' THEN 0
                        ELSE {_DISCOUNT} END AS discount_now,
                   CASE WHEN used.state = 'returned' THEN 0
                        WHEN total.percent IS NULL THEN total.claimed
                        ELSE {_get_due("total.percent")} END AS due
              FROM campaign_claim_line first
              JOIN campaign_claim claim ON claim.id = first.claim_id
              JOIN coupon_redemption used ON used.id = first.redemption_id
        CROSS JOIN LATERAL (
                   SELECT SUM(line.amount) AS claimed,
                          COALESCE(SUM(line.ticket_amount), 0) AS ticket,
                          COALESCE(SUM(line.discount), 0) AS discount,
                          COALESCE(MAX(line.percent)
                                     FILTER (WHERE line.kind = 'disputed'),
                                   first.percent) AS percent
                     FROM campaign_claim_line line
                    WHERE line.redemption_id = used.id) total
             WHERE first.kind = 'redeemed' AND claim.company_id = %(company)s
               AND used.state IN ('consumed', 'returned')
               AND NOT EXISTS (SELECT FROM campaign_claim_line line
                    WHERE line.redemption_id = used.id AND line.kind = 'returned')
               AND (used.state = 'returned' OR NOT EXISTS (
                    SELECT FROM campaign_claim_line line
                      JOIN campaign_claim latest ON latest.id = line.claim_id
                    WHERE line.redemption_id = used.id AND line.kind = 'corrected'
                      AND latest.date_to >= %(end)s))) owed
     WHERE due != claimed
     ORDER BY taken_at, redemption_id
"""
_PUT_RIGHT = f"""
    SELECT CASE WHEN used.state = 'returned' THEN 0
                ELSE {_get_due("%(percent)s::float8")} END
         - (SELECT SUM(line.amount) FROM campaign_claim_line line
             WHERE line.redemption_id = used.id)
      FROM coupon_redemption used
     WHERE used.id = %(redemption)s
"""


class CampaignClaim(models.Model):
    _inherit = "campaign.claim"

    @api.model
    def _generate(self, date_to, company=None):
        """Claim what was redeemed up to a day and never claimed; again changes nothing.

        :param date_to: last day, where the merchant is
        :return: the claims made or filled up
        """
        company = company or self.env.company
        rows = self._read_unclaimed(date_to, company)
        # a dispute that is settled just now corrects the same redemptions
        self.browse({row.pop("claimed_on", None) for row in rows} - {None})._take()
        drafts = self.search(
            [("company_id", "=", company.id), ("date_to", "=", date_to)]
        ).filtered(lambda claim: claim.state == "draft")
        drafts._take()
        by_funder = {claim.funder_id.id: claim for claim in drafts}
        missing = {row["funder_id"] for row in rows} - set(by_funder)
        for claim in self.create(
            [
                {"company_id": company.id, "funder_id": funder, "date_to": date_to}
                for funder in sorted(missing)
            ]
        ):
            by_funder[claim.funder_id.id] = claim
        claims = self.browse()
        lines = []
        for row in rows:
            claim = by_funder[row.pop("funder_id")]
            claims |= claim
            lines.append(row | {"claim_id": claim.id})
        self.env["campaign.claim.line"].create(lines)
        return claims

    def _read_unclaimed(self, date_to, company):
        """Return one row for each redemption to claim, or to take back."""
        values = self._prepare_reading(company)
        values |= {"tz": company._get_local_tz(), "end": date_to}
        return self.env.execute_query_dict(SQL(_UNCLAIMED, **values)) + (
            self.env.execute_query_dict(SQL(_CORRECTIONS, **values))
        )

    def _prepare_reading(self, company):
        self.env["coupon.redemption"].flush_model()
        self.env["campaign.claim.line"].flush_model()
        self.env["member.campaign"].flush_model()
        return {"digits": company.currency_id.decimal_places, "company": company.id}

    def _read_put_right(self, redemption, percent):
        """Return what has to be added to a redemption's claims so that this part of
        it is claimed in all."""
        values = self._prepare_reading(self.company_id)
        values |= {"redemption": redemption.id, "percent": percent}
        [[amount]] = self.env.execute_query(SQL(_PUT_RIGHT, **values))
        return amount

    @api.model
    def _cron_claim(self):
        """Claim the month that is over, in every company with a funder."""
        for company in self.env["member.campaign"]._get_funded_companies():
            first = company._get_local_today().replace(day=1)
            self.with_company(company)._generate(first - relativedelta(days=1), company)
