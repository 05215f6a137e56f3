import { describe, expect, it } from 'vitest';

import { phaseMeter } from '../../src/run/perform/phaseMeter.ts';

/** A meter with a clock that is set by hand, and what it told. */
function metered(size: number): { readonly meter: ReturnType<typeof phaseMeter>; readonly told: string[]; readonly pass: (seconds: number) => void } {
  let time = 0;
  const told: string[] = [];
  const meter = phaseMeter({
    progress: ({ step }) => told.push(`step ${step}`), resumed: (step) => told.push(`resumed ${step}`), checkpoint: (step) => told.push(`checkpoint ${step}`),
  }, size, () => time);
  return { meter, told, pass: (seconds) => void (time += seconds) };
}

const event = (step: number) => ({ step, steps: 100, epoch: 1, loss: 1, losses: {}, batch: 10 });

describe('checkpoints of a phase', () => {
  it('come at least 2 s apart, and 200 times what the last one cost', async () => {
    const { meter, pass } = metered(1e5);
    pass(1.99);
    expect(meter.due()).toBe(false);
    pass(0.01);
    expect(meter.due()).toBe(true);
    pass(0.05); // what the weights take to come from the engine counts
    await meter.keep(() => Promise.resolve(pass(0.03)));
    expect(meter.cost()).toBeCloseTo(0.08, 12);
    pass(15.9);
    expect(meter.due()).toBe(false);
    pass(0.11); // 200 × 0.08 s
    expect(meter.due()).toBe(true);
    await meter.keep(() => Promise.resolve(pass(0.001)));
    pass(1.9);
    expect(meter.due()).toBe(false); // 200 × 0.001 s have passed, 2 s have not
    pass(0.2);
    expect(meter.due()).toBe(true);
  });

  it('cost at most half a per cent of the time, whatever they cost', async () => {
    const { meter, pass } = metered(29.5e6);
    let time = 0;
    for (let step = 0; step < 10_000; step++) {
      pass(0.1);
      time += 0.1;
      if (!meter.due()) continue;
      await meter.keep(() => Promise.resolve(pass(0.3)));
      time += 0.3;
    }
    expect(meter.cost() / time).toBeLessThan(0.005);
    expect(meter.cost() / time).toBeGreaterThan(0.0045); // and nothing is given away
  });

  it('wait longer for the first one where it is expected to cost much', () => {
    const { meter, pass } = metered(49.5e6);
    pass(99.9);
    expect(meter.due()).toBe(false);
    pass(0.2);
    expect(meter.due()).toBe(true);
  });

  it('count while one is being made, and when a phase is stopped without one being due', async () => {
    const { meter, pass } = metered(1e5);
    await meter.keep(() => {
      pass(0.2);
      expect(meter.cost()).toBeCloseTo(0.2, 12);
      return Promise.resolve();
    });
    pass(1);
    expect(meter.cost()).toBeCloseTo(0.2, 12);
  });
});

describe('news of a phase', () => {
  it('come at most twice a second, before a checkpoint, and at the last step', async () => {
    const { meter, told, pass } = metered(1e5);
    for (const step of [1, 2, 3]) {
      pass(0.3);
      meter.note(event(step));
    }
    pass(2);
    expect(meter.due()).toBe(true);
    await meter.keep(() => Promise.resolve());
    meter.note(event(100));
    expect(told).toEqual(['step 2', 'step 3', 'checkpoint 3', 'step 100']);
  });

  it('say where it went on, once', () => {
    const { meter, told } = metered(1e5);
    meter.note(event(41));
    meter.note(event(42));
    meter.end(40);
    expect(told).toEqual(['resumed 40']);
  });

  it('say that all steps had been done before', () => {
    const { meter, told } = metered(1e5);
    meter.end(100);
    expect(told).toEqual(['resumed 100']);
  });

  it('say nothing of going on where it began at the start', () => {
    const { meter, told } = metered(1e5);
    meter.note(event(1));
    meter.end(0);
    expect(told).toEqual([]);
  });
});
