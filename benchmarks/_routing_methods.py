"""What routing is compared with: the usual rules, and the exact solver HiGHS.

Every method takes the same :class:`Problem` and gives its cost and its parcels under
the same cost model.
"""

import highspy
import numpy as np
from agent_dropship.routing.limited import open_wants

INFINITE = highspy.kHighsInf


def walk(problem):
    """Nearest warehouse first, each line takes what it finds (Magento's distance)."""
    known, used, cost = problem.terms.known, set(), 0.0
    for want in open_wants(problem):
        order = np.argsort(known[want.rows], kind="stable")
        stock = want.stock[order]
        takes = np.clip(want.need - (stock.cumsum() - stock), 0, stock)
        used.update(want.rows[order][takes > 0].tolist())
        cost += float(takes @ want.unit[order])
    return cost + float(problem.opening[sorted(used)].sum()), len(used)


def nearest_complete(problem):
    """The nearest warehouse that has everything, else the walk."""
    served = np.zeros(len(problem.opening), int)
    for want in problem.wants:
        served[want.rows] += want.whole
    rows = np.flatnonzero(served == len(problem.wants))
    if not len(rows) or not problem.wants:
        return walk(problem)
    row = int(rows[problem.terms.known[rows].argmin()])
    cost = float(problem.opening[row])
    for want in problem.wants:
        cost += want.need * float(want.unit[want.rows.searchsorted(row)])
    return cost, 1


def greedy(problem):
    """Open by cost per piece newly served, the next one by what is then missing."""
    wants = open_wants(problem)
    missing = [want.need for want in wants]
    opened, cost = set(), 0.0
    while any(missing):
        gain = np.zeros(len(problem.opening))
        spent = problem.opening.copy()
        for want, need in zip(wants, missing, strict=True):
            takes = np.minimum(want.stock, need)
            takes[[row in opened for row in want.rows.tolist()]] = 0
            gain[want.rows] += takes
            spent[want.rows] += takes * want.unit
        row = int(np.where(gain > 0, spent / np.maximum(gain, 1), np.inf).argmin())
        opened.add(row)
        cost += float(spent[row])
        for at, want in enumerate(wants):
            place = int(want.rows.searchsorted(row))
            if place < len(want.rows) and want.rows[place] == row:
                missing[at] -= min(missing[at], int(want.stock[place]))
    return cost, len(opened)


def highs(problem, seconds=60.0):
    """(cost, parcels, bound) of the whole problem as a mixed integer program."""
    wants = problem.wants
    if not wants:
        return 0.0, 0, 0.0
    rows = np.unique(np.concatenate([want.rows for want in wants]))
    model = Model()
    model.columns(problem.opening[rows], 1.0, integer=True)
    for want in wants:
        most = (
            np.ones(len(want.rows)) if want.whole else np.minimum(want.stock, want.need)
        )
        need = 1 if want.whole else want.need
        unit = want.unit * (want.need if want.whole else 1)
        first = model.columns(unit, most)
        serving = np.arange(first, first + len(most))
        model.row(serving, np.ones(len(most)), need, need)
        # no goods from a warehouse that does not open
        opening = rows.searchsorted(want.rows)
        for column, opener, limit in zip(serving, opening, most, strict=True):
            model.row([column, opener], [1.0, -limit], -INFINITE, 0.0)
    values, cost, bound = model.solve(seconds)
    return cost, int(round(values[: len(rows)].sum())), bound


class Model:
    """A mixed integer program put together by columns and rows."""

    def __init__(self):
        self.costs, self.upper, self.integer = [], [], []
        self.starts, self.index, self.value = [0], [], []
        self.low, self.high = [], []

    def columns(self, costs, upper, integer=False):
        """Add variables from 0 to ``upper``; return the number of the first."""
        first = len(self.costs)
        self.costs += np.asarray(costs, float).tolist()
        self.upper += np.broadcast_to(upper, len(costs)).astype(float).tolist()
        self.integer += [integer] * len(costs)
        return first

    def row(self, index, value, low, high):
        self.index += [int(one) for one in index]
        self.value += [float(one) for one in value]
        self.starts.append(len(self.index))
        self.low.append(low)
        self.high.append(high)

    def solve(self, seconds, start=None):
        """(values, cost, proven bound) within so many seconds of one thread."""
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.costs), len(self.low)
        lp.col_cost_ = np.array(self.costs)
        lp.col_lower_ = np.zeros(len(self.costs))
        lp.col_upper_ = np.array(self.upper)
        lp.row_lower_, lp.row_upper_ = np.array(self.low), np.array(self.high)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.array(self.starts)
        lp.a_matrix_.index_ = np.array(self.index)
        lp.a_matrix_.value_ = np.array(self.value)
        kinds = highspy.HighsVarType
        lp.integrality_ = [
            kinds.kInteger if one else kinds.kContinuous for one in self.integer
        ]
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("time_limit", float(seconds))
        solver.passModel(lp)
        solver.run()
        info = solver.getInfo()
        values = np.array(solver.getSolution().col_value)
        return values, info.objective_function_value, info.mip_dual_bound
