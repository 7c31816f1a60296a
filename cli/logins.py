"""What a newcomer needs to get in: the address and one login per role."""

from . import database
from .steps import say

ROLES = [
    ("operator", "/odoo"),
    ("brand", "/odoo"),
    ("agent", "/odoo"),
    ("reseller", "/my/outlet"),
    ("affiliate", "/my/outlet"),
    ("cashier", "/odoo"),
]


def show(server, url):
    """Print address, logins and a member's page."""
    sql = "SELECT login FROM res_users WHERE active"
    logins = {row[0] for row in server.psql(sql, database.name())}
    say()
    say(f"  Ready: {url}")
    say()
    for login, path in ROLES:
        if login in logins:
            say(f"  {login:<10} password {login:<10} {url}/web/login?redirect={path}")
