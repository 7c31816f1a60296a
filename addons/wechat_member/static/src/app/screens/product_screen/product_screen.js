import { MemberPanel } from "@wechat_member/app/components/member_panel/member_panel";
import { ProductScreen } from "@point_of_sale/app/screens/product_screen/product_screen";
import { useBarcodeReader } from "@point_of_sale/app/hooks/barcode_reader_hook";
import { isScanned, useTillKeys } from "@wechat_member/app/utils/till_keys";
import { patch } from "@web/core/utils/patch";
import { useExternalListener } from "@odoo/owl";

patch(ProductScreen, {
    components: { ...ProductScreen.components, MemberPanel },
});

patch(ProductScreen.prototype, {
    setup() {
        super.setup(...arguments);
        useBarcodeReader({ member: this._onMemberScan });
        useTillKeys({
            F2: () => this.pos.askMember(),
            F3: () => this.pos.askNewMember(),
            F4: () => this.pos.useStoredValue(),
            F6: () => this.pos.redeemNextCoupon(),
            F8: () => !this.currentOrder.isEmpty() && this.pos.pay(),
        });
        useExternalListener(window, "keydown", this._onKeyInSearch, { capture: true });
    },
    /**
     * A scan is a scan, also when the focus was left in the search of products.
     */
    _onKeyInSearch(ev) {
        const field = ev.target;
        if (ev.key !== "Enter" || !field.closest?.(".pos-topheader") || !isScanned(field.value)) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        const code = field.value;
        this.pos.searchProductWord = "";
        field.blur();
        this.barcodeReader.scan(code);
    },
    /**
     * What is no product may be a printed card or a phone number.
     */
    async _barcodeProductAction(code) {
        if (!(await this._getProductByBarcode(code))) {
            const answer = await this.pos.searchMember(code.base_code);
            if (answer.found) {
                this._showMember();
                return;
            }
        }
        await super._barcodeProductAction(...arguments);
    },
    async _onMemberScan(code) {
        if (await this.pos.findMember(code.base_code)) {
            this._showMember();
        }
    },
    _showMember() {
        if (this.ui.isSmall && this.pos.mobile_pane === "right") {
            // The card is shown above the order: that is where the cashier looks next.
            this.switchPane();
        }
    },
});
