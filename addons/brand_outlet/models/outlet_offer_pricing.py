from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

PRICE_FIELDS = {"supply_ratio", "suggested_ratio"}


class OutletOffer(models.Model):
    """Prices follow the contract, unless this style was agreed on differently."""

    _inherit = "outlet.offer"

    suggested_ratio = fields.Float(
        string="Suggested price (% of tag)",
        digits=(5, 2),
        compute="_compute_suggested_ratio",
        store=True,
        readonly=False,
        aggregator="avg",
        tracking=True,
        help="From the contract unless another ratio suits this style. A suggestion: "
        "who sells may ask another price.",
    )
    has_goods = fields.Boolean(compute="_compute_has_goods")
    may_set_prices = fields.Boolean(compute="_compute_may_set_prices")

    _suggested_ratio_check = models.Constraint(
        "CHECK (suggested_ratio > 0 AND suggested_ratio <= 100)",
        "The suggested price lies between 0 and 100 per cent of the tag price.",
    )

    @api.depends("contract_id")
    def _compute_suggested_ratio(self):
        for offer in self:
            offer.suggested_ratio = offer.contract_id.suggested_ratio

    @api.depends("suggested_ratio")
    def _compute_prices(self):
        result = super()._compute_prices()
        for offer in self:
            offer.suggested_price = offer._get_share_of_tag(offer.suggested_ratio)
        return result

    @api.depends("agent_id", "product_tmpl_id")
    def _compute_has_goods(self):
        # Only whether there is any: staff of a brand doesn't read its agents' stock.
        groups = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                [
                    ("owner_id", "in", self.agent_id.ids),
                    ("product_id", "in", self.product_tmpl_id.product_variant_ids.ids),
                    ("location_id.usage", "=", "internal"),
                    ("quantity", ">", 0),
                ],
                ["owner_id", "product_id"],
            )
        )
        held = {(owner.id, product.product_tmpl_id.id) for owner, product in groups}
        for offer in self:
            offer.has_goods = (offer.agent_id.id, offer.product_tmpl_id.id) in held

    @api.depends("agent_id.may_price")
    @api.depends_context("uid")
    def _compute_may_set_prices(self):
        for offer in self:
            offer.may_set_prices = offer._get_pricing_obstacle() is None

    @api.depends("has_goods")
    def _compute_missing_to_publish(self):
        return super()._compute_missing_to_publish()

    def _get_publish_checks(self):
        words = self.env._("goods in the agent's stock")
        check = {"code": "goods", "done": self.has_goods, "words": words}
        return [*super()._get_publish_checks(), check | {"page": "source"}]

    @api.model_create_multi
    def create(self, vals_list):
        offers = super().create(vals_list)
        for offer, vals in zip(offers, vals_list, strict=True):
            if offer._is_priced_by_party(vals):
                offer._check_pricing_right()
                offer._check_prices_within_contract()
        return offers

    def write(self, vals):
        by_party = self._is_priced_by_party(vals)
        if by_party:
            self._check_pricing_right()
        result = super().write(vals)
        if by_party:
            self._check_prices_within_contract()
        return result

    @api.model
    def _is_priced_by_party(self, vals):
        """Return whether somebody else than the operator sets a price."""
        # articles and contracts are shared; offers are checked before
        return bool(PRICE_FIELDS & set(vals) and self.env.user.sudo().party_id)

    def action_set_prices(self):
        """Open the dialog in which an agent with the pricing right sets his prices."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Own prices"),
            "res_model": "outlet.offer.price",
            "view_mode": "form",
            "target": "new",
            "context": {"default_offer_id": self.id},
        }

    def _get_pricing_obstacle(self):
        """Return in words why this user may not set the offer's prices, or None."""
        self.ensure_one()
        # articles and contracts are shared; offers are checked before
        party_sudo = self.env.user.sudo().party_id
        if not party_sudo:
            return None
        # The right is the agent's; a brand's staff reads it neither on him.
        agent_sudo = self.sudo().agent_id
        if party_sudo not in agent_sudo | agent_sudo.branch_of_id:
            return self.env._("only its agent sets the prices of an offer")
        if not agent_sudo.may_price:
            return self.env._(
                "%(agent)s has no right to set prices", agent=agent_sudo.name
            )
        return None

    def _check_pricing_right(self):
        for offer in self:
            obstacle = offer._get_pricing_obstacle()
            if obstacle:
                raise AccessError(
                    self.env._(
                        "%(offer)s: %(obstacle)s. Ask the operator.",
                        offer=offer.display_name,
                        obstacle=obstacle,
                    )
                )

    def _check_prices_within_contract(self):
        """An agent may ask for less than agreed, never for more."""
        for offer in self:
            terms = offer.contract_id
            lowest = max(terms.floor_ratio, offer.supply_ratio)
            if offer.supply_ratio > terms.supply_ratio:
                raise ValidationError(
                    self.env._(
                        "%(offer)s: the contract grants a supply price of at most "
                        "%(ratio)g%% of the tag price.",
                        offer=offer.display_name,
                        ratio=terms.supply_ratio,
                    )
                )
            if offer.suggested_ratio < lowest:
                raise ValidationError(
                    self.env._(
                        "%(offer)s: the suggested price can't be below %(ratio)g%% of "
                        "the tag price, the floor or supply price of the contract.",
                        offer=offer.display_name,
                        ratio=lowest,
                    )
                )
