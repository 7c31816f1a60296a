import { Component, useEffect } from "@odoo/owl";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { useTrackedAsync } from "@point_of_sale/app/hooks/hooks";
import { couponState, formatPoints } from "@wechat_member/app/utils/coupon_state";
import { _t } from "@web/core/l10n/translation";

const MEANS = ["loyalty", "ewallet", "gift_card"];

/**
 * What the member can pay with besides money: coupons, points and stored value, each one
 * tap, beside the ways to pay.
 */
export class PaymentMeans extends Component {
    static template = "wechat_member.PaymentMeans";
    static props = {};

    setup() {
        this.pos = usePos();
        this.toggle = useTrackedAsync((means) => this._toggle(means));
        useEffect(
            (partner, known) => {
                if (partner && !known) {
                    this.pos.refreshMember(partner);
                }
            },
            () => [this.partner, Boolean(this.panel)]
        );
    }
    get order() {
        return this.pos.getOrder();
    }
    get partner() {
        const partner = this.order?.getPartner();
        return partner?.is_member ? partner : null;
    }
    get panel() {
        return this.partner && this.pos.memberPanels[this.partner.id];
    }
    get means() {
        if (!this.order || this.order.isRefund) {
            return [];
        }
        return [...this.coupons, ...this.used, ...this.claimable];
    }
    /**
     * @returns {string} why the stored value is not offered
     */
    get refusal() {
        return (this.panel?.stored_value > 0 && this.order?.refuseMoneyOfCards()) || "";
    }
    /**
     * @returns {boolean} whether money was taken that what is due now must fit
     */
    get isFixed() {
        return this.order.payment_ids.some((line) => line.isElectronic());
    }
    get coupons() {
        const order = this.order;
        const basket = {
            empty: order.isEmpty(),
            total: order.priceIncl,
            offline: this.pos.data.network.offline,
        };
        return (this.panel?.coupons || [])
            .map((coupon) => {
                const used = order.usesCard(coupon.id);
                const state = couponState(coupon, { ...basket, used });
                return { key: `coupon-${coupon.id}`, name: coupon.name, coupon, used, state };
            })
            .filter(({ state }) => ["used", "ready"].includes(state.key));
    }
    get used() {
        const found = {};
        for (const line of this.order._get_reward_lines()) {
            const reward = line.reward_id;
            const kind = reward?.program_id?.program_type;
            if (MEANS.includes(kind) && line.coupon_id) {
                const key = `${line.coupon_id.id}-${reward.id}`;
                found[key] ||= { ...this._describe(reward, line.coupon_id.id), used: true };
                found[key].spent = (found[key].spent || 0) - line.priceIncl;
            }
        }
        return Object.values(found);
    }
    get claimable() {
        const taken = new Set(this.used.map((one) => one.key));
        return this.order
            .getClaimableRewards()
            .filter(
                ({ reward }) =>
                    MEANS.includes(reward.program_id.program_type) &&
                    reward.reward_type === "discount"
            )
            .map(({ reward, coupon_id }) => this._describe(reward, coupon_id))
            .filter((one) => !taken.has(one.key));
    }
    _describe(reward, cardId) {
        const kind = reward.program_id.program_type;
        const name = kind === "loyalty" ? this._namePoints(reward) : reward.program_id.name;
        return { key: `${kind}-${cardId}-${reward.id}`, kind, name, reward, cardId, used: false };
    }
    _namePoints(reward) {
        if (reward.discount_mode === "per_point") {
            return _t("Points as money");
        }
        return _t("%(points)s points: %(reward)s", {
            points: formatPoints(reward.required_points),
            reward: reward.description,
        });
    }
    amount(means) {
        if (means.used && means.spent) {
            return `-${this.env.utils.formatCurrency(means.spent)}`;
        }
        if (means.kind === "ewallet" && this.panel) {
            return this.env.utils.formatCurrency(this.panel.stored_value);
        }
        if (means.kind === "loyalty" && means.reward.discount_mode === "per_point") {
            const { required_points, discount } = means.reward;
            const points = this.order._getRealCouponPoints(means.cardId);
            const whole = Math.floor(points / required_points) * required_points;
            return this.env.utils.formatCurrency(whole * discount);
        }
        return "";
    }
    async _toggle(means) {
        const order = this.order;
        // what was typed in as cash fits the old total only
        for (const line of [...order.payment_ids]) {
            order.removePaymentline(line);
        }
        if (means.coupon) {
            await (means.used
                ? this.pos.returnCoupon(means.coupon)
                : this.pos.redeemCoupon(means.coupon));
        } else if (means.used) {
            this.pos.returnCoupon({ id: means.cardId });
        } else {
            const outcome = order._applyReward(means.reward, means.cardId, {});
            if (outcome !== true) {
                this.pos.notification.add(outcome, { type: "warning" });
            }
            await this.pos.updateRewards();
        }
    }
}
