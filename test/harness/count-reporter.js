/** Closes a run with one plain line for programs that read the output; at the very end, after Jest's own summary. */
module.exports = class CountReporter {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
    // A file that cannot even be loaded has no tests to count, but it has failed.
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    process.once('exit', () => console.log(`tests: ${numPassedTests} passed, ${failed} failed`));
  }
};
