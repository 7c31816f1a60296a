from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..workbook import Column


class OutletImportColumn(models.Model):
    _name = "outlet.import.column"
    _description = "Workbook Column"
    _order = "kind, sequence, id"

    kind = fields.Selection(selection="_selection_kind", required=True, index=True)
    section = fields.Char(
        required=True,
        default="main",
        help="Technical name of the sheet, where a kind has several.",
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    field_name = fields.Char(required=True)
    aliases = fields.Text(
        string="Headers",
        required=True,
        help="The headers this column goes by in sellers' workbooks, one per line.",
    )
    required = fields.Boolean(help="A row without it is refused.")
    value_type = fields.Selection(
        [
            ("text", "Text"),
            ("code", "Code"),
            ("number", "Number"),
            ("datetime", "Date and time"),
        ],
        required=True,
        default="text",
    )

    _field_unique = models.Constraint(
        "unique (kind, section, field_name)", "This field already has a column."
    )

    @api.model
    def _selection_kind(self):
        return (
            self.env["outlet.import"]._fields["kind"]._description_selection(self.env)
        )

    @api.constrains("aliases")
    def _check_aliases(self):
        for column in self:
            if not column._get_headers():
                raise ValidationError(
                    self.env._(
                        "%(column)s needs at least one header.", column=self.name
                    )
                )

    def _get_headers(self):
        self.ensure_one()
        return tuple(
            header.strip() for header in self.aliases.splitlines() if header.strip()
        )

    @api.model
    def _get_columns_by_section(self, kind, agent=None):
        """Return ``{section: [workbook.Column]}`` in the order of application.

        :param agent: the res.partner whose own words for headers hold too
        """
        columns = {}
        agent = agent if agent is not None else self.env["res.partner"]
        learnt = self.env["outlet.import.habit"]._get_learnt(kind, agent)
        for record in self.search([("kind", "=", kind)]):
            columns.setdefault(record.section, []).append(
                Column(
                    section=record.section,
                    field_name=record.field_name,
                    headers=record._get_headers(),
                    required=record.required,
                    value_type=record.value_type,
                    learnt=tuple(learnt.get(record.id, ())),
                )
            )
        return columns
