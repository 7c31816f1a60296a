import { browser } from "@web/core/browser/browser";

const TONES = {
    good: [[880, 0.07]],
    done: [
        [880, 0.09],
        [1320, 0.14],
    ],
    bad: [
        [220, 0.18],
        [160, 0.3],
    ],
};

/** Short tones, so that eyes can stay on the goods. Silent where sound is not allowed. */
export class PackSound {
    play(name) {
        const Context = browser.AudioContext || browser.webkitAudioContext;
        if (!Context) {
            return;
        }
        this.context ||= new Context();
        let start = this.context.currentTime;
        for (const [frequency, seconds] of TONES[name]) {
            const tone = this.context.createOscillator();
            const volume = this.context.createGain();
            tone.type = name === "bad" ? "square" : "sine";
            tone.frequency.value = frequency;
            volume.gain.value = 0.15;
            tone.connect(volume).connect(this.context.destination);
            tone.start(start);
            tone.stop(start + seconds);
            start += seconds;
        }
    }

    close() {
        this.context?.close();
    }
}
