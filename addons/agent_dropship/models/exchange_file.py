import base64

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..report.exchange_workbook import ExchangeWorkbook

EXPORT_STATES = ("new", "accepted")


class ExchangeFile(models.Model):
    """The workbook an offline agent gets: his dispatches since the last one."""

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
    row_count = fields.Integer("Rows", readonly=True)
    open_count = fields.Integer("Not Shipped", compute="_compute_open_count")
    state = fields.Selection(
        [("sent", "Sent out"), ("returned", "Returned")],
        compute="_compute_state",
        store=True,
    )

    @api.depends("picking_ids.dispatch_state")
    def _compute_open_count(self):
        for record in self:
            record.open_count = len(
                record.picking_ids.filtered(
                    lambda picking: picking.dispatch_state == "exported"
                )
            )

    @api.depends("picking_ids.dispatch_state")
    def _compute_state(self):
        for record in self:
            is_open = "exported" in record.picking_ids.mapped("dispatch_state")
            record.state = "sent" if is_open or not record.picking_ids else "returned"

    def action_download(self):
        """Download the workbook."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/agent_dropship/exchange/{self.id}",
            "target": "download",
        }

    @api.model
    def generate(self, agent_ids=None):
        """Make the files of offline agents now, for what was not exported yet.

        :param agent_ids: ids of agents (res.partner); all offline agents if None
        :return: ids of the new files, one per agent who has something to ship
        """
        self.check_access("create")
        return self._generate(agent_ids=agent_ids).ids

    # a button of the list calls it with the ids of the selection, if there is one
    def action_generate(self):
        """Make the files now and show them."""
        files = self.browse(self.generate())
        if not files:
            raise UserError(
                self.env._(
                    "There is nothing to export: no offline agent has a new dispatch."
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "agent_dropship.exchange_file_action"
        )
        return {**action, "domain": [("id", "in", files.ids)]}

    @api.model
    def _generate(self, slot=None, agent_ids=None):
        """One file per agent. Every dispatch is in one file only: two runs at the
        same time write the same dispatches, so the second fails and starts over."""
        domain = [
            ("dispatch_state", "in", EXPORT_STATES),
            ("state", "=", "assigned"),
            ("company_id", "=", self.env.company.id),
            ("picking_type_id.warehouse_id.exchange_mode", "=", "offline"),
        ]
        if agent_ids is not None:
            domain.append(("agent_id", "in", agent_ids))
        pickings = self.env["stock.picking"].search(domain, order="id")
        files = self.browse()
        for agent, dispatches in pickings.grouped("agent_id").items():
            files |= self._generate_for(
                agent, dispatches, slot or fields.Datetime.now()
            )
        return files

    def _generate_for(self, agent, pickings, slot):
        moves = pickings.move_ids.filtered(lambda move: move.state != "cancel")
        moves._ensure_exchange_key()
        record = self.create(
            {
                "name": self._get_file_name(agent, slot),
                "agent_id": agent.id,
                "company_id": self.env.company.id,
                "slot": slot,
                "row_count": len(moves),
            }
        )
        pickings.exchange_file_id = record
        record.attachment_id = self.env["ir.attachment"].create(
            {
                "name": f"{record.name}.xlsx",
                "res_model": self._name,
                "res_id": record.id,
                "datas": base64.b64encode(record._build_workbook(moves)),
                "mimetype": ExchangeWorkbook.MIMETYPE,
            }
        )
        return record

    def _get_file_name(self, agent, slot):
        zone = pytz.timezone(self.env.company._get_settlement_tz())
        local = pytz.utc.localize(slot).astimezone(zone)
        return f"{agent.ref or agent.name}-{local:%Y%m%d-%H%M}"

    def _build_workbook(self, moves):
        couriers = self.env["delivery.carrier"]._get_couriers(self.company_id)
        return ExchangeWorkbook(self.env, couriers.mapped("name")).build(
            [self._prepare_row(move) for move in moves.sorted("id")]
        )

    def _prepare_row(self, move):
        """Values of one row, in the order of the columns. No price is among them."""
        picking, partner = move.picking_id, move.picking_id.partner_id
        warehouse = move.location_id.warehouse_id
        product = move.product_id
        return [
            move.exchange_key,
            picking.order_ref or "",
            product.default_code or "",
            product.name,
            move.product_variant_text,
            move.product_uom_qty,
            partner.name or "",
            partner.phone or "",
            partner.state_id.name or "",
            partner.city or "",
            partner.district or "",
            "".join(filter(None, [partner.street, partner.street2])),
            picking.sale_id.buyer_note or "",
            warehouse.manager_id.name or warehouse.agent_id.name,
            warehouse.dispatch_carrier_id.name or "",
            "",
        ]
