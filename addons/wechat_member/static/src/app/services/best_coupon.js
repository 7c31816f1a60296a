import "@wechat_member/app/models/pos_order_level";
import "@wechat_member/app/services/pos_store";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { _t } from "@web/core/l10n/translation";
import { Mutex } from "@web/core/utils/concurrency";
import { patch } from "@web/core/utils/patch";

/**
 * The coupon that saves the member most goes on the order by itself, and makes room for
 * a better one whenever the order changes. What a cashier puts on or takes off stands.
 */
patch(PosStore.prototype, {
    async setup() {
        this.bestCouponMutex = new Mutex();
        await super.setup(...arguments);
    },
    updateRewards() {
        const result = super.updateRewards(...arguments);
        this.chooseBestCoupons();
        return result;
    },
    async _loadMemberPanel(panel) {
        await super._loadMemberPanel(...arguments);
        this.chooseBestCoupons();
    },
    /**
     * @returns {Promise} resolved when the order carries the best coupons it may
     */
    chooseBestCoupons() {
        const order = this.getOrder();
        if (!order || order.finalized) {
            return Promise.resolve();
        }
        if (!this.company.coupon_auto_apply) {
            order.takeLevelPriceOrCoupon();
            return Promise.resolve();
        }
        return this.bestCouponMutex.exec(() => this._chooseBestCoupons(order));
    },
    async _chooseBestCoupons(order) {
        const panel = this.memberPanels[order.getPartner()?.id];
        if (order !== this.getOrder() || order.finalized || this.data.network.offline) {
            return;
        }
        order.noticeRemovedCoupons();
        const best = order.findBestCoupons(panel?.coupons || []);
        const wanted = best.sequence.map((option) => option.card);
        if ("pricelist" in best) {
            order.changePricelist(best.pricelist);
        }
        const dropped = order.uiState.autoCoupons.filter((id) => !wanted.includes(id));
        if (dropped.length) {
            order.uiState.autoCoupons = order.uiState.autoCoupons.filter((id) =>
                wanted.includes(id)
            );
            order.dropCards(dropped);
            this.releaseDroppedCoupons(order);
        }
        for (const option of best.sequence) {
            if (!order.usesCard(option.card) && !(await this._putBestCoupon(order, option))) {
                return;
            }
        }
        order.coupon_reason = this._getCouponReason(best);
    },
    /**
     * @returns {Promise<boolean>} whether the coupon is on the order and gives something
     */
    async _putBestCoupon(order, option) {
        order.uiState.autoCoupons = [...order.uiState.autoCoupons, option.card];
        const outcome = await this.activateCode(option.coupon.code);
        if (order !== this.getOrder() || order.finalized) {
            return false;
        }
        const isOn = () => order.lines.some((line) => line.coupon_id?.id === option.card);
        if (outcome === true && !isOn()) {
            order._applyReward(option.reward, option.card, {});
        }
        if (isOn()) {
            return true;
        }
        // Refused by the server or by the till: the next best one is tried.
        order.dropCards([option.card]);
        order.keepCouponsOff([option.card]);
        this.releaseDroppedCoupons(order);
        this.chooseBestCoupons();
        return false;
    },
    _getCouponReason(best) {
        if (!best.sequence.length && !(best.isLevel && best.next)) {
            return "";
        }
        const money = (amount) => this.env.utils.formatCurrency(amount);
        const names = (found) =>
            found.isLevel
                ? _t("The price of the level")
                : found.sequence.map((option) => option.coupon.name).join(" + ");
        const words = { coupon: names(best), saved: money(best.saved) };
        // two pieces of one coupon are no choice
        if (!best.next || names(best.next) === words.coupon) {
            return _t("%(coupon)s saves %(saved)s", words);
        }
        return _t("%(coupon)s saves %(saved)s, the most; %(next)s would save %(less)s", {
            ...words,
            next: names(best.next),
            less: money(best.next.saved),
        });
    },
    async redeemCoupon(coupon) {
        const order = this.getOrder();
        order.uiState.removedCoupons = order.uiState.removedCoupons.filter(
            (id) => id !== coupon.id
        );
        if (!coupon.may_combine) {
            // One coupon per order: what somebody chooses takes the place of the other.
            const others = [...order._code_activated_coupon_ids].filter(
                (card) =>
                    ["coupons", "next_order_coupons"].includes(card.program_id?.program_type) &&
                    !card.program_id.may_combine
            );
            const ids = others.map((card) => card.id);
            order.uiState.autoCoupons = order.uiState.autoCoupons.filter(
                (id) => !ids.includes(id)
            );
            order.dropCards(ids);
        }
        return super.redeemCoupon(...arguments);
    },
    returnCoupon(coupon) {
        this.getOrder().keepCouponsOff([coupon.id]);
        return super.returnCoupon(...arguments);
    },
});
