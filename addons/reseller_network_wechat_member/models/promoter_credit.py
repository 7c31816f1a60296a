from odoo import api, fields, models
from odoo.exceptions import UserError


class PromoterCredit(models.Model):
    """What a reseller is owed because a coupon he shared was redeemed.

    Written with the redemption, taken back by a line of the opposite sign. Nothing is
    credited to who redeems a coupon of his own link, nor for bringing in people.
    """

    _name = "promoter.credit"
    _description = "Coupon Reward"
    _order = "id desc"
    _rec_name = "redemption_id"

    redemption_id = fields.Many2one(
        "coupon.redemption", required=True, readonly=True, ondelete="restrict"
    )
    reversal_of_id = fields.Many2one(
        "promoter.credit", "Taken Back", readonly=True, ondelete="restrict"
    )
    channel_id = fields.Many2one(
        "member.channel", required=True, readonly=True, index=True, ondelete="restrict"
    )
    contract_id = fields.Many2one(
        related="channel_id.contract_id", string="Reseller Contract", store=True
    )
    partner_id = fields.Many2one(
        related="channel_id.promoter_id", string="Reseller", store=True, index=True
    )
    program_id = fields.Many2one(related="redemption_id.program_id", string="Coupon")
    company_id = fields.Many2one(
        related="channel_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Datetime(default=fields.Datetime.now, required=True, readonly=True)
    amount = fields.Monetary(readonly=True, help="Positive: owed to the reseller.")
    bill_id = fields.Many2one(
        "account.move", readonly=True, copy=False, index="btree_not_null"
    )

    _redeemed_once = models.UniqueIndex(
        "(redemption_id) WHERE reversal_of_id IS NULL",
        "This redemption is credited already.",
    )
    _taken_back_once = models.UniqueIndex(
        "(reversal_of_id) WHERE reversal_of_id IS NOT NULL",
        "This reward is taken back already.",
    )

    @api.model
    def _credit(self, redemptions):
        """Credit what was redeemed through resellers' links, once each."""
        shared = redemptions.filtered("claim_channel_id.contract_id")
        known = self.search([("redemption_id", "in", shared.ids)]).redemption_id
        return self.create(
            [
                {
                    "redemption_id": row.id,
                    "channel_id": row.claim_channel_id.id,
                    "amount": row.program_id.promoter_reward,
                }
                for row in shared - known
                if not self._is_own(row)
            ]
        )

    @api.model
    def _is_own(self, redemption):
        """Return whether the one credited would be the one who redeems."""
        promoter = redemption.claim_channel_id.promoter_id
        return redemption.card_id.partner_id.commercial_partner_id == promoter

    @api.model
    def _take_back(self, redemptions):
        """Take back the rewards of redemptions that hold no longer."""
        given = self.search(
            [("redemption_id", "in", redemptions.ids), ("reversal_of_id", "=", False)]
        )
        known = self.search([("reversal_of_id", "in", given.ids)]).reversal_of_id
        return self.create(
            [
                {
                    "redemption_id": credit.redemption_id.id,
                    "reversal_of_id": credit.id,
                    "channel_id": credit.channel_id.id,
                    "amount": -credit.amount,
                }
                for credit in given - known
            ]
        )

    def action_bill(self):
        """Make one draft bill a reseller of these rewards.

        :raise UserError: none of them is left to bill, or more was taken back
        """
        self.check_access("write")
        groups = self.filtered(lambda one: not one.bill_id).grouped("partner_id")
        bills = self.env["account.move"].create(
            [
                credits._prepare_bill(partner)
                for partner, credits in groups.items()
                if sum(credits.mapped("amount")) > 0
            ]
        )
        if not bills:
            raise UserError(self.env._("There is no reward left to bill."))
        for bill in bills:
            groups[bill.partner_id].bill_id = bill
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Bills"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", bills.ids)],
        }

    def _prepare_bill(self, partner):
        lines = [
            fields.Command.create(
                {
                    "name": self.env._(
                        "Coupons redeemed: %(coupon)s", coupon=program.name
                    ),
                    "quantity": 1,
                    "price_unit": sum(credits.mapped("amount")),
                    "tax_ids": [fields.Command.clear()],
                }
            )
            for program, credits in self.grouped("program_id").items()
        ]
        return {
            "move_type": "in_invoice",
            "partner_id": partner.id,
            "company_id": self.company_id.id,
            "invoice_date": fields.Date.context_today(self),
            "invoice_line_ids": lines,
        }
