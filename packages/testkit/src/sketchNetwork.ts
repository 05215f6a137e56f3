import { type Network, type Piece, type Placement, type Port, type Task, defineHead, joinNetwork } from '@exitbench/core';

/** A network for planning: multiply-accumulates a sample are typed in, nothing can be computed. */
export interface Sketch {
  /** Of each block: `block0`, `block1`, … */
  readonly blocks: readonly number[];
  readonly classifier: number;
  /** Of each head. */
  readonly head: number;
  /** Default `dense`. */
  readonly placement?: Placement;
}

/** Joins pieces of one weight each whose costs are known by construction. */
export function sketchNetwork({ blocks, classifier, head, placement = 'dense' }: Sketch): Network {
  const kind = defineHead({
    id: 'sketch', module: import.meta.url, title: 'sketch', description: 'A head of known cost.', params: {}, supports: () => true,
    build: ({ id }) => sketchPiece(id, head, true),
  });
  const backbone = {
    inputs: [features],
    blocks: blocks.map((macs, i) => sketchPiece(`block${i}`, macs, false)),
    classifier: sketchPiece('classifier', classifier, true),
  };
  return joinNetwork(backbone, { placement, head: kind, headParams: {} }, task, 'sketch');
}

// ---------------------------------------------------------------------------------------------------------------------

const task: Task = { kind: 'classification', classes: 2 };
const features: Port = { name: 'features', shape: [2], dtype: 'float32' };
const logits: Port = { name: 'logits', shape: [2], dtype: 'float32' };

function sketchPiece(id: string, macs: number, answers: boolean): Piece {
  return {
    id,
    inputs: [features],
    outputs: [answers ? logits : features],
    ...(answers ? { output: 'logits' } : {}),
    representation: answers ? 'logits' : 'features',
    weights: [{ path: `${id}/kernel`, shape: [2, 2], init: { kind: 'constant', value: 0 }, role: 'kernel' }],
    costs: [{ op: 'sketch', mac: macs, fvcore: macs }],
    spec: { sketch: macs },
    apply() {
      throw new Error(`${id} is a sketch: it is planned with and never run.`);
    },
  };
}
