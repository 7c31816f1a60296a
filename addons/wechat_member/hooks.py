def post_init_hook(env):
    """Open the ledger with what cards of the core hold already."""
    env["member.entry"]._open_ledger()
    env["res.company"]._open_all_value_books()
    env["member.growth.rule"]._ensure_spend_rules(env["res.company"].search([]))
