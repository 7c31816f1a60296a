from datetime import timedelta

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .case_common import CaseCommon, make_photo


@tagged("post_install", "-at_install")
class TestCaseResponsible(CaseCommon):
    """Everybody can see who must act on a case, since when and until when."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls.env.ref("agent_dropship.case_reason_service")
        cls.order = cls._sold()

    def _overdue(self, case):
        case.act_by = fields.Datetime.now() - timedelta(minutes=1)
        with self.enter_registry_test_mode():
            self.env.ref("agent_dropship.cron_escalate_cases").method_direct_trigger()

    def test_case_climbs_from_reseller_to_agent_to_brand_to_operator(self):
        """Proves R151."""
        case = self._open(
            "complaint", self.order, reason=self.service, source="consumer"
        )
        seen = [(case.responsible_role, case.responsible_id)]
        for user in (self.operator, self.agent_user, self.brand_user):
            case.with_user(user).action_escalate()
            seen.append((case.responsible_role, case.responsible_id))
        self.assertEqual(
            seen,
            [
                ("reseller", self.owner),
                ("agent", self.tj.agent_id),
                ("brand", self.brand_company),
                ("operator", self.env.company.partner_id),
            ],
        )
        with self.assertRaisesRegex(UserError, "last word"):
            case.with_user(self.operator).action_escalate()
        self._step_as(self.operator, case, "solve", "Said sorry, coupon sent")
        self.assertEqual((case.state, case.outcome), ("done", "solved"))
        self.assertFalse(case.responsible_id)

    def test_history_has_one_responsible_at_any_moment(self):
        """Proves R148."""
        case = self._open(
            "complaint", self.order, reason=self.service, source="consumer"
        )
        self._step_as(self.operator, case, "pass", "Warehouse knows", role="agent")
        self._step_as(self.agent_user, case, "pass", "Not ours")
        steps = case.handover_ids
        self.assertEqual(steps.mapped("role"), ["reseller", "agent", "brand"])
        self.assertEqual(steps.mapped("cause"), ["opened", "passed", "escalated"])
        self.assertEqual(steps[1].note, "Warehouse knows")
        self.assertEqual(steps[1].user_id, self.operator)
        for step, after in zip(steps, steps[1:], strict=False):
            self.assertEqual(step.until, after.since)
        self.assertFalse(steps[-1].until)
        self.assertEqual(case.since, steps[-1].since)
        self.assertEqual(case.act_by, steps[-1].act_by)

    def test_database_refuses_a_case_without_or_with_two_responsible(self):
        """Proves R148."""
        case = self._open("complaint", self.order, reason=self.service)
        self.env.flush_all()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.CheckViolation),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE outlet_case SET responsible_id = NULL WHERE id = %s", [case.id]
            )
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.env.cr.savepoint(),
        ):
            case.handover_ids.copy()
            self.env.flush_all()

    def test_passed_deadline_hands_the_case_up(self):
        """Proves R151."""
        case = self._open(
            "complaint", self.order, reason=self.service, source="consumer"
        )
        self.assertEqual(
            round((case.act_by - case.since).total_seconds() / 3600),
            self.env.company.case_hours_reseller,
        )
        self._overdue(case)
        self.assertEqual(case.responsible_role, "agent")
        self.assertEqual(case.handover_ids[-1].cause, "overdue")
        self._overdue(case)
        self._overdue(case)
        self.assertEqual(case.responsible_role, "operator")
        self._overdue(case)
        self.assertEqual(case.responsible_role, "operator")
        self.assertTrue(case.is_late)
        self.assertIn(case, case.search([("is_late", "=", True)]))

    def test_case_of_a_reseller_who_became_an_agent_is_handed_up(self):
        case = self._open(
            "complaint", self.order, reason=self.service, source="consumer"
        )
        self.assertEqual(case.responsible_role, "reseller")
        self.place.owner_id = self.env.company.partner_id
        self._overdue(case)
        self.assertEqual(case.responsible_role, "agent")

    def test_what_is_told_of_an_open_complaint_is_kept(self):
        case, again = (
            self._open("complaint", self.order, reason=self.service, note=words)
            for words in ("Nobody answers", "Still nobody answers!")
        )
        self.assertEqual(again, case)
        self.assertEqual(case.description, "Nobody answers\n\nStill nobody answers!")
        self._open("complaint", self.order, note="Still nobody answers!")
        self.assertEqual(case.description.count("Still"), 1)

    def test_goods_that_do_not_turn_up_go_to_the_operator(self):
        case = self._open("return", self.order)
        self.assertEqual((case.state, case.responsible_role), ("waiting", "agent"))
        self._overdue(case)
        self.assertEqual((case.state, case.responsible_role), ("waiting", "operator"))

    def test_who_files_has_done_his_part(self):
        case = self._open(
            "complaint", self.order, reason=self.service, source="reseller"
        )
        self.assertEqual(case.responsible_role, "agent")

    def test_operators_own_place_has_no_reseller_in_the_chain(self):
        self.place.owner_id = self.env.company.partner_id
        order = self._sold()
        case = self._open("complaint", order, reason=self.service, source="consumer")
        self.assertEqual(case.responsible_role, "agent")

    def test_refusal_of_an_agent_is_not_the_last_word(self):
        case = self._open("return", self.order, reason=self.defect)
        self._step_as(self.agent_user, case, "reject", "Worn, not a defect")
        self.assertEqual((case.state, case.responsible_role), ("open", "brand"))
        self.assertEqual(case.handover_ids[-1].note, "Worn, not a defect")
        self._step_as(self.brand_user, case, "reject", "Looks worn")
        self._step_as(self.operator, case, "reject", "Both say worn")
        self.assertEqual((case.state, case.outcome), ("done", "rejected"))
        # refused pieces are free again: a better reason may come up
        self.assertTrue(self._open("return", self.order))

    def test_only_who_must_act_moves_a_case(self):
        case = self._open("return", self.order, reason=self.defect)
        case.action_escalate()
        self.assertEqual(case.responsible_role, "brand")
        with self.assertRaises(AccessError):
            case.with_user(self.agent_user).action_approve()
        with self.assertRaises(AccessError):
            case.with_user(self.other_agent_user).action_escalate()
        with self.assertRaises(AccessError):
            case.with_user(self.agent_user).action_reship()
        with self.assertRaises(AccessError):
            case.with_user(self.operator).write({"responsible_role": "agent"})
        with self.assertRaises(AccessError):
            case.with_user(self.operator).write({"state": "done"})
        with self.assertRaises(AccessError):
            case.with_user(self.agent_user).description = "Mine"

    def test_nobody_is_handed_a_case_down_but_by_the_operator(self):
        case = self._open("return", self.order, reason=self.defect)
        with self.assertRaisesRegex(UserError, "up the chain"):
            self._step_as(self.agent_user, case, "pass", role="reseller")
        self._step_as(self.operator, case, "pass", role="reseller")
        self.assertEqual(case.responsible_role, "reseller")

    def test_party_reads_a_case_when_it_had_to_act_and_no_consumer(self):
        case = self._open(
            "complaint", self.order, reason=self.service, source="consumer"
        )
        cases = self.env["outlet.case"]
        self.assertFalse(cases.with_user(self.agent_user).search([]))
        case.action_escalate()
        self.assertEqual(cases.with_user(self.agent_user).search([]), case)
        self.assertFalse(cases.with_user(self.brand_user).search([]))
        self.assertFalse(cases.with_user(self.other_agent_user).search([]))
        case.action_escalate()
        self.assertEqual(cases.with_user(self.brand_user).search([]), case)
        for field in ("partner_id", "order_id", "reseller_id", "description"):
            with self.assertRaises(AccessError):
                case.with_user(self.brand_user).read([field])
        with self.assertRaises(AccessError):
            case.with_user(self.agent_user).read(["partner_id"])

    def test_clerk_files_a_case_in_two_clicks(self):
        """After-sales on the order, Submit: kind, reason and goods are proposed."""
        action = self.order.with_user(self.operator).action_file_case()  # click 1
        wizard = self.env[action["res_model"]].with_user(self.operator)
        wizard = wizard.browse(action["res_id"])
        with Form(wizard) as form:
            self.assertEqual(form.kind, "return")
            self.assertEqual(form.reason_id, self.no_reason)
            with form.line_ids.edit(0) as line:
                self.assertEqual(line.quantity, 1)
        opened = wizard.action_file()  # click 2
        case = self.env["outlet.case"].browse(opened["res_id"])
        self.assertEqual((case.state, case.source), ("waiting", "office"))

    def test_clerk_files_an_exchange_with_a_photo(self):
        wizard = self.env["outlet.case.new"].with_user(self.operator)
        with Form(wizard.create({"order_id": self.order.id})) as form:
            form.kind = "exchange"
            form.reason_id = self.defect
            form.photo = make_photo()
        form.record.action_file()
        case = self.env["outlet.case"].search([("order_id", "=", self.order.id)])
        self.assertEqual((case.kind, case.state), ("exchange", "open"))
        self.assertEqual(len(case.photo_ids), 1)

    def test_only_pictures_of_a_sane_size_are_photos(self):
        case = self._open("complaint", self.order, reason=self.service)
        for bad in (b"", b"PHN2Zz48L3N2Zz4=", b"JVBERi0xLjQK", b"not base64"):
            with self.assertRaises(UserError):
                case._add_photos([bad])
        case._add_photos([make_photo("JPEG"), make_photo("PNG")])
        with self.assertRaises(UserError):
            case._add_photos([make_photo(colour=(n, 0, 0)) for n in range(20)])

    def test_photos_sent_twice_are_kept_once(self):
        case = self._complain("Broken zip", make_photo(), make_photo(colour="blue"))
        again = self._complain("Nobody answers", make_photo())
        self.assertEqual(again, case)
        self.assertEqual(len(case.photo_ids), 2)
        self._complain("Look here", make_photo(colour="green"))
        self.assertEqual(len(case.photo_ids), 3)

    def _complain(self, note, *photos):
        """File a complaint as the form of the order page sends it."""
        self.forms = getattr(self, "forms", 0) + 1
        return self.order._file_case(
            {
                "kind": "complaint",
                "reason_id": str(self.service.id),
                "note": note,
                "once": f"form-number-{self.forms}",
            },
            list(photos),
            "consumer",
        )

    def test_desk_counts_what_waits_for_each(self):
        self._open("return", self.order, reason=self.defect)
        todos = (
            self.env["outlet.desk"]
            .with_user(self.agent_user)
            ._get_todos("agent", self.env["outlet.desk"]._get_window("7"))
        )
        counts = {todo["key"]: todo["count"] for todo in todos}
        self.assertEqual((counts["case"], counts["case_goods"]), (1, 0))
