/**
 * Calls `step(limit)` until it reports that nothing remains.
 *
 * The size of a batch follows the time the server needs, so that the progress moves
 * every few seconds whatever the kind of the workbook and the speed of the machine.
 */
export class ImportRunner {
    constructor(step, { limit = 50, targetMs = 3000, minLimit = 10, maxLimit = 1000 } = {}) {
        this.step = step;
        this.limit = limit;
        this.targetMs = targetMs;
        this.minLimit = minLimit;
        this.maxLimit = maxLimit;
        this.isStopped = false;
    }

    /** Let the batch under way end, then stop: what is in stays in. */
    stop() {
        this.isStopped = true;
    }

    async run(onProgress, now = () => performance.now()) {
        let progress = null;
        do {
            const start = now();
            progress = await this.step(this.limit);
            this.adapt(now() - start);
            onProgress(progress);
        } while (progress.remaining > 0 && !this.isStopped);
        return progress;
    }

    adapt(elapsed) {
        if (elapsed < this.targetMs / 2) {
            this.limit = Math.min(this.limit * 2, this.maxLimit);
        } else if (elapsed > this.targetMs * 2) {
            this.limit = Math.max(Math.floor(this.limit / 2), this.minLimit);
        }
    }
}

/** Share of the work that is through, in whole per cent; never 100 before the end. */
export function percentDone({ done, total }) {
    if (!total) {
        return 100;
    }
    return done === total ? 100 : Math.min(99, Math.floor((done * 100) / total));
}

/** Seconds until the end at the pace so far; null while there is no pace yet. */
export function secondsLeft({ done, remaining }, doneBefore, elapsedMs) {
    const rows = done - doneBefore;
    return rows > 0 ? Math.ceil((remaining * elapsedMs) / rows / 1000) : null;
}
