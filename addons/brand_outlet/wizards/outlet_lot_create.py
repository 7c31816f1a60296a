from odoo import api, fields, models
from odoo.exceptions import UserError


class OutletLotCreate(models.TransientModel):
    """A new lot: category, quantity and price are enough."""

    _name = "outlet.lot.create"
    _description = "New Lot"

    contract_id = fields.Many2one(
        "brand.contract",
        required=True,
        default=lambda self: self._default_contract(),
        domain="[('state', '=', 'active')]",
    )
    brand_id = fields.Many2one(related="contract_id.brand_id")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    categ_id = fields.Many2one("product.category", string="Category", required=True)
    pieces = fields.Integer(required=True)
    tag_price = fields.Monetary(
        string="Tag price per piece",
        help="What a piece costs by its tag; for mixed goods the average.",
    )
    supply_price = fields.Monetary(
        string="Supply price per piece",
        compute="_compute_supply_price",
        store=True,
        readonly=False,
    )
    may_set_prices = fields.Boolean(compute="_compute_may_set_prices")
    name = fields.Char(help="Empty: brand and category.")
    pack_size = fields.Integer(
        string="Pieces per pack", help="0: sold by the piece only."
    )
    best_before = fields.Date()
    story = fields.Text()
    size_ids = fields.One2many("outlet.lot.size", "create_id", string="Sizes")

    @api.model
    def _default_contract(self):
        """Return the contract where there is only one to choose."""
        contracts = self.env["brand.contract"]._find_valid()
        return contracts if len(contracts) == 1 else contracts.browse()

    @api.depends("contract_id", "tag_price")
    def _compute_supply_price(self):
        for wizard in self:
            wizard.supply_price = (
                wizard.tag_price * wizard.contract_id.supply_ratio / 100
            )

    @api.depends("contract_id")
    def _compute_may_set_prices(self):
        for wizard in self:
            # the pricing right is the agent's; whoever works for him may know it
            agent = wizard.contract_id.agent_id.sudo()
            wizard.may_set_prices = not self.env.user.party_id or agent.may_price

    def action_create(self):
        """Create the lot with its goods and open its draft offer.

        :raise UserError: without pieces or price, or where the sizes don't add up
        """
        self.ensure_one()
        sizes = self.size_ids._get_sizes()
        agreed = self.contract_id.supply_ratio * self.tag_price / 100
        own_price = self.currency_id.compare_amounts(self.supply_price, agreed)
        offer = self.env["outlet.offer"]._create_lots(
            [
                {
                    "contract": self.contract_id,
                    "category": self.categ_id,
                    "pieces": self.pieces,
                    "tag_price": self.tag_price,
                    "supply_price": self.supply_price if own_price else 0.0,
                    "name": self.name,
                    "pack_size": self.pack_size,
                    "best_before": self.best_before,
                    "story": self.story,
                    "sizes": sizes,
                }
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "outlet.offer",
            "res_id": offer.id,
            "view_mode": "form",
        }


class OutletLotSize(models.TransientModel):
    """How many pieces of a lot have a size."""

    _name = "outlet.lot.size"
    _description = "Size of a Lot"
    _order = "id"

    create_id = fields.Many2one("outlet.lot.create", ondelete="cascade")
    split_id = fields.Many2one("outlet.lot.split", ondelete="cascade")
    name = fields.Char(string="Size", required=True)
    pieces = fields.Integer(required=True)

    def _get_sizes(self):
        """Return ``{size: pieces}``.

        :raise UserError: a size is named twice
        """
        sizes = {line.name.strip(): line.pieces for line in self}
        if len(sizes) < len(self):
            raise UserError(self.env._("A size is there twice."))
        return sizes
