from odoo import models


class AccountChartTemplate(models.AbstractModel):
    _inherit = "account.chart.template"

    def _post_load_data(self, template_code, company, template_data):
        result = super()._post_load_data(template_code, company, template_data)
        entity = (company or self.env.company).root_id
        if self.env["loyalty.program"].search_count(
            [
                ("program_type", "in", ("ewallet", "gift_card")),
                ("company_id", "=", entity.id),
            ],
            limit=1,
        ):
            entity._open_value_books()
        return result
