from . import reseller_refusal
