from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

# what the page tells of a style: a template has ten times as many
SHEET_FIELDS = (
    "name",
    "product_brand_id",
    "categ_id",
    "list_price",
    "season",
    "style_code",
    "size_chart_id",
    "tag_origin",
    "write_date",
)


class OutletPlace(models.Model):
    """An article as strangers see it behind a seller's link."""

    _inherit = "outlet.place"

    seller_contract_id = fields.Many2one(
        "reseller.contract",
        "Contract of the Seller",
        compute="_compute_seller_contract",
    )

    @api.depends(
        "company_id",
        "owner_id.reseller_contract_ids.state",
        "owner_id.reseller_contract_ids.date_start",
        "owner_id.reseller_contract_ids.date_end",
    )
    @api.depends_context("uid")
    def _compute_seller_contract(self):
        contracts = self.env["reseller.contract"]
        running = {}
        # it is told to those only who may read the contract itself
        if contracts.has_access("read"):
            running = contracts.search(
                contracts._running_domain()
                & Domain("reseller_id", "in", self.owner_id.ids)
                & Domain("company_id", "in", self.company_id.ids)
            ).grouped(lambda one: (one.reseller_id, one.company_id))
        for place in self:
            key = (place.owner_id, place.company_id)
            place.seller_contract_id = running.get(key, contracts)[:1]

    def _get_seller_contract(self):
        """Return the running contract of who sells here (may be empty)."""
        self.ensure_one()
        return self.seller_contract_id

    def _takes_online_payment(self, amount, partner=None, order=None):
        """Whether a stranger can pay such an amount to the operator in the browser.

        :param partner: who pays, as far as that is known
        :param order: the order to pay, if there is one already
        """
        self.ensure_one()
        if self.collect_by != "operator" or amount <= 0:
            return False
        company = self.company_id
        payer = partner or company.partner_id
        # a visitor may not read providers, only whether one serves him
        providers = self.env["payment.provider"].sudo()
        if not order:
            return providers._takes_from(company, payer, amount)
        currency = company.currency_id
        found = providers._get_compatible_providers(
            company.id,
            payer.id,
            amount,
            currency_id=currency.id,
            sale_order_id=order.id,
        )
        methods = self.env["payment.method"].sudo()
        return bool(
            found
            and methods._get_compatible_payment_methods(
                found.ids, payer.id, currency_id=currency.id
            )
        )

    def _get_offers_domain(self, state=None, city=None, brands=None):
        """A reseller of an agent shows the goods of those he deals with only."""
        domain = super()._get_offers_domain(state, city, brands)
        suppliers = self._get_seller_contract()._get_suppliers()
        if suppliers:
            domain &= Domain("agent_id", "in", suppliers.ids)
        return domain

    def _get_shop_sheet(self, template):
        """Return everything the page of one article shows, or nothing."""
        template.fetch(SHEET_FIELDS)
        # what is shown is asked for once, it is the dearest part of the page
        offers = self._find_page_offers(template)
        if not offers:
            return None
        sheet = self._build_sheet(template, offers)
        dates = [day for day in offers.mapped("best_before") if day]
        chart = template.shown_size_chart_id
        return sheet | {
            "pictures": self._find_pictures(template, offers).ids,
            "only": self._get_only_size(sheet),
            "saved": max(sheet["tag"] - sheet["price"], 0),
            "best_before": format_date(self.env, min(dates)) if dates else "",
            "size_chart": chart.body if chart and template.has_sizes else "",
            "category": template.categ_id.name or "",
            "style": template.style_code or "",
        }

    def _get_only_size(self, sheet):
        """Return the id of the size there is, if there is no choice."""
        there = [
            size["id"]
            for colour in sheet["colours"]
            for size in colour["sizes"]
            if size["stock"]
        ]
        return there[0] if len(there) == 1 else 0

    def _find_pictures(self, template, offers):
        """Return the further pictures of a style and of the offers shown here."""
        pictures = self.env["outlet.picture"].search(
            [
                ("product_tmpl_id", "=", template.id),
                ("offer_id", "in", [False, *offers.ids]),
            ]
        )
        if not pictures:
            return pictures
        # a style lends its face from its first picture: shown once
        files = self.env["ir.attachment"].search_fetch(
            [
                ("res_model", "in", (pictures._name, template._name)),
                ("res_id", "in", [*pictures.ids, template.id]),
                ("res_field", "=", "image_1920"),
            ],
            ["res_model", "res_id", "checksum"],
        )
        sums = {(one.res_model, one.res_id): one.checksum for one in files}
        face = sums.get((template._name, template.id))
        return pictures.filtered(lambda one: sums.get((one._name, one.id)) != face)
