from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .brand_contract import LIFE_CYCLE


class BrandContract(models.Model):
    """The life of a contract: put into force, replaced by a new version, ended."""

    _inherit = "brand.contract"

    def action_activate(self):
        """Put draft contracts into force; the version before ends the day before."""
        for contract in self:
            if contract.state != "draft":
                raise UserError(self.env._("Only a draft contract can be activated."))
            previous = contract.previous_id
            if previous.state == "active":
                previous._close(contract.date_start - timedelta(days=1))
        self._write_terms({"state": "active"})
        self._roll_versions(fields.Date.context_today(self))

    def action_end(self):
        """End active contracts today; their offers end with them."""
        today = fields.Date.context_today(self)
        for contract in self.filtered(lambda contract: contract.state == "active"):
            contract._close(max(contract.date_start, today))
            contract._write_terms({"state": "ended"})
        self.offer_ids.filtered(lambda offer: offer.state != "ended").action_end()

    def action_new_version(self):
        """Open a draft copy of the contract with the next version number."""
        self.ensure_one()
        draft = self.next_ids.filtered(lambda contract: contract.state == "draft")
        if not draft:
            draft = self.copy(self._prepare_new_version_vals())
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft[:1].id,
            "view_mode": "form",
        }

    def _prepare_new_version_vals(self):
        latest = self.search(self._get_pair_domain(), order="version desc", limit=1)
        return {
            "version": latest.version + 1,
            "previous_id": self.id,
            "date_start": max(
                fields.Date.context_today(self), self.date_start + timedelta(days=1)
            ),
            "date_end": False,
        }

    def _write_terms(self, vals):
        """Write what the contract's own life cycle decides."""
        return self.with_context(contract_life_cycle=LIFE_CYCLE).write(vals)

    def _close(self, last_day):
        """Let the contract be valid through ``last_day``, not longer."""
        for contract in self:
            if last_day < contract.date_start:
                raise UserError(
                    self.env._(
                        "%(contract)s starts on %(start)s: the new version must "
                        "start later.",
                        contract=contract.display_name,
                        start=contract.date_start,
                    )
                )
            if not contract.date_end or contract.date_end > last_day:
                contract._write_terms({"date_end": last_day})

    @api.model
    def _cron_roll_versions(self):
        """End what has run out and hand offers over to the version in force."""
        today = fields.Date.context_today(self)
        started = self._find_valid(date=today).filtered("previous_id")
        (started | self.search([("state", "=", "active")]))._roll_versions(today)

    def _roll_versions(self, today):
        started = self.filtered(lambda contract: contract._is_valid(today))
        for contract in started.filtered("previous_id"):
            contract.previous_id.offer_ids._move_to(contract)
        expired = (self | self.previous_id).filtered(
            lambda contract: (
                contract.state == "active"
                and contract.date_end
                and contract.date_end < today
            )
        )
        expired._write_terms({"state": "ended"})
        expired.offer_ids.filtered(lambda offer: offer.state != "ended").action_end()
