from odoo import fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class ResellerContract(models.Model):
    """The reseller's short own selection: picks, their order and his words."""

    _inherit = "reseller.contract"

    pick_ids = fields.One2many("reseller.pick", "contract_id")
    pick_count = fields.Integer("Picks", compute="_compute_pick_count")
    pick_limit = fields.Integer(
        "Most Picks",
        help="How many articles his own selection may have. 0: as many as the company "
        "says in the settings.",
    )

    _pick_limit_range = models.Constraint(
        "CHECK (pick_limit >= 0)", "The number of picks is not negative."
    )

    def _compute_pick_count(self):
        groups = self.env["reseller.pick"]._read_group(
            [("contract_id", "in", self.ids)], ["contract_id"], ["__count"]
        )
        counts = dict(groups)
        for contract in self:
            contract.pick_count = counts.get(contract, 0)

    def _get_pick_limit(self):
        """Return how many articles his own selection may have."""
        self.ensure_one()
        # a setting, the same for everybody who reads it
        return self.pick_limit or self.sudo().company_id.pick_limit

    def _check_pick_limit(self):
        """Keep selections short.

        :raise ValidationError: one has more articles than it may have
        """
        groups = self.env["reseller.pick"]._read_group(
            [("contract_id", "in", self.ids)], ["contract_id"], ["__count"]
        )
        for contract, count in groups:
            if count > contract._get_pick_limit():
                raise ValidationError(
                    self.env._(
                        "Your shop has room for %(most)s articles. Take one out "
                        "first: a short selection sells better.",
                        most=contract._get_pick_limit(),
                    )
                )

    def action_view_picks(self):
        """Open the reseller's picks."""
        return self._open_own("reseller_network.reseller_pick_action")

    def _open_own(self, xmlid):
        """Return an action narrowed to the records of this contract."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return dict(
            action,
            domain=[("contract_id", "=", self.id)],
            context={"default_contract_id": self.id},
        )

    # --- reading ------------------------------------------------------------------

    def _shown_picks(self, limit=None):
        """Return the picks he may still sell, in his order (sudo).

        What an agent takes off the list, or a brand forbids, is not shown; it comes
        back by itself with the offer.
        """
        self.ensure_one()
        # Offers belong to agents; the contract decides which ones he may sell.
        offers = self.env["outlet.offer"].sudo()._search(self._offers_domain())
        domain = Domain("contract_id", "=", self.id) & Domain(
            "product_tmpl_id", "in", offers.subselect("product_tmpl_id")
        )
        return self.env["reseller.pick"].sudo().search(domain, limit=limit)

    def _pick_cards(self, limit=None):
        """Return the cards of the picks on sale, with his words, in his order."""
        picks = self._shown_picks(limit)
        cards = {
            card["id"]: card for card in self._article_cards(picks.product_tmpl_id)
        }
        return [
            cards[pick.product_tmpl_id.id]
            | {
                "pick_id": pick.id,
                "words": pick.words or "",
                "posted_on": pick.posted_on or "",
            }
            for pick in picks
        ]

    def _find_pick(self, pick_id):
        """Return his pick with this id (or empty)."""
        domain = Domain("contract_id", "=", self.id) & Domain("id", "=", pick_id)
        return self.env["reseller.pick"].search(domain, limit=1)

    def _picked_ids(self, template_ids):
        """Return which of these articles are in his selection, as a set of ids."""
        picks = self.env["reseller.pick"].search_fetch(
            [("contract_id", "=", self.id), ("product_tmpl_id", "in", template_ids)],
            ["product_tmpl_id"],
        )
        return set(picks.product_tmpl_id.ids)

    # --- changing -----------------------------------------------------------------

    def _add_picks(self, templates):
        """Put articles of his selection centre on top of his shop; return how many
        are new. What is there already stays where it is.

        :raise ValidationError: there is no room for them
        """
        self.ensure_one()
        # two taps at once must not make two of one, nor exceed the limit
        own = self.sudo()
        own.lock_for_update()
        # the articles were found by the contract, what is written is its own
        picks = self.env["reseller.pick"].sudo()
        known = own._picked_ids(templates.ids)
        top = picks.search([("contract_id", "=", self.id)], limit=1).sequence
        fresh = templates.filtered(lambda one: one.id not in known)
        picks.create(
            [
                {
                    "contract_id": self.id,
                    "product_tmpl_id": template.id,
                    "sequence": top - len(fresh) + number,
                }
                for number, template in enumerate(fresh)
            ]
        )
        return len(fresh)

    def _remove_picks(self, templates):
        """Take articles out of his shop; prices of his own stay."""
        domain = Domain("contract_id", "=", self.id) & Domain(
            "product_tmpl_id", "in", templates.ids
        )
        # his own by the domain
        self.env["reseller.pick"].sudo().search(domain).unlink()

    def _order_picks(self, pick_ids):
        """Put his picks into this order; ids of others are passed over, picks that
        are not named keep their order behind."""
        # his own by the domain
        picks = self.env["reseller.pick"].sudo().search([("contract_id", "=", self.id)])
        wanted = {pick_id: number for number, pick_id in enumerate(pick_ids)}
        ordered = picks.sorted(lambda pick: wanted.get(pick.id, len(wanted)))
        for number, pick in enumerate(ordered):
            if pick.sequence != number:
                pick.sequence = number
