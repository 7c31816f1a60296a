"""`./outlet bench`: ratios of two things measured in turn in the same run."""

import json
import os
import subprocess

from . import database, environment, odoo, paths, postgres, suites, templates, venv
from .steps import Problem, say, step

FOLDER = paths.ROOT / "benchmarks"
DATABASE = "bench"
# what counts here is how fast a commit is on the disk; each tells in its figures
# whether it was, as a test server that runs already is taken as it is
DURABLE = {"session_claims"}
# plain Python without a database, compared with a solver that nothing else needs
PLAIN = {"routing", "reoptimise"}
# data that benchmarks share
SHARED = "_data"
# what the manual of PostgreSQL advises for a server of its own; more is of little use
BUFFERS = 0.25, 2**31
COLUMNS = ["name", "ratio", "numerator", "denominator", "unit"]


def bench(options):
    """Run the benchmarks that were named, or all of them."""
    names = [options.name] if options.name else available()
    unknown = set(names) - set(available())
    if unknown:
        raise Problem(
            f"no benchmark {', '.join(unknown)}; there are: {', '.join(available())}"
        )
    with environment.alone("setup"):
        environment.ensure()
        if PLAIN & set(names):
            with step("Solver for comparison"):
                venv.install("requirements-bench.txt")
    with environment.alone("tests"):
        figures = [] if set(names) <= PLAIN else _measure(set(names) - PLAIN)
        for name in sorted(PLAIN & set(names)):
            with step(name):
                figures += _run(name)
    if options.json:
        say(json.dumps(figures, indent=2, ensure_ascii=False))
    else:
        show(figures)
    return 0


def available():
    """Names of the benchmarks."""
    stems = {path.stem for path in FOLDER.glob("[a-z]*.py")}
    return sorted(stem for stem in stems if not stem.endswith(SHARED))


def show(figures):
    """Print one row per figure."""
    rows = [[_cell(figure.get(column)) for column in COLUMNS] for figure in figures]
    for row, figure in zip(rows, figures, strict=True):
        extra = {key: figure[key] for key in figure if key not in COLUMNS}
        row.append(", ".join(f"{key} {_cell(value)}" for key, value in extra.items()))
    header = [*COLUMNS, "also"]
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    for row in [header, *rows]:
        cells = zip(row, widths, strict=True)
        say("  ".join(cell.ljust(width) for cell, width in cells).rstrip())


def _cell(value):
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _measure(names):
    server = postgres.test_server()
    server.settings = {
        **(postgres.DURABLE if DURABLE & set(names) else postgres.FAST),
        "shared_buffers": _get_buffers(),
    }
    started = server.start()
    try:
        odoo.write_config(suites.CONFIG, server, db_maxconn=32)
        addons = paths.addon_names()
        needed = (templates.needed_by(addon)[1] for addon in addons)
        modules = frozenset().union(*needed)
        with step("Database for benchmarks"):
            template = templates.ensure(server, suites.CONFIG, modules)
            database.clone(server, template, DATABASE)
            database.install(suites.CONFIG, DATABASE, addons, "bench-install")
        figures = []
        for name in sorted(names):
            with step(name):
                figures += _run(name, suites.CONFIG, DATABASE)
        database.drop(server, DATABASE)
        return figures
    finally:
        if started:
            server.stop()


def _get_buffers():
    """Return PostgreSQL's memory for a million lines, as its setting."""
    share, most = BUFFERS
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{int(min(share * memory, most)) // 2**20}MB"


def _run(name, *where):
    log = paths.LOGS / f"bench-{name}.log"
    with open(log, "w") as out:
        result = subprocess.run(
            [paths.PYTHON, "-m", "benchmarks", name, *where],
            cwd=paths.ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=out,
            text=True,
        )
    if result.returncode:
        raise Problem(f"benchmark {name} failed (details in {log})")
    return json.loads(result.stdout)
