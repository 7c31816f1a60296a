from . import test_brand_tag
