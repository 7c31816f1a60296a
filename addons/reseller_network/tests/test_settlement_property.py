from odoo.tests import tagged

from .settlement_network import SettlementNetwork


@tagged("post_install", "-at_install")
class TestNetworkSettlementProperties(SettlementNetwork):
    """Random days of business of agents, resellers and an affiliate."""

    share = 0.3
    usual = 64

    def test_random_business_of_a_network_always_ties(self):
        """Proves R14, R144.

        As for agents alone; and every seller has his margin or commission for what
        was kept, whoever took the money and whatever came off the order.
        """
        self._run_sequences()
