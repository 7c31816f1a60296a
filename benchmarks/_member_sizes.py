"""How much there is, and what the copies of benchmarks' members have in common."""

OUTLETS, PROGRAMS, CHANNELS = 40, 24, 60
ARTICLES = 600
DAYS = 365
# a receipt of so many: pays with a coupon, has two lines, gives points, is taken back
COUPON_EVERY, SECOND_EVERY, POINTS_EVERY, REFUND_EVERY = 12, 4, 2, 50
WALLET_EVERY = 5

# the amount of a receipt
TOTAL = "(r.price + COALESCE(r.other_price * (r.other_id > 0)::int, 0) - r.off)"
# the channels of program n are n, n + 24 and n + 48, as far as there are so many
CLAIMED = f"""k.n % 5 < 4 AND c.n = k.program + CASE
    WHEN k.program + {PROGRAMS} * (k.n % 3) < {CHANNELS} THEN {PROGRAMS} * (k.n % 3)
    ELSE 0 END"""
