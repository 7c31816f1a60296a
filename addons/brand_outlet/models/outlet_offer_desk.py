from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class OutletOffer(models.Model):
    """What the screens ask of offers: what they lack, what never sold, what to do."""

    _inherit = "outlet.offer"

    is_complete = fields.Boolean(
        string="Ready to Publish",
        compute="_compute_is_complete",
        search="_search_is_complete",
    )
    is_unsold = fields.Boolean(
        string="Never Sold",
        compute="_compute_is_unsold",
        search="_search_is_unsold",
        help="Published for the days set by the operator, and not one piece sold.",
    )
    shown_days = fields.Integer(
        string="Days Shown", compute="_compute_shown_days", aggregator=None
    )
    suggestion = fields.Char(compute="_compute_suggestion")
    is_own_staff = fields.Boolean(compute="_compute_is_own_staff")
    tag_photo = fields.Image(
        string="Photo of the Tag",
        compute="_compute_tag_photo",
        inverse="_inverse_tag_photo",
        max_width=1920,
        max_height=1920,
    )
    tag_price_source = fields.Selection(related="product_tmpl_id.tag_price_source")
    tag_origin = fields.Char(related="product_tmpl_id.tag_origin")
    size_chart = fields.Html(compute="_compute_size_chart")
    has_sizes = fields.Boolean(related="product_tmpl_id.has_sizes")

    @api.onchange("product_tmpl_id")
    def _onchange_product_tmpl_id(self):
        brand = self.product_tmpl_id.product_brand_id
        if brand and self.contract_id.brand_id != brand:
            contracts = self.env["brand.contract"]._find_valid(brand)
            # Where there is only one contract, nobody has to choose it.
            self.contract_id = contracts if len(contracts) == 1 else False

    @api.depends("missing_to_publish")
    def _compute_is_complete(self):
        for offer in self:
            offer.is_complete = not offer.missing_to_publish

    def _search_is_complete(self, operator, value):
        if operator != "in":
            return NotImplemented
        waiting = self.search([("state", "in", ("draft", "checked", "suspended"))])
        lacking = waiting.filtered("missing_to_publish")
        domain = Domain("id", "not in", lacking.ids)
        return domain if True in value else ~domain

    @api.depends("state", "date_published")
    def _compute_is_unsold(self):
        unsold = self.filtered_domain([("id", "in", self._get_unsold_ids(self.ids))])
        for offer in self:
            offer.is_unsold = offer in unsold

    def _search_is_unsold(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("id", "in", self._get_unsold_ids())
        return domain if True in value else ~domain

    @api.model
    def _get_unsold_ids(self, ids=None):
        """Return the offers shown long enough without a single confirmed order."""
        # The number of days is the operator's setting.
        days = self.env.company.sudo().outlet_unsold_days
        since = fields.Datetime.now() - timedelta(days=days)
        domain = Domain("state", "=", "published")
        domain &= Domain("date_published", "<=", since)
        if ids is not None:
            domain &= Domain("id", "in", ids)
        # Whether anything sold is told to whoever sees the offer, not to whom.
        lines = self.env["sale.order.line"].sudo()
        sold = lines._search([("state", "=", "sale"), ("offer_id", "!=", False)])
        domain &= Domain("id", "not in", sold.subselect("offer_id"))
        return self.search(domain).ids

    @api.depends("date_published")
    def _compute_shown_days(self):
        now = fields.Datetime.now()
        for offer in self:
            shown = offer.date_published and now - offer.date_published
            offer.shown_days = shown.days if shown else 0

    @api.depends("is_unsold", "shown_days")
    def _compute_suggestion(self):
        for offer in self:
            offer.suggestion = offer.is_unsold and self.env._(
                "Shown for %(days)s days, not one piece sold: withdraw it, or give it "
                "another story or price.",
                days=offer.shown_days,
            )

    @api.depends_context("uid")
    def _compute_is_own_staff(self):
        self.is_own_staff = self._is_agent_staff()

    @api.depends("product_tmpl_id")
    def _compute_size_chart(self):
        for offer in self:
            offer.size_chart = offer.product_tmpl_id.shown_size_chart_id.body

    @api.depends("product_tmpl_id.tag_photo")
    def _compute_tag_photo(self):
        for offer in self:
            offer.tag_photo = offer.product_tmpl_id.tag_photo

    def _inverse_tag_photo(self):
        for offer in self:
            style = offer.product_tmpl_id
            if offer._is_agent_staff() and style.tag_price_source != "typed":
                raise AccessError(
                    self.env._(
                        "The tag price of %(style)s is proven already. Only the "
                        "operator changes that.",
                        style=style.display_name,
                    )
                )
            # Who offers a style may prove its price; he has no rights on the style.
            style.sudo().tag_photo = offer.tag_photo
