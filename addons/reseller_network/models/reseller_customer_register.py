from odoo import api, models
from odoo.tools import SQL

# the digits of a number, without the country's
_PHONE = SQL(
    r"""regexp_replace(regexp_replace(p.phone, '[\s.]', '', 'g'),
        '^(\+86|0086|86)-?(?=1\d{10}(\D|$))', '')"""
)


class ResellerCustomer(models.Model):
    """Customers come into being by their orders: no one types a name twice."""

    _inherit = "reseller.customer"

    @api.model
    def _register_orders(self, orders):
        """Give these orders their customers, making those that are new.

        A handful of statements, however many orders there are. Orders of places
        whose owner is no reseller have none.

        :param orders: confirmed orders
        """
        if not orders:
            return
        self.env["sale.order"].flush_model()
        self.env["res.partner"].flush_model(["name", "phone"])
        self.flush_model()
        self._insert_missing(orders)
        customers = self._link_orders(orders)
        orders.invalidate_recordset(["reseller_customer_id"], flush=False)
        customers.invalidate_recordset(["order_ids"], flush=False)
        for name in ("order_count", "last_order_at"):
            self.env.add_to_compute(self._fields[name], customers)
        customers._plan_followup()

    def _insert_missing(self, orders):
        """Make the customers these orders have not got yet."""
        # two orders of a new customer at one moment: the later one starts over
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO reseller_customer
                       (reseller_id, company_id, phone, name, place_id, source,
                        consent, order_count, create_date, create_uid, write_date,
                        write_uid)
                SELECT DISTINCT ON (reseller_id, company_id, phone)
                       reseller_id, company_id, phone, COALESCE(name, phone), place_id,
                       source, 'none', 0, now() AT TIME ZONE 'UTC', %(user)s,
                       now() AT TIME ZONE 'UTC', %(user)s
                  FROM (%(wanted)s) w
                 ORDER BY reseller_id, company_id, phone, date_order, order_id
                    ON CONFLICT (reseller_id, company_id, phone) DO NOTHING
                """,
                user=self.env.uid,
                wanted=self._get_wanted_sql(orders),
            )
        )

    def _link_orders(self, orders):
        """Write their customer onto these orders; return the customers."""
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE sale_order o
                   SET reseller_customer_id = c.id
                  FROM (%(wanted)s) w
                  JOIN reseller_customer c ON c.reseller_id = w.reseller_id
                   AND c.company_id = w.company_id AND c.phone = w.phone
                 WHERE o.id = w.order_id
             RETURNING c.id
                """,
                wanted=self._get_wanted_sql(orders),
            )
        )
        return self.browse({row[0] for row in rows})

    def _get_wanted_sql(self, orders):
        """Return the SQL of the orders of resellers that have no customer yet."""
        return SQL(
            """
            SELECT o.id AS order_id, o.reseller_id, o.company_id, o.place_id,
                   o.date_order, p.name, %(phone)s AS phone, %(source)s AS source
              FROM sale_order o
              JOIN res_partner p ON p.id = o.partner_shipping_id
             WHERE o.id IN %(orders)s
               AND o.reseller_customer_id IS NULL
               AND COALESCE(p.phone, '') != ''
               AND EXISTS (SELECT 1 FROM reseller_contract c
                            WHERE c.reseller_id = o.reseller_id
                              AND c.company_id = o.company_id
                              AND c.state != 'draft')
            """,
            phone=_PHONE,
            source=self._get_source_sql(),
            orders=tuple(orders.ids),
        )

    @api.model
    def _get_source_sql(self):
        """Return the SQL of how the buyer of order ``o`` came. Extension point."""
        return SQL(
            """CASE WHEN o.link_id IS NOT NULL THEN 'link'
                    WHEN o.entry_token LIKE '%%:page-%%' THEN 'place'
                    WHEN o.entry_token LIKE '%%:file-%%' THEN 'file'
                    WHEN o.entry_token IS NOT NULL THEN 'entry'
                    WHEN o.client_order_ref IS NOT NULL THEN 'shop_file'
                    ELSE 'place' END"""
        )

    def _plan_followup(self):
        """Let a new order move the next follow-up, where none is planned later."""
        if not self:
            return
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                """
                UPDATE reseller_customer c
                   SET followup_date = c.last_order_at::date
                       + company.customer_followup_days
                  FROM res_company company
                 WHERE company.id = c.company_id AND c.id IN %s
                   AND company.customer_followup_days > 0
                   AND c.last_order_at IS NOT NULL
                   AND (c.followup_date IS NULL
                        OR c.followup_date <= c.last_order_at::date
                           + company.customer_followup_days)
                """,
                tuple(self.ids),
            )
        )
        self.invalidate_recordset(["followup_date"], flush=False)
