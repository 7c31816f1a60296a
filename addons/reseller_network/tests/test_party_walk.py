from odoo.tests import tagged

from odoo.addons.agent_dropship.tests import test_party_walk


@tagged("post_install", "-at_install")
class TestResellerPartyWalk(test_party_walk.TestDropshipPartyWalk):
    """With resellers in the house, staff of agents still learn nothing of them.

    Proves R12.
    """

    allow_inherited_tests_method = True  # the same walks, with more to find
    walk_addons = ("agent_dropship", "reseller_network")

    def test_contracts_and_prices_of_resellers_are_closed(self):
        for viewer in self.party_viewers:
            reachable = self._get_reachable(viewer)
            for name in ("reseller.contract", "reseller.price"):
                self.assertNotIn(name, reachable, viewer)

    def _get_dropship_models(self):
        """Every model, of the core as of the suite."""
        return set()
