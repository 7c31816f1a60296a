#!/usr/bin/env python3
"""Pictures of the main screens, in Chinese, for docs/screenshots.

    ./outlet shots [NAME ...]
    .venv/bin/python tools/screenshots.py --url http://127.0.0.1:8069 [NAME ...]

Signs in as each role (the password is the login), takes every screen of
tools/screens.py, prints a table, and exits non-zero where a screen logs an error in the
console, scrolls sideways on a phone, or shows an English word.
"""

import argparse
import contextlib
import io
import re
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Error, TimeoutError, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cli import chromium  # noqa: E402
from tools import morning  # noqa: E402
from tools.screens import PHONE, SCREENS  # noqa: E402

TARGET = ROOT / "docs" / "screenshots"
LIMIT = 250_000
# names and units that are the same in Chinese
ALLOWED = set("Odoo Excel SKU POS xlsx CSV ZIP WeChat km kg FOB Wang".split())
# a word in Latin letters that is no part of a number, an address or a file name
EDGE = r"[A-Za-z0-9@_/#-]"
WORD = re.compile(rf"(?<!{EDGE})(?<!\.)[A-Za-z][a-z]{{2,}}(?!{EDGE}|\.[a-z])")
# what Debian's package leaves out of Odoo: video calls' library, a font of the till
NOISE = re.compile(r"selfie_segmentation|Inconsolata\.otf")
SETTLED = """() => {
  const client = document.querySelector('.o_web_client');
  return (!client || client.querySelector('.o_action_manager > *, .pos'))
    && !document.querySelector('.o_loading_indicator, .o_blockUI')
    && [...document.images].every(image => image.complete
      || image.getBoundingClientRect().top > innerHeight || !image.checkVisibility());
}"""
# what users write themselves: another shop's headers may be English
SKIPPED = "script, style, code, td[name=aliases]"
TEXTS = """SKIPPED => {
  const shown = element => element && !element.closest(SKIPPED)
    && element.checkVisibility({visibilityProperty: true});
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    if (walker.currentNode.data.trim() && shown(walker.currentNode.parentElement))
      found.push(walker.currentNode.data.trim());
  }
  for (const element of document.querySelectorAll('[placeholder]'))
    if (shown(element)) found.push(element.placeholder);
  return found;
}"""


def find_chromium():
    """Path of the system's browser; ends the program where there is none."""
    return chromium.find() or sys.exit("Chromium is missing: apt-get install chromium")


class Photographer:
    """One browser; one signed-in context per login and width."""

    def __init__(self, browser, url):
        self.browser, self.url = browser, url
        self.contexts = {}

    def context(self, login, width):
        key = login, width
        if key not in self.contexts:
            size = {"width": width, "height": 844 if width == PHONE else 900}
            self.contexts[key] = self.browser.new_context(
                viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai"
            )
            if login:
                self._sign_in(self.contexts[key], login)
        return self.contexts[key]

    def _sign_in(self, context, login):
        page = context.new_page()
        page.goto(f"{self.url}/web/login?redirect=/web/tests/none")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", login)
        page.click("form.oe_login_form button[type=submit]")
        page.wait_for_url(lambda url: "/web/login" not in url, timeout=60_000)
        page.close()

    def take(self, screen, width):
        """Return (picture as webp, complaints) of one screen."""
        page = self.context(screen.login, width).new_page()
        complaints = []
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("console", lambda message: _note(message, complaints))
        try:
            page.goto(self.url + screen.path)
            settle(page)
            for action, selector, *text in screen.steps:
                act(page, action, selector, *text)
                settle(page)
            if screen.part:
                page.locator(screen.part).first.scroll_into_view_if_needed()
            complaints += judge(page, width)
            return compress(page.screenshot()), complaints
        except Error as error:
            return None, [*complaints, str(error).splitlines()[0]]
        finally:
            page.close()


def _note(message, complaints):
    text = f"{message.text[:160]} {message.location.get('url', '')}"
    if message.type == "error" and not NOISE.search(text):
        complaints.append(f"console: {text}")


def act(page, action, selector, *text):
    """Do one step of a screen."""
    if action == "scan":
        page.keyboard.type(selector)
        page.keyboard.press("Enter")
        return
    place = page.locator(selector).first
    if action == "try":
        if place.is_visible():
            place.click()
    elif action == "wait":
        place.wait_for(timeout=30_000)
    else:
        getattr(place, action)(*text, timeout=30_000)


def settle(page):
    """Wait until nothing loads any more."""
    with contextlib.suppress(TimeoutError):
        page.wait_for_load_state("networkidle", timeout=10_000)
    # a view asks for its records a moment after it is drawn
    for pause in (700, 300):
        page.wait_for_function(SETTLED, timeout=60_000)
        page.wait_for_timeout(pause)


def judge(page, width):
    """Return what is wrong with the page as it stands."""
    complaints = []
    wide = page.evaluate("document.documentElement.scrollWidth")
    if width == PHONE and wide > width:
        complaints.append(f"{wide} px wide")
    words = {
        word for text in page.evaluate(TEXTS, SKIPPED) for word in WORD.findall(text)
    }
    if words - ALLOWED:
        complaints.append("English: " + " ".join(sorted(words - ALLOWED)[:12]))
    return complaints


def compress(png):
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for quality in (82, 70, 58, 46):
        buffer = io.BytesIO()
        picture.save(buffer, "WEBP", quality=quality, method=6)
        if buffer.tell() < LIMIT:
            break
    return buffer.getvalue()


def photograph(url, names=(), target=TARGET):
    """Take the screens (all, or those whose name starts with one of ``names``)."""
    target.mkdir(parents=True, exist_ok=True)
    wanted = [one for one in SCREENS if not names or one.name.startswith(tuple(names))]
    bad = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox"]
        )
        photographer = Photographer(browser, url)
        for screen in wanted:
            for width in screen.widths:
                picture, complaints = photographer.take(screen, width)
                bad += bool(complaints)
                name = f"{screen.name}-{width}.webp"
                if picture:
                    (target / name).write_bytes(picture)
                size = f"{len(picture or b'') / 1000:.0f} kB"
                sys.stdout.write(f"{name:<34}{size:>8}  {'; '.join(complaints)}\n")
                sys.stdout.flush()
        browser.close()
    return int(bool(bad))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", default="http://127.0.0.1:8069")
    parser.add_argument("--target", type=Path, default=TARGET)
    parser.add_argument("--database", help="first make statements and files there")
    parser.add_argument("names", nargs="*", help="screens whose name starts so")
    options = parser.parse_args()
    if options.database:
        morning.prepare(options.url, options.database)
    return photograph(options.url, options.names, options.target)


if __name__ == "__main__":
    sys.exit(main())
