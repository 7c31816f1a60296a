def post_init_hook(env):
    """Open the ledger with what cards of the core hold already."""
    env["member.entry"]._open_ledger()
    env["res.company"]._open_all_value_books()
