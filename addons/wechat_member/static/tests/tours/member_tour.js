import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as Notification from "@point_of_sale/../tests/generic_helpers/notification_util";
import * as Offline from "@point_of_sale/../tests/generic_helpers/offline_util";
import * as Order from "@point_of_sale/../tests/generic_helpers/order_widget_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as PosLoyalty from "@pos_loyalty/../tests/tours/utils/pos_loyalty_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import { registry } from "@web/core/registry";
import { scan_barcode } from "@point_of_sale/../tests/generic_helpers/utils";
import { box, keyboard, panel } from "@wechat_member/../tests/tours/member_tour_util";

const tours = registry.category("web_tour.tours");
const CARD = "04500099990001";
// Names as the server makes them: the kind of journal and the shop.
const CASH = "Cash shop a";
const BANK = "Bank shop a";

function scanCard() {
    return [
        ProductScreen.isShown(),
        scan_barcode(CARD),
        panel.isShown("Wang Xiaoyan"),
    ].flat();
}

function payCash(amount) {
    return [
        ProductScreen.clickPayButton(),
        PaymentScreen.clickPaymentMethod(CASH),
        PaymentScreen.clickValidate(),
        // Saving the sale may take its time on a busy machine.
        ReceiptScreen.receiptAmountTotalIs(amount).map((step) => ({ ...step, timeout: 45000 })),
    ].flat();
}

tours.add("member_scan_redeem_pay", {
    steps: () =>
        [
            Chrome.startPoS(),
            scanCard(),
            panel.levelIs("Tour Gold"),
            panel.pointsAre("1,280"),
            panel.storedValueIs("200.00"),
            panel.couponIs("50 off 300", "empty"),
            ProductScreen.clickDisplayedProduct("Linen shirt"),
            panel.redeem("50 off 300"),
            panel.couponIs("50 off 300", "used"),
            PosLoyalty.hasRewardLine("50 off 300", "-50.00"),
            payCash("350.00"),
            {
                content: "the slip names the merchant and nobody else",
                trigger: ".pos-receipt",
                run({ anchor }) {
                    if (anchor.textContent.includes("Odoo")) {
                        throw new Error(anchor.textContent);
                    }
                },
            },
            ReceiptScreen.clickNextOrder(),
            panel.isHidden(),
            scanCard(),
            {
                content: "the coupon is gone",
                trigger: '.member-panel .member-coupon-count:contains("0")',
            },
        ].flat(),
});

tours.add("member_coupon_taken_back", {
    steps: () =>
        [
            Chrome.startPoS(),
            scanCard(),
            ProductScreen.clickDisplayedProduct("Linen shirt"),
            panel.redeem("50 off 300"),
            panel.takeBack("50 off 300"),
            panel.couponIs("50 off 300", "ready"),
            ProductScreen.totalAmountIs("400.00"),
            panel.redeem("50 off 300"),
            panel.couponIs("50 off 300", "used"),
            ProductScreen.totalAmountIs("350.00"),
            panel.takeBack("50 off 300"),
            payCash("400.00"),
        ].flat(),
});

tours.add("member_coupon_in_use_elsewhere", {
    steps: () =>
        [
            Chrome.startPoS(),
            scanCard(),
            ProductScreen.clickDisplayedProduct("Linen shirt"),
            panel.couponIs("50 off 300", "held", "Shop B"),
            PosLoyalty.enterCode("0440000000001"),
            Notification.has("Shop B"),
            ProductScreen.totalAmountIs("400.00"),
            payCash("400.00"),
        ].flat(),
});

tours.add("member_by_phone", {
    steps: () =>
        [
            Chrome.startPoS(),
            panel.ask(),
            box.type("code", "138 0013 8000"),
            box.confirm(),
            panel.isShown("Wang Xiaoyan"),
            panel.ask(),
            box.type("code", "04599999999999"),
            box.confirm(),
            box.tells("04599999999999"),
            box.close(),
            panel.isShown("Wang Xiaoyan"),
        ].flat(),
});

tours.add("member_stored_value_pays", {
    steps: () =>
        [
            Chrome.startPoS(),
            scanCard(),
            ProductScreen.clickDisplayedProduct("Linen shirt"),
            {
                content: "use the stored value",
                trigger: ".member-panel .member-pay",
                run: "click",
            },
            ProductScreen.totalAmountIs("200.00"),
            payCash("200.00"),
        ].flat(),
});

tours.add("member_level_multiplies_points", {
    steps: () =>
        [
            Chrome.startPoS(),
            scanCard(),
            ProductScreen.clickDisplayedProduct("Linen shirt"),
            {
                content: "400 paid give 600 points",
                trigger: '.loyalty-points-won:contains("600")',
            },
            payCash("400.00"),
        ].flat(),
});

tours.add("member_offline", {
    steps: () =>
        [
            Chrome.startPoS(),
            scanCard(),
            ProductScreen.clickDisplayedProduct("Linen shirt"),
            panel.redeem("50 off 300"),
            panel.couponIs("50 off 300", "used"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod(CASH),
            Offline.setOfflineMode(),
            PaymentScreen.clickValidate(),
            Dialog.is({ title: "The till is offline" }),
            Dialog.confirm(),
            PaymentScreen.remainingIs("50.00"),
            PaymentScreen.clickPaymentMethod(BANK),
            PaymentScreen.clickValidate(),
            ReceiptScreen.receiptAmountTotalIs("400.00"),
            Dialog.confirm("Continue with limited functionality"),
            Offline.setOnlineMode(),
            {
                content: "the browser notices the connection",
                trigger: "body",
                run: () => window.dispatchEvent(new Event("online")),
            },
            ReceiptScreen.clickNextOrder(),
            ProductScreen.clickDisplayedProduct("Linen shirt"),
            payCash("400.00"),
            Chrome.isSynced(),
        ].flat(),
});

tours.add("member_offline_refuses_coupon", {
    steps: () =>
        [
            Chrome.startPoS(),
            scanCard(),
            ProductScreen.clickDisplayedProduct("Linen shirt"),
            panel.couponIs("50 off 300", "ready"),
            Offline.setOfflineMode(),
            panel.redeem("50 off 300"),
            Notification.has("The till is offline"),
            Order.hasTotal("400.00"),
            Offline.setOnlineMode(),
        ].flat(),
});

tours.add("member_on_a_phone", {
    steps: () =>
        [
            Chrome.startPoS(),
            ProductScreen.clickDisplayedProduct("Linen shirt"),
            scanCard(),
            panel.redeem("50 off 300"),
            panel.couponIs("50 off 300", "used"),
            {
                content: "nothing is wider than the phone",
                trigger: "body",
                run: () => {
                    const width = document.documentElement.scrollWidth;
                    if (width > window.innerWidth) {
                        throw new Error(`The till is ${width} wide`);
                    }
                },
            },
        ].flat(),
});

tours.add("member_bind_physical_card", {
    steps: () =>
        [
            Chrome.startPoS(),
            scanCard(),
            scan_barcode("04580010001"),
            Dialog.is({ title: "New Card" }),
            Dialog.bodyIs("Give card 04580010001 to Wang Xiaoyan?"),
            Dialog.confirm("Give"),
            Notification.has("Card 04580010001 is bound."),
        ].flat(),
});

tours.add("member_tops_up", {
    steps: () =>
        [
            Chrome.startPoS(),
            scanCard(),
            panel.storedValueIs("200.00"),
            ProductScreen.addOrderline("Top-up", "1", "300"),
            payCash("300.00"),
            ReceiptScreen.clickNextOrder(),
            scanCard(),
            panel.storedValueIs("530.00"),
        ].flat(),
});

const MONEY_ONLY = "Top-ups and gift cards are paid with money";

tours.add("member_tops_up_with_money_only", {
    steps: () =>
        [
            Chrome.startPoS(),
            scanCard(),
            ProductScreen.addOrderline("Top-up", "1", "300"),
            {
                content: "the stored value is not offered",
                trigger: ".member-panel:not(:has(.member-pay)) .member-stored-value",
            },
            keyboard.press("F4"),
            Notification.has(MONEY_ONLY),
            PosLoyalty.enterCode("0440000000077"),
            Notification.has(MONEY_ONLY),
            ProductScreen.totalAmountIs("300.00"),
            ProductScreen.clickPayButton(),
            {
                content: "the payment step says why",
                trigger: `.payment-means .payment-refusal:contains("${MONEY_ONLY}")`,
            },
            PaymentScreen.clickBack(),
            ProductScreen.clickDisplayedProduct("Linen shirt"),
            {
                content: "the goods may be paid with it",
                trigger: ".member-panel .member-pay",
                run: "click",
            },
            ProductScreen.totalAmountIs("500.00"),
            payCash("500.00"),
        ].flat(),
});
