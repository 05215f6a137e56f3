// @ts-check
// A case as a network of this repository.
import { load } from '../../parity/load.mjs';
import { CLASSES } from '../networks.mjs';
import { core, nn } from './modules.mjs';

/**
 * @typedef {import('../networks.mjs').NetworkCase} NetworkCase
 * @typedef {import('../../../packages/core/src/index.ts').Backbone} Backbone
 * @typedef {import('../../../packages/core/src/index.ts').Network} Network
 * @typedef {import('../../../packages/core/src/index.ts').Piece} Piece
 * @typedef {import('../../../packages/core/src/index.ts').Port} Port
 */

const TASK = /** @type {const} */ ({ kind: 'classification', classes: CLASSES });

/** @param {NetworkCase} one @returns {Promise<Network>} */
export async function networkOf(one) {
  const backbone = one.family === 'text' ? textTransformer(one) : await builtByPlugin(one);
  const head = nn.pooledHead;
  const placement = one.family === 'convnet' && one.heads ? 'dense' : 'none';
  return core.joinNetwork(backbone, { placement, head, headParams: core.resolveParams(head.params, {}, 'head') }, TASK);
}

// ---------------------------------------------------------------------------------------------------------------------

/** @param {Exclude<NetworkCase, { family: 'text' }>} one @returns {Promise<Backbone>} */
async function builtByPlugin({ name, family, image: { side, channels }, params }) {
  const { plugin } = /** @type {{ plugin: import('../../../packages/core/src/index.ts').Architecture }} */ (await load(`plugins/architecture-${family}/src/index.ts`));
  return plugin.build({ input: [nn.port('image', [side, side, channels])], task: TASK, params: core.resolveParams(plugin.params, params, name) });
}

/**
 * Word and position vectors, layers that normalise first, a norm, the mean of the words that count, linear.
 * @param {Extract<NetworkCase, { family: 'text' }>} one
 * @returns {Backbone}
 */
function textTransformer({ text: { tokens, vocabulary }, params: { width, depth, heads, ratio } }) {
  const [ids, mask] = [nn.port('tokens', [tokens], 'int32'), nn.port('mask', [tokens])];
  const words = nn.block('words', ids, nn.serial([['embedding', nn.embedding({ vocabulary, width })], ['position', nn.positionEmbedding()]]));
  const blocks = [words];
  let from = core.known(words.outputs[0], 'a block has one output');
  for (let i = 0; i < depth; i++) {
    const piece = nn.maskedBlock(`block${i}`, from, mask, (path, shape) => nn.transformerLayer({ heads, hidden: ratio * width })(`${path}/layer`, shape));
    blocks.push(piece);
    from = core.known(piece.outputs[0], 'a block has one output');
  }
  return { inputs: [ids, mask], blocks, classifier: { ...nn.maskedBlock('classifier', from, mask, meanOfWords, 'logits'), output: 'logits' } };
}

/** @type {import('../../../packages/nn/src/index.ts').MaskableLayerMaker} */
function meanOfWords(path, shape) {
  const norm = nn.layerNorm()(`${path}/norm`, shape);
  const linear = nn.dense({ units: CLASSES })(`${path}/linear`, shape.slice(1));
  return {
    shape: linear.shape,
    weights: [...norm.weights, ...linear.weights],
    costs: [...norm.costs, ...linear.costs],
    maskCosts: [nn.maskedMeanCost(shape)],
    spec: { layer: 'meanOfWords', parts: [norm.spec, linear.spec] },
    apply: (x, weights, pass, mask) => linear.apply(nn.maskedMean(norm.apply(x, weights, pass), core.known(mask, 'a text has one')), weights, pass),
  };
}
