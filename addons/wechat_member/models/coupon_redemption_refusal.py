from odoo import api, fields, models

from .coupon_redemption import DOORS

REASONS = [
    ("used", "Already redeemed"),
    ("held", "In use elsewhere"),
    ("expired", "Expired"),
    ("other_member", "Belongs to another member"),
    ("other_company", "Belongs to another company"),
    ("not_enough", "Not enough left"),
    ("not_here", "Not valid here or now"),
    ("minimum", "Order too small"),
    ("pack", "Used or withdrawn in WeChat"),
    ("refused", "Other"),
]


class CouponRedemptionRefusal(models.Model):
    """An attempt to redeem that was turned down: who, where, when and why.

    The same order that asks again counts as a further try, not as another row.
    """

    _name = "coupon.redemption.refusal"
    _description = "Refused Redemption"
    _order = "last_at desc, id desc"
    _rec_name = "words"

    card_id = fields.Many2one(
        "loyalty.card", required=True, readonly=True, index=True, ondelete="cascade"
    )
    program_id = fields.Many2one(related="card_id.program_id", store=True)
    partner_id = fields.Many2one(related="card_id.partner_id", string="Member")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    door = fields.Selection(DOORS, required=True, readonly=True)
    config_id = fields.Many2one("pos.config", string="Outlet", readonly=True)
    user_id = fields.Many2one("res.users", string="Cashier", readonly=True)
    request_key = fields.Char(readonly=True, groups="base.group_system")
    reason = fields.Selection(REASONS, required=True, readonly=True)
    words = fields.Char(string="What Was Said", readonly=True)
    tries = fields.Integer(readonly=True, default=1)
    first_at = fields.Datetime(readonly=True, default=fields.Datetime.now)
    last_at = fields.Datetime(readonly=True, default=fields.Datetime.now, index=True)

    @api.model
    def _note(self, refusals, request_key, config, source):
        """Keep refusals ({card: words}) of one request, once per card and reason."""
        cards = self.env["loyalty.card"].union(*refusals)
        # Nobody writes this list by hand; whoever redeems leaves his tries in it.
        refusals_sudo = self.sudo()
        known = refusals_sudo.search(
            [("card_id", "in", cards.ids), ("request_key", "=", request_key)]
        )
        known = {(row.card_id.id, row.reason): row for row in known}
        allowed = dict(REASONS)
        vals_list = []
        for card, words in refusals.items():
            reason = getattr(words, "reason", "refused")
            reason = reason if reason in allowed else "refused"
            if row := known.get((card.id, reason)):
                row.write(
                    {
                        "tries": row.tries + 1,
                        "words": str(words),
                        "last_at": fields.Datetime.now(),
                    }
                )
                continue
            vals_list.append(
                {
                    "card_id": card.id,
                    "company_id": self.env["coupon.redemption"]
                    ._get_company(config, source)
                    .id,
                    "door": (source or {}).get("door", "till"),
                    "config_id": config.id,
                    "user_id": self.env.uid,
                    "request_key": request_key,
                    "reason": reason,
                    "words": str(words),
                }
            )
        refusals_sudo.create(vals_list)
