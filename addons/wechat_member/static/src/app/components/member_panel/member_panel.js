import { Component, useEffect } from "@odoo/owl";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { useTrackedAsync } from "@point_of_sale/app/hooks/hooks";
import { couponState, formatPoints } from "@wechat_member/app/utils/coupon_state";
import { _t } from "@web/core/l10n/translation";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";

/**
 * The member of the order: who it is, what the card holds, what can be redeemed now.
 */
export class MemberPanel extends Component {
    static template = "wechat_member.MemberPanel";
    static props = {};

    setup() {
        this.pos = usePos();
        this.redeem = useTrackedAsync((coupon) => this.pos.redeemCoupon(coupon));
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
    get style() {
        return `--member-color: ${this.partner.member_level_id?.color || "#4A6572"}`;
    }
    get points() {
        return formatPoints(this.panel.points);
    }
    get storedValue() {
        return this.env.utils.formatCurrency(this.panel.stored_value);
    }
    get walletReward() {
        return this.order
            .getClaimableRewards()
            .find(({ reward }) => reward.program_id.program_type === "ewallet");
    }
    get coupons() {
        const order = this.order;
        return this.panel.coupons.map((coupon) => ({
            ...coupon,
            state: couponState(coupon, {
                used: order.usesCard(coupon.id),
                empty: order.isEmpty(),
                total: order.priceIncl,
                offline: this.pos.data.network.offline,
            }),
        }));
    }
    hint(coupon) {
        switch (coupon.state.key) {
            case "used":
                return _t("On this order");
            case "held":
                return coupon.held;
            case "short":
                return _t("%s more to use it", this.env.utils.formatCurrency(coupon.state.missing));
        }
        return coupon.expires
            ? _t("Until %s", formatDate(deserializeDate(coupon.expires)))
            : _t("No end date");
    }
    payFromWallet() {
        const { reward, coupon_id } = this.walletReward;
        this.order._applyReward(reward, coupon_id, {});
        this.pos.updateRewards();
    }
}
