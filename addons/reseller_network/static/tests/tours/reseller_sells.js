import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("reseller_sells", {
    steps: () => [
        {
            content: "the earnings are on the first page",
            trigger: ".oo_earnings",
        },
        {
            content: "to the selection centre",
            trigger: ".oo_tabs .oo_tab_selection",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "open the article",
            trigger: ".oo_article:contains('长款风衣')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "enter the price as tenths of the tag",
            trigger: ".oo_segments label:has(input[value=discount]) span",
            run: "click",
        },
        {
            content: "type 3.9",
            trigger: ".oo_value",
            run: "edit 3.9",
        },
        {
            content: "the margin follows while typing: 390 less 260",
            trigger: ".oo_live_earn:contains('130')",
        },
        {
            content: "save the own price",
            trigger: ".oo_price_form button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "it is saved",
            trigger: ".oo_saved",
        },
        {
            content: "order the size in stock",
            trigger: ".oo_buy_bar button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the price is the own one",
            trigger: ".oo_line_price:value(390)",
        },
        {
            content: "two pieces",
            trigger: ".oo_line .oo_more",
            run: "click",
        },
        {
            content: "the sum follows",
            trigger: ".oo_sum_paid:contains('780')",
        },
        {
            content: "paste the customer's line",
            trigger: "textarea[name=text]",
            run: "edit 李雷 13812345678 北京市朝阳区建国路88号院3号楼502",
        },
        {
            content: "it is taken apart",
            trigger: "input[name=district]:value(朝阳区)",
        },
        {
            content: "the phone too",
            trigger: "input[name=phone]:value(13812345678)",
        },
        {
            content: "submit",
            trigger: ".oo_submit",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the order page shows the parcel",
            trigger: ".oo_parcel:contains('长款风衣')",
        },
        {
            content: "and what is earned",
            trigger: ".oo_money_earn:contains('260')",
        },
    ],
});
