// A vitest reporter: writes each result, the moment it is there, as a line of JSON to FORKEXEC_VM_RESULTS. What hangs or
// crashes the guest leaves the results before it, and the name of the file that ran.
import { release } from 'node:os';
import { closeSync, openSync, writeSync } from 'node:fs';

/** @import { Reporter, TestCase, TestModule } from 'vitest/node' */

/**
 * @typedef {{ kernel: string, node: string }
 *   | { file: string }
 *   | { name: string, state: 'passed' | 'failed' | 'skipped', text?: string }
 *   | { errors: string[] }} Line the machine, a file that starts, a result with its reason or errors, the end
 */

/** @implements {Reporter} */
export default class ResultsReporter {
  onInit() {
    write({ kernel: release(), node: process.version });
  }

  /** @param {TestModule} module */
  onTestModuleStart(module) {
    write({ file: module.relativeModuleId });
  }

  /** @param {TestCase} test */
  onTestCaseResult(test) {
    const result = test.result();
    const name = `${test.module.relativeModuleId} > ${test.fullName}`;
    if (result.state === 'skipped') write({ name, state: 'skipped', text: result.note ?? 'no reason given' });
    else if (result.state === 'failed') write({ name, state: 'failed', text: result.errors.map(text).join('\n') });
    else write({ name, state: 'passed' });
  }

  /**
   * @param {readonly TestModule[]} modules
   * @param {readonly unknown[]} errors
   */
  onTestRunEnd(modules, errors) {
    const found = errors.map(text);
    for (const module of modules) {
      for (const error of module.errors()) found.push(`${module.relativeModuleId}: ${text(error)}`);
      for (const suite of module.children.allSuites())
        for (const error of suite.errors())
          found.push(`${module.relativeModuleId} > ${suite.fullName}: ${text(error)}`);
    }
    write({ errors: found });
  }
}

/** @param {unknown} error */
function text(error) {
  const { message = String(error), stack = '' } = /** @type {{ message?: string, stack?: string }} */ (error);
  return stack.includes(message) ? stack : `${message}\n${stack}`;
}

/** @param {Line} line */
function write(line) {
  const fd = openSync(process.env['FORKEXEC_VM_RESULTS'] ?? '', 'a');
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done); // a tty takes less than was offered
  closeSync(fd);
}
