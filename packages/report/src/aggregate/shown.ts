import type { Shows } from '@exitbench/core';
import type { MetricRecord } from '@exitbench/records';

/** One way in which a metric wants to be seen: what one table or figure is made of. */
export interface Shown<K extends Shows['kind'] = Shows['kind']> {
  readonly metric: MetricRecord;
  readonly shows: Extract<Shows, { readonly kind: K }>;
  /** What is shown: the figure's own title, else the metric's. */
  readonly title: string;
  readonly unit: string;
  readonly direction: MetricRecord['direction'];
}

/** Every way in which a metric wants to be seen, the most important first. */
export function shownOf(metric: MetricRecord): readonly Shown[] {
  return metric.shows.map((shows) => ({ metric, shows, title: shows.title ?? metric.label, unit: shows.unit ?? metric.unit, direction: shows.direction ?? metric.direction }));
}

/** Whether it is seen in this way. */
export function isShownAs<K extends Shows['kind']>(shown: Shown, ...kinds: readonly K[]): shown is Shown & Pick<Shown<K>, 'shows'> {
  return (kinds as readonly string[]).includes(shown.shows.kind);
}
