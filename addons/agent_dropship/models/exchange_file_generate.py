import tempfile

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..report.exchange_rows import ExchangeRows
from ..report.exchange_workbook import XLSX

EXPORT_STATES = ("new", "accepted")
READ_BATCH = 1000


class ExchangeFile(models.Model):
    """How a file is made: what is due, its rows in the ledger, the workbook."""

    _inherit = "exchange.file"

    @api.model
    def _get_due_domain(self, company, until=None):
        """Dispatches of offline agents that are in no file yet.

        :param until: the cut-off; what came later is for the next file
        """
        made = Domain("create_date", "<=", until) if until else Domain.TRUE
        return made & Domain(
            [
                ("dispatch_state", "in", EXPORT_STATES),
                ("state", "=", "assigned"),
                ("company_id", "=", company.id),
                ("picking_type_id.warehouse_id.exchange_mode", "=", "offline"),
            ]
        )

    @api.model
    def _find_due_agents(self, until=None):
        """Return the offline agents who have something to ship, or not to ship."""
        company = self.env.company
        groups = self.env["stock.picking"]._read_group(
            self._get_due_domain(company, until), ["agent_id"]
        )
        offline = self.env["stock.warehouse"].search(
            [("exchange_mode", "=", "offline"), ("company_id", "=", company.id)]
        )
        untold = self.env["exchange.file.line"]._read_group(
            [
                ("company_id", "=", company.id),
                ("agent_id", "in", offline.agent_id.ids),
                ("untold_quantity", ">", 0),
            ],
            ["agent_id"],
        )
        agents = self.env["res.partner"].union(*(agent for (agent,) in groups + untold))
        return agents.sorted("id")

    @api.model
    def _generate(self, agent_ids=None):
        """One file per agent who has something to be told, now."""
        files = self.browse()
        for agent in self._find_due_agents():
            if agent_ids is None or agent.id in agent_ids:
                files |= self._generate_for(agent, fields.Datetime.now())
        return files

    @api.model
    def _generate_for(self, agent, slot, until=None):
        """Make the file of one agent; nothing where he has nothing to be told.

        Every dispatch is in one file only: two runs at the same time write the same
        dispatches, so the second fails and starts over.
        """
        company = self.env.company
        due = self._get_due_domain(company, until) & Domain("agent_id", "=", agent.id)
        pickings = self.env["stock.picking"].search(due, order="id")
        moves = pickings.move_ids.filtered(
            lambda move: move.state != "cancel" and move.product_uom_qty > 0
        )
        Line = self.env["exchange.file.line"]
        untold = Line._find_untold(agent, company)
        if not moves and not untold:
            return self.browse()
        layout = self.env["exchange.layout"]._get_for(agent, company)
        vals = {"row_count": len(moves), "withdrawn_count": len(untold)}
        record = self.create(self._prepare_file(layout, agent, slot) | vals)
        shipping = Line._create_to_ship(record, moves)
        withdrawn = untold._create_withdrawn(record)
        pickings.exchange_file_id = record
        record._attach(layout, shipping, withdrawn)
        return record

    @api.model
    def _prepare_file(self, layout, agent, slot):
        company = self.env.company
        if not layout:
            raise UserError(
                self.env._("There is no exchange layout: make one, or a sample.")
            )
        return {
            "name": layout._get_file_name(agent, layout._to_local(slot, company)),
            "agent_id": agent.id,
            "company_id": company.id,
            "slot": slot,
        }

    def _attach(self, layout, shipping, withdrawn):
        """Write the rows as the layout wants them and keep the file."""
        self.ensure_one()
        self.attachment_id = self.env["ir.attachment"].create(
            {
                "name": f"{self.name}.{layout.file_format}",
                "res_model": self._name,
                "res_id": self.id,
                "raw": self._build(layout, shipping, withdrawn),
                "mimetype": XLSX if layout.file_format == "xlsx" else "text/csv",
            }
        )

    def _build(self, layout, shipping, withdrawn):
        """Return the bytes of the file."""
        couriers = self.env["delivery.carrier"]._get_couriers(self.company_id)
        book = layout._get_workbook(couriers)
        reader = ExchangeRows(layout, self.company_id, layout._get_columns())
        rows = self._iterate(reader, shipping)
        gone = [reader.get_cells(line) for line in withdrawn]
        with tempfile.TemporaryFile() as target:
            if layout.file_format == "csv":
                book.write_csv(target, rows, gone)
            else:
                book.write_xlsx(target, rows, len(shipping), gone)
            target.seek(0)
            return target.read()

    def _iterate(self, reader, lines):
        """Yield the cells of the rows; what was read is forgotten, however many."""
        self.env.flush_all()
        for start in range(0, len(lines), READ_BATCH):
            batch = lines[start : start + READ_BATCH].with_prefetch()
            for line in batch:
                yield reader.get_cells(line)
            if len(lines) > READ_BATCH:
                self.env.invalidate_all(flush=False)

    # --- proof --------------------------------------------------------------------

    @api.model
    def _count_ledger(self):
        """Return how many dispatches went out, how many goods of them are in no row,
        and how many dispatches a served slot has left behind.

        In two files is nothing: a unique index sees to that.
        """
        company = self.env.company
        sent = [("exchange_file_id", "!=", False), ("company_id", "=", company.id)]
        slots = self.env["exchange.slot"].search([("company_id", "=", company.id)])
        served = max(filter(None, slots.mapped("last_due")), default=None)
        return (
            self.env["stock.picking"].search_count(sent),
            self.env["stock.move"].search_count(
                [
                    ("picking_id", "any", sent),
                    ("exchange_line_id", "=", False),
                    ("state", "!=", "cancel"),
                    ("product_uom_qty", ">", 0),
                ]
            ),
            served
            and self.env["stock.picking"].search_count(
                self._get_due_domain(company, served)
            ),
        )

    # a button of the list calls it with the ids of the selection, if there is one
    def action_check_ledger(self):
        """Tell whether every dispatch that is due stands in exactly one file."""
        self.check_access("read")
        sent, lost, late = self._count_ledger()
        if lost or late:
            message = self.env._(
                "%(lost)s goods sent out are in no file, %(late)s dispatches were left "
                "behind by a slot.",
                lost=lost,
                late=late or 0,
            )
        else:
            message = self.env._(
                "%(count)s dispatches went out, each in one file only; none was left "
                "behind.",
                count=sent,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger" if lost or late else "success",
                "message": message,
            },
        }
