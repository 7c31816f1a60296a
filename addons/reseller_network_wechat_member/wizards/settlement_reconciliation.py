from odoo import models
from odoo.fields import Domain


class SettlementReconciliation(models.TransientModel):
    """What outlets owe each other for stored value, by cards and by their tills."""

    _inherit = "settlement.reconciliation"

    def _read_money(self):
        return super()._read_money() + self._read_stored_value()

    def _get_value_domain(self):
        return Domain("company_id", "=", self.company_id.id) & Domain(
            [("date", ">=", self.date_from), ("date", "<=", self.date_to)]
        )

    def _read_stored_value(self):
        # finance sees the sums of outlets here, whoever looks after their members
        groups = (
            self.env["value.settlement"]
            .sudo()
            ._read_group(
                self._get_value_domain(),
                ["config_id"],
                [f"{name}:sum" for name in ("due", "collected", "net", "difference")],
            )
        )
        return [
            {
                "name": self.env._(
                    "Stored Value: %s",
                    outlet.name or self.env._("Online and Back Office"),
                ),
                "source": f"value.settlement,{outlet.id or 0}",
                "sequence": 20,
                "received": due,
                "used": collected,
                # what the tills say: cards and what differs from them
                "books_amount": net + difference,
            }
            for outlet, due, collected, net, difference in groups
        ]
