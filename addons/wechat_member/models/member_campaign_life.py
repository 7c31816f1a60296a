"""How a campaign starts, pauses and ends, and the coupon it makes."""

from datetime import datetime, time, timezone
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class MemberCampaign(models.Model):
    _inherit = "member.campaign"

    def action_start(self):
        """Make the coupon and let members have it."""
        self.check_access("write")
        for campaign in self:
            campaign._check_can_start()
            values = campaign._prepare_program_vals()
            # who plans campaigns needs no right to set up programs
            campaign.program_id = self.env["loyalty.program"].sudo().create(values)
            if campaign.benefit == "product":
                campaign.unit_cost = campaign.product_id.lst_price
            campaign.state = "running"
            campaign._refresh_budget()
            campaign._issue_to_segment()

    def _check_can_start(self):
        self.ensure_one()
        if self.state != "draft":
            raise UserError(self.env._("%s was started before.", self.name))
        if self.date_to and self.date_to < self.company_id._get_local_today():
            raise UserError(self.env._("The last day of %s is over.", self.name))
        if self.benefit == "product" and not self.product_id:
            raise UserError(self.env._("Choose the product that is given."))
        if self.benefit != "product" and self.value <= 0:
            raise UserError(self.env._("Say how much the coupon takes off."))
        if self.benefit == "percent" and self.value > 100:
            raise UserError(
                self.env._("More than the whole price cannot be taken off.")
            )
        if self.sale_price and self.segment_id:
            raise UserError(
                self.env._("A coupon with a price is sold, not given to a segment.")
            )
        self._check_budget()

    def _prepare_program_vals(self):
        """Return the values of the coupon. Extend for other benefits."""
        self.ensure_one()
        return {
            "name": self.name or self.env._("Campaign"),
            "program_type": "coupons",
            "applies_on": "current",
            "trigger": "with_code",
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            # what a balance of it is counted in
            "portal_point_name": self.env._("coupon(s)"),
            "date_to": self._get_last_use(),
            "pos_config_ids": [Command.set(self.config_ids.ids)],
            # a birthday coupon is given by the level, once a year, not by a link
            "is_claimable": not self.segment_id and self.occasion != "birthday",
            "sale_price": self.sale_price,
            "claim_until": self._get_claim_end(),
            "claim_valid_days": self.valid_days,
            "rule_ids": [
                Command.clear(),
                Command.create(
                    {"minimum_amount": self.minimum_amount, "minimum_qty": 0}
                ),
            ],
            "reward_ids": [
                Command.clear(),
                Command.create(self._prepare_reward_vals()),
            ],
            "communication_plan_ids": [Command.clear()],
        }

    def _prepare_reward_vals(self):
        if self.benefit == "product":
            return {
                "reward_type": "product",
                "reward_product_id": self.product_id.id,
                "required_points": 1,
            }
        is_percent = self.benefit == "percent"
        return {
            # stands on receipts and orders
            "description": self.name or self.env._("Campaign"),
            "reward_type": "discount",
            "discount_mode": "percent" if is_percent else "per_order",
            "discount": self.value,
            "discount_max_amount": self.maximum_discount if is_percent else 0.0,
            "discount_applicability": "order",
            "required_points": 1,
        }

    def _get_last_use(self):
        """Return the last day a coupon claimed on the last day may be used."""
        if not self.date_to:
            return False
        return fields.Date.add(self.date_to, days=self.valid_days)

    def _get_claim_end(self):
        """Return the moment claiming ends: the end of the last day, in UTC."""
        if not self.date_to:
            return False
        zone = ZoneInfo(self.company_id._get_local_tz())
        after = fields.Date.add(self.date_to, days=1)
        midnight = datetime.combine(after, time(), zone)
        return midnight.astimezone(timezone.utc).replace(tzinfo=None)

    def _issue_to_segment(self):
        if not self.segment_id:
            return
        issue = self.env["member.issue"].create(
            {
                "program_id": self.program_id.id,
                "segment_id": self.segment_id.id,
                "company_id": self.company_id.id,
                "valid_days": self.valid_days,
                "holdout_percent": self.holdout_percent,
            }
        )
        limit = self.program_id.claim_limit
        if limit and issue.planned_coupons > limit:
            raise UserError(
                self.env._(
                    "%(members)s members of the segment get the coupon, the budget is "
                    "for %(pieces)s pieces: raise it or narrow the segment.",
                    members=issue.planned_coupons,
                    pieces=limit,
                )
            )
        issue.action_start()

    def action_pause(self):
        """Nobody gets the coupon for now; those that have it may use it."""
        self._check_state("running")
        self._stop_claims()
        self.issue_ids.filtered(lambda i: i.state == "running").action_stop()
        self.state = "paused"

    def action_resume(self):
        """Go on after a pause."""
        self._check_state("paused")
        self.state = "running"
        for campaign in self.filtered(
            lambda one: not one.segment_id and one.occasion != "birthday"
        ):
            # who plans campaigns needs no right to set up programs
            campaign.program_id.sudo().is_claimable = True
        self.issue_ids.filtered(lambda i: i.state == "stopped").action_resume()
        self._refresh_budget()

    def action_end(self):
        """Nobody gets the coupon any more; those that have it may use it."""
        self.check_access("write")
        self._stop_claims()
        self.issue_ids.filtered(lambda i: i.state == "running").action_stop()
        self.state = "ended"

    @api.model
    def _cron_end(self):
        """End what is over, and give unspent money of the budget to further pieces."""
        running = self.search([("state", "=", "running")])
        over = running.filtered(
            lambda one: one.date_to and one.date_to < one.company_id._get_local_today()
        )
        over.action_end()
        (running - over)._refresh_budget()

    def _stop_claims(self):
        # who plans campaigns needs no right to set up programs
        self.program_id.sudo().is_claimable = False

    def _check_state(self, state):
        self.check_access("write")
        if any(campaign.state != state for campaign in self):
            raise UserError(self.env._("This is not possible in the present state."))
