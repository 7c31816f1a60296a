from odoo import api, models
from odoo.tools import SQL

PAYEE = "share_entry_payee_is_party"


class ShareEntry(models.Model):
    """Who may be paid: the seller of the order, who ships the line, the operator.

    A funder pays for a coupon or a compensation and gets nothing but that back.
    Nobody else has a part in a sale, whoever recruited the seller and whatever door
    the entry comes through. The database refuses it itself: a check constraint can
    not look at the order, so a trigger does.
    """

    _inherit = "share.entry"

    def init(self):
        result = super().init()
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION share_entry_check_payee()
                RETURNS trigger AS $$
                DECLARE
                    seller integer;
                BEGIN
                    SELECT sale.reseller_id INTO seller
                      FROM sale_order_line line
                      JOIN sale_order sale ON sale.id = line.order_id
                     WHERE line.id = NEW.sale_line_id AND sale.id = NEW.order_id;
                    IF FOUND AND (CASE NEW.role
                        WHEN 'operator' THEN EXISTS (
                            SELECT FROM res_company company
                             WHERE company.id = NEW.company_id
                               AND company.partner_id = NEW.partner_id)
                        WHEN 'agent' THEN EXISTS (
                            SELECT FROM dropship_allocation allocation
                             WHERE allocation.sale_line_id = NEW.sale_line_id
                               AND allocation.agent_id = NEW.partner_id)
                            -- who sells in an agent's own till holds the money
                            OR NEW.kind = 'collected' AND NEW.partner_id = seller
                        -- a funder only ever pays
                        WHEN 'funder' THEN NEW.reversal_of_id IS NOT NULL
                            OR NEW.kind IN ('coupon', 'compensation')
                               AND NEW.amount <= 0
                            OR NEW.kind = 'correction'
                        ELSE NEW.partner_id = seller END)
                    THEN
                        RETURN NEW;
                    END IF;
                    RAISE EXCEPTION
                        USING MESSAGE = 'not a party of the order',
                            ERRCODE = 'check_violation', TABLE = 'share_entry',
                            CONSTRAINT = 'share_entry_payee_is_party';
                END $$ LANGUAGE plpgsql;
                CREATE OR REPLACE TRIGGER share_entry_payee BEFORE INSERT ON share_entry
                    FOR EACH ROW EXECUTE FUNCTION share_entry_check_payee();
                """
            )
        )
        return result

    @api.model_create_multi
    def create(self, vals_list):
        # what the trigger reads
        self.env["sale.order"].flush_model(["reseller_id", "company_id"])
        self.env["sale.order.line"].flush_model(["order_id"])
        self.env["dropship.allocation"].flush_model(["sale_line_id", "agent_id"])
        return super().create(vals_list)

    @api.model
    def _sql_error_to_message(self, exc):
        if exc.diag.constraint_name == PAYEE:
            return self.env._(
                "A share goes to the seller of the order, to who ships it or to the "
                "operator, and to nobody else."
            )
        return super()._sql_error_to_message(exc)
