import re

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_list

PLACEHOLDER = re.compile(r"\{(\w*)\}")
# what no file system takes in a name
UNSAFE = re.compile(r'[\\/:*?"<>|\r\n\t]+')
# what a returned file must name, or nothing in it can be matched
FILLED_IN = {"courier", "tracking"}


class ExchangeLayout(models.Model):
    """What an agent's exchange file looks like: every agent's own program wants its own
    columns. The same layout reads the file when it comes back.

    Without an agent it is a sample, to start one's own from; the first sample is the
    layout of everybody who has none.
    """

    _name = "exchange.layout"
    _description = "Exchange Layout"
    _order = "agent_id, sequence, id"

    name = fields.Char(
        required=True,
        translate=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
    )
    sequence = fields.Integer(default=10)
    agent_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('agent_contract_ids', '!=', False)]",
        help="Whose files look like this. Empty: a sample to start from.",
    )
    company_id = fields.Many2one(
        "res.company",
        help="Empty: the same in every company.",
    )
    sample_id = fields.Many2one(
        "exchange.layout",
        string="Start from",
        store=False,
        domain="[('agent_id', '=', False)]",
        help="Replaces the columns below by those of a sample.",
    )
    file_format = fields.Selection(
        [("xlsx", "Excel workbook"), ("csv", "Text file (CSV)")],
        required=True,
        default="xlsx",
        help="A text file is for programs: a spreadsheet cuts long numbers in it.",
    )
    file_name = fields.Char(
        required=True,
        default="{code}-{date}-{time}",
        help="{agent} is the agent's name, {code} the agent's code, {date} and {time} "
        "are those of the slot.",
    )
    sheet_name = fields.Char(
        required=True, default=lambda self: self.env._("Dispatches"), size=31
    )
    ship_word = fields.Char(
        "Word for “ship”", required=True, default=lambda self: self.env._("Ship")
    )
    withdrawn_word = fields.Char(
        "Word for “cancelled”",
        required=True,
        default=lambda self: self.env._("Cancelled"),
        size=31,
        help="Marks rows of orders cancelled after an earlier file. Without a column "
        "“What to do” these rows have a sheet of this name.",
    )
    date_format = fields.Selection(
        [
            ("%Y-%m-%d %H:%M:%S", "2018-01-15 10:00:00"),
            ("%Y-%m-%d %H:%M", "2018-01-15 10:00"),
            ("%Y-%m-%d", "2018-01-15"),
            ("%Y/%m/%d %H:%M", "2018/01/15 10:00"),
            ("%Y/%m/%d", "2018/01/15"),
            ("%Y%m%d", "20180115"),
        ],
        required=True,
        default="%Y-%m-%d %H:%M",
    )
    phone_format = fields.Selection(
        [
            ("plain", "13800000000"),
            ("spaced", "138 0000 0000"),
            ("dashed", "138-0000-0000"),
            ("country", "+8613800000000"),
        ],
        required=True,
        default="plain",
    )
    contact_ids = fields.Many2many(
        "res.partner",
        string="Mailed to",
        domain="[('email', '!=', False)]",
        help="Empty: the managers of the agent's warehouses, or the agent itself.",
    )
    column_ids = fields.One2many("exchange.layout.column", "layout_id", copy=True)

    _agent_unique = models.UniqueIndex(
        "(agent_id, COALESCE(company_id, 0)) WHERE agent_id IS NOT NULL",
        "This agent has a layout already.",
    )

    @api.depends("agent_id")
    def _compute_name(self):
        for layout in self:
            layout.name = layout.name or layout.agent_id.name or ""

    @api.onchange("sample_id")
    def _onchange_sample_id(self):
        if self.sample_id:
            self.update(self.sample_id._get_copied_vals(clear=True))

    def _get_copied_vals(self, clear=False):
        """Return the values that make another layout like this one."""
        self.ensure_one()
        skipped = {"name", "agent_id", "company_id", "contact_ids", "sequence"}
        vals = self.with_context(active_test=False).copy_data()[0]
        columns = vals.pop("column_ids", [])
        vals = {key: value for key, value in vals.items() if key not in skipped}
        return vals | {"column_ids": [*([(5, 0, 0)] if clear else []), *columns]}

    @api.constrains("file_name")
    def _check_file_name(self):
        known = sorted(self._get_name_parts(None, None))
        for layout in self:
            unknown = set(PLACEHOLDER.findall(layout.file_name)).difference(known)
            if unknown:
                raise ValidationError(
                    self.env._(
                        "The file name knows %(known)s, but not %(unknown)s.",
                        known=format_list(self.env, [f"{{{n}}}" for n in known]),
                        unknown=format_list(self.env, [f"{{{n}}}" for n in unknown]),
                    )
                )

    @api.constrains("sheet_name", "withdrawn_word")
    def _check_sheet_names(self):
        for layout in self:
            for name in (layout.sheet_name, layout.withdrawn_word):
                if re.search(r"[\[\]:*?/\\]|^'|'$", name):
                    raise ValidationError(
                        self.env._(
                            "“%(name)s” can't be the name of a sheet.", name=name
                        )
                    )
            if layout.sheet_name.casefold() == layout.withdrawn_word.casefold():
                raise ValidationError(
                    self.env._("The sheet and cancelled rows need different names.")
                )

    @api.constrains("column_ids", "file_format")
    def _check_columns(self):
        for layout in self:
            layout._check_can_come_back()
            headers = [column.name.strip().casefold() for column in layout.column_ids]
            twice = {header for header in headers if headers.count(header) > 1}
            if twice:
                raise ValidationError(
                    self.env._(
                        "Two columns have the header %(headers)s: a returned file "
                        "could not be read.",
                        headers=format_list(self.env, sorted(twice)),
                    )
                )

    def _check_can_come_back(self):
        sources = set(self.column_ids.mapped("source"))
        if not (
            FILLED_IN <= sources and ("key" in sources or {"order", "sku"} <= sources)
        ):
            raise ValidationError(
                self.env._(
                    "A layout needs columns for courier and tracking number, and the "
                    "row ID or both order number and SKU: otherwise nobody can tell "
                    "what a returned row is about."
                )
            )
        if self.file_format == "csv" and "task" not in sources:
            raise ValidationError(
                self.env._(
                    "A text file has one sheet only: add the column “What to do”, so "
                    "that cancelled rows can be told from the others."
                )
            )

    # --- whose it is ----------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        layouts = super().create(vals_list)
        layouts._check_whose()
        return layouts

    def write(self, vals):
        result = super().write(vals)
        self._check_whose()
        return result

    def _check_whose(self):
        """A layout can't be handed to somebody whose layouts one may not change, nor
        name people one does not know."""
        self.check_access("write")
        self.contact_ids.check_access("read")

    # --- use ----------------------------------------------------------------------

    @api.model
    def _get_for(self, agent, company):
        """Return the layout of an agent's files: his own, else the first sample."""
        domain = [("company_id", "in", (False, company.id))]
        own = self.search([*domain, ("agent_id", "=", agent.id)], order="company_id")
        return own[:1] or self.search([*domain, ("agent_id", "=", False)], limit=1)

    def _get_file_name(self, agent, local):
        """Return the name of a file, without its ending.

        :param local: the moment of the slot in the company's time
        """
        parts = self._get_name_parts(agent, local)
        name = PLACEHOLDER.sub(lambda match: parts[match[1]], self.file_name)
        return UNSAFE.sub("_", name).strip(" ._") or parts["code"]

    @api.model
    def _get_name_parts(self, agent, local):
        return {
            "agent": agent.name if agent else "",
            "code": (agent.ref or agent.name) if agent else "",
            "date": f"{local:%Y%m%d}" if local else "",
            "time": f"{local:%H%M}" if local else "",
        }

    def _format_date(self, moment, company):
        """Return a UTC moment as the layout writes it, in the company's time."""
        if not moment:
            return ""
        return self._to_local(moment, company).strftime(self.date_format)

    @api.model
    def _to_local(self, moment, company):
        """Return a UTC moment in the company's time."""
        zone = pytz.timezone(company._get_local_tz())
        return pytz.utc.localize(moment).astimezone(zone)

    def _format_phone(self, phone):
        """Return a mobile number as the layout writes it; others stay as they are."""
        digits = re.sub(r"[\s\-]|^(\+86|0086)", "", phone or "")
        if not re.fullmatch(r"1\d{10}", digits):
            return phone or ""
        parts = (digits[:3], digits[3:7], digits[7:])
        return {
            "plain": digits,
            "spaced": " ".join(parts),
            "dashed": "-".join(parts),
            "country": f"+86{digits}",
        }[self.phone_format]

    def action_open_own(self):
        """Open the layout of the user's own company, a new one like the first sample
        where it has none yet."""
        party = self.env.user.party_id
        own = self.search([("agent_id", "=", party.id)], limit=1)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "agent_dropship.exchange_layout_own_action"
        )
        return {**action, "res_id": own.id}

    @api.model
    def default_get(self, fields):
        """A new layout starts from the first sample, never from nothing."""
        values = super().default_get(fields)
        party = self.env.user.party_id
        if party and "agent_id" in fields:
            values["agent_id"] = party.id
        if "column_ids" in fields and not values.get("column_ids"):
            sample = self.search([("agent_id", "=", False)], limit=1)
            if sample:
                copied = sample._get_copied_vals()
                values |= {key: copied[key] for key in copied if key in fields}
        return values
