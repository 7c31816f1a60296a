"""Settlement of a million order lines: booked, and gathered into statements.

The baseline is the bare aggregate of the same order lines: what each of the thousand
agents and twenty thousand sellers is owed, from the rates on lines, allocations and
contracts, rounded line by line. Rounds alternate; the ratio is the median of theirs.
"""

import datetime
import resource
import statistics
import time

from odoo.tools import SQL

from . import settlement_data
from ._tables import vacuum

ROUNDS = 3
SAMPLE = 150
STATEMENT_SAMPLE = 150
START, END = datetime.date(2017, 1, 1), datetime.date(2037, 12, 31)
AGENTS = """
    SELECT allocation.agent_id, SUM(ROUND(allocation.supply_price
                                          * line.qty_delivered, 2))
           - SUM(ROUND(line.price_total * contract.operator_ratio / 100, 2))
      FROM sale_order_line line
      JOIN dropship_allocation allocation ON allocation.sale_line_id = line.id
      JOIN brand_contract contract ON contract.id = allocation.contract_id
     WHERE line.qty_delivered > 0 GROUP BY 1"""
SELLERS = """
    SELECT sold.reseller_id, SUM(CASE line.reseller_mode
           WHEN 'shop' THEN ROUND(line.price_total
                                  - line.take_price * line.qty_delivered, 2)
           ELSE ROUND(line.price_total * line.commission_rate / 100, 2) END)
      FROM sale_order_line line
      JOIN sale_order sold ON sold.id = line.order_id
     WHERE line.qty_delivered > 0 AND line.reseller_mode IS NOT NULL GROUP BY 1"""


def run(context):
    """Figures of booking and of statements; the ledger is left booked, not stated."""
    return list(_measure(context))


def _measure(context):
    settlement_data.make(context)
    _forget(context)
    single = _book_single(context)
    booking = _book_everything(context)
    lines = booking["lines"]
    single_total = statistics.median(single) * lines
    yield {
        "name": "booking record by record / booking everything at once, per line",
        "ratio": single_total / booking["seconds"],
        "numerator": 1000 * single_total / lines,
        "denominator": 1000 * booking["seconds"] / lines,
        "unit": "ms",
        **booking,
    }
    yield {
        "name": "booking everything at once / the bare aggregate",
        "ratio": booking["seconds"] / booking["bare"],
        "numerator": 1000 * booking["seconds"],
        "denominator": 1000 * booking["bare"],
        "unit": "ms",
        "queries": booking["queries"],
    }
    yield from _compare_statements(context)
    yield _state_single(context)


def _aggregate(env):
    """Seconds of the bare aggregate over the order lines, for both sides of trade."""
    start = time.perf_counter()
    for query in (AGENTS, SELLERS):
        env.cr.execute(query)
        env.cr.fetchall()
    return time.perf_counter() - start


def _forget(context):
    """Take back what another benchmark booked."""
    with context.environment(commit=True) as env:
        env.cr.execute(
            "TRUNCATE share_entry, share_entry_open, settlement_statement_entry,"
            " sale_order_line_settled CASCADE"
        )
        env.cr.execute("DELETE FROM settlement_statement")


def _book_single(context):
    """Seconds of booking single deliveries, each by itself, as users' ones are."""
    with context.environment() as env:
        lines = env["sale.order.line"]
        moves = env["stock.move"].browse(lines._read_missed_ids(0, 2**31 - 1)[-SAMPLE:])
        seconds = []
        for move in moves:
            env.invalidate_all()
            start = time.perf_counter()
            lines._create_share_entries(move)
            env.flush_all()
            seconds.append(time.perf_counter() - start)
        return seconds


def _book_everything(context):
    """Book all that was never booked, as the scheduled run does it; then once more."""
    with context.environment(commit=True) as env:
        bare = statistics.median(_aggregate(env) for _round in range(ROUNDS))
        queries, start = env.cr.sql_log_count, time.perf_counter()
        env["sale.order.line"]._cron_book_missed()
        seconds = time.perf_counter() - start
        queries = env.cr.sql_log_count - queries
        env.cr.execute("SELECT COUNT(*), COUNT(DISTINCT move_id) FROM share_entry")
        entries, lines = env.cr.fetchone()
        start = time.perf_counter()
        env["sale.order.line"]._cron_book_missed()
        again = time.perf_counter() - start
        env.cr.execute("SELECT COUNT(*) FROM share_entry")
        return {
            "seconds": seconds,
            "bare": bare,
            "queries": queries,
            "lines": lines,
            "entries": entries,
            "second run: seconds": again,
            "second run: entries more": env.cr.fetchone()[0] - entries,
            "peak memory: MB": _get_peak(),
        }


def _compare_statements(context):
    """Statements of everybody against the bare aggregate, in turn."""
    results = []
    for _round in range(ROUNDS):
        # what the round before took back is swept up, as a server does by itself
        vacuum(context)
        results.append(_state_everything(context))
    for part, name in (
        ("sums", "who is owed what, from the ledger"),
        ("seconds", "statements of everybody with their lines"),
    ):
        yield {
            "name": f"{name} / the bare aggregate",
            "ratio": statistics.median(one[part] / one["bare"] for one in results),
            "numerator": 1000 * statistics.median(one[part] for one in results),
            "denominator": 1000 * statistics.median(one["bare"] for one in results),
            "unit": "ms",
            **{
                key: results[-1][key]
                for key in results[-1]
                if key not in ("sums", "seconds", "bare")
            },
        }


def _state_everything(context):
    """Make all statements, twice, and take them back."""
    with context.environment() as env:
        statements = env["settlement.statement"]
        bare = _aggregate(env)
        start = time.perf_counter()
        env.cr.execute(
            SQL(
                """SELECT partner_id, role, company_id, currency_id, SUM(amount)
                     FROM share_entry e WHERE role != 'operator' AND %s
                    GROUP BY 1, 2, 3, 4""",
                env["share.entry"]._get_open_sql("e"),
            )
        )
        sums = time.perf_counter() - start
        queries, start = env.cr.sql_log_count, time.perf_counter()
        for _done in statements._generate_chunks(START, END):
            pass
        env.flush_all()
        seconds = time.perf_counter() - start
        queries = env.cr.sql_log_count - queries
        figures = _read_figures(env)
        start = time.perf_counter()
        for _done in statements._generate_chunks(START, END):
            pass
        again = time.perf_counter() - start
        return {
            "bare": bare,
            "sums": sums,
            "seconds": seconds,
            "queries": queries,
            "statements, lines, difference to the ledger": figures,
            "second run: seconds": again,
            "second run: changed": figures != _read_figures(env),
            "peak memory: MB": _get_peak(),
        }


def _read_figures(env):
    env.cr.execute(
        """SELECT (SELECT COUNT(*) FROM settlement_statement),
                  (SELECT COUNT(*) FROM settlement_statement_entry),
                  (SELECT SUM(total) FROM settlement_statement)
                  - (SELECT SUM(amount) FROM share_entry WHERE role != 'operator')"""
    )
    return [float(figure) for figure in env.cr.fetchone()]


def _state_single(context):
    """One party's statement after the other, as the ORM makes records."""
    with context.environment() as env:
        statements = env["settlement.statement"]
        parties = statements._read_open_parties(END)
        step = max(len(parties) // STATEMENT_SAMPLE, 1)
        seconds, size = 0.0, 0
        for *key, count in parties[::step]:
            start = time.perf_counter()
            statement = statements.create(
                statements._prepare_statement_vals(key, START, END)
            )
            for entry in env["share.entry"].search(
                [
                    ("partner_id", "=", key[0].id),
                    ("role", "=", key[1]),
                    ("statement_id", "=", False),
                ]
            ):
                statement._take_up(entry)
            env.flush_all()
            seconds += time.perf_counter() - start
            size += count
            if seconds > 60:
                break
        env.cr.rollback()
        start = time.perf_counter()
        for _done in statements._generate_chunks(START, END):
            pass
        env.flush_all()
        at_once = time.perf_counter() - start
        lines = sum(count for *_key, count in parties)
        return {
            "name": "statements line by line / all at once, per line",
            "ratio": seconds / size / (at_once / lines),
            "numerator": 1000 * seconds / size,
            "denominator": 1000 * at_once / lines,
            "unit": "ms",
        }


def _get_peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
