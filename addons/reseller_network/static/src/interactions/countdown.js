import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** Seconds as 1:02:03, after a day as hours all the same: 26:02:03. */
export function formatSeconds(seconds) {
    const pad = (number) => String(number).padStart(2, "0");
    const minutes = Math.floor(seconds / 60);
    return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(seconds % 60)}`;
}

/**
 * Counts down what the server said is left, and reads the page anew at the end. The
 * phone's own clock only measures how long the page is open.
 */
export class Countdown extends Interaction {
    static selector = ".oo_countdown";

    setup() {
        this.until = performance.now() + 1000 * Number(this.el.dataset.seconds);
        this.text = this.el.querySelector(".oo_countdown_text");
    }

    start() {
        this.tick();
        const timer = setInterval(() => this.tick(), 1000);
        this.registerCleanup(() => clearInterval(timer));
    }

    tick() {
        const left = Math.round((this.until - performance.now()) / 1000);
        this.text.textContent = formatSeconds(Math.max(left, 0));
        if (left === -1) {
            window.location.reload();
        }
    }
}

registry.category("public.interactions").add("reseller_network.countdown", Countdown);
