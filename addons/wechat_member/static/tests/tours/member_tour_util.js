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
    habitIs: (words) => ({
        content: `the panel says ${words}`,
        trigger: `.member-panel .member-habits:contains("${words}")`,
    }),
    ask: () => ({
        content: "ask for the member",
        trigger: ".member-button",
        run: "click",
    }),
};

export const box = {
    type: (name, value) => ({
        content: `type ${value} as ${name}`,
        trigger: `.member-box input[name="${name}"]`,
        run: `edit ${value}`,
    }),
    choose: (name, value) => ({
        content: `choose ${value} as ${name}`,
        trigger: `.member-box input[name="${name}"]`,
        run({ anchor }) {
            anchor.value = value;
            anchor.dispatchEvent(new Event("input", { bubbles: true }));
        },
    }),
    confirm: () => ({
        content: "confirm the box",
        trigger: ".modal .member-box-confirm",
        run: "click",
    }),
    close: () => ({
        content: "close the box",
        trigger: ".modal .modal-footer button:contains('Close')",
        run: "click",
    }),
    isShown: (name) => ({
        content: `the box asks for the ${name}`,
        trigger: `.member-box input[name="${name}"]:focus`,
    }),
    tells: (words) => ({
        content: `the box tells ${words}`,
        trigger: `.member-box-message:contains("${words}")`,
    }),
};

export const keyboard = {
    /** Press one key, wherever the focus is. */
    press: (key) => ({
        content: `press ${key}`,
        trigger: "body",
        run: () => send(key),
    }),
    /**
     * What a scanner sends: the digits and Enter, faster than anybody types. No keys go up:
     * while testing, the core takes every key that does for a quantity, however fast.
     */
    scan: (code) => ({
        content: `the scanner reads ${code}`,
        trigger: "body:not(:has(.modal))",
        run: () => [...code, "Enter"].forEach((key) => send(key, ["keydown"])),
    }),
};

function send(key, kinds = ["keydown", "keyup"]) {
    const target = document.activeElement || document.body;
    for (const kind of kinds) {
        target.dispatchEvent(new KeyboardEvent(kind, { key, bubbles: true, cancelable: true }));
    }
}
