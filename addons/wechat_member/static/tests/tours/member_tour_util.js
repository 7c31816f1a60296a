export const panel = {
    isShown: (name) => ({
        content: `the panel shows ${name}`,
        trigger: `.member-panel .member-name:contains("${name}")`,
    }),
    isHidden: () => ({
        content: "no panel is shown",
        trigger: "body:not(:has(.member-panel))",
    }),
    levelIs: (level) => ({
        content: `the level is ${level}`,
        trigger: `.member-panel .member-level:contains("${level}")`,
    }),
    pointsAre: (points) => ({
        content: `the card holds ${points} points`,
        trigger: `.member-panel .member-points:contains("${points}")`,
    }),
    storedValueIs: (amount) => ({
        content: `the card holds ${amount}`,
        trigger: `.member-panel .member-stored-value:contains("${amount}")`,
    }),
    couponIs: (name, state, hint = "") => ({
        content: `coupon ${name} is ${state} ${hint}`,
        trigger:
            `.member-coupon[data-state="${state}"]:contains("${name}")` +
            (hint && `:contains("${hint}")`),
    }),
    redeem: (name) => ({
        content: `redeem ${name}`,
        trigger: `.member-coupon:contains("${name}") .coupon-redeem`,
        run: "click",
    }),
    takeBack: (name) => ({
        content: `take ${name} off the order`,
        trigger: `.member-coupon:contains("${name}") .coupon-return`,
        run: "click",
    }),
    ask: () => ({
        content: "ask for the member",
        trigger: ".member-button",
        run: "click",
    }),
};
