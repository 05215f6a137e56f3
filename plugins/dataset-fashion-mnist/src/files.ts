import type { DataFile } from '@exitbench/core';

/** The server that the authors' README names. */
const SERVER = 'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com';
/** The authors' repository, by its last commit. */
const REPOSITORY = 'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/b2617bb6d3ffa2e429640350f613e3291e10b141/data/fashion';

const official = (name: string, sha256: string, bytes: number): DataFile => ({
  name, sha256, bytes,
  gzip: true,
  urls: [`${SERVER}/${name}.gz`, `${REPOSITORY}/${name}.gz`],
  local: [`fashion-mnist/${name}.gz`],
  debian: { package: 'dataset-fashion-mnist', path: `/usr/share/datasets/fashion-mnist/${name}.gz` },
});

/**
 * The four official files. Digests and sizes are of their content: Debian stores the same content under another gzip
 * header. The authors' compressed files, which their README pins by MD5, unpack to these bytes.
 */
export const FILES = {
  trainImages: official('train-images-idx3-ubyte', 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888', 47_040_016),
  trainLabels: official('train-labels-idx1-ubyte', 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9', 60_008),
  testImages: official('t10k-images-idx3-ubyte', '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b', 7_840_016),
  testLabels: official('t10k-labels-idx1-ubyte', '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34', 10_008),
} as const;
