import { PosStore } from "@point_of_sale/app/services/pos_store";
import { allows, merge, spend } from "@wechat_member/app/utils/till_allowance";
import { browser } from "@web/core/browser/browser";
import { patch } from "@web/core/utils/patch";

const COUPONS = ["coupons", "next_order_coupons"];
const RENEW_AFTER = 30 * 60 * 1000;

patch(PosStore.prototype, {
    async setup() {
        await super.setup(...arguments);
        await this.renewAllowance();
    },
    get _allowanceKey() {
        return `wechat_member.allowance.${this.config.id}`;
    },
    get allowance() {
        const kept = browser.localStorage.getItem(this._allowanceKey);
        return this.config.allowance_active && kept ? JSON.parse(kept) : null;
    },
    _keepAllowance(allowance) {
        browser.localStorage.setItem(this._allowanceKey, JSON.stringify(allowance));
    },
    _getDevice() {
        const key = "wechat_member.device";
        let device = browser.localStorage.getItem(key);
        if (!device) {
            device = crypto.getRandomValues(new Uint32Array(4)).join("-");
            browser.localStorage.setItem(key, device);
        }
        return device;
    },
    /**
     * Ask for what may be redeemed when the line drops, as long as there is one.
     */
    async renewAllowance() {
        if (!this.config.allowance_active) {
            return;
        }
        try {
            const answer = await this.data.call("till.allowance", "issue", [
                this.config.id,
                this._getDevice(),
            ]);
            // what the server has not seen yet is spent all the same
            const unseen = this.models["pos.order"].some(
                (order) => order.allowance_token && !order.isSynced
            );
            const spent = merge(answer.spent, unseen ? this.allowance?.spent : null);
            this._keepAllowance({ ...answer, spent, issued: Date.now() });
        } catch (error) {
            // The one it has stays good until its end; the till opens without a new one.
            console.warn("No allowance for this till:", error);
        }
    },
    _describeCosts(costs) {
        return Object.entries(costs).map(([id, points]) => {
            const card = this.models["loyalty.card"].get(Number(id));
            const program = card?.program_id;
            let kind = "other";
            if (COUPONS.includes(program?.program_type)) {
                kind = "coupon";
            } else if (program?.program_type === "ewallet") {
                kind = "money";
            }
            const balance = card?.points || 0;
            return { cardId: Number(id), programId: program?.id, kind, points, balance };
        });
    },
    /**
     * Spend cards of an order inside the allowance of this device.
     *
     * @returns {boolean} whether the order may be paid with them
     */
    spendOffline(order, costs) {
        const described = this._describeCosts(costs);
        const allowance = this.allowance;
        if (!allows(allowance, described)) {
            return false;
        }
        this._keepAllowance(spend(allowance, described));
        order.allowance_token = allowance.token;
        return true;
    },
    /**
     * @returns {boolean} whether a coupon of the panel may be redeemed without the server
     */
    mayRedeemOffline(coupon) {
        const cost = { programId: coupon.program_id, kind: "coupon", points: 0, balance: 0 };
        return !coupon.held && allows(this.allowance, [cost]);
    },
    /**
     * Put a coupon the till has seen on the order without asking the server.
     *
     * @returns {Promise<boolean>} whether it is covered by the allowance
     */
    async activateOffline(code) {
        const order = this.getOrder();
        const panel = this.memberPanels[order.getPartner()?.id];
        const coupon = panel?.coupons.find((known) => known.code === code);
        const program = this.models["loyalty.program"].get(coupon?.program_id);
        if (!program || !this.mayRedeemOffline(coupon)) {
            return false;
        }
        const card = this.models["loyalty.card"].create({
            id: coupon.id,
            code,
            program_id: program,
            partner_id: order.getPartner(),
            points: Math.min(...program.reward_ids.map((reward) => reward.required_points)),
        });
        order._code_activated_coupon_ids = [["link", card]];
        await this.orderUpdateLoyaltyPrograms();
        const [claimable, ...others] = order.getClaimableRewards(card.id);
        if (claimable && !others.length && !claimable.reward.multi_product) {
            order._applyReward(claimable.reward, claimable.coupon_id);
            this.updateRewards();
        }
        return true;
    },
    async postSyncAllOrders() {
        await super.postSyncAllOrders(...arguments);
        const allowance = this.allowance;
        if (!allowance || Date.now() - allowance.issued > RENEW_AFTER) {
            await this.renewAllowance();
        }
    },
});
