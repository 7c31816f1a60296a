import csv
import re

from odoo import api, fields, models, tools
from odoo.tools.misc import file_open

CITY_TIERS = [
    ("1", "Tier 1"),
    ("2", "Tier 2"),
    ("3", "Tier 3"),
    ("4", "Tier 4"),
    ("5", "Tier 5"),
]
_SUFFIX = re.compile(r"(?<=..)(市|地区|盟|林区|自治州|自治县|州|县)$")
# 海西蒙古族藏族自治州 is called 海西, 伊犁哈萨克自治州 is called 伊犁.
_PEOPLES = re.compile(
    "(?<=..)(蒙古族?|哈萨克族?|柯尔克孜族?|朝鲜族|土家族|布依族|哈尼族|傈僳族|景颇族|"
    "[藏羌彝回苗侗傣白壮黎]族)+$"
)


class OutletCity(models.Model):
    """A city of the prefecture level, with the tier of what people spend there."""

    _name = "outlet.city"
    _description = "City"
    _order = "code"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, index="trigram")
    code = fields.Char(required=True, help="The six-digit code of the division.")
    short_name = fields.Char(compute="_compute_short_name", store=True)
    state_id = fields.Many2one(
        "res.country.state",
        string="Province",
        required=True,
        index=True,
        ondelete="restrict",
    )
    tier = fields.Selection(CITY_TIERS, required=True, default="5", index=True)
    is_new_first_tier = fields.Boolean(
        string="New First-Tier",
        help="One of the fifteen cities that follow the first tier.",
    )
    latitude = fields.Float(digits=(9, 6))
    longitude = fields.Float(digits=(9, 6))
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint("unique (code)", "Another city has this code.")

    @api.depends("name")
    def _compute_short_name(self):
        for city in self:
            city.short_name = self._get_short_name(city.name)

    @api.depends("name", "state_id")
    @api.depends_context("with_province")
    def _compute_display_name(self):
        for city in self:
            names = [city.name]
            if self.env.context.get("with_province") and city.state_id.name not in (
                False,
                city.name,
            ):
                names.insert(0, city.state_id.name)
            city.display_name = " ".join(filter(None, names))

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    def _find(self, state, name):
        """Return the city a person means by ``name``, or none.

        苏州, 苏州市 and 延边州 are understood. Without a province a name must be
        the only one of its kind in the country.

        :param state: res.country.state, may be empty
        :param name: as people write it
        """
        name = re.sub(r"\s", "", name or "")
        index = self._get_index()
        found = index.get((state.id, name)) or index.get(
            (state.id, self._get_short_name(name))
        )
        return self.browse(found)

    @api.model
    def _get_short_name(self, name):
        """Return the name without what it is: 苏州市 is 苏州."""
        return _PEOPLES.sub("", _SUFFIX.sub("", name or ""))

    @tools.ormcache()
    def _get_index(self):
        """Return ``{(state id or False, full or short name): city id}``."""
        index, ambiguous = {}, set()
        for city in self.sudo().search([]):  # pylint: disable=no-search-all
            for name in {city.name, city.short_name}:
                index[city.state_id.id, name] = city.id
                if index.setdefault((False, name), city.id) != city.id:
                    ambiguous.add((False, name))
        return {key: city for key, city in index.items() if key not in ambiguous}

    @api.model
    def _load_table(self):
        """Add the cities we ship that are not there yet; change none that is."""
        with file_open("brand_outlet/data/cities/cities.csv") as file:
            rows = list(csv.DictReader(file))
        self._load_records(
            [
                {
                    "xml_id": f"brand_outlet.city_{row['code']}",
                    "noupdate": True,
                    "values": {
                        "code": row["code"],
                        "name": row["name"],
                        "state_id": self.env.ref(f"base.state_cn_{row['state']}").id,
                        "tier": row["tier"],
                        "is_new_first_tier": row["new_first_tier"] == "1",
                        "longitude": float(row["lon"]),
                        "latitude": float(row["lat"]),
                    },
                }
                for row in rows
            ],
            update=True,
        )
