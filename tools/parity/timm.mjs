// @ts-check
// Compares the logits of vision transformers with timm's, for the same weights and images. `--help` explains.
import { compare } from './compare.mjs';

const ABOUT = `node tools/parity/timm.mjs

Draws weights for the small vision transformer and for ViT-T, S and B, and compares the logits of every exit on two
images with those of timm's models with the same weights; then bends one rule of timm's models after the other, which
the comparison has to notice. Exit code 0 when all agree and every bent rule was noticed.

The first run installs PyTorch and timm (1 GB on disk) into the cache folder, EXITBENCH_CACHE or ~/.cache/exitbench.
Weights take half a gigabyte in the temporary folder while it runs.

timm's logits lie beside each case that is kept: \`--only small --keep FOLDER\` makes FOLDER/small/timm.json, of which
plugins/architecture-vit/tests/timm.json is a copy, so that its test compares with timm where there is no Python.`;

process.exitCode = await compare({ title: 'parity with timm', about: ABOUT, exporter: 'forward.mjs', reference: 'timm_reference.py', parts: true });
