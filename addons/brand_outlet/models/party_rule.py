from odoo import api, models
from odoo.fields import Domain

# What the web client needs to run, the vocabulary everybody shares, and models
# whose own access checks already keep a person to what is his (messages and
# activities follow their document).
_OPEN_PREFIXES = ("ir.", "web_tour.", "uom.")
_OPEN_MODELS = {
    "auth.passkey.key",
    "auth_totp.device",
    "mail.activity",
    "mail.activity.type",
    "mail.message.subtype",
    "mail.scheduled.message",
    "outlet.city",
    "outlet.offer.reason",
    "outlet.quality.item",
    "outlet.role",
    "product.attribute",
    "product.attribute.value",
    "product.category",
    "report.layout",
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
}
# The next number of a sequence tells how much the operator sells.
_CLOSED_MODELS = {"ir.sequence", "ir.sequence.date_range"}


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
        if model_name not in self.env or self.env[model_name]._transient:
            return True
        if model_name in _CLOSED_MODELS:
            return False
        return model_name.startswith(_OPEN_PREFIXES) or model_name in (
            self._get_open_models()
        )

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
        colleagues = [("res_partner_id.user_ids.party_id", "=", party.id)]
        # Company-wide channels would bring the staff of all parties together.
        channels = [("group_ids", "=", False), ("is_member", "=", True)]
        return {
            "brand.contract": {name: [*own, *agreed] for name, own in role.items()},
            "discuss.channel": {"all": channels},
            "discuss.channel.member": {"all": [("channel_id", "any", channels)]},
            "mail.followers": {
                "all": [("partner_id.user_ids.party_id", "=", party.id)]
            },
            "mail.message": {"all": self._get_message_domain(party)},
            "mail.notification": {"all": colleagues},
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
    def _get_partner_domains(self, party):
        """Return who a party may know: itself, its counterparts, the operator."""
        own = Domain("id", "child_of", self._get_agent_ids(party))
        own |= Domain("id", "=", party.branch_of_id.id)
        own |= Domain("user_ids.party_id", "=", party.id)
        # The mail module reads the system's own contact on every document.
        operator = Domain("ref_company_ids", "!=", False)
        operator |= Domain("id", "=", self.env.ref("base.partner_root").id)
        brands = Domain(
            "brand_ids.contract_ids.agent_id", "in", self._get_agent_ids(party)
        )
        agents = Domain("agent_contract_ids.brand_id.partner_id", "=", party.id)
        return {"all": own | operator, "agent": brands, "brand": agents}

    @api.model
    def _get_message_domain(self, party):
        """Return the messages of documents a party may read.

        A note the operator writes for its own people stays with them.
        """
        own = Domain("author_id.user_ids.party_id", "=", party.id)
        own |= Domain(
            "notification_ids.res_partner_id.user_ids.party_id", "=", party.id
        )
        return own | Domain(
            [("is_internal", "=", False), ("subtype_id.internal", "=", False)]
        )
