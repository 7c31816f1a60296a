/* The member's page works without this script; with it the code changes every minute,
   also without a connection. Inlined into the page, so nothing else is loaded. */
(function () {
    "use strict";

    const { makeCode, drawQr, drawBars } = window.memberCard;
    const all = (selector) => [...document.querySelectorAll(selector)];
    const one = (selector) => document.querySelector(selector);
    const data = JSON.parse(one("#member_data").textContent);
    const memory = {
        get(key) {
            try {
                return localStorage.getItem(key);
            } catch {
                return null;
            }
        },
        set(key, value) {
            try {
                localStorage.setItem(key, value);
            } catch {
                // a phone that keeps nothing shows its card all the same
            }
        },
    };

    /** How far the phone's clock is from the server's, told when the page was fresh. */
    function clockOffset(device) {
        const [shown, offset] = (memory.get("member.clock") || "").split("|");
        if (Number(shown) === device.now) {
            return Number(offset);
        }
        const fresh = device.now - Date.now();
        memory.set("member.clock", `${device.now}|${fresh}`);
        return fresh;
    }

    function startCode(device) {
        const offset = clockOffset(device);
        const length = device.stepSeconds * 1000;
        let shown = null;
        const tick = () => {
            const now = Date.now() + offset;
            const step = Math.floor(now / length);
            const left = device.stepSeconds - Math.floor((now % length) / 1000);
            all(".o_code_left").forEach((node) => (node.textContent = left));
            all(".o_code_time").forEach((node) =>
                node.style.setProperty("--left", left / device.stepSeconds)
            );
            if (step === shown) {
                return;
            }
            shown = step;
            const code = makeCode(device, step);
            document.body.classList.toggle("code_over", !code);
            if (code) {
                all(".o_code_qr").forEach((node) => node.replaceChildren(drawQr(code)));
                all(".o_code_bars").forEach((node) =>
                    node.replaceChildren(drawBars(code, data.bars))
                );
                all(".o_code_digits").forEach((node) => (node.textContent = code.replace(/(\d{4})(?=\d)/g, "$1 ")));
            }
        };
        tick();
        setInterval(tick, 1000);
    }

    function showTab() {
        const wanted = location.hash.slice(1) || "card";
        const found = one(`.tab[data-tab="${CSS.escape(wanted)}"]`) ? wanted : "card";
        all(".tab").forEach((tab) => (tab.hidden = tab.dataset.tab !== found));
        all("nav.tabs a").forEach((link) => {
            const current = link.hash.slice(1) === found;
            link.classList.toggle("on", current);
            link.toggleAttribute("aria-current", current);
        });
        window.scrollTo(0, 0);
    }

    function startChips() {
        all(".chips").forEach((chips) => {
            const show = (name) => {
                chips.querySelectorAll("button").forEach((chip) =>
                    chip.classList.toggle("on", chip.dataset.show === name)
                );
                all(`[data-group="${chips.dataset.of}"]`).forEach((list) => {
                    list.hidden = list.dataset.name !== name;
                });
            };
            chips.addEventListener("click", (ev) => ev.target.dataset.show && show(ev.target.dataset.show));
            show(chips.querySelector("button").dataset.show);
        });
    }

    /** A code in large on white, for the scanner: the card's own or a coupon's. */
    function startSheet() {
        const sheet = one(".sheet");
        const close = () => (sheet.hidden = true);
        document.addEventListener("click", (ev) => {
            const opener = ev.target.closest("[data-large]");
            if (opener) {
                const code = opener.dataset.large;
                sheet.classList.toggle("of_card", !code);
                sheet.querySelector(".sheet_title").textContent = opener.dataset.title || "";
                if (code) {
                    sheet.querySelector(".sheet_qr").replaceChildren(drawQr(code));
                    sheet.querySelector(".sheet_bars").replaceChildren(drawBars(code, data.bars));
                    sheet.querySelector(".sheet_digits").textContent = code;
                }
                sheet.hidden = false;
            } else if (ev.target.closest("[data-close]") || ev.target === sheet) {
                close();
            }
        });
        document.addEventListener("keydown", (ev) => ev.key === "Escape" && close());
    }

    // ----------------------------------------------------------------- nearest outlets
    function kilometres(a, b) {
        const rad = Math.PI / 180;
        const half = (from, to) => Math.sin(((to - from) * rad) / 2) ** 2;
        const h =
            half(a.lat, b.lat) +
            Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * half(a.lon, b.lon);
        return 12742 * Math.asin(Math.sqrt(h));
    }

    function startOutlets() {
        const button = one(".o_near");
        if (!button || !navigator.geolocation) {
            return;
        }
        button.hidden = false;
        button.addEventListener("click", () => {
            button.disabled = true;
            navigator.geolocation.getCurrentPosition(
                ({ coords }) => {
                    // the place stays in the phone: the list is sorted here
                    sortOutlets({ lat: coords.latitude, lon: coords.longitude });
                    button.hidden = true;
                },
                () => {
                    button.disabled = false;
                    one(".o_near_failed").hidden = false;
                },
                { timeout: 10000, maximumAge: 300000 }
            );
        });
    }

    function sortOutlets(here) {
        all(".outlets").forEach((list) => {
            const cards = [...list.querySelectorAll(".outlet")];
            cards.forEach((card) => {
                const { lat, lon } = card.dataset;
                card.far = lat ? kilometres(here, { lat: Number(lat), lon: Number(lon) }) : Infinity;
                if (card.far < Infinity) {
                    card.querySelector(".far").textContent =
                        card.far < 1
                            ? `${Math.max(10, Math.round(card.far * 100) * 10)} m`
                            : `${card.far.toFixed(card.far < 10 ? 1 : 0)} km`;
                }
            });
            list.append(...cards.sort((a, b) => a.far - b.far));
        });
    }

    // ------------------------------------------------------------------------- offline
    function startOffline() {
        const tell = () => document.body.classList.toggle("offline", !navigator.onLine);
        addEventListener("online", tell);
        addEventListener("offline", tell);
        tell();
        if ("serviceWorker" in navigator && data.worker) {
            // no worker in this browser (or not on an insecure page): it works online
            navigator.serviceWorker.register(data.worker, { scope: "/member" }).catch(() => {});
        }
    }

    document.body.classList.add("scripted");
    if (data.device) {
        startCode(data.device);
    }
    startChips();
    startOutlets();
    if (one(".sheet")) {
        startSheet();
        addEventListener("hashchange", showTab);
        showTab();
    }
    all("form[data-sure]").forEach((form) =>
        form.addEventListener("submit", (ev) => {
            if (!confirm(form.dataset.sure)) {
                ev.preventDefault();
            }
        })
    );
    if (!data.sample) {
        startOffline();
    }
})();
