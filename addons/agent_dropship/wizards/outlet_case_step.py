from odoo import fields, models
from odoo.exceptions import UserError

from ..models.outlet_case_reason import CASE_ROLES

STEPS = [
    ("pass", "Pass on"),
    ("solve", "Solve"),
    ("reject", "Reject"),
    ("cancel", "Withdraw"),
]


class OutletCaseStep(models.TransientModel):
    """One step of a case that needs words: pass on, solve, reject, withdraw."""

    _name = "outlet.case.step"
    _description = "Step of a Case"

    case_id = fields.Many2one("outlet.case", required=True, readonly=True)
    step = fields.Selection(STEPS, required=True, readonly=True)
    role = fields.Selection(CASE_ROLES, "To")
    note = fields.Char("In Words")

    def action_apply(self):
        """Do the step, for who must act on the case.

        :raise UserError: no words where they are needed, or not a step up the chain
        """
        self.ensure_one()
        self.case_id._check_actor()
        note = (self.note or "").strip()
        if self.step in ("solve", "reject") and not note:
            raise UserError(self.env._("Say in a few words what was decided."))
        if self.step == "cancel" and not self.env.user.has_group(
            "brand_outlet.group_operator"
        ):
            raise UserError(self.env._("Only the operator withdraws a case."))
        # the next party, orders and stock may be out of reach of who decides
        case = self.case_id.sudo()
        if self.step == "pass":
            self._pass_on(case, note)
        else:
            getattr(case, f"_{self.step}")(note)
        return {"type": "ir.actions.act_window_close"}

    def _pass_on(self, case, note):
        """The operator hands to anybody, the others only up the chain."""
        roles = [code for code, _label in CASE_ROLES]
        is_operator = self.env.user.has_group("brand_outlet.group_operator")
        role = self.role or case._get_next_role()
        if not role:
            raise UserError(self.env._("Choose who takes the case over."))
        above = roles.index(role) > roles.index(case.responsible_role)
        if not is_operator and not above:
            raise UserError(self.env._("A case is only passed up the chain."))
        case._hand_to(role, "passed" if is_operator else "escalated", note)
