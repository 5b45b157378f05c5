import { STALL_MS } from '../stats/summary.ts';
import type { Fact } from './facts.ts';

/** How to read a report, for somebody who was sent one. */
export const GLOSSARY: readonly Fact[] = [
  {
    name: 'heavy work',
    text: 'Requests that keep a core busy. Where so many clients ask for them, each asks again as soon as it is answered.',
  },
  {
    name: 'neighbour',
    text: 'A small request that only shares the server with the heavy ones. How long it waits is what this report is about.',
  },
  {
    name: 'warm, cold',
    text: 'A warm neighbour uses a connection that was open before the heavy work began. A cold one opens a new connection each time, which a busy event loop must accept first.',
  },
  {
    name: 'due',
    text: 'When a request should have been sent. Waits count from there, so a request held up behind a stall counts in full even if it was sent late.',
  },
  {
    name: 'p50, p99',
    text: 'Half of the requests, or 99 in 100, waited no longer than this. Told only when at least 10 requests waited longer: n/a says there were too few, n how many.',
  },
  { name: '≥ or >=', text: 'Some of these requests never got an answer: the true wait is this or more.' },
  {
    name: '~',
    text: 'No difference shown from the first target, compared round by round. There may be one that so few rounds cannot show.',
  },
  {
    name: 'interval',
    text: 'Where the number would fall in 95 % of runs like this one, from resampling whole rounds. With fewer than three rounds waits have none, and rates show the lowest and the highest round.',
  },
  { name: 'D', text: 'How long one heavy task takes alone on this machine, with nothing else running.' },
  {
    name: 'limit',
    text: 'Cores / D, or clients / D where fewer clients than cores wait for their outputs: no way of arranging the work can do more heavy tasks per second.',
  },
  { name: 'stalled', text: `Waited longer than ${STALL_MS} ms, about what a person begins to feel.` },
  {
    name: 'closed loop, open loop',
    text: 'In a closed loop a client asks again once it was answered: a server that stalls is asked less, so that few requests tell of the stall. In an open loop requests come whether or not others were answered, as those of neighbours do.',
  },
  {
    name: 'loop delay',
    text: 'What a server itself measures of its event loop (monitorEventLoopDelay in Node). A stall is one sample of it, however long it lasts, so that its p99 can look well beside a stall of a second. Its longest cannot.',
  },
  {
    name: 'not ok',
    text: 'Refused (503), failed, wrong, timed out, unfinished, broken or lost. Heavy requests still running at the end of the load are not counted, nor are those of clients who came to leave.',
  },
  {
    name: 'CPU/task',
    text: 'CPU time of all server processes per heavy task done. More than D is what the arrangement costs.',
  },
  {
    name: 'well again after',
    text: 'From a burst of heavy requests until every neighbour who was held up by it had an answer. Held up: waited longer than twice the quiet median, or 5 ms above it where that is more (20 ms where servers and senders share cores), and not alone in that.',
  },
  {
    name: 'left, worked on for',
    text: 'A client who left closed its connection, or cancelled its job, before the answer came. Worked on for: how long the server went on using CPU after the last heavy client was gone.',
  },
  {
    name: 'unstable',
    text: 'More came than could be answered, so the backlog grew, by so many requests per second. Its percentiles would only tell how long the run was: none is shown.',
  },
  {
    name: 'accepted, in hand',
    text: 'A server that answers 202 has accepted a job and does it later. Its client asks for it until the output is in hand: that is its wait. A lost job was accepted, and then the server knew it no more.',
  },
  {
    name: 'begun, done',
    text: 'When a job left the queue and when its work was over, by the server’s own stamps; counted, as every time, from when the request was due.',
  },
  {
    name: 'served right, told so',
    text: 'Beside requests that must fail (poison): the share of the good ones that were answered right, and of the poisoned ones that got an error with a code.',
  },
  {
    name: 'backlog',
    text: 'Jobs that were accepted and not finished when the load ended.',
  },
  {
    name: 'gate',
    text: 'A check that every trial must pass, for example that our sender was on time. A trial that fails one is kept in the record and left out of every number.',
  },
  { name: 'INVALID', text: 'More than a third of the trials failed a gate, so nothing is said of the target.' },
  {
    name: 'self-test',
    text: 'Before the run, the senders measure servers whose answers are known. Where they find others the report is NOT TRUSTED.',
  },
  {
    name: 'predicted',
    text: 'What queueing theory gives from D and the number of cores, without measuring the server.',
  },
  {
    name: 'M/D/1, M/D/c',
    text: 'A queue where requests come at random (M), all take as long (D), and 1 or c workers serve them. N x D: N clients in a closed loop take turns.',
  },
];
