"""One row per month of the network: is it taking off? Kept, so that it stays true."""

from datetime import datetime, time

import pytz

from odoo import api, fields, models
from odoo.tools import SQL

# how far back months are made up for at the first run
MONTHS = 12


class ResellerKpi(models.Model):
    """What each month brought: resellers who sold, their customers, sales, repeats.

    Sales are the orders confirmed in the month at what was paid for them, without
    those that were cancelled.
    """

    _name = "reseller.kpi"
    _description = "Month of the Network"
    _order = "month desc, company_id"
    _rec_name = "name"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date("First Day", required=True, readonly=True)
    name = fields.Char(string="Month", compute="_compute_name")
    resellers = fields.Integer(
        readonly=True, help="With a contract that was running at the end of the month."
    )
    active_resellers = fields.Integer(
        readonly=True, help="Sold at least once in the month."
    )
    customers = fields.Integer(readonly=True, help="Bought in the month.")
    customers_each = fields.Float(
        string="Customers per Active Reseller",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
    )
    orders = fields.Integer(readonly=True)
    gmv = fields.Monetary(string="Sales (GMV)", readonly=True)
    again = fields.Integer(
        string="Customers Who Bought Again",
        readonly=True,
        help="Of the month's customers: those for whom it was not the first order.",
    )
    repeat_rate = fields.Float(
        readonly=True, aggregator="avg", help="Bought again ÷ customers."
    )
    computed_at = fields.Datetime(string="Computed on", readonly=True)

    _once = models.UniqueIndex(
        "(company_id, month)", "This month has its figures already."
    )

    @api.depends("month")
    def _compute_name(self):
        for row in self:
            row.name = row.month and f"{row.month:%Y-%m}"

    @api.model
    def _cron_keep_months(self):
        """Compute the months that are over and have no figures yet; asked again, none.

        :return: the new rows
        """
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        made = self.browse()
        for company in companies:
            made |= self._keep_months(company)
        return made

    @api.model
    def _keep_months(self, company):
        first = self.env["sale.order"].search(
            [
                ("company_id", "=", company.id),
                ("reseller_id", "!=", False),
                ("state", "=", "sale"),
            ],
            order="date_order",
            limit=1,
        )
        if not first:
            return self.browse()
        here = self.with_context(tz=company._get_local_tz())
        this = company._get_local_today().replace(day=1)
        start = fields.Datetime.context_timestamp(here, first.date_order).date()
        month = max(start.replace(day=1), fields.Date.subtract(this, months=MONTHS))
        known = set(self.search([("company_id", "=", company.id)]).mapped("month"))
        vals_list = []
        while month < this:
            if month not in known:
                vals_list.append(self._prepare_month(company, month))
            month = fields.Date.add(month, months=1)
        return self.create(vals_list)

    def action_recompute(self):
        """Compute the month once more: orders cancelled later change what it was."""
        self.check_access("write")
        for row in self:
            row.write(row._prepare_month(row.company_id, row.month))

    def action_open_orders(self):
        """Show the orders of the month."""
        self.ensure_one()
        start, end = self._get_window(self.company_id, self.month)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Orders"),
            "res_model": "sale.order",
            "view_mode": "list,form",
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("reseller_id", "!=", False),
                ("state", "=", "sale"),
                ("parcel_state", "!=", "cancelled"),
                ("date_order", ">=", fields.Datetime.to_string(start)),
                ("date_order", "<", fields.Datetime.to_string(end)),
            ],
            "context": {"create": False},
        }

    @api.model
    def _prepare_month(self, company, month):
        """Return the values of a month, counted from the orders."""
        self.env.flush_all()
        start, end = self._get_window(company, month)
        self.env.cr.execute(
            SQL(_MONTH, company=company.id, start=start, end=end, last=month)
        )
        values = self.env.cr.dictfetchone()
        sellers, customers = values["active_resellers"], values["customers"]
        return values | {
            "company_id": company.id,
            "month": month,
            "customers_each": customers / sellers if sellers else 0.0,
            "repeat_rate": values["again"] / customers if customers else 0.0,
            "computed_at": fields.Datetime.now(),
        }

    @api.model
    def _get_window(self, company, month):
        """Return the first moment of a month and of the next, in UTC."""
        zone = pytz.timezone(company._get_local_tz())
        return [
            zone.localize(datetime.combine(day, time.min))
            .astimezone(pytz.utc)
            .replace(tzinfo=None)
            for day in (month, fields.Date.add(month, months=1))
        ]


# A customer is one person of one reseller; where none is noted, the address tells.
_MONTH = """
    WITH sold AS (
        SELECT id, reseller_id, amount_total, date_order,
               COALESCE('c' || reseller_customer_id, 'p' || partner_shipping_id)
                   AS customer
          FROM sale_order
         WHERE company_id = %(company)s AND reseller_id IS NOT NULL
           AND state = 'sale' AND parcel_state IS DISTINCT FROM 'cancelled'
           AND date_order < %(end)s
    ), bought AS (
        SELECT customer, count(*) FILTER (WHERE date_order >= %(start)s) AS times,
               count(*) AS ever
          FROM sold
      GROUP BY customer
    )
    SELECT count(DISTINCT reseller_id) AS active_resellers,
           count(*) AS orders,
           COALESCE(SUM(amount_total), 0) AS gmv,
           (SELECT count(*) FROM bought WHERE times > 0) AS customers,
           (SELECT count(*) FROM bought WHERE times > 0 AND ever > 1) AS again,
           (SELECT count(DISTINCT reseller_id)
              FROM reseller_contract
             WHERE company_id = %(company)s AND state IN ('active', 'ended')
               AND date_start < %(last)s::date + interval '1 month'
               AND (date_end IS NULL
                    OR date_end >= %(last)s::date + interval '1 month')) AS resellers
      FROM sold
     WHERE date_order >= %(start)s"""
