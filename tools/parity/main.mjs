// @ts-check
// Trains ten steps here and ten in PyTorch, from the same weights on the same batches, and compares. `--help` explains.
import { compare } from './compare.mjs';

const ABOUT = `node tools/parity/main.mjs

Runs ten steps of the training loop for each of some small cases, repeats them in an independent PyTorch program and
compares losses, running statistics and weights; then bends one rule of that program after the other, which the
comparison has to notice. Exit code 0 when all agree and every bent rule was noticed.

The first run installs PyTorch (1 GB on disk) into the cache folder, EXITBENCH_CACHE or ~/.cache/exitbench.`;

process.exitCode = await compare({ title: 'parity', about: ABOUT, exporter: 'train.mjs', reference: 'reference.py' });
