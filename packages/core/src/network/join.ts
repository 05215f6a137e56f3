import { ExitbenchError, unknownName } from '../errors.ts';
import type { ParamValues, Params } from '../params.ts';
import type { CombinerKind, HeadKind } from './kinds.ts';
import type { Exit, Network, NetworkNode, Source } from './network.ts';
import { type Backbone, type Piece, type Port, type Task, portNamed } from './piece.ts';
import { type Placement, placeExits } from './placement.ts';
import { checkWeights } from './weights.ts';

/** The exits of a network: where, and of what kind. */
export interface ExitsPlan<H extends Params = Params, C extends Params = Params> {
  readonly placement: Placement;
  readonly head: HeadKind<H>;
  readonly headParams: ParamValues<H>;
  readonly combiner?: CombinerKind<C>;
  readonly combinerParams?: ParamValues<C>;
}

/**
 * Joins a backbone with its exits. Each input of a piece is bound to the nearest upstream block that makes its name,
 * else to the network's input; `piece.port` names an output outright. Shapes, dtypes and shared weights are checked.
 *
 * @param at configuration path for errors
 * @throws ExitbenchError `bad-network` where pieces do not fit, `unknown-name` for a port or block that nothing makes.
 */
export function joinNetwork(backbone: Backbone, exits: ExitsPlan, task: Task, at = 'network'): Network {
  const last = backbone.blocks.at(-1);
  if (last === undefined) throw new ExitbenchError('bad-network', 'A backbone needs at least one block.', { at });
  const places = placeExits(exits.placement, backbone.blocks, backbone.classifier, `${at}.placement`);
  const nodes: NetworkNode[] = [];
  const named: Exit[] = [];
  const heads: Piece[] = [];
  const add = (piece: Piece, part: NetworkNode['part']): void => {
    checkPiece(piece, nodes, at);
    nodes.push({ piece, part, sources: bind(piece, nodes, backbone.inputs, at) });
  };

  for (const block of backbone.blocks) {
    add(block, 'block');
    if (!places.includes(block.id)) continue;
    const exit = named.length;
    const head = exits.head.build({
      id: `${block.id}/head`, block, exit, exits: places.length + 1, earlier: [...heads], task, params: exits.headParams,
    });
    expectId(head, `${block.id}/head`, exits.head.id, at);
    add(head, 'head');
    heads.push(head);
    const combiner = exits.combiner?.build({ id: `${block.id}/combiner`, exit, heads: [...heads], task, params: exits.combinerParams ?? {} });
    if (combiner !== undefined) {
      expectId(combiner, `${block.id}/combiner`, exits.combiner?.id ?? '', at);
      add(combiner, 'combiner');
    }
    named.push({ name: block.id, after: block.id, head: head.id, ...(combiner === undefined ? {} : { combiner: combiner.id }) });
  }
  add(backbone.classifier, 'classifier');
  named.push({ name: backbone.classifier.id, after: last.id, head: backbone.classifier.id });

  const emitting = named.flatMap((e) => [e.head, e.combiner]);
  for (const { piece } of nodes) if (emitting.includes(piece.id)) checkOutput(piece, task, at);
  checkWeights(nodes.map((n) => n.piece), at);
  return { task, inputs: backbone.inputs, nodes, exits: named };
}

// ---------------------------------------------------------------------------------------------------------------------

function bind(piece: Piece, before: readonly NetworkNode[], inputs: readonly Port[], at: string): { readonly [input: string]: Source } {
  return Object.fromEntries(piece.inputs.map((input) => [input.name, bindInput(piece, input, before, inputs, at)]));
}

function bindInput(piece: Piece, input: Port, before: readonly NetworkNode[], inputs: readonly Port[], at: string): Source {
  const place = `${at}.${piece.id}.${input.name}`;
  const dot = input.name.indexOf('.');
  if (dot >= 0) {
    const [id, port] = [input.name.slice(0, dot), input.name.slice(dot + 1)];
    const source = before.find((n) => n.piece.id === id)?.piece;
    if (source === undefined) throw unknownName('earlier piece', id, before.map((n) => n.piece.id), place);
    const output = portNamed(source.outputs, port);
    if (output === undefined) throw unknownName(`output of \`${id}\``, port, source.outputs.map((o) => o.name), place);
    checkFit(input, output, place);
    return { piece: id, port };
  }
  const upstream = before.findLast((n) => n.part === 'block' && portNamed(n.piece.outputs, input.name) !== undefined)?.piece;
  const output = portNamed(upstream?.outputs ?? inputs, input.name);
  if (output === undefined) {
    const made = [...before.filter((n) => n.part === 'block').flatMap((n) => n.piece.outputs), ...inputs].map((p) => p.name);
    throw unknownName('output of an earlier block or input of the network', input.name, [...new Set(made)], place);
  }
  checkFit(input, output, place);
  return { ...(upstream === undefined ? {} : { piece: upstream.id }), port: input.name };
}

function checkFit(input: Port, output: Port, at: string): void {
  if (show(input) !== show(output)) {
    throw new ExitbenchError('bad-network', `The input takes ${show(input)} but is given ${show(output)}.`, {
      at, hint: 'Build each piece for the shapes that the piece before it gives.',
    });
  }
}

function checkPiece(piece: Piece, before: readonly NetworkNode[], at: string): void {
  const fail = (message: string): never => {
    throw new ExitbenchError('bad-network', message, { at: `${at}.${piece.id}` });
  };
  if (!/^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/.test(piece.id)) fail(`\`${piece.id}\` is not a piece id: letters, digits, \`-\`, \`_\`, parts joined by \`/\`.`);
  if (before.some((n) => n.piece.id === piece.id)) fail(`Two pieces are called \`${piece.id}\`.`);
  if (portNamed(piece.outputs, piece.representation) === undefined) fail(`The representation \`${piece.representation}\` is not among the outputs.`);
  if (piece.output !== undefined && portNamed(piece.outputs, piece.output) === undefined) fail(`The output \`${piece.output}\` is not among the outputs.`);
  for (const ports of [piece.inputs, piece.outputs]) {
    if (new Set(ports.map((p) => p.name)).size !== ports.length) fail('Two ports have one name.');
  }
}

function show({ dtype, shape }: Pick<Port, 'dtype' | 'shape'>): string {
  return `${dtype}[${shape.join(', ')}]`;
}

function expectId(piece: Piece, id: string, kind: string, at: string): void {
  if (piece.id !== id) {
    throw new ExitbenchError('bad-network', `\`${kind}\` built a piece called \`${piece.id}\` where \`${id}\` was asked for.`, {
      at: `${at}.${id}`, hint: 'Use the given `id`: a piece named by its block starts the same under every placement.',
    });
  }
}

function checkOutput(piece: Piece, task: Task, at: string): void {
  const port = piece.output === undefined ? undefined : portNamed(piece.outputs, piece.output);
  const want = show({ dtype: 'float32', shape: [task.kind === 'classification' ? task.classes : 1] });
  const got = port === undefined ? 'nothing' : show(port);
  if (want !== got) {
    throw new ExitbenchError('bad-network', `An exit must give ${want} a sample for this task; \`${piece.id}\` gives ${got}.`, { at: `${at}.${piece.id}` });
  }
}
