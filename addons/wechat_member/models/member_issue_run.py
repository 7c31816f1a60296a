"""How an issue is carried out: in the background, in pieces, each member once."""

from odoo import api, fields, models
from odoo.tools import format_date

BATCH = 500


class MemberIssue(models.Model):
    _inherit = "member.issue"

    @api.model
    def _cron_issue(self, batch=BATCH):
        """Carry out what is being issued; killed at any point it goes on from there.

        First all who take part are written down. Then a piece is coupons, their entries
        in the ledger, the messages and the marks of who has one, in one transaction.
        """
        cron = self.env["ir.cron"]
        for issue in self.search([("state", "=", "running")], order="id"):
            # somebody who starts or stops it just now goes first
            while issue.try_lock_for_update() and issue.state == "running":
                here = issue.with_company(issue.company_id)
                done = here._draw_piece() if here.drawing else here._run_piece(batch)
                left = issue._count_waiting() + issue.drawing
                if not cron._commit_progress(done, remaining=left):
                    return

    def _draw_piece(self):
        # the last piece may be empty, and is work all the same
        return self._write_down_members() or 1

    def _count_waiting(self):
        self.ensure_one()
        return self.env["campaign.target"].search_count(
            [("issue_id", "=", self.id), ("state", "=", "waiting")]
        )

    def _run_piece(self, batch):
        """Issue to the next members who wait; return how many were dealt with."""
        self.ensure_one()
        waiting = self.env["campaign.target"].search(
            [("issue_id", "=", self.id), ("state", "=", "waiting")],
            limit=batch,
            order="id",
        )
        if not waiting:
            self.state = "done"
            return 0
        if words := self.program_id._refuse_issue(len(waiting)):
            self.write({"state": "stopped", "trouble": words})
            return 0
        members = waiting.partner_id.filtered(
            lambda member: (
                member.is_member
                and member.active
                and member.member_company_id == self.company_id
            )
        )
        given = waiting.filtered(lambda target: target.partner_id in members)
        (waiting - given).state = "left"
        given._give(self._prepare_cards(members))
        if self.notify:
            self._tell(given)
        return len(waiting)

    def _prepare_cards(self, members):
        """Return ``{member: values of the coupon}``."""
        program = self.program_id
        ends = program.date_to
        if self.valid_days:
            last = fields.Date.add(
                self.company_id._get_local_today(), days=self.valid_days
            )
            ends = min(last, ends) if ends else last
        costs = program.reward_ids.mapped("required_points")
        vals = {
            "program_id": program.id,
            "points": min(costs, default=1),
            "expiration_date": ends,
            "issue_id": self.id,
        }
        return {member: vals | {"partner_id": member.id} for member in members}

    def _tell(self, targets):
        """Write to those whom the gate lets an offer pass to, and keep its answer."""
        by_lang = targets.filtered("card_id").grouped(
            lambda target: (
                target.partner_id.lang or self.company_id.partner_id.lang or "zh_CN"
            )
        )
        for lang, same in by_lang.items():
            here = self.with_context(lang=lang)
            members = same.partner_id.with_context(lang=lang)
            decided = members._write_to_members(
                "news",
                "marketing",
                {
                    target.partner_id.with_env(members.env): here._prepare_words(target)
                    for target in same
                },
            )
            for target in same:
                decision = decided[target.partner_id.with_env(members.env)]
                target.told = decision.state
                target.not_told_reason = decision.reason

    def _prepare_words(self, target):
        card = target.card_id
        values = {
            "title": self.program_id.with_context(lang=self.env.context["lang"]).name,
            "shop": self.company_id.name,
            "date": card.expiration_date
            and format_date(self.env, card.expiration_date),
            "count": "1",
            "note": self.env._("It is in your card. Show it at the till."),
            "member_no": target.partner_id.member_no,
        }
        if values["date"]:
            values["text"] = self.env._(
                "[%(shop)s] A coupon for you: %(title)s, good until %(date)s. "
                "It is in your card.",
                **values,
            )
        else:
            values["text"] = self.env._(
                "[%(shop)s] A coupon for you: %(title)s. It is in your card.", **values
            )
        return values
