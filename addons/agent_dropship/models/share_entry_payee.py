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
                CREATE OR REPLACE FUNCTION share_entry_check_payees()
                RETURNS trigger AS $$
                DECLARE
                    strangers bigint;
                BEGIN
                    -- planned anew each time: for four entries and for a million;
                    -- counted, as the first one found is not what is expected
                    EXECUTE $query$
                        SELECT COUNT(*) FROM booked entry
                     LEFT JOIN (sale_order_line line
                                JOIN sale_order sale ON sale.id = line.order_id)
                            ON line.id = entry.sale_line_id
                           AND sale.id = entry.order_id
                         WHERE line.id IS NULL OR (CASE entry.role
                            WHEN 'operator' THEN EXISTS (
                                SELECT FROM res_company company
                                 WHERE company.id = entry.company_id
                                   AND company.partner_id = entry.partner_id)
                            WHEN 'agent' THEN EXISTS (
                                SELECT FROM dropship_allocation allocation
                                 WHERE allocation.sale_line_id = entry.sale_line_id
                                   AND allocation.agent_id = entry.partner_id)
                                -- who sells in an agent's own till holds the money
                                OR entry.kind = 'collected'
                                   AND entry.partner_id = sale.reseller_id
                            -- a funder only ever pays
                            WHEN 'funder' THEN entry.reversal_of_id IS NOT NULL
                                OR entry.kind IN ('coupon', 'compensation')
                                   AND entry.amount <= 0
                                OR entry.kind = 'correction'
                            ELSE entry.partner_id = sale.reseller_id END) IS NOT TRUE
                    $query$ INTO strangers;
                    IF strangers > 0
                    THEN
                        RAISE EXCEPTION
                            USING MESSAGE = 'not a party of the order',
                                ERRCODE = 'check_violation', TABLE = 'share_entry',
                                CONSTRAINT = 'share_entry_payee_is_party';
                    END IF;
                    RETURN NULL;
                END $$ LANGUAGE plpgsql;
                -- one look at all entries of a statement, not one at each
                DROP TRIGGER IF EXISTS share_entry_payee ON share_entry;
                DROP FUNCTION IF EXISTS share_entry_check_payee();
                CREATE OR REPLACE TRIGGER share_entry_payees
                    AFTER INSERT ON share_entry REFERENCING NEW TABLE AS booked
                    FOR EACH STATEMENT EXECUTE FUNCTION share_entry_check_payees();
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
