import { PosStore } from "@point_of_sale/app/services/pos_store";
import { ask } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { readUnconfirmed } from "@wechat_member/app/utils/unconfirmed";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { patch } from "@web/core/utils/patch";

patch(PosStore.prototype, {
    async setup() {
        this.memberPanels = {};
        this.unconfirmedOrders = new Set();
        await super.setup(...arguments);
        window.addEventListener("pos-network-online", () => this.confirmAgain());
        await this.confirmKept();
    },
    /**
     * Put the member with this card, phone or coupon on the order, panel included; a
     * coupon is put on the order as well.
     *
     * @returns {Promise<boolean>} whether there is such a member or coupon
     */
    async findMember(code) {
        const answer = await this.searchMember(code);
        if (!answer.found && answer.message) {
            this.notification.add(answer.message, { type: "warning" });
        }
        return answer.found;
    },
    /**
     * As findMember, but what is not found is told to the caller only.
     *
     * @param {string} code
     * @param {{ redeem: boolean }} options whether a coupon is put on the order
     * @returns {Promise<{ found: boolean, message: string, phone: string }>} phone: the
     *      mobile number that nobody has yet
     */
    async searchMember(code, { redeem = true } = {}) {
        const order = this.getOrder();
        let panel;
        try {
            panel = await this.data.call("res.partner", "member_lookup", [
                code,
                this.config.id,
                order.uuid,
            ]);
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                return { found: await this._findMemberOffline(code, order) };
            }
            throw error;
        }
        if (panel.free_card && order.getPartner()?.is_member) {
            return { found: await this.bindPhysicalCard(panel.free_card, order.getPartner()) };
        }
        if (panel.found) {
            await this._loadMemberPanel(panel);
            await this._setMember(order, this.models["res.partner"].get(panel.id));
        }
        if (panel.coupon && redeem) {
            const outcome = await this.activateCode(panel.coupon);
            return { found: outcome === true, message: outcome };
        }
        return panel;
    },
    /**
     * Give the member on the order a printed card that nobody has yet.
     *
     * @returns {Promise<boolean>} whether the card is his now
     */
    async bindPhysicalCard(number, partner) {
        const agreed = await ask(this.dialog, {
            title: _t("New Card"),
            body: _t("Give card %(number)s to %(member)s?", {
                number,
                member: partner.name,
            }),
            confirmLabel: _t("Give"),
        });
        if (!agreed) {
            return false;
        }
        const panel = await this.data.call("res.partner", "bind_physical_card", [
            [partner.id],
            number,
            this.config.id,
        ]);
        await this._loadMemberPanel(panel);
        this.notification.add(_t("Card %s is bound.", number), { type: "success" });
        return true;
    },
    async _findMemberOffline(code, order) {
        const partner = this.models["res.partner"].find(
            (record) => record.is_member && record.member_no === code
        );
        this.notification.add(
            partner
                ? _t("The till is offline: balances and coupons are not shown.")
                : _t("The till is offline and does not know this member."),
            { type: "warning" }
        );
        if (partner) {
            await this._setMember(order, partner);
        }
        return Boolean(partner);
    },
    async _setMember(order, partner) {
        if (order.getPartner()?.id !== partner.id) {
            order.setPartner(partner);
        }
        await this.updateRewards();
    },
    /**
     * Read the balances and coupons of a member again.
     */
    async refreshMember(partner) {
        try {
            const panel = await this.data.call("res.partner", "member_panel", [
                [partner.id],
                this.config.id,
                this.getOrder()?.uuid,
            ]);
            await this._loadMemberPanel(panel);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            delete this.memberPanels[partner.id];
        }
    },
    async _loadMemberPanel(panel) {
        const records = await this.data.missingRecursive(panel.records);
        this.models.connectNewData(records);
        this.memberPanels[panel.id] = panel;
    },
    /**
     * Use a coupon of the panel on the order of the screen.
     */
    async redeemCoupon(coupon) {
        const order = this.getOrder();
        const outcome = await this.activateCode(coupon.code);
        if (outcome !== true) {
            this.notification.add(outcome, { type: "danger" });
        } else if (
            !order.lines.some((line) => line.coupon_id?.id === coupon.id) &&
            !order.getClaimableRewards(coupon.id).length
        ) {
            order.dropCards([coupon.id]);
            this.releaseDroppedCoupons(order);
            this.notification.add(_t("This order does not meet the terms of %s.", coupon.name), {
                type: "warning",
            });
        }
        const partner = order.getPartner();
        if (partner?.is_member && outcome !== true) {
            await this.refreshMember(partner);
        }
    },
    /**
     * Take a coupon of the panel off the order again.
     */
    returnCoupon(coupon) {
        this.getOrder().dropCards([coupon.id]);
        this.updateRewards();
    },
    /**
     * The server keeps a coupon for this order before it counts; a coupon in use at
     * another till is refused with who, where and since when.
     */
    async activateCode(code) {
        const order = this.getOrder();
        let hold;
        try {
            hold = await this.data.call("coupon.redemption", "hold", [
                code,
                order.uuid,
                this.config.id,
                order.getPartner()?.id || false,
            ]);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            if (await this.activateOffline(code)) {
                return true;
            }
            return _t(
                "The till is offline: coupons cannot be redeemed now. The sale can go on without the coupon."
            );
        }
        if (!hold.ok) {
            return hold.message;
        }
        if (hold.partner_id && !order.getPartner()) {
            await this.searchMember(code, { redeem: false });
        }
        const outcome = await super.activateCode(...arguments);
        if (hold.card_id) {
            order.uiState.couponHolds = [
                ...new Set([...order.uiState.couponHolds, hold.card_id]),
            ];
            const program = this.models["loyalty.card"].get(hold.card_id)?.program_id;
            const refused = program?.program_type === "gift_card" && order.refuseMoneyOfCards();
            if (refused) {
                order.dropCards([hold.card_id]);
            }
            this.releaseDroppedCoupons(order);
            return refused || outcome;
        }
        return outcome;
    },
    updateRewards() {
        const result = super.updateRewards(...arguments);
        this.releaseDroppedCoupons(this.getOrder());
        return result;
    },
    removeOrder(order) {
        if (!order.finalized) {
            this._releaseCoupons(order, order.uiState.couponHolds);
        }
        return super.removeOrder(...arguments);
    },
    releaseDroppedCoupons(order) {
        if (!order || order.finalized) {
            return;
        }
        const dropped = order.uiState.couponHolds.filter((id) => !order.usesCard(id));
        order.uiState.couponHolds = order.uiState.couponHolds.filter((id) => order.usesCard(id));
        this._releaseCoupons(order, dropped);
    },
    async _releaseCoupons(order, cardIds) {
        if (!cardIds.length) {
            return;
        }
        try {
            await this.data.call("coupon.redemption", "release", [
                order.uuid,
                cardIds,
                this.config.id,
            ]);
        } catch (error) {
            // Nothing is lost while offline: the hold runs out by itself.
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
        }
    },
    /**
     * The sale is on the server when points and new coupons are confirmed. Where the line
     * drops between the two, it is not sent again, so what was not confirmed is kept.
     */
    async postProcessLoyalty(order) {
        this.unconfirmedOrders.add(order);
        await super.postProcessLoyalty(...arguments);
        this.unconfirmedOrders.delete(order);
    },
    async confirmAgain() {
        for (const order of [...this.unconfirmedOrders]) {
            try {
                // the server leaves out what it has confirmed before
                await this.postProcessLoyalty(order);
            } catch (error) {
                if (!(error instanceof ConnectionLostError)) {
                    throw error;
                }
                return;
            }
        }
        await this.confirmKept();
    },
    /**
     * Say what sales before the page was reloaded did to cards.
     */
    async confirmKept() {
        for (const args of readUnconfirmed(this.config.id)) {
            try {
                await this.data.call("pos.order", "confirm_coupon_programs", args);
            } catch (error) {
                if (error instanceof ConnectionLostError) {
                    return;
                }
                // closing the day makes up for what a till cannot say
                console.warn("Points of an earlier sale were refused:", error);
            }
        }
    },
    async postSyncAllOrders(orders) {
        await super.postSyncAllOrders(...arguments);
        for (const order of orders.filter((o) => !["draft", "cancel"].includes(o.state))) {
            delete this.memberPanels[order.partner_id?.id];
        }
    },
});
