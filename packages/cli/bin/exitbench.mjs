#!/usr/bin/env node
// A committed file, so that installing can link the command before the first build.
import { main } from '../dist/index.js';

process.exitCode = await main(process.argv.slice(2));
