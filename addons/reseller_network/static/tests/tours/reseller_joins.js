import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("reseller_joins", {
    steps: () => [
        {
            content: "the name of the shop",
            trigger: "input[name=name]",
            run: "edit 小区团长·阿芳",
        },
        {
            content: "the phone",
            trigger: "input[name=phone]",
            run: "edit 13900001111",
        },
        {
            content: "where she sells",
            trigger: ".oj_chips label:has(input[value=group]):first span",
            run: "click",
        },
        {
            content: "how many people she reaches",
            trigger: ".oj_chips label:has(input[value=groups]) span",
            run: "click",
        },
        {
            content: "what is in common",
            trigger: ".oj_chips label:has(input[name=shares_way]) span",
            run: "click",
        },
        {
            content: "nothing sticks out of the phone",
            trigger: "body",
            run() {
                const width = document.documentElement.scrollWidth;
                if (width > window.innerWidth) {
                    throw new Error(`${width} px wide on ${window.innerWidth}`);
                }
            },
        },
        {
            content: "open the shop",
            trigger: ".oj_shop",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the code",
            trigger: ".oj_digits",
            run: "edit 135790",
        },
        {
            content: "done",
            trigger: ".oj_code button.oo_primary",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the application is there",
            trigger: ".oj_status:contains('We have your application')",
        },
    ],
});

registry.category("web_tour.tours").add("reseller_enters", {
    steps: () => [
        {
            content: "the shop is open and has its link",
            trigger: ".oj_url:contains('/outlet/p/')",
        },
        {
            content: "enter",
            trigger: ".oj_enter",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the number is there already",
            trigger: "input[name=phone]:value(13900001111)",
        },
        {
            content: "ask for a code",
            trigger: ".oj_form button.oo_primary",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "type it",
            trigger: ".oj_digits",
            run: "edit 135790",
        },
        {
            content: "done",
            trigger: ".oj_code button.oo_primary",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the first page of the shop, with goods to sell",
            trigger: ".oo_article:contains('长款风衣')",
        },
    ],
});
