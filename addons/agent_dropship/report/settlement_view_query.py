from odoo import models
from odoo.tools import SQL


class SettlementViewQuery(models.AbstractModel):
    """A report whose rows each go by the settings of their own company: its day, its
    terms, its coin. Who looks at several companies at once reads them one by one."""

    _name = "settlement.view.query"
    _inherit = "outlet.view.query"
    _description = "Query of a Report by Company"

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(
            self.with_company(company)._select_company(company)
            for company in self.env.companies
        )

    def _select_company(self, company):
        """Return the SELECTs of the rows of one company, which is the active one."""
        return SQL(" UNION ALL ").join(
            SQL(
                "%s AND %s = %s",
                self._select_source(columns, tables, f"({condition})"),
                SQL(columns["company_id"]),
                company.id,
            )
            for columns, tables, condition in self._get_sources()
        )
