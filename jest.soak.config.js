const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

// Where the tests leave their figures for the reporter; workers inherit the environment.
process.env.SOAK_FIGURES ??= join(mkdtempSync(join(tmpdir(), 'convene-soak-')), 'figures');

/** The long tests: `npm run test:soak`. */
module.exports = {
  ...require('./jest.config.js'),
  testRegex: '\\.soak\\.ts$',
  testTimeout: 1_800_000,
  maxWorkers: 1,
  reporters: ['default', '<rootDir>/test/soak/figures-reporter.js'],
};
