"""Tags, segments and an issue of 100,000 coupons with a million members.

On the data of ``member_data``: five million receipts. Each figure stands beside the
bare statement that no implementation can do without, in the same run.
"""

import time

from odoo.fields import Command, Datetime

from . import member_data

ROUNDS = 3
# the night's work reads all lines each time
NIGHTS = 1
ISSUED = 100_000
PIECE = 500
# reads every line of every receipt once, by member and receipt
BARE_LINES = """
    SELECT count(*), sum(net) FROM (
        SELECT o.partner_id, o.id, sum(l.price_subtotal_incl) AS net
          FROM pos_order o JOIN pos_order_line l ON l.order_id = o.id
         WHERE o.state IN ('paid', 'done') AND o.partner_id IS NOT NULL
      GROUP BY o.partner_id, o.id) ticket"""
BARE_COUNT = """
    SELECT count(*) FROM member_activity
     WHERE last_date <= CURRENT_DATE - 60"""


def run(context):
    """Figures of the night's work, of a preview and of an issue."""
    member_data.make(context)
    with context.environment(commit=True) as env:
        segment = _prepare(env)
    return [
        _compare_night(context),
        _compare_tags(context),
        _compare_preview(context, segment),
        _issue(context, segment),
    ]


def _prepare(env):
    """Make tags of each kind and a segment by stage and tag; work them out."""
    company = env.company
    tags = env["member.tag"]
    categories = env["product.category"].search([("name", "=like", "会员%")], limit=8)
    if not tags.search_count([("kind", "=", "category")]):
        tags.create(
            [
                {
                    "name": f"爱买{category.name}",
                    "kind": "category",
                    "categ_ids": [Command.set(category.ids)],
                }
                for category in categories
            ]
        )
        tags.create(tags._prepare_suggested(company))
    env["member.activity"]._refresh(company)
    if not env["member.tag.line"].search_count([], limit=1):
        tags._compute_company(company)
    return (
        env["member.segment"]
        .create({"name": f"沉睡 {Datetime.now()}", "stage": "dormant"})
        .id
    )


def _timed(env, act):
    env.flush_all()
    start = time.perf_counter()
    act()
    env.flush_all()
    return time.perf_counter() - start


def _bare(env, query):
    env.cr.execute(query)
    return env.cr.fetchall()


def _figure(name, ours, bare, **more):
    ratios = sorted(one / other for one, other in zip(ours, bare, strict=True))
    return {
        "name": name,
        "ratio": ratios[len(ratios) // 2],
        "numerator": 1000 * sorted(ours)[len(ours) // 2],
        "denominator": 1000 * sorted(bare)[len(bare) // 2],
        "unit": "ms",
        **more,
    }


def _compare_night(context):
    ours, bare = [], []
    with context.environment() as env:
        activity = env["member.activity"]
        for _round in range(NIGHTS):
            bare.append(_timed(env, lambda: _bare(env, BARE_LINES)))
            ours.append(_timed(env, lambda: activity._rebuild(env.company)))
        rows = activity.search_count([])
    return _figure(
        "activity of a million members rebuilt / each line of each receipt summed once",
        ours,
        bare,
        rows=rows,
    )


def _compare_tags(context):
    ours, bare = [], []
    with context.environment() as env:
        tags = env["member.tag"]
        for _round in range(NIGHTS):
            bare.append(_timed(env, lambda: _bare(env, BARE_LINES)))
            ours.append(_timed(env, lambda: tags._compute_company(env.company)))
        rows = env["member.tag.line"].search_count([])
        count = tags.search_count([])
    return _figure(
        "all tags worked out / each line of each receipt summed once",
        ours,
        bare,
        tags=count,
        rows=rows,
    )


def _compare_preview(context, segment_id):
    ours, bare = [], []
    with context.environment() as env:
        segment = env["member.segment"].browse(segment_id)
        program = env["loyalty.program"].search(
            [("program_type", "=", "coupons")], limit=1
        )
        issue = env["member.issue"].create(
            {"segment_id": segment_id, "program_id": program.id}
        )
        for _round in range(ROUNDS):
            bare.append(_timed(env, lambda: _bare(env, BARE_COUNT)))
            env.invalidate_all()
            ours.append(_timed(env, lambda: issue.planned_told))
        counts = {"members": issue.planned_count, "tellable": issue.planned_told}
        counts["words"] = segment.words
    return _figure(
        "preview of an issue (members, cost, who can be told) / bare count",
        ours,
        bare,
        **counts,
    )


def _draw(issue):
    """Write down the rest of the members, as the background does in pieces."""
    while issue.drawing:
        issue._write_down_members()
        issue.env.invalidate_all()


def _issue(context, segment_id):
    """Start an issue to the segment and issue coupons in pieces; then measure it."""
    with context.environment() as env:
        program = env["loyalty.program"].search(
            [("program_type", "=", "coupons")], limit=1
        )
        issue = env["member.issue"].create(
            {
                "program_id": program.id,
                "segment_id": segment_id,
                "notify": False,
                "holdout_percent": 10,
            }
        )
        start = _timed(env, issue.action_start)
        first = issue.drawn_count
        draw = _timed(env, lambda: _draw(issue))
        queries = env.cr.sql_log_count
        pieces = [
            _timed(env, lambda: (issue._run_piece(PIECE), env.invalidate_all()))
            for _piece in range(ISSUED // PIECE)
        ]
        queries = env.cr.sql_log_count - queries
        measure = _timed(env, issue._measure)
        return {
            "name": f"{issue.issued_count} coupons issued",
            "unit": "s",
            "numerator": sum(pieces),
            "coupons_per_second": issue.issued_count / sum(pieces),
            "queries_per_coupon": queries / issue.issued_count,
            "first_half_s": sum(pieces[: len(pieces) // 2]),
            "second_half_s": sum(pieces[len(pieces) // 2 :]),
            "start_s": start,
            "draw_s": draw,
            "draw_100000_s": 100_000 * draw / ((issue.drawn_count - first) or 1),
            "written_down": issue.drawn_count,
            "control": issue.control_count,
            "measure_s": measure,
        }
