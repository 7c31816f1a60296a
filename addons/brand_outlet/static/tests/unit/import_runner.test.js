import { describe, expect, test } from "@odoo/hoot";
import { ImportRunner, percentDone, secondsLeft } from "@brand_outlet/import_run/import_runner";

describe.current.tags("headless");

function makeServer(total) {
    let done = 0;
    const limits = [];
    const step = async (limit) => {
        limits.push(limit);
        done = Math.min(total, done + limit);
        return { done, total, remaining: total - done };
    };
    return { step, limits };
}

test("runs until nothing remains and tells each step", async () => {
    const { step } = makeServer(120);
    const seen = [];
    const runner = new ImportRunner(step, { limit: 50, maxLimit: 50 });
    const last = await runner.run(({ done }) => seen.push(done));
    expect(seen).toEqual([50, 100, 120]);
    expect(last.remaining).toBe(0);
});

test("a file with nothing to do needs one step", async () => {
    const { step, limits } = makeServer(0);
    await new ImportRunner(step).run(() => {});
    expect(limits).toHaveLength(1);
});

test("stops after the batch under way", async () => {
    const { step } = makeServer(500);
    const runner = new ImportRunner(step, { limit: 50, maxLimit: 50 });
    const last = await runner.run(() => runner.stop());
    expect(last.done).toBe(50);
});

test("batches grow on a quick server and shrink on a slow one", async () => {
    const runner = new ImportRunner(async () => {}, { limit: 100, targetMs: 1000 });
    runner.adapt(100);
    expect(runner.limit).toBe(200);
    runner.adapt(1000);
    expect(runner.limit).toBe(200);
    runner.adapt(5000);
    expect(runner.limit).toBe(100);
});

test("batches keep within their bounds", async () => {
    const runner = new ImportRunner(async () => {}, { limit: 15, minLimit: 10, maxLimit: 20 });
    runner.adapt(0);
    expect(runner.limit).toBe(20);
    runner.adapt(100000);
    runner.adapt(100000);
    expect(runner.limit).toBe(10);
});

test("an error of the server ends the run", async () => {
    const runner = new ImportRunner(async () => {
        throw new Error("busy");
    });
    await expect(runner.run(() => {})).rejects.toThrow("busy");
});

test("the progress is full only at the end", () => {
    expect(percentDone({ done: 0, total: 995 })).toBe(0);
    expect(percentDone({ done: 994, total: 995 })).toBe(99);
    expect(percentDone({ done: 995, total: 995 })).toBe(100);
    expect(percentDone({ done: 0, total: 0 })).toBe(100);
});

test("the time left follows the pace so far", () => {
    expect(secondsLeft({ done: 100, remaining: 300 }, 100, 0)).toBe(null);
    expect(secondsLeft({ done: 200, remaining: 300 }, 100, 10000)).toBe(30);
    expect(secondsLeft({ done: 500, remaining: 0 }, 100, 10000)).toBe(0);
});
