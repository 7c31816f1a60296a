"""Divide an amount so that the parts are whole fen and together exactly the amount."""

from fractions import Fraction


def spread(amount, weights, unit=0.01):
    """Return the parts of ``amount`` by these weights, by the largest remainder.

    The same question always has the same answer: of equal remainders the first one
    is rounded up.

    :param float amount: positive or negative, a multiple of ``unit``
    :param list weights: not negative; all 0 counts as all the same
    :param float unit: the smallest coin, e.g. 0.05
    """
    if not weights:
        return []
    coin = Fraction(str(unit))
    coins = round(Fraction(str(amount)) / coin)
    sign, coins = (-1, -coins) if coins < 0 else (1, coins)
    exact = [Fraction(str(weight)) for weight in weights]
    if not any(exact):
        exact = [Fraction(1)] * len(weights)
    whole = sum(exact)
    shares = [coins * weight / whole for weight in exact]
    parts = [int(share) for share in shares]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - shares[i], i))
    for index in order[: coins - sum(parts)]:
        parts[index] += 1
    return [float(sign * part * coin) for part in parts]
