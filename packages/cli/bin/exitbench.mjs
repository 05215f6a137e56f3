#!/usr/bin/env node
// A committed file, so that installing can link the command before the first build.
import '../dist/main.js';
