from odoo import api, models
from odoo.fields import Domain
from odoo.tools import ormcache

# What the web client needs to run, the vocabulary everybody shares, and models whose
# own access checks already keep a person to what is his.
_OPEN_MODELS = {
    "auth.passkey.key",
    "auth_totp.device",
    "ir.actions.report",
    "ir.ui.menu",
    "mail.activity.type",
    "mail.message.subtype",
    "outlet.city",
    "outlet.offer.reason",
    "outlet.quality.item",
    "outlet.role",
    "product.attribute",
    "product.attribute.value",
    "product.category",
    "report.paperformat",
    "res.company",
    "res.country",
    "res.country.group",
    "res.country.state",
    "res.currency",
    "res.currency.rate",
    "res.device",
    "res.device.log",
    "res.groups",
    "res.groups.privilege",
    "res.lang",
    "res.users.apikeys",
    "res.users.settings",
    "res.users.settings.embedded.action",
    "res.users.settings.volumes",
    "uom.uom",
    "web_tour.tour",
    "web_tour.tour.step",
}
# The wizards of the core that a party's staff needs. Those that the access rights of
# the groups of brands and agents name are open, too; no others are.
_OPEN_WIZARDS = {
    "auth.passkey.key.create",
    "auth_totp.wizard",
    "base_import.import",
    "change.password.own",
    "mail.activity.schedule",
    "mail.activity.schedule.line",
    "mail.compose.message",
    "mail.followers.edit",
    "res.users.apikeys.description",
    "res.users.identitycheck",
}


class OutletPartyRule(models.AbstractModel):
    """What the staff of a brand or an agent may reach, in one place.

    Everything that is not named here is closed to a user with a party, whatever
    the access rights of his groups say.
    """

    _name = "outlet.party.rule"
    _description = "Records of a Party"

    @api.model
    def _get_domain(self, model_name, user):
        """Return the domain that narrows a model for a user who has a party."""
        if self._is_open(model_name):
            return Domain.TRUE
        if self.env[model_name]._transient:
            # What others typed into a wizard is theirs.
            open_here = model_name in self._get_open_wizards()
            return Domain("create_uid", "=", user.id) if open_here else Domain.FALSE
        # The rules are the same whoever asks for them.
        party = user.sudo().party_id
        domains = self.sudo()._get_party_domains(party).get(model_name)
        if domains is None:
            return Domain.FALSE
        return Domain.OR(
            Domain(domains[role]) for role in self._get_roles(user) if role in domains
        )

    @api.model
    def _get_roles(self, user):
        """Return the keys of the domains that apply to a user."""
        roles = ["all"]
        if user.has_group("brand_outlet.group_agent"):
            roles.append("agent")
        if user.has_group("brand_outlet.group_brand"):
            roles.append("brand")
        return roles

    @api.model
    def _is_open(self, model_name):
        """Return whether the staff of a party may reach a model unnarrowed."""
        return model_name in self._get_open_models()

    @api.model
    @ormcache()
    def _get_open_wizards(self):
        """Return the wizards a party may use: of the core, or granted by name."""
        # The access rights are configuration; changing them clears this cache.
        granted = (
            self.env["ir.model.access"]
            .sudo()
            .search(
                [
                    ("group_id", "in", self.env["res.users"]._get_party_groups().ids),
                    ("perm_read", "=", True),
                    ("model_id.transient", "=", True),
                ]
            )
        )
        return frozenset(_OPEN_WIZARDS | set(granted.model_id.mapped("model")))

    @api.model
    def _get_open_models(self):
        """Return the models that hold nothing of a party. Extend by union."""
        return _OPEN_MODELS

    @api.model
    def _get_party_domains(self, party):
        """Return ``{model: {"agent": domain, "brand": domain, "all": domain}}``.

        A role that is not given sees nothing of the model. Extend by ``super()``
        and update; domains may use ``party.id`` and are evaluated without the
        user's own rights, so related records need not be visible.

        :param party: the res.partner (sudo) whose staff asks
        """
        agreed = [("state", "!=", "draft")]
        agents = self._get_agent_ids(party)
        own_contracts = [("agent_id", "in", agents), *agreed]
        role = {
            "agent": [("agent_id", "in", agents)],
            "brand": [("brand_id.partner_id", "=", party.id)],
        }
        style = {
            "agent": [("product_brand_id.contract_ids", "any", own_contracts)],
            "brand": [("product_brand_id.partner_id", "=", party.id)],
        }
        of_style = {
            name: [("product_tmpl_id", "any", domain)] for name, domain in style.items()
        }
        return {
            "brand.contract": {name: [*own, *agreed] for name, own in role.items()},
            "outlet.offer": role,
            "outlet.place": {"agent": [("owner_id", "in", agents)]},
            "product.brand": {
                "agent": [("contract_ids", "any", own_contracts)],
                "brand": [("partner_id", "=", party.id)],
            },
            "product.template": style,
            "product.product": of_style,
            "product.template.attribute.line": of_style,
            "product.template.attribute.value": of_style,
            "res.partner": self._get_partner_domains(party),
            "res.users": {"all": [("party_id", "=", party.id)]},
        }

    @api.model
    def _get_agent_ids(self, party):
        """Return the ids of the agents a party's staff works for: it and its branches.

        A branch has none below it: its staff sees neither sisters nor the agent.
        """
        return (party | party.branch_ids).ids

    @api.model
    def _acts_for(self, agents):
        """Return whether the user is staff of all of these agents, or of the agent
        they are branches of."""
        # which parties are the user's own is the same whoever asks
        party = self.env.user.sudo().party_id
        own = self._get_agent_ids(party) if party else []
        return bool(agents) and set(agents.ids) <= set(own)

    @api.model
    def _get_partner_domains(self, party):
        """Return who a party may know: itself, its counterparts, the operator.

        A counterpart is one from the day a contract is agreed.
        """
        agreed = Domain("state", "!=", "draft")
        own = Domain("id", "child_of", self._get_agent_ids(party))
        own |= Domain("id", "=", party.branch_of_id.id)
        own |= Domain("user_ids.party_id", "=", party.id)
        # The mail module reads the system's own contact on every document.
        operator = Domain("ref_company_ids", "!=", False)
        operator |= Domain("id", "=", self.env.ref("base.partner_root").id)
        theirs = Domain("agent_id", "in", self._get_agent_ids(party)) & agreed
        brands = Domain("brand_ids.contract_ids", "any", theirs)
        ours = Domain("brand_id.partner_id", "=", party.id) & agreed
        agents = Domain("agent_contract_ids", "any", ours)
        return {"all": own | operator, "agent": brands, "brand": agents}
