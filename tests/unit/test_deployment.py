"""What an ordinary installation is made from: odoo.conf, requirements, docker/."""

import configparser
import re
import subprocess
import sys
import unittest

import yaml

from . import ROOT

DOCKER = ROOT / "docker"


def known_options():
    """Names of the options a configuration file of Odoo may have."""
    script = (
        "from odoo.tools import config;"
        "print(*(name for name, option in config.options_index.items()"
        " if option.file_loadable))"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd="/"
    )
    return set(result.stdout.split())


class TestConfiguration(unittest.TestCase):
    def setUp(self):
        parser = configparser.ConfigParser(interpolation=None)
        parser.read(ROOT / "odoo.conf")
        self.options = parser["options"]

    def test_every_option_is_one_of_odoo(self):
        self.assertLessEqual(set(self.options), known_options())

    def test_odoo_reads_it_without_complaint(self):
        script = (
            "import sys; sys.argv = ['odoo'];"
            "from odoo.tools import config;"
            f"config.parse_config(['-c', '{ROOT / 'odoo.conf'}']);"
            "print(config['addons_path'])"
        )
        result = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT
        )
        self.assertEqual(result.stderr, "")
        self.assertIn(str(ROOT / "addons"), result.stdout)

    def test_folders_of_addons_exist(self):
        for folder in self.options["addons_path"].split(","):
            self.assertTrue(list((ROOT / folder.strip()).glob("*/__manifest__.py")))

    def test_nobody_manages_databases_from_a_browser(self):
        self.assertEqual(self.options["list_db"], "False")


class TestContainers(unittest.TestCase):
    def setUp(self):
        self.compose = yaml.safe_load((DOCKER / "compose.yaml").read_text())
        self.services = self.compose["services"]
        self.dockerfile = (DOCKER / "Dockerfile").read_text()

    def test_every_path_it_names_exists(self):
        for name, service in self.services.items():
            build = service.get("build")
            if build:
                context = DOCKER / build["context"]
                self.assertTrue((context / build["dockerfile"]).is_file(), name)
            for volume in service.get("volumes", []):
                source = volume.split(":")[0]
                if source.startswith("."):
                    self.assertTrue((DOCKER / source).exists(), source)
                else:
                    self.assertIn(source, self.compose["volumes"])

    def test_image_is_the_official_one_and_copies_what_is_there(self):
        self.assertIn("\nFROM odoo:19\n", self.dockerfile)
        for line in re.findall(r"^COPY (.*)$", self.dockerfile, re.M):
            for source in line.split()[:-1]:
                self.assertTrue((ROOT / source).exists(), source)

    def test_image_installs_the_project_s_requirements(self):
        self.assertIn("COPY requirements.txt ./", self.dockerfile)
        self.assertIn("-r requirements.txt", self.dockerfile)
        self.assertIn("--no-deps", self.dockerfile)

    def test_set_up_installs_every_addon_that_installs_itself_not(self):
        listed = re.search(r"^addons=(.*)$", (DOCKER / "setup").read_text(), re.M)
        mains = {
            path.parent.name
            for path in ROOT.glob("addons/*/__manifest__.py")
            if "auto_install" not in path.read_text()
        }
        self.assertEqual(set(listed[1].split(",")), mains)

    def test_one_server_and_its_database_are_enough(self):
        """What is not in a profile starts by itself. Proves R219."""
        usual = {name for name, one in self.services.items() if "profiles" not in one}
        self.assertEqual(usual, {"db", "odoo"})

    def test_profiles_are_what_the_comments_promise(self):
        profiles = {
            name: service.get("profiles", []) for name, service in self.services.items()
        }
        self.assertEqual(profiles["nginx"], ["nginx"])
        nodes = [name for name, value in profiles.items() if value == ["scale-out"]]
        self.assertGreaterEqual(len(nodes), 2)
        for node in nodes:
            self.assertIn("--max-cron-threads=0", self.services[node]["command"])

    def test_the_proxy_knows_every_node_and_both_ports(self):
        nginx = (DOCKER / "nginx.conf").read_text()
        nodes = [
            name
            for name, service in self.services.items()
            if service.get("image") == "brand-outlet:19.0" and name != "setup"
        ]
        for node in nodes:
            for port in ("8069", "8072"):
                self.assertIn(f"server {node}:{port} ", nginx)

    def test_nodes_fit_into_the_connections_of_the_server(self):
        parser = configparser.ConfigParser(interpolation=None)
        parser.read(ROOT / "odoo.conf")
        number = {
            key: int(value)
            for key, value in parser["options"].items()
            if value.isdigit()
        }
        processes = number["workers"] + number["max_cron_threads"]
        one_node = processes * number["db_maxconn"] + number["db_maxconn_gevent"]
        allowed = next(
            int(word.split("=")[1])
            for word in self.services["db"]["command"]
            if word.startswith("max_connections=")
        )
        self.assertLessEqual(3 * one_node, allowed)


class TestRequirements(unittest.TestCase):
    def test_every_package_is_pinned_to_one_version(self):
        for name in ("requirements.txt", "requirements-dev.txt"):
            for line in (ROOT / name).read_text().splitlines():
                if line and not line.startswith("#"):
                    self.assertRegex(line, r"^[\w.-]+==[\w.]+( ; python_version .*)?$")

    def test_the_list_is_whole(self):
        result = subprocess.run(
            [sys.executable, "-m", "pip", "check"], capture_output=True, text=True
        )
        # Odoo's metadata names the sources of what is installed as psycopg2-binary and
        # the old name of pypdf
        wanted = {
            "odoo 19.0 requires psycopg2, which is not installed.",
            "odoo 19.0 requires pypdf2, which is not installed.",
        }
        self.assertLessEqual(
            set(result.stdout.splitlines()) - wanted, {"No broken requirements found."}
        )
