const { existsSync, readFileSync } = require('node:fs');

/** Prints what the long tests counted, as the last thing of the run. */
module.exports = class FiguresReporter {
  onRunComplete() {
    const file = process.env.SOAK_FIGURES;
    if (!existsSync(file)) return;
    const lines = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const width = Math.max(...lines.map(([name]) => name.length));
    console.log(`\n${lines.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n')}`);
  }
};
