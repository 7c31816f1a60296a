"""Growth: a sum of entries that decides the level and is never spent."""

from odoo import api, fields, models

from .loyalty_card_entry import CAUSE, order_vals, read_cause


class ResPartner(models.Model):
    _inherit = "res.partner"

    member_entry_ids = fields.One2many("member.entry", "partner_id", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners._enter_growth(dict.fromkeys(partners, 0))
        return partners

    def write(self, vals):
        if "growth" not in vals:
            return super().write(vals)
        before = {partner: partner.growth for partner in self}
        result = super().write(vals)
        self._enter_growth(before)
        return result

    def _enter_growth(self, before):
        """Enter how far the growth of these members is from what it was ``before``."""
        kind, about = read_cause(self.env)
        vals_list = [
            partner._prepare_growth_vals(
                kind or "adjust", partner.growth - before[partner], **about
            )
            for partner in self
            if partner.growth != before[partner]
        ]
        if not vals_list:
            return
        # The balance first: two at once meet there and the second starts over.
        self.flush_recordset(["growth"])
        # Growth follows from a sale, whoever rings it up; nobody writes the ledger.
        self.env["member.entry"].sudo().create(vals_list)

    def _add_growth(self, amount, kind="adjust", reference=False, **vals):
        """Let members grow by ``amount`` (whole numbers); never below zero.

        The same kind and reference ask in vain a second time.

        :param vals: ``order`` (record), ``note`` (words), ``reversal_of`` (entry)
        :return: the entries
        """
        # Growth follows from a sale, whoever rings it up; nobody writes the ledger.
        entries_sudo = self.env["member.entry"].sudo()
        for partner_sudo in self.sudo():
            done = reference and entries_sudo._find_grown(partner_sudo, kind, reference)
            change = max(int(amount), -partner_sudo.growth)
            if done or not change:
                entries_sudo |= done or entries_sudo.browse()
                continue
            partner_sudo.with_context(
                **{CAUSE: {"kind": kind, "reference": reference, **vals}}
            ).growth += change
            entries_sudo |= entries_sudo.search(
                [("partner_id", "=", partner_sudo.id), ("asset", "=", "growth")],
                order="id desc",
                limit=1,
            )
        return entries_sudo

    def _get_live_member(self):
        """Return the member this one was merged into, or this one."""
        self.ensure_one()
        # Who takes goods back need not be allowed to see the merged member.
        member_sudo = self.sudo().with_context(active_test=False)
        while member_sudo.member_merged_into_id:
            member_sudo = member_sudo.member_merged_into_id
        return member_sudo

    def _prepare_growth_vals(self, kind, amount, order=None, reversal_of=None, **vals):
        self.ensure_one()
        company = order and order.company_id or self.member_company_id
        return {
            "partner_id": self.id,
            "company_id": (company or self.env.company).id,
            "user_id": self.env.uid,
            "asset": "growth",
            "kind": kind,
            "amount": amount,
            "reversal_of_id": reversal_of and reversal_of.id,
            **order_vals(order),
            **vals,
        }
