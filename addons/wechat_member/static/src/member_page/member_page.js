/* The member's page works without this script; with it the code changes every minute,
   also without a connection. Inlined into the page, so nothing else is loaded. */
(function () {
    "use strict";

    const SVG = "http://www.w3.org/2000/svg";

    // ------------------------------------------------------------ SHA-256 and HMAC
    // Browsers offer theirs on secure pages only; a till's test server is not one.
    const primes = [];
    for (let number = 2; primes.length < 64; number++) {
        if (primes.every((prime) => number % prime)) {
            primes.push(number);
        }
    }
    const fraction = (value) => ((value - Math.floor(value)) * 2 ** 32) | 0;
    const ROUNDS = primes.map((prime) => fraction(Math.cbrt(prime)));
    const START = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
    const turn = (word, by) => (word >>> by) | (word << (32 - by));

    function sha256(bytes) {
        const blocks = ((bytes.length + 8) >> 6) + 1;
        const words = new Int32Array(blocks * 16);
        bytes.forEach((byte, at) => (words[at >> 2] |= byte << (24 - (at % 4) * 8)));
        words[bytes.length >> 2] |= 0x80 << (24 - (bytes.length % 4) * 8);
        words[words.length - 1] = bytes.length * 8;
        const state = START.slice();
        const w = new Int32Array(64);
        for (let block = 0; block < blocks; block++) {
            for (let at = 0; at < 64; at++) {
                if (at < 16) {
                    w[at] = words[block * 16 + at];
                } else {
                    const a = w[at - 15];
                    const b = w[at - 2];
                    const s0 = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
                    const s1 = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
                    w[at] = w[at - 16] + s0 + w[at - 7] + s1;
                }
            }
            let [a, b, c, d, e, f, g, h] = state;
            for (let at = 0; at < 64; at++) {
                const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
                const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUNDS[at] + w[at]) | 0;
                const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
                const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
                [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
            }
            [a, b, c, d, e, f, g, h].forEach((v, at) => (state[at] = (state[at] + v) | 0));
        }
        return state.flatMap((word) => [24, 16, 8, 0].map((by) => (word >>> by) & 255));
    }

    function hmac(key, message) {
        const padded = key.concat(new Array(64 - key.length).fill(0));
        const inner = sha256(padded.map((byte) => byte ^ 0x36).concat(message));
        return sha256(padded.map((byte) => byte ^ 0x5c).concat(inner));
    }

    /** The digits of the minute `step`; the server makes the same ones. */
    function makeCode(device, step) {
        const key = device.keys[Math.floor(step / device.keySteps)];
        if (!key) {
            return "";
        }
        const bytes = key.match(/../g).map((pair) => parseInt(pair, 16));
        const counter = [56, 48, 40, 32, 24, 16, 8, 0].map(
            (by) => Math.floor(step / 2 ** by) % 256
        );
        const digest = hmac(bytes, counter);
        const at = digest[31] & 15;
        const number =
            (digest[at] & 127) * 2 ** 24 +
            digest[at + 1] * 2 ** 16 +
            digest[at + 2] * 2 ** 8 +
            digest[at + 3];
        const digits = String(number % 10 ** device.digits).padStart(device.digits, "0");
        return device.prefix + digits;
    }

    // --------------------------------------------------------------- QR and Code 128
    // One size of QR code (version 2, level M: up to 26 characters) is all a card needs.
    const SIZE = 25;
    const DATA = 28;
    const CHECK = 16;

    function gfMultiply(a, b) {
        let product = 0;
        for (; b; b >>= 1) {
            product ^= b & 1 ? a : 0;
            a = (a << 1) ^ (a & 128 ? 0x11d : 0);
        }
        return product;
    }

    function checkBytes(data) {
        let generator = [1];
        for (let root = 1, at = 0; at < CHECK; at++, root = gfMultiply(root, 2)) {
            const next = generator.concat(0);
            generator.forEach((value, i) => (next[i + 1] ^= gfMultiply(value, root)));
            generator = next;
        }
        const rest = data.concat(new Array(CHECK).fill(0));
        for (let at = 0; at < data.length; at++) {
            const lead = rest[at];
            generator.forEach((value, i) => (rest[at + i] ^= gfMultiply(value, lead)));
        }
        return rest.slice(data.length);
    }

    function qrBytes(text) {
        const bits = [0, 1, 0, 0];
        const push = (value) => [7, 6, 5, 4, 3, 2, 1, 0].forEach((by) => bits.push((value >> by) & 1));
        push(text.length);
        [...text].forEach((letter) => push(letter.charCodeAt(0)));
        bits.push(0, 0, 0, 0);
        const data = [];
        for (let at = 0; at < bits.length; at += 8) {
            data.push(parseInt(bits.slice(at, at + 8).join("").padEnd(8, "0"), 2));
        }
        for (let filler = 0; data.length < DATA; filler++) {
            data.push(filler % 2 ? 0x11 : 0xec);
        }
        return data.concat(checkBytes(data));
    }

    function qrMatrix(text) {
        const rows = Array.from({ length: SIZE }, () => new Array(SIZE).fill(null));
        const square = (top, left, radius, dark) => {
            for (let r = -radius; r <= radius; r++) {
                for (let c = -radius; c <= radius; c++) {
                    const row = rows[top + r];
                    if (row && left + c >= 0 && left + c < SIZE) {
                        row[left + c] = dark(Math.max(Math.abs(r), Math.abs(c)));
                    }
                }
            }
        };
        const finder = (ring) => ring !== 2 && ring !== 4;
        square(3, 3, 4, finder);
        square(3, SIZE - 4, 4, finder);
        square(SIZE - 4, 3, 4, finder);
        for (let at = 8; at < SIZE - 8; at++) {
            rows[6][at] = rows[at][6] = at % 2 === 0;
        }
        square(18, 18, 2, (ring) => ring !== 1);
        // level M with the first mask, as the standard spells it
        const format = [..."101010000010010"].map((bit) => bit === "1");
        format.forEach((bit, at) => {
            const near = at < 6 ? at : at < 8 ? at + 1 : null;
            if (near !== null) {
                rows[8][near] = bit;
            } else {
                rows[at === 8 ? 7 : 14 - at][8] = bit;
            }
            if (at < 7) {
                rows[SIZE - 1 - at][8] = bit;
            } else {
                rows[8][SIZE - 15 + at] = bit;
            }
        });
        rows[SIZE - 8][8] = true;
        const bits = qrBytes(text).flatMap((byte) =>
            [7, 6, 5, 4, 3, 2, 1, 0].map((by) => (byte >> by) & 1)
        );
        let at = 0;
        for (let right = SIZE - 1, up = true; right > 0; right -= 2, up = !up) {
            right -= right === 6 ? 1 : 0;
            for (let step = 0; step < SIZE; step++) {
                const row = up ? SIZE - 1 - step : step;
                for (const column of [right, right - 1]) {
                    if (rows[row][column] === null) {
                        const bit = at < bits.length ? bits[at] : 0;
                        rows[row][column] = Boolean(bit) !== ((row + column) % 2 === 0);
                        at++;
                    }
                }
            }
        }
        return rows;
    }

    function svg(width, height, path, stretch) {
        const node = document.createElementNS(SVG, "svg");
        node.setAttribute("viewBox", `0 0 ${width} ${height}`);
        node.setAttribute("shape-rendering", "crispEdges");
        node.setAttribute("role", "img");
        if (stretch) {
            node.setAttribute("preserveAspectRatio", "none");
        }
        const drawn = document.createElementNS(SVG, "path");
        drawn.setAttribute("d", path);
        node.append(drawn);
        return node;
    }

    function drawQr(text) {
        const quiet = 4;
        let path = "";
        qrMatrix(text).forEach((row, y) =>
            row.forEach((dark, x) => (path += dark ? `M${x + quiet} ${y + quiet}h1v1h-1z` : ""))
        );
        return svg(SIZE + 2 * quiet, SIZE + 2 * quiet, path);
    }

    /** Code 128: pairs of digits where there are only digits, else letters. */
    function drawBars(text, widths) {
        const values = [];
        if (/^(\d\d)+$/.test(text)) {
            values.push(105, ...text.match(/../g).map(Number));
        } else {
            values.push(104, ...[...text].map((letter) => letter.charCodeAt(0) - 32));
        }
        const sum = values.reduce((total, value, at) => total + value * (at || 1), 0);
        values.push(sum % 103, 106);
        let x = 10;
        let path = "";
        for (const value of values) {
            [...widths[value]].forEach((width, at) => {
                path += at % 2 ? "" : `M${x} 0h${width}v60h-${width}z`;
                x += Number(width);
            });
        }
        return svg(x + 10, 60, path, true);
    }

    // ----------------------------------------------------------------------- the page
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
    window.memberCard = { makeCode, qrMatrix, drawBars };
})();
