"""What usually works for an occasion, so that a shopkeeper fills in little."""

from odoo import fields, models

from .pos_config_business import BUSINESS_TYPES

OCCASIONS = [
    ("slack", "Slack Season"),
    ("peak", "Peak Season"),
    ("opening", "Shop Opening"),
    ("competition", "Competition Nearby"),
    ("new_product", "New Product"),
    ("new_member", "New Members"),
    ("birthday", "Birthday"),
    ("wake_up", "Wake Up Dormant Members"),
]
BENEFITS = [
    ("amount", "Amount Off"),
    ("percent", "Per Cent Off"),
    ("product", "Free Product"),
]


class MemberCampaignTemplate(models.Model):
    _name = "member.campaign.template"
    _description = "Campaign Template"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    occasion = fields.Selection(OCCASIONS, required=True)
    business_type = fields.Selection(
        BUSINESS_TYPES, help="Empty: fits every type of business."
    )
    benefit = fields.Selection(BENEFITS, required=True, default="amount")
    value = fields.Float(help="Money for an amount, per cent for a percentage.")
    minimum_amount = fields.Float("Minimum Purchase")
    maximum_discount = fields.Float(help="Of a percentage, in money. 0: no limit.")
    pieces = fields.Integer(default=100)
    days = fields.Integer("Runs for (Days)", default=14)
    valid_days = fields.Integer("Valid for (Days)", default=30)
    stages = fields.Char(
        help="Names of the stages of members it is for, such as at_risk,lost. "
        "Empty: whoever claims it."
    )
    advice = fields.Text(translate=True, help="Why it works, and what to mind.")

    _amounts_positive = models.Constraint(
        "CHECK (value >= 0 AND minimum_amount >= 0 AND maximum_discount >= 0"
        " AND pieces >= 0 AND days > 0 AND valid_days >= 0)",
        "Amounts, pieces and days of a template cannot be below zero.",
    )
