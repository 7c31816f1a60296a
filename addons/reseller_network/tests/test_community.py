from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import ResellerCommon


@tagged("post_install", "-at_install")
class TestCommunity(ResellerCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.operator = new_test_user(
            cls.env, "t_operator", groups="brand_outlet.group_operator"
        )

    def _page(self, path, login):
        self.authenticate(login, login)
        return self.url_open(path)

    def _post(self, path, login, **data):
        page = self._page(f"/my/outlet/article/{self.style.id}", login)
        token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        return self.url_open(path, {"csrf_token": token, **data})

    def _make_agent_user(self, agent):
        return new_test_user(
            self.env,
            f"t_agent_{agent.id}",
            groups="brand_outlet.group_agent",
            party_id=agent.id,
        )

    def _path(self, step):
        return f"/my/outlet/article/{self.style.id}/{step}"

    # --- knowing the goods ------------------------------------------------------------

    def test_a_sheet_is_read_compared_and_its_worth_is_counted(self):
        """Proves R93: comparison, read mark, pieces of readers and of others."""
        like = self._make_style("云杉 短款风衣", "T-SHORT", 800.0)
        self._publish(like, self.tj)
        offer = self.offers[:1]
        offer.write({"knowledge": "<p>防泼水，机洗30度。</p>", "like_ids": like.ids})
        page = self._page(f"/my/outlet/article/{self.style.id}", "t_shop").text
        self.assertIn("机洗30度", page)
        self.assertIn("云杉 短款风衣", page)
        self.assertIn("oc_read", page)
        for _again in range(2):
            self._post(self._path("read"), "t_shop")
        page = self._page(f"/my/outlet/article/{self.style.id}", "t_shop").text
        self.assertNotIn("oc_read", page)
        self._as(self.user)._submit_order(self._draft(quantity=2))
        self._as(self.other_user)._submit_order(self._draft(token="t2"))
        offer.invalidate_recordset()
        self.assertEqual((offer.reader_count, offer.sold_by_reader), (1, 2.0))
        self.assertEqual((offer.seller_count, offer.sold_by_other), (1, 1.0))

    def test_a_question_goes_to_the_agent_and_the_answer_to_everybody(self):
        """Proves R94."""
        self._post(self._path("ask"), "t_shop", question="会起球吗？")
        self._post(self._path("ask"), "t_shop", question="会起球吗？")
        question = self.env["goods.question"].search([])
        self.assertEqual(question.mapped("question"), ["会起球吗？"])
        agent = self._make_agent_user(question.agent_id)
        other = self._make_agent_user(self.fs.agent_id)
        with self.assertRaises(AccessError):
            question.with_user(other).answer = "不会"
        page = self._page(f"/my/outlet/article/{self.style.id}", "t_other").text
        self.assertNotIn("会起球吗", page)
        question.with_user(agent).answer = "不会，精梳长绒棉。"
        page = self._page(f"/my/outlet/article/{self.style.id}", "t_other").text
        self.assertIn("会起球吗", page)
        self.assertIn("精梳长绒棉", page)
        self.assertNotIn("阿梅", page)

    def test_nothing_is_not_a_question(self):
        answer = self._post(self._path("ask"), "t_shop", question=" ")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("What would you like to know?", answer.text)
        self.assertFalse(self.env["goods.question"].search([]))

    # --- words of others --------------------------------------------------------------

    def test_words_of_others_are_used_once_somebody_looked_at_them(self):
        """Proves R99, R100."""
        self._post(self._path("say"), "t_other", words="穿了三年还像新的")
        page = self._page(f"/my/outlet/article/{self.style.id}", "t_shop").text
        self.assertNotIn("还像新的", page)
        post = self.env["goods.post"].search([])
        post.with_user(self.operator).action_approve()
        page = self._page(f"/my/outlet/article/{self.style.id}", "t_shop").text
        self.assertIn('data-copy="穿了三年还像新的"', page)
        post.with_user(self.operator).action_refuse()
        page = self._page(f"/my/outlet/article/{self.style.id}", "t_shop").text
        self.assertNotIn("还像新的", page)

    def test_what_a_buyer_writes_comes_without_his_name(self):
        """Proves R100."""
        order = self._as(self.user)._submit_order(self._draft()).sudo()
        order.parcel_state = "delivered"
        order._rate(5, "尺码很准")
        post = self.env["goods.post"].search([("order_id", "=", order.id)])
        self.assertEqual((post.words, post.state), ("尺码很准", "new"))
        self.assertNotIn("李雷", post.author)

    # --- wishes -----------------------------------------------------------------------

    def test_wishes_of_a_community_reach_who_plans_the_goods(self):
        """Proves R101."""
        agent = self.tj.agent_id
        self.contract.upstream_id = agent
        wish = {"name": "轻薄羽绒服 L", "people": "12", "pieces": "15", "price": "300"}
        self._post("/my/outlet/wishes", "t_shop", **wish)
        self._post("/my/outlet/wishes", "t_shop", **{**wish, "pieces": "18"})
        user = self._make_agent_user(agent)
        found = self.env["goods.wish"].with_user(user).search([])
        self.assertEqual((found.pieces, found.people), (18, 12))
        stranger = self._make_agent_user(self.ks.agent_id)
        self.assertFalse(self.env["goods.wish"].with_user(stranger).search([]))
        found.write({"state": "planned", "answer": "下周到仓"})
        page = self._page("/my/outlet/wishes", "t_shop").text
        self.assertIn("下周到仓", page)
        self.assertNotIn("羽绒服", self._page("/my/outlet/wishes", "t_other").text)

    def test_a_wish_without_a_number_is_told_which(self):
        answer = self._post(
            "/my/outlet/wishes", "t_shop", name="外套", people="x", pieces="1"
        )
        self.assertIn("People: a number from 1.", answer.text)
        self.assertFalse(self.env["goods.wish"].search([]))

    # --- tribes -----------------------------------------------------------------------

    def _make_tribe(self):
        dresses, shoes = self.env["product.category"].create(
            [{"name": "服装"}, {"name": "鞋"}]
        )
        self.style.categ_id = dresses
        return self.env["outlet.tribe"].create(
            {
                "name": "武清宝妈",
                "owner_ids": [
                    (0, 0, {"contract_id": self.contract.id, "categ_ids": dresses.ids}),
                    (0, 0, {"contract_id": self.other.id, "categ_ids": shoes.ids}),
                ],
            }
        )

    def test_a_member_is_known_to_the_other_owners_only_if_he_agrees(self):
        """Proves R102: consent, and what is bought counts by category."""
        tribe = self._make_tribe()
        self._as(self.user)._submit_order(self._draft(quantity=2))
        path = f"/my/outlet/tribes/{tribe.id}"
        self._post(f"{path}/join", "t_shop", phone="13812345678")
        self.assertIn("李雷", self._page(path, "t_shop").text)
        self.assertNotIn("李雷", self._page(path, "t_other").text)
        self._post(
            f"{path}/join", "t_shop", phone="13812345678", consent_how="群里说的"
        )
        self.assertIn("李雷", self._page(path, "t_other").text)
        mine, theirs = tribe.owner_ids
        tribe.owner_ids.invalidate_recordset()
        self.assertEqual((mine.pieces, theirs.pieces), (2.0, 0.0))
        [member] = tribe.sudo().member_ids
        self._post(f"{path}/member/{member.id}", "t_shop")
        self.assertNotIn("李雷", self._page(path, "t_other").text)

    def test_a_tribe_that_there_is_not_is_not_found(self):
        for name in ("武清宝妈", "南开宝妈"):
            self._make_tribe().name = name
        self.assertEqual(self._page("/my/outlet/tribes", "t_shop").status_code, 200)
        self.assertEqual(self._page("/my/outlet/tribes/0", "t_shop").status_code, 404)

    def test_tribes_of_others_can_not_be_opened(self):
        tribe = self._make_tribe()
        path = f"/my/outlet/tribes/{tribe.id}"
        self.assertEqual(self._page(path, "t_link").status_code, 404)
        self._as(self.user)._submit_order(self._draft())
        self._post(f"{path}/join", "t_shop", phone="13812345678", consent_how="当面")
        [member] = tribe.sudo().member_ids
        answer = self._post(f"{path}/member/{member.id}", "t_other")
        self.assertEqual(answer.status_code, 404)
        with self.assertRaises(UserError):
            self.env["outlet.tribe.member"]._join(
                tribe.owner_ids[1], member.customer_id, "x"
            )
