from odoo.exceptions import UserError, ValidationError
from odoo.http import content_disposition, request, route

from .portal import OutletPortal

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class StatementsPortal(OutletPortal):
    @route("/my/outlet/statements", type="http", auth="user", methods=["GET"])
    def outlet_statements(self):
        """This month's earnings, pending and earned, and the statements."""
        contract = self._account_contract()
        return self._render(
            "outlet_statements_page", contract, "me", **contract._earnings_sheet()
        )

    @route(
        "/my/outlet/statements/<int:statement_id>",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def outlet_statement(self, statement_id):
        """One statement with the lines that the operator sees too."""
        return self._render_statement(*self._statement_or_404(statement_id))

    @route(
        "/my/outlet/statements/<int:statement_id>/agree",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def outlet_agree(self, statement_id, **_kwargs):
        """The reseller's side of agreeing on a statement."""
        contract, statement = self._statement_or_404(statement_id)
        if statement.state == "sent" and not statement.party_agreed_on:
            try:
                statement.action_agree()
            except UserError as error:
                return self._render_statement(contract, statement, str(error))
        return request.redirect(f"/my/outlet/statements/{statement_id}")

    @route(
        "/my/outlet/statements/<int:statement_id>/dispute",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def outlet_dispute(self, statement_id, **post):
        """Say which line is wrong."""
        contract, statement = self._statement_or_404(statement_id)
        try:
            with request.env.cr.savepoint():
                contract._dispute_line(statement, post)
        except (UserError, ValidationError) as error:
            return self._render_statement(contract, statement, str(error), post)
        return request.redirect(f"/my/outlet/statements/{statement_id}#disputes")

    @route(
        "/my/outlet/statements/<int:statement_id>/disputes/<int:dispute_id>/withdraw",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def outlet_dispute_withdraw(self, statement_id, dispute_id, **_kwargs):
        """The line is right after all."""
        contract, statement = self._statement_or_404(statement_id)
        contract._withdraw_dispute(statement, dispute_id)
        return request.redirect(f"/my/outlet/statements/{statement_id}#disputes")

    @route(
        "/my/outlet/statements/<int:statement_id>/workbook",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def outlet_statement_workbook(self, statement_id):
        """The statement as a workbook."""
        _contract, statement = self._statement_or_404(statement_id)
        # found among his own; the lines name articles he has no access to
        name, content = statement.sudo()._export_workbook()
        headers = [
            ("Content-Type", XLSX),
            ("Content-Disposition", content_disposition(name)),
        ]
        return request.make_response(content, headers)

    def _render_statement(self, contract, statement, problem="", post=None):
        return self._render(
            "outlet_statement_page",
            contract,
            "me",
            statement=contract._statement_sheet(statement),
            disputes=contract._dispute_rows(statement),
            reasons=contract._dispute_reasons(),
            problem=problem,
            post=post or {},
        )

    def _statement_or_404(self, statement_id):
        contract = self._account_contract()
        statement = contract._find_statement(statement_id)
        if not statement:
            raise request.not_found()
        return contract, statement
