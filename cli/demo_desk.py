"""Dispatches at every step of the desk: printed, packed, refused, stopped."""

# every how many accepted dispatches is printed, and packed
PRINTED, PACKED = 2, 4


def work(orders):
    """Let the warehouses be in the middle of their day with these orders."""
    orders = orders.sudo()
    env = orders.env
    dispatches = orders._get_dispatches().sorted("id")
    accepted = dispatches.filtered(lambda one: one.dispatch_state == "accepted")
    accepted[::PRINTED]._mark_printed()
    for dispatch in accepted[::PACKED]:
        dispatch.pack_done(
            {
                move.id: move.product_uom_qty
                for move in dispatch.move_ids
                if move.state != "cancel"
            }
        )
    new = dispatches.filtered(lambda one: one.dispatch_state == "new")
    if len(new) > 1:
        new[0]._refuse(env.ref("agent_dropship.refuse_damaged"), note="拉链坏了")
    if len(accepted) > PACKED:
        accepted[PRINTED].sale_id._intercept(note="客人拍错尺码", role="reseller")
