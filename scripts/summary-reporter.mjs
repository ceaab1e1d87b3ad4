// A vitest reporter: writes what scripts/test.mjs counts to the file named by FORKEXEC_TEST_SUMMARY.
import { writeFileSync } from 'node:fs';

/** @import { Reporter, TestCase, TestModule } from 'vitest/node' */

/**
 * @typedef {object} Summary
 * @property {number} passed
 * @property {number} failed
 * @property {{ name: string, reason: string }[]} skipped
 */

/** @implements {Reporter} */
export default class SummaryReporter {
  /**
   * @param {readonly TestModule[]} modules
   * @param {readonly unknown[]} errors
   */
  onTestRunEnd(modules, errors) {
    /** @type {Summary} */
    const summary = { passed: 0, failed: errors.length, skipped: [] };
    for (const module of modules) {
      // A file that does not load, a suite whose hooks throw: no test says so.
      summary.failed += module.errors().length;
      for (const suite of module.children.allSuites()) summary.failed += suite.errors().length;
      for (const test of module.children.allTests()) count(summary, module, test);
    }
    const file = process.env['FORKEXEC_TEST_SUMMARY'];
    if (file) writeFileSync(file, JSON.stringify(summary));
  }
}

/**
 * @param {Summary} summary
 * @param {TestModule} module
 * @param {TestCase} test
 */
function count(summary, module, test) {
  const result = test.result();
  if (result.state === 'passed') summary.passed++;
  else if (result.state === 'skipped') {
    summary.skipped.push({
      name: `${module.relativeModuleId} > ${test.fullName}`,
      reason: result.note ?? 'no reason given',
    });
  } else summary.failed++;
}
