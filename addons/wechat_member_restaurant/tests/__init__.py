from . import test_table
