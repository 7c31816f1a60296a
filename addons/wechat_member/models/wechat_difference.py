from odoo import api, fields, models

KINDS = [
    ("points", "Points"),
    ("balance", "Stored Value"),
    ("level", "Level"),
    ("state", "State"),
    ("missing", "Unknown Card"),
]


class WechatDifference(models.Model):
    """Where a pack and Odoo did not agree, and what became of it."""

    _name = "wechat.difference"
    _description = "Difference with a Pack"
    _order = "id desc"

    card_id = fields.Many2one(
        "wechat.card", required=True, readonly=True, ondelete="cascade", index=True
    )
    partner_id = fields.Many2one(related="card_id.partner_id")
    company_id = fields.Many2one(
        "res.company", related="card_id.company_id", store=True, index=True
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    ours = fields.Char("In Odoo", readonly=True)
    theirs = fields.Char("In WeChat", readonly=True)
    found_at = fields.Datetime(readonly=True, default=fields.Datetime.now)
    healed_at = fields.Datetime(readonly=True)
    is_healed = fields.Boolean("Healed", compute="_compute_is_healed", store=True)
    outbox_id = fields.Many2one(
        "wechat.outbox", readonly=True, index="btree_not_null", ondelete="set null"
    )
    note = fields.Char(readonly=True)

    @api.depends("healed_at")
    def _compute_is_healed(self):
        for difference in self:
            difference.is_healed = bool(difference.healed_at)

    @api.model
    def _note(self, card, kind, ours, theirs):
        """Write a difference down; one that is open already is not written twice."""
        labels = {}
        if kind == "state":
            cards = card.with_context(lang=card.company_id.partner_id.lang)
            labels = dict(cards._fields["state"]._description_selection(cards.env))
        values = [
            "" if value is None or value is False else labels.get(value, str(value))
            for value in (ours, theirs)
        ]
        known = self.search(
            [
                ("card_id", "=", card.id),
                ("kind", "=", kind),
                ("healed_at", "=", False),
            ],
            limit=1,
        )
        vals = {"ours": values[0], "theirs": values[1]}
        if known:
            known.write(vals)
            return known
        return self.create({"card_id": card.id, "kind": kind, **vals})

    def _heal(self):
        self.write({"healed_at": fields.Datetime.now()})

    @api.model
    def _note_healed(self, rows):
        """What the outbox has done heals the differences it was queued for."""
        self.search([("outbox_id", "in", rows.ids), ("healed_at", "=", False)])._heal()

    def action_done(self):
        """Somebody has looked at it and settled it."""
        self.check_access("write")
        self.filtered(lambda difference: not difference.healed_at)._heal()
        return True
