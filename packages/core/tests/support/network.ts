import { type Backbone, type ExitsPlan, type HeadKind, type Network, type Piece, type Placement, type Port, type Task, type WeightSpec, defineHead, joinNetwork } from '../../src/index.ts';

export const TWO_CLASSES: Task = { kind: 'classification', classes: 2 };

export function port(name: string, shape: readonly number[] = [4], more: Partial<Port> = {}): Port {
  return { name, shape, dtype: 'float32', ...more };
}

export function weight(path: string, more: Partial<WeightSpec> = {}): WeightSpec {
  return { path, shape: [2, 3], init: { kind: 'constant', value: 0 }, role: 'kernel', ...more };
}

/** A block with one weight `<id>/w` that costs `mac` and turns `features` into `features`. It is described and never run. */
export function block(id: string, mac = 1, more: Partial<Piece> = {}): Piece {
  return {
    id, inputs: [port('features')], outputs: [port('features')], representation: 'features', weights: [weight(`${id}/w`)],
    costs: [{ op: 'product', mac, fvcore: mac + 1 }], spec: null,
    apply: () => {
      throw new Error(`${id} is not for running.`);
    },
    ...more,
  };
}

/** A piece that turns `features` into two logits. */
export function answering(id: string, mac = 1, more: Partial<Piece> = {}): Piece {
  return block(id, mac, { outputs: [port('logits', [2])], output: 'logits', representation: 'logits', ...more });
}

/** Heads as this function builds them. */
export function headKind(build: HeadKind['build'] = ({ id }) => answering(id)): HeadKind {
  return defineHead({ id: 'test-head', module: 'test', title: 'test', description: 'For tests.', params: {}, supports: () => true, build });
}

/** Blocks that cost 10, 20 and 40 and a classifier that costs 5. */
export const BACKBONE: Backbone = { inputs: [port('features')], blocks: [block('b0', 10), block('b1', 20), block('b2', 40)], classifier: answering('c', 5) };

const HEAD_COSTS: { readonly [id: string]: number } = { 'b0/head': 1, 'b1/head': 2 };

/** The backbone with heads that cost 1 after `b0` and 2 after `b1`. */
export function network(placement: Placement = 'dense', more: Partial<ExitsPlan> = {}, backbone: Backbone = BACKBONE, task: Task = TWO_CLASSES): Network {
  const head = headKind(({ id }) => answering(id, HEAD_COSTS[id] ?? 3));
  return joinNetwork(backbone, { placement, head, headParams: {}, ...more }, task, 'net');
}
