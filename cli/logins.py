"""What a newcomer needs to get in: the address and one login per role."""

from . import database
from .steps import Problem, say

ROLES = [
    ("operator", "/odoo"),
    ("finance", "/odoo"),
    ("brand", "/odoo"),
    ("agent", "/odoo"),
    ("reseller", "/my/outlet"),
    ("affiliate", "/my/outlet"),
    ("cashier", "/odoo"),
]
MEMBER = """
    SELECT member_token FROM res_partner
     WHERE is_member AND active AND member_token IS NOT NULL ORDER BY id LIMIT 1
"""


def show(server, url, platform=None):
    """Print address, logins, a member's page and the simulated WeChat."""
    sql = "SELECT login FROM res_users WHERE active"
    logins = {row[0] for row in server.psql(sql, database.name())}
    say()
    say(f"  Ready: {url}")
    say()
    for login, path in ROLES:
        if login in logins:
            say(f"  {login:<10} password {login:<10} {url}/web/login?redirect={path}")
    for row in _member(server):
        say(f"  {'member':<10} {'no login':<19} {url}/member/{row[0]}")
    if platform:
        say(f"  {'WeChat':<10} {'a simulator':<19} {platform}/")
    say()


def _member(server):
    try:
        return server.psql(MEMBER, database.name())
    except Problem:
        # a database without the members' addon
        return []
