import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import { registry } from "@web/core/registry";
import { scan_barcode } from "@point_of_sale/../tests/generic_helpers/utils";

registry.category("web_tour.tours").add("online_order_comes_back", {
    steps: () =>
        [
            Chrome.startPoS(),
            ProductScreen.isShown(),
            scan_barcode("04500099990001"),
            {
                content: "the member is on the order",
                trigger: '.member-panel .member-name:contains("Wang Xiaoyan")',
            },
            {
                content: "more buttons",
                trigger: ".control-buttons .more-btn",
                run: "click",
            },
            {
                content: "an online order comes back",
                trigger: ".online-return",
                run: "click",
            },
            {
                content: "this one",
                trigger: ".modal .selection-item",
                run: "click",
            },
            {
                content: "the shirt is on the order",
                trigger: '.orderline:contains("Linen shirt")',
            },
            ProductScreen.clickPayButton(),
            {
                content: "350 are due, the coupon taken back",
                trigger: '.paymentlines-container .total:contains("350.00")',
            },
            PaymentScreen.clickPaymentMethod("Cash shop a"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.receiptAmountTotalIs("-350.00").map((step) => ({
                ...step,
                timeout: 45000,
            })),
        ].flat(),
});
