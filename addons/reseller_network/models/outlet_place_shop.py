from odoo import models
from odoo.fields import Domain
from odoo.tools import format_date


class OutletPlace(models.Model):
    """An article as strangers see it behind a seller's link."""

    _inherit = "outlet.place"

    def _get_seller_contract(self):
        """Return the running contract of who sells here (may be empty)."""
        self.ensure_one()
        contracts = self.env["reseller.contract"]
        return contracts.search(
            contracts._running_domain()
            & Domain("reseller_id", "=", self.owner_id.id)
            & Domain("company_id", "=", self.company_id.id),
            limit=1,
        )

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
        currency = company.currency_id
        # a visitor may not read providers, only whether one serves him
        providers = self.env["payment.provider"].sudo()
        found = providers._get_compatible_providers(
            company.id,
            payer.id,
            amount,
            currency_id=currency.id,
            sale_order_id=order.id if order else None,
        )
        methods = self.env["payment.method"].sudo()
        return bool(
            found
            and methods._get_compatible_payment_methods(
                found.ids, payer.id, currency_id=currency.id
            )
        )

    def _get_offers_domain(self, state=None, city=None):
        """A reseller of an agent shows the goods of those he deals with only."""
        domain = super()._get_offers_domain(state, city)
        suppliers = self._get_seller_contract()._get_suppliers()
        if suppliers:
            domain &= Domain("agent_id", "in", suppliers.ids)
        return domain

    def _get_shop_sheet(self, template):
        """Return everything the page of one article shows, or nothing."""
        # what is shown is asked for once, it is the dearest part of the page
        offers = self._find_page_offers(template)
        if not offers:
            return None
        sheet = self._build_sheet(template, offers)
        dates = [day for day in offers.mapped("best_before") if day]
        chart = template.shown_size_chart_id if template.has_sizes else None
        return sheet | {
            "pictures": self._find_pictures(template, offers).ids,
            "only": self._get_only_size(sheet),
            "saved": max(sheet["tag"] - sheet["price"], 0),
            "best_before": format_date(self.env, min(dates)) if dates else "",
            "size_chart": chart.body if chart else "",
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
