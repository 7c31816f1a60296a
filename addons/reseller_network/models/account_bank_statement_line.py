from odoo import api, models


class AccountBankStatementLine(models.Model):
    """The number of a withdrawal stands in the line of the bank that paid it."""

    _inherit = "account.bank.statement.line"

    @api.model
    def _find_documents(self, numbers, company):
        documents = super()._find_documents(numbers, company)
        paid = self.env["reseller.withdrawal"].search(
            [
                ("company_id", "=", company.id),
                ("name", "in", [number.upper() for number in numbers]),
                ("payment_id", "!=", False),
            ]
        )
        for withdrawal in paid:
            found = documents.setdefault(withdrawal.name.upper(), set())
            found.add(withdrawal.payment_id.move_id)
        return documents
