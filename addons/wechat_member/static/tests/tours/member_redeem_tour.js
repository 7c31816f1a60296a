import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as Offline from "@point_of_sale/../tests/generic_helpers/offline_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import { registry } from "@web/core/registry";
import { refresh, scan_barcode } from "@point_of_sale/../tests/generic_helpers/utils";
import { panel } from "@wechat_member/../tests/tours/member_tour_util";

const tours = registry.category("web_tour.tours");
const CARD = "04500099990001";
const CASH = "Cash shop a";
const BANK = "Bank shop a";
const TAKE = "/coupon.redemption/take";
const { addEventListener, open, send } = XMLHttpRequest.prototype;
const [drop] = [Offline.setOfflineMode()].flat();
const [restore] = [Offline.setOnlineMode()].flat();

/**
 * Let the line drop with the call that takes the coupon: its answer arrives and nothing
 * after it, or it is done and its answer is lost.
 */
function cutLineAtTake({ answerIsLost }) {
    return {
        content: "the line will drop while the coupon is taken",
        trigger: "body",
        run: () => {
            const isTake = (request) => request.address?.includes(TAKE);
            XMLHttpRequest.prototype.open = function (method, url) {
                this.address = url;
                return open.apply(this, arguments);
            };
            XMLHttpRequest.prototype.addEventListener = function (type, listener, ...rest) {
                const hear = (event) => {
                    if (type !== "load" || !answerIsLost || !isTake(this)) {
                        listener.call(this, event);
                    }
                };
                return addEventListener.call(this, type, hear, ...rest);
            };
            XMLHttpRequest.prototype.send = function () {
                if (isTake(this)) {
                    addEventListener.call(this, "load", () => {
                        drop.run();
                        if (answerIsLost) {
                            this.dispatchEvent(new Event("error"));
                        }
                    });
                }
                return send.apply(this, arguments);
            };
        },
    };
}

function reconnect() {
    return {
        content: "the line is back",
        trigger: "body",
        run: () => {
            restore.run();
            Object.assign(XMLHttpRequest.prototype, { addEventListener, open });
            window.dispatchEvent(new Event("online"));
        },
    };
}

/** Busy machines take their time. */
function patiently(...steps) {
    return steps.flat(2).map((step) => ({ timeout: 60000, ...step }));
}

function sellWithCoupon() {
    return [
        ProductScreen.isShown(),
        scan_barcode(CARD),
        panel.isShown("Wang Xiaoyan"),
        ProductScreen.clickDisplayedProduct("Linen shirt"),
        panel.redeem("50 off 300"),
        panel.couponIs("50 off 300", "used"),
    ].flat();
}

function sellAgain() {
    return [
        ReceiptScreen.clickNextOrder(),
        ProductScreen.clickDisplayedProduct("Linen shirt"),
        ProductScreen.clickPayButton(),
        PaymentScreen.clickPaymentMethod(CASH),
        PaymentScreen.clickValidate(),
        ReceiptScreen.receiptAmountTotalIs("400.00").map((step) => ({
            ...step,
            timeout: 45000,
        })),
        Chrome.isSynced(),
    ].flat();
}

tours.add("member_line_drops_after_take", {
    steps: () =>
        patiently(
            Chrome.startPoS(),
            sellWithCoupon(),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod(CASH),
            cutLineAtTake({ answerIsLost: false }),
            PaymentScreen.clickValidate(),
            ReceiptScreen.receiptAmountTotalIs("350.00"),
            Dialog.confirm("Continue with limited functionality"),
            reconnect(),
            sellAgain(),
        ),
});

tours.add("member_answer_of_take_is_lost", {
    steps: () =>
        patiently(
            Chrome.startPoS(),
            sellWithCoupon(),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod(CASH),
            cutLineAtTake({ answerIsLost: true }),
            PaymentScreen.clickValidate(),
            Dialog.is({ title: "The till is offline" }),
            Dialog.confirm(),
            PaymentScreen.remainingIs("50.00"),
            PaymentScreen.clickPaymentMethod(BANK),
            PaymentScreen.clickValidate(),
            ReceiptScreen.receiptAmountTotalIs("400.00"),
            Dialog.confirm("Continue with limited functionality"),
            reconnect(),
            sellAgain(),
        ),
});

/** Let the line drop after the sale was saved and before its points are said. */
function cutLineBeforePoints() {
    return {
        content: "the line will drop before points are said",
        trigger: "body",
        run: () => {
            XMLHttpRequest.prototype.open = function (method, url) {
                this.address = url;
                return open.apply(this, arguments);
            };
            XMLHttpRequest.prototype.send = function () {
                if (this.address?.includes("confirm_coupon_programs")) {
                    drop.run();
                    return this.dispatchEvent(new Event("error"));
                }
                return send.apply(this, arguments);
            };
        },
    };
}

tours.add("member_page_reloads_before_points", {
    steps: () =>
        patiently(
            Chrome.startPoS(),
            ProductScreen.isShown(),
            scan_barcode(CARD),
            panel.isShown("Wang Xiaoyan"),
            ProductScreen.clickDisplayedProduct("Linen shirt"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod(CASH),
            cutLineBeforePoints(),
            PaymentScreen.clickValidate(),
            ReceiptScreen.receiptAmountTotalIs("400.00"),
            Dialog.confirm("Continue with limited functionality"),
            refresh(),
            sellAgain(),
        ),
});

tours.add("member_redeems_offline", {
    steps: () =>
        patiently(
            Chrome.startPoS(),
            ProductScreen.isShown(),
            scan_barcode(CARD),
            panel.isShown("Wang Xiaoyan"),
            ProductScreen.clickDisplayedProduct("Linen shirt"),
            panel.couponIs("50 off 300", "ready"),
            Offline.setOfflineMode(),
            panel.redeem("50 off 300"),
            panel.couponIs("50 off 300", "used"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod(CASH),
            PaymentScreen.clickValidate(),
            ReceiptScreen.receiptAmountTotalIs("350.00"),
            Dialog.confirm("Continue with limited functionality"),
            reconnect(),
            sellAgain(),
        ),
});
