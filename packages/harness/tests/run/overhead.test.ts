import { describe, expect, it } from 'vitest';

import { overheadMeter } from '../../src/run/overhead.ts';

describe('the overhead', () => {
  it('is the share of the time of slots with a node that did not go into work', () => {
    let time = 0;
    const meter = overheadMeter(2, () => time);
    meter.note(0, 1); // one node could start: one slot of two waits
    time = 1;
    meter.note(2, 0);
    time = 5;
    meter.note(1, 0); // 4 s of two slots
    meter.add(3.5);
    time = 7;
    meter.note(0, 0); // 2 s of one
    meter.add(5);
    time = 100; // nobody waits for anything
    // 1 + 8 + 2 = 11 s of slots, 8.5 s of work.
    expect(meter.value()).toBeCloseTo(1 - 8.5 / 11, 12);
  });

  it('counts no more waiting nodes than there are slots', () => {
    let time = 0;
    const meter = overheadMeter(2, () => time);
    meter.note(1, 7);
    time = 3;
    meter.add(3);
    expect(meter.value()).toBeCloseTo(1 - 3 / 6, 12);
  });

  it('is unknown where nothing ran', () => {
    let time = 0;
    const meter = overheadMeter(2, () => time);
    meter.note(0, 3);
    time = 2;
    expect(meter.value()).toBeNull();
  });
});
