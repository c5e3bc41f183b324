// raptor-journey-planner 2.2.3. `FOLDER DATE` reads an unpacked feed and answers queries on stdin.
//
// Its own loadGTFS() never ends on Node 20 (the unzip stream under it emits no "end"), so the tables are
// read here into what loadGTFS() would return. The feeds of this benchmark hold no quoted field.
"use strict";
const fs = require("node:fs");
const readline = require("node:readline");
const raptor = require("raptor-journey-planner");
const serve = require("./serve.cjs");

async function* table(folder, file) {
  const lines = readline.createInterface({ input: fs.createReadStream(`${folder}/${file}.txt`) });
  let columns;
  for await (const line of lines) {
    const fields = line.split(",");
    if (columns) yield Object.fromEntries(columns.map((name, i) => [name, fields[i]]));
    else columns = fields;
  }
}

async function load(folder) {
  const days = {};
  for await (const row of table(folder, "calendar")) {
    const named = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
    const week = Object.fromEntries(named.map((name, i) => [i, row[name] === "1"]));
    days[row.service_id] = new raptor.Service(+row.start_date, +row.end_date, week, {});
  }
  const trips = new Map();
  for await (const row of table(folder, "trips")) {
    const { trip_id: tripId, service_id: serviceId } = row;
    trips.set(tripId, { tripId, serviceId, stopTimes: [], service: days[serviceId] });
  }
  const times = new raptor.TimeParser();
  for await (const row of table(folder, "stop_times")) {
    trips.get(row.trip_id).stopTimes.push({
      stop: row.stop_id,
      arrivalTime: times.getTime(row.arrival_time),
      departureTime: times.getTime(row.departure_time),
      pickUp: true,
      dropOff: true,
    });
  }
  const transfers = {};
  const interchange = {};
  for await (const row of table(folder, "transfers")) {
    const { from_stop_id: origin, to_stop_id: destination } = row;
    const duration = +row.min_transfer_time;
    if (origin === destination) interchange[origin] = duration;
    else {
      transfers[origin] ??= [];
      const always = { startTime: 0, endTime: Number.MAX_SAFE_INTEGER };
      transfers[origin].push({ origin, destination, duration, ...always });
    }
  }
  return [[...trips.values()], transfers, interchange];
}

async function main(folder, date) {
  const begin = performance.now();
  const [trips, transfers, interchange] = await load(folder);
  // A query moves the date it is given, so each gets its own.
  const day = () => new Date(`${date}T12:00:00`);
  const number = +date.replaceAll("-", "");
  const algorithm = raptor.RaptorAlgorithmFactory.create(trips, transfers, interchange, day());
  const journeys = new raptor.JourneyFactory();
  const after = new raptor.DepartAfterQuery(algorithm, journeys, 1);
  // RangeQuery.plan() never ends where a journey begins with a walk before the time asked for; this is its
  // loop, but that it goes on by whole minutes, which is all the feeds have.
  const range = (from, to, departs, last) => {
    const found = [];
    for (let time = departs; time < last; ) {
      const next = after.plan(from, to, day(), time);
      if (!next.length) break;
      found.push(...next);
      const first = Math.min(...next.map((journey) => journey.departureTime));
      time = (Math.floor(Math.max(time, first) / 60) + 1) * 60;
    }
    return found;
  };
  serve({ seconds: (performance.now() - begin) / 1000 }, (kind, [from, to, departs, last]) => {
    if (kind === "one_to_all") {
      const [, best] = algorithm.scan({ [from]: departs }, number, day().getDay());
      return best[to] < Number.MAX_SAFE_INTEGER ? best[to] : null;
    }
    if (kind === "range") return range(from, to, departs, last).length;
    const found = after.plan(from, to, day(), departs).map((journey) => journey.arrivalTime);
    return found.length ? Math.min(...found) : null;
  });
}

main(...process.argv.slice(2));
