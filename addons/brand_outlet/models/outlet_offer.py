from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_list


class OutletOffer(models.Model):
    _name = "outlet.offer"
    _description = "Outlet Offer"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "state, id desc"
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
    currency_id = fields.Many2one(related="contract_id.currency_id")
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
    missing_to_publish = fields.Char(compute="_compute_missing_to_publish")
    has_picture = fields.Boolean(compute="_compute_has_picture")
    has_valid_contract = fields.Boolean(compute="_compute_has_valid_contract")

    _contract_style_unique = models.Constraint(
        "unique (contract_id, product_tmpl_id)",
        "This style already has an offer under this contract.",
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

    @api.depends("product_tmpl_id.list_price", "supply_ratio", "contract_id")
    def _compute_prices(self):
        for offer in self:
            offer.supply_price = offer._get_share_of_tag(offer.supply_ratio)

    @api.depends("product_tmpl_id.image_1920")
    def _compute_has_picture(self):
        # Asking for the attachments spares reading the pictures themselves.
        groups = (
            self.env["ir.attachment"]
            .sudo()
            ._read_group(
                [
                    ("res_model", "=", "product.template"),
                    ("res_field", "=", "image_1920"),
                    ("res_id", "in", self.product_tmpl_id.ids),
                ],
                ["res_id"],
            )
        )
        pictured = {res_id for (res_id,) in groups}
        for offer in self:
            offer.has_picture = offer.product_tmpl_id.id in pictured

    @api.depends("contract_id.state", "contract_id.date_start", "contract_id.date_end")
    def _compute_has_valid_contract(self):
        valid = self.contract_id.filtered(lambda contract: contract._is_valid())
        for offer in self:
            offer.has_valid_contract = offer.contract_id in valid

    @api.depends("reason_id", "has_picture", "has_valid_contract", "tag_price")
    def _compute_missing_to_publish(self):
        for offer in self:
            missing = offer._get_missing_to_publish()
            offer.missing_to_publish = format_list(self.env, missing)

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

    def action_publish(self):
        """Show the offers to sellers; refuses those with something missing."""
        for offer in self:
            if offer.state == "ended":
                raise UserError(
                    self.env._("%(offer)s has ended.", offer=offer.display_name)
                )
            if offer.missing_to_publish:
                raise UserError(
                    self.env._(
                        "%(offer)s can't be published yet. Missing: %(missing)s.",
                        offer=offer.display_name,
                        missing=offer.missing_to_publish,
                    )
                )
        self.state = "published"

    def action_publish_ready(self):
        """Publish those of the offers that lack nothing; tell how many do."""
        ready = self.filtered(
            lambda offer: (
                offer.state in ("draft", "suspended") and not offer.missing_to_publish
            )
        )
        ready.action_publish()
        lacking = self.filtered(
            lambda offer: (
                offer.state in ("draft", "suspended") and offer.missing_to_publish
            )
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if lacking else "success",
                "message": self.env._(
                    "%(published)s published, %(lacking)s still lack something.",
                    published=len(ready),
                    lacking=len(lacking),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_suspend(self):
        """Take published offers off for the time being."""
        self.filtered(lambda offer: offer.state == "published").state = "suspended"

    def action_end(self):
        """End the offers for good."""
        self.filtered(lambda offer: offer.state != "ended").state = "ended"

    def _get_share_of_tag(self, ratio):
        """Return ``ratio`` per cent of the tag price, in whole fen."""
        self.ensure_one()
        currency = self.currency_id or self.env.company.currency_id
        return currency.round(self.product_tmpl_id.list_price * ratio / 100)

    def _get_missing_to_publish(self):
        """Return in words what the offer still lacks, in the order of the form."""
        self.ensure_one()
        checks = [
            (self.has_valid_contract, self.env._("a contract in force")),
            (self.reason_id, self.env._("a reason")),
            (self.has_picture, self.env._("a picture of the style")),
            (self.tag_price > 0, self.env._("a tag price")),
        ]
        return [words for fulfilled, words in checks if not fulfilled]

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
