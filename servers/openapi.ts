import type { Task } from './task.ts';

const problem = {
  description: 'What went wrong, as RFC 9457 problem+json with a stable code.',
  content: {
    'application/problem+json': {
      schema: {
        type: 'object',
        required: ['type', 'title', 'status', 'code', 'detail'],
        properties: {
          type: { type: 'string' },
          title: { type: 'string' },
          status: { type: 'integer' },
          code: { type: 'string', pattern: '^ERR_[A-Z_]+$' },
          detail: { type: 'string' },
        },
      },
    },
  },
} as const;

const ownHeaders = {
  'holdup-stamps': {
    description:
      'Optional. When the request arrived, when its work began (wherever it ran) and when that was done: three times in milliseconds, comma-separated, on the monotonic clock of the machine (CLOCK_MONOTONIC on Linux; in Node, process.hrtime). All three may be the same. Who sends it gets the wait of its clients split into connection, queue, service and reply. After a request for a row a fourth number may follow: the milliseconds that the database took to read and to write. Errors carry none.',
    required: false,
    schema: { type: 'string', pattern: String.raw`^\d+(\.\d+)?(,\d+(\.\d+)?){2,3}$` },
    example: '86400000.125,86400012.250,86400112.500',
  },
  'holdup-process': {
    description: 'Optional. Which process answered, where a server has several; the live page draws a lane for each.',
    required: false,
    schema: { type: 'integer' },
    example: 4242,
  },
} as const;

const jobId = { name: 'id', in: 'path', required: true, schema: { type: 'string' } } as const;

const jobStatus = {
  type: 'object',
  required: ['id', 'state'],
  properties: {
    id: { type: 'string' },
    state: { enum: ['queued', 'running', 'done', 'failed', 'cancelled'], description: 'It only moves forward.' },
    attempts: { type: 'integer', description: 'How often its task was begun.' },
    waitedMs: { type: 'number', description: 'From accepted to begun.' },
    ranMs: { type: 'number', description: 'From begun to done.' },
    output: { description: 'The task’s output, when the state is done.' },
    code: { type: 'string', description: 'Why it failed, when it did.' },
    message: { type: 'string' },
  },
} as const;

const jobPath = {
  parameters: [jobId],
  get: {
    operationId: 'job',
    summary: 'How far a job has come. Only servers that answer 202 have jobs.',
    responses: {
      200: {
        description: 'Known. A job that failed is told here too: it is no failure of this request.',
        headers: ownHeaders,
        content: { 'application/json': { schema: jobStatus } },
      },
      404: problem,
    },
  },
  delete: {
    operationId: 'cancelJob',
    summary: 'Cancels a job that waits, and one that runs where the server can stop it. Tells its state afterwards.',
    responses: {
      200: { description: 'Known.', content: { 'application/json': { schema: jobStatus } } },
      404: problem,
    },
  },
} as const;

/** What comes of asking for a task, whether its input is sent or stored. */
const runResponses = ({ examples: [example] }: Task): object => ({
  200: {
    description: 'The output, computed as the description says.',
    headers: ownHeaders,
    content: { 'application/json': { schema: {}, example: example?.output } },
  },
  202: {
    description: 'Instead of 200: the job is remembered, and Location says where to ask for its output.',
    headers: {
      Location: {
        required: true,
        schema: { type: 'string' },
        example: '/jobs/0b5f7a3e-6a55-4d7b-9a39-8f3d5a2f4c11',
      },
      'Retry-After': { required: true, schema: { type: 'integer' } },
    },
    content: { 'application/json': { schema: { type: 'object' } } },
  },
  '4XX': problem,
  500: problem,
  501: problem,
  503: { ...problem, headers: { 'Retry-After': { required: true, schema: { type: 'integer' } } } },
});

const inputBody = ({ inputSchema, defaultInput, examples: [example] }: Task): object => ({
  required: true,
  content: { 'application/json': { schema: inputSchema, example: example?.input ?? defaultInput } },
});

function taskPath(task: Task): object {
  const { name, summary, contract } = task;
  return {
    post: {
      operationId: name,
      summary,
      description: contract,
      requestBody: inputBody(task),
      responses: runResponses(task),
    },
  };
}

const rowKey = { name: 'key', in: 'path', required: true, schema: { type: 'string' } } as const;

/** Needed by those who measure the scenario fetch-compute-store, and by nobody else. */
function rowPath(task: Task): object {
  const { name, contract } = task;
  const known = (description: string, schema: object): object => ({
    200: { description, content: { 'application/json': { schema } } },
    '4XX': problem,
    500: problem,
  });
  return {
    parameters: [rowKey],
    put: {
      operationId: `store-${name}`,
      summary: `Stores an input of ${name} in a database, in place of what was there. Answers with the same.`,
      requestBody: inputBody(task),
      responses: known('The input.', {}),
    },
    post: {
      operationId: `run-stored-${name}`,
      summary: `Reads the stored input from the database, computes ${name}, writes the output to the database, answers with it.`,
      description: contract,
      responses: runResponses(task),
    },
    get: {
      operationId: `stored-${name}`,
      summary: 'The stored input, and the output of the last run; null before the first.',
      responses: known('Both, as the database has them.', {
        type: 'object',
        required: ['input', 'output'],
        properties: { input: {}, output: {} },
        additionalProperties: false,
      }),
    },
  };
}

/** The contract between holdup and a server, so that anyone's server in any language can be measured against it. */
export function openApiDocument(tasks: readonly Task[]): object {
  const health = {
    get: {
      operationId: 'health',
      summary: 'A few bytes at once: the neighbour that must not wait.',
      responses: {
        200: {
          description: 'Alive.',
          headers: ownHeaders,
          content: { 'application/json': { schema: { type: 'object' } } },
        },
      },
    },
  };
  return {
    openapi: '3.1.0',
    info: {
      title: 'A server that holdup can measure',
      version: '1.0.0',
      description:
        'Answer GET /health and POST /tasks/{task} like this, and holdup measures your server beside its own.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths: {
      '/health': health,
      '/jobs/{id}': jobPath,
      ...Object.fromEntries(tasks.map((task) => [`/tasks/${task.name}`, taskPath(task)])),
      ...Object.fromEntries(tasks.map((task) => [`/rows/{key}/tasks/${task.name}`, rowPath(task)])),
    },
  };
}
