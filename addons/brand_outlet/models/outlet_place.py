import secrets

from odoo import api, fields, models


class OutletPlace(models.Model):
    _name = "outlet.place"
    _description = "Place of Sale"
    _inherit = ["mail.thread"]
    _order = "owner_id, name, id"
    _rec_names_search = ["name", "owner_id.name"]
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    owner_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        help="The reseller, affiliate or agent who sells here.",
    )
    place_type = fields.Selection(
        [
            ("group", "Chat group"),
            ("shop", "Shop"),
            ("counter", "Mall counter"),
            ("official_account", "Official account"),
            ("event", "Event"),
            ("online_shop", "Online shop"),
        ],
        required=True,
        default="shop",
        tracking=True,
    )
    grade = fields.Selection(
        [("a", "A"), ("b", "B"), ("c", "C"), ("d", "D")],
        default="c",
        tracking=True,
        help="What people spend here: A is the strongest.",
    )
    country_id = fields.Many2one(
        "res.country", default=lambda self: self.env.company.country_id
    )
    state_id = fields.Many2one(
        "res.country.state",
        string="Province",
        domain="[('country_id', '=?', country_id)]",
    )
    city = fields.Char()
    city_tier = fields.Selection(
        [
            ("1", "Tier 1"),
            ("2", "Tier 2"),
            ("3", "Tier 3"),
            ("4", "Tier 4"),
            ("5", "Tier 5"),
        ],
    )
    access_token = fields.Char(
        default=lambda self: self._default_access_token(),
        copy=False,
        readonly=True,
        required=True,
        groups="brand_outlet.group_operator",
        help="The part of the place's link that nobody can guess.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    _owner_name_unique = models.UniqueIndex(
        "(owner_id, lower(name))", "This owner already has a place of this name."
    )
    _access_token_unique = models.UniqueIndex(
        "(access_token)", "Another place has this link."
    )

    @api.model
    def _default_access_token(self):
        return secrets.token_urlsafe(24)

    @api.depends("name", "owner_id")
    def _compute_display_name(self):
        for place in self:
            place.display_name = place.name
