from odoo.tests import tagged

from .common import PartyCommon

# What an internal user may reach unnarrowed: nothing of it belongs to a party. A model
# that appears here for the first time needs a decision, not a longer list.
HARMLESS_PREFIXES = ("ir.", "web_tour.", "uom.")


@tagged("post_install", "-at_install")
class TestPartyModels(PartyCommon):
    def test_every_model_is_narrowed_listed_or_closed(self):
        """Whatever is installed, a party's staff reaches nothing nobody thought of.

        Proves R12.
        """
        rules = self.env["outlet.party.rule"]
        listed = rules._get_open_models()
        for user in (self.agent_user, self.brand_user):
            narrowed = rules._get_party_domains(user.party_id)
            for name in self.env:
                model = self.env[name].with_user(user)
                if model._abstract or model._transient or name in narrowed:
                    continue
                if not model.has_access("read"):
                    continue
                domain = self.env["ir.rule"].with_user(user)._compute_domain(name)
                if name.startswith(HARMLESS_PREFIXES) or name in listed:
                    continue
                self.assertTrue(domain.is_false(), name)
                self.assertFalse(model.search([], limit=1), name)

    def test_sequences_do_not_tell_how_much_is_sold(self):
        for user in (self.agent_user, self.brand_user):
            self.assertFalse(self.env["ir.sequence"].with_user(user).search([]))
