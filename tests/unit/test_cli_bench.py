"""`./outlet bench` offers what it can run, and nothing else."""

import ast
import unittest

from cli import bench


class TestBenchmarks(unittest.TestCase):
    def test_each_benchmark_that_is_offered_can_be_run(self):
        for name in bench.available():
            with self.subTest(name):
                tree = ast.parse((bench.FOLDER / f"{name}.py").read_text())
                functions = {
                    node.name for node in tree.body if isinstance(node, ast.FunctionDef)
                }
                self.assertIn("run", functions)

    def test_the_server_gets_a_part_of_the_memory(self):
        self.assertRegex(bench._get_buffers(), r"^[1-9]\d{1,3}MB$")
