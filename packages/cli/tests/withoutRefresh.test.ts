import { expect, it } from 'vitest';

import { withoutRefresh } from '../src/withoutRefresh.ts';

it('leaves `--cache refresh` out, however it is written, and nothing else', () => {
  expect(withoutRefresh(['run', 'refresh', '--cache', 'refresh', '--jobs', '1'])).toEqual(['run', 'refresh', '--jobs', '1']);
  expect(withoutRefresh(['--cache=refresh', 'run'])).toEqual(['run']);
  expect(withoutRefresh(['run', '--cache', 'only', '--out', 'refresh'])).toEqual(['run', '--cache', 'only', '--out', 'refresh']);
});
