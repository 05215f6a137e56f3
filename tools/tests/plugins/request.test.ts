import { describe, expect, it } from 'vitest';
import { checkRequest, variableOf } from '../../src/plugins/request.mjs';

const nowhere = () => false;

/** What is said of a request that is refused. */
function refusalOf(kind: unknown, name: unknown, exists: (folder: string) => boolean = nowhere): string {
  try {
    return JSON.stringify(checkRequest({ kind, name }, exists));
  } catch (error) {
    return (error as Error).message;
  }
}

it('makes an id and a folder of a kind and a name', () => {
  expect(checkRequest({ kind: 'dataset', name: 'cifar-10' }, nowhere)).toEqual({ kind: 'dataset', name: 'cifar-10', id: 'dataset-cifar-10', folder: 'plugins/dataset-cifar-10' });
});

it('refuses by an error that has a name and a code', () => {
  expect(() => checkRequest({ kind: 'regime', name: 'X' }, nowhere)).toThrow(expect.objectContaining({ name: 'PluginRefused', code: 'bad-argument' }));
});

describe('refuses, with what to do instead,', () => {
  it.each([
    ['Upper', '`upper`'],
    ['lateExit', '`late-exit`'],
    ['two words', '`two-words`'],
    ['../x', '`x`'],
    ['a/b', '`a-b`'],
    ['-a', '`a`'],
    ['a--b', '`a-b`'],
    ['a-', '`a`'],
    ['3d', '`d`'],
    ['', '`my-plugin`'],
    ['ünï', '`n`'],
  ])('the name %j', (name, instead) => {
    expect(refusalOf('regime', name)).toBe(`\`${name}\` is no name for a plugin.\n  do: Small letters, digits and single hyphens, a letter first: ${instead}.`);
  });

  it('a name as long as a sentence', () => {
    expect(refusalOf('regime', 'a'.repeat(41))).toContain('At most 40');
    expect(checkRequest({ kind: 'regime', name: 'a'.repeat(40) }, nowhere).name).toHaveLength(40);
  });

  it('a name that repeats its kind', () => {
    expect(refusalOf('regime', 'regime-x')).toContain('do: Say `regime x`');
  });

  it.each(['model', 'Regime', 'head', 'constructor'])('the kind %j', (kind) => {
    expect(refusalOf(kind, 'x')).toBe(`There is no kind of plugin \`${kind}\`.\n  do: Take one of architecture, dataset, regime, metric: \`pnpm nx g @exitbench/tools:plugin <kind> <name>\`.`);
  });

  it('a request without kind or name', () => {
    expect(refusalOf(undefined, undefined)).toContain('do: Call it as `pnpm nx g');
    expect(refusalOf('regime', undefined)).toContain('A kind and a name are needed.');
  });

  it('an empty name, which Nx takes for no name and hands over as what is left', () => {
    const refused = expect.objectContaining({ message: '`` is no name for a plugin.\n  do: Small letters, digits and single hyphens, a letter first: `my-plugin`.' }) as Error;
    expect(() => checkRequest({ kind: 'metric', _: [''] }, nowhere)).toThrow(refused);
  });

  it('more words than two', () => {
    expect(() => checkRequest({ kind: 'metric', name: 'a', _: ['b', 'c'] }, nowhere)).toThrow('`b c` is more than a kind and a name.\n  do: Words of a name are joined by hyphens');
  });

  it('a folder that is there', () => {
    expect(refusalOf('regime', 'joint', (folder) => folder === 'plugins/regime-joint')).toBe(
      '`plugins/regime-joint` is there already.\n  do: Take another name, or remove the folder first; nothing was changed.',
    );
  });
});

it('has a name in code that can be declared', () => {
  expect((['late-start', 'cifar-10', 'new', 'default', 'newer'] as const).map((name) => variableOf({ kind: 'regime', name }))).toEqual(['lateStart', 'cifar10', 'newRegime', 'defaultRegime', 'newer']);
});
