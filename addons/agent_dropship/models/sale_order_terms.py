from odoo import fields, models


class SaleOrder(models.Model):
    """The day whose contract terms count for an order."""

    _inherit = "sale.order"

    def _prepare_confirmation_values(self):
        """Keep the day on which the consumer ordered somewhere else."""
        values = super()._prepare_confirmation_values()
        if self.env.context.get("keep_order_date"):
            values.pop("date_order")
        return values

    def _get_terms_date(self):
        """Return the day, in the company's time zone, whose rates the order uses.

        A quotation is not ordered yet: it uses those of the day it is confirmed.
        """
        self.ensure_one()
        confirmed = self.state in ("sale", "cancel")
        if not confirmed and not self.env.context.get("keep_order_date"):
            return self._get_terms_today()
        return self._to_company_day(self.date_order)

    def _get_terms_today(self):
        return self[:1]._to_company_day(fields.Datetime.now())

    def _to_company_day(self, moment):
        zone = self.company_id._get_local_tz()
        return fields.Datetime.context_timestamp(
            self.with_context(tz=zone), moment
        ).date()
