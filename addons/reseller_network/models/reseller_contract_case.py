from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ResellerContract(models.Model):
    """After-sales of a reseller's own orders; an affiliate has none.

    As with orders, everything starts from the contract of the logged-in user: the
    elevated rights below act on the cases of his own orders only.
    """

    _inherit = "reseller.contract"

    def _cases_domain(self):
        return Domain("order_id", "any", self._own_orders_domain())

    def _find_case(self, case_id):
        """Return the case with this id of one of his orders (or empty)."""
        domain = self._cases_domain() & Domain("id", "=", case_id)
        # his own records only: the domain starts from his contract
        return self.env["outlet.case"].sudo().search(domain, limit=1)

    def _case_cards(self, state="", limit=80):
        """Return his cases: those that wait for him first, then the latest."""
        domain = self._cases_domain()
        if state:
            domain &= Domain("state", "=", state)
        # his own records only: the domain starts from his contract
        cases = self.env["outlet.case"].sudo().search(domain, limit=limit)
        cases = cases.sorted(lambda case: not self._acts_on(case))
        return [case._get_card("reseller") for case in cases]

    def _cases_to_act(self):
        """Return how many cases wait for him."""
        domain = self._cases_domain() & Domain(
            [("responsible_role", "=", "reseller"), ("state", "=", "open")]
        )
        # his own records only: the domain starts from his contract
        return self.env["outlet.case"].sudo().search_count(domain)

    def _acts_on(self, case):
        return case.state == "open" and case.responsible_role == "reseller"

    def _act_on_case(self, case, step, note):
        """Solve a case that waits for him, or hand it up.

        :raise UserError: it waits for somebody else, or words are missing
        """
        if not self._acts_on(case):
            raise UserError(self.env._("This case waits for somebody else."))
        note = (note or "").strip()[:200]
        if step == "solve":
            if not note:
                raise UserError(self.env._("Say in a few words how it was solved."))
            case._solve(note)
        else:
            case._escalate("escalated", note)

    def _cancel_order(self, order):
        """Cancel an order of his that has not arrived; parcels are stopped.

        :return: how far stopping the parcels has come, in words
        :raise UserError: it has arrived, that is a return
        """
        if order.state != "sale":
            raise UserError(self.env._("This order is not running."))
        order._intercept(role="reseller")
        return order.interception_text or ""
