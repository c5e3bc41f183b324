// minotor 1.0.7. `build FEED DATE OUT` writes its timetable; `serve OUT` answers queries on stdin.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { Duration, Query, Router, StopsIndex, Time, Timetable } from "minotor";
import { GtfsParser } from "minotor/parser";

const serve = createRequire(import.meta.url)("./serve.cjs");
const [task, ...args] = process.argv.slice(2);
// It writes a line for every transfer of no seconds.
console.info = console.warn = () => {};

if (task === "build") {
  const [feed, date, out] = args;
  const begin = performance.now();
  const { timetable, stopsIndex } = await new GtfsParser(feed).parse(new Date(`${date}T12:00:00`));
  const seconds = (performance.now() - begin) / 1000;
  const rss_mb = process.resourceUsage().maxRSS / 1e3;
  writeFileSync(`${out}.timetable`, timetable.serialize());
  writeFileSync(`${out}.stops`, stopsIndex.serialize());
  writeFileSync(`${out}.json`, JSON.stringify({ seconds, rss_mb }));
} else {
  const [out] = args;
  const begin = performance.now();
  const timetable = Timetable.fromData(readFileSync(`${out}.timetable`));
  const stops = StopsIndex.fromData(readFileSync(`${out}.stops`));
  const router = new Router(timetable, stops);
  // The feeds state every change and walk; a change they give as 0 must not become two minutes.
  const atOnce = Duration.fromSeconds(0);
  serve({ seconds: (performance.now() - begin) / 1000 }, (kind, [from, to, departs]) => {
    const query = new Query.Builder()
      .from(from)
      .to(kind === "one_to_all" ? [] : to)
      .departureTime(Time.fromSeconds(departs))
      .maxTransfers(14)
      .minTransferTime(atOnce)
      .build();
    return router.route(query).arrivalAt(to)?.time.toSeconds() ?? null;
  });
}
