from odoo import models
from odoo.exceptions import UserError


class MemberMerge(models.Model):
    """Undoing: the members are two again, each with what was his."""

    _inherit = "member.merge"

    def action_undo(self):
        """Make two members again. What was spent meanwhile is named, not invented.

        :raise UserError: not merged, or the number is another member's by now
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != "done":
            raise UserError(self.env._("Only what was merged can be undone."))
        # The ledger and the secrets of members are closed to everybody.
        self.sudo()._undo()
        return True

    def _undo(self):
        kept, gone = self.kept_id, self.gone_id
        if kept.member_merged_into_id:
            raise UserError(
                self.env._("%s was merged as well. Undo that first.", kept.name)
            )
        found = gone._find_member_of_own(gone.member_phone, gone.member_company_id)
        if found:
            raise UserError(
                self.env._(
                    "%s has the number of this member by now. Merge them instead.",
                    found.name,
                )
            )
        cards = self.line_ids.card_id | self.line_ids.target_id
        cards._queue_for_points()
        gone.write({"is_member": True, "active": True, "member_merged_into_id": False})
        missing = [
            f"{line.program_id.name}: {line.target_id._format_points(lacking)}"
            for line in self.line_ids
            if (lacking := line._undo()) > 0
        ]
        growth = min(self.growth, kept.growth)
        reference = f"member.merge,{self.id}"
        kept._add_growth(-growth, kind="reverse", reference=reference)
        gone._add_growth(growth, kind="reverse", reference=reference)
        self.identity_ids.filtered(
            lambda identity: identity.partner_id == kept
        ).partner_id = gone
        self.physical_card_ids.filtered(
            lambda card: card.partner_id == kept
        ).partner_id = gone
        self.write({"state": "undone", "difference": ", ".join(missing)})
