from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ResellerContract(models.Model):
    """What a reseller asks for on his phone: verification, a shop, a selection."""

    _inherit = "reseller.contract"

    def _current_agreement(self):
        """Return the agreement in force for this reseller (or empty)."""
        # which of the operator's texts is his is decided here
        contract = self.sudo()
        return contract.env["reseller.agreement"]._get_current(
            contract.upstream_id, contract.mode, contract.company_id
        )

    def _get_acceptance(self, agreement):
        """Return the reseller's own acceptance of a text (or empty)."""
        # evidence is the operator's; when he accepted is his own business
        return (
            self.env["reseller.agreement.acceptance"]
            .sudo()
            .search(
                [
                    ("agreement_id", "=", agreement.id),
                    ("partner_id", "=", self.reseller_id.id),
                ],
                limit=1,
            )
        )

    def _last_verification(self):
        """Return state, reason and dates of the last papers; never the pictures."""
        # papers are read by those who check them; their state is the reseller's
        papers = self.sudo().verification_ids.sorted("id")[-1:]
        return {
            "state": papers.state or "none",
            "reason": papers.refusal_reason or "",
            "name": papers.real_name or "",
            "until": papers.date_expiry,
        }

    def _hand_in_verification(self, real_name, id_number, photos):
        """Hand in who he is, with pictures, to be checked.

        :param dict photos: ``id_front``, ``id_back``, ``shop_photo`` in base64
        :raise UserError: something is missing, or papers wait already
        """
        self.ensure_one()
        name = " ".join((real_name or "").split())[:60]
        number = "".join((id_number or "").split()).upper()
        if not name or not all(photos.values()):
            raise UserError(self.env._("Please give your name and all three pictures."))
        if len(number) != 18 or not number[:17].isdigit():
            raise UserError(self.env._("An identity number has 18 characters."))
        # the reseller has no right on papers: he hands in, others read
        contract = self.sudo()
        if "waiting" in contract.verification_ids.mapped("state"):
            raise UserError(self.env._("Your papers are being checked already."))
        return contract.env["reseller.verification"].create(
            {
                "contract_id": contract.id,
                "real_name": name,
                "id_number_end": number[-4:],
                **photos,
            }
        )

    def _upgrade_request(self):
        """Return the last request of an affiliate for a shop, as plain values."""
        # applications are read by who decides; his own state is the affiliate's
        asked = self.sudo().application_ids.filtered(lambda one: one.kind == "upgrade")
        last = asked.sorted("id")[-1:]
        return {"state": last.state or "", "reason": last.refusal_reason or ""}

    def _ask_upgrade(self):
        """Ask the upstream party for a shop of his own."""
        # his own request, to the party his contract names
        contract = self.sudo()
        contract.env["reseller.application"]._ask(
            contract, "upgrade", contract.upstream_id
        )

    def _open_agents_domain(self):
        """Return the domain of the agents this reseller may ask."""
        contracts = [("state", "=", "active"), ("company_id", "=", self.company_id.id)]
        return (
            Domain("is_open_to_resellers", "=", True)
            & Domain("agent_contract_ids", "any", contracts)
            & Domain("id", "!=", self.reseller_id.id)
        )

    def _find_open_agent(self, agent_id):
        """Return the agent with this id if he looks for resellers (or empty)."""
        # agents who look for resellers want to be found by them
        partners = self.env["res.partner"].sudo()
        domain = self._open_agents_domain() & Domain("id", "=", agent_id)
        return partners.search(domain, limit=1)

    def _open_agents(self):
        """Return the agents who look for resellers, as plain values."""
        # see above; only what they wrote for resellers leaves
        contract = self.sudo()
        agents = contract.env["res.partner"].search(
            contract._open_agents_domain(), order="name", limit=100
        )
        asked = contract.application_ids.filtered(lambda one: one.kind == "selection")
        states = {one.upstream_id: one.state for one in asked.sorted("id")}
        joined = contract.upstream_id | contract.joined_agent_ids
        return [
            {
                "id": agent.id,
                "name": agent.name,
                "pitch": agent.reseller_pitch or "",
                "city": agent.city or "",
                "brands": agent.agent_contract_ids.brand_id.mapped("name"),
                "joined": agent in joined,
                "state": states.get(agent, ""),
            }
            for agent in agents
        ]

    def _ask_agent(self, agent):
        """Ask an agent to let this reseller sell what he has."""
        # his own request, to an agent who looks for resellers
        contract = self.sudo()
        if agent in contract.upstream_id | contract.joined_agent_ids:
            return
        contract.env["reseller.application"]._ask(contract, "selection", agent)
