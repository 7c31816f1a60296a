from odoo import api, fields, models
from odoo.exceptions import ValidationError

PLACE_TYPES = [
    ("group", "Chat group"),
    ("shop", "Shop"),
    ("counter", "Mall counter"),
    ("official_account", "Official account"),
    ("event", "Event"),
    ("online_shop", "Online shop"),
    ("moments", "Circle of friends"),
    ("mall", "Official mall"),
    ("clearing", "Overstock merchant"),
]
COLLECTORS = [("operator", "Operator"), ("agent", "Agent"), ("reseller", "Reseller")]
GRADES = [("a", "A"), ("b", "B"), ("c", "C"), ("d", "D")]


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
        PLACE_TYPES,
        required=True,
        default="shop",
        tracking=True,
    )
    grade = fields.Selection(
        GRADES,
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
        compute="_compute_state_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        domain="[('country_id', '=?', country_id)]",
    )
    city_id = fields.Many2one(
        "outlet.city",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('state_id', '=?', state_id)]",
        tracking=True,
    )
    city_tier = fields.Selection(related="city_id.tier", store=True, index=True)
    latitude = fields.Float(digits=(9, 6))
    longitude = fields.Float(digits=(9, 6))
    findable_nearby = fields.Boolean(
        tracking=True,
        help="People nearby find name and address of the place. Its goods stay behind "
        "its link.",
    )
    street = fields.Char(help="What people nearby are told to find the place.")
    collect_by = fields.Selection(
        COLLECTORS,
        string="Money Collected By",
        required=True,
        default="operator",
        tracking=True,
        help="Who takes the consumer's money here, and so owes the others their share.",
    )
    on_site_only = fields.Boolean(
        tracking=True,
        help="Goods are shown only to who scans the code in the shop, and are picked "
        "up there.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    _owner_name_unique = models.UniqueIndex(
        "(owner_id, lower(name))", "This owner already has a place of this name."
    )
    _latitude_range = models.Constraint(
        "CHECK (latitude BETWEEN -90 AND 90)", "A latitude lies between -90 and 90."
    )
    _longitude_range = models.Constraint(
        "CHECK (longitude BETWEEN -180 AND 180)",
        "A longitude lies between -180 and 180.",
    )

    @api.depends("city_id")
    def _compute_state_id(self):
        for place in self:
            place.state_id = place.city_id.state_id or place.state_id

    @api.constrains("findable_nearby", "latitude", "longitude")
    def _check_findable(self):
        for place in self.filtered("findable_nearby"):
            if not place.latitude and not place.longitude:
                raise ValidationError(
                    self.env._(
                        "Enter where %(place)s is (latitude and longitude), so that "
                        "people nearby can find it.",
                        place=place.name,
                    )
                )

    @api.constrains("city_id", "state_id")
    def _check_city(self):
        for place in self.filtered("city_id"):
            if place.city_id.state_id != place.state_id:
                raise ValidationError(
                    self.env._(
                        "%(city)s does not belong to %(province)s.",
                        city=place.city_id.name,
                        province=place.state_id.name or self.env._("(none)"),
                    )
                )

    @api.depends("name", "owner_id")
    def _compute_display_name(self):
        for place in self:
            place.display_name = place.name
