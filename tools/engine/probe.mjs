// Run in a process of its own: loads the binding of the package folder in argv[2], computes, prints what it found as JSON.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';

// Two helpers that tfjs-node calls and that newer Node versions deprecate or lack.
util.isNullOrUndefined = (value) => value === null || value === undefined;
util.isArray = Array.isArray;

const require = createRequire(join(process.argv[2], 'package.json'));
const tf = require(process.argv[2]);
const product = Array.from(tf.matMul(tf.tensor2d([[1, 2, 3], [4, 5, 6]]), tf.tensor2d([[7, 8], [9, 10], [11, 12]])).dataSync());
const image = tf.ones([1, 4, 4, 1]);
const convolved = tf.sum(tf.conv2d(image, tf.ones([3, 3, 1, 1]), 1, 'valid')).dataSync()[0];
const libraryFile = readFileSync('/proc/self/maps', 'utf8').match(/\/\S*libtensorflow(?:_cc)?\.so\S*/)?.[0];
process.stdout.write(JSON.stringify({ backend: tf.getBackend(), version: tf.backend().binding.TF_Version, gpu: tf.backend().isUsingGpuDevice, product, convolved, libraryFile }));
