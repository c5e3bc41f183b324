// Answers lines of JSON, one batch of queries a line: what every peer in this folder has in common.
"use strict";
const readline = require("node:readline");

/** Times `answer(kind, row)` for each row; row is [from, to, departs, last departure]. */
module.exports = function serve(loaded, answer) {
  console.log(JSON.stringify(loaded));
  readline.createInterface({ input: process.stdin }).on("line", (line) => {
    const { kind, rows } = JSON.parse(line);
    const ns = [];
    const answers = [];
    for (const row of rows) {
      const begin = process.hrtime.bigint();
      const found = answer(kind, row);
      ns.push(Number(process.hrtime.bigint() - begin));
      answers.push(found);
    }
    console.log(JSON.stringify({ ns, answers, rss_mb: process.memoryUsage().rss / 1e6 }));
  });
};
