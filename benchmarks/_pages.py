"""Whole pages: from the request to the last byte, answered by this process."""

import logging
import re
import statistics
import time

from werkzeug.test import Client

from odoo import http
from odoo.tools import config

# a page of the core's portal
PORTAL = "/my/orders"
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def serve(context):
    """Let this process answer for the database of the benchmark."""
    config["db_name"] = [context.registry.db_name]
    logging.getLogger("werkzeug").setLevel(logging.WARNING)


def log_in(login):
    """Return the session of a portal user; the password is the login."""
    client = Client(http.root)
    here = {"REMOTE_ADDR": "127.0.0.1"}
    page = client.get("/web/login", environ_overrides=here).get_data(as_text=True)
    form = {
        "login": login,
        "password": login,
        "csrf_token": CSRF.search(page).group(1),
    }
    answer = client.post("/web/login", data=form, environ_overrides=here)
    assert answer.status_code == 303, answer.status
    return client.get_cookie("session_id").value


def view(path, viewer, session=""):
    """Return the milliseconds until a viewer has all of a page."""
    client = Client(http.root)
    if session:
        client.set_cookie("session_id", session)
    start = time.perf_counter()
    answer = client.get(
        path,
        headers={"User-Agent": "Mozilla/5.0 MicroMessenger", "Accept": "text/html"},
        environ_overrides={"REMOTE_ADDR": f"10.{viewer // 250}.{viewer % 250}.7"},
    )
    size = len(answer.get_data())
    took = 1000 * (time.perf_counter() - start)
    assert answer.status_code == 200 and size > 1000, (path, answer.status)
    return took


def figure(name, ours, theirs):
    """Return the ratio of the 95th percentiles of two lists of milliseconds."""
    one, other = _p95(ours), _p95(theirs)
    return {
        "name": name,
        "ratio": one / other,
        "numerator": one,
        "denominator": other,
        "unit": "ms",
        "median": statistics.median(ours),
        "median_denominator": statistics.median(theirs),
        "most": max(ours),
    }


def _p95(values):
    return sorted(values)[int(len(values) * 0.95) - 1]
