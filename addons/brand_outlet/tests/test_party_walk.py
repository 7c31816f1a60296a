from odoo.tests import tagged

from .party_walker import PartyWalker


@tagged("post_install", "-at_install")
class TestPartyWalk(PartyWalker):
    """Whoever is asked, nobody tells of a stranger.

    Proves R12.
    """

    def test_no_record_of_a_stranger_is_reached(self):
        for viewer in self.party_viewers:
            self.walk_records(viewer)
        self.assertNothingFound()

    def test_no_field_of_a_record_leads_to_a_stranger(self):
        for viewer in self.reading_viewers:
            self.walk_fields(viewer)
        self.assertNothingFound()

    def test_nothing_is_tied_to_a_stranger(self):
        for viewer in self.party_viewers:
            self.walk_links(viewer)
            self.walk_documents(viewer)
        self.assertNothingFound()

    def test_no_method_tells_of_a_stranger(self):
        for viewer in self.reading_viewers:
            self.walk_methods(viewer)
        self.assertNothingFound()

    def test_every_model_a_party_reaches_is_walked(self):
        self.walk_data()
        self.assertNothingFound()
