from odoo import api, models


class OutletDesk(models.AbstractModel):
    _inherit = "outlet.desk"

    @api.model
    def _get_todos(self, role, window):
        """Show everybody the cases that wait for him, the late ones first."""
        todos = super()._get_todos(role, window)
        mine = [("state", "=", "open"), ("responsible_role", "=", role)]
        cases = [
            self._prepare_todo(
                "case",
                self.env._("After-sales cases to handle"),
                self._open_action("agent_dropship.outlet_case_action", mine),
                "warning",
                "fa-life-ring",
            )
        ]
        if role != "brand":
            cases.append(
                self._prepare_todo(
                    "case_goods",
                    self.env._("Returns to receive"),
                    self._open_action(
                        "agent_dropship.outlet_case_action",
                        [("state", "=", "waiting"), ("responsible_role", "=", role)],
                    ),
                    "info",
                    "fa-reply",
                )
            )
        return cases + todos
