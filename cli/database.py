"""The database `outlet`: made whole under another name, renamed at the end."""

import hashlib
import os
import shutil

from . import odoo, paths, postgres
from .steps import Problem, say, step

CONFIG = paths.STATE / "odoo.conf"
HASHES = "outlet.source_hashes"
# so that a visitor of the demo can pay without paying
DEMO_ADDONS = ["payment_demo"]
# what reaches the database or the browser; tests and notes do not
NOT_INSTALLED = {"tests", "readme", "__pycache__"}


def name():
    """Name of the ordinary database."""
    return os.environ.get("DB_NAME") or "outlet"


def ensure(server):
    """Create the database, or bring it up to the addons as they are now."""
    if name() not in server.databases():
        _create(server)
    else:
        _check_is_ours(server)
        _upgrade(server)


def drop(server, database):
    """Delete a database with its files, whether or not it is whole."""
    quoted = postgres.identifier(database)
    server.psql(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")
    shutil.rmtree(_filestore(database), ignore_errors=True)


def clone(server, source, target):
    """Copy a database with its files."""
    drop(server, target)
    server.psql(
        f"CREATE DATABASE {postgres.identifier(target)}"
        f" TEMPLATE {postgres.identifier(source)}"
    )
    if _filestore(source).exists():
        shutil.copytree(_filestore(source), _filestore(target), copy_function=os.link)


def rename(server, old, new):
    """Give a database its final name; the last act of making one."""
    shutil.rmtree(_filestore(new), ignore_errors=True)
    if _filestore(old).exists():
        _filestore(old).rename(_filestore(new))
    server.psql(
        f"ALTER DATABASE {postgres.identifier(old)}"
        f" RENAME TO {postgres.identifier(new)}"
    )


def init(config, database, log):
    """Create an empty Chinese database with Odoo's base."""
    options = ["--country", "CN", "--language", "zh_CN", "--force"]
    odoo.call(
        ["db", "-c", config, "init", *options, database],
        log=log,
        what="creating the database",
    )


def install(config, database, modules, log):
    """Install modules with their Chinese texts."""
    odoo.call(
        ["-c", config, "-d", database, "-i", ",".join(modules)]
        + ["--load-language", "zh_CN", "--stop-after-init", "--no-http"],
        log=log,
        what="installing the addons",
    )


def fill(config, database):
    """Load our own demo, and the sample workbooks through the importers."""
    for title, function in (
        ("Demo data", "load_demo"),
        ("Catalogue, agents and stock", "import_workbooks"),
    ):
        with step(title):
            odoo.call_inside(
                [function, config, database], log=function, what="loading the demo"
            )


def source_hashes():
    """A hash of each addon's files as they are now."""
    return {addon: _hash(paths.ADDONS / addon) for addon in paths.addon_names()}


def _create(server):
    part = f"{name()}_part"
    drop(server, part)
    with step("Database"):
        init(CONFIG, part, "database")
    with step("Addons"):
        install(CONFIG, part, ["l10n_cn", *paths.addon_names(), *DEMO_ADDONS], "addons")
    fill(CONFIG, part)
    _remember_hashes(server, part, source_hashes())
    rename(server, part, name())
    paths.set_stamp("database", name())


def _upgrade(server):
    known, now = _known_hashes(server), source_hashes()
    changed = [addon for addon in now if known.get(addon) != now[addon]]
    if not changed:
        return
    new = [addon for addon in changed if addon not in known]
    old = [addon for addon in changed if addon in known]
    with step(f"Changed addons: {', '.join(changed)}"):
        arguments = ["-c", CONFIG, "-d", name(), "--stop-after-init", "--no-http"]
        for flag, addons in (("-i", new), ("-u", old)):
            if addons:
                arguments += [flag, ",".join(addons)]
        odoo.call(arguments, log="upgrade", what="upgrading the addons")
        _remember_hashes(server, name(), now)


def _check_is_ours(server):
    sql = "SELECT 1 FROM pg_tables WHERE tablename = 'ir_config_parameter'"
    if not server.psql(sql, name()) or not _known_hashes(server):
        raise Problem(
            f"the database {name()} on {server.host} was not made by ./outlet:"
            " take another name with DB_NAME=... ./outlet run"
        )


def _known_hashes(server):
    rows = server.psql(
        f"SELECT value FROM ir_config_parameter WHERE key = '{HASHES}'", name()
    )
    return dict(pair.split("=") for pair in rows[0][0].split()) if rows else {}


def _remember_hashes(server, database, hashes):
    value = " ".join(f"{addon}={digest}" for addon, digest in hashes.items())
    server.psql(
        "INSERT INTO ir_config_parameter (key, value)"
        f" VALUES ('{HASHES}', '{value}')"
        " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        database,
    )


def _hash(folder):
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.is_file() and not NOT_INSTALLED & set(relative.parts):
            digest.update(f"{relative}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _filestore(database):
    return paths.DATA_DIR / "filestore" / database


def reset(server):
    """Delete the ordinary database and whatever is left of a half made one."""
    for database in (f"{name()}_part", name()):
        drop(server, database)
    say(f"The database {name()} is gone; ./outlet run makes it anew.")
