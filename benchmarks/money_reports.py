"""The money reports on the shares of a million order lines, against a bare aggregate.

The margins of a month and of all time by brand, the closing of the month party by
party, the cash forecast and one page of rows, each as its screen asks for it.
"""

from . import settlement_data
from ._tables import vacuum

ROUNDS = 3
BARE = """
    SELECT t.product_brand_id, SUM(e.amount)
      FROM share_entry e
      JOIN product_product p ON p.id = e.product_id
      JOIN product_template t ON t.id = p.product_tmpl_id
     GROUP BY 1"""
FIGURES = ("amount_paid:sum", "amount_agent:sum", "amount_seller:sum")
FIGURES += ("amount_kept:sum", "kept_rate:avg", "pieces:sum")


def run(context):
    """Seconds of each report, and their ratio to the aggregate."""
    _book(context)
    return [
        context.compare(f"{name} / the bare aggregate", act, BARE_ACT, ROUNDS)
        for name, act in (
            ("margins of a month by brand", _on("margin.report", _read_month)),
            ("margins of all time by brand", _on("margin.report", _read_all)),
            ("margins of all time by place", _on("margin.report", _read_places)),
            ("rows of the margins, first page", _on("margin.report", _read_rows)),
            ("cash forecast by week", _on("forecast", _read_forecast)),
            ("closing of the month, first page", _on("closing", _read_closing)),
        )
    ]


BARE_ACT = (lambda env: env.cr, lambda cr: cr.execute(BARE))


def _on(report, act):
    return (lambda env: env[f"settlement.{report}"], act)


def _book(context):
    """Book what arrived as the scheduled run does, unless it is booked."""
    settlement_data.make(context)
    with context.environment(commit=True) as env:
        if not env["share.entry"].search_count([], limit=1):
            env["sale.order.line"]._cron_book_missed()
    vacuum(context)


def _read_month(report):
    [(last,)] = report._read_group([], aggregates=["date:max"])
    report._read_group([("date", ">=", last.replace(day=1))], ["brand_id"], FIGURES)


def _read_all(report):
    report._read_group([], ["brand_id"], FIGURES)


def _read_places(report):
    report._read_group([], ["place_id"], FIGURES, limit=80)


def _read_rows(report):
    report.web_search_read(
        [],
        {"date": {}, "amount_agent": {}, "place_id": {"fields": {"display_name": {}}}},
        limit=80,
        count_limit=10001,
    )


def _read_forecast(report):
    report._read_group([], ["date:week"], ["amount_out:sum", "amount_in:sum"])


def _read_closing(report):
    report.web_search_read(
        [], {"opening": {}, "closing": {}, "difference": {}}, limit=80
    )
