"""How far each statement of the demo's last month has come."""

# what agents hand in, the first ones: general taxpayer, small taxpayer, ordinary
INVOICES = ("special_13", "special_3", "ordinary")
# how far the agents' statements have come, the largest first
AGENT_STAGES = ("paid", "paid", "billed", "disputed", "agreed", "sent")
SELLER_STAGES = ("paid", "billed", "sent", "agreed", "sent")
INVOICE_NUMBER = 26122000000031415926
DISPUTE = "这单的供货价应按 10 月新合同的比例结算，请核对。"


def settle(statements, today):
    """Bring each statement as far as its place in the row says."""
    largest = statements.sorted(lambda one: (-one.total, one.id))
    agents = largest.filtered(lambda one: one.role == "agent")
    rows = [(agents, AGENT_STAGES), (largest - agents, SELLER_STAGES)]
    for group, stages in rows:
        for number, statement in enumerate(group):
            if statement.total < 0:
                # a brand looks at what it pays for; what came back is billed at once
                stage = "sent" if statement.role == "funder" else "billed"
                bring_to(statement, stage, "", today)
                continue
            kind = INVOICES[number % 3] if group == agents else ""
            bring_to(statement, stages[min(number, len(stages) - 1)], kind, today)


def bring_to(statement, stage, invoice_type, today):
    partner = statement.partner_id.sudo()
    if invoice_type:
        partner.settlement_invoice_type = invoice_type
    statement.action_send()
    if stage == "sent":
        return
    if stage == "disputed":
        _dispute(statement)
        return
    statement.action_agree()
    statement.action_agree_for_party()
    if stage == "agreed":
        return
    statement.action_bill()
    if stage == "paid" and statement.bill_id:
        if invoice_type:
            _hand_in(statement, invoice_type, today)
        pay(statement, today)


def _dispute(statement):
    entry = statement.entry_ids[:1]
    statement.env["settlement.dispute"].create(
        {
            "statement_id": statement.id,
            "entry_id": entry.id,
            "reason": "price",
            "note": DISPUTE,
            "claimed_amount": round(entry.amount * 1.1, 2),
        }
    )


def _hand_in(statement, invoice_type, today):
    """The tax invoice of the agent; who is billed and not paid has not sent his."""
    rate = {"special_13": 0.13, "special_3": 0.03}.get(invoice_type, 0.0)
    total = statement.total
    statement.env["settlement.invoice"].create(
        {
            "statement_id": statement.id,
            "invoice_type": invoice_type,
            "number": str(INVOICE_NUMBER + statement.id * 97),
            "invoice_date": today,
            "amount_total": total,
            "amount_tax": round(total - total / (1 + rate), 2),
        }
    )


def pay(statement, today):
    """The bank paid the bill, or the party paid us: found by the number in its text."""
    env = statement.sudo().env
    items = statement.sudo().bill_id.line_ids.filtered(
        lambda item: item.display_type == "payment_term"
    )
    amount = sum(items.mapped("amount_residual"))
    partner = statement.partner_id
    _bank_line(env, today, f"货款 {statement.name}", amount, partner).action_match()


def bring_fee(env, today):
    """A line nobody has said yet what it is for."""
    _bank_line(env, today, "企业网银服务费", -120.0, env["res.partner"])


def _bank_line(env, today, text, amount, partner):
    journal = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1
    )
    return env["account.bank.statement.line"].create(
        {
            "journal_id": journal.id,
            "date": today,
            "payment_ref": text,
            "partner_id": partner.id,
            "amount": amount,
        }
    )
