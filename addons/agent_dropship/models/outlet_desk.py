from odoo import api, models

from .stock_picking import OPEN_DISPATCH_STATES


class OutletDesk(models.AbstractModel):
    _inherit = "outlet.desk"

    @api.model
    def _get_todos(self, role, window):
        """Put what has to be shipped, and agreed, first."""
        todos = super()._get_todos(role, window)
        own = self._get_dispatch_todos() if role != "brand" else []
        if role == "operator":
            own += [
                self._get_waiting_todo(),
                self._get_dispute_todo(),
                self._get_billing_todo(),
            ]
        return own + [self._get_statement_todo(role)] + todos

    @api.model
    def _get_dispatch_todos(self):
        """Return the dispatches that are new, and those that are late."""
        new = [("dispatch_state", "=", "new")]
        accepted = [("dispatch_state", "in", OPEN_DISPATCH_STATES[1:])]
        late = [
            ("dispatch_state", "in", OPEN_DISPATCH_STATES),
            ("is_late", "=", True),
        ]
        return [
            self._prepare_todo(
                "late",
                self.env._("Late dispatches"),
                self._open_action("agent_dropship.dispatch_action", late),
                "danger",
                "fa-clock-o",
            ),
            self._prepare_todo(
                "accept",
                self.env._("Dispatches to accept"),
                self._open_action("agent_dropship.dispatch_action", new),
                "warning",
                "fa-inbox",
            ),
            self._prepare_todo(
                "ship",
                self.env._("Dispatches to ship"),
                self._open_action("agent_dropship.dispatch_action", accepted),
                "info",
                "fa-truck",
            ),
        ]

    @api.model
    def _get_waiting_todo(self):
        """Return the orders no authorised warehouse has the goods for."""
        waiting = [
            ("state", "=", "sale"),
            ("routing_state", "in", ("waiting", "partial")),
        ]
        return self._prepare_todo(
            "waiting",
            self.env._("Orders wait for stock"),
            self._open_action("agent_dropship.waiting_order_action", waiting),
            "danger",
            "fa-hourglass-half",
        )

    @api.model
    def _get_statement_todo(self, role):
        """Return the statements that wait for this side's agreement."""
        side = "operator_agreed_on" if role == "operator" else "party_agreed_on"
        return self._prepare_todo(
            "statement",
            self.env._("Statements to agree"),
            self._open_action(
                "agent_dropship.settlement_statement_action",
                [("stage", "=", "sent"), (side, "=", False)],
            ),
            "warning",
            "fa-balance-scale",
        )

    @api.model
    def _get_dispute_todo(self):
        """Return the statements on which a party waits for an answer."""
        return self._prepare_todo(
            "dispute",
            self.env._("Statements with disputed lines"),
            self._open_action(
                "agent_dropship.settlement_statement_action",
                [("stage", "=", "disputed")],
            ),
            "danger",
            "fa-comments-o",
        )

    @api.model
    def _get_billing_todo(self):
        """Return the statements both sides agreed on that are not in the books yet."""
        return self._prepare_todo(
            "billing",
            self.env._("Agreed statements to post"),
            self._open_action(
                "agent_dropship.settlement_statement_action",
                [("stage", "=", "agreed")],
            ),
            "info",
            "fa-book",
        )
