from odoo import fields, models

from .res_partner_join import SOURCES


class LoyaltyCard(models.Model):
    """What is kept of a coupon's claim: when, through which door and channel."""

    _inherit = "loyalty.card"

    claimed_at = fields.Datetime(readonly=True, copy=False)
    claim_source = fields.Selection(
        SOURCES, string="Claimed Through", readonly=True, copy=False
    )
    claim_channel_id = fields.Many2one(
        "member.channel",
        string="Channel",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    claim_number = fields.Integer(
        readonly=True,
        copy=False,
        aggregator=None,
        help="Number of the piece in a program with a limit.",
    )
    claim_member_number = fields.Integer(
        readonly=True,
        copy=False,
        aggregator=None,
        help="Number of the piece among those the same member claimed.",
    )

    _claim_number_once = models.UniqueIndex(
        "(program_id, claim_number) WHERE claim_number > 0",
        "This piece has been claimed by somebody else.",
    )
    _claim_member_once = models.UniqueIndex(
        "(program_id, partner_id, claim_member_number) WHERE claim_member_number > 0",
        "This member has claimed this coupon already.",
    )
    # Every visitor of a claim page is told how many pieces are left.
    _claimed_idx = models.Index("(program_id) WHERE claimed_at IS NOT NULL")
