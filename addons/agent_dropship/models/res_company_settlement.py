from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    freight_payee = fields.Selection(
        [("agent", "The Agent Who Ships"), ("operator", "The Operator")],
        "Freight Goes to",
        required=True,
        default="agent",
        help="Who gets what consumers pay for the shipping.",
    )

    settlement_vat = fields.Float(
        "VAT in What Parties Are Invoiced (%)",
        compute="_compute_settlement_vat",
        store=True,
        readonly=False,
        digits=(5, 2),
        help="Output tax within what a party owes us because it took the consumers' "
        "money, or pays for a coupon: 13, or 3 of a small taxpayer. 0: none.",
    )

    _settlement_vat_range = models.Constraint(
        "CHECK (settlement_vat >= 0 AND settlement_vat < 100)",
        "A tax rate lies between 0 and 100 per cent.",
    )

    @api.depends("account_fiscal_country_id")
    def _compute_settlement_vat(self):
        for company in self:
            in_china = company.account_fiscal_country_id.code == "CN"
            company.settlement_vat = 13.0 if in_china else 0.0

    def _get_settlement_tax(self, rate, use="purchase"):
        """Return the tax of this rate that is included in the price.

        It is made from the one of the chart of accounts the first time; where that has
        none of this rate, from one of another rate: the tax is deducted all the same.

        :param float rate: per cent
        :param use: "purchase" or "sale"
        """
        self.ensure_one()
        # a bill is made by who may not set up taxes
        taxes = self.env["account.tax"].sudo().with_company(self)
        domain = [
            *taxes._check_company_domain(self),
            ("type_tax_use", "=", use),
            ("amount_type", "=", "percent"),
        ]
        found = taxes.search([*domain, ("amount", "=", rate)])
        included = found.filtered(lambda tax: tax.price_include)[:1]
        if included:
            return included
        name = self.env._("%(rate)s%% included", rate=f"{rate:g}")
        values = {"name": name, "price_include_override": "tax_included"}
        if found:
            return found[0].copy(values)
        values |= {"amount": rate, "invoice_label": f"{rate:g}%"}
        alike = taxes.search([*domain, ("amount", ">", 0)], limit=1)
        if alike:
            values["tax_group_id"] = self._get_tax_group(rate, alike).id
            return alike.copy(values)
        return taxes.create(values | {"type_tax_use": use, "company_id": self.id})

    def _get_tax_group(self, rate, alike):
        """Return the group under which bills add up taxes of this rate.

        :param alike: a tax of another rate, whose accounts the group has
        """
        same = alike.search(
            [
                *alike._check_company_domain(self),
                ("amount_type", "=", "percent"),
                ("amount", "=", rate),
            ],
            limit=1,
        )
        if same:
            return same.tax_group_id
        name = self.env._("VAT %(rate)s%%", rate=f"{rate:g}")
        return alike.tax_group_id.copy({"name": name})
