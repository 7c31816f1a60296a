import { OrderReceipt } from "@point_of_sale/app/screens/receipt_screen/receipt/order_receipt";
import { formatPoints } from "@wechat_member/app/utils/coupon_state";
import { generateQRCodeDataUrl } from "@point_of_sale/utils";
import { patch } from "@web/core/utils/patch";

patch(OrderReceipt.prototype, {
    get member() {
        const partner = this.order.getPartner();
        return partner?.is_member ? partner : null;
    },
    /**
     * Points of programs the core leaves out, because they have no place in its portal.
     */
    get memberPoints() {
        return (this.member ? this.order.getLoyaltyPoints() : [])
            .filter(({ program, points }) => !program.portal_visible && (points.won || points.spent))
            .map(({ couponId, points }) => ({
                key: couponId,
                won: formatPoints(points.won),
                spent: formatPoints(points.spent),
                balance: formatPoints(points.balance),
                isSpent: points.spent > 0,
            }));
    },
    /**
     * What is on the card after a sale that filled it or was paid with it.
     */
    get storedValue() {
        const { models, lines, finalized, id } = this.order;
        const isWallet = (program) => program?.program_type === "ewallet";
        const moved = lines.some(
            (line) => isWallet(line.reward_id?.program_id || line.getFilledProgram())
        );
        if (!this.member || !moved || !finalized || typeof id !== "number") {
            return "";
        }
        const cards = models["loyalty.card"].filter(
            (card) => isWallet(card.program_id) && card.partner_id?.id === this.member.id
        );
        return cards.length
            ? this.formatCurrency(cards.reduce((sum, card) => sum + card.points, 0))
            : "";
    },
    /**
     * The page of this receipt. The server knows it once the sale is saved, so a receipt
     * of an offline till has none.
     */
    get receiptPage() {
        const { id, access_token, config, finalized } = this.order;
        if (!config.rating_enabled || !finalized || typeof id !== "number" || !access_token) {
            return "";
        }
        return `${config._base_url}/member/receipt/${access_token}`;
    },
    get receiptPageQr() {
        return generateQRCodeDataUrl(this.receiptPage);
    },
});
