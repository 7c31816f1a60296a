from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain


class OutletOffer(models.Model):
    """Who is shown an offer, how long, and at which place of the lists."""

    _inherit = "outlet.offer"

    date_from = fields.Datetime(
        string="Shown From", help="Empty: as soon as it is published."
    )
    date_to = fields.Datetime(
        string="Shown Until", help="Empty: until somebody suspends or ends it."
    )
    audience = fields.Selection(
        [
            ("all", "All resellers"),
            ("pilot", "Pilot group"),
            ("chosen", "Chosen resellers"),
        ],
        required=True,
        default="all",
        tracking=True,
        help="Who sees the offer. The pilot group tries goods before the others do.",
    )
    audience_partner_ids = fields.Many2many(
        "res.partner",
        "outlet_offer_audience_rel",
        "offer_id",
        "partner_id",
        string="Chosen Resellers",
    )
    listed_on = fields.Date(
        readonly=True,
        copy=False,
        required=True,
        default=fields.Date.context_today,
        help="The day that places the offer in lists: published, before that created.",
    )
    turn = fields.Integer(
        readonly=True,
        copy=False,
        help="The agent's how-many-eth offer of that day. Lists take turns: the first "
        "of every agent, then the second.",
    )
    _listed_idx = models.Index("(listed_on DESC, turn, id DESC)")

    @api.model_create_multi
    def create(self, vals_list):
        offers = super().create(vals_list)
        offers._take_turns(fields.Date.context_today(self))
        return offers

    def _take_turns(self, today):
        """Place new offers in the lists of the day: agents and styles take turns.

        Nobody's goods fill the first page because many came in at once, and no place
        can be bought: only the day and the turn count.
        """
        last = self._get_last_turns(today)
        turns = defaultdict(self.browse)
        for offer in self:
            keys = (offer.agent_id, offer.product_tmpl_id)
            turn = 1 + max(last.get(key, 0) for key in keys)
            last |= dict.fromkeys(keys, turn)
            turns[turn] |= offer
        for turn, offers in turns.items():
            offers._write_life({"listed_on": today, "turn": turn})

    def _get_last_turns(self, today):
        """Return ``{agent or style: its last turn of the day}``."""
        last = {}
        # An offer stands in line with those of all agents.
        others = self.env["outlet.offer"].sudo()
        for name in ("agent_id", "product_tmpl_id"):
            groups = others._read_group(
                [
                    (name, "in", self[name].ids),
                    ("listed_on", "=", today),
                    ("id", "not in", self.ids),
                ],
                [name],
                ["turn:max"],
            )
            last |= {record: turn or 0 for record, turn in groups}
        return last

    @api.model
    def _shown_domain(self, partner=None, now=None):
        """Return the domain of the offers a reseller is shown at a moment.

        :param partner: the reseller (res.partner), or None for what is open to all
        :param now: UTC datetime, by default the present
        """
        now = now or fields.Datetime.now()
        today = fields.Datetime.context_timestamp(self, now).date()
        contract = self.env["brand.contract"]._valid_domain(today)
        return Domain.AND(
            [
                Domain("state", "=", "published"),
                Domain("date_from", "=", False) | Domain("date_from", "<=", now),
                Domain("date_to", "=", False) | Domain("date_to", ">", now),
                Domain("best_before", "=", False) | Domain("best_before", ">", today),
                self._audience_domain(partner),
                Domain("contract_id", "any", contract),
            ]
        )

    @api.model
    def _audience_domain(self, partner):
        """Return the domain of the offers meant for a reseller. Extend with ``|``."""
        domain = Domain("audience", "=", "all")
        if not partner:
            return domain
        known = (partner | partner.commercial_partner_id).ids
        chosen = Domain("audience", "=", "chosen")
        domain |= chosen & Domain("audience_partner_ids", "in", known)
        if partner.is_pilot or partner.commercial_partner_id.is_pilot:
            domain |= Domain("audience", "=", "pilot")
        return domain
