"""Template databases: the dependencies of the addons, installed once, kept, cloned.

None of our own addons is ever in one, so each test run installs the addon it tests, and
with it nothing but what it depends on.
"""

import ast
import hashlib

from . import database, odoo_source, paths

PREFIX = "tpl_"
# the chart of accounts every Chinese company has
ALWAYS = frozenset({"l10n_cn"})


def manifest(addon):
    """The manifest of one of our addons."""
    path = paths.ADDONS / addon / "__manifest__.py"
    return ast.literal_eval(path.read_text())


def needed_by(addon):
    """(our addons below this one, modules of others it needs), through all levels."""
    ours = set(paths.addon_names())
    inner, outer, todo = set(), set(), [addon]
    while todo:
        for name in manifest(todo.pop())["depends"]:
            if name not in ours:
                outer.add(name)
            elif name not in inner:
                inner.add(name)
                todo.append(name)
    return inner, frozenset(outer) | ALWAYS


def name_of(modules):
    """Database name of the template that holds these modules."""
    pins = (paths.ROOT / "requirements.txt").read_text()
    key = "\n".join([pins, str(odoo_source.home()), *sorted(modules)])
    return PREFIX + hashlib.sha256(key.encode()).hexdigest()[:12]


def ensure(server, config, modules):
    """Return the template of these modules, made from the nearest one there is."""
    wanted = name_of(modules)
    if wanted in server.databases():
        return wanted
    part = f"{PREFIX}part"
    database.drop(server, part)
    base = _nearest(server, modules)
    if base:
        database.clone(server, name_of(base), part)
    else:
        database.init(config, part, "template")
    database.install(config, part, sorted(modules - base), "template")
    database.rename(server, part, wanted)
    return wanted


def forget_old(server, wanted):
    """Drop templates that nothing asks for any more."""
    for name in server.databases():
        if name.startswith(PREFIX) and name not in wanted:
            database.drop(server, name)


def _nearest(server, modules):
    there = server.databases()
    candidates = {needed_by(addon)[1] for addon in paths.addon_names()}
    usable = [
        other for other in candidates if other < modules and name_of(other) in there
    ]
    return max(usable, key=len, default=frozenset())
