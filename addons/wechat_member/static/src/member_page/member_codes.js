/* The card's code and how it is drawn, without a connection: the digits of a minute,
   the QR code and the bars. Inlined into the page before member_page.js. */
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

    window.memberCard = { makeCode, qrMatrix, drawQr, drawBars };
})();
