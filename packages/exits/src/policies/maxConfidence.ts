import type { Policy } from '../policy.ts';
import { unitSteps } from '../policy.ts';
import { confidence } from '../softmax.ts';

/** What a sample gets that no exit is confident about. */
export type Fallback = 'final' | 'most-confident';

/**
 * Leaves at the first exit whose largest softmax probability is above the threshold, strictly: at 0 all leave at the
 * first exit, at 1 all go through to the last. 100 thresholds from 0 to 1, as in the evaluation of arXiv 2407.14320.
 *
 * With the fall-back `final` who is left takes the last exit's answer. With `most-confident` (Kaya et al., Shallow-Deep
 * Networks, arXiv 1810.07052) a sample about which no exit is confident, the last included, takes the answer of the
 * most confident of all exits, the first of equals; it has paid for all of them. That answer may come from an earlier
 * exit, so there is no online form of it.
 */
export function maxConfidence({ fallback = 'final' }: { readonly fallback?: Fallback } = {}): Policy {
  const policy: Policy = {
    id: 'max-confidence',
    title: fallback === 'final' ? 'maximum confidence' : 'maximum confidence, else the most confident',
    serves: ['classification'],
    settings: unitSteps(100),
    decide({ samples, width, byExit }) {
      const confidences = byExit.map((logits) => confidence(logits, width));
      const last = byExit.length - 1;
      return (threshold) => {
        const left = new Int32Array(samples);
        const answer = new Int32Array(samples);
        for (let s = 0; s < samples; s++) {
          const first = confidences.findIndex((c) => (c[s] as number) > threshold);
          left[s] = first < 0 ? last : first;
          answer[s] = first >= 0 ? first : fallback === 'final' ? last : mostConfident(confidences, s);
        }
        return { left, answer };
      };
    },
  };
  if (fallback !== 'final') return policy;
  return {
    ...policy,
    online: (threshold) => ({ leaves: (outputs, width) => Array.from(confidence(outputs, width), (c) => c > threshold) }),
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function mostConfident(confidences: readonly Float64Array[], sample: number): number {
  let best = confidences.length - 1;
  let bestValue = -Infinity;
  for (const [exit, c] of confidences.entries()) {
    const value = c[sample] as number;
    if (value > bestValue) {
      best = exit;
      bestValue = value;
    }
  }
  return best;
}
