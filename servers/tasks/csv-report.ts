import { parse } from 'csv-parse/sync';
import { type Static, Type } from 'typebox';
import type { Task } from '../task.ts';
import { csvSlices } from './csv-slices.ts';
import { loadPackageText } from './data-file.ts';
import { emptyGroup, type GroupReport, largestGroups, withRecord } from './group-report.ts';

const GROUPS_SHOWN = 5;
/** About 1 ms of work. */
const RECORDS_PER_STEP = 100;
/** Sums stay exact: costs and speeds are whole numbers, degrees have at most six decimals. */
const UNITS_PER_ONE = { birdstrikes: 1, zipcodes: 1_000_000 } as const;

const BIRDSTRIKE_GROUPS = [
  'Origin State',
  'Wildlife Species',
  'Wildlife Size',
  'Phase of flight',
  'Time of day',
] as const;
const BIRDSTRIKE_MEASURES = ['Cost Total $', 'Cost Repair', 'Speed IAS in knots'] as const;

/** The largest, zipcodes by city, costs 0.2 s, measured on a 2-core AMD EPYC, Node 26.10. */
const inputSchema = Type.Union([
  Type.Object(
    {
      table: Type.Literal('birdstrikes'),
      groupBy: Type.Enum([...BIRDSTRIKE_GROUPS]),
      measure: Type.Enum([...BIRDSTRIKE_MEASURES]),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      table: Type.Literal('zipcodes'),
      groupBy: Type.Enum(['state', 'county', 'city']),
      measure: Type.Enum(['latitude', 'longitude']),
    },
    { additionalProperties: false },
  ),
]);
type CsvReportInput = Static<typeof inputSchema>;

type CsvReportOutput = {
  readonly recordCount: number;
  readonly groupCount: number;
  readonly groups: readonly GroupReport[];
};
type CsvRecord = Readonly<Record<string, string>>;

export const csvReport = {
  name: 'csv-report',
  summary: 'Parses a table of 1 or 2 MB and sums one column by the groups of another: what report endpoints do.',
  contract: `Parse the file data/<table>.csv of the npm package vega-datasets 3.2.1 anew for each request: CSV as in RFC 4180,
UTF-8, lines ending in CRLF or LF, the first one naming the columns. Group the records by the exact text of the column "groupBy".
In a record whose column "measure" is not empty, that column is a decimal number: taken as it is in the table birdstrikes, and in
millionths of a degree, a whole number, in the table zipcodes. Answer {"recordCount": all records, "groupCount": all groups,
"groups": the ${GROUPS_SHOWN} groups with the most records}, each of these {"group": its text, "recordCount", "measuredCount": records with
the measure, "total": the sum of the measure, "max": its maximum, null when measuredCount is 0}, sorted by recordCount descending,
then by group ascending in the order of UTF-16 code units.`,
  inputSchema,
  defaultInput: { table: 'birdstrikes', groupBy: 'Origin State', measure: 'Cost Total $' },
  run(input: CsvReportInput): CsvReportOutput {
    const groups = new Map<string, GroupReport>();
    addRecords(groups, loadTable(input), input);
    return reportOf(groups);
  },
  *steps(input: CsvReportInput): Generator<void, CsvReportOutput> {
    const groups = new Map<string, GroupReport>();
    for (const slice of csvSlices(loadTable(input), RECORDS_PER_STEP)) {
      addRecords(groups, slice, input);
      yield;
    }
    return reportOf(groups);
  },
  // All were checked in python3, in the folder of the data, here for the last:
  //   import csv; from decimal import Decimal
  //   groups = {}
  //   for record in csv.DictReader(open('zipcodes.csv', newline='')):
  //       groups.setdefault(record['state'], []).append(record['longitude'])
  //   for group, texts in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))[:5]:
  //       values = [int(Decimal(text) * 1_000_000) for text in texts if text != '']
  //       print(group, len(texts), len(values), sum(values), max(values))
  examples: [
    {
      input: { table: 'birdstrikes', groupBy: 'Origin State', measure: 'Cost Total $' },
      output: {
        recordCount: 10_000,
        groupCount: 29,
        groups: [
          { group: 'Texas', recordCount: 1_495, measuredCount: 1_495, total: 7_798_739, max: 7_043_545 },
          { group: 'California', recordCount: 890, measuredCount: 890, total: 4_861_510, max: 1_529_205 },
          { group: 'Louisiana', recordCount: 618, measuredCount: 618, total: 499_677, max: 160_764 },
          { group: 'Tennessee', recordCount: 569, measuredCount: 569, total: 477_555, max: 397_639 },
          { group: 'Kentucky', recordCount: 535, measuredCount: 535, total: 832_334, max: 686_031 },
        ],
      },
    },
    {
      input: { table: 'birdstrikes', groupBy: 'Wildlife Size', measure: 'Speed IAS in knots' },
      output: {
        recordCount: 10_000,
        groupCount: 3,
        groups: [
          { group: 'Small', recordCount: 4_910, measuredCount: 3_813, total: 558_118, max: 320 },
          { group: 'Medium', recordCount: 4_346, measuredCount: 2_806, total: 451_970, max: 340 },
          { group: 'Large', recordCount: 744, measuredCount: 545, total: 89_838, max: 350 },
        ],
      },
    },
    {
      input: { table: 'zipcodes', groupBy: 'state', measure: 'longitude' },
      output: {
        recordCount: 42_049,
        groupCount: 59,
        groups: [
          { group: 'TX', recordCount: 2_670, measuredCount: 2_670, total: -261_856_668_071, max: -93_612_413 },
          { group: 'CA', recordCount: 2_666, measuredCount: 2_666, total: -319_206_612_109, max: -114_210_609 },
          { group: 'NY', recordCount: 2_232, measuredCount: 2_232, total: -167_670_985_936, max: -72_637_078 },
          { group: 'PA', recordCount: 2_222, measuredCount: 2_222, total: -172_336_861_412, max: -74_736_057 },
          { group: 'IL', recordCount: 1_590, measuredCount: 1_590, total: -141_494_153_006, max: -87_573_146 },
        ],
      },
    },
  ],
} satisfies Task<CsvReportInput, CsvReportOutput>;

const loadTable = ({ table }: CsvReportInput): string => loadPackageText('vega-datasets', `../data/${table}.csv`);

function addRecords(groups: Map<string, GroupReport>, csv: string, input: CsvReportInput): void {
  const unitsPerOne = UNITS_PER_ONE[input.table];
  // As a careful author would: columns that nobody asked for are skipped, not kept as garbage.
  const columns = (names: readonly string[]): (string | false)[] =>
    names.map((name) => (name === input.groupBy || name === input.measure ? name : false));
  for (const record of parse<CsvRecord>(csv, { columns, record_delimiter: ['\r\n', '\n'] })) {
    const group = record[input.groupBy] ?? '';
    const text = record[input.measure] ?? '';
    const measure = text === '' ? null : Math.round(Number(text) * unitsPerOne);
    groups.set(group, withRecord(groups.get(group) ?? emptyGroup(group), measure));
  }
}

function reportOf(groups: ReadonlyMap<string, GroupReport>): CsvReportOutput {
  const recordCount = groups.values().reduce((sum, group) => sum + group.recordCount, 0);
  return { recordCount, groupCount: groups.size, groups: largestGroups(groups.values(), GROUPS_SHOWN) };
}
