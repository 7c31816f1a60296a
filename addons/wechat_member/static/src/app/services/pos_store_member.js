import { PosStore } from "@point_of_sale/app/services/pos_store";
import { MemberBox } from "@wechat_member/app/components/member_box/member_box";
import { couponState } from "@wechat_member/app/utils/coupon_state";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

patch(PosStore.prototype, {
    /**
     * Open the one box for card, phone and coupon, for tills without a scanner.
     */
    askMember() {
        this.dialog.add(MemberBox, {});
    },
    /**
     * Let the customer join: phone, name, birthday.
     */
    askNewMember() {
        this.dialog.add(MemberBox, { join: true });
    },
    /**
     * Let a customer join and put him on the order.
     *
     * @param {{ phone: string, name: string, birthday: string, code: string }} told
     * @returns {Promise<Object>} what the server answers, see member_join
     */
    async joinMember({ phone, name, birthday, code }) {
        const answer = await this.data.call("res.partner", "member_join", [
            this.config.id,
            phone,
            name,
            birthday,
            code,
        ]);
        if (answer.found) {
            await this._loadMemberPanel(answer);
            await this._setMember(this.getOrder(), this.models["res.partner"].get(answer.id));
            this.notification.add(
                answer.joined
                    ? _t("%s is a member now.", answer.name)
                    : _t("%s is a member already.", answer.name),
                { type: "success" }
            );
        }
        return answer;
    },
    /**
     * Pay with the stored value of the member on the order, as far as it goes.
     */
    useStoredValue() {
        const order = this.getOrder();
        const wallet = order
            ?.getClaimableRewards()
            .find(({ reward }) => reward.program_id.program_type === "ewallet");
        if (wallet) {
            order._applyReward(wallet.reward, wallet.coupon_id, {});
            this.updateRewards();
        } else if (order?.refuseMoneyOfCards()) {
            this.notification.add(order.refuseMoneyOfCards(), { type: "warning" });
        }
    },
    /**
     * Put the first coupon on the order that can be used now and is not on it.
     */
    redeemNextCoupon() {
        const order = this.getOrder();
        const panel = this.memberPanels[order?.getPartner()?.id];
        const basket = {
            empty: order.isEmpty(),
            total: order.priceIncl,
            offline: this.data.network.offline,
        };
        const next = panel?.coupons.find(
            (coupon) =>
                couponState(coupon, { ...basket, used: order.usesCard(coupon.id) }).key === "ready"
        );
        if (next) {
            return this.redeemCoupon(next);
        }
        this.notification.add(_t("No coupon can be used on this order now."), {
            type: "warning",
        });
    },
});
