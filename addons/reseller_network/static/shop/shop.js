// Saves taps; without it everything works all the same.
const form = document.querySelector("#order");

function saySum() {
    const total = form.querySelector(".os_total");
    const pieces = form.elements.quantity;
    if (!total || !pieces) return;
    const symbol = total.textContent.replace(/[\d.,\s]/g, "");
    const sum = Number(total.dataset.price) * Math.max(Number(pieces.value) || 1, 1);
    const digits = {minimumFractionDigits: 2, maximumFractionDigits: 2};
    const text = sum.toLocaleString("en-US", digits);
    total.textContent = symbol + text.replace(/\.00$/, "");
}

function step(button) {
    const pieces = form.elements.quantity;
    const wanted = Number(pieces.value || 1) + Number(button.dataset.step);
    const size = form.querySelector("input[name=product_id]:checked");
    const most = Math.min(Number(pieces.max), Number(size?.dataset.stock || pieces.max));
    pieces.value = Math.min(Math.max(wanted, 1), most);
    saySum();
}

// The one who bought here before need not type again; it stays on this phone.
const FIELDS = ["name", "phone", "address"];
function remember() {
    try {
        for (const field of FIELDS) {
            localStorage.setItem(`outlet_${field}`, form.elements[field].value);
        }
    } catch {
        // a private window keeps nothing
    }
}
function recall() {
    try {
        for (const field of FIELDS) {
            const input = form.elements[field];
            if (input && !input.value) {
                input.value = localStorage.getItem(`outlet_${field}`) || "";
            }
        }
    } catch {
        // a private window has nothing
    }
}

// Name, phone and address pasted in one go go to their places.
async function readPaste(event) {
    const text = event.clipboardData?.getData("text") || "";
    if (text.length < 12 || !/1\d{10}/.test(text.replace(/[\s-]/g, ""))) return;
    event.preventDefault();
    event.target.value = text;
    const body = new FormData();
    body.append("csrf_token", form.elements.csrf_token.value);
    body.append("text", text);
    const answer = await fetch(`${form.dataset.base}/read`, {method: "POST", body});
    if (!answer.ok) return;
    const found = await answer.json();
    if (!found.address) return;
    event.target.value = "";
    for (const field of FIELDS) {
        form.elements[field].value = found[field] || form.elements[field].value;
    }
}

// Whoever comes back to the page sees what is there now.
async function refreshStock() {
    if (document.hidden) return;
    const answer = await fetch(`${form.dataset.base}/stock`);
    if (!answer.ok) return;
    const stock = await answer.json();
    for (const input of form.querySelectorAll("input[name=product_id]")) {
        const pieces = stock[input.value] || 0;
        if (pieces || !Number(input.dataset.stock)) {
            input.dataset.stock = pieces;
            continue;
        }
        // sold out meanwhile: the page tells it in its own words
        window.location.reload();
        return;
    }
}

if (form) {
    form.addEventListener("click", (event) => {
        const button = event.target.closest("[data-step]");
        if (button) step(button);
    });
    form.addEventListener("input", saySum);
    form.addEventListener("submit", () => {
        remember();
        setTimeout(() => {
            for (const button of form.querySelectorAll("button")) button.disabled = true;
        });
    });
    for (const field of FIELDS) {
        form.elements[field]?.addEventListener("paste", readPaste);
    }
    recall();
    saySum();
    document.addEventListener("visibilitychange", refreshStock);
    // a page from the browser's own store may show buttons that were pressed
    window.addEventListener("pageshow", (event) => {
        if (event.persisted) window.location.reload();
    });
    document.querySelector("form .os_problem")?.scrollIntoView({block: "center"});
    // the bar leads to the form; once that is in sight it sends it
    document.querySelector("[data-buy]")?.addEventListener("click", (event) => {
        if (form.elements.address?.value && form.checkValidity()) {
            event.preventDefault();
            form.requestSubmit();
        }
    });
}

const reel = document.querySelector(".os_reel");
const count = document.querySelector(".os_count");
if (reel && count) {
    const all = reel.children.length;
    reel.addEventListener("scroll", () => {
        const shown = Math.round(reel.scrollLeft / reel.clientWidth) + 1;
        count.textContent = `${shown}/${all}`;
    });
}
document.querySelectorAll("a[href='#ask']").forEach((link) =>
    link.addEventListener("click", () => {
        document.querySelector("#ask").open = true;
    })
);
