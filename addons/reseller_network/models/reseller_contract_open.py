from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

# Thousands come in at once: nobody follows or is told of each of them.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
}


class ResellerContract(models.Model):
    """Opening shops: contact, place, contract and login, for one or for thousands."""

    _inherit = "reseller.contract"

    @api.model
    def _open_shops(self, vals_list):
        """Make resellers of people, set-based, and return their active contracts.

        :param vals_list: dicts of ``name``, ``phone``, ``upstream``, ``company``,
            ``mode`` and, as far as known, ``partner``, ``grade``, ``place_name``,
            ``place_type``, ``city``, ``introducer``, ``needs_verification``
        :raise UserError: somebody of them is a reseller already
        """
        self = self.with_context(**QUIET)
        partners = self._shop_partners(vals_list)
        self._check_no_resellers(partners, vals_list)
        places = self._shop_places(partners, vals_list)
        drafts = self._shop_drafts(partners)
        lowest = self._lowest_grade()
        contracts = self.browse()
        new_vals = []
        for partner, place, vals in zip(partners, places, vals_list, strict=True):
            contract_vals = self._prepare_shop_contract(partner, place, vals, lowest)
            draft = drafts.get((partner, vals["upstream"]))
            if draft:
                draft.write(contract_vals)
                contracts |= draft
            else:
                new_vals.append(contract_vals)
        contracts |= self.create(new_vals)
        contracts.action_activate()
        return contracts

    def _shop_partners(self, vals_list):
        """Return the contacts in the order of ``vals_list``, making those that miss."""
        wanted = [vals["phone"] for vals in vals_list if not vals.get("partner")]
        Partner = self.env["res.partner"]
        known = Partner._find_by_phone(wanted) if wanted else {}
        missing = {
            vals["phone"]: self._prepare_shop_partner(vals)
            for vals in vals_list
            if not vals.get("partner") and vals["phone"] not in known
        }
        made = Partner.with_context(**QUIET).create(list(missing.values()))
        known |= dict(zip(missing, made, strict=True))
        return [vals.get("partner") or known[vals["phone"]] for vals in vals_list]

    def _prepare_shop_partner(self, vals):
        company, city = vals["company"], vals.get("city")
        return {
            "name": vals["name"],
            "phone": vals["phone"],
            "lang": company.partner_id.lang,
            "tz": company._get_local_tz(),
            "country_id": company.country_id.id,
            "state_id": city.state_id.id if city else False,
            "city": city.name if city else False,
        }

    def _check_no_resellers(self, partners, vals_list):
        pairs = {
            (partner.id, vals["company"].id)
            for partner, vals in zip(partners, vals_list, strict=True)
        }
        active = self.search_fetch(
            [
                ("reseller_id", "in", [partner.id for partner in partners]),
                ("state", "=", "active"),
            ],
            ["reseller_id", "company_id"],
        )
        for contract in active:
            if (contract.reseller_id.id, contract.company_id.id) in pairs:
                raise UserError(
                    self.env._(
                        "%(name)s is a reseller already.",
                        name=contract.reseller_id.display_name,
                    )
                )

    def _shop_places(self, partners, vals_list):
        """Return one place of each, making those that miss."""
        Place = self.env["outlet.place"]
        ids = [partner.id for partner in partners]
        owned = Place.search([("owner_id", "in", ids)], order="id desc")
        by_owner = {place.owner_id: place for place in owned}
        missing = {
            partner: self._prepare_shop_place(partner, vals)
            for partner, vals in zip(partners, vals_list, strict=True)
            if partner not in by_owner
        }
        by_owner |= dict(
            zip(missing, Place.create(list(missing.values())), strict=True)
        )
        return [by_owner[partner] for partner in partners]

    def _prepare_shop_place(self, partner, vals):
        city = vals.get("city")
        return {
            "name": vals.get("place_name") or vals["name"],
            "owner_id": partner.id,
            "place_type": vals.get("place_type") or "group",
            "city_id": city.id if city else False,
            "state_id": city.state_id.id if city else False,
            "company_id": vals["company"].id,
        }

    def _shop_drafts(self, partners):
        drafts = self.search(
            [
                ("reseller_id", "in", [partner.id for partner in partners]),
                ("state", "=", "draft"),
            ]
        )
        return {(one.reseller_id, one.upstream_id): one for one in drafts}

    def _prepare_shop_contract(self, partner, place, vals, lowest):
        return {
            "reseller_id": partner.id,
            "upstream_id": vals["upstream"].id,
            "company_id": vals["company"].id,
            "mode": vals["mode"],
            "grade_id": (vals.get("grade") or lowest).id,
            "default_place_id": place.id,
            "introducer_id": vals["introducer"].id if vals.get("introducer") else False,
            "needs_verification": bool(vals.get("needs_verification")),
        }

    @api.model
    def _lowest_grade(self):
        """Return the tier everybody starts with: the last of the list."""
        grade = self.env["res.partner.grade"].search(
            [("default_pricelist_id", "!=", False)],
            order="sequence desc, id desc",
            limit=1,
        )
        if not grade:
            raise UserError(self.env._("Make a reseller tier first."))
        return grade

    def _ensure_login(self, phone):
        """Give the reseller a login of the portal: the phone, with a code each time.

        :raise UserError: the number is somebody else's login
        """
        self.ensure_one()
        if self.reseller_id.user_ids:
            return self.reseller_id.user_ids[:1]
        users = self.env["res.users"].with_context(
            no_reset_password=True, active_test=False, **QUIET
        )
        if users.search_count([("login", "=", phone)], limit=1):
            raise UserError(
                self.env._("%(phone)s is the login of somebody else.", phone=phone)
            )
        return users.create(
            {
                "login": phone,
                "partner_id": self.reseller_id.id,
                "company_id": self.company_id.id,
                "company_ids": [Command.set(self.company_id.ids)],
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
