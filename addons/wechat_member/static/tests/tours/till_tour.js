import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Notification from "@point_of_sale/../tests/generic_helpers/notification_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as PosLoyalty from "@pos_loyalty/../tests/tours/utils/pos_loyalty_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import { registry } from "@web/core/registry";
import { scan_barcode } from "@point_of_sale/../tests/generic_helpers/utils";
import { box, keyboard, panel } from "@wechat_member/../tests/tours/member_tour_util";

const tours = registry.category("web_tour.tours");
const CARD = "04500099990001";
const COUPON = "0440000000001";
const SHIRT = "6900000000012";
const CASH = "Cash shop a";
// A sale to a member with a coupon takes no more than: goods, coupon, pay, cash, validate.
const MOST_ACTIONS = 5;
const DONE_BY_CASHIER = /^(press|the scanner reads) /;

function receiptIs(amount) {
    // Saving the sale may take its time on a busy machine.
    return ReceiptScreen.receiptAmountTotalIs(amount).map((step) => ({ ...step, timeout: 45000 }));
}

function payCash(amount) {
    return [
        ProductScreen.clickPayButton(),
        PaymentScreen.clickPaymentMethod(CASH),
        PaymentScreen.clickValidate(),
        receiptIs(amount),
    ].flat();
}

function receiptHas(selector, words) {
    return {
        content: `the receipt says ${words}`,
        trigger: `.pos-receipt ${selector}:contains("${words}")`,
    };
}

tours.add("till_client", {
    steps: () =>
        [
            Chrome.startPoS(),
            ProductScreen.isShown(),
            scan_barcode(CARD),
            panel.isShown("Wang Xiaoyan"),
            panel.pointsAre("1,280"),
            panel.storedValueIs("200.00"),
            panel.couponIs("50 off 300", "empty"),
            ProductScreen.clickDisplayedProduct("Linen shirt"),
            panel.redeem("50 off 300"),
            PosLoyalty.hasRewardLine("50 off 300", "-50.00"),
            payCash("350.00"),
            receiptHas(".receipt-saved", "50.00"),
            receiptHas(".receipt-member", "Tour Gold"),
            receiptHas(".receipt-points", "+350"),
            receiptHas(".receipt-points", "1,630"),
            {
                content: "the receipt carries the merchant's own and nobody else's",
                trigger: ".pos-receipt .receipt-page img",
                run({ anchor }) {
                    const receipt = anchor.closest(".pos-receipt");
                    const foreign = [...receipt.querySelectorAll("[src], [href]")]
                        .map((node) => node.src || node.href)
                        .filter((url) => !url.startsWith("data:"))
                        .filter((url) => new URL(url).host !== window.location.host);
                    if (foreign.length || /odoo|powered by/i.test(receipt.textContent)) {
                        throw new Error(`${foreign} ${receipt.textContent}`);
                    }
                },
            },
            ReceiptScreen.clickNextOrder(),
            scan_barcode(CARD),
            panel.pointsAre("1,630"),
            ProductScreen.addOrderline("Top-up", "1", "300"),
            payCash("300.00"),
            receiptHas(".receipt-stored-value", "500.00"),
            ReceiptScreen.clickNextOrder(),
            scan_barcode(CARD),
            panel.storedValueIs("500.00"),
        ].flat(),
});

tours.add("till_one_scan_redeems", {
    steps: () => {
        const sale = [
            keyboard.scan(SHIRT),
            keyboard.scan(COUPON),
            panel.isShown("Wang Xiaoyan"),
            PosLoyalty.hasRewardLine("50 off 300", "-50.00"),
            keyboard.press("F8"),
            PaymentScreen.isShown(),
            keyboard.press("F2"),
            PaymentScreen.remainingIs("0.00"),
            keyboard.press("F8"),
            receiptIs("350.00"),
        ].flat();
        const actions = sale.filter((step) => DONE_BY_CASHIER.test(step.content)).length;
        return [
            Chrome.startPoS(),
            ProductScreen.isShown(),
            {
                content: "count what the cashier does",
                trigger: "body",
                run: () => {
                    console.log(`Actions of the sale: ${actions}`);
                    if (actions > MOST_ACTIONS) {
                        throw new Error(`The sale takes ${actions} actions`);
                    }
                },
            },
            ...sale,
            keyboard.press("F8"),
            ProductScreen.isShown(),
        ].flat();
    },
});

tours.add("till_keyboard_only", {
    steps: () =>
        [
            Chrome.startPoS(),
            ProductScreen.isShown(),
            keyboard.scan(SHIRT),
            keyboard.press("F2"),
            box.isShown("code"),
            box.type("code", "13800138000"),
            keyboard.press("Enter"),
            panel.isShown("Wang Xiaoyan"),
            keyboard.press("F6"),
            PosLoyalty.hasRewardLine("50 off 300", "-50.00"),
            keyboard.press("F6"),
            Notification.has("No coupon can be used"),
            keyboard.press("F4"),
            ProductScreen.totalAmountIs("150.00"),
            {
                content: "the focus is left in the search of products",
                trigger: ".pos-topheader input",
                run: "click",
            },
            {
                content: "a scan there is a scan all the same",
                trigger: ".pos-topheader input:focus",
                run: `edit ${SHIRT} && press Enter`,
            },
            ProductScreen.totalAmountIs("550.00"),
            keyboard.press("F8"),
            PaymentScreen.isShown(),
            keyboard.press("F2"),
            keyboard.press("F8"),
            receiptIs("550.00"),
            keyboard.press("F8"),
            ProductScreen.isShown(),
            panel.isHidden(),
        ].flat(),
});

tours.add("till_card_in_the_payment_step", {
    steps: () =>
        [
            Chrome.startPoS(),
            ProductScreen.clickDisplayedProduct("Linen shirt"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod(CASH),
            scan_barcode(COUPON),
            PaymentScreen.totalIs("350.00"),
            PaymentScreen.emptyPaymentlines("350.00"),
            PaymentScreen.clickPaymentMethod(CASH),
            PaymentScreen.clickValidate(),
            receiptIs("350.00"),
        ].flat(),
});

tours.add("till_knows_the_member", {
    steps: () =>
        [
            Chrome.startPoS(),
            ProductScreen.isShown(),
            scan_barcode(CARD),
            panel.isShown("Wang Xiaoyan"),
            panel.habitIs("Birthday today"),
            panel.habitIs("Shop A"),
            panel.habitIs("Likes Tops"),
            panel.couponIs("50 off 300", "empty"),
            {
                content: "look at the last purchases",
                trigger: ".member-purchases summary",
                run: "click",
            },
            {
                content: "the shirt was bought last time",
                trigger: '.member-purchases:contains("Linen shirt"):contains("400.00")',
            },
        ].flat(),
});

tours.add("till_printed_card", {
    steps: () =>
        [
            Chrome.startPoS(),
            ProductScreen.isShown(),
            keyboard.scan("88010001"),
            panel.isShown("Wang Xiaoyan"),
        ].flat(),
});

tours.add("till_joins", {
    steps: () =>
        [
            Chrome.startPoS(),
            ProductScreen.isShown(),
            keyboard.press("F2"),
            box.type("code", "139 1111 2222"),
            keyboard.press("Enter"),
            box.isShown("name"),
            box.type("name", "Li Na"),
            box.choose("birthday", "1990-05-01"),
            box.confirm(),
            Notification.has("Li Na is a member now."),
            panel.isShown("Li Na"),
            keyboard.press("F3"),
            box.isShown("phone"),
            box.type("phone", "12345"),
            box.confirm(),
            box.tells("12345"),
            box.type("phone", "13911112222"),
            box.confirm(),
            Notification.has("Li Na is a member already."),
        ].flat(),
});

tours.add("till_joins_with_code", {
    steps: () =>
        [
            Chrome.startPoS(),
            ProductScreen.isShown(),
            keyboard.press("F3"),
            box.type("phone", "13911112222"),
            box.confirm(),
            box.isShown("proof"),
            box.type("proof", "000"),
            box.confirm(),
            box.tells("wrong"),
            {
                content: "nobody joined without the code",
                trigger: "body:not(:has(.member-panel))",
            },
            box.close(),
        ].flat(),
});

tours.add("till_phone_sells", {
    steps: () =>
        [
            Chrome.startPoS(),
            ProductScreen.clickDisplayedProduct("Linen shirt"),
            scan_barcode(CARD),
            panel.isShown("Wang Xiaoyan"),
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
            {
                content: "pay on the phone",
                trigger: ".pay-order-button",
                run: "click",
            },
            {
                content: "cash",
                trigger: `.paymentmethod:contains("${CASH}")`,
                run: "click",
            },
            {
                content: "validate",
                trigger: ".validation-button.next.highlight",
                run: "click",
            },
            receiptIs("350.00"),
        ].flat(),
});

tours.add("till_second_device_refused", {
    steps: () =>
        [
            Chrome.startPoS(),
            ProductScreen.clickDisplayedProduct("Linen shirt"),
            scan_barcode(COUPON),
            Notification.has("Shop A"),
            scan_barcode(CARD),
            panel.isShown("Wang Xiaoyan"),
            ProductScreen.isShown(),
        ].flat(),
});
