from . import outlet_import
