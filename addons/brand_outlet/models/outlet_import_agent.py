from datetime import timezone
from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.tools import format_list


class OutletImport(models.Model):
    """What offers and lots share: whose goods a row is about, and under what terms."""

    _inherit = "outlet.import"

    is_publishing = fields.Boolean(
        string="Publish what lacks nothing",
        default=True,
        help="Offers that lack nothing are published; an agent's own wait for the "
        "operator's check. Otherwise they stay drafts.",
    )

    def _get_party_fields(self):
        return super()._get_party_fields() | {"is_publishing"}

    def _check_row_agents(self, rows):
        """Return ``{row: agent}``: the one it names, or whose file it is.

        A row of a party's file that names somebody else is an error.
        """
        refs = {row["agent"].upper() for row in rows if row["agent"]}
        agents = self.env["res.partner"].search([("ref", "in", list(refs))])
        by_ref = {agent.ref.upper(): agent for agent in agents}
        names = {row["agent"] for row in rows if row["agent"].upper() not in by_ref}
        named = self.env["res.partner"].search(
            [("name", "in", list(names)), ("agent_contract_ids", "!=", False)]
        )
        by_name = {agent.name: agent for agent in named}
        result = {}
        for row in rows:
            word = row["agent"]
            agent = by_ref.get(word.upper()) or by_name.get(word) or named.browse()
            result[row] = agent = agent if word else self.agent_id
            if self.party_id and agent != self.party_id:
                row.error(
                    self.env._(
                        "%(label)s “%(agent)s” is another company: this file brings in "
                        "your own goods only. Delete the row.",
                        label=row.label("agent"),
                        agent=word,
                    )
                )
            elif not agent:
                row.error(self._explain_missing_agent(row, word))
        return result

    def _explain_missing_agent(self, row, word):
        if word:
            return self.env._(
                "%(label)s “%(agent)s” is unknown: correct it, or import the agent "
                "first.",
                label=row.label("agent"),
                agent=word,
            )
        return self.env._(
            "Whose goods are these? Choose the sender of the file, or add a column "
            "with the agent's code."
        )

    def _find_row_contracts(self, agents):
        """Return ``{agent: {casefolded brand name: contract in force}}``."""
        everybody = self.env["res.partner"].union(*agents.values())
        contracts = {}
        for contract in self.env["brand.contract"]._find_valid(agents=everybody):
            own = contracts.setdefault(contract.agent_id, {})
            own[contract.brand_id.name.casefold()] = contract
        return contracts

    def _check_row_contract(self, row, agent, contracts, brand):
        """Return the agent's contract for a brand; without one, his only contract."""
        own = contracts.get(agent, {})
        if brand:
            contract = own.get(brand.casefold())
        else:
            contract = next(iter(own.values())) if len(own) == 1 else None
        if contract:
            return contract
        names = format_list(self.env, [c.brand_id.name for c in own.values()] or ["–"])
        if brand:
            row.error(
                self.env._(
                    "%(agent)s has no contract in force for %(brand)s, only for "
                    "%(brands)s.",
                    agent=agent.name,
                    brand=brand,
                    brands=names,
                )
            )
        else:
            row.error(
                self.env._(
                    "Which brand is it? Add a column with one of %(brands)s.",
                    brands=names,
                )
            )
        return None

    def _check_ratio(self, row, field_name, agent):
        """Judge a share of the tag price, in per cent; return it or 0."""
        ratio = row[field_name] or 0.0
        if not ratio:
            return 0.0
        if not 0 < ratio <= 100:
            row.error(
                self.env._(
                    "%(label)s is %(value)s: it lies between 0 and 100 per cent of the "
                    "tag price.",
                    label=row.label(field_name),
                    value=f"{ratio:g}",
                )
            )
        else:
            self._check_pricing_right(row, field_name, agent)
        return ratio

    def _check_pricing_right(self, row, field_name, agent):
        if self.party_id and not agent.may_price:
            row.error(
                self.env._(
                    "%(label)s: the operator sets your prices. Leave it empty.",
                    label=row.label(field_name),
                )
            )

    def _find_reasons(self):
        """Return ``{name: reason}``, in English and the languages in use."""
        # a handful, and all of them are wanted
        reasons = self.env["outlet.offer.reason"].search([("active", "=", True)])
        codes = {"en_US", *(code for code, _n in self.env["res.lang"].get_installed())}
        return {
            reason.with_context(lang=code).name: reason
            for code in sorted(codes)
            for reason in reasons
        }

    def _to_utc(self, local):
        """Return in UTC what a file says in the company's time."""
        if not local:
            return False
        zone = ZoneInfo(self.company_id._get_local_tz())
        return local.replace(tzinfo=zone).astimezone(timezone.utc).replace(tzinfo=None)

    def _publish_offers(self, offers):
        """Publish what lacks nothing; an agent's staff asks the operator instead."""
        if not self.is_publishing:
            return
        waiting = offers.filtered(lambda offer: offer.state in ("draft", "checked"))
        ready = waiting.filtered(lambda offer: not offer.missing_to_publish)
        if self.party_id:
            ready.action_ask_check()
        else:
            ready.action_publish()
