import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.brand_outlet import workbook

from ..tariff_grid import read_grid, split_text


class CourierTariffImport(models.TransientModel):
    """A rate card pasted from a spreadsheet, or in a workbook."""

    _name = "courier.tariff.import"
    _description = "Import a Rate Card"

    carrier_id = fields.Many2one(
        "delivery.carrier",
        string="Courier",
        required=True,
        domain="[('is_courier', '=', True)]",
    )
    agent_id = fields.Many2one("res.partner")
    origin_state_ids = fields.Many2many(
        "res.country.state",
        string="Sent From",
        domain="[('country_id', '=', country_id)]",
    )
    country_id = fields.Many2one(
        "res.country", default=lambda self: self.env.company.country_id
    )
    date_start = fields.Date("From", required=True, default=fields.Date.context_today)
    text = fields.Text("Pasted Grid")
    file = fields.Binary("Workbook")
    filename = fields.Char()
    zone_count = fields.Integer("Zones", compute="_compute_preview")
    problems = fields.Text(compute="_compute_preview")

    @api.depends("text", "file")
    def _compute_preview(self):
        for wizard in self:
            zones, problems = wizard._read()
            wizard.zone_count = len(zones)
            wizard.problems = "\n".join(problems)

    def _read(self):
        """Return (zones, problems in words) of what was pasted or uploaded."""
        if not self.text and not self.file:
            return [], []
        try:
            rows = self._get_rows()
        except workbook.UnreadableWorkbook:
            return [], [self.env._("This is no workbook that can be read.")]
        zones, problems = read_grid(rows)
        return zones, [self._word(problem) for problem in problems]

    def _get_rows(self):
        if self.text:
            return split_text(self.text)
        content = base64.b64decode(self.file)
        sheets = workbook.read_sheets(content, self.filename or "")
        return sheets[0][1] if sheets else []

    @api.model
    def _word(self, problem):
        _ = self.env._
        words = {
            "header": _("There is no row with the headers 省份, 首重 and 续重."),
            "place": _(
                "Row %(row)s: “%(value)s” is no province.",
                row=problem.row,
                value=problem.value,
            ),
            "number": _(
                "Row %(row)s: “%(value)s” is no fee.",
                row=problem.row,
                value=problem.value,
            ),
            "twice": _(
                "Row %(row)s: %(value)s stands in the grid twice.",
                row=problem.row,
                value=problem.value or _("the rest of the country"),
            ),
        }
        return words[problem.code]

    def action_import(self):
        """Make a rate card of the grid; of cards equally narrow the newest counts.

        :raise UserError: what can not be understood, row by row
        """
        self.ensure_one()
        zones, problems = self._read()
        if problems:
            raise UserError("\n".join(problems))
        if not zones:
            raise UserError(self.env._("Paste a grid or choose a workbook first."))
        tariff = self.env["courier.tariff"].create(
            {
                "carrier_id": self.carrier_id.id,
                "agent_id": self.agent_id.id,
                "origin_state_ids": [Command.set(self.origin_state_ids.ids)],
                "date_start": self.date_start,
                "zone_ids": self._prepare_zones(zones),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "courier.tariff",
            "res_id": tariff.id,
            "views": [(False, "form")],
        }

    def _prepare_zones(self, zones):
        states = {state.name: state.id for state in self.country_id.state_ids}
        return [
            Command.create(
                {
                    "sequence": 10 * number,
                    "name": zone.name,
                    "state_ids": [Command.set([states[one] for one in zone.places])],
                    "first_fee": zone.first_fee,
                    "next_fee": zone.next_fee,
                    "first_kg": zone.first_kg,
                    "next_kg": zone.next_kg,
                }
            )
            for number, zone in enumerate(zones, start=1)
        ]
