"""What was agreed on settling, and a payment batch that waits for its approval."""

BANKS = (
    ("中国工商银行", "6222020302001234567"),
    ("中国建设银行", "6217000010009876543"),
    ("招商银行", "6225880112345678"),
)
# who is settled otherwise than by the calendar month: the largest agents first
TERMS = (
    {"cycle": "half", "payment_days": 30},
    {"cycle": "month", "cutoff_day": 25, "payment_days": 60, "clawback_limit": 2000.0},
    {"cycle": "days", "every_days": 10, "payment_days": 15},
)


def make(env, statements, today):
    """Terms from this month on for the parties of last month's statements."""
    agents = statements.filtered(lambda one: one.role == "agent")
    agents = agents.sorted(lambda one: (-one.total, one.id))
    for statement, vals in zip(agents, TERMS, strict=False):
        _agree_on(env, statement, today.replace(day=1), vals)
    for number, partner in enumerate(agents.partner_id):
        _open_account(env, partner, *BANKS[number % len(BANKS)], number)
    due = agents.filtered(lambda one: one.stage == "posted" and one.total > 0)
    if due:
        due.action_pay()


def _agree_on(env, statement, day, vals):
    party = {"partner_id": statement.partner_id.id, "role": statement.role}
    since = [(name, "=", value) for name, value in party.items()]
    if not env["settlement.statement"].search_count([*since, ("date_to", ">=", day)]):
        env["settlement.terms"].create(party | vals | {"date_from": day})


def _open_account(env, partner, bank, number, offset):
    if partner.bank_ids:
        return
    banks = env["res.bank"]
    found = banks.search([("name", "=", bank)], limit=1) or banks.create({"name": bank})
    env["res.partner.bank"].create(
        {
            "partner_id": partner.id,
            "acc_number": str(int(number) + offset),
            "acc_holder_name": partner.name,
            "bank_id": found.id,
        }
    )
