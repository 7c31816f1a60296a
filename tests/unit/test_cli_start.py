"""What a newcomer may meet: each trouble is one line that says what to do.

The command runs for real, in a copy of its own with nothing set up.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from . import ROOT


class Newcomer(unittest.TestCase):
    def setUp(self):
        self.project = Path(tempfile.mkdtemp(prefix="outlet-test-"))
        self.addCleanup(shutil.rmtree, self.project, ignore_errors=True)
        shutil.copy(ROOT / "outlet", self.project)
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "cli", self.project / "cli", ignore=ignore)
        for name in ("requirements.txt", "requirements-dev.txt"):
            shutil.copy(ROOT / name, self.project)

    def outlet(self, *arguments, **env):
        return subprocess.run(
            [self.project / "outlet", *arguments],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=120,
            env={"PATH": os.environ["PATH"], "HOME": str(self.project), **env},
        )

    def run_on_a_free_port(self, **env):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        return self.outlet("run", "--port", str(port), **env)

    def inside(self, script, **env):
        """Run a line of Python with the copy's modules."""
        return subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=120,
            cwd=self.project,
            env={**os.environ, "PYTHONPATH": str(self.project), **env},
        )

    def assertOneLine(self, result, *words):
        self.assertEqual(result.returncode, 1, result.stderr)
        lines = result.stderr.strip().splitlines()
        self.assertEqual(len(lines), 1, result.stderr)
        self.assertTrue(lines[0].startswith("outlet: "), lines[0])
        for word in words:
            self.assertIn(word, lines[0])

    def program(self, name, text):
        """A program that comes first on the path; returns that path."""
        folder = self.project / "bin"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
        return folder


class TestTrouble(Newcomer):
    def test_wrong_python_is_named(self):
        old = 'if [ "$1" = --version ]; then echo Python 3.9.2; else exit 1; fi'
        folder = self.program("python3", old)
        for tool in ("dirname", "sh"):
            (folder / tool).symlink_to(shutil.which(tool))
        result = self.outlet("run", PATH=str(folder))
        self.assertOneLine(result, "Python 3.10 to 3.13", "found Python 3.9.2")

    def test_port_in_use_names_its_owner(self):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            port = listener.getsockname()[1]
            result = self.outlet("run", "--port", str(port))
        owner = f"(process {os.getpid()})"
        self.assertOneLine(result, f"port {port} is in use by", owner, "--port")

    def test_no_network(self):
        result = self.run_on_a_free_port(DEBIAN_MIRROR="http://127.0.0.1:9/debian")
        self.assertOneLine(result, "no network", "start again")

    def test_no_archive_with_odoo(self):
        folder = self.program("apt-get", "exit 0")
        result = self.run_on_a_free_port(PATH=f"{folder}:{os.environ['PATH']}")
        self.assertOneLine(result, "no archive with odoo-19", "ODOO_HOME=")

    def test_machine_without_apt(self):
        folder = self.project / "bin"
        folder.mkdir()
        for tool in ("dirname", "sh"):
            (folder / tool).symlink_to(shutil.which(tool))
        (folder / "python3").symlink_to(os.path.realpath(sys.executable))
        self.assertOneLine(
            self.run_on_a_free_port(PATH=str(folder)), "apt-get", "ODOO_HOME="
        )

    def test_odoo_home_without_odoo(self):
        result = self.run_on_a_free_port(ODOO_HOME=str(self.project))
        self.assertOneLine(result, "ODOO_HOME", "release.py")

    def test_odoo_home_with_another_series(self):
        release = self.project / "other" / "odoo" / "release.py"
        release.parent.mkdir(parents=True)
        release.write_text("version_info = (18, 0, 0, FINAL, 0, '')\n")
        result = self.run_on_a_free_port(ODOO_HOME=str(self.project / "other"))
        self.assertOneLine(result, "Odoo 18.0", "Odoo 19.0 is needed")

    def test_full_disk_tells_how_much_is_needed(self):
        script = (
            "from cli import checks; checks.NEED_ODOO = 10**18; checks.disk_space()"
        )
        result = self.inside(script)
        self.assertRegex(
            result.stderr, r"disk full: \d+ MB are needed .* \d+ MB are free"
        )

    def test_a_second_command_waits_its_turn(self):
        script = (
            "import time; from cli import environment\n"
            "with environment.alone(): print('mine', flush=True); time.sleep(60)"
        )
        first = subprocess.Popen(
            [sys.executable, "-c", script],
            stdout=subprocess.PIPE,
            cwd=self.project,
            env={**os.environ, "PYTHONPATH": str(self.project)},
        )
        self.addCleanup(first.stdout.close)
        self.addCleanup(first.wait)
        self.addCleanup(first.kill)
        first.stdout.readline()
        self.assertOneLine(self.run_on_a_free_port(), "another ./outlet")

    def test_browser_missing_names_the_command_to_type(self):
        script = "from cli import chromium; chromium.ensure()"
        result = self.inside(script, PATH=str(self.project))
        self.assertIn("apt-get install --yes chromium", result.stderr)

    def test_nothing_to_stop(self):
        self.assertEqual(self.outlet("stop").stdout, "Nothing was running.\n")

    def test_nothing_to_reset(self):
        self.assertEqual(
            self.outlet("reset", "--yes").stdout, "There is no database.\n"
        )

    def test_reset_asks_before_it_deletes(self):
        script = (
            "from cli import commands, postgres;"
            "from pathlib import Path; postgres.binary = lambda name: Path('/');"
            "from types import SimpleNamespace as N;"
            "print(commands.reset(N(yes=False)))"
        )
        result = self.inside(script)
        self.assertIn("Nothing was deleted", result.stdout, result.stderr)


class TestRepair(Newcomer):
    def test_half_made_environment_is_made_anew(self):
        python = self.project / ".venv" / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.write_text("#!/bin/sh\nexit 1\n")
        python.chmod(0o755)
        result = self.inside(
            "from cli import venv; venv.ensure(); print(venv._has_pip())"
        )
        self.assertEqual(result.stdout, "True\n", result.stderr)

    def test_environment_without_pip_is_made_anew(self):
        result = self.inside(
            "from cli import paths, venv; venv.ensure();"
            "import shutil; shutil.rmtree(paths.site_packages() / 'pip');"
            "paths.set_stamp('venv', 'interrupted'); venv.ensure();"
            "print(venv._has_pip())"
        )
        self.assertEqual(result.stdout, "True\n", result.stderr)

    def test_half_unpacked_odoo_is_fetched_again(self):
        leftover = self.project / ".outlet" / "odoo" / "usr" / "half"
        leftover.mkdir(parents=True)
        result = self.run_on_a_free_port(DEBIAN_MIRROR="http://127.0.0.1:9/debian")
        self.assertOneLine(result, "no network")
        self.assertFalse(leftover.exists())

    def test_damaged_download_is_thrown_away(self):
        damaged = self.project / "odoo-19_19.0_all.deb"
        damaged.write_text("half of it")
        result = self.inside(
            "import pathlib; from cli import archive;"
            f"archive.unpack([pathlib.Path('{damaged}')], pathlib.Path('x'))"
        )
        self.assertIn("is damaged; start again", result.stderr)
        self.assertFalse(damaged.exists())

    def test_pid_of_another_program_is_not_taken_for_odoo(self):
        pid_file = self.project / ".outlet" / "run" / "odoo.pid"
        pid_file.parent.mkdir(parents=True)
        bystander = subprocess.Popen(["sleep", "60"])
        self.addCleanup(bystander.wait)
        self.addCleanup(bystander.kill)
        pid_file.write_text(f"{bystander.pid} 8069")
        self.assertEqual(self.outlet("stop").stdout, "Nothing was running.\n")
        time.sleep(0.2)
        self.assertIsNone(bystander.poll())
