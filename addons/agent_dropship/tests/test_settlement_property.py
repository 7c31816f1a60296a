from odoo.tests import tagged

from .settlement_world import SettlementWorld


@tagged("post_install", "-at_install")
class TestSettlementProperties(SettlementWorld):
    """Random days of business; whatever happens, every fen has one owner."""

    share = 0.5
    usual = 112

    def test_random_business_always_ties(self):
        """Proves R144.

        Orders with taxes, freight and discounts, whose money the operator, the seller,
        the agent or a courier takes; partial deliveries, refusals, delays, returns,
        exchanges, compensations, price changes, statements, bills and disputes in
        random order. After every step each order line is shared out to the fen, each
        agent's statements equal what was kept, and the difference is zero.
        """
        self._run_sequences()
