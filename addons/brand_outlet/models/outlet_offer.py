from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .brand_contract_terms import RETURN_POLICIES


class OutletOffer(models.Model):
    _name = "outlet.offer"
    _description = "Outlet Offer"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "listed_on desc, turn, id desc"
    _rec_names_search = ["product_tmpl_id.name", "product_tmpl_id.style_code"]
    _check_company_auto = True
    _mail_post_access = "read"  # both sides of a contract may comment

    product_tmpl_id = fields.Many2one(
        "product.template",
        string="Style",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('product_brand_id', '=?', brand_id)]",
    )
    contract_id = fields.Many2one(
        "brand.contract", required=True, index=True, ondelete="restrict", tracking=True
    )
    brand_id = fields.Many2one(related="contract_id.brand_id", store=True, index=True)
    agent_id = fields.Many2one(related="contract_id.agent_id", store=True, index=True)
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    style_code = fields.Char(related="product_tmpl_id.style_code")
    season = fields.Char(related="product_tmpl_id.season")
    image_512 = fields.Image(related="product_tmpl_id.image_512")
    reason_id = fields.Many2one(
        "outlet.offer.reason",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="Why the article is good and yet costs less.",
    )
    story = fields.Text(help="What a seller can tell about the article.")
    kind = fields.Selection(
        [("overstock", "Overstock"), ("new", "New goods"), ("own_make", "Own make")],
        required=True,
        default="overstock",
        index=True,
        tracking=True,
        help="Where the goods come from: left over from a season, this season's, or "
        "made by the agent himself under the brand.",
    )
    return_policy = fields.Selection(
        RETURN_POLICIES,
        compute="_compute_return_policy",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        tracking=True,
        help="From the contract unless agreed otherwise. Firm sale: the agent takes "
        "nothing back. Where a consumer returns all the same, the goods are the "
        "operator's.",
    )
    return_days = fields.Integer(
        string="Return within (days)",
        compute="_compute_return_policy",
        store=True,
        readonly=False,
        precompute=True,
        aggregator=None,
        help="Days after delivery in which the agent takes goods back.",
    )
    best_before = fields.Date(
        help="The goods' own date, cosmetics for example. From this day on they are "
        "neither shown nor published.",
    )
    is_lot = fields.Boolean(related="product_tmpl_id.is_lot", store=True)
    categ_id = fields.Many2one(
        related="product_tmpl_id.categ_id", string="Category", store=True
    )
    picture_ids = fields.One2many("outlet.picture", "offer_id", string="Pictures")
    supply_ratio = fields.Float(
        string="Supply price (% of tag)",
        digits=(5, 2),
        compute="_compute_supply_ratio",
        store=True,
        readonly=False,
        tracking=True,
        help="From the contract unless another ratio is agreed for this style.",
    )
    tag_price = fields.Float(
        related="product_tmpl_id.list_price", string="Tag price", digits="Product Price"
    )
    supply_price = fields.Monetary(compute="_compute_prices")
    suggested_price = fields.Monetary(compute="_compute_prices")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("checked", "Checked"),
            ("published", "Published"),
            ("suspended", "Suspended"),
            ("ended", "Ended"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )

    _contract_style_unique = models.Constraint(
        "unique (contract_id, product_tmpl_id)",
        "This style already has an offer under this contract.",
    )
    _return_days_check = models.Constraint(
        "CHECK (return_policy = 'firm' OR return_days > 0)",
        "Say within how many days goods may be returned, or agree on a firm sale.",
    )
    _window_check = models.Constraint(
        "CHECK (date_from IS NULL OR date_to IS NULL OR date_to > date_from)",
        "The offer can't end before it is shown.",
    )
    _supply_ratio_check = models.Constraint(
        "CHECK (supply_ratio > 0 AND supply_ratio <= 100)",
        "The supply price lies between 0 and 100 per cent of the tag price.",
    )

    @api.depends("product_tmpl_id", "contract_id")
    def _compute_display_name(self):
        for offer in self:
            offer.display_name = " · ".join(
                filter(
                    None,
                    [
                        offer.product_tmpl_id.name,
                        offer.agent_id.ref or offer.agent_id.name,
                    ],
                )
            )

    @api.depends("contract_id")
    def _compute_supply_ratio(self):
        for offer in self:
            offer.supply_ratio = offer.contract_id.supply_ratio

    @api.depends("contract_id")
    def _compute_return_policy(self):
        for offer in self:
            offer.return_policy = offer.contract_id.return_policy or "returnable"
            offer.return_days = offer.contract_id.return_days

    @api.depends("product_tmpl_id.list_price", "supply_ratio", "contract_id")
    def _compute_prices(self):
        for offer in self:
            offer.supply_price = offer._get_share_of_tag(offer.supply_ratio)

    @api.constrains("product_tmpl_id", "contract_id")
    def _check_brand(self):
        for offer in self:
            style = offer.product_tmpl_id
            if style.product_brand_id != offer.brand_id:
                raise ValidationError(
                    self.env._(
                        "%(style)s is of the brand %(brand)s, the contract is for "
                        "%(contract_brand)s. Choose a contract of the right brand.",
                        style=style.display_name,
                        brand=style.product_brand_id.name or self.env._("(none)"),
                        contract_brand=offer.brand_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shown(self):
        if self.filtered(lambda offer: offer.state != "draft"):
            raise UserError(
                self.env._("Only a draft offer can be deleted. End it instead.")
            )

    def _get_share_of_tag(self, ratio):
        """Return ``ratio`` per cent of the tag price, in whole fen."""
        self.ensure_one()
        currency = self.currency_id or self.env.company.currency_id
        return currency.round(self.product_tmpl_id.list_price * ratio / 100)

    def _move_to(self, contract):
        """Hand running offers over to another version of their contract."""
        moving = self.filtered(
            lambda offer: (
                offer.state != "ended"
                and offer.product_tmpl_id not in contract.offer_ids.product_tmpl_id
            )
        )
        for offer in moving:
            ratios = {
                name: offer[name]
                if offer[name] != offer.contract_id[name]
                # What was not agreed on for this style follows the contract.
                else contract[name]
                for name in ("supply_ratio", "suggested_ratio")
            }
            offer.write({"contract_id": contract.id, **ratios})
