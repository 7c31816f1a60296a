import { Component, useEffect } from "@odoo/owl";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { useTrackedAsync } from "@point_of_sale/app/hooks/hooks";
import { couponState, formatPoints } from "@wechat_member/app/utils/coupon_state";
import { _t } from "@web/core/l10n/translation";
import { deserializeDate, deserializeDateTime, formatDate } from "@web/core/l10n/dates";

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
        const coupons = this.panel.coupons.map((coupon) => ({
            ...coupon,
            state: couponState(coupon, {
                used: order.usesCard(coupon.id),
                empty: order.isEmpty(),
                total: order.priceIncl,
                offline: this.pos.data.network.offline && !this.pos.mayRedeemOffline(coupon),
            }),
        }));
        // what is on the order stays in sight
        const isUsed = ({ state }) => Number(state.key === "used");
        return coupons.sort((one, other) => isUsed(other) - isUsed(one));
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
    /**
     * Last visit, favourite category and birthday, each a few words.
     *
     * @returns {string[]}
     */
    get habits() {
        const { birthday, favourite, last_visit, last_place } = this.panel;
        const words = [];
        if (birthday) {
            words.push(
                birthday.days
                    ? _t("Birthday in %s days", birthday.days)
                    : _t("Birthday today")
            );
        }
        if (last_visit) {
            const date = formatDate(deserializeDateTime(last_visit));
            words.push(_t("Last visit %(date)s, %(place)s", { date, place: last_place }));
        } else {
            words.push(_t("First visit"));
        }
        if (favourite) {
            words.push(_t("Likes %s", favourite));
        }
        return words;
    }
    get purchases() {
        return this.panel.purchases.map((one) => ({
            date: formatDate(deserializeDateTime(one.date)),
            goods: one.goods.join(_t(", ")) || one.place,
            amount: this.env.utils.formatCurrency(one.amount),
        }));
    }
    payFromWallet() {
        this.pos.useStoredValue();
    }
}
