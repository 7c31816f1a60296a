from odoo import models


class OutletCase(models.Model):
    """The buttons of the screens, and photos."""

    _inherit = "outlet.case"

    def action_open_receive(self):
        """Open the form for goods that came back."""
        self._check_actor()
        wizard = self.env["outlet.case.receive"].create({"case_id": self.id})
        return self._open_wizard(wizard, self.env._("Receive Returned Goods"))

    def action_open_pass(self):
        """Open the form that hands the case to somebody else."""
        return self._open_step("pass", self.env._("Pass on"))

    def action_open_solve(self):
        """Open the form that closes the case with an answer."""
        return self._open_step("solve", self.env._("Solve"))

    def action_open_reject(self):
        """Open the form that refuses the case."""
        return self._open_step("reject", self.env._("Reject"))

    def action_open_cancel(self):
        """Open the form that withdraws the case."""
        return self._open_step("cancel", self.env._("Withdraw"))

    def _open_step(self, step, title):
        self._check_actor()
        case = self.sudo()  # who is next may be unknown to who asks
        role = case._get_next_role() if step == "pass" else False
        wizard = self.env["outlet.case.step"].create(
            {"case_id": self.id, "step": step, "role": role}
        )
        return self._open_wizard(wizard, title)

    def _open_wizard(self, wizard, title):
        return {
            "name": title,
            "type": "ir.actions.act_window",
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_open_order(self):
        """Open the order the case is about."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.order_id.id,
            "views": [(self.env.ref("sale.view_order_form").id, "form")],
        }

    def action_settle_return(self):
        """Operator: settle goods that came back damaged all the same."""
        self.check_access("write")
        # settling books stock, money and the ledger; who may do it was checked
        for case in self.sudo():
            case._check_open()
            case._settle_return()

    def _add_photos(self, pictures, role=False):
        """Add photos to these cases; one that a case has already is not added again.

        :param list pictures: base64 each
        :raise UserError: not a picture, too large, too many
        """
        # who complains may not read what others have added
        photos = self.env["outlet.case.photo"].sudo()
        by_digest = {photos._get_digest(picture): picture for picture in pictures}
        photos.create(
            [
                {"case_id": case.id, "image_1920": picture, "role": role}
                for case in self.sudo()
                for digest, picture in by_digest.items()
                if digest not in case.photo_ids.mapped("digest")
            ]
        )
