#!/usr/bin/env node
'use strict';
// Not a constant, so that the compiler does not look into the bundle.
require(`${__dirname}/../dist/forkexec.cjs`);
