import { createHash } from 'node:crypto';
import { type Static, Type } from 'typebox';
import type { Task } from '../task.ts';
import { loadPackageText } from './data-file.ts';

const DOCUMENTS = ['flights-2k', 'flights-5k', 'flights-10k', 'flights-20k', 'flights-200k'] as const;

/** The largest, flights-200k with every flight kept, costs 0.1 s, measured on a 2-core AMD EPYC, Node 26.10. */
const inputSchema = Type.Object(
  { document: Type.Enum([...DOCUMENTS]), minDelayMinutes: Type.Integer({ minimum: -1_440, maximum: 1_440 }) },
  { additionalProperties: false },
);
type JsonRoundtripInput = Static<typeof inputSchema>;
type JsonRoundtripOutput = {
  readonly recordCount: number;
  readonly keptCount: number;
  readonly jsonBytes: number;
  readonly jsonSha256: string;
};

type Flight = { readonly delay: number };

/** Has no `steps`: `JSON.parse` is one call, and nothing in the language can pause it. */
export const jsonRoundtrip = {
  name: 'json-roundtrip',
  summary: 'Parses a document of up to 10 MB, keeps the late flights and stringifies them: cannot be cut into slices.',
  contract: `Parse the UTF-8 file data/<document>.json of the npm package vega-datasets 3.2.1, an array of objects, anew for each
request. Keep, in order, the objects whose "delay" is at least "minDelayMinutes". Write them as a JSON array without white space,
keys in the order read, numbers and strings as ECMAScript's JSON.stringify does (0.0 becomes 0). Answer {"recordCount": objects
read, "keptCount": objects kept, "jsonBytes": UTF-8 bytes written, "jsonSha256": SHA-256 of those bytes in lower case hexadecimal}.`,
  inputSchema,
  defaultInput: { document: 'flights-200k', minDelayMinutes: 60 },
  run({ document, minDelayMinutes }: JsonRoundtripInput): JsonRoundtripOutput {
    const flights = JSON.parse(loadPackageText('vega-datasets', `../data/${document}.json`)) as readonly Flight[];
    const kept = flights.filter((flight) => flight.delay >= minDelayMinutes);
    const json = JSON.stringify(kept);
    return {
      recordCount: flights.length,
      keptCount: kept.length,
      jsonBytes: Buffer.byteLength(json),
      jsonSha256: createHash('sha256').update(json).digest('hex'),
    };
  },
  // All were checked in python3, in the folder of the data:
  //   import json, hashlib
  //   for name, least in [('flights-2k', 1440), ('flights-2k', 120), ('flights-20k', 0), ('flights-200k', 60)]:
  //       read = json.load(open(name + '.json'), parse_float=lambda t: int(float(t)) if float(t) % 1 == 0 else float(t))
  //       kept = [flight for flight in read if flight['delay'] >= least]
  //       out = json.dumps(kept, separators=(',', ':')).encode()
  //       print(len(read), len(kept), len(out), hashlib.sha256(out).hexdigest())
  examples: [
    {
      input: { document: 'flights-2k', minDelayMinutes: 1_440 },
      output: {
        recordCount: 2_000,
        keptCount: 0,
        jsonBytes: 2,
        jsonSha256: '4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945',
      },
    },
    {
      input: { document: 'flights-2k', minDelayMinutes: 120 },
      output: {
        recordCount: 2_000,
        keptCount: 27,
        jsonBytes: 2_436,
        jsonSha256: '908a93618e3d2f4ead5a522f8249fc8130ab582ee7f97203be6de8d38db665e0',
      },
    },
    {
      input: { document: 'flights-20k', minDelayMinutes: 0 },
      output: {
        recordCount: 20_000,
        keptCount: 10_280,
        jsonBytes: 913_192,
        jsonSha256: 'c1afc0841f24144d18b1eb024c4eebcd84d604c85076fe58a6adf1c68184bcaf',
      },
    },
    {
      input: { document: 'flights-200k', minDelayMinutes: 60 },
      output: {
        recordCount: 200_000,
        keptCount: 10_796,
        jsonBytes: 537_953,
        jsonSha256: '32ff49512e853fba8baca47f2fd5516daf5ff9761edfeb756b11f6b9387fd3e6',
      },
    },
  ],
} satisfies Task<JsonRoundtripInput, JsonRoundtripOutput>;
