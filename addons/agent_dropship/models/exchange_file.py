from odoo import api, fields, models
from odoo.exceptions import UserError


class ExchangeFile(models.Model):
    """The workbook an offline agent gets: his dispatches since the last one, and what
    was cancelled of earlier ones."""

    _name = "exchange.file"
    _description = "Exchange File"
    _inherit = ["mail.thread"]
    _order = "slot desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, readonly=True)
    agent_id = fields.Many2one(
        "res.partner", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    slot = fields.Datetime(required=True, readonly=True)
    attachment_id = fields.Many2one("ir.attachment", readonly=True, copy=False)
    picking_ids = fields.One2many(
        "stock.picking", "exchange_file_id", string="Dispatches", readonly=True
    )
    line_ids = fields.One2many(
        "exchange.file.line", "file_id", string="Rows", readonly=True
    )
    import_ids = fields.Many2many(
        "outlet.import",
        string="Returned files",
        readonly=True,
        copy=False,
        help="The files that brought in tracking numbers of this one.",
    )
    row_count = fields.Integer("Rows to Ship", readonly=True)
    withdrawn_count = fields.Integer("Cancelled Rows", readonly=True)
    open_count = fields.Integer("Not Shipped", compute="_compute_open_count")
    mailed_to = fields.Char(readonly=True, copy=False)
    state = fields.Selection(
        [("sent", "Sent out"), ("returned", "Answered")],
        compute="_compute_state",
        store=True,
    )

    def _compute_open_count(self):
        counts = dict(
            self.env["exchange.file.line"]._read_group(
                [("file_id", "in", self.ids), ("open_quantity", ">", 0)],
                ["file_id"],
                ["__count"],
            )
        )
        for record in self:
            record.open_count = counts.get(record, 0)

    @api.depends("line_ids.open_quantity")
    def _compute_state(self):
        waiting = self.env["exchange.file.line"]._read_group(
            [("file_id", "in", self.ids), ("open_quantity", ">", 0)], ["file_id"]
        )
        waiting = {record for (record,) in waiting}
        for record in self:
            record.state = "sent" if record in waiting else "returned"

    def action_download(self):
        """Download the workbook."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/agent_dropship/exchange/{self.id}",
            "target": "download",
        }

    def action_give_back(self):
        """Open the page on which the filled-in file is uploaded."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Returned file"),
            "res_model": "outlet.import",
            "views": [(False, "form")],
            "context": {
                "default_kind": "tracking",
                "default_agent_id": self.agent_id.id,
            },
        }

    def action_view_lines(self):
        """Open the rows of this file in the ledger."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "agent_dropship.exchange_file_line_action"
        )
        return {**action, "domain": [("file_id", "in", self.ids)], "context": {}}

    @api.model
    def generate(self, agent_ids=None):
        """Make the files of offline agents now, for what was not exported yet.

        :param agent_ids: ids of agents (res.partner); all offline agents if None
        :return: ids of the new files, one per agent who has something to be told
        """
        self.check_access("create")
        # the ledger is written by the system alone, whoever asks for a file
        return self.sudo()._generate(agent_ids=agent_ids).ids

    # a button of the list calls it with the ids of the selection, if there is one
    def action_generate(self):
        """Make the files now, mail them and show them."""
        files = self.browse(self.generate())
        if not files:
            raise UserError(
                self.env._(
                    "There is nothing to export: no offline agent has a new dispatch."
                )
            )
        files._mail()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "agent_dropship.exchange_file_action"
        )
        return {**action, "domain": [("id", "in", files.ids)]}
